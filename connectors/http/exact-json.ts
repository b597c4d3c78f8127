/**
 * JSON without floats, both ways: decimal text is written into a request as the digits it has, and numbers of an answer
 * are read from the answer's own text.
 * The trap: JSON.stringify and JSON.parse by themselves turn every number into a double and may change its last digits.
 */
import Big from 'big.js';

/** Rendered as a bare JSON number: `{ decimal: '12.50' }` → `12.50`. */
export type Decimal = { decimal: string };
/** A value to send. */
export type Json = string | boolean | null | Decimal | Json[] | { [key: string]: Json };
/** A value as answered: numbers are decimal text. */
export type ViewValue = string | boolean | null | ViewValue[] | { [key: string]: ViewValue };

/** The error for decimal text that is none; `path` says where it stands in the body. */
export type BadNumber = (path: string, decimal: string) => Error;

type Source = { source?: string };

/** Part of the JavaScript runtime, but not yet of TypeScript's own descriptions. */
const exact = JSON as JSON & {
  rawJSON(text: string): object;
  parse(text: string, revive: (key: string, value: unknown, context: Source) => unknown): unknown;
};

/** More digits than any of the systems keeps; beyond that something has gone wrong upstream. */
const MAX_LENGTH = 40;

/**
 * The body as an object whose numbers are written exactly by JSON.stringify. Throws what `bad` makes for decimal text that
 * is none (`1,5`, `1e3`, the empty text).
 */
export function exactJson(body: { [field: string]: Json }, bad: BadNumber): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).map(([field, value]) => [field, exactValue(value, field, bad)]));
}

function exactValue(value: Json, path: string, bad: BadNumber): unknown {
  if (Array.isArray(value)) return value.map((item, index) => exactValue(item, `${path}[${index}]`, bad));
  if (typeof value !== 'object' || value === null) return value;
  if (isDecimal(value)) return exact.rawJSON(numberText(value.decimal, path, bad));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, exactValue(item, `${path}.${key}`, bad)]));
}

function isDecimal(value: { [key: string]: Json }): value is { decimal: string } {
  return typeof value.decimal === 'string' && Object.keys(value).length === 1;
}

/** `12.50` stays `12.50`; JSON allows no leading zeros and no sign before a number but `-`. */
function numberText(decimal: string, path: string, bad: BadNumber): string {
  const parts = /^(-?)0*(\d+(?:\.\d+)?)$/.exec(decimal);
  if (parts !== null && decimal.length <= MAX_LENGTH) return `${parts[1]}${parts[2]}`;
  throw bad(path, decimal);
}

/** JSON text with every number as plain decimal text (`2.0` → `2`); undefined for an empty text or one that is no JSON. */
export function parseExact(text: string): ViewValue | undefined {
  try {
    return exact.parse(text, (_key: string, value: unknown, { source }: Source) =>
      typeof value === 'number' ? new Big(source ?? value).toFixed() : value,
    ) as ViewValue;
  } catch {
    return undefined;
  }
}
