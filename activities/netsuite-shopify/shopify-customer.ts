/**
 * The steps of `shopifyCustomer`: the customer as Shopify has it now, and which of its fields differ in NetSuite.
 * The trap: a customer that Shopify does not show was deleted; an app without access gets an error instead.
 */
import type { Customer } from '../../connectors/shopify/types.ts';
import { planShopifyCustomer } from '../../mappings/netsuite-shopify/shopify-customer/plan.ts';
import { emailOf } from '../../mappings/netsuite-shopify/shopify-customer/text.ts';
import { customerName } from '../../mappings/netsuite-shopify/shopify-order/names.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import type { RecordPlan } from './answers.ts';
import { readCustomerMatches } from './customer-target.ts';
import { keptIdsOf, mergedIdsOf } from './merged-customers.ts';
import { answerOf } from './plan-answer.ts';
import { customerState } from './states.ts';

const PAIR = 'netsuite-shopify';

export type CustomerRequest = RecordScope & { customerId: string };
/** No customer: it was deleted in Shopify. */
export type CustomerAnswer = { customer?: Customer };
export type CustomerPlanRequest = CustomerRequest & CustomerAnswer;

export async function observeShopifyCustomer(deps: ActivityDeps, request: CustomerRequest): Promise<CustomerAnswer> {
  const { shopify } = await deps.connections.open(request.connection, PAIR);
  const customer = await (await shopify()).getCustomer(request.customerId);
  return customer === undefined ? {} : { customer };
}

/** Reads NetSuite, decides, and notes what is to be written. */
export async function planCustomer(deps: ActivityDeps, request: CustomerPlanRequest): Promise<RecordPlan> {
  const { customer, customerId: id } = request;
  const { settings, row, netSuite } = await deps.connections.open(request.connection, PAIR);
  const sync = settings.syncs.shopifyCustomer;
  const email = sync.matchEmail ? emailOf(customer?.email) : undefined;
  const { store } = deps;
  const kept = customer === undefined ? await keptIdsOf(store, request.connection, id) : [];
  const ids = customer === undefined ? [id, ...kept] : [id, ...(await mergedIdsOf(store, request.connection, id))];
  const names = ids.map((one) => customerName(sync.externalIdPrefix, one));
  const lookups = { names, emails: email === undefined ? [] : [email] };
  const target = await readCustomerMatches(await netSuite(), lookups, sync);
  const keptId = kept.at(-1);
  const merged = keptId === undefined ? {} : { keptId };
  const plan = planShopifyCustomer({ customer, id, target, settings: sync, ...merged });
  const own = `customer:${id}`;
  const sources = plan.sources.map((one) =>
    one.source === own && customer !== undefined ? { source: own, state: customerState(customer) } : one,
  );
  const basis = { customer, target };
  return answerOf(deps, request, { planned: { ...plan, sources }, mode: row.mode, recheck: sync.recheck, basis });
}
