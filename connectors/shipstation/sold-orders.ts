/**
 * Orders as books need them: with prices, tax, shipping and their owner; and what products cost by ShipStation's catalogue.
 * The trap: V1 leaves out or nulls every amount that nobody entered; that is zero, not unknown, save for a line's own tax.
 */
import { z } from 'zod';
import type { Page } from '../http/contract.ts';
import { ConnectorError } from '../http/errors.ts';
import type { Caller } from './call.ts';
import { compact } from './compact.ts';
import { mapRows, pageOf, wantsStore } from './paging.ts';
import { address } from './schemas-address.ts';
import { decimal, list, optionalId, optionalText } from './schemas-parts.ts';
import { optionalInstant, orderItemShape, orderShape, orderWith, v1Page } from './schemas-v1.ts';
import { v1WindowStart } from './time.ts';
import type { SoldItem, SoldOrder } from './types.ts';

const amount = decimal.nullish().transform((value) => value ?? '0');
const optionalAmount = decimal.nullish().transform((value) => value ?? undefined);

const soldItem = z
  .object({
    ...orderItemShape,
    unitPrice: amount,
    taxAmount: optionalAmount,
    shippingAmount: optionalAmount,
    productId: optionalId,
  })
  .transform((raw): SoldItem => compact({ ...raw, name: raw.name ?? '' }));

const soldOrder = z
  .object({
    ...orderShape,
    items: list(soldItem),
    orderDate: optionalInstant,
    paymentDate: optionalInstant,
    paymentMethod: optionalText,
    orderTotal: amount,
    amountPaid: amount,
    taxAmount: amount,
    shippingAmount: amount,
    customerId: optionalId,
    customerUsername: optionalText,
    customerEmail: optionalText,
    billTo: address,
    shipTo: address,
  })
  .transform((raw): SoldOrder => {
    const { paymentMethod, amountPaid, taxAmount, shippingAmount, billTo, shipTo } = raw;
    const { customerId, customerUsername, customerEmail } = raw;
    const optional = { orderedAt: raw.orderDate, paidAt: raw.paymentDate, paymentMethod };
    return {
      ...orderWith(raw, raw.items),
      ...compact({ ...optional, customerId, customerUsername, customerEmail }),
      ...{ total: raw.orderTotal, amountPaid, taxAmount, shippingAmount, billTo, shipTo },
    };
  });

/** undefined for 404: deleted, or merged into another order. */
export async function readSoldOrder(v1: Caller, orderId: string): Promise<SoldOrder | undefined> {
  const path = `/orders/${encodeURIComponent(orderId)}`;
  return v1.read(soldOrder, { method: 'GET', path }).catch((error: unknown) => {
    if (error instanceof ConnectorError && error.type === 'NotFound') return undefined;
    throw error;
  });
}

const soldPage = v1Page('orders', soldOrder);

/** Changed since an instant, newest change first, so that a list that moves leaves none out. */
export async function listSoldOrders(
  v1: Caller,
  { pageSize, storeIds }: { pageSize: number; storeIds: string[] },
  modifiedSince: string,
  page: number,
): Promise<Page<SoldOrder>> {
  const query = {
    ...{ modifyDateStart: v1WindowStart(modifiedSince), sortBy: 'ModifyDate', sortDir: 'DESC' },
    ...(storeIds.length === 1 && storeIds[0] !== undefined ? { storeId: storeIds[0] } : {}),
    ...{ page: `${page}`, pageSize: `${pageSize}` },
  };
  const answer = await v1.read(soldPage, { method: 'GET', path: '/orders', query });
  return mapRows(pageOf(answer, page, pageSize), (found) => found.filter((row) => wantsStore(storeIds, row.storeId)));
}

const products = z.object({
  products: list(z.object({ sku: optionalText, defaultCost: optionalAmount, active: z.boolean().nullish() })),
});

/** The vendor's filter may match more than the SKU itself; only the same text counts, an active product before others. */
export async function findProductCost(v1: Caller, pageSize: number, sku: string): Promise<string | undefined> {
  const query = { sku, showInactive: 'true', page: '1', pageSize: `${pageSize}` };
  const answer = await v1.read(products, { method: 'GET', path: '/products', query });
  const exact = answer.products.filter((product) => product.sku === sku);
  const best = exact.find(({ active }) => active !== false) ?? exact[0];
  return best?.defaultCost;
}
