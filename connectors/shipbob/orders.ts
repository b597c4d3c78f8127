/**
 * Orders and shipments: read only, here.
 * The trap: an order tells no time of its own change; its shipments do, so the filter by change is checked by those.
 */
import { z } from 'zod';
import { type Caller, segment } from './call.ts';
import { notSent } from './errors.ts';
import { allRows, type Check, checksOf, commas, numberedPage, oneOf, within } from './paging.ts';
import { carrierTracking, order, shipment, timelineEvent } from './schemas-orders.ts';
import { latest } from './time.ts';
import type { CarrierTracking, ListPage, Order, OrderFilter, Shipment, TimelineEvent } from './types.ts';
import { readable } from './values.ts';

const MOST_TRACKED = 25;

export const getOrder = (caller: Caller, id: string): Promise<Order | undefined> =>
  caller.find(order, { method: 'GET', path: `/order/${segment(id)}` });

export const getShipment = (caller: Caller, id: string): Promise<Shipment | undefined> =>
  caller.find(shipment, { method: 'GET', path: `/shipment/${segment(id)}` });

/** Not found is what ShipBob says before the first event. */
export const readTimeline = async (caller: Caller, shipmentId: string): Promise<TimelineEvent[]> =>
  (await caller.find(readable(timelineEvent), { method: 'GET', path: `/shipment/${segment(shipmentId)}/timeline` })) ??
  [];

export async function readCarrierTracking(caller: Caller, shipmentIds: readonly string[]): Promise<CarrierTracking[]> {
  if (shipmentIds.length > MOST_TRACKED)
    throw notSent('Invalid', 'TOO_MANY', `ask for the tracking of at most ${MOST_TRACKED} shipments at once`);
  const ids = commas(shipmentIds);
  if (ids === undefined) return [];
  const request = { method: 'GET' as const, path: '/shipments-tracking', query: { ShipmentIds: ids } };
  const rows = await caller.find(z.array(carrierTracking), request);
  return (rows ?? []).filter((row) => shipmentIds.includes(row.shipmentId));
}

export function listOrders(caller: Caller, filter: OrderFilter, cursor?: string): Promise<ListPage<Order>> {
  return readPage(caller, filter, undefined, cursor);
}

export function findOrders(caller: Caller, referenceId: string): Promise<Order[]> {
  return allRows((cursor): Promise<ListPage<Order>> => readPage(caller, {}, [referenceId], cursor));
}

function readPage(caller: Caller, filter: OrderFilter, references: string[] | undefined, cursor?: string) {
  const query = {
    IDs: commas(filter.ids),
    ReferenceIds: commas(references),
    StartDate: filter.createdFrom,
    EndDate: filter.createdTo,
    LastUpdateStartDate: filter.updatedFrom,
    LastUpdateEndDate: filter.updatedTo,
    LastTrackingUpdateStartDate: filter.trackingUpdatedFrom,
    LastTrackingUpdateEndDate: filter.trackingUpdatedTo,
    HasTracking: filter.hasTracking === undefined ? undefined : String(filter.hasTracking),
    SortOrder: 'Oldest',
  };
  const checks = [
    ...checksOf([oneOf<Order>('ReferenceIds', references, (row) => row.referenceId)]),
    ...checksFor(filter),
  ];
  return numberedPage(caller, { path: '/order', query, row: order, checks }, caller.settings.pageSize, cursor);
}

function checksFor(filter: OrderFilter): Check<Order>[] {
  const { hasTracking } = filter;
  return checksOf<Order>([
    oneOf('IDs', filter.ids, ({ id }) => id),
    hasTracking === undefined
      ? undefined
      : { name: 'HasTracking', fits: ({ shipments }) => shipments.some(isTracked) === hasTracking },
    ...within<Order>(
      { from: 'StartDate', to: 'EndDate' },
      { from: filter.createdFrom, to: filter.createdTo },
      ({ createdAt }) => createdAt,
    ),
    ...since('LastUpdateStartDate', filter.updatedFrom, ({ updatedAt, trackingUpdatedAt }) =>
      latest(updatedAt, trackingUpdatedAt),
    ),
    ...since('LastTrackingUpdateStartDate', filter.trackingUpdatedFrom, ({ trackingUpdatedAt }) => trackingUpdatedAt),
  ]);
}

const isTracked = ({ tracking }: Shipment): boolean => tracking?.number !== undefined;

/** The upper end is not checked: an order may have changed again since it was found. One shipment of unknown time fits. */
function since(name: string, from: string | undefined, timeOf: (row: Shipment) => string | undefined): Check<Order>[] {
  if (from === undefined) return [];
  const newest = ({ shipments }: Order) => {
    const times = shipments.map(timeOf);
    return times.includes(undefined) ? undefined : latest(...times);
  };
  return within<Order>({ from: name, to: name }, { from }, newest);
}
