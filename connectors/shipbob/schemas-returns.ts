/**
 * Returns as ShipBob answers them → the records of types-returns.
 * The trap: states are written with and without blanks (`Awaiting Arrival`), so blanks are taken out.
 */
import { z } from 'zod';
import { compact } from './compact.ts';
import { placeRef } from './schemas-places.ts';
import { latest } from './time.ts';
import type { Return, ReturnItem } from './types.ts';
import {
  amount,
  id,
  instant,
  list,
  maybe,
  named,
  optionalId,
  optionalInstant,
  quantity,
  readable,
  text,
} from './values.ts';

const state = z.string().transform((value) => value.replace(/\s+/g, ''));

const taken = z
  .object({ action: text, action_reason: text, quantity_processed: quantity })
  .transform((row) =>
    compact({ action: row.action ?? '', reason: row.action_reason, quantity: row.quantity_processed }),
  );

/** Nothing done with nothing is what stands there before the inspection. */
const allTaken = list(taken).transform((all) => all.filter((row) => row.action !== '' || row.quantity !== 0));

const requested = z
  .object({ action: text, action_type: text, instructions: text })
  .transform(({ action, action_type, instructions }) =>
    action === undefined ? undefined : compact({ action, type: action_type, instructions }),
  );

const item: z.ZodType<ReturnItem> = z
  .object({
    id,
    sku: text,
    name: text,
    quantity,
    bundle_parent_sku: text,
    lot_information: maybe(z.object({ number: text, expiration: optionalInstant })),
    action_requested: maybe(requested),
    action_taken: allTaken,
  })
  .transform((row) =>
    compact({
      inventoryId: row.id,
      sku: row.sku,
      name: row.name,
      quantity: row.quantity,
      bundleParentSku: row.bundle_parent_sku,
      lotNumber: row.lot_information?.number,
      lotDate: row.lot_information?.expiration,
      requested: row.action_requested,
      taken: row.action_taken,
    }),
  );

const change = z
  .object({ status: state, timestamp: instant })
  .transform(({ status, timestamp }) => ({ status, at: timestamp }));

const charge = z
  .object({ amount, transaction_type: text })
  .transform((row) => ({ amount: row.amount, type: row.transaction_type ?? '' }));

const raw = z.object({
  id,
  reference_id: text,
  status: state,
  return_type: text,
  store_order_id: text,
  original_shipment_id: optionalId,
  tracking_number: text,
  shipment_tracking_number: text,
  channel: named(z.object({ id })),
  fulfillment_center: named(placeRef),
  insert_date: instant,
  arrived_date: optionalInstant,
  processing_date: optionalInstant,
  completed_date: optionalInstant,
  cancelled_date: optionalInstant,
  status_history: readable(change),
  invoice: maybe(z.object({ amount: amount.nullish(), currency_code: text })),
  transactions: list(charge),
  inventory: list(item),
});

export const returnOrder: z.ZodType<Return> = raw.transform((row) => {
  const { insert_date, arrived_date, processing_date, completed_date, cancelled_date } = row;
  const told = row.status_history.map(({ at }) => at);
  const { amount: billed, currency_code: currency } = row.invoice ?? {};
  return compact({
    id: row.id,
    referenceId: row.reference_id,
    status: row.status,
    type: row.return_type?.replace(/\s+/g, ''),
    storeOrderId: row.store_order_id,
    originalShipmentId: row.original_shipment_id,
    trackingNumber: row.tracking_number,
    originalTrackingNumber: row.shipment_tracking_number,
    channelId: row.channel?.id,
    fulfillmentCenter: row.fulfillment_center,
    insertedAt: insert_date,
    arrivedAt: arrived_date,
    processingAt: processing_date,
    completedAt: completed_date,
    cancelledAt: cancelled_date,
    changedAt:
      latest(insert_date, arrived_date, processing_date, completed_date, cancelled_date, ...told) ?? insert_date,
    history: row.status_history,
    invoice: billed && currency ? { amount: billed, currency } : undefined,
    charges: row.transactions,
    items: row.inventory,
  });
});
