/**
 * Brings a store to the schema that this program knows, in one transaction.
 * The trap: several processes may start at once; the lock is taken before the version is read.
 */
import { sql } from 'kysely';
import { StoreError } from './errors.ts';
import { firstTables } from './migrations/0001-first-tables.ts';
import { stockRuns } from './migrations/0002-stock-runs.ts';
import { customerTables } from './migrations/0003-customers.ts';
import { reconcileTables } from './migrations/0004-reconcile.ts';
import { sharedState } from './migrations/0005-shared-state.ts';
import { shopLinks } from './migrations/0006-shop-links.ts';
import { stockSkus } from './migrations/0007-stock-skus.ts';
import { customerKeys } from './migrations/0008-customer-keys.ts';
import { journalEntries } from './migrations/0009-journal-entries.ts';
import type { Migration } from './migrations/migration.ts';
import type { Db, Dialect, Trx } from './schema.ts';
import { now } from './values.ts';

const MIGRATIONS: readonly Migration[] = [
  firstTables,
  stockRuns,
  customerTables,
  reconcileTables,
  sharedState,
  shopLinks,
  stockSkus,
  customerKeys,
  journalEntries,
];
export const SCHEMA_VERSION = Math.max(...MIGRATIONS.map(({ version }) => version));

/** Any number that nobody else in the database takes as an advisory lock. */
const POSTGRES_LOCK = 7_244_001;

/** Creates or upgrades the tables. `place` names the store in the error for a store of a newer program (StoreError). */
export async function migrate(db: Db, dialect: Dialect, place: string): Promise<void> {
  if (await isCurrent(db)) return;
  await db.transaction().execute(async (trx) => {
    if (dialect === 'postgres') await sql`select pg_advisory_xact_lock(${POSTGRES_LOCK})`.execute(trx);
    await trx.schema
      .createTable('ml_connector_schema')
      .ifNotExists()
      .addColumn('version', 'integer', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('applied_at', 'text', (column) => column.notNull())
      .execute();
    await applyMissing(trx, dialect, await appliedTo(trx), place);
  });
}

/** The steps that a store has behind it. */
async function appliedTo(db: Db): Promise<Set<number>> {
  const rows = await db.selectFrom('ml_connector_schema').select('version').execute();
  return new Set(rows.map((row) => row.version));
}

/** The schema's version; 0 for an empty store. */
export async function versionOf(db: Db): Promise<number> {
  const row = await db
    .selectFrom('ml_connector_schema')
    .select((eb) => eb.fn.max('version').as('version'))
    .executeTakeFirst();
  return row?.version ?? 0;
}

async function isCurrent(db: Db): Promise<boolean> {
  try {
    const applied = await appliedTo(db);
    return applied.size === MIGRATIONS.length && applied.has(SCHEMA_VERSION);
  } catch (error) {
    // An empty store has no such table; whatever else is wrong shows again in the transaction.
    if (error instanceof StoreError && error.code === 'failed') return false;
    throw error;
  }
}

async function applyMissing(trx: Trx, dialect: Dialect, applied: Set<number>, place: string): Promise<void> {
  const version = Math.max(0, ...applied);
  if (version > SCHEMA_VERSION) {
    throw new StoreError(
      'newer-schema',
      `The store ${place} was written by a newer ml-connector (schema ${version}, this one knows ${SCHEMA_VERSION}).`,
      'Upgrade ml-connector or restore a backup.',
    );
  }
  for (const migration of MIGRATIONS.filter((each) => !applied.has(each.version))) {
    await migration.up(trx, dialect);
    await trx
      .insertInto('ml_connector_schema')
      .values({ version: migration.version, name: migration.name, applied_at: now() })
      .execute();
  }
}
