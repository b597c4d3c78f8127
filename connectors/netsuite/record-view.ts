/**
 * Values of a record by path, and whether they are what was wanted.
 * The trap: line numbers have gaps, so a line is named by a field it bears (`[line=3]`), not by its position; a name that
 * fits several lines has no value.
 */
import Big from 'big.js';
import type { Expectation, RecordView, ViewValue } from './record-types.ts';
import { invalid } from './session.ts';

type Step = { name: string } | { index: number } | { key: string; value: string };

/** A reference such as `0012` is no number: its zeros count. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/**
 * The one value at a path: `total`, `entity.id`, `item.items[line=3].amount`, `apply.items[doc.id=104][0].amount`,
 * `item.items.length`. A reference or enumeration stands for its id, a flag for `true` or `false`. undefined where there is
 * nothing (NetSuite leaves out what is empty) or where several lines fit. Throws `Invalid` code BAD_PATH.
 */
export function valueAt(view: RecordView, path: string): string | undefined {
  const values = valuesAt(view, path);
  return values.length === 1 ? values[0] : undefined;
}

/** Every value that the path names; more than one where a condition fits several lines. */
export function valuesAt(view: RecordView, path: string): string[] {
  let found: ViewValue[] = [view];
  for (const step of stepsOf(path)) found = take(found, step);
  return found.map(plain).filter((value) => value !== undefined);
}

function stepsOf(path: string): Step[] {
  const token = /\.?([A-Za-z_]\w*)|\[(\d+)\]|\[([\w.]+)=([^\]]*)\]/y;
  const steps: Step[] = [];
  while (token.lastIndex < path.length) {
    const at = token.lastIndex;
    const found = token.exec(path);
    const [whole = '', name, index, key, value] = found ?? [];
    const isApart = name === undefined ? at > 0 : (at === 0) !== whole.startsWith('.');
    if (found === null || !isApart) throw badPath(path);
    if (name !== undefined) steps.push({ name });
    else if (index !== undefined) steps.push({ index: Number(index) });
    else steps.push({ key: key ?? '', value: value ?? '' });
  }
  if (steps.length === 0) throw badPath(path);
  return steps;
}

function take(found: ViewValue[], step: Step): ViewValue[] {
  if ('name' in step) return found.flatMap((value) => property(value, step.name));
  const lines = found.flatMap((value) => (Array.isArray(value) ? value : [value]));
  if ('index' in step) return lines.slice(step.index, step.index + 1);
  return lines.filter((line) => isRecord(line) && isSame(step.value, valueAt(line, step.key)));
}

/** NetSuite matches names without regard to case and writes custom fields in lower case. */
function property(value: ViewValue, name: string): ViewValue[] {
  if (Array.isArray(value)) return name === 'length' ? [String(value.length)] : [];
  if (!isRecord(value)) return [];
  const key = Object.hasOwn(value, name)
    ? name
    : Object.keys(value).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  const held = key === undefined ? undefined : value[key];
  return held === undefined ? [] : [held];
}

function plain(value: ViewValue): string | undefined {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (!isRecord(value)) return undefined;
  const name = value.id ?? value.refName;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function isRecord(value: ViewValue): value is { [key: string]: ViewValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Numbers as numbers, everything else as text; nothing counts as the empty text and as zero. */
function isSame(wanted: string, found: string | undefined): boolean {
  if (NUMBER.test(wanted) && NUMBER.test(found ?? '0')) return new Big(wanted).eq(new Big(found ?? '0'));
  return wanted.trim() === (found ?? '').trim();
}

/** An expectation that is not met; `found` is undefined where there is nothing. */
export type Mismatch = { field: string; wanted: string; found: string | undefined };

/** What is not as wanted; empty when all is. A path that fits several lines is met only if all of them are as wanted. */
export function mismatches(view: RecordView, expect: Expectation[]): Mismatch[] {
  return expect.flatMap(({ field, value }) => {
    const values = valuesAt(view, field);
    const isMet = values.length === 0 ? isSame(value, undefined) : values.every((found) => isSame(value, found));
    if (isMet) return [];
    return [{ field, wanted: value, found: values.length === 0 ? undefined : values.join(', ') }];
  });
}

/** Sublists and subrecords that must be read to see these fields: `item` of `item.items[line=1].rate`. */
export function sublistsOf(expect: Expectation[]): string[] {
  const deep = expect.map(({ field }) => /^([A-Za-z_]\w*)\.(?!(?:id|refName|externalId)$)/i.exec(field)?.[1]);
  return [...new Set(deep.filter((name) => name !== undefined))];
}

const badPath = (path: string) => invalid('BAD_PATH', `"${path}" is not a path to a field of a NetSuite record.`);
