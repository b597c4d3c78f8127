// Orders and shipments as the API and the webhooks show them.
// Trap: order.products has quantities but no names; shipment.products has names but no quantity of its own.
import type { Order, OrderLine, Shipment, ShipmentItem } from '../domain/model.ts';
import { DETAILS, LOGS, orderStatus, shipmentsOf } from '../domain/shipment-status.ts';
import type { World } from '../domain/world.ts';
import { iso } from './time.ts';

function shipmentProduct(world: World, item: ShipmentItem) {
  const variant = world.variants.get(item.variantId);
  return {
    ...{
      id: variant?.productId ?? 0,
      reference_id: variant?.sku ?? null,
      sku: variant?.sku ?? null,
      name: variant?.name ?? null,
    },
    inventory_items: item.inventory.map((one) => ({
      ...{ id: one.inventoryId, name: variant?.name ?? null, quantity: one.quantity, quantity_committed: one.quantity },
      ...{ lot: one.lot, expiration_date: iso(one.lotMs), serial_numbers: null, is_dangerous_goods: false },
    })),
  };
}

const trackingView = (row: Shipment) =>
  row.tracking === null
    ? null
    : {
        ...{ carrier: row.tracking.carrier, carrier_service: row.tracking.carrierService },
        ...{ tracking_number: row.tracking.number, tracking_url: row.tracking.url },
        ...{ shipping_date: iso(row.tracking.shippedMs), bol: null, pro_number: null, scac: null },
      };

const detailsView = (row: Shipment) =>
  row.details.map(({ id, inventoryId }) => ({
    ...{ id, name: DETAILS[id]?.[0] ?? null, description: DETAILS[id]?.[1] ?? null, inventory_id: inventoryId },
    ...{ exception_fulfillment_center_id: null, extra_information: null },
  }));

/** A shipment. */
export function shipmentView(world: World, row: Shipment, version: string) {
  const order = world.orders.get(row.orderId);
  const center = world.centers.get(row.centerId);
  const late = row.actualMs === null ? 'PendingOnTime' : 'FulfilledOnTime';
  return {
    ...{ id: row.id, order_id: row.orderId, reference_id: order?.referenceId ?? null, status: row.status },
    ...(version < '2026-01' && { store_order_id: order?.orderNumber ?? null }),
    status_details: detailsView(row),
    ...{
      created_date: iso(row.createdMs),
      last_update_at: iso(row.updatedMs),
      last_tracking_update_at: iso(row.lastTrackingMs),
    },
    ...{ estimated_fulfillment_date: iso(row.createdMs + 86_400_000), estimated_fulfillment_date_status: late },
    ...{ actual_fulfillment_date: iso(row.actualMs), delivery_date: iso(row.deliveryMs) },
    location: { id: row.centerId, name: center?.name ?? null },
    ...{ ship_option: row.shipOption, is_tracking_uploaded: row.trackingUploaded, require_signature: false },
    ...{ package_material_type: 'Box', tracking: trackingView(row) },
    measurements: { total_weight_oz: 14, length_in: 8, width_in: 6, depth_in: 4 },
    invoice_amount: row.invoiceAmount === null ? null : Number(row.invoiceAmount),
    invoice_currency_code: row.invoiceAmount === null ? null : world.settings.billing.currency,
    insurance_value: null,
    products: row.items.map((item) => shipmentProduct(world, item)),
    recipient: order ? { ...order.recipient, full_name: order.recipient.name } : null,
    ...{ gift_message: order?.giftMessage ?? null, parent_cartons: [] },
  };
}

function productView(world: World, line: OrderLine) {
  const variant = world.variants.get(line.variantId);
  return {
    ...{
      id: variant?.productId ?? null,
      reference_id: variant?.sku ?? null,
      sku: variant?.sku ?? null,
      quantity: line.quantity,
    },
    unit_price: line.unitPrice === null ? null : Number(line.unitPrice),
    ...{
      external_line_id: line.externalLineId,
      gtin: null,
      upc: variant?.upc ?? null,
      quantity_unit_of_measure_code: 'EA',
    },
  };
}

/** An order with its shipments. */
export function orderView(world: World, row: Order, version: string) {
  const channel = world.channels.get(row.channelId);
  return {
    ...{ id: row.id, order_number: row.orderNumber, reference_id: row.referenceId, status: orderStatus(world, row) },
    ...{
      type: row.type,
      created_date: iso(row.createdMs),
      purchase_date: row.purchaseDate,
      shipping_method: row.shippingMethod,
    },
    channel: { id: row.channelId, name: channel?.name ?? null },
    recipient: row.recipient,
    products: row.lines.map((line) => productView(world, line)),
    ...{ tags: row.tags, gift_message: row.giftMessage, shipping_terms: null, retailer_program_data: null },
    financials: { total_price: row.totalPrice },
    shipments: shipmentsOf(world, row).map((shipment) => shipmentView(world, shipment, version)),
  };
}

/** The timeline of a shipment; empty before anything was processed. */
export const timelineView = (row: Shipment) =>
  row.timeline.map(({ id, atMs }) => ({
    ...{ log_type_id: id, log_type_name: LOGS[id]?.[0] ?? null, log_type_text: LOGS[id]?.[1] ?? null },
    ...{ timestamp: iso(atMs), metadata: null },
  }));

const CARRIER_STATES: Readonly<Record<number, string>> = {
  201: 'InTransit',
  202: 'InTransit',
  203: 'Delivered',
  204: 'DeliveryException',
};

/** Carrier tracking of a shipment. */
export function carrierView(row: Shipment) {
  const status = CARRIER_STATES[row.details[0]?.id ?? 0] ?? 'PreTransit';
  const history = row.timeline
    .filter(({ id }) => id >= 607)
    .map(({ id, atMs }) => ({
      ...{ status: id === 609 ? 'Delivered' : id === 611 ? 'DeliveryException' : 'InTransit', substatus: null },
      ...{ message: LOGS[id]?.[1] ?? null, carrier_message: null, location: null, timestamp: iso(atMs) },
    }));
  return {
    ...{
      shipment_id: row.id,
      tracking_id: row.tracking?.number ?? null,
      carrier: row.tracking?.carrier ?? null,
      status,
    },
    ...{
      carrier_tracking_number: row.tracking?.number ?? null,
      service: row.tracking?.carrierService ?? null,
      substatus: null,
    },
    ...{
      public_tracking_url: row.tracking?.url ?? null,
      eta: null,
      location: null,
      message: null,
      carrier_message: null,
    },
    ...{ last_updated: iso(row.lastTrackingMs ?? row.updatedMs), history },
  };
}
