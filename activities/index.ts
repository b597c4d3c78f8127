/**
 * The activities, as factories by task queue: what calls ShipStation, what calls NetSuite, what only touches our own store.
 * Names here are names in histories: renaming one breaks the replay of running workflows.
 */
import type { SourceView, TargetView } from '../mappings/netsuite-shipstation/order-shipped/types.ts';
import type { System } from '../workflows/manifest.ts';
import { type ApplyRecordInput, applyRecord } from './apply-record.ts';
import { type ApplyInput, applyWrite } from './apply-write.ts';
import { type PlanRequest, planRecord, previewOrder, type Settlement, settleRecord } from './decide.ts';
import type { ActivityDeps } from './deps.ts';
import { routeEvent } from './events.ts';
import { type FeedRequest, feedRecords } from './feed-records.ts';
import { createCustomerFusionSteps } from './fusion-shipstation/customer-steps.ts';
import {
  createInventoryFusionSteps,
  createInventoryShipStationSteps,
  createInventoryStoreSteps,
} from './fusion-shipstation/inventory-steps.ts';
import { createReceivablesSteps } from './fusion-shipstation/receivables-steps.ts';
import { createSoldShipStationSteps } from './fusion-shipstation/shipstation-steps.ts';
import { checkConnection, pruneOld, wakeWaiting } from './guard.ts';
import type { RecordScope } from './ledger-entries.ts';
import { type ChargesPlanRequest, chargesPause, observeCharges, planCharges } from './netsuite-shipbob/charges.ts';
import {
  createReplenishmentNetSuiteSteps,
  createReplenishmentShipBobSteps,
} from './netsuite-shipbob/replenishment-steps.ts';
import { createBookingNetSuiteSteps, createBookingShipBobSteps } from './netsuite-shipbob/stock-steps.ts';
import { createTrackingNetSuiteSteps, createTrackingShipBobSteps } from './netsuite-shipbob/tracking-steps.ts';
import {
  createProfileNetSuiteSteps,
  createProfileShipStationSteps,
  createProfileStoreSteps,
} from './netsuite-shipstation/customer-profiles/steps.ts';
import {
  createStockNetSuiteSteps,
  createStockShipStationSteps,
  createStockStoreSteps,
} from './netsuite-shipstation/stock.ts';
import { createFromShopSteps, createToNetSuiteSteps } from './netsuite-shopify/from-shop-steps.ts';
import { describePrivacyRequest } from './netsuite-shopify/privacy.ts';
import { createFromNetSuiteSteps, createShopStoreSteps, createToShopSteps } from './netsuite-shopify/steps.ts';
import { readOrderSource } from './order-source.ts';
import { readOrderTarget } from './order-target.ts';
import { closePointer, followPointer, type PointerRequest } from './pointers.ts';
import { createReconcileSteps } from './reconcile/index.ts';
import { type LookRequest, lookReconcile, readReconcileSide, type SideRequest } from './reconcile/steps.ts';
import { checkSubscriptions, type GuardSettings } from './subscriptions.ts';
import {
  closeWindow,
  listStreams,
  openWindow,
  type PageRequest,
  resolveRange,
  type StreamScope,
  sweepPage,
  type WindowRequest,
} from './sweeps.ts';
import { wakeInOrder } from './wake-in-order.ts';

export type SourceRequest = RecordScope & { orderId: string; thorough: boolean };
export type TargetRequest = RecordScope & { source: SourceView };

const PAIR = 'netsuite-shipstation';

/** On every vendor's queue: reading what changed there, and keeping its webhook subscriptions. */
function createCommonVendorActivities(deps: ActivityDeps & GuardSettings, system: System) {
  return {
    sweepPage: (request: PageRequest) => sweepPage(deps, request),
    checkSubscriptions: (request: RecordScope) => checkSubscriptions(deps, request, system),
    readReconcileSide: (request: SideRequest) => readReconcileSide(deps, request),
    lookReconcile: (request: LookRequest) => lookReconcile(deps, request),
  };
}

/** On ShipStation's queue. */
function createShipStationActivities(deps: ActivityDeps & GuardSettings) {
  return {
    async observeOrder(request: SourceRequest): Promise<{ source?: SourceView; absent?: string }> {
      const { settings, shipStation } = await deps.connections.open(request.connection, PAIR);
      const source = await readOrderSource(await shipStation(), request.orderId, request.thorough);
      if (source === undefined) return { absent: 'ShipStation has no such order and nothing was shipped under it' };
      const { storeId } = source.order;
      const { storeIds } = settings.shipstation;
      const isForeign = storeIds.length > 0 && storeId !== undefined && !storeIds.includes(storeId);
      return isForeign
        ? { absent: `the order belongs to store ${storeId}, which this connection does not serve` }
        : { source };
    },
    async findOrderIds(request: RecordScope & { orderNumber: string }): Promise<{ orderIds: string[] }> {
      const shipStation = await (await deps.connections.get(request.connection)).shipStation();
      const byNumber = await shipStation.findOrders(request.orderNumber);
      if (byNumber.length > 0 || !/^\d+$/.test(request.orderNumber))
        return { orderIds: byNumber.map((order) => order.orderId) };
      const byId = await shipStation.getOrder(request.orderNumber);
      return { orderIds: byId === undefined ? [] : [byId.orderId] };
    },
    followPointer: (request: PointerRequest) => followPointer(deps, request),
    ...createStockShipStationSteps(deps),
    ...createProfileShipStationSteps(deps),
    ...createSoldShipStationSteps(deps),
    ...createInventoryShipStationSteps(deps),
    ...createCommonVendorActivities(deps, 'shipstation'),
  };
}

