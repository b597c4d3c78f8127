/**
 * The steps of `shopifyOrder`: the whole order as Shopify has it now, and what is missing of it in NetSuite.
 * The trap: an order that Shopify does not show may be deleted, or only too old for the app; both are told, none is guessed.
 */
import type { Order } from '../../connectors/shopify/types.ts';
import { postedCurrencyId } from '../../mappings/netsuite-shopify/shopify-order/entity.ts';
import { metafieldsOf } from '../../mappings/netsuite-shopify/shopify-order/fields.ts';
import { customerName } from '../../mappings/netsuite-shopify/shopify-order/names.ts';
import { lookupsOf, planShopifyOrder } from '../../mappings/netsuite-shopify/shopify-order/plan.ts';
import type { OrderPlan, OrderPlanInput } from '../../mappings/netsuite-shopify/shopify-order/types.ts';
import type { ShopifyOrderSettings } from '../../settings/shopify-order.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import type { RecordPlan } from './answers.ts';
import { findCustomerMatches, findMatchesWithCurrencies } from './customer-target.ts';
import { ownFulfillmentIds as ownFulfillments } from './fulfillment-plan.ts';
import { mergedIdsOf } from './merged-customers.ts';
import { readItemMatches, readShopifyOrderTarget } from './order-target.ts';
import { answerOf } from './plan-answer.ts';
import { orderState } from './states.ts';

const PAIR = 'netsuite-shopify';

export type OrderRequest = RecordScope & { orderId: string };
export type OrderAnswer = { order?: Order; absent?: string };
export type OrderPlanRequest = RecordScope & { order: Order };

export async function observeShopifyOrder(deps: ActivityDeps, request: OrderRequest): Promise<OrderAnswer> {
  const { settings, shopify } = await deps.connections.open(request.connection, PAIR);
  const metafields = metafieldsOf(settings.syncs.shopifyOrder);
  const order = await (await shopify()).getOrder(request.orderId, metafields.length === 0 ? {} : { metafields });
  if (order !== undefined) return { order };
  const whereTo = settings.shopify.allOrders
    ? 'it was deleted there'
    : 'it was deleted there, or it is older than 60 days and the app lacks the scope read_all_orders (shopify.allOrders)';
  return { absent: `Shopify shows no order ${request.orderId}: ${whereTo}` };
}

/** Reads NetSuite, decides, and notes what is to be written. */
export async function planOrder(deps: ActivityDeps, request: OrderPlanRequest): Promise<RecordPlan> {
  const { order } = request;
  const { settings, row } = await deps.connections.open(request.connection, PAIR);
  const { input, plan } = await decide(deps, request);
  const own = `order:${order.id}`;
  const planned = {
    ...plan,
    // The sweep knows an order by its last change; each later one is looked at again.
    sources: [...plan.sources.filter(({ source }) => source !== own), { source: own, state: orderState(order) }],
    numbers: [...plan.numbers, ...moreNumbers(order)],
  };
  const { target, items, customer } = input;
  const basis = { order, target, items, customer };
  return answerOf(deps, request, { planned, mode: row.mode, recheck: settings.syncs.shopifyOrder.recheck, basis });
}

/** The decision alone; for the plan and for `preview`. */
export async function decide(
  deps: ActivityDeps,
  { connection, order }: OrderPlanRequest,
): Promise<{ input: OrderPlanInput; plan: OrderPlan }> {
  const { settings, netSuite } = await deps.connections.open(connection, PAIR);
  const { shopifyOrder, shopifyCustomer } = settings.syncs;
  const api = await netSuite();
  const lookups = lookupsOf(order, shopifyOrder);
  const [held, ownFulfillmentIds] = await Promise.all([
    readShopifyOrderTarget(api, order, shopifyOrder),
    ownFulfillments(deps.store, connection, order),
  ]);
  const target = { ...held, ownFulfillmentIds };
  // Whose order it is, is settled once it is in NetSuite.
  const isNew = target.salesOrder === undefined;
  const find = postedCurrencyId(order, shopifyOrder) === undefined ? findCustomerMatches : findMatchesWithCurrencies;
  const input: OrderPlanInput = {
    order,
    target,
    settings: shopifyOrder,
    customerSettings: shopifyCustomer,
    items: await readItemMatches(api, lookups.skus),
    customer: isNew
      ? await find(api, await withMerged(deps, connection, order, lookups, shopifyOrder))
      : { byName: [], byEmail: [] },
    now: deps.now().toISOString(),
    timeZone: settings.timeZone,
  };
  return { input, plan: planShopifyOrder(input) };
}

/** The customer may be in NetSuite under the name of one that Shopify has merged into it. */
async function withMerged(
  deps: ActivityDeps,
  connection: string,
  { customer }: Order,
  lookups: ReturnType<typeof lookupsOf>,
  { externalIdPrefix }: ShopifyOrderSettings,
): Promise<{ names: string[]; emails: string[] }> {
  const own = customer === undefined ? undefined : customerName(externalIdPrefix, customer.id);
  const { names, emails } = lookups.customer;
  if (customer === undefined || own === undefined || !names.includes(own)) return { names, emails };
  const merged = await mergedIdsOf(deps.store, connection, customer.id);
  return { names: [...names, ...merged.map((id) => customerName(externalIdPrefix, id))], emails };
}

/** The bare number, tracking numbers and refunds: a person may look for any of them. */
function moreNumbers(order: Order): { kind: string; value: string }[] {
  const tracking = order.fulfillments.flatMap((one) => one.tracking.flatMap(({ number }) => number ?? []));
  return [
    { kind: 'order number', value: String(order.number) },
    ...(order.confirmationNumber === undefined ? [] : [{ kind: 'confirmation', value: order.confirmationNumber }]),
    ...tracking.map((value) => ({ kind: 'tracking', value })),
    ...order.refunds.map(({ id }) => ({ kind: 'refund', value: id })),
  ];
}
