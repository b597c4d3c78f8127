/**
 * Which sublists of an update would grow.
 * The trap: NetSuite matches the lines of a PATCH by their key and appends every other one, so a repeated update doubles
 * lines that have no key.
 */
import type { Json, RecordBody } from './record-types.ts';

/** Keys by which NetSuite knows a line again. */
const LINE_KEYS = ['line', 'id', 'internalId', 'doc'];

/** Names of the sublists in `body` that have a line without a key and are not replaced as a whole. */
export function appendedSublists(body: RecordBody, replace: string[] = []): string[] {
  return Object.entries(body)
    .filter(([field, value]) => !replace.includes(field) && linesOf(value).some((line) => !hasKey(line)))
    .map(([field]) => field);
}

function linesOf(value: Json): Json[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const { items } = value as { [key: string]: Json };
  return Array.isArray(items) ? items : [];
}

const hasKey = (line: Json): boolean =>
  typeof line === 'object' && line !== null && LINE_KEYS.some((key) => Object.hasOwn(line, key));
