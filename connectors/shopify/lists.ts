/**
 * Lists that are searched or paged: orders and customers that changed, variants by SKU.
 * The trap: search terms are quoted, because times hold colons and SKUs hold anything; and the search is fuzzy, so what
 * comes back is compared again.
 */
import { z } from 'zod';
import { ConnectorError } from '../http/errors.ts';
import type { Answer, Caller } from './call.ts';
import { compact } from './compact.ts';
import type { Window } from './contract.ts';
import {
  ALL_VARIANTS,
  CUSTOMER_BY_ID,
  CUSTOMERS_UPDATED,
  ORDERS_BY_NAME,
  ORDERS_COUNT,
  ORDERS_CREATED,
  ORDERS_UPDATED,
  VARIANTS_BY_SKU,
} from './documents/lists.ts';
import { gidOf } from './ids.ts';
import { address, orderRef, phoneOf } from './schemas-order.ts';
import type { CursorPage, Customer, OrderRef, Variant, VariantsOfSku } from './types.ts';
import { type Connection, connection, decimalText, id, instant, maybe, text } from './values.ts';

const MAX_SKUS = 50;

const orders = z.object({ orders: connection(orderRef) });

const customer: z.ZodType<Omit<Customer, 'hidden'>> = z
  .object({
    id,
    displayName: z.string(),
    firstName: text,
    lastName: text,
    state: z.string(),
    tags: z.array(z.string()),
    note: text,
    taxExempt: z.boolean(),
    createdAt: instant,
    updatedAt: instant,
    defaultEmailAddress: maybe(z.object({ emailAddress: text, marketingState: text })),
    defaultPhoneNumber: phoneOf,
    defaultAddress: maybe(address),
  })
  .transform(({ defaultEmailAddress, defaultPhoneNumber, ...rest }) =>
    compact({
      ...rest,
      email: defaultEmailAddress?.emailAddress,
      emailConsent: defaultEmailAddress?.marketingState,
      phone: defaultPhoneNumber,
    }),
  );

const variant: z.ZodType<Variant> = z
  .object({
    id,
    sku: text,
    barcode: text,
    price: decimalText,
    taxable: z.boolean(),
    requiresComponents: z.boolean(),
    updatedAt: instant,
    product: z.object({ id, title: z.string(), status: z.string(), isGiftCard: z.boolean() }),
    inventoryItem: z.object({ id, tracked: z.boolean(), requiresShipping: z.boolean() }),
  })
  .transform(({ product, inventoryItem, ...rest }) =>
    compact({
      ...rest,
      productId: product.id,
      productTitle: product.title,
      productStatus: product.status,
      isGiftCard: product.isGiftCard,
      inventoryItemId: inventoryItem.id,
      tracked: inventoryItem.tracked,
      requiresShipping: inventoryItem.requiresShipping,
    }),
  );

const variants = z.object({ productVariants: connection(variant) });

export async function ordersUpdatedSince(
  caller: Caller,
  window: Window,
  cursor?: string,
): Promise<CursorPage<OrderRef>> {
  const { data } = await caller.run(ORDERS_UPDATED, { q: updatedIn(window), after: cursor ?? null }, orders);
  return pageOf(data.orders);
}

/** One page of orders made in the window, oldest first. */
export async function ordersCreatedIn(caller: Caller, window: Window, cursor?: string): Promise<CursorPage<OrderRef>> {
  const { data } = await caller.run(ORDERS_CREATED, { q: createdIn(window), after: cursor ?? null }, orders);
  return pageOf(data.orders);
}

const counted = z.object({ ordersCount: maybe(z.object({ count: z.number(), precision: z.string() })) });

/** `isExact` is false where Shopify stopped counting (at 10,000). */
export async function countOrdersCreated(caller: Caller, window: Window): Promise<{ count: number; isExact: boolean }> {
  const { data } = await caller.run(ORDERS_COUNT, { q: createdIn(window) }, counted);
  return { count: data.ordersCount?.count ?? 0, isExact: data.ordersCount?.precision === 'EXACT' };
}

