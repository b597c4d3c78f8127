/**
 * Receiving orders, boxes and distributions as ShipBob answers them → the records of types-receiving.
 * The trap: unknown members are left out without a word, because ShipBob adds some between versions.
 */
import { z } from 'zod';
import { compact } from './compact.ts';
import { fulfillmentCenter } from './schemas-places.ts';
import type { ReceivingBox, ReceivingDistribution, ReceivingOrder } from './types.ts';
import { id, instant, list, named, optionalInstant, optionalQuantity, quantity, readable, text } from './values.ts';

export const statusChange = z
  .object({ status: z.string(), timestamp: instant })
  .transform(({ status, timestamp }) => ({ status, at: timestamp }));

const figures = { received_quantity: quantity, stowed_quantity: quantity };

const item = z.object({ inventory_id: id, sku: text, expected_quantity: quantity, ...figures }).transform((row) =>
  compact({
    inventoryId: row.inventory_id,
    sku: row.sku,
    expected: row.expected_quantity,
    received: row.received_quantity,
    stowed: row.stowed_quantity,
  }),
);

export const receivingOrder: z.ZodType<ReceivingOrder> = z
  .object({
    id,
    status: z.string(),
    package_type: text,
    box_packaging_type: text,
    purchase_order_number: text,
    expected_arrival_date: optionalInstant,
    insert_date: instant,
    last_updated_date: optionalInstant,
    external_sync_timestamp: optionalInstant,
    fulfillment_center: named(fulfillmentCenter),
    inventory_quantities: list(item),
    status_history: readable(statusChange),
  })
  .transform((row) =>
    compact({
      id: row.id,
      status: row.status,
      packageType: row.package_type,
      boxPackaging: row.box_packaging_type,
      purchaseOrderNumber: row.purchase_order_number,
      expectedArrivalAt: row.expected_arrival_date,
      insertedAt: row.insert_date,
      updatedAt: row.last_updated_date,
      externalSyncAt: row.external_sync_timestamp,
      fulfillmentCenter: row.fulfillment_center,
      items: row.inventory_quantities,
      history: row.status_history,
    }),
  );

const lot = { lot_number: text, lot_date: optionalInstant };

const boxItem = z.object({ inventory_id: id, quantity, ...figures, ...lot }).transform((row) =>
  compact({
    inventoryId: row.inventory_id,
    expected: row.quantity,
    received: row.received_quantity,
    stowed: row.stowed_quantity,
    lotNumber: row.lot_number,
    lotDate: row.lot_date,
  }),
);

export const receivingBox: z.ZodType<ReceivingBox> = z
  .object({
    box_id: id,
    box_number: optionalQuantity,
    box_status: z.string(),
    tracking_number: text,
    arrived_date: optionalInstant,
    received_date: optionalInstant,
    counting_started_date: optionalInstant,
    box_items: list(boxItem),
  })
  .transform((row) =>
    compact({
      id: row.box_id,
      number: row.box_number,
      status: row.box_status,
      trackingNumber: row.tracking_number,
      arrivedAt: row.arrived_date,
      receivedAt: row.received_date,
      countingStartedAt: row.counting_started_date,
      items: row.box_items,
    }),
  );

const distribution: z.ZodType<ReceivingDistribution> = z
  .object({
    fulfillment_center_id: id,
    inventory_id: id,
    product_sku: text,
    status: z.string(),
    expected_quantity: quantity,
    ...figures,
    ...lot,
  })
  .transform((row) =>
    compact({
      fulfillmentCenterId: row.fulfillment_center_id,
      inventoryId: row.inventory_id,
      sku: row.product_sku,
      status: row.status,
      expected: row.expected_quantity,
      received: row.received_quantity,
      stowed: row.stowed_quantity,
      lotNumber: row.lot_number,
      lotDate: row.lot_date,
    }),
  );

export const distributions = z.object({ distributions: list(distribution) }).transform((body) => body.distributions);

/** ShipBob's own schema promises an order here; what comes is a list of results. */
export const syncFlagAnswer = z.object({
  results: list(z.object({ id, is_success: z.boolean().nullish(), reason: text })),
});
