/**
 * Everything that ShipStation lists of a range (orders with their money, labels, marks "as shipped"), read once for all
 * lists of a reconciliation: a handful of pages instead of two calls for each order, of which V1 allows 40 a minute.
 * The trap: a reading that is held back half-way goes on where it was; what is kept is never older than the run that asked.
 */
import { DateTime } from 'luxon';
import type { OrdersOnly } from '../../connectors/shipstation/orders-only.ts';
import type { Shipment, ShipStationFulfillment, SoldOrder } from '../../connectors/shipstation/types.ts';
import type { SoldView } from '../../mappings/fusion-shipstation/types.ts';
import type { ReconcileWindow } from './contract.ts';

export type ShippedBook = {
  /** By order id: what is known of each order that anything was shipped of. */
  views: Map<string, SoldView>;
  /** `<shipment id>` and `F<fulfilment id>` → order id. */
  orderOf: Map<string, string>;
};

type Lists = { orders: SoldOrder[]; shipments: Shipment[]; fulfillments: ShipStationFulfillment[] };
type Reading = {
  lists: Lists;
  next: { list: keyof Lists; page: number } | undefined;
  startedAt: number;
  book?: ShippedBook;
};

/** Longer than any reading is held back, and shorter than the time to the next run. */
const KEPT_MS = 20 * 60_000;
const ORDER: (keyof Lists)[] = ['orders', 'shipments', 'fulfillments'];
const readings = new WeakMap<OrdersOnly, Map<string, Reading>>();

/** `afresh`: a list begins; what an earlier run has read is not good enough. Throws RateLimited and goes on next time. */
export async function shippedBook(api: OrdersOnly, window: ReconcileWindow, afresh: boolean): Promise<ShippedBook> {
  const kept = readings.get(api) ?? new Map<string, Reading>();
  readings.set(api, kept);
  const key = `${window.read.from} ${window.read.to} ${window.zone}`;
  const known = kept.get(key);
  const isUsable =
    known !== undefined && Date.now() - known.startedAt < KEPT_MS && !(afresh && known.next === undefined);
  const reading = isUsable ? known : begin();
  for (const [name, { startedAt }] of kept) if (Date.now() - startedAt > KEPT_MS) kept.delete(name);
  kept.set(key, reading);
  while (reading.next !== undefined) await readOn(api, window, reading);
  reading.book ??= bookOf(reading.lists);
  return reading.book;
}

const begin = (): Reading => ({
  lists: { orders: [], shipments: [], fulfillments: [] },
  next: { list: 'orders', page: 1 },
  startedAt: Date.now(),
});

async function readOn(api: OrdersOnly, window: ReconcileWindow, reading: Reading): Promise<void> {
  const { next, lists } = reading;
  if (next === undefined) return;
  const { from, to } = instants(window);
  const created = { createdFrom: from, createdTo: to };
  const { list, page } = next;
  let hasMore: boolean;
  if (list === 'orders') {
    const found = await api.listSoldOrders(from, page);
    lists.orders.push(...found.rows);
    ({ hasMore } = found);
  } else if (list === 'shipments') {
    const found = await api.listShipments({ ...created, includeItems: true }, page);
    lists.shipments.push(...found.rows);
    ({ hasMore } = found);
  } else {
    const found = await api.listFulfillments(created, page);
    lists.fulfillments.push(...found.rows);
    ({ hasMore } = found);
  }
  const after = ORDER[ORDER.indexOf(list) + 1];
  reading.next = hasMore ? { list, page: page + 1 } : after === undefined ? undefined : { list: after, page: 1 };
}

function instants({ read, zone }: ReconcileWindow): { from: string; to: string } {
  const at = (day: string, days: number) =>
    DateTime.fromISO(day, { zone }).plus({ days }).toUTC().toISO() ?? `${day}T00:00:00.000Z`;
  return { from: at(read.from, 0), to: at(read.to, 1) };
}

/** Rows may come twice while a list moves; the later one is newer. */
function bookOf({ orders, shipments, fulfillments }: Lists): ShippedBook {
  const views = new Map<string, SoldView>();
  const orderOf = new Map<string, string>();
  const latest = new Map(orders.map((order) => [order.orderId, order]));
  const viewOf = (orderId: string): SoldView | undefined => {
    const order = latest.get(orderId);
    const view = views.get(orderId);
    if (view !== undefined || order === undefined) return view;
    const made: SoldView = { order, shipments: [], fulfillments: [], complete: true, family: [] };
    views.set(orderId, made);
    return made;
  };
  for (const [, shipment] of new Map(shipments.map((one) => [one.shipmentId, one]))) {
    if (shipment.orderId === undefined) continue;
    orderOf.set(shipment.shipmentId, shipment.orderId);
    viewOf(shipment.orderId)?.shipments.push(shipment);
  }
  for (const [, mark] of new Map(fulfillments.map((one) => [one.fulfillmentId, one]))) {
    orderOf.set(`F${mark.fulfillmentId}`, mark.orderId);
    viewOf(mark.orderId)?.fulfillments.push(mark);
  }
  return { views, orderOf };
}
