/**
 * Reads a record's sublist to its end.
 * The trap: an expanded record holds only the first page of a long sublist, and a sublist that was not expanded is a
 * mere link; then it is read from its own address, where lines may be links again. Addresses in an answer are never
 * followed as they are: only the page's place is taken from them, so no request leaves the connection's own host.
 */
import { z } from 'zod';
import { ConnectorError } from '../http/errors.ts';
import { parseExact } from './exact-json.ts';
import type { Session } from './session.ts';
import { parseAnswer } from './values.ts';

type Line = Record<string, unknown>;
type Place = { limit: number; offset: number };

const count = z.coerce.number().int().optional();
const links = z.array(z.looseObject({ rel: z.string(), href: z.string() })).default([]);

export const sublistSchema = z
  .looseObject({
    items: z.array(z.record(z.string(), z.unknown())).optional(),
    hasMore: z.boolean().optional(),
    totalResults: count.catch(undefined),
    links: z.unknown().optional(),
  })
  .nullish();
export type Sublist = z.output<typeof sublistSchema>;

const PAGE = 1_000;
const MAX_PAGE_CALLS = 1_000;
const pageSchema = z.looseObject({
  items: z.array(z.record(z.string(), z.unknown())).default([]),
  hasMore: z.boolean().default(false),
  totalResults: count.catch(undefined),
  links: links.catch([]),
});
const linkSchema = z.looseObject({ links });

/** All lines of the sublist at `path` (`…/salesOrder/1/item`), of which the record already gave `first`. */
export async function readSublist(session: Session, path: string, first: Sublist): Promise<Line[]> {
  if (first === undefined || first === null) return [];
  if (first.items !== undefined && isWhole(first.items.length, first)) return first.items;
  const lines: Line[] = [];
  let place: Place = { limit: PAGE, offset: 0 };
  for (let call = 0; call < MAX_PAGE_CALLS; call++) {
    const page = await readPage(session, path, place);
    for (const line of page.items) lines.push(await expanded(session, path, line));
    if (isWhole(lines.length, page)) return lines;
    place = nextPlace(page, place, path);
  }
  throw unreadable(path, 'it does not end');
}

function isWhole(have: number, page: { hasMore?: boolean | undefined; totalResults?: number | undefined }): boolean {
  return page.hasMore !== true && have >= (page.totalResults ?? 0);
}

async function readPage(session: Session, path: string, place: Place) {
  const query = { expandSubResources: 'true', limit: String(place.limit), offset: String(place.offset) };
  const response = await session.send({ method: 'GET', path, query });
  return parseAnswer(pageSchema, { ...response, body: parseExact(response.text) }, 'a sublist');
}

/** Where NetSuite says that the next page is; without a word of it, right after the lines that came. */
function nextPlace(page: z.output<typeof pageSchema>, place: Place, path: string): Place {
  const href = page.links.find((link) => link.rel === 'next')?.href ?? '';
  const told = /[?&]offset=(\d+)/.exec(href)?.[1];
  const limit = Number(/[?&]limit=(\d+)/.exec(href)?.[1] ?? (page.items.length || place.limit));
  const offset = told === undefined ? place.offset + page.items.length : Number(told);
  if (offset <= place.offset) throw unreadable(path, 'its pages repeat');
  return { limit: Math.min(limit, PAGE), offset };
}

/** A line that is only a link is fetched by the number at the link's end. */
async function expanded(session: Session, path: string, line: Line): Promise<Line> {
  if (Object.keys(line).some((key) => key !== 'links')) return line;
  const number = lastOfSelf(line);
  if (number === undefined) return line;
  const query = { expandSubResources: 'true' };
  const response = await session.send({ method: 'GET', path: `${path}/${number}`, query });
  return parseAnswer(z.record(z.string(), z.unknown()), { ...response, body: parseExact(response.text) }, 'a line');
}

/** The number at the end of a part's own link; undefined where it has no link of its own. */
export function lastOfSelf(part: unknown): string | undefined {
  const parsed = linkSchema.safeParse(part);
  const self = parsed.success ? parsed.data.links.find((link) => link.rel === 'self') : undefined;
  return /\/(\d+)(?:\?.*)?$/.exec(self?.href ?? '')?.[1];
}

function unreadable(path: string, why: string): ConnectorError {
  const message = `NetSuite's list at ${path} could not be read to its end: ${why}.`;
  return new ConnectorError({ type: 'Unavailable', system: 'netsuite', code: 'UNEXPECTED_ANSWER', message });
}
