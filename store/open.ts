/**
 * Opens the store: PostgreSQL where an address is given, else one SQLite file that several processes share.
 * The trap: close() writes what still waits; a process that ends without it loses only what nobody was told is stored.
 */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Kysely } from 'kysely';
import { createConnectionStore } from './connections.ts';
import type { Store } from './contract.ts';
import { createCursorStore } from './cursors.ts';
import { createCustomerStore } from './customers.ts';
import { StoreError, sqliteError } from './errors.ts';
import { createGroupCommit } from './group-commit.ts';
import { createHookTokenStore } from './hook-tokens.ts';
import { createInboxStore } from './inbox.ts';
import { createJournalStore } from './journal.ts';
import { createLedgerStore } from './ledger.ts';
import { createLinkStore } from './links.ts';
import { migrate, SCHEMA_VERSION, versionOf } from './migrate.ts';
import { createOrderNoteStore } from './order-notes.ts';
import { describeAddress, postgresDialect } from './postgres-dialect.ts';
import { createReconcileStore } from './reconcile.ts';
import { createRecordStore } from './records.ts';
import { type Database, type Db, type Dialect, TABLES } from './schema.ts';
import { createSecretStore } from './secrets.ts';
import { createSharedStateStore } from './shared-state.ts';
import { openSqlite, sqliteDialect } from './sqlite-dialect.ts';
import { createStockStore } from './stock.ts';

const DEFAULT_POOL_SIZE = 5;
const DEFAULT_LOCK_WAIT_MS = 15_000;

export type StoreOptions = {
  /** `postgres://…`; wins over `path`. */
  url?: string;
  /** The SQLite file; it and its folders are made where missing, for this user only. */
  path?: string;
  /** PostgreSQL connections of this process, 5 where absent. */
  poolSize?: number;
  /** SQLite: how long to wait for another process's write, 15 s where absent. */
  lockWaitMs?: number;
  /**
   * SQLite: `full` (default) waits for the disk at each commit, so that even a power cut loses nothing that was answered.
   * `normal` leaves the last moments to the system: a killed process loses nothing, a power cut may.
   */
  sync?: 'full' | 'normal';
};

/** Opens and, where needed, upgrades the store. Throws StoreError in plain words, never with a password. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { db, dialect, place } = await connect(options);
  try {
    await migrate(db, dialect, place);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return assemble(db, dialect);
}

type Connected = { db: Db; dialect: Dialect; place: string };

async function connect(options: StoreOptions): Promise<Connected> {
  const { url, path, poolSize, lockWaitMs = DEFAULT_LOCK_WAIT_MS, sync = 'full' } = options;
  if (url) {
    const dialect = postgresDialect({ url, poolSize: poolSize ?? DEFAULT_POOL_SIZE });
    return { db: new Kysely<Database>({ dialect }), dialect: 'postgres', place: describeAddress(url) };
  }
  if (!path) throw new StoreError('invalid', 'The store has neither an address nor a path.', 'Give one of them.');
  const place = resolve(path);
  prepareFile(place);
  const database = await openSqlite(place, lockWaitMs, sync);
  const dialect = sqliteDialect(database, place, lockWaitMs);
  return { db: new Kysely<Database>({ dialect }), dialect: 'sqlite', place };
}

/** SQLite would make the file readable for everybody; the files beside it (-wal, -shm) take over its rights. */
function prepareFile(place: string): void {
  try {
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
    closeSync(openSync(place, 'a', 0o600));
  } catch (error) {
    throw sqliteError(error, place);
  }
}

function assemble(db: Db, dialect: Dialect): Store {
  const group = createGroupCommit(db);
  // The order of the parts that share transactions is the order in which they lock rows.
  const inbox = createInboxStore(db, group);
  const records = createRecordStore(db, group);
  const stock = createStockStore(db, group);
  const ledger = createLedgerStore(db, dialect, group);
  return {
    dialect,
    connections: createConnectionStore(db),
    secrets: createSecretStore(db),
    hookTokens: createHookTokenStore(db),
    inbox,
    ledger,
    records,
    cursors: createCursorStore(db),
    shared: createSharedStateStore(db),
    stock,
    links: createLinkStore(db),
    journal: createJournalStore(db),
    customers: createCustomerStore(db),
    orderNotes: createOrderNoteStore(db),
    reconcile: createReconcileStore(db),
    stats: () => stats(db),
    healthy: () => healthy(db),
    async close() {
      await group.close();
      await db.destroy();
    },
  };
}

async function stats(db: Db): Promise<{ table: string; rows: number }[]> {
  const counted: { table: string; rows: number }[] = [];
  for (const table of TABLES) {
    const { rows } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll().as('rows'))
      .executeTakeFirstOrThrow();
    counted.push({ table, rows: Number(rows) });
  }
  return counted;
}

async function healthy(db: Db): Promise<boolean> {
  try {
    return (await versionOf(db)) === SCHEMA_VERSION;
  } catch {
    return false;
  }
}
