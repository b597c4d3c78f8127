/**
 * A ShipBob order with its shipments, and where changed ones are found.
 * The traps: a reading may come from a copy that lags behind, so one that is older than what was seen before is not used;
 * and an order that changes while its list is read must not leave the list, or others slip to a page that was read already.
 */
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { Order, OrderFilter, Shipment } from '../../connectors/shipbob/types.ts';
import { orderSource } from '../../mappings/netsuite-shipbob/shipment-tracking/plan.ts';
import { orderState } from '../../mappings/netsuite-shipbob/shipment-tracking/state.ts';
import { isEarlier } from '../../mappings/netsuite-shipbob/shipment-tracking/times.ts';
import type { TrackedOrder, TrackedShipment } from '../../mappings/netsuite-shipbob/shipment-tracking/types.ts';
import { durationMs } from '../../settings/duration.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import type { SyncSource } from '../sync-sources.ts';

export const TRACKING = 'shipmentTracking';
const LOOK_AGAIN_MS = 2_000;
/** The end of a window that is over for so long is sent: few of its orders change any more. */
const PAST_MS = 3_600_000;

export type TrackedAnswer = { order?: TrackedOrder; absent?: string; sources: { source: string; state: string }[] };

/** Two lists: changed orders, and those whose carrier told something; ShipBob does not promise that one has the other. */
const LISTS = ['updated', 'tracked'] as const;
/** The same with the window's end. */
const ENDED = ['updatedUntil', 'trackedUntil'] as const;
type List = (typeof LISTS)[number] | (typeof ENDED)[number];

export const shipmentTrackingSource: SyncSource = {
  overlapMs: ({ settings }) =>
    settings.pair === 'netsuite-shipbob' ? (durationMs(settings.syncs.shipmentTracking.sweep.overlap) ?? 0) : 0,
  async readPage(open, _stream, { from, to }, cursor, deps) {
    const { settings } = open;
    if (settings.pair !== 'netsuite-shipbob') return { rows: [], read: 0 };
    const lists: readonly List[] = Date.parse(to) < deps.now().getTime() - PAST_MS ? ENDED : LISTS;
    const [word, ...rest] = (cursor ?? '').split(' ').filter((part) => part !== '');
    // Once begun a list goes on as it was asked for, or its pages would not fit together.
    const list = [...LISTS, ...ENDED].find((one) => one === word) ?? lists[0] ?? 'updated';
    const filter = filterOf(list, from, to);
    const page = await (await open.shipBob()).listOrders(filter, ...(rest.length === 0 ? [] : [rest.join(' ')]));
    const { channelIds } = settings.syncs.shipmentTracking;
    const rows = page.rows.filter((order) => isServed(order, channelIds)).map(rowOf);
    const next = page.next === undefined ? AFTER[list] : `${list} ${page.next}`;
    return { rows, read: page.rows.length, ...(next === undefined ? {} : { next }) };
  },
};

const AFTER: Record<List, List | undefined> = {
  updated: 'tracked',
  updatedUntil: 'trackedUntil',
  tracked: undefined,
  trackedUntil: undefined,
};

function filterOf(list: List, from: string, to: string): OrderFilter {
  if (list === 'updated') return { updatedFrom: from };
  if (list === 'updatedUntil') return { updatedFrom: from, updatedTo: to };
  if (list === 'tracked') return { trackingUpdatedFrom: from };
  return { trackingUpdatedFrom: from, trackingUpdatedTo: to };
}

const isServed = ({ channelId }: Order, channelIds: string[]): boolean =>
  channelIds.length === 0 || channelId === undefined || channelIds.includes(channelId);

function rowOf(order: Order) {
  const tracked = trackedOrder(order);
  const at =
    tracked.shipments
      .map(({ changedAt }) => changedAt)
      .sort()
      .at(-1) ?? order.createdAt;
  return { key: order.id, source: orderSource(order.id), state: orderState(tracked), at };
}

