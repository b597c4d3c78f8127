/**
 * What an event of NetSuite's means for the syncs towards Shopify. The trap: an event tells the record's own id only; a
 * fulfilment's sales order is looked up, and orders that did not come from this shop are none of ours.
 */
import type { PushEvent } from '../../connectors/netsuite/push.ts';
import type { OpenConnection } from '../connection-registry.ts';
import { shopifyOrderIdOf } from './fulfillment-source.ts';
import { ordersBehind, ownOrders } from './fulfillment-stream.ts';

export type Meant = { sync: string; key: string };

/** Transactions that move or reserve stock. */
const STOCK_TRANSACTIONS = new Set([
  'salesorder',
  'itemfulfillment',
  'itemreceipt',
  'inventoryadjustment',
  'inventorytransfer',
  'returnauthorization',
]);

/** One list per event, in their order. */
export async function meantForShop(open: OpenConnection, events: PushEvent[]): Promise<Meant[][]> {
  const { settings } = open;
  if (settings.pair !== 'netsuite-shopify') return events.map(() => []);
  const { fulfillmentUpdate, shopifyStock, shopifyOrder } = settings.syncs;
  const orders = fulfillmentUpdate.enabled
    ? await ordersOf(open, events, shopifyOrder.externalIdPrefix)
    : events.map(() => undefined);
  return events.map((event, index) => {
    const order = orders[index];
    const stock = shopifyStock.enabled ? stockKey(event) : undefined;
    return [
      ...(order === undefined ? [] : [{ sync: 'fulfillmentUpdate', key: order }]),
      ...(stock === undefined ? [] : [{ sync: 'shopifyStock', key: stock }]),
    ];
  });
}

function stockKey({ recordType, recordId }: PushEvent): string | undefined {
  if (!/^\d+$/.test(recordId)) return undefined;
  if (recordType.endsWith('item')) return `item/${recordId}`;
  return STOCK_TRANSACTIONS.has(recordType) ? `transaction/${recordId}` : undefined;
}

/** The sales order of each event that is about one of ours. */
async function ordersOf(open: OpenConnection, events: PushEvent[], prefix: string): Promise<(string | undefined)[]> {
  const isOwn = (event: PushEvent) => shopifyOrderIdOf(prefix, event.externalId) !== undefined;
  const asked = new Map<PushEvent, string>();
  const unknown: PushEvent[] = [];
  for (const event of events) {
    if (event.recordType === 'salesorder' && !isOwn(event)) asked.set(event, event.recordId);
    if (event.recordType !== 'itemfulfillment') continue;
    if (event.createdFrom !== undefined) asked.set(event, event.createdFrom);
    else unknown.push(event);
  }
  if (asked.size + unknown.length === 0) return events.map((event) => (isOrder(event) ? event.recordId : undefined));
  const api = await open.netSuite();
  const behind = await ordersBehind(
    api,
    unknown.map(({ recordId }) => recordId),
    prefix,
  );
  const own = await ownOrders(api, [...new Set(asked.values())], prefix);
  return events.map((event) => {
    const order = asked.get(event);
    if (order !== undefined) return own.has(order) ? order : undefined;
    return isOrder(event) ? event.recordId : behind.get(event.recordId);
  });
}

const isOrder = ({ recordType }: PushEvent): boolean => recordType === 'salesorder';
