/**
 * Tolerant readers of NetSuite's JSON values: references and enumerations as objects or bare, numbers to decimal text.
 * The trap: quantities come as JSON numbers; they leave here as decimal strings and are never added up as floats.
 */
import Big from 'big.js';
import { z } from 'zod';
import type { HttpResponse } from '../http/client.ts';
import { ConnectorError } from '../http/errors.ts';
import { invalid } from './session.ts';

const scalar = z.union([z.string(), z.number()]);
const named = z.looseObject({ id: scalar.nullish(), refName: z.string().nullish() });

/** Text, number or nothing → text or undefined; the empty text counts as nothing. */
export const text = scalar.nullish().transform((value) => nonEmpty(value));

/** `{id, refName}`, `"12"` or `12` → the id. */
export const reference = z
  .union([scalar, named])
  .nullish()
  .transform((value) => nonEmpty(typeof value === 'object' ? value?.id : value));

/** Like a reference, but falls back on the label where an answer carries no id. */
export const enumeration = z
  .union([scalar, named])
  .nullish()
  .transform((value) => nonEmpty(typeof value === 'object' ? (value?.id ?? value?.refName) : value));

/** `2.0`, `"2.50"` → `"2"`, `"2.5"`; nothing → undefined. */
export const decimal = scalar.nullish().transform((value, context) => {
  if (value === undefined || value === null || value === '') return undefined;
  try {
    return new Big(value).toFixed();
  } catch {
    context.addIssue({ code: 'custom', message: `"${value}" is not a number` });
    return z.NEVER;
  }
});

export const integer = z.union([z.number().int(), z.string().regex(/^\d+$/).transform(Number)]);

/** `true`, `"T"`, `"true"` → true; nothing → undefined. */
export const flag = z
  .union([z.boolean(), z.string()])
  .nullish()
  .transform((value) => (typeof value === 'string' ? /^(t|true)$/i.test(value) : (value ?? undefined)));

/** A SuiteQL flag: `T` → true; nothing → false. */
export const flagOf = (value: string | undefined): boolean => /^(t|true)$/i.test(value ?? '');

/** A SuiteQL number (`-2.50`, `.5`) as plain decimal text; undefined for nothing or for text that is no number. */
export function plainDecimal(value: string | undefined): string | undefined {
  return decimal.safeParse(value).data;
}

function nonEmpty(value: string | number | null | undefined): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : String(value);
}

/** Reads an answer by its schema. Throws `Unavailable` code UNEXPECTED_ANSWER naming the fields, never their values. */
export function parseAnswer<T extends z.ZodType>(schema: T, response: HttpResponse, what: string): z.output<T> {
  const parsed = schema.safeParse(response.body);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join('.') || 'body').join(', ');
  throw new ConnectorError({
    type: 'Unavailable',
    system: 'netsuite',
    status: response.status,
    code: 'UNEXPECTED_ANSWER',
    message: `NetSuite's answer for ${what} could not be read (${fields}).`,
  });
}

/** A decimal string as the JSON number that stands for exactly it. Throws `Invalid` when there is none. */
export function exactNumber(decimalText: string, field: string): number {
  const value = Number(decimalText);
  if (/^-?\d+(\.\d+)?$/.test(decimalText) && new Big(decimalText).eq(new Big(value))) return value;
  throw invalid('BAD_NUMBER', `${field} "${decimalText}" is not a number that NetSuite can take exactly.`);
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out what is undefined. */
export function present<T extends Record<string, unknown>>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Present<T>;
}
