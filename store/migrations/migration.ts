/**
 * What a step of the schema is, and the column types that differ between the two databases.
 * The trap: PostgreSQL sorts text by the locale unless told otherwise; ids and instants need plain byte order.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Dialect, Trx } from '../schema.ts';

/** Steps only go forward; a released step is never changed. */
export type Migration = { version: number; name: string; up(trx: Trx, dialect: Dialect): Promise<void> };

type ColumnTypes = { text: RawBuilder<string>; integer: RawBuilder<number>; big: RawBuilder<number> };

export function columnTypes(dialect: Dialect): ColumnTypes {
  if (dialect === 'sqlite') return { text: sql`text`, integer: sql`integer`, big: sql`integer` };
  return { text: sql`text collate "C"`, integer: sql`integer`, big: sql`bigint` };
}

/** SQLite otherwise stores any type in any column. */
export function tableOptions(dialect: Dialect): RawBuilder<unknown> {
  return dialect === 'sqlite' ? sql`strict` : sql``;
}

/** For small rows that are always found by their key. */
export function keyedTableOptions(dialect: Dialect): RawBuilder<unknown> {
  return dialect === 'sqlite' ? sql`strict, without rowid` : sql``;
}