export async function observeTrackedOrder(deps: ActivityDeps, request: RecordScope): Promise<TrackedAnswer> {
  const { settings, shipBob } = await deps.connections.open(request.connection, 'netsuite-shipbob');
  const order = await (await shipBob()).getOrder(request.recordKey);
  if (order === undefined) return { absent: 'ShipBob has no such order', sources: [] };
  const tracked = trackedOrder(order);
  const sources = [{ source: orderSource(order.id), state: orderState(tracked) }];
  if (!isServed(order, settings.syncs.shipmentTracking.channelIds))
    return { absent: `the order belongs to channel ${order.channelId}, which this connection does not serve`, sources };
  await rememberTimes(deps, request, tracked);
  return { order: tracked, sources };
}

/** The newest state ever read of each shipment. Throws `Unavailable` for a reading that is older. */
async function rememberTimes(deps: ActivityDeps, { connection }: RecordScope, order: TrackedOrder): Promise<void> {
  const sourceRef = `order/${order.id}`;
  const row = await deps.store.links.get(connection, TRACKING, sourceRef);
  const known = JSON.parse(row?.detail ?? '{}') as Record<string, string>;
  const stale = order.shipments.find(({ id, changedAt }) => isEarlier(changedAt, known[id] ?? ''));
  if (stale !== undefined) {
    throw new ConnectorError({
      type: 'Unavailable',
      system: 'shipbob',
      code: 'STALE_READING',
      message: `ShipBob shows shipment ${stale.id} as of ${stale.changedAt}, but has shown it as of ${known[stale.id]} before; looked at again`,
      retryAfterMs: LOOK_AGAIN_MS,
    });
  }
  const times = Object.fromEntries(order.shipments.map(({ id, changedAt }) => [id, changedAt]));
  if (JSON.stringify(times) === JSON.stringify(known)) return;
  await deps.store.links.put({
    connection,
    sync: TRACKING,
    sourceRef,
    sourceOwner: sourceRef,
    targetOwner: '-',
    state: 'found',
    detail: JSON.stringify(times),
    at: deps.now().toISOString(),
  });
}

/** What the mapping needs of it, nothing personal. */
export function trackedOrder(order: Order): TrackedOrder {
  return {
    id: order.id,
    ...given('number', order.number),
    ...given('referenceId', order.referenceId),
    products: order.products.map(({ id, sku, quantity }) => ({ quantity, ...given('id', id), ...given('sku', sku) })),
    shipments: order.shipments.map((shipment) => trackedShipment(shipment, order.createdAt)),
  };
}

function trackedShipment(shipment: Shipment, orderedAt: string): TrackedShipment {
  const { id, status, delivery, details, updatedAt, trackingUpdatedAt, tracking } = shipment;
  // Days of delivery may lie in the future; the times of change do not.
  const changes = [updatedAt, trackingUpdatedAt].filter((at) => at !== undefined).sort();
  return {
    id,
    status,
    delivery,
    details: details.map((one) => ({ id: one.id, name: one.name })),
    changedAt: changes.at(-1) ?? shipment.changedAt ?? orderedAt,
    ...given('createdAt', shipment.createdAt),
    ...given('fulfilledAt', shipment.fulfilledAt),
    ...given('deliveredAt', shipment.deliveredAt),
    ...given('locationId', shipment.location?.id),
    ...(tracking === undefined
      ? {}
      : {
          tracking: {
            ...given('carrier', tracking.carrier),
            ...given('service', tracking.service),
            ...given('number', tracking.number),
            ...given('url', tracking.url),
          },
        }),
    products: shipment.products.map((product) => ({
      id: product.id,
      ...given('sku', product.sku),
      ...given('name', product.name),
      units: product.items.map(({ inventoryId, quantity }) => ({ inventoryId, quantity })),
    })),
  };
}

const given = <K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: T };
