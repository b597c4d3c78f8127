/**
 * What NetSuite should hold, worked out from what ShipStation holds: written anew and as plainly as possible, so that it
 * shares no mistake with the connector. The trap: parcels take from the order's lines in the order they were made in.
 */
import type { Books, Dumps, Parcel, SalesOrder, Shop, ShopItem, ShopOrder } from './dumps.ts';

/** One line of a fulfilment that is owed. */
export type Share = { salesOrderId: string; line: number; quantity: number };

export type Expectation =
  | { parcel: Parcel; kind: 'owed'; shares: Share[] }
  /** Goods left, but NetSuite cannot take them before a person has mended something. */
  | { parcel: Parcel; kind: 'waits'; cause: string }
  /** Voided, a return, or a mark after labels that hold everything. */
  | { parcel: Parcel; kind: 'nothing' };

type Line = SalesOrder['lines'][number] & { salesOrder: SalesOrder; left: number };

export function expectations({ shop, books }: Dumps): Expectation[] {
  const byOrder = Map.groupBy(shop.parcels, (parcel) => parcel.orderId);
  const lines = books.orders.flatMap((salesOrder) =>
    salesOrder.lines.map((line): Line => ({ ...line, salesOrder, left: line.quantity })),
  );
  const inTime = shop.parcels.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id - b.id);
  return inTime.map((parcel): Expectation => {
    if (parcel.voided || parcel.isReturn) return { parcel, kind: 'nothing' };
    const live = (byOrder.get(parcel.orderId) ?? []).filter((other) => !other.voided && !other.isReturn);
    return expectationOf(parcel, live, { shop, books }, lines);
  });
}

function expectationOf(parcel: Parcel, live: Parcel[], { shop, books }: Dumps, lines: Line[]): Expectation {
  const order = shop.orders.find((one) => one.orderId === parcel.orderId);
  if (order === undefined) throw new Error(`the shop has no order ${parcel.orderId} for parcel ${parcel.id}`);
  const goods = goodsIn(parcel, live, order);
  if (goods === undefined) return { parcel, kind: 'waits', cause: 'shipment-without-items' };
  if (goods.length === 0) return { parcel, kind: 'nothing' };
  const salesOrders = salesOrdersOf(order, shop, books);
  if (salesOrders.length === 0) return { parcel, kind: 'waits', cause: 'order-not-found' };
  const open = lines.filter((line) => salesOrders.includes(line.salesOrder));
  const taken = takeAll(goods, open, books);
  if (typeof taken === 'string') return { parcel, kind: 'waits', cause: taken };
  const unapproved = taken.some(({ line }) => line.salesOrder.status === 'A');
  if (unapproved) return { parcel, kind: 'waits', cause: 'order-not-approved' };
  for (const { line, quantity } of taken) line.left -= quantity;
  const shares = taken.map(({ line, quantity }) => ({ salesOrderId: line.salesOrder.id, line: line.line, quantity }));
  return { parcel, kind: 'owed', shares };
}

/** undefined when nobody can know. */
function goodsIn(parcel: Parcel, live: Parcel[], order: ShopOrder): ShopItem[] | undefined {
  if (parcel.items !== undefined) return parcel.items;
  const labels = live.filter((other) => other.kind === 'shipment');
  if (parcel.kind === 'shipment') return labels.length === 1 ? order.items : undefined;
  const firstMark = live.find((other) => other.kind === 'fulfillment');
  if (firstMark?.id !== parcel.id) return [];
  const onLabels = labels.flatMap((label) => label.items ?? order.items);
  return order.items
    .map((item) => {
      const shipped = onLabels.filter((other) => other.orderItemId === item.orderItemId);
      return { ...item, quantity: item.quantity - shipped.reduce((sum, other) => sum + other.quantity, 0) };
    })
    .filter((item) => item.quantity > 0);
}

/** By the customer's reference; a merged order stands for all of its sources. */
function salesOrdersOf(order: ShopOrder, shop: Shop, books: Books): SalesOrder[] {
  const family = [order, ...shop.orders.filter((other) => order.mergedIds.includes(other.orderId))];
  const numbers = new Set(family.map((one) => one.orderNumber));
  return books.orders.filter((one) => one.otherRefNum !== undefined && numbers.has(one.otherRefNum));
}

type Taken = { line: Line; quantity: number };

/** The lines that the goods come from, or the cause why they cannot. */
function takeAll(goods: ShopItem[], open: Line[], books: Books): Taken[] | string {
  const left = new Map(open.map((line) => [line, line.left]));
  const taken: Taken[] = [];
  for (const item of goods) {
    const sameSku = open.filter((line) => line.sku === item.sku);
    if (sameSku.length === 0) return books.skus.includes(item.sku) ? 'sku-not-on-order' : 'sku-missing';
    const keyed = sameSku.filter((line) => String(line.line) === item.lineItemKey);
    let wanted = item.quantity;
    for (const line of [...keyed, ...sameSku.filter((other) => !keyed.includes(other))]) {
      const quantity = Math.min(wanted, left.get(line) ?? 0);
      if (quantity <= 0) continue;
      left.set(line, (left.get(line) ?? 0) - quantity);
      wanted -= quantity;
      taken.push({ line, quantity });
    }
    if (wanted > 0) return 'over-shipped';
  }
  return taken;
}
