/**
 * SuiteQL over REST. Values come back as strings, nulls are left out, keys are lower case.
 * The trap: pages by offset are only stable with ORDER BY and end at 100,000 rows; longer reads go by keyset.
 */
import Big from 'big.js';
import { z } from 'zod';
import { ConnectorError } from '../http/errors.ts';
import type { NetSuite } from './contract.ts';
import type { Session } from './session.ts';
import type { SuiteQlPage } from './types.ts';
import { parseAnswer } from './values.ts';

type Row = Record<string, string>;
type KeysetInput = Parameters<NetSuite['suiteQlKeyset']>[0];

const PATH = '/services/rest/query/v1/suiteql';
const MAX_LIMIT = 1_000;
const MAX_ROWS = 100_000;
const AFTER = '{after}';

const pageSchema = z.looseObject({
  items: z.array(z.record(z.string(), z.unknown())).default([]),
  hasMore: z.boolean().default(false),
  totalResults: z.coerce.number().int().optional(),
});

/** One page; see the contract. Throws `Config` code BAD_PAGE for a page that NetSuite would refuse. */
export async function suiteQl(
  session: Session,
  query: string,
  params: string[],
  page: { limit?: number; offset?: number } = {},
): Promise<SuiteQlPage> {
  const limit = page.limit ?? MAX_LIMIT;
  const offset = page.offset ?? 0;
  const isPage = Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT && offset >= 0 && offset % limit === 0;
  if (!isPage) throw fault('BAD_PAGE', `limit ${limit} must be 1 to 1000 and offset ${offset} a multiple of it`);
  if (offset >= MAX_ROWS) throw fault('BAD_PAGE', 'NetSuite gives no row beyond 100,000 by offset; use keyset paging');
  const response = await session.send({
    method: 'POST',
    path: PATH,
    query: { limit: String(limit), offset: String(offset) },
    headers: { prefer: 'transient' },
    json: { q: query, ...(params.length === 0 ? {} : { params }) },
  });
  const answer = parseAnswer(pageSchema, response, 'a query');
  const rows = answer.items.map(toRow);
  return { rows, hasMore: answer.hasMore, totalResults: answer.totalResults ?? rows.length };
}

/** Every row of a short list, page by page. */
export async function allRows(session: Session, query: string, params: string[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (let offset = 0; ; offset += MAX_LIMIT) {
    const page = await suiteQl(session, query, params, { limit: MAX_LIMIT, offset });
    rows.push(...page.rows);
    if (!page.hasMore) return rows;
  }
}

/**
 * Rows in the order of a numeric key, of any number. The key need not be unique: the last key of a page that has a
 * successor is read again with the next page, so no row is lost or doubled. Throws `Config` code BAD_KEYSET.
 */
export async function* suiteQlKeyset(session: Session, input: KeysetInput): AsyncGenerator<Row[]> {
  if (!input.query.includes(AFTER)) throw fault('BAD_KEYSET', `the query has no ${AFTER}`);
  const column = input.keyColumn.toLowerCase();
  let after = input.after;
  while (true) {
    const { query, params } = boundAfter(input, after);
    const page = await suiteQl(session, query, params, { limit: input.pageSize ?? MAX_LIMIT });
    checkOrder(page.rows, column, after);
    if (!page.hasMore) {
      if (page.rows.length > 0) yield page.rows;
      return;
    }
    const whole = withoutLastKey(page.rows, column);
    yield whole;
    after = whole.at(-1)?.[column];
  }
}

/** Puts the condition in place and its value at the right position among the other bound values. */
function boundAfter(input: KeysetInput, after: string | undefined): { query: string; params: string[] } {
  if (after === undefined) return { query: input.query.replace(AFTER, ''), params: input.params };
  const before = input.query.slice(0, input.query.indexOf(AFTER)).replace(/'(?:[^']|'')*'/g, '');
  const position = before.split('?').length - 1;
  return {
    query: input.query.replace(AFTER, () => `AND ${input.keyExpression} > ?`),
    params: [...input.params.slice(0, position), after, ...input.params.slice(position)],
  };
}

function checkOrder(rows: Row[], column: string, after: string | undefined): void {
  let last = after;
  for (const row of rows) {
    const key = row[column];
    if (key === undefined || !/^-?\d+(\.\d+)?$/.test(key)) {
      throw fault('BAD_KEYSET', `a row has no numeric column ${column}`);
    }
    const isInOrder = last === undefined || (last === after ? Big(key).gt(last) : Big(key).gte(last));
    if (!isInOrder) throw fault('BAD_KEYSET', `the rows are not in the order of ${column}`);
    last = key;
  }
}

function withoutLastKey(rows: Row[], column: string): Row[] {
  const last = rows.at(-1)?.[column];
  const whole = rows.filter((row) => row[column] !== last);
  if (whole.length > 0) return whole;
  throw fault('BAD_KEYSET', `a whole page has one ${column}: choose a larger page or a finer key`);
}

function toRow(item: Record<string, unknown>): Row {
  const row: Row = {};
  for (const [name, value] of Object.entries(item)) {
    const isValue = value !== null && value !== undefined && typeof value !== 'object';
    if (isValue) row[name.toLowerCase()] = String(value);
  }
  return row;
}

function fault(code: string, message: string): ConnectorError {
  return new ConnectorError({ type: 'Config', system: 'netsuite', code, message: `SuiteQL: ${message}.` });
}
