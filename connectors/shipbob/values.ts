/**
 * Small zod readers that every answer is made of.
 * The trap: amounts come as JSON numbers; they become decimal text at once and are never calculated with.
 */
import Big from 'big.js';
import { z } from 'zod';
import { toInstant } from './time.ts';

/** A number or digits → text. */
export const id = z.union([z.int(), z.string().min(1)]).transform(String);

const absent = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value): z.output<T> | undefined => value ?? undefined);

/** An object or value that may be null → undefined. */
export const maybe = absent;

/** null, missing or '' → undefined. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined);

/** A number too, as text. */
export const looseText = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => (value === null || value === undefined || value === '' ? undefined : String(value)));

/** null, missing, '' or 0 → undefined. */
export const optionalId = z
  .union([z.int(), z.string()])
  .nullish()
  .transform((value) => (value ? String(value) : undefined));

export const instant = z.string().transform((value, context) => {
  const at = toInstant(value);
  if (at !== undefined) return at;
  context.addIssue({ code: 'custom', message: 'not a date-time' });
  return z.NEVER;
});
/** One that is not readable counts as missing: no record is refused for it. */
export const optionalInstant = z
  .string()
  .nullish()
  .transform((value) => (value ? toInstant(value) : undefined));

/** Whole units; null or missing → 0. */
export const quantity = z
  .int()
  .nullish()
  .transform((value) => value ?? 0);
export const optionalQuantity = maybe(z.int());

const DOUBLE_DIGITS = 15;
const DECIMAL = /^-?\d+(\.\d+)?$/;

/** A JSON number or decimal text → decimal text without exponent. 15 digits are what a double keeps; more are its noise. */
export const amount = z
  .union([z.number(), z.string().regex(DECIMAL, 'not a decimal number')])
  .transform((value) => new Big(typeof value === 'number' ? value.toPrecision(DOUBLE_DIGITS) : value).toFixed());
export const optionalAmount = maybe(amount);

/** null or missing → []. */
export const list = <T extends z.ZodType>(schema: T) =>
  z
    .array(schema)
    .nullish()
    .transform((rows): z.output<T>[] => rows ?? []);

/** A list that must be there; null stands for an empty one. */
export const rows = <T extends z.ZodType>(schema: T) =>
  z
    .array(schema)
    .nullable()
    .transform((all): z.output<T>[] => all ?? []);

/** Rows that nothing depends on: one that cannot be read is left out, and its record is not refused for it. */
export const readable = <T extends z.ZodType>(schema: T) =>
  list(z.unknown()).transform((all): z.output<T>[] =>
    all.flatMap((row) => {
      const read = schema.safeParse(row);
      return read.success ? [read.data] : [];
    }),
  );

/** What is only named by its id: null, missing or without an id → undefined. */
export const named = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (value !== null && typeof value === 'object' && 'id' in value && value.id !== null ? value : undefined),
    schema.optional(),
  );

export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value === true);
