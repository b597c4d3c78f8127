/**
 * What NetSuite has for a ShipBob order: the sales order that fits, its fulfilments, and the fields that show the tracking.
 * The trap: `otherRefNum` is not unique in NetSuite, so a match is counted, never taken from the first row.
 */
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import type { RecordType } from '../../connectors/netsuite/record-types.ts';
import { valueAt } from '../../connectors/netsuite/record-view.ts';
import type { Item, SalesOrder } from '../../connectors/netsuite/types.ts';
import { fieldNames } from '../../mappings/netsuite-shipbob/shipment-tracking/fields.ts';
import { goodsOf } from '../../mappings/netsuite-shipbob/shipment-tracking/goods.ts';
import { hasLeft } from '../../mappings/netsuite-shipbob/shipment-tracking/state.ts';
import type {
  TrackedOrder,
  TrackingRules,
  TrackingTarget,
} from '../../mappings/netsuite-shipbob/shipment-tracking/types.ts';
import { isDecided, narrow } from '../../mappings/netsuite-shipstation/order-shipped/orders.ts';
import { itemNames, normaliseSku, skuTable } from '../../mappings/shared/sku.ts';

/** More than this many unknown SKUs are not looked up one by one. */
const MOST_FOREIGN_SKUS = 20;
type Rule = TrackingRules['match'][number];

export async function readTrackingTarget(
  api: NetSuite,
  order: TrackedOrder,
  rules: TrackingRules,
  taken: Record<string, string>,
): Promise<TrackingTarget> {
  const match = await matchOrder(api, order, rules.match);
  const target: TrackingTarget = { match, orderFields: {}, items: [], fulfillments: [], taken, foreignSkus: [] };
  const [found] = isDecided(match) ? match.candidates : [];
  if (found === undefined) return target;
  const salesOrder = await api.readSalesOrder(found.id);
  const orderFields = await readFields(api, 'salesOrder', found.id, fieldNames(rules.salesOrderFields));
  if (rules.fulfillment === 'none') return { ...target, salesOrder, orderFields };
  const items = await itemsOf(api, salesOrder);
  return {
    ...target,
    salesOrder,
    orderFields,
    items,
    fulfillments: await fulfillmentsOf(api, found.id, rules),
    foreignSkus: await readForeignSkus(api, order, items, rules),
  };
}

async function matchOrder(api: NetSuite, order: TrackedOrder, rules: Rule[]): Promise<TrackingTarget['match']> {
  const match: TrackingTarget['match'] = { tried: [], candidates: [] };
  for (const rule of rules) {
    const value = ruleValue(order, rule);
    if (value === undefined) continue;
    match.tried.push(`${rule.netsuite} = ${value}`);
    match.candidates = narrow(await api.findSalesOrders(rule.netsuite, value), match.candidates);
    if (isDecided(match)) break;
  }
  return match;
}

function ruleValue({ id, number, referenceId }: TrackedOrder, rule: Rule): string | undefined {
  const raw = { orderId: id, orderNumber: number, referenceId }[rule.shipbob]?.trim() ?? '';
  if (raw === '') return undefined;
  const { prefix = '', stripPrefix } = rule;
  const value = `${prefix}${stripPrefix !== undefined && raw.startsWith(stripPrefix) ? raw.slice(stripPrefix.length) : raw}`;
  // NetSuite's internal ids are numbers; anything else would be a fault of the query, not a miss.
  return rule.netsuite === 'id' && !/^\d+$/.test(value) ? undefined : value;
}

async function itemsOf(api: NetSuite, { lines }: SalesOrder): Promise<Item[]> {
  const ids = [...new Set(lines.map(({ itemId }) => itemId))].filter((id) => id !== '');
  return ids.length === 0 ? [] : api.readItems(ids);
}

async function readFields(
  api: NetSuite,
  type: RecordType,
  id: string,
  names: string[],
): Promise<Record<string, string>> {
  if (names.length === 0) return {};
  const view = await api.readRecord(type, { id }, { sublists: [] });
  const values = view === undefined ? [] : names.map((name) => [name, valueAt(view, name)] as const);
  return Object.fromEntries(values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

async function fulfillmentsOf(
  api: NetSuite,
  id: string,
  rules: TrackingRules,
): Promise<TrackingTarget['fulfillments']> {
  const names = fieldNames(rules.fulfillmentFields);
  const found: TrackingTarget['fulfillments'] = [];
  for (const ref of await api.listFulfillments(id)) {
    const whole = await api.readFulfillment({ id: ref.id });
    if (whole !== undefined) found.push({ ...whole, fields: await readFields(api, 'itemFulfillment', ref.id, names) });
  }
  return found;
}

/** SKUs in the shipments that are not on the sales order: does NetSuite know them at all? Decides what to tell the person. */
async function readForeignSkus(
  api: NetSuite,
  order: TrackedOrder,
  items: Item[],
  rules: TrackingRules,
): Promise<TrackingTarget['foreignSkus']> {
  const alias = skuTable(rules.skuAliases);
  const names = new Set(items.flatMap(itemNames));
  const left = order.shipments.filter((shipment) => hasLeft(shipment, rules));
  const skus = new Set(left.flatMap((shipment) => goodsOf(shipment, order, rules).goods.map(({ sku }) => sku)));
  const foreign = [...skus].filter((sku) => ![sku, alias(sku) ?? sku].some((name) => names.has(normaliseSku(name))));
  const result: TrackingTarget['foreignSkus'] = [];
  for (const sku of foreign.slice(0, MOST_FOREIGN_SKUS))
    result.push({ sku, known: (await api.findItems(alias(sku) ?? sku)).length > 0 });
  return result;
}
