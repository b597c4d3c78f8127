/**
 * Observes a ShipStation order with all that left with it. The trap: a shipment list of one page is not the whole list,
 * and a split or merged order is only understood together with its relatives.
 */
import type { Page } from '../connectors/http/contract.ts';
import type { OrdersOnly } from '../connectors/shipstation/orders-only.ts';
import type { Order, Shipment } from '../connectors/shipstation/types.ts';
import type { SourceView } from '../mappings/netsuite-shipstation/order-shipped/types.ts';
import { isLess, sum } from '../mappings/shared/quantity.ts';

/** A chain of splits longer than this is a loop in the data. */
const MOST_RELATIVES = 20;
const MOST_PAGES = 50;

/** How one kind of order is read, and made where only its labels are left. */
type Reader<O extends Order> = {
  read(orderId: string): Promise<O | undefined>;
  bare(order: Order): O;
};
type Seen<O extends Order> = Pick<SourceView, 'shipments' | 'fulfillments' | 'complete'> & { order: O; family: O[] };

/**
 * undefined when ShipStation knows neither the order nor anything shipped under its id. Unless `thorough`, the list of
 * marks "as shipped" is left unread where labels hold all goods already: one call of the 40 a minute is saved.
 */
export const readOrderSource = (
  shipStation: OrdersOnly,
  orderId: string,
  thorough: boolean,
): Promise<SourceView | undefined> =>
  readShipped(shipStation, { read: (id) => shipStation.getOrder(id), bare: (order) => order }, orderId, thorough);

/** The same with whatever `reader` reads of orders. */
export async function readShipped<O extends Order>(
  shipStation: OrdersOnly,
  reader: Reader<O>,
  orderId: string,
  thorough: boolean,
): Promise<Seen<O> | undefined> {
  const [found, shipments] = await Promise.all([
    reader.read(orderId),
    everyPage((page) => shipStation.listShipments({ orderId, includeItems: true }, page)),
  ]);
  const order = found ?? orderOfShipments(orderId, shipments, reader.bare);
  if (order === undefined) return undefined;
  const complete = thorough || !coveredByLabels(order, shipments);
  const fulfillments = complete ? await everyPage((page) => shipStation.listFulfillments({ orderId }, page)) : [];
  return { order, shipments, fulfillments, complete, family: await readFamily(reader, order) };
}

async function everyPage<T>(read: (page: number) => Promise<Page<T>>): Promise<T[]> {
  const rows: T[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const next = await read(page);
    rows.push(...next.rows);
    if (!next.hasMore) break;
  }
  return rows;
}

/** True when live labels hold all goods of the order. */
function coveredByLabels(order: Order, shipments: Shipment[]): boolean {
  const live = shipments.filter((shipment) => !shipment.voided && !shipment.isReturnLabel);
  if (live.length === 0 || live.some((shipment) => shipment.items === undefined)) return false;
  const shipped = live.flatMap((shipment) => shipment.items ?? []);
  return order.items
    .filter((item) => !item.adjustment)
    .every((item) => {
      const parts = shipped.filter((part) => part.orderItemId === item.orderItemId).map((part) => part.quantity);
      return !isLess(sum(parts), item.quantity);
    });
}

/** A deleted order whose labels are still listed: enough to post or take back what left. */
function orderOfShipments<O extends Order>(
  orderId: string,
  shipments: Shipment[],
  bare: (order: Order) => O,
): O | undefined {
  const first = shipments[0];
  if (first?.orderNumber === undefined) return undefined;
  const { orderNumber, createdAt } = first;
  return bare({
    orderId,
    orderNumber,
    orderStatus: 'deleted',
    customFields: {},
    items: [],
    mergedOrSplit: false,
    mergedIds: [],
    createdAt,
    modifiedAt: createdAt,
  });
}

/** Parents of a split order and the orders merged into this one, as far as they can still be read. */
async function readFamily<O extends Order>(reader: Reader<O>, order: O): Promise<O[]> {
  const family = new Map<string, O>();
  const wanted = relativesOf(order);
  while (wanted.length > 0 && family.size < MOST_RELATIVES) {
    const id = wanted.shift();
    if (id === undefined || id === order.orderId || family.has(id)) continue;
    const relative = await reader.read(id);
    if (relative === undefined) continue;
    family.set(id, relative);
    wanted.push(...relativesOf(relative).filter((next) => next !== order.orderId));
  }
  return [...family.values()];
}

const relativesOf = (order: Order): string[] => [
  ...(order.parentId === undefined ? [] : [order.parentId]),
  ...order.mergedIds,
];
