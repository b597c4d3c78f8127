/**
 * The ShipStation connector put together: two callers with their budgets, and the contract's methods on top.
 * The trap: without a shared state the budgets live in this object, so make one per connection and keep it.
 */
import type { CallObserver, SharedState } from '../http/contract.ts';
import { ConnectorError } from '../http/errors.ts';
import { V1Budget } from './budget.ts';
import { V2Budget } from './budget-v2.ts';
import { type Caller, createCaller } from './call.ts';
import * as v1Api from './client-v1.ts';
import * as v2Api from './client-v2.ts';
import { compact } from './compact.ts';
import type { ShipStation } from './contract.ts';
import { createInventory } from './inventory.ts';
import { listTags, readOrderWhole, replaceOrder, setTag } from './order-edit.ts';
import { listOrders } from './order-lists.ts';
import { pingShipStation } from './ping.ts';
import { type Pointer, targetOf } from './pointer.ts';
import type { ShipStationSettings } from './settings.ts';
import { budgetKey, createBudget } from './shared-budget.ts';
import { findProductCost, listSoldOrders, readSoldOrder } from './sold-orders.ts';
import { checkWanted } from './subscription-limits.ts';
import type { ShipStationCredentials } from './types.ts';

/** `shared`: where all processes keep the state of a key's budget; without it each process counts for itself. */
export type ShipStationDeps = {
  observe?: CallObserver;
  now?: () => Date;
  priority?: () => number;
  shared?: SharedState;
};

/** V2 has no documented upper limit for labels; 100 rows keep answers small. */
const V2_PAGE_SIZE = 100;

/** A connector for one account. `priority` is asked at each call: 1 live (default) to 5 backfill. */
export function createShipStation(
  settings: ShipStationSettings,
  credentials: ShipStationCredentials,
  deps: ShipStationDeps,
): ShipStation {
  const now = deps.now ?? (() => new Date());
  const budgets = createBudgets(settings, credentials, deps.shared);
  const common = {
    timeoutMs: settings.timeoutMs,
    now,
    priority: deps.priority ?? (() => 1),
    ...compact({ observe: deps.observe }),
  };
  const basic = Buffer.from(`${credentials.v1.apiKey}:${credentials.v1.apiSecret}`).toString('base64');
  const v1 = createCaller({
    ...common,
    api: 'v1',
    baseUrl: settings.v1BaseUrl,
    headers: { authorization: `Basic ${basic}` },
    budget: budgets.v1,
  });
  const v2 = credentials.v2
    ? createCaller({
        ...common,
        api: 'v2',
        baseUrl: settings.v2BaseUrl,
        headers: { 'api-key': credentials.v2.apiKey },
        budget: budgets.v2,
      })
    : undefined;
  const told = async () =>
    compact({
      v1: await budgets.v1.snapshot(now().getTime()),
      v2: v2 ? await budgets.v2.snapshot(now().getTime()) : undefined,
    });
  return {
    getOrder: (orderId) => v1Api.getOrder(v1, orderId),
    readSoldOrder: (orderId) => readSoldOrder(v1, orderId),
    listSoldOrders: (modifiedSince, page = 1) => listSoldOrders(v1, settings, modifiedSince, page),
    findProductCost: (sku) => findProductCost(v1, settings.pageSize, sku),
    findOrders: (orderNumber) => v1Api.findOrders(v1, settings, orderNumber),
    readOrderWhole: (orderId) => readOrderWhole(v1, orderId),
    replaceOrder: (raw, change) => replaceOrder(v1, raw, change),
    setTag: (orderId, tagId, present) => setTag(v1, orderId, tagId, present),
    listTags: () => listTags(v1),
    listOrders: (filter, page = 1) => listOrders(v1, settings, filter, page),
    listShipments: (filter, page = 1) => v1Api.listShipments(v1, settings, filter, page),
    listFulfillments: (filter, page = 1) => v1Api.listFulfillments(v1, settings, filter, page),
    readPointer: (pointer, page = 1) => readPointer({ v1, v2, settings }, pointer, page),
    sweepPage: (stream, window, page) => v1Api.sweepPage(v1, settings, stream, window, page),
    ...webhookMethods(v1, v2),
    ...createInventory(() => needV2(v2)),
    budgets: told,
    ping: () =>
      pingShipStation({ v1, ...compact({ v2 }), credentials, storeIds: settings.storeIds, budgets: told, now }),
  };
}

function createBudgets(
  { reservePerMinute }: ShipStationSettings,
  { v1, v2 }: ShipStationCredentials,
  shared: SharedState | undefined,
) {
  return {
    v1: createBudget((saved) => new V1Budget(reservePerMinute, saved), shared, budgetKey('v1', v1.apiKey)),
    v2: createBudget((saved) => new V2Budget(reservePerMinute, saved), shared, budgetKey('v2', v2?.apiKey ?? '')),
  };
}

type Both = { v1: Caller; v2: Caller | undefined; settings: ShipStationSettings };

async function readPointer(both: Both, pointer: Pointer, page: number) {
  const { settings } = both;
  const paging = { page, v1PageSize: settings.pageSize, v2PageSize: Math.min(settings.pageSize, V2_PAGE_SIZE) };
  const target = targetOf(settings, pointer, paging);
  if ('problem' in target) throw config(target.problem);
  if (target.api === 'v1') return v1Api.readV1Pointer(both.v1, settings, target, page);
  return v2Api.readV2Pointer(needV2(both.v2), settings.storeIds, target, page);
}

function webhookMethods(
  v1: Caller,
  v2: Caller | undefined,
): Pick<ShipStation, 'listWebhooks' | 'subscribe' | 'unsubscribe'> {
  return {
    listWebhooks: async () => {
      const ofV1 = await v1Api.listV1Webhooks(v1);
      return v2 ? [...ofV1, ...(await v2Api.listV2Webhooks(v2))] : ofV1;
    },
    subscribe: async (wanted) => {
      checkWanted(wanted);
      return wanted.api === 'v1' ? v1Api.subscribeV1(v1, wanted) : v2Api.subscribeV2(needV2(v2), wanted);
    },
    unsubscribe: async (api, id) => {
      const caller = api === 'v1' ? v1 : needV2(v2);
      const path = api === 'v1' ? `/webhooks/${encodeURIComponent(id)}` : v2Api.v2WebhookPath(id);
      await caller.send({ method: 'DELETE', path, write: true }).catch(ignoreNotFound);
    },
  };
}

/** Gone already is what was wanted. */
function ignoreNotFound(error: unknown): void {
  if (!(error instanceof ConnectorError && error.type === 'NotFound')) throw error;
}

function needV2(v2: Caller | undefined): Caller {
  if (v2) return v2;
  throw config('this needs a V2 API key, and none is set; make one in Settings > Account > API Settings and set it');
}

const config = (message: string) => new ConnectorError({ type: 'Config', system: 'shipstation', message });
