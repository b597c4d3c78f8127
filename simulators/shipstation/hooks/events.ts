// Which subscriptions hear of which event, and what pointer each of them gets.
// Trap: SHIP_NOTIFY is for outbound labels only, LABEL_CREATED_V2 for return labels too; a void raises nothing.
import { createRng, type Rng } from '../../shared/rng.ts';
import type { Subscription } from '../domain/model.ts';
import type { SimEvent, World } from '../domain/world.ts';
import type { Courier } from './courier.ts';
import { trackData } from './track-data.ts';

interface Notice {
  api: 'v1' | 'v2';
  event: string;
  /** Path with query below the API's base, without a store. */
  path: string;
  storeIds: ReadonlySet<number>;
  data?: unknown;
}

function importNotices(event: Extract<SimEvent, { type: 'orders-imported' }>): Notice[] {
  const storeIds = new Set(event.rows.map((row) => row.advancedOptions.storeId));
  const v1 = (name: string): Notice => ({
    ...{ api: 'v1', event: name, path: `/orders?importBatch=${event.importBatch}`, storeIds },
  });
  const path = `/v2/shipments?import_batch_id=${event.importBatch}`;
  return [v1('ORDER_NOTIFY'), v1('ITEM_ORDER_NOTIFY'), { api: 'v2', event: 'shipment_created_v2', path, storeIds }];
}

function labelNotices(event: Extract<SimEvent, { type: 'labels-bought' }>): Notice[] {
  const outbound = event.rows.filter((row) => !row.isReturnLabel);
  const outboundStores = new Set(outbound.map((row) => row.storeId));
  const storeIds = new Set(event.rows.map((row) => row.storeId));
  const v1 = (name: string, withItems: string): Notice => ({
    api: 'v1',
    event: name,
    path: `/shipments?batchId=${event.batchId}&includeShipmentItems=${withItems}`,
    storeIds: outboundStores,
  });
  const notices: Notice[] = outbound.length > 0 ? [v1('SHIP_NOTIFY', 'False'), v1('ITEM_SHIP_NOTIFY', 'True')] : [];
  notices.push({ api: 'v2', event: 'label_created_v2', path: `/v2/labels?batch_id=se-${event.batchId}`, storeIds });
  if (event.rows.length > 1) {
    notices.push({ api: 'v2', event: 'batch_processed_v2', path: `/v2/batches/se-${event.batchId}`, storeIds });
  }
  return notices;
}

function fulfilledNotices(event: Extract<SimEvent, { type: 'fulfilled' }>, v1OnMark: boolean): Notice[] {
  const { fulfillmentId, orderId, storeId } = event.row;
  const storeIds = new Set([storeId]);
  const path = `/v2/fulfillments?fulfillment_id=se-${fulfillmentId}&shipment_id=se-${orderId}`;
  const v2: Notice = { api: 'v2', event: 'fulfillment_shipped_v2', path, storeIds };
  if (!event.byProvider && !v1OnMark) return [v2];
  return [
    v2,
    { api: 'v1', event: 'FULFILLMENT_SHIPPED', path: `/fulfillments?fulfillmentId=${fulfillmentId}`, storeIds },
  ];
}

function noticesOf(event: SimEvent, world: World): Notice[] {
  if (event.type === 'orders-imported') return importNotices(event);
  if (event.type === 'labels-bought') return labelNotices(event);
  if (event.type === 'fulfilled') return fulfilledNotices(event, world.settings.behaviour.v1FulfillmentOnMark);
  if (event.type === 'rejected') {
    const storeIds = new Set([event.row.advancedOptions.storeId]);
    const path = `/fulfillments?orderId=${event.row.orderId}`;
    const v2Path = `/v2/fulfillments?shipment_id=se-${event.row.orderId}`;
    return [
      { api: 'v1', event: 'FULFILLMENT_REJECTED', path, storeIds },
      { api: 'v2', event: 'fulfillment_rejected_v2', path: v2Path, storeIds },
    ];
  }
  const path = `/v2/labels/se-${event.row.shipmentId}/track`;
  const data = trackData(event.row, event.statusCode, world.clock.now());
  return [{ api: 'v2', event: 'track_event_v2', path, storeIds: new Set([event.row.storeId]), data }];
}

/** Names of the resources whose first reads may come up empty after an event. */
function resourcesOf(event: SimEvent): string[] {
  if (event.type === 'orders-imported') return ['v1', 'v2'].map((api) => `${api}:import:${event.importBatch}`);
  if (event.type === 'labels-bought') return ['v1', 'v2'].map((api) => `${api}:batch:${event.batchId}`);
  if (event.type !== 'fulfilled') return [];
  return ['v1', 'v2'].map((api) => `${api}:fulfillment:${event.row.fulfillmentId}`);
}

function hears(subscription: Subscription, notice: Notice): boolean {
  if (subscription.api !== notice.api || subscription.event !== notice.event) return false;
  return subscription.storeId === null || notice.storeIds.has(subscription.storeId);
}

/** V1 puts the store of a scoped hook first in the query. */
function scopedPath(notice: Notice, subscription: Subscription): string {
  if (notice.api === 'v2' || subscription.storeId === null) return notice.path;
  return notice.path.replace('?', `?storeID=${subscription.storeId}&`);
}

/** The emitter that turns events into deliveries. `ownBase` is this server's public address for an API. */
export function createEmitter(world: World, courier: Courier, ownBase: (api: 'v1' | 'v2') => string, seed: number) {
  const rng: Rng = createRng(seed);
  return (event: SimEvent): void => {
    const s = world.settings.webhooks;
    if (rng.chance(s.earlyProbability)) {
      for (const resource of resourcesOf(event)) world.hiddenReads.set(resource, s.earlyFetches);
    }
    const vendor = { v1: s.vendorV1Base, v2: s.vendorV2Base };
    for (const notice of noticesOf(event, world)) {
      const base = s.resourceHost === 'vendor' ? vendor[notice.api] : ownBase(notice.api);
      for (const subscription of world.subscriptions.values()) {
        if (!hears(subscription, notice)) continue;
        const resource_url = `${base}${scopedPath(notice, subscription)}`;
        const pointer = { resource_url, resource_type: notice.event.toUpperCase() };
        courier.post(subscription, notice.data === undefined ? pointer : { ...pointer, data: notice.data });
      }
    }
  };
}
