/**
 * Small zod readers that every answer is made of. The trap: Shopify writes null for "none" and "" for an emptied text.
 */
import { z } from 'zod';
import { idOf } from './ids.ts';
import { amountOf } from './money.ts';
import type { Money } from './types-money.ts';

/** A gid → its tail. */
export const id = z.string().min(1).transform(idOf);

/** null, missing or '' → undefined. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined);

export const optionalId = text.transform((value) => (value === undefined ? undefined : idOf(value)));

/** An object that may be null → undefined. */
export const maybe = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value): z.output<T> | undefined => value ?? undefined);

/** `{ id }` or null → the tail or undefined. */
export const ref = maybe(z.object({ id })).transform((value) => value?.id);

/** An instant as Shopify writes it, always `Z`. */
export const instant = z.iso.datetime({ offset: true });
export const optionalInstant = maybe(instant);

export const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/, 'not a decimal number');

const moneyV2 = z
  .object({ amount: decimalText, currencyCode: z.string() })
  .transform((money) => amountOf(money.amount, money.currencyCode));

export const bag: z.ZodType<Money> = z
  .object({ shopMoney: moneyV2, presentmentMoney: moneyV2 })
  .transform((both) => ({ shop: both.shopMoney, presentment: both.presentmentMoney }));

const pageInfo = z
  .object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() })
  .transform((page) => (page.hasNextPage ? (page.endCursor ?? undefined) : undefined));

export type Connection<T> = { nodes: T[]; next: string | undefined };

/** `{ nodes, pageInfo }` → nodes and the next cursor, if any. */
export const connection = <T extends z.ZodType>(node: T) =>
  z
    .object({ nodes: z.array(node), pageInfo })
    .transform((page): Connection<z.output<T>> => ({ nodes: page.nodes, next: page.pageInfo }));

export const attribute = z
  .object({ key: z.string(), value: z.string().nullish() })
  .transform(({ key, value }) => (value === null || value === undefined ? { key } : { key, value }));
