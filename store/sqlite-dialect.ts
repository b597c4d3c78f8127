/**
 * Kysely on node:sqlite: one connection, one user of it at a time, prepared statements kept.
 * The trap: node:sqlite is synchronous, so waiting inside SQLite for another process's lock would stop the whole
 * process; the lock is asked for again from the event loop instead. Every transaction is BEGIN IMMEDIATE, because a
 * read that turns into a write can fail in the middle.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { isSqliteBusy, sqliteError } from './errors.ts';

/** How long SQLite itself may block the event loop for a lock. */
const BLOCKING_WAIT_MS = 5;
const LONGEST_PAUSE_MS = 20;
const KEPT_STATEMENTS = 200;
/** Longer ones insert many rows at once, rarely the same number twice. */
const LONGEST_KEPT_SQL = 8_000;

/** Opens the file with our settings. `lockWaitMs`: how long to wait in all for a lock of another process. */
export async function openSqlite(path: string, lockWaitMs: number, sync: 'full' | 'normal'): Promise<DatabaseSync> {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: BLOCKING_WAIT_MS, enableForeignKeyConstraints: true });
    const opened = database;
    await untilFree(() => opened.exec('PRAGMA journal_mode = WAL'), lockWaitMs);
    // full: what was confirmed to a vendor must outlive a power cut, not only a crash of the process.
    opened.exec(`PRAGMA synchronous = ${sync.toUpperCase()}`);
    opened.exec('PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16000;');
    return opened;
  } catch (error) {
    database?.close();
    throw sqliteError(error, path);
  }
}

/** The Kysely dialect of an open database; `path` is for messages only. */
export function sqliteDialect(database: DatabaseSync, path: string, lockWaitMs: number): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createDriver: () => sqliteDriver(database, path, lockWaitMs),
  };
}

function sqliteDriver(database: DatabaseSync, path: string, lockWaitMs: number): Driver {
  const turn = turnstile();
  const connection = sqliteConnection(database, path, lockWaitMs);
  return {
    async init() {},
    async acquireConnection() {
      await turn.enter();
      return connection;
    },
    async beginTransaction() {
      await guarded(() => untilFree(() => database.exec('BEGIN IMMEDIATE'), lockWaitMs), path);
    },
    async commitTransaction() {
      await guarded(() => database.exec('COMMIT'), path);
    },
    async rollbackTransaction() {
      // SQLite has already rolled back after some errors (a full disk); a second ROLLBACK would hide the first error.
      if (database.isTransaction) database.exec('ROLLBACK');
    },
    async releaseConnection() {
      turn.leave();
    },
    async destroy() {
      if (database.isOpen) database.close();
    },
  };
}

function sqliteConnection(database: DatabaseSync, path: string, lockWaitMs: number): DatabaseConnection {
  const prepare = statementCache(database);
  const run = <R>(query: CompiledQuery): QueryResult<R> => {
    const { statement, reads } = prepare(query.sql);
    const parameters = query.parameters as readonly SQLInputValue[];
    if (reads) return { rows: statement.all(...parameters) as R[] };
    return { rows: [], numAffectedRows: BigInt(statement.run(...parameters).changes) };
  };
  return {
    executeQuery<R>(query: CompiledQuery) {
      // Inside a transaction the lock is ours; outside, a single statement may be repeated safely.
      return guarded(() => untilFree(() => run<R>(query), database.isTransaction ? 0 : lockWaitMs), path);
    },
    streamQuery() {
      throw new Error('The SQLite store does not stream.');
    },
  };
}

type Prepared = { statement: StatementSync; reads: boolean };

function statementCache(database: DatabaseSync): (sql: string) => Prepared {
  const kept = new Map<string, Prepared>();
  return (sql) => {
    const known = kept.get(sql);
    if (known) {
      kept.delete(sql);
      kept.set(sql, known);
      return known;
    }
    const statement = database.prepare(sql);
    const prepared = { statement, reads: statement.columns().length > 0 };
    if (sql.length > LONGEST_KEPT_SQL) return prepared;
    kept.set(sql, prepared);
    const oldest = kept.keys().next();
    if (kept.size > KEPT_STATEMENTS && !oldest.done) kept.delete(oldest.value);
    return prepared;
  };
}

async function guarded<T>(act: () => T | Promise<T>, path: string): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw sqliteError(error, path);
  }
}

async function untilFree<T>(act: () => T, lockWaitMs: number): Promise<T> {
  const deadline = Date.now() + lockWaitMs;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return act();
    } catch (error) {
      if (!isSqliteBusy(error) || Date.now() >= deadline) throw error;
    }
    // Uneven pauses, so that several processes do not knock in step.
    await wait(pauseMs * (0.5 + Math.random()));
  }
}

/** Lets one in at a time, in order of arrival. */
function turnstile(): { enter(): Promise<void>; leave(): void } {
  const waiting: (() => void)[] = [];
  let taken = false;
  return {
    enter() {
      if (taken) return new Promise((resolve) => waiting.push(resolve));
      taken = true;
      return Promise.resolve();
    },
    leave() {
      const next = waiting.shift();
      if (next) next();
      else taken = false;
    },
  };
}
