// Buying, returning and voiding labels: the rows V1 calls shipments and V2 calls labels.
// Trap: a void raises no webhook; the row stays and the order opens again.

import { consumeStock } from './inventory.ts';
import type { OrderItem, OrderRow, ShipmentItem, ShipmentRow, Weight } from './model.ts';
import { requireOrder } from './orders.ts';
import { pacificDay, pacificMidnight } from './pacific.ts';
import { notFound, Refusal } from './refusal.ts';
import { findItem, type SplitPart } from './restructure.ts';
import { defaultWarehouseId, nextId, pushTo, type World } from './world.ts';

export interface LabelRequest {
  orderId: number;
  /** Lines and quantities in the box; default: all that no live label covers yet (a reship takes everything). */
  items?: SplitPart['items'];
  /** A label whose row carries no items at all. */
  withoutItems?: boolean;
  /** Number of boxes, each with its own tracking number in V2. */
  packages?: number;
  /** Pacific day `yyyy-mm-dd`, may be earlier or later than today. */
  shipDate?: string;
  warehouseId?: number | null;
  trackingNumber?: string | null;
  carrierCode?: string;
  serviceCode?: string;
  packageCode?: string;
  confirmation?: string | null;
  weight?: Weight;
  cost?: number;
  isReturn?: boolean;
  /** Leave the order open although a label exists. */
  keepOpen?: boolean;
}

/** Quantity per order line on labels that are neither voided nor returns. */
function coveredQuantities(world: World, orderId: number): Map<number, number> {
  const covered = new Map<number, number>();
  for (const row of world.shipmentsByOrder.get(orderId) ?? []) {
    if (row.voidedAt !== null || row.isReturnLabel) continue;
    for (const item of row.items ?? []) {
      covered.set(item.orderItemId, (covered.get(item.orderItemId) ?? 0) + item.quantity);
    }
  }
  return covered;
}

const asShipmentItem = (item: OrderItem, quantity: number): ShipmentItem => ({
  orderItemId: item.orderItemId,
  lineItemKey: item.lineItemKey,
  sku: item.sku,
  name: item.name,
  imageUrl: item.imageUrl,
  quantity,
  unitPrice: item.unitPrice,
  productId: item.productId,
  warehouseLocation: null,
  fulfillmentSku: item.fulfillmentSku,
});

function boxContent(world: World, order: OrderRow, request: LabelRequest): ShipmentItem[] | null {
  if (request.withoutItems) return null;
  if (request.items) return request.items.map((w) => asShipmentItem(findItem(order.items, w), w.quantity));
  const goods = order.items.filter((item) => !item.adjustment);
  const covered = coveredQuantities(world, order.orderId);
  const rest = goods
    .map((item) => asShipmentItem(item, item.quantity - (covered.get(item.orderItemId) ?? 0)))
    .filter((item) => item.quantity > 0);
  return rest.length > 0 && !request.isReturn ? rest : goods.map((item) => asShipmentItem(item, item.quantity));
}

/** Carriers answer with their own spelling of the address: upper case, ZIP+4. */
function normalized(order: OrderRow): OrderRow['shipTo'] {
  const { shipTo } = order;
  const zip = shipTo.postalCode && /^\d{5}$/.test(shipTo.postalCode) ? `${shipTo.postalCode}-0001` : shipTo.postalCode;
  return {
    ...shipTo,
    street1: shipTo.street1?.toUpperCase() ?? null,
    city: shipTo.city?.toUpperCase() ?? null,
    postalCode: zip,
    residential: null,
    addressVerified: null,
  };
}

const trackingNumber = (carrierCode: string, serial: number) =>
  carrierCode.startsWith('ups')
    ? `1Z999AA1${String(serial).padStart(10, '0')}`
    : `9400${String(serial).padStart(18, '0')}`;

function packagesOf(world: World, request: LabelRequest, carrierCode: string, weight: Weight): ShipmentRow['packages'] {
  return Array.from({ length: request.packages ?? 1 }, (_, index) => {
    const packageId = nextId(world, 'package');
    const given = index === 0 ? request.trackingNumber : undefined;
    return { packageId, trackingNumber: given ?? trackingNumber(carrierCode, packageId), weight };
  });
}

