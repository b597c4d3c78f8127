/**
 * Lines of an update that would be added to a sublist.
 * The trap: NetSuite matches the lines of a PATCH by their key and appends every other one, so an update whose answer was
 * lost doubles its keyless lines when it is sent again; before that, those that are there already are taken out.
 */
import Big from 'big.js';
import type { Json, RecordBody, RecordView, ViewValue } from './record-types.ts';

/** Keys by which NetSuite knows a line again. */
const LINE_KEYS = ['line', 'id', 'internalId', 'doc'];

/** Names of the sublists in `body` that have a line without a key and are not replaced as a whole. */
export function appendedSublists(body: RecordBody, replace: string[] = []): string[] {
  return Object.entries(body)
    .filter(([field, value]) => !replace.includes(field) && linesOf(value).some((line) => !hasKey(line)))
    .map(([field]) => field);
}

/** The body without the keyless lines that the record already holds, each held line counted once. */
export function withoutHeldLines(body: RecordBody, sublists: string[], held: RecordView): RecordBody {
  return Object.fromEntries(
    Object.entries(body).map(([field, value]) => {
      if (!sublists.includes(field)) return [field, value];
      const there = heldLines(held[field]);
      const items = linesOf(value).filter((line) => hasKey(line) || !takeMatch(there, line));
      return [field, { ...(value as { [key: string]: Json }), items }];
    }),
  );
}

function takeMatch(lines: ViewValue[], wanted: Json): boolean {
  const index = lines.findIndex((line) => holds(line, wanted));
  if (index >= 0) lines.splice(index, 1);
  return index >= 0;
}

/** Whether everything in `wanted` stands in `held`, which may hold more. */
function holds(held: ViewValue | undefined, wanted: Json): boolean {
  if (wanted === null) return held === undefined || held === null;
  if (Array.isArray(wanted)) return Array.isArray(held) && wanted.every((item, index) => holds(held[index], item));
  if (typeof wanted !== 'object') return plain(held) === String(wanted).trim();
  const fields: [string, Json][] = Object.entries(wanted);
  if (typeof wanted.decimal === 'string') return isSameNumber(plain(held), wanted.decimal);
  // A reference is read with its id, so one by external id cannot be compared and is taken for the same.
  const told = fields.filter(([key]) => key !== 'externalId');
  if (typeof held === 'object' && held !== null && !Array.isArray(held)) {
    return told.every(([key, value]) => holds(held[key], value));
  }
  return told.every(([key, value]) => key === 'id' && holds(held, value));
}

/** A reference or enumeration stands for its id. */
function plain(value: ViewValue | undefined): string | undefined {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? plain(value.id) : undefined;
}

function isSameNumber(held: string | undefined, wanted: string): boolean {
  const isNumber = (text: string | undefined) => /^-?\d+(\.\d+)?$/.test(text ?? '');
  return isNumber(held) && isNumber(wanted) && new Big(held ?? '0').eq(new Big(wanted));
}

function linesOf(value: Json): Json[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const { items } = value as { [key: string]: Json };
  return Array.isArray(items) ? items : [];
}

function heldLines(value: ViewValue | undefined): ViewValue[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Array.isArray(value.items) ? [...value.items] : [];
}

const hasKey = (line: Json): boolean =>
  typeof line === 'object' && line !== null && LINE_KEYS.some((key) => Object.hasOwn(line, key));
