/**
 * Reads a record's sublist to its end.
 * The trap: an expanded record holds only the first page of a long sublist, and a sublist that was not expanded is a
 * mere link; then it is read from its own address, where lines may be links again.
 */
import { z } from 'zod';
import type { Session } from './session.ts';
import { parseAnswer } from './values.ts';

type Line = Record<string, unknown>;

export const sublistSchema = z
  .looseObject({
    items: z.array(z.record(z.string(), z.unknown())).optional(),
    hasMore: z.boolean().optional(),
    links: z.unknown().optional(),
  })
  .nullish();
export type Sublist = z.output<typeof sublistSchema>;

const PAGE = 1_000;
const pageSchema = z.looseObject({
  items: z.array(z.record(z.string(), z.unknown())).default([]),
  hasMore: z.boolean().default(false),
});
const linkSchema = z.looseObject({ links: z.array(z.looseObject({ rel: z.string(), href: z.string() })).default([]) });

/** All lines of the sublist at `path` (`…/salesOrder/1/item`), of which the record already gave `first`. */
export async function readSublist(session: Session, path: string, first: Sublist): Promise<Line[]> {
  if (first === undefined || first === null) return [];
  if (first.items !== undefined && first.hasMore !== true) return first.items;
  const lines: Line[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const query = { expandSubResources: 'true', limit: String(PAGE), offset: String(offset) };
    const page = parseAnswer(pageSchema, await session.send({ method: 'GET', path, query }), 'a sublist');
    for (const line of page.items) lines.push(await expanded(session, path, line));
    if (!page.hasMore) return lines;
  }
}

/** A line that is only a link is fetched by the number at the link's end. */
async function expanded(session: Session, path: string, line: Line): Promise<Line> {
  if (Object.keys(line).some((key) => key !== 'links')) return line;
  const self = linkSchema.parse(line).links.find((link) => link.rel === 'self');
  const number = /\/(\d+)(?:\?.*)?$/.exec(self?.href ?? '')?.[1];
  if (number === undefined) return line;
  const query = { expandSubResources: 'true' };
  const response = await session.send({ method: 'GET', path: `${path}/${number}`, query });
  return parseAnswer(z.record(z.string(), z.unknown()), response, 'a line');
}
