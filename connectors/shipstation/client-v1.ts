/**
 * V1: orders, shipments (labels), fulfillments, stores and webhooks. One exchange per method.
 * The trap: every date filter is Pacific wall clock; a Z or an offset is never sent.
 */
import type { Page } from '../http/contract.ts';
import { ConnectorError } from '../http/errors.ts';
import type { Caller } from './call.ts';
import { compact } from './compact.ts';
import type { ShipmentFilter } from './contract.ts';
import { mapRows, pageOf, pointerRows, wantsStore } from './paging.ts';
import type { PointerTarget } from './pointer.ts';
import { v1Fulfillment, v1Order, v1Page, v1Shipment, v1Subscribed, v1Webhooks } from './schemas-v1.ts';
import { v1FulfillmentPointer, v1OrderPointer, v1ShipmentPointer } from './schemas-v1-pointers.ts';
import type { ShipStationSettings } from './settings.ts';
import { numericStoreId, type Wanted } from './subscription-limits.ts';
import { v1WindowEnd, v1WindowStart } from './time.ts';
import type { Order, PointerRow, Shipment, ShipStationFulfillment, WebhookSubscription } from './types.ts';

type Settings = Pick<ShipStationSettings, 'storeIds' | 'pageSize'>;
export type FulfillmentFilter = { orderId?: string; createdFrom?: string; createdTo?: string };
export type SweepStream = 'shipmentsCreated' | 'shipmentsVoided' | 'fulfillments';
export type SweepWindow = { from: string; to: string; storeId?: string };

const ordersPage = v1Page('orders', v1Order);
const shipmentsPage = v1Page('shipments', v1Shipment);
const fulfillmentsPage = v1Page('fulfillments', v1Fulfillment);
const pointerPages = {
  orders: v1Page('orders', v1OrderPointer),
  shipments: v1Page('shipments', v1ShipmentPointer),
  fulfillments: v1Page('fulfillments', v1FulfillmentPointer),
};

const OLDEST_FIRST = { sortBy: 'CreateDate', sortDir: 'ASC' };

/** undefined for 404: deleted, or merged into another order. */
export async function getOrder(v1: Caller, orderId: string): Promise<Order | undefined> {
  const path = `/orders/${encodeURIComponent(orderId)}`;
  return v1.read(v1Order, { method: 'GET', path }).catch((error: unknown) => {
    if (error instanceof ConnectorError && error.type === 'NotFound') return undefined;
    throw error;
  });
}

/** The vendor matches beginnings of numbers; only whole matches in wanted stores are given. */
export async function findOrders(v1: Caller, settings: Settings, orderNumber: string): Promise<Order[]> {
  const query = { orderNumber, ...oneStore(settings.storeIds), ...paging(1, settings.pageSize) };
  const answer = await v1.read(ordersPage, { method: 'GET', path: '/orders', query });
  const page = pageOf(answer, 1, settings.pageSize);
  const exact = page.rows.filter((order) => order.orderNumber === orderNumber);
  if (exact.length === 0 && page.hasMore) throw tooManyMatches(orderNumber, page.total);
  return exact.filter((order) => wantsStore(settings.storeIds, order.storeId));
}

export async function listShipments(
  v1: Caller,
  settings: Settings,
  filter: ShipmentFilter,
  page: number,
): Promise<Page<Shipment>> {
  const query = { ...shipmentQuery(filter, settings.storeIds), ...OLDEST_FIRST, ...paging(page, settings.pageSize) };
  const answer = await v1.read(shipmentsPage, { method: 'GET', path: '/shipments', query });
  return mapRows(pageOf(answer, page, settings.pageSize), (rows) =>
    rows.filter((row) => wantsStore(settings.storeIds, row.storeId)),
  );
}

/** Fulfillments name no store, so none can be filtered; look at their order. */
export async function listFulfillments(
  v1: Caller,
  settings: Settings,
  filter: FulfillmentFilter,
  page: number,
): Promise<Page<ShipStationFulfillment>> {
  const query = {
    ...compact({ orderId: filter.orderId }),
    ...dateRange('createDate', filter.createdFrom, filter.createdTo),
    ...OLDEST_FIRST,
    ...paging(page, settings.pageSize),
  };
  const answer = await v1.read(fulfillmentsPage, { method: 'GET', path: '/fulfillments', query });
  return mapRows(pageOf(answer, page, settings.pageSize), (rows) => rows.filter((row) => row !== undefined));
}

