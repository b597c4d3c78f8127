/**
 * Lists and single records. A page advances by what the server gave, never by what was asked for; changed records are paged
 * by the time of their change.
 * The trap: lists move while they are paged. By ids they only grow at the end; by time of change each page starts at the
 * last instant seen, so a row may come twice, but none is jumped over.
 */
import type { Answer, Caller, Request } from './call.ts';
import type { FusionPage } from './contract.ts';
import { isOfType, notSent, unexpected } from './errors.ts';
import type { Condition, ListQuery } from './query.ts';
import type { FusionView } from './types.ts';
import { childrenOf, cleanedItem, etagOf, instantOf, itemOf, ownKey, pageOf, textOf } from './view.ts';

export type ListAsk = Pick<Request, 'path' | 'area'> & { query: ListQuery };

/** More pages than any look-up may have; a list that long is asked page by page. */
const MOST_PAGES = 100;

type RawPage = { items: FusionView[]; hasMore: boolean };

async function rawPage(caller: Caller, ask: ListAsk, offset: number): Promise<RawPage> {
  const query = { limit: caller.settings.pageSize, ...ask.query, offset };
  const answer = await caller.send({ ...ask, method: 'GET', query, collection: true });
  const page = pageOf(answer.body);
  if (page !== undefined && !(page.hasMore && page.items.length === 0)) return page;
  throw oddAnswer(ask.path, answer, page === undefined ? 'no items' : 'more rows promised, none given');
}

const oddAnswer = (path: string, { status }: Answer, detail: string) =>
  unexpected({ method: 'GET', path, write: false }, status, detail);

/** One page by a stable key. The cursor is the offset. */
export async function page<T>(
  caller: Caller,
  ask: ListAsk,
  read: (item: FusionView) => T | undefined,
  cursor = '0',
): Promise<FusionPage<T>> {
  const offset = Number(cursor);
  const { items, hasMore } = await rawPage(caller, ask, offset);
  const rows = items.map((item) => read(cleanedItem(item))).filter((row) => row !== undefined);
  return { rows, ...(hasMore ? { next: String(offset + items.length) } : {}) };
}

/** All rows, page after page. `keep` sees the item with its links. */
export async function all<T>(
  caller: Caller,
  ask: ListAsk,
  read: (item: FusionView) => T | undefined,
  keep?: (item: FusionView) => void,
): Promise<T[]> {
  const rows: T[] = [];
  let offset = 0;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const { items, hasMore } = await rawPage(caller, ask, offset);
    for (const item of items) {
      keep?.(item);
      const row = read(cleanedItem(item));
      if (row !== undefined) rows.push(row);
    }
    if (!hasMore) return rows;
    offset += items.length;
  }
  throw notSent('TOO_MANY', `${ask.path} has more than ${MOST_PAGES} pages of such rows`);
}

/** Changed at or after an instant, oldest first. A row that changes meanwhile, or shares an instant, may come twice. */
export async function changed<T>(
  caller: Caller,
  ask: ListAsk & { key: string; changedSince: string },
  read: (item: FusionView) => T | undefined,
  cursor?: string,
): Promise<FusionPage<T>> {
  const { since, offset } = readCursor(cursor) ?? { since: timestamp(ask.changedSince), offset: 0 };
  const where: Condition[] = [
    ...(ask.query.where ?? []),
    { attribute: 'LastUpdateDate', operator: '>=', value: since },
  ];
  const query = { ...ask.query, where, orderBy: `LastUpdateDate:asc,${ask.key}:asc` };
  const { items, hasMore } = await rawPage(caller, { ...ask, query }, offset);
  const rows = items.map((item) => read(cleanedItem(item))).filter((row) => row !== undefined);
  if (!hasMore) return { rows };
  return { rows, next: JSON.stringify(nextCursor(items, since, offset)) };
}

type ChangeCursor = { since: string; offset: number };

/** From the last instant on; where a whole page shares one instant (or tells none), by count. */
function nextCursor(items: FusionView[], since: string, offset: number): ChangeCursor {
  const last = instantOf(items.at(-1) ?? {}, 'LastUpdateDate');
  if (last === undefined || Date.parse(last) <= Date.parse(since)) return { since, offset: offset + items.length };
  return { since: timestamp(last), offset: 0 };
}

function readCursor(cursor: string | undefined): ChangeCursor | undefined {
  if (cursor === undefined) return undefined;
  const { since, offset } = JSON.parse(cursor) as ChangeCursor;
  return { since, offset };
}

/** As Fusion writes it: `2026-08-07T07:39:10.027+00:00`. */
export const timestamp = (instant: string): string => new Date(instant).toISOString().replace('Z', '+00:00');

/** A record by its path, cleaned; undefined when there is none. Its state is remembered for a later change. */
export async function readItem(
  caller: Caller,
  ask: Pick<Request, 'path' | 'area'> & { query?: ListQuery },
): Promise<FusionView | undefined> {
  const raw = await readRaw(caller, ask);
  return raw && cleanedItem(raw);
}

async function readRaw(caller: Caller, ask: Pick<Request, 'path' | 'area'> & { query?: ListQuery }) {
  const answer = await caller.send({ ...ask, method: 'GET' }).catch(absent);
  if (answer === undefined) return undefined;
  const item = itemOf(answer.body);
  if (item === undefined) throw oddAnswer(ask.path, answer, 'no record');
  caller.etags.note(ask.path, etagOf(item, answer.headers.etag));
  return item;
}

/** With the children named (`Lines`, `Lines.TaxLines`), each to its end. */
export async function readWhole(caller: Caller, path: string, expand: string[]): Promise<FusionView | undefined> {
  const raw = await readRaw(caller, { path, query: { expand, onlyData: false } });
  return raw && whole(caller, path, raw, expand);
}

/** An item with every child list to its end: what `expand` cut off is read from the child's own address. */
export async function whole(caller: Caller, path: string, raw: FusionView, expand: string[]): Promise<FusionView> {
  const item = cleanedItem(raw);
  for (const { name, rows, more } of childrenOf(raw)) {
    const deeper = expand.filter((child) => child.startsWith(`${name}.`)).map((child) => child.slice(name.length + 1));
    const childPath = `${path}/child/${name}`;
    const given = more ? await rawRows(caller, childPath, deeper) : rows;
    const complete: FusionView[] = [];
    for (const row of given) complete.push(await wholeRow(caller, childPath, row, deeper));
    item[name] = complete;
  }
  return item;
}

async function wholeRow(caller: Caller, path: string, raw: FusionView, expand: string[]): Promise<FusionView> {
  const isCut = childrenOf(raw).some(({ more }) => more);
  const key = ownKey(raw);
  if (isCut && key === undefined)
    throw unexpected({ method: 'GET', path, write: false }, 200, 'a row with more children than shown has no address');
  return whole(caller, `${path}/${key ?? ''}`, raw, expand);
}

/** Rows of a child with their links. */
export async function rawRows(caller: Caller, path: string, expand: string[]): Promise<FusionView[]> {
  const raw: FusionView[] = [];
  await all(caller, { path, query: { expand, onlyData: false } }, textOf, (item) => raw.push(item));
  return raw;
}

function absent(error: unknown): undefined {
  if (isOfType(error, 'NotFound')) return undefined;
  throw error;
}
