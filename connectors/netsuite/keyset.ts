/**
 * Pages of SuiteQL by key instead of by place: the next page begins after the last row's key, so a list that changes
 * meanwhile loses no row, and there is no end at 100,000.
 * The trap: a time alone is no key, many rows share one second; the key is always (time, id) or (item, location).
 */
import { ConnectorError } from '../http/errors.ts';
import { lowerBound, timeColumn, timeMark, upperBound } from './account-time.ts';
import type { KeysetPage, ReadPage, TimeWindow } from './read-types.ts';
import type { Session } from './session.ts';
import { suiteQl } from './suiteql.ts';

export type Row = Record<string, string>;
type Sql = { query: string; params: string[] };

const MAX_LIMIT = 1_000;

/**
 * Rows up to `pageSize` (default 1000; more than 1000 takes several exchanges) after the cursor. `build` makes the query
 * for the rows after a key; `keyOf` tells a row's key, whose parts hold no `|`.
 */
export async function readKeyset(
  session: Session,
  page: KeysetPage,
  parts: number,
  build: (after: string[] | undefined) => Sql,
  keyOf: (row: Row) => (string | undefined)[],
): Promise<ReadPage<Row>> {
  const size = page.pageSize ?? MAX_LIMIT;
  let next = page.after;
  const rows: Row[] = [];
  while (rows.length < size) {
    const { query, params } = build(next === undefined ? undefined : partsOf(next, parts));
    const answer = await suiteQl(session, query, params, { limit: Math.min(MAX_LIMIT, size - rows.length) });
    rows.push(...answer.rows);
    const last = answer.rows.at(-1);
    if (!answer.hasMore || last === undefined) return { rows };
    next = advanced(next, keyOf(last));
  }
  return next === undefined ? { rows } : { rows, next };
}

function partsOf(cursor: string, count: number): string[] {
  const parts = cursor.split('|');
  if (parts.length === count && parts.every((part) => /^[\d :.-]+$/.test(part))) return parts;
  throw fault('BAD_CURSOR', `"${cursor}" is not a cursor of this list`);
}

function advanced(before: string | undefined, key: (string | undefined)[]): string {
  const cursor = key.map((part) => part ?? '').join('|');
  if (key.every((part) => part !== undefined) && cursor !== before) return cursor;
  throw fault('BAD_KEYSET', 'a row has no key, or the list does not go on');
}

export type ChangedQuery = {
  /** Further columns, e.g. `t.tranid, t.status`. */
  columns: string;
  /** Tables with aliases, e.g. `transaction t`. */
  from: string;
  id: string;
  modified: string;
  /** Conditions joined by AND, and their bound values in order. */
  where: string[];
  params: string[];
};

/** Rows changed in the window, in the order of (time, id); each has `id` and `modifiedat` (the account's wall clock). */
export function readChanged(
  session: Session,
  query: ChangedQuery,
  window: TimeWindow,
  page: KeysetPage,
): Promise<ReadPage<Row>> {
  const { id, modified, columns, from } = query;
  const { timeZone } = session.settings;
  const since = lowerBound(window.since, timeZone);
  const until = window.until === undefined ? [] : [upperBound(window.until, timeZone)];
  const build = (after: string[] | undefined): Sql => {
    const [time = '', key = ''] = after ?? [];
    const conditions = [
      ...query.where,
      `${modified} >= ${timeMark}`,
      ...until.map(() => `${modified} <= ${timeMark}`),
      ...(after === undefined ? [] : [`(${modified} > ${timeMark} OR (${modified} = ${timeMark} AND ${id} > ?))`]),
    ];
    const params = [...query.params, since, ...until, ...(after === undefined ? [] : [time, time, key])];
    const select = `SELECT ${id} AS id, ${timeColumn(modified, 'modifiedat')}, ${columns} FROM ${from}`;
    return { query: `${select} WHERE ${conditions.join(' AND ')} ORDER BY ${modified}, ${id}`, params };
  };
  return readKeyset(session, page, 2, build, (row) => [row.modifiedat, row.id]);
}

/** `?, ?, ?` for an IN list. */
export const marks = (values: string[]): string => values.map(() => '?').join(', ');

/** Lists for IN, at most this many values each. */
export function chunks(values: string[], size: number): string[][] {
  const unique = [...new Set(values)];
  return Array.from({ length: Math.ceil(unique.length / size) }, (_, i) => unique.slice(i * size, (i + 1) * size));
}

function fault(code: string, message: string): ConnectorError {
  return new ConnectorError({ type: 'Config', system: 'netsuite', code, message: `SuiteQL: ${message}.` });
}
