/**
 * One order read whole: the head with its first pages, then whatever pages are left, put together.
 * The trap: a tip is a line like any other; only its looks and the order's total of tips give it away.
 */
import { z } from 'zod';
import type { Caller } from './call.ts';
import { compact } from './compact.ts';
import { ORDER_BY_ID } from './documents/order.ts';
import { gidOf } from './ids.ts';
import { assertCurrencies } from './money.ts';
import { allLines, inTurn, note, toFulfillment, toRefund, uncut, whole } from './order-pages.ts';
import { order, type RawOrder, toOrderRef, toTotals } from './schemas-order.ts';
import type { Order, OrderLine } from './types.ts';
import { maybe } from './values.ts';

const raw = z.object({ order: z.unknown() });
const answer = z.object({ order: maybe(order) });

export type ReadOrderOptions = { metafields?: string[]; scopes: readonly string[] };

export const orderVariables = (id: string, options: ReadOrderOptions) => ({
  id: gidOf('Order', id),
  terms: options.scopes.includes('read_payment_terms'),
  returns: options.scopes.includes('read_returns') || options.scopes.includes('write_returns'),
  metafields: options.metafields ?? [],
  withMetafields: (options.metafields ?? []).length > 0,
});

/** undefined when there is no such order, or when it is too old to be seen. */
export async function readOrder(caller: Caller, id: string, options: ReadOrderOptions): Promise<Order | undefined> {
  const told = await caller.run(ORDER_BY_ID, orderVariables(id, options), z.pipe(raw.transform(checked), answer));
  const head = told.data.order;
  if (head === undefined) return undefined;
  const hidden = new Set<string>();
  note(hidden, told);
  const currencies = { shop: head.currencyCode, presentment: head.presentmentCurrencyCode };
  const reading = { caller, currencies, hidden };
  const lines = await allLines(reading, head);
  const fulfillments = await inTurn(uncut('fulfilments', head.fulfillments), (one) => toFulfillment(caller, one));
  const refunds = await inTurn(uncut('refunds', head.refunds), (one) => toRefund(reading, one));
  return {
    ...toHead(head),
    lines: lines.map((line) => ({ ...line, isTip: isTip(line, head) })),
    fulfillments,
    refunds,
    hidden: [...hidden],
  };
}

/** Looks at the bare answer, where each amount still has its currency. */
function checked(data: { order?: unknown }): { order?: unknown } {
  const { order: found } = data;
  if (typeof found === 'object' && found !== null && 'currencyCode' in found && 'presentmentCurrencyCode' in found) {
    assertCurrencies(found, { shop: String(found.currencyCode), presentment: String(found.presentmentCurrencyCode) });
  }
  return data;
}

type Head = Omit<Order, 'lines' | 'fulfillments' | 'refunds' | 'hidden'>;

function toHead(head: RawOrder): Head {
  return compact({
    ...toOrderRef(head),
    ...partsOf(head),
    number: head.number,
    confirmationNumber: head.confirmationNumber,
    poNumber: head.poNumber,
    email: head.email,
    phone: head.phone,
    note: head.note,
    tags: head.tags,
    attributes: head.customAttributes,
    processedAt: head.processedAt,
    closedAt: head.closedAt,
    cancelReason: head.cancelReason,
    confirmed: head.confirmed,
    edited: head.edited,
    returnStatus: head.returnStatus,
    sourceName: head.sourceName,
    sourceIdentifier: head.sourceIdentifier,
    appName: head.app?.name,
    retailLocationId: head.retailLocation,
    taxesIncluded: head.taxesIncluded,
    dutiesIncluded: head.dutiesIncluded,
    taxExempt: head.taxExempt,
    estimatedTaxes: head.estimatedTaxes,
    customer: head.customer,
    company: head.purchasingEntity,
    billingAddress: head.billingAddress,
    shippingAddress: head.shippingAddress,
    paymentTerms: head.paymentTerms,
    risk: head.risk,
  });
}

function partsOf(head: RawOrder) {
  return {
    currencies: { shop: head.currencyCode, presentment: head.presentmentCurrencyCode },
    paymentGatewayNames: head.paymentGatewayNames,
    discountCodes: head.discountCodes,
    shippingLines: whole('shipping lines', head.shippingLines),
    discountApplications: whole('discounts', head.discountApplications),
    additionalFees: head.additionalFees,
    taxLines: head.taxLines,
    totals: toTotals(head),
    transactions: uncut('payments', head.transactions),
    metafields: head.metafields?.nodes ?? [],
  };
}

/** A tip: no product, nothing to ship or to fulfil, and the order knows of tips. */
function isTip(line: Omit<OrderLine, 'isTip'>, head: RawOrder): boolean {
  const isGoods =
    line.productId !== undefined || line.variantId !== undefined || line.requiresShipping || line.isGiftCard;
  if (isGoods || !/[1-9]/.test(head.totalTipReceivedSet.shop)) return false;
  return line.title === 'Tip' || line.originalTotal.shop === head.totalTipReceivedSet.shop;
}
