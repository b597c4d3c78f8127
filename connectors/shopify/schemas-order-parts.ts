/**
 * Payments, refunds, fulfilments and fulfilment orders, from Shopify's spelling into ours.
 * The trap: their inner lists are pages of their own; `next…` says that more must be fetched.
 */
import { z } from 'zod';
import { compact } from './compact.ts';
import type { FulfillmentOrderLine, RefundLine, Transaction } from './types.ts';
import { bag, connection, id, instant, maybe, optionalId, optionalInstant, ref, text } from './values.ts';

export const transaction: z.ZodType<Transaction> = z
  .object({
    id,
    kind: z.string(),
    status: z.string(),
    test: z.boolean(),
    gateway: text,
    formattedGateway: text,
    manualPaymentGateway: z.boolean(),
    amountSet: bag,
    parentTransaction: ref,
    paymentId: text,
    createdAt: instant,
    processedAt: optionalInstant,
    authorizationExpiresAt: optionalInstant,
    errorCode: text,
  })
  .transform(({ manualPaymentGateway, amountSet, parentTransaction, ...rest }) =>
    compact({
      ...rest,
      isGiftCard: rest.gateway === 'gift_card',
      isManual: manualPaymentGateway,
      amount: amountSet,
      parentId: parentTransaction,
    }),
  );

export const refundLine: z.ZodType<RefundLine> = z
  .object({
    id: optionalId,
    quantity: z.number().int(),
    restockType: z.string(),
    restocked: z.boolean(),
    location: ref,
    lineItem: z.object({ id, sku: text }),
    priceSet: bag,
    subtotalSet: bag,
    totalTaxSet: bag,
  })
  .transform(({ location, lineItem, priceSet, subtotalSet, totalTaxSet, ...rest }) =>
    compact({
      ...rest,
      lineId: lineItem.id,
      sku: lineItem.sku,
      locationId: location,
      unitPrice: priceSet,
      subtotal: subtotalSet,
      tax: totalTaxSet,
    }),
  );

const refundShippingLine = z
  .object({
    id,
    shippingLine: z.object({ id: optionalId, title: z.string() }),
    subtotalAmountSet: bag,
    taxAmountSet: bag,
  })
  .transform((line) =>
    compact({
      id: line.id,
      shippingLineId: line.shippingLine.id,
      title: line.shippingLine.title,
      subtotal: line.subtotalAmountSet,
      tax: line.taxAmountSet,
    }),
  );

const adjustment = z
  .object({ id, reason: text, amountSet: bag, taxAmountSet: bag })
  .transform(({ amountSet, taxAmountSet, ...rest }) => compact({ ...rest, amount: amountSet, tax: taxAmountSet }));

const refundDuty = z
  .object({ amountSet: bag, originalDuty: ref })
  .transform(({ amountSet, originalDuty }) => compact({ amount: amountSet, originalDutyId: originalDuty }));

/** `lines` is the first page; the other lists are whole, or the reader of the order gives up. */
export const refund = z.object({
  id,
  createdAt: optionalInstant,
  processedAt: instant,
  updatedAt: instant,
  note: text,
  return: maybe(z.object({ id, name: z.string() })),
  totalRefundedSet: bag,
  duties: z
    .array(refundDuty)
    .nullish()
    .transform((duties) => duties ?? []),
  refundLineItems: connection(refundLine),
  refundShippingLines: connection(refundShippingLine),
  orderAdjustments: connection(adjustment),
  transactions: connection(transaction),
});

export const fulfillmentLine = z
  .object({ id, quantity: z.number().int().nullish(), lineItem: z.object({ id, sku: text }) })
  .transform(({ lineItem, quantity, ...rest }) =>
    compact({ ...rest, lineId: lineItem.id, sku: lineItem.sku, quantity: quantity ?? 0 }),
  );

const tracking = z.object({ company: text, number: text, url: text }).transform((row) => compact(row));

export const fulfillment = z.object({
  id,
  name: z.string(),
  status: z.string(),
  displayStatus: text,
  createdAt: instant,
  updatedAt: instant,
  trackingInfo: z.array(tracking),
  location: ref,
  fulfillmentLineItems: connection(fulfillmentLine),
});

export const fulfillmentOrderLine: z.ZodType<FulfillmentOrderLine> = z
  .object({
    id,
    totalQuantity: z.number().int(),
    remainingQuantity: z.number().int(),
    sku: text,
    inventoryItemId: optionalId,
    lineItem: z.object({ id }),
  })
  .transform(({ lineItem, ...rest }) => compact({ ...rest, lineId: lineItem.id }));

const hold = z
  .object({ id, reason: z.string(), reasonNotes: text })
  .transform(({ reasonNotes, ...rest }) => compact({ ...rest, notes: reasonNotes }));

export const fulfillmentOrder = z.object({
  id,
  status: z.string(),
  requestStatus: z.string(),
  fulfillAt: optionalInstant,
  supportedActions: z.array(z.object({ action: z.string() })),
  fulfillmentHolds: z.array(hold),
  assignedLocation: z.object({ name: z.string(), location: ref }),
  deliveryMethod: maybe(z.object({ methodType: z.string() })),
  lineItems: connection(fulfillmentOrderLine),
});
