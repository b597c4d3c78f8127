/**
 * Kysely on pg, with errors in our own words.
 * The trap: a database address holds the password, so it is taken apart here and never shown whole.
 */
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import pg from 'pg';
import { postgresError, StoreError } from './errors.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const INT8 = 20;

type PostgresOptions = { url: string; poolSize: number };

/** The Kysely dialect of a `postgres://` address. Connects with the first query. */
export function postgresDialect({ url, poolSize }: PostgresOptions): Dialect {
  const place = describeAddress(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'ml-connector',
    // Counts and sequence numbers stay far below 2^53.
    types: { getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) },
  });
  // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  return {
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createDriver: () => postgresDriver(pool, place),
  };
}

/** `postgres://user@host:port/database`: no password, no parameters. Throws StoreError for what is no such address. */
export function describeAddress(url: string): string {
  try {
    const { protocol, username, host, pathname } = new URL(url);
    if (protocol === 'postgres:' || protocol === 'postgresql:') {
      return `postgres://${username ? `${username}@` : ''}${host}${pathname}`;
    }
  } catch {
    // Said below, without the text that could not be read.
  }
  throw new StoreError(
    'invalid',
    'The database address is not a postgres:// address.',
    'Write it as postgres://user:password@host:5432/database; percent-encode special characters of the password.',
  );
}

type Held = DatabaseConnection & { release(): void };

function postgresDriver(pool: pg.Pool, place: string): Driver {
  const held = new WeakMap<DatabaseConnection, Held>();
  const simple = (connection: DatabaseConnection, sql: string) => connection.executeQuery(CompiledQuery.raw(sql));
  return {
    async init() {},
    async acquireConnection() {
      const client = await pool.connect().catch((error: unknown) => {
        throw postgresError(error, place);
      });
      const connection = hold(client, place);
      held.set(connection, connection);
      return connection;
    },
    async beginTransaction(connection) {
      await simple(connection, 'begin');
    },
    async commitTransaction(connection) {
      await simple(connection, 'commit');
    },
    async rollbackTransaction(connection) {
      // On a lost connection the server rolls back by itself; the first error is the one worth telling.
      await simple(connection, 'rollback').catch(() => {});
    },
    async releaseConnection(connection) {
      held.get(connection)?.release();
    },
    async destroy() {
      await pool.end();
    },
  };
}

function hold(client: pg.PoolClient, place: string): Held {
  let broken = false;
  // A lost connection is told to the query that runs; without a listener it would end the process.
  const ignore = () => {
    broken = true;
  };
  client.on('error', ignore);
  return {
    async executeQuery(query) {
      try {
        const { rows, rowCount } = await client.query(query.sql, [...query.parameters]);
        return { rows, numAffectedRows: BigInt(rowCount ?? 0) };
      } catch (error) {
        const told = postgresError(error, place);
        broken ||= told.code === 'unreachable';
        throw told;
      }
    },
    streamQuery() {
      throw new Error('The PostgreSQL store does not stream.');
    },
    release() {
      client.off('error', ignore);
      client.release(broken);
    },
  };
}