export async function sweepPage(
  v1: Caller,
  settings: Settings,
  stream: SweepStream,
  window: SweepWindow,
  page: number,
): Promise<Page<PointerRow>> {
  const kind = stream === 'fulfillments' ? 'fulfillments' : 'shipments';
  const store = window.storeId ? { storeId: window.storeId } : oneStore(settings.storeIds);
  const query = {
    ...dateRange(stream === 'shipmentsVoided' ? 'voidDate' : 'createDate', window.from, window.to),
    ...(kind === 'shipments' ? { includeShipmentItems: 'false', ...store } : {}),
    ...OLDEST_FIRST,
    ...paging(page, settings.pageSize),
  };
  const answer = await v1.read(pointerPages[kind], { method: 'GET', path: `/${kind}`, query });
  const wanted = window.storeId ? [window.storeId] : settings.storeIds;
  return mapRows(pageOf(answer, page, settings.pageSize), (rows) => pointerRows(rows, wanted));
}

/** One page behind a webhook's pointer that was already re-hosted. */
export async function readV1Pointer(
  v1: Caller,
  settings: Settings,
  target: PointerTarget & { api: 'v1' },
  page: number,
): Promise<Page<PointerRow>> {
  const answer = await v1.read(pointerPages[target.kind], { method: 'GET', path: target.path, query: target.query });
  return mapRows(pageOf(answer, page, settings.pageSize), (rows) => pointerRows(rows, settings.storeIds));
}

export async function listV1Webhooks(v1: Caller): Promise<WebhookSubscription[]> {
  const { webhooks } = await v1.read(v1Webhooks, { method: 'GET', path: '/webhooks' });
  return webhooks.map((row) =>
    compact({
      api: 'v1' as const,
      id: row.WebHookID,
      event: row.HookType,
      url: row.Url,
      name: row.Name,
      storeId: row.StoreID,
    }),
  );
}

export async function subscribeV1(v1: Caller, wanted: Wanted): Promise<{ id: string }> {
  const json = {
    target_url: wanted.url,
    event: wanted.event.toUpperCase(),
    store_id: numericStoreId(wanted.storeId) ?? null,
    friendly_name: wanted.name,
  };
  return v1.read(v1Subscribed, { method: 'POST', path: '/webhooks/subscribe', json, write: true });
}

function shipmentQuery(filter: ShipmentFilter, storeIds: readonly string[]): Record<string, string> {
  const { orderId, orderNumber, trackingNumber, storeId } = filter;
  return {
    ...compact({ orderId, orderNumber, trackingNumber }),
    ...dateRange('createDate', filter.createdFrom, filter.createdTo),
    ...dateRange('voidDate', filter.voidedFrom, filter.voidedTo),
    ...(storeId === undefined ? oneStore(storeIds) : { storeId }),
    includeShipmentItems: String(filter.includeItems),
  };
}

function dateRange(name: 'createDate' | 'voidDate', from?: string, to?: string): Record<string, string> {
  try {
    return {
      ...(from === undefined ? {} : { [`${name}Start`]: v1WindowStart(from) }),
      ...(to === undefined ? {} : { [`${name}End`]: v1WindowEnd(to) }),
    };
  } catch (cause) {
    throw new ConnectorError({ type: 'Invalid', system: 'shipstation', message: `${name}: ${String(cause)}`, cause });
  }
}

const paging = (page: number, pageSize: number) => ({ page: `${page}`, pageSize: `${pageSize}` });

/** The vendor takes one store; of several the rows are filtered here. */
function oneStore(storeIds: readonly string[]): { storeId?: string } {
  const [storeId] = storeIds;
  return storeId !== undefined && storeIds.length === 1 ? { storeId } : {};
}

function tooManyMatches(orderNumber: string, total: number): ConnectorError {
  return new ConnectorError({
    type: 'Invalid',
    system: 'shipstation',
    code: 'TOO_MANY_MATCHES',
    message: `${total} orders have a number that begins with ${orderNumber}, and none on the first page is just that; use the order's id`,
  });
}
