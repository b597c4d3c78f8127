/**
 * The activities, as factories by task queue: what calls ShipStation, what calls NetSuite, what only touches our own store.
 * Names here are names in histories: renaming one breaks the replay of running workflows.
 */
import type { SourceView, TargetView } from '../mappings/netsuite-shipstation/order-shipped/types.ts';
import { type ApplyInput, applyWrite } from './apply-write.ts';
import { type PlanRequest, planRecord, previewOrder, type Settlement, settleRecord } from './decide.ts';
import type { ActivityDeps } from './deps.ts';
import { checkConnection, checkSubscriptions, type GuardSettings, pruneOld, wakeWaiting } from './guard.ts';
import type { RecordScope } from './ledger-entries.ts';
import { readOrderSource } from './order-source.ts';
import { readOrderTarget } from './order-target.ts';
import { closePointer, followPointer, type PointerRequest } from './pointers.ts';
import {
  closeWindow,
  openWindow,
  type PageRequest,
  resolveRange,
  type Stream,
  sweepPage,
  type WindowRequest,
} from './sweeps.ts';

export type SourceRequest = RecordScope & { orderId: string; thorough: boolean };
export type TargetRequest = RecordScope & { source: SourceView };

/** On ShipStation's queue. */
export function createShipStationActivities(deps: ActivityDeps & GuardSettings) {
  return {
    async observeOrder(request: SourceRequest): Promise<{ source?: SourceView; absent?: string }> {
      const { settings, shipStation } = await deps.connections.get(request.connection);
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
    sweepPage: (request: PageRequest) => sweepPage(deps, request),
    checkSubscriptions: (request: RecordScope) => checkSubscriptions(deps, request),
  };
}

/** On NetSuite's queue, whose slots are its concurrency. */
export function createNetSuiteActivities(deps: ActivityDeps) {
  return {
    async observeSalesOrder(request: TargetRequest): Promise<TargetView> {
      const { settings, netSuite } = await deps.connections.get(request.connection);
      return readOrderTarget(await netSuite(), request.source, settings.syncs.orderShipped);
    },
    applyWrite: (input: ApplyInput) => applyWrite(deps, input),
  };
}

/** On the workflows' own queue, most of them as local activities. */
export function createStoreActivities(deps: ActivityDeps) {
  return {
    planOrderShipped: (request: PlanRequest) => planRecord(deps, request),
    previewOrder: (request: PlanRequest) => previewOrder(deps, request),
    settleRecord: (settlement: Settlement) => settleRecord(deps, settlement),
    closePointer: (request: PointerRequest) => closePointer(deps, request),
    openWindow: (request: WindowRequest) => openWindow(deps, request),
    closeWindow: (request: RecordScope & { stream: Stream; to: string }) => closeWindow(deps, request),
    resolveRange: (request: RecordScope & { from: string; to: string }) => resolveRange(deps, request),
    checkConnection: (request: RecordScope) => checkConnection(deps, request),
    pruneOld: (request: RecordScope) => pruneOld(deps, request),
    wakeWaiting: (request: RecordScope) => wakeWaiting(deps, request),
  };
}

export type ShipStationActivities = ReturnType<typeof createShipStationActivities>;
export type NetSuiteActivities = ReturnType<typeof createNetSuiteActivities>;
export type StoreActivities = ReturnType<typeof createStoreActivities>;
