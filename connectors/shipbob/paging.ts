/**
 * ShipBob's dialects of pages made one: numbered pages with headers, and links or bare tokens in `next`. Filters are
 * compared with what came, because ShipBob ignores unknown ones without a word.
 * The trap: a link may be absolute, with or without the version, or a bare token; only its query is taken, and sent to our
 * own address.
 */
import { z } from 'zod';
import type { HttpResponse } from '../http/client.ts';
import { ConnectorError } from '../http/errors.ts';
import type { Caller, Request } from './call.ts';
import { notSent } from './errors.ts';
import type { ListPage } from './types.ts';
import { rows } from './values.ts';

/** `name` as ShipBob calls the filter. */
export type Check<T> = { name: string; fits: (row: T) => boolean };

export type Query = Record<string, string | undefined>;

export type Listing<T> = {
  path: string;
  query: Query;
  row: z.ZodType<T>;
  checks: Check<T>[];
  version?: string;
  /** The path names one record, whose list this is. */
  isRecord?: boolean;
};

/** More pages than any list by one name can have. */
const MOST_PAGES = 100;

/** A bare array; page number and number of pages in the headers. */
export async function numberedPage<T>(caller: Caller, listing: Listing<T>, limit: number, cursor?: string) {
  const page = cursor === undefined ? 1 : Number(cursor);
  if (!Number.isInteger(page) || page < 1) throw notSent('Invalid', 'BAD_CURSOR', 'this cursor is of another list');
  const query = given({ ...listing.query, Page: String(page), Limit: String(limit) });
  const { data, headers } = await caller.page(z.array(listing.row), requestOf(listing, query));
  const hasMore = data.length > 0 && moreAfter(headers, page, data.length, limit);
  return checked(listing.checks, data, hasMore ? String(page + 1) : undefined);
}

function moreAfter(headers: HttpResponse['headers'], page: number, got: number, limit: number): boolean {
  if (headers['next-page']) return true;
  const pages = Number(headers['total-pages'] || Number.NaN);
  return Number.isNaN(pages) ? got >= limit : page < pages;
}

/** `{items, next}`. `cursorName`: how a bare token is sent. */
export async function linkedPage<T>(caller: Caller, listing: Listing<T>, cursorName: string, cursor?: string) {
  const query = followed(given(listing.query), cursor);
  const schema = z.object({ items: rows(listing.row), next: nextLink });
  const { data } = await caller.page(schema, requestOf(listing, query));
  return checked(listing.checks, data.items, nextCursor(data.next, cursorName, cursor));
}

export const nextLink = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? '' : String(value)));

/** The query of a link, or a bare token under its name, as one text; undefined at the end or when it leads nowhere new. */
export function nextCursor(next: string, cursorName: string, cursor?: string): string | undefined {
  const asked = queryOf(next.trim(), cursorName);
  const query = asked === undefined ? '' : asked.toString();
  return query === '' || query === cursor ? undefined : query;
}

function queryOf(link: string, cursorName: string): URLSearchParams | undefined {
  if (link === '') return undefined;
  const isLink = link.includes('?') || /^(https?:\/\/|cursor=)/i.test(link);
  if (!isLink) return new URLSearchParams({ [cursorName]: link });
  if (/^https?:/i.test(link) && !link.includes('?')) return undefined;
  const query = new URLSearchParams(link.slice(link.indexOf('?') + 1).replace(/#.*$/, ''));
  // A token is base64: what reads as a blank was a plus sign.
  return new URLSearchParams(
    [...query].map(([name, value]) => [name, isCursor(name) ? value.replaceAll(' ', '+') : value]),
  );
}

const isCursor = (name: string): boolean => name.toLowerCase() === 'cursor';

/** The filters with what the cursor says in place of those of the same name. */
export function followed(query: Record<string, string>, cursor: string | undefined): Record<string, string> {
  if (cursor === undefined) return query;
  const link = Object.fromEntries(new URLSearchParams(cursor));
  const names = new Set(Object.keys(link).map((name) => name.toLowerCase()));
  const kept = Object.entries(query).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...link };
}

/** Takes out the rows that contradict a filter, and names that filter. */
export function checked<T>(checks: readonly Check<T>[], rows: T[], next: string | undefined): ListPage<T> {
  const ignored = checks.filter(({ fits }) => !rows.every(fits)).map(({ name }) => name);
  const kept = ignored.length === 0 ? rows : rows.filter((row) => checks.every(({ fits }) => fits(row)));
  return { rows: kept, ignored, ...(next === undefined ? {} : { next }) };
}

/** Every row of every page. Throws Unavailable for a list without end: to conclude "there is none" would be wrong. */
export async function allRows<T>(read: (cursor?: string) => Promise<ListPage<T>>): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer: ListPage<T> = await read(cursor);
    rows.push(...answer.rows);
    if (answer.next === undefined) return rows;
    cursor = answer.next;
  }
  throw new ConnectorError({
    type: 'Unavailable',
    system: 'shipbob',
    code: 'TOO_MANY_PAGES',
    message: `ShipBob: a list by one name has over ${MOST_PAGES} pages; the filter seems to be ignored`,
  });
}

/** Only the members that have a value. */
export const given = (query: Query): Record<string, string> =>
  Object.fromEntries(Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** A list as ShipBob reads it. Throws Invalid for a value with a comma, which it would cut in two. */
export function commas(values: readonly string[] | undefined): string | undefined {
  if (values === undefined || values.length === 0) return undefined;
  if (values.some((value) => value.includes(',')))
    throw notSent('Invalid', 'COMMA', 'a value with a comma cannot be looked for');
  return values.join(',');
}

/** Checks that hold when nothing was asked are left out. */
export const checksOf = <T>(checks: (Check<T> | undefined)[]): Check<T>[] =>
  checks.filter((check) => check !== undefined);

/** Row's value is one of the wanted; none asked, no check. */
export function oneOf<T>(name: string, wanted: readonly string[] | undefined, value: (row: T) => string | undefined) {
  if (wanted === undefined || wanted.length === 0) return undefined;
  const set = new Set(wanted);
  return { name, fits: (row: T) => set.has(value(row) ?? '') };
}

/** Row's instant lies in the window. One that the row does not tell fits. `from` and `to` are ISO-8601. */
export function within<T>(
  names: { from: string; to: string },
  window: { from?: string | undefined; to?: string | undefined },
  value: (row: T) => string | undefined,
): Check<T>[] {
  const timeOf = (row: T) => {
    const at = value(row);
    return at === undefined ? undefined : Date.parse(at);
  };
  const check = (name: string, edge: string | undefined, fits: (at: number, edgeMs: number) => boolean) => {
    if (edge === undefined) return [];
    const edgeMs = Date.parse(edge);
    return [{ name, fits: (row: T) => fitsOrUnknown(timeOf(row), (at) => fits(at, edgeMs)) }];
  };
  return [
    ...check(names.from, window.from, (at, edge) => at >= Math.floor(edge / 1_000) * 1_000),
    ...check(names.to, window.to, (at, edge) => at < Math.floor(edge / 1_000) * 1_000 + 1_000),
  ];
}

const fitsOrUnknown = (at: number | undefined, fits: (at: number) => boolean): boolean =>
  at === undefined || Number.isNaN(at) || fits(at);

const requestOf = <T>({ path, version, isRecord }: Listing<T>, query: Record<string, string>): Request => ({
  method: 'GET',
  path,
  query,
  collection: isRecord !== true,
  ...(version === undefined ? {} : { version }),
});