/** On NetSuite's queue, whose slots are its concurrency. */
function createNetSuiteActivities(deps: ActivityDeps & GuardSettings) {
  return {
    async observeSalesOrder(request: TargetRequest): Promise<TargetView> {
      const { settings, netSuite } = await deps.connections.open(request.connection, PAIR);
      return readOrderTarget(await netSuite(), request.source, settings.syncs.orderShipped);
    },
    applyWrite: (input: ApplyInput) => applyWrite(deps, input),
    applyRecord: (input: ApplyRecordInput) => applyRecord(deps, input),
    ...createToNetSuiteSteps(deps),
    ...createFromNetSuiteSteps(deps),
    ...createStockNetSuiteSteps(deps),
    ...createProfileNetSuiteSteps(deps),
    ...createReplenishmentNetSuiteSteps(deps),
    ...createTrackingNetSuiteSteps(deps),
    ...createBookingNetSuiteSteps(deps),
    planCharges: (request: ChargesPlanRequest) => planCharges(deps, request),
    ...createCommonVendorActivities(deps, 'netsuite'),
  };
}

/** On Shopify's queue. */
function createShopifyActivities(deps: ActivityDeps & GuardSettings) {
  return {
    ...createFromShopSteps(deps),
    ...createToShopSteps(deps),
    ...createCommonVendorActivities(deps, 'shopify'),
  };
}

/** On ShipBob's queue. */
function createShipBobActivities(deps: ActivityDeps & GuardSettings) {
  return {
    ...createReplenishmentShipBobSteps(deps),
    ...createTrackingShipBobSteps(deps),
    ...createBookingShipBobSteps(deps),
    observeCharges: (request: RecordScope) => observeCharges(deps, request),
    ...createCommonVendorActivities(deps, 'shipbob'),
  };
}

/** On Fusion's queue. */
function createFusionActivities(deps: ActivityDeps & GuardSettings) {
  return {
    ...createReceivablesSteps(deps),
    ...createCustomerFusionSteps(deps),
    ...createInventoryFusionSteps(deps),
    ...createCommonVendorActivities(deps, 'fusion'),
  };
}

/** By system: what its queue offers. */
export const createVendorActivities = (deps: ActivityDeps & GuardSettings): Record<System, object> => ({
  netsuite: createNetSuiteActivities(deps),
  shipstation: createShipStationActivities(deps),
  shopify: createShopifyActivities(deps),
  shipbob: createShipBobActivities(deps),
  fusion: createFusionActivities(deps),
});

/** On the workflows' own queue, most of them as local activities. */
export function createStoreActivities(deps: ActivityDeps) {
  return {
    planOrderShipped: (request: PlanRequest) => planRecord(deps, request),
    previewOrder: (request: PlanRequest) => previewOrder(deps, request),
    ...createProfileStoreSteps(deps),
    settleRecord: (settlement: Settlement) => settleRecord(deps, settlement),
    closePointer: (request: PointerRequest) => closePointer(deps, request),
    listStreams: (request: RecordScope & { cause: 'sweep' | 'backfill' }) => listStreams(deps, request),
    describePrivacyRequest: (request: RecordScope) => describePrivacyRequest(deps, request),
    routeEvent: (request: PointerRequest) => routeEvent(deps, request),
    openWindow: (request: WindowRequest) => openWindow(deps, request),
    closeWindow: (request: StreamScope & { to: string }) => closeWindow(deps, request),
    resolveRange: (request: RecordScope & { from: string; to: string }) => resolveRange(deps, request),
    checkConnection: (request: RecordScope) => checkConnection(deps, request),
    pruneOld: (request: RecordScope) => pruneOld(deps, request),
    wakeWaiting: (request: Parameters<typeof wakeWaiting>[1]) => wakeWaiting(deps, request),
    wakeInOrder: (request: Parameters<typeof wakeInOrder>[1]) => wakeInOrder(deps, request),
    feedRecords: (request: FeedRequest) => feedRecords(deps, request),
    ...createReconcileSteps(deps),
    ...createStockStoreSteps(deps),
    ...createShopStoreSteps(deps),
    ...createInventoryStoreSteps(deps),
    chargesPause: (request: RecordScope) => chargesPause(deps, request),
  };
}

export type ShipStationActivities = ReturnType<typeof createShipStationActivities>;
export type FusionActivities = ReturnType<typeof createFusionActivities>;
export type ShipBobActivities = ReturnType<typeof createShipBobActivities>;
export type ShopifyActivities = ReturnType<typeof createShopifyActivities>;
export type NetSuiteActivities = ReturnType<typeof createNetSuiteActivities>;
/** What each vendor's queue has. */
export type CommonVendorActivities = ReturnType<typeof createCommonVendorActivities>;
export type StoreActivities = ReturnType<typeof createStoreActivities>;
