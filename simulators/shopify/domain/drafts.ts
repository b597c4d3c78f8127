// Draft orders: an order's input kept until it is completed.
// Trap: a draft completed by an app carries the app's number as source, not "shopify_draft_order".
import Big from 'big.js';
import type { DraftRow } from './model.ts';
import { bagFromShop } from './money.ts';
import type { LineInput, PlaceOrder } from './order-input.ts';
import { placeOrder } from './place.ts';
import { newId, stamp, type World } from './world.ts';

interface DraftLine {
  variantId?: string | null;
  sku?: string | null;
  title?: string | null;
  quantity: number;
  originalUnitPrice?: string | null;
  originalUnitPriceWithCurrency?: { amount: string } | null;
  taxable?: boolean | null;
  requiresShipping?: boolean | null;
}

/** The members of DraftOrderInput that are looked at. */
export interface DraftInput {
  lineItems?: DraftLine[] | null;
  email?: string | null;
  note?: string | null;
  tags?: string[] | null;
  poNumber?: string | null;
  customAttributes?: { key: string; value: string }[] | null;
  shippingLine?: { title?: string; price?: string; priceWithCurrency?: { amount: string } } | null;
}

const numberOf = (id: string) => Number(id.split('/').at(-1));

function lineOf(world: World, line: DraftLine): LineInput {
  const price = line.originalUnitPriceWithCurrency?.amount ?? line.originalUnitPrice;
  const variant = line.variantId ? world.variants.get(numberOf(line.variantId)) : undefined;
  return {
    quantity: line.quantity,
    ...(variant ? { variantId: variant.id } : { sku: line.sku ?? null, title: line.title ?? 'Custom item' }),
    ...(price != null && !variant && { price }),
    ...(line.taxable != null && { taxable: line.taxable }),
    ...(line.requiresShipping != null && { requiresShipping: line.requiresShipping }),
  };
}

/** Keeps a draft, or says that it has no lines. */
export function createDraft(
  world: World,
  input: DraftInput,
  appId: number | null,
): { row: DraftRow | null; errors: { field: string[] | null; message: string }[] } {
  if (!input.lineItems?.length) return { row: null, errors: [{ field: null, message: 'Add at least 1 product' }] };
  const lines = input.lineItems.map((line) => lineOf(world, line));
  const shipping = input.shippingLine;
  const shippingPrice = shipping?.priceWithCurrency?.amount ?? shipping?.price ?? '0';
  const order: PlaceOrder = {
    lines,
    email: input.email ?? null,
    customer: input.email ? { email: input.email } : null,
    note: input.note ?? null,
    tags: input.tags ?? [],
    attributes: Object.fromEntries((input.customAttributes ?? []).map(({ key, value }) => [key, value])),
    ...(input.poNumber != null && { poNumber: input.poNumber }),
    ...(shipping && { shippingLines: [{ title: shipping.title ?? 'Shipping', price: shippingPrice }] }),
  };
  const { currency } = world.settings.shop;
  const money = { shop: currency, presentment: currency, rate: Big(1) };
  const goods = lines.reduce((all, line) => {
    const price = line.price ?? world.variants.get(line.variantId ?? 0)?.price ?? '10.00';
    return all.plus(Big(price).times(line.quantity ?? 1));
  }, Big(shippingPrice));
  const now = stamp(world);
  const row: DraftRow = {
    ...{ id: newId(world), name: `#D${world.drafts.size + 1}`, status: 'OPEN', createdAt: now, updatedAt: now },
    ...{ completedAt: null, orderId: null, appId, order: { ...order }, total: bagFromShop(goods, money), money },
    tags: input.tags ?? [],
  };
  world.drafts.set(row.id, row);
  return { row, errors: [] };
}

/** Turns a draft into an order. */
export function completeDraft(world: World, row: DraftRow, { pending }: { pending: boolean }): void {
  const order = placeOrder(world, {
    ...(row.order as PlaceOrder),
    sourceName: row.appId === null ? 'shopify_draft_order' : String(row.appId),
    payments: [{ gateway: 'manual', status: pending ? 'PENDING' : 'SUCCESS' }],
  });
  const now = stamp(world);
  Object.assign(row, { status: 'COMPLETED', completedAt: now, updatedAt: now, orderId: order.id });
}
