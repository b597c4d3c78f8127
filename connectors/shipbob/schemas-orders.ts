/**
 * Orders, shipments and their events as ShipBob answers them → the records of types-orders.
 * The trap: names, addresses and mails of buyers are in these answers and are left out here.
 */
import { z } from 'zod';
import { compact } from './compact.ts';
import { deliveryOf } from './delivery.ts';
import { placeRef } from './schemas-places.ts';
import { latest } from './time.ts';
import type { CarrierTracking, Order, Shipment, TimelineEvent } from './types.ts';
import {
  flag,
  id,
  instant,
  list,
  looseText,
  maybe,
  named,
  optionalAmount,
  optionalId,
  optionalInstant,
  optionalQuantity,
  quantity,
  readable,
  text,
} from './values.ts';

const detail = z
  .object({ id: z.int(), name: text, description: text, inventory_id: optionalId })
  .transform(({ inventory_id, name, ...rest }) =>
    compact({ ...rest, name: name ?? String(rest.id), inventoryId: inventory_id }),
  );

const tracking = z
  .object({
    carrier: text,
    carrier_service: text,
    tracking_number: text,
    tracking_url: text,
    shipping_date: optionalInstant,
    bol: text,
    pro_number: text,
    scac: text,
  })
  .transform((row) =>
    compact({
      carrier: row.carrier,
      service: row.carrier_service,
      number: row.tracking_number,
      url: row.tracking_url,
      shippedAt: row.shipping_date,
      bol: row.bol,
      proNumber: row.pro_number,
      scac: row.scac,
    }),
  );

const item = z
  .object({
    id,
    name: text,
    quantity,
    quantity_committed: optionalQuantity,
    lot: text,
    expiration_date: optionalInstant,
    serial_numbers: list(z.string()),
  })
  .transform((row) =>
    compact({
      inventoryId: row.id,
      name: row.name,
      quantity: row.quantity,
      committed: row.quantity_committed,
      lotNumber: row.lot,
      expiresAt: row.expiration_date,
      serialNumbers: row.serial_numbers,
    }),
  );

const shipmentProduct = z
  .object({ id, reference_id: text, sku: text, name: text, inventory_items: list(item) })
  .transform(({ reference_id, inventory_items, ...rest }) =>
    compact({
      ...rest,
      referenceId: reference_id,
      quantity: inventory_items.reduce((sum, part) => sum + part.quantity, 0),
      items: inventory_items,
    }),
  );

const rawShipment = z.object({
  id,
  order_id: id,
  reference_id: text,
  status: z.string(),
  status_details: list(detail),
  created_date: optionalInstant,
  last_update_at: optionalInstant,
  last_tracking_update_at: optionalInstant,
  estimated_fulfillment_date: optionalInstant,
  actual_fulfillment_date: optionalInstant,
  delivery_date: optionalInstant,
  location: named(placeRef),
  ship_option: text,
  tracking: maybe(tracking),
  is_tracking_uploaded: flag,
  invoice_amount: optionalAmount,
  invoice_currency_code: text,
  products: list(shipmentProduct),
});

export const shipment: z.ZodType<Shipment> = rawShipment.transform((row) =>
  compact({
    id: row.id,
    orderId: row.order_id,
    referenceId: row.reference_id,
    status: row.status,
    details: row.status_details,
    delivery: deliveryOf({
      status: row.status,
      detailIds: row.status_details.map((part) => part.id),
      deliveredAt: row.delivery_date,
      hasLabel: row.tracking?.number !== undefined,
    }),
    createdAt: row.created_date,
    updatedAt: row.last_update_at,
    trackingUpdatedAt: row.last_tracking_update_at,
    estimatedFulfillmentAt: row.estimated_fulfillment_date,
    fulfilledAt: row.actual_fulfillment_date,
    deliveredAt: row.delivery_date,
    changedAt: latest(
      row.created_date,
      row.last_update_at,
      row.last_tracking_update_at,
      row.actual_fulfillment_date,
      row.delivery_date,
    ),
    location: row.location,
    shipOption: row.ship_option,
    tracking: row.tracking,
    isTrackingUploaded: row.is_tracking_uploaded,
    invoiceAmount: row.invoice_amount,
    invoiceCurrency: row.invoice_currency_code,
    products: row.products,
  }),
);

const orderProduct = z
  .object({
    id: optionalId,
    reference_id: text,
    sku: text,
    quantity,
    unit_price: optionalAmount,
    external_line_id: optionalId,
  })
  .transform((row) =>
    compact({
      id: row.id,
      referenceId: row.reference_id,
      sku: row.sku,
      quantity: row.quantity,
      unitPrice: row.unit_price,
      externalLineId: row.external_line_id,
    }),
  );

export const order: z.ZodType<Order> = z
  .object({
    id,
    order_number: text,
    reference_id: text,
    status: z.string(),
    type: text,
    created_date: instant,
    purchase_date: optionalInstant,
    shipping_method: text,
    channel: named(z.object({ id })),
    financials: maybe(z.object({ total_price: optionalAmount })),
    products: list(orderProduct),
    tags: readable(z.object({ name: z.string(), value: z.string() })),
    shipments: list(shipment),
  })
  .transform((row) =>
    compact({
      id: row.id,
      number: row.order_number,
      referenceId: row.reference_id,
      status: row.status,
      type: row.type,
      createdAt: row.created_date,
      purchasedAt: row.purchase_date,
      shippingMethod: row.shipping_method,
      channelId: row.channel?.id,
      totalPrice: row.financials?.total_price,
      products: row.products,
      tags: row.tags,
      shipments: row.shipments,
    }),
  );

export const timelineEvent: z.ZodType<TimelineEvent> = z
  .object({ log_type_id: z.int(), log_type_name: text, log_type_text: text, timestamp: instant })
  .transform((row) =>
    compact({
      typeId: row.log_type_id,
      name: row.log_type_name ?? String(row.log_type_id),
      text: row.log_type_text,
      at: row.timestamp,
    }),
  );

const carrierStep = z
  .object({ status: text, substatus: text, message: text, location: text, timestamp: instant })
  .transform(({ timestamp, ...rest }) => compact({ ...rest, at: timestamp }));

export const carrierTracking: z.ZodType<CarrierTracking> = z
  .object({
    shipment_id: id,
    carrier: text,
    service: text,
    carrier_tracking_number: text,
    tracking_id: looseText,
    public_tracking_url: text,
    status: text,
    substatus: text,
    message: text,
    eta: optionalInstant,
    last_updated: optionalInstant,
    history: readable(carrierStep),
  })
  .transform((row) =>
    compact({
      shipmentId: row.shipment_id,
      carrier: row.carrier,
      service: row.service,
      number: row.carrier_tracking_number ?? row.tracking_id,
      url: row.public_tracking_url,
      status: row.status,
      substatus: row.substatus,
      message: row.message,
      eta: row.eta,
      updatedAt: row.last_updated,
      history: row.history,
    }),
  );
