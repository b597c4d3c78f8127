/**
 * The ShipBob connector put together: sign-in, budget, caller, and the contract's methods on top.
 * The trap: without a shared state the budget lives in this object, so make one per connection and keep it.
 */
import { createHttpClient } from '../http/client.ts';
import type { CallObserver, SharedState } from '../http/contract.ts';
import { createAuthorizer } from './auth.ts';
import * as bills from './billing.ts';
import { type Caller, createCaller } from './call.ts';
import type { RefreshLock, RotatingStore, ShipBob } from './contract.ts';
import * as stock from './inventory.ts';
import * as orders from './orders.ts';
import { pingShipBob } from './ping.ts';
import { readChannels, readFulfillmentCenters } from './places.ts';
import * as products from './products.ts';
import * as receiving from './receiving.ts';
import * as returns from './returns.ts';
import { resolveShipBobSettings, type ShipBobSettings } from './settings.ts';
import { budgetKey, createBudget } from './shared-budget.ts';
import * as hooks from './subscriptions.ts';
import type { ShipBobCredentials } from './types.ts';

export type ShipBobDeps = {
  /** Needed for credentials of the kind `oauth` only. */
  rotating?: { store: RotatingStore; lock: RefreshLock };
  observe?: CallObserver;
  now?: () => Date;
  /** Asked at each call: 1 live (default) to 5 backfill. */
  priority?: () => number;
  /** Where all processes keep the state of a token's budget; without it each process counts for itself. */
  shared?: SharedState;
};

/**
 * A connector for one account. Opens nothing yet. Throws ZodError for settings that are not valid, and Config for OAuth
 * credentials without `rotating`.
 */
export function createShipBob(settings: ShipBobSettings, credentials: ShipBobCredentials, deps: ShipBobDeps): ShipBob {
  const resolved = resolveShipBobSettings(settings);
  const now = deps.now ?? (() => new Date());
  const observe = deps.observe === undefined ? {} : { observe: deps.observe };
  const { authUrl, timeoutMs, reservePerMinute } = resolved;
  const http = createHttpClient({ system: 'shipbob', baseUrl: authUrl, timeoutMs, ...observe });
  const rotating = deps.rotating === undefined ? {} : { rotating: deps.rotating };
  const authorizer = createAuthorizer(credentials, { http, now, ...rotating });
  const budget = createBudget(reservePerMinute, deps.shared, budgetKey(credentials));
  const priority = deps.priority ?? (() => 1);
  const caller = createCaller({ settings: resolved, authorizer, budget, now, priority, ...observe });
  const subscriber = hooks.createSubscriber(caller, now);
  return {
    ...receivingMethods(caller),
    ...orderMethods(caller),
    ...stockMethods(caller),
    ...billingMethods(caller),
    listWebhooks: () => hooks.listWebhooks(caller),
    subscribe: (wanted) => subscriber(withSecret(wanted, credentials)),
    unsubscribe: (id) => hooks.unsubscribe(caller, id),
    budget: () => budget.snapshot(now().getTime()),
    ping: () => pingShipBob({ caller, settings: resolved, authorizer, budget, now }),
  };
}

/** A new subscription is signed with the first of our secrets, unless one is given. */
function withSecret<T extends { secret?: string }>(wanted: T, { webhookSecrets }: ShipBobCredentials): T {
  const own = webhookSecrets?.[0];
  return wanted.secret !== undefined || own === undefined ? wanted : { ...wanted, secret: own };
}

function receivingMethods(caller: Caller) {
  return {
    getReceivingOrder: (id) => receiving.getReceivingOrder(caller, id),
    receivingBoxes: (id) => receiving.readBoxes(caller, id),
    receivingDistributions: (id) => receiving.readDistributions(caller, id),
    listReceivingOrders: async (filter, cursor) => receiving.listReceivingOrders(caller, filter, cursor),
    findReceivingOrders: async (number) => receiving.findReceivingOrders(caller, number),
    createReceivingOrder: (draft) => receiving.createReceivingOrder(caller, draft),
    cancelReceivingOrder: (id) => receiving.cancelReceivingOrder(caller, id),
    setExternalSync: (ids, synced) => receiving.setExternalSync(caller, ids, synced),
  } satisfies Partial<ShipBob>;
}

function orderMethods(caller: Caller) {
  return {
    getOrder: (id) => orders.getOrder(caller, id),
    findOrders: async (referenceId) => orders.findOrders(caller, referenceId),
    listOrders: async (filter, cursor) => orders.listOrders(caller, filter, cursor),
    getShipment: (id) => orders.getShipment(caller, id),
    shipmentTimeline: (id) => orders.readTimeline(caller, id),
    carrierTracking: (ids) => orders.readCarrierTracking(caller, ids),
    getReturn: (id) => returns.getReturn(caller, id),
    findReturns: async (referenceId) => returns.findReturns(caller, referenceId),
    listReturns: async (filter, cursor) => returns.listReturns(caller, filter, cursor),
  } satisfies Partial<ShipBob>;
}

function stockMethods(caller: Caller) {
  return {
    inventoryLevels: (ids, cursor) => stock.listLevels(caller, ids, cursor),
    inventoryByLocation: (ids, cursor) => stock.listByLocation(caller, ids, cursor),
    inventoryByLot: (ids, cursor) => stock.listByLot(caller, ids, cursor),
    getInventoryItem: (id) => stock.getInventoryItem(caller, id),
    inventoryEvents: (filter, cursor) => stock.listEvents(caller, filter, cursor),
    findVariants: (skus) => products.findVariants(caller, skus),
    findVariantsOf: (inventoryId) => products.findVariantsOf(caller, inventoryId),
    listVariants: (filter, cursor) => products.listVariants(caller, filter, cursor),
    fulfillmentCenters: () => readFulfillmentCenters(caller),
    channels: () => readChannels(caller),
  } satisfies Partial<ShipBob>;
}

function billingMethods(caller: Caller) {
  return {
    listInvoices: (filter, cursor) => bills.listInvoices(caller, filter, cursor),
    invoiceTransactions: (id, cursor) => bills.invoiceTransactions(caller, id, cursor),
    findTransactions: (filter, cursor) => bills.findTransactions(caller, filter, cursor),
    feeTypes: () => bills.feeTypes(caller),
  } satisfies Partial<ShipBob>;
}