/** For `startBulk`: the same orders, one line each; read them with `bulkOrderRef`. */
export const bulkOrdersQuery = (window: Window): string =>
  `{ orders(query: ${JSON.stringify(createdIn(window))}) { edges { node { id name createdAt updatedAt cancelledAt test displayFinancialStatus displayFulfillmentStatus } } } }`;

/** A line of that file; undefined for anything else. */
export function bulkOrderRef(row: Record<string, unknown>): OrderRef | undefined {
  const read = orderRef.safeParse(row);
  return read.success ? read.data : undefined;
}

/** Shopify finds `#1001-A` for `#1001` too. */
export async function findOrders(caller: Caller, name: string): Promise<OrderRef[]> {
  const rows = await allPages(
    (after) => caller.run(ORDERS_BY_NAME, { q: `name:${quoted(name)}`, after }, orders),
    (data) => data.orders,
  );
  return rows.filter((order) => order.name === name);
}

export async function getCustomer(caller: Caller, customerId: string): Promise<Customer | undefined> {
  const answer = await caller.run(
    CUSTOMER_BY_ID,
    { id: gidOf('Customer', customerId) },
    z.object({ customer: maybe(customer) }),
  );
  const found = answer.data.customer;
  return found === undefined ? undefined : { ...found, hidden: answer.hidden };
}

export async function customersUpdatedSince(
  caller: Caller,
  window: Window,
  cursor?: string,
): Promise<CursorPage<Customer>> {
  const schema = z.object({ customers: connection(customer) });
  const answer = await caller.run(CUSTOMERS_UPDATED, { q: updatedIn(window), after: cursor ?? null }, schema);
  const page = pageOf(answer.data.customers);
  return { ...page, rows: page.rows.map((row) => ({ ...row, hidden: answer.hidden })) };
}

/** Both sides trimmed, capitals matter. Throws `Invalid` for more than 50 SKUs or an empty one. */
export async function findVariants(caller: Caller, skus: readonly string[]): Promise<VariantsOfSku[]> {
  const wanted = skus.map((sku) => sku.trim());
  if (wanted.length > MAX_SKUS || wanted.includes('')) {
    throw new ConnectorError({
      type: 'Invalid',
      system: 'shopify',
      code: 'BAD_SKUS',
      message: `Shopify: ask for 1 to ${MAX_SKUS} SKUs at once, none of them empty.`,
    });
  }
  if (wanted.length === 0) return [];
  const q = [...new Set(wanted)].map((sku) => `sku:${quoted(sku)}`).join(' OR ');
  const found = await allPages(
    (after) => caller.run(VARIANTS_BY_SKU, { q, after }, variants),
    (data) => data.productVariants,
  );
  return wanted.map((sku) => ({ sku, variants: found.filter((row) => row.sku?.trim() === sku) }));
}

export async function listVariants(caller: Caller, cursor?: string): Promise<CursorPage<Variant>> {
  const { data } = await caller.run(ALL_VARIANTS, { after: cursor ?? null }, variants);
  return pageOf(data.productVariants);
}

/** Every row of every page. */
export async function allPages<D, T>(
  read: (after: string | null) => Promise<Answer<D>>,
  pick: (data: D) => Connection<T>,
): Promise<T[]> {
  const rows: T[] = [];
  let after: string | null = null;
  do {
    const page: Connection<T> = pick((await read(after)).data);
    rows.push(...page.nodes);
    after = page.next === after ? null : (page.next ?? null);
  } while (after !== null);
  return rows;
}

const pageOf = <T>(page: Connection<T>): CursorPage<T> => compact({ rows: page.nodes, next: page.next });

/** `updated_at:>='…' AND updated_at:<='…'`. */
export function updatedIn(window: Window): string {
  const from = `updated_at:>=${quoted(window.from)}`;
  return window.to === undefined ? from : `${from} AND updated_at:<=${quoted(window.to)}`;
}

/** `created_at:>='…' AND created_at:<='…'`. */
function createdIn({ from, to }: Window): string {
  const since = `created_at:>=${quoted(from)}`;
  return to === undefined ? since : `${since} AND created_at:<=${quoted(to)}`;
}

/** A term of Shopify's search syntax: in single quotes, with `\` and `'` escaped. */
export const quoted = (term: string): string => `'${term.replace(/[\\']/g, (c) => `\\${c}`)}'`;
