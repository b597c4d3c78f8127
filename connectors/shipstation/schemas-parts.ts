/**
 * Small zod parts that both APIs' schemas are made of: ids, texts that may be null, decimals, dates.
 * The trap: the vendor sends null for "nothing", and sometimes a number where a text was yesterday.
 */
import Big from 'big.js';
import { z } from 'zod';

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** A number or text as it stands, as text. */
export const id = z.union([z.number().int(), z.string().trim().min(1)]).transform(String);

export const optionalId = id.nullish().transform((value) => value ?? undefined);

/** Text; null and blank are undefined. */
export const optionalText = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) =>
    value === null || value === undefined || String(value).trim() === '' ? undefined : `${value}`,
  );

/** A flag; null and absent are false. */
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value === true);

/** A JSON number or decimal text as decimal text without exponent. */
export const decimal = z.union([z.number(), z.string().regex(DECIMAL)]).transform((value) => new Big(value).toFixed());

/** A list; null and absent are empty. */
export const list = <T extends z.ZodType>(row: T) =>
  z
    .array(row)
    .nullish()
    .transform((rows) => rows ?? []);

/** A text read by `reader`, which gives undefined for what it cannot read; `what` is named in the complaint. */
export const dated = (reader: (text: string) => string | undefined, what: string) =>
  z.string().transform((text, ctx) => {
    const read = reader(text);
    if (read !== undefined) return read;
    ctx.addIssue({ code: 'custom', message: `not ${what}` });
    return z.NEVER;
  });

export const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined) as z.ZodType<z.output<T> | undefined>;
