/**
 * Observes what NetSuite has for an order: the sales orders that match, their lines and items, and their fulfilments.
 * The trap: `otherRefNum` is not unique in NetSuite, so a match is counted, never taken from the first row.
 */
import type { NetSuite } from '../connectors/netsuite/contract.ts';
import type { Fulfillment, Item, SalesOrder } from '../connectors/netsuite/types.ts';
import type { Order } from '../connectors/shipstation/types.ts';
import { isDecided, narrow } from '../mappings/netsuite-shipstation/order-shipped/orders.ts';
import { parcelsOf } from '../mappings/netsuite-shipstation/order-shipped/parcels.ts';
import type { OrderMatch, SourceView, TargetView } from '../mappings/netsuite-shipstation/order-shipped/types.ts';
import { itemNames, normaliseSku, skuTable } from '../mappings/shared/sku.ts';
import type { MatchRule, OrderShippedSettings } from '../settings/order-shipped.ts';

/** More than this many unknown SKUs are not looked up one by one. */
const MOST_FOREIGN_SKUS = 20;

export async function readOrderTarget(
  netSuite: NetSuite,
  source: SourceView,
  settings: OrderShippedSettings,
): Promise<TargetView> {
  const matches = await matchOrders(netSuite, source, settings);
  const ids = [...new Set(matches.filter(isDecided).flatMap((match) => match.candidates.map((order) => order.id)))];
  const custom = settings.lineKey.startsWith('custcol') ? [settings.lineKey] : [];
  const salesOrders: SalesOrder[] = [];
  for (const id of ids) salesOrders.push(await netSuite.readSalesOrder(id, custom));
  const items = await readItems(netSuite, salesOrders);
  const fulfillments = await readFulfillments(netSuite, ids, source, settings);
  return {
    matches,
    salesOrders,
    items,
    fulfillments,
    foreignSkus: await readForeignSkus(netSuite, source, items, settings),
  };
}

/** The order itself and what was merged into it each need a sales order; a split part may be found through its parent. */
async function matchOrders(
  netSuite: NetSuite,
  source: SourceView,
  settings: OrderShippedSettings,
): Promise<OrderMatch[]> {
  const { order, family } = source;
  const own = await matchOrder(netSuite, order, settings.match);
  const merged = family.filter((relative) => order.mergedIds.includes(relative.orderId));
  const matches = [own];
  for (const relative of merged) matches.push(await matchOrder(netSuite, relative, settings.match));
  if (own.candidates.length > 0) return matches.filter((match) => match === own || match.candidates.length > 0);
  for (const parent of family.filter((relative) => !merged.includes(relative))) {
    const viaParent = await matchOrder(netSuite, parent, settings.match);
    if (viaParent.candidates.length > 0) return [viaParent, ...matches.slice(1)];
  }
  return matches;
}

async function matchOrder(netSuite: NetSuite, order: Order, rules: MatchRule[]): Promise<OrderMatch> {
  const match: OrderMatch = { orderId: order.orderId, tried: [], candidates: [] };
  for (const rule of rules) {
    const value = ruleValue(order, rule);
    if (value === undefined) continue;
    match.tried.push(`${rule.netsuite} = ${value}`);
    match.candidates = narrow(await netSuite.findSalesOrders(rule.netsuite, value), match.candidates);
    if (isDecided(match)) break;
  }
  return match;
}

function ruleValue(order: Order, rule: MatchRule): string | undefined {
  const { orderNumber, orderKey, orderId, customFields } = order;
  const raw = { orderNumber, orderKey, orderId, ...customFields }[rule.shipstation];
  if (raw === undefined || raw === '') return undefined;
  const bare =
    rule.stripPrefix !== undefined && raw.startsWith(rule.stripPrefix) ? raw.slice(rule.stripPrefix.length) : raw;
  const value = `${rule.prefix ?? ''}${bare.trim()}`;
  // NetSuite's internal ids are numbers; anything else would be a fault of the query, not a miss.
  return rule.netsuite === 'id' && !/^\d+$/.test(value) ? undefined : value;
}

async function readItems(netSuite: NetSuite, salesOrders: SalesOrder[]): Promise<Item[]> {
  const ids = [...new Set(salesOrders.flatMap((order) => order.lines.map((line) => line.itemId)))].filter(
    (id) => id !== '',
  );
  return ids.length === 0 ? [] : netSuite.readItems(ids);
}

/** Every fulfilment of the orders; without a matched order those that bear one of our names, so that a void still finds them. */
async function readFulfillments(
  netSuite: NetSuite,
  salesOrderIds: string[],
  source: SourceView,
  settings: OrderShippedSettings,
): Promise<Fulfillment[]> {
  const found: Fulfillment[] = [];
  for (const id of salesOrderIds) {
    for (const ref of await netSuite.listFulfillments(id)) {
      const fulfillment = await netSuite.readFulfillment({ id: ref.id });
      if (fulfillment !== undefined) found.push(fulfillment);
    }
  }
  if (salesOrderIds.length > 0) return found;
  for (const parcel of parcelsOf(source, settings.externalIdPrefix).filter((p) => p.voided)) {
    const fulfillment = await netSuite.readFulfillment({ externalId: parcel.name });
    if (fulfillment !== undefined) found.push(fulfillment);
  }
  return found;
}

/** SKUs in the parcels that are on none of the sales orders: does NetSuite know them at all? Decides what to tell the person. */
async function readForeignSkus(
  netSuite: NetSuite,
  source: SourceView,
  items: Item[],
  settings: OrderShippedSettings,
): Promise<TargetView['foreignSkus']> {
  if (items.length === 0) return [];
  const alias = skuTable(settings.skuAliases);
  const names = new Set(items.flatMap(itemNames));
  const inParcels = source.shipments.flatMap((shipment) => shipment.items ?? source.order.items);
  const inOrder = source.fulfillments.length > 0 ? source.order.items.filter((item) => !item.adjustment) : [];
  const skus = new Set(
    [...inParcels, ...inOrder].flatMap((item) => (item.sku === undefined || item.sku === '' ? [] : [item.sku])),
  );
  const foreign = [...skus].filter(
    (sku) => !names.has(normaliseSku(sku)) && !names.has(normaliseSku(alias(sku) ?? sku)),
  );
  const result: TargetView['foreignSkus'] = [];
  for (const sku of foreign.slice(0, MOST_FOREIGN_SKUS)) {
    result.push({ sku, known: (await netSuite.findItems(alias(sku) ?? sku)).length > 0 });
  }
  return result;
}