function makeLabel(world: World, order: OrderRow, request: LabelRequest, batchId: number): ShipmentRow {
  const now = world.clock.now();
  const carrierCode = request.carrierCode ?? order.carrierCode ?? 'ups_walleted';
  const weight = request.weight ?? order.weight ?? { value: 16, units: 'ounces' };
  const shipDate = request.shipDate ?? pacificDay(now);
  const { billToParty, billToAccount, billToPostalCode, billToCountryCode, storeId } = order.advancedOptions;
  const packages = packagesOf(world, request, carrierCode, weight);
  const { orderId, orderKey, orderNumber, customerEmail } = order;
  return {
    ...{ shipmentId: nextId(world, 'shipment'), orderId, orderKey, orderNumber, customerEmail, storeId, carrierCode },
    ...{ batchId, createdAt: now, shipDate, shipDateMs: pacificMidnight(shipDate), weight, packages },
    batchNumber: String(batchId - 186_900_000),
    userId: order.userId ?? world.users[0]?.userId ?? null,
    shipmentCost: request.cost ?? 9.57,
    insuranceCost: 0,
    trackingNumber: request.trackingNumber === null ? null : (packages[0]?.trackingNumber ?? null),
    isReturnLabel: request.isReturn ?? false,
    serviceCode: request.serviceCode ?? order.serviceCode ?? 'ups_ground',
    packageCode: request.packageCode ?? order.packageCode ?? 'package',
    confirmation: request.confirmation ?? order.confirmation,
    warehouseId: request.warehouseId ?? order.advancedOptions.warehouseId ?? defaultWarehouseId(world),
    voidedAt: null,
    marketplaceNotified: false,
    shipTo: normalized(order),
    dimensions: order.dimensions,
    insuranceOptions: order.insuranceOptions,
    billTo: { billToParty, billToAccount, billToPostalCode, billToCountryCode },
    items: boxContent(world, order, request),
  };
}

/** Stores a finished label row and indexes it. */
export function addShipmentRow(world: World, row: ShipmentRow): void {
  world.shipments.set(row.shipmentId, row);
  if (row.orderId !== null) pushTo(world.shipmentsByOrder, row.orderId, row);
  pushTo(world.shipmentsByBatch, row.batchId, row);
}

/**
 * Buys labels as one batch: one webhook for all of them. The orders become shipped.
 * Refusal 404 for an unknown order, 400 for one that cannot be shipped; then nothing was bought.
 */
export function buyLabels(world: World, requests: LabelRequest[]): { batchId: number; rows: ShipmentRow[] } {
  const orders = requests.map((request) => requireOrder(world, request.orderId));
  const closed = orders.find((order) => order.orderStatus === 'cancelled');
  if (closed) throw new Refusal(400, `Order ${closed.orderNumber} is cancelled.`, 'invalid_status');
  const batchId = nextId(world, 'batch');
  const rows = requests.map((request, index) => {
    const order = orders[index] as OrderRow;
    const row = makeLabel(world, order, request, batchId);
    addShipmentRow(world, row);
    if (!row.isReturnLabel) closeOrder(world, order, row, request.keepOpen ?? false);
    return row;
  });
  if (rows.length > 0) world.emit({ type: 'labels-bought', batchId, rows });
  return { batchId, rows };
}

function closeOrder(world: World, order: OrderRow, row: ShipmentRow, keepOpen: boolean): void {
  if (!keepOpen) Object.assign(order, { orderStatus: 'shipped', shipDate: row.shipDate });
  order.modifiedAt = world.clock.now();
  if (world.settings.behaviour.labelConsumesInventory) consumeStock(world, row.items ?? []);
}

/** A return label for an order: listed with the others, never announced by SHIP_NOTIFY. */
export function buyReturnLabel(world: World, request: LabelRequest): ShipmentRow {
  const bought = buyLabels(world, [{ ...request, isReturn: true }]);
  return bought.rows[0] as ShipmentRow;
}

export interface VoidResult {
  approved: boolean;
  message: string;
  reasonCode: string | null;
}

/** Voids a label; `force` skips the window (an admin's act). Refusal 404 for an unknown label. */
export function voidLabel(world: World, shipmentId: number, force = false): VoidResult {
  const row = world.shipments.get(shipmentId);
  if (!row) throw notFound(`Shipment ${shipmentId}`);
  const refuse = (message: string, reasonCode: string) => ({ approved: false, message, reasonCode });
  if (row.voidedAt !== null) return refuse('Label was already voided', 'label_already_voided');
  const now = world.clock.now();
  const windowDays = world.settings.behaviour.voidWindowDays;
  if (!force && windowDays > 0 && now - row.createdAt > windowDays * 86_400_000) {
    return refuse('Label is past its void period', 'label_not_found_within_void_period');
  }
  row.voidedAt = now;
  if (row.orderId !== null && !row.isReturnLabel) reopen(world, row.orderId);
  return { approved: true, message: 'Label voided successfully', reasonCode: null };
}

function reopen(world: World, orderId: number): void {
  const order = world.orders.get(orderId);
  if (order?.orderStatus !== 'shipped') return;
  Object.assign(order, { orderStatus: 'awaiting_shipment', shipDate: null, modifiedAt: world.clock.now() });
}
