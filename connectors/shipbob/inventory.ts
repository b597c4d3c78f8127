/**
 * Stock on its three levels, one item, and what happened to stock.
 * The trap: items without stock may have no row, so "no row" is zero and not an unknown item.
 */
import { z } from 'zod';
import { type Caller, segment } from './call.ts';
import { notSent } from './errors.ts';
import { checked, checksOf, commas, followed, linkedPage, nextCursor, nextLink, oneOf, within } from './paging.ts';
import {
  inventoryByLocation,
  inventoryByLot,
  inventoryEvent,
  inventoryItem,
  inventoryLevel,
} from './schemas-inventory.ts';
import type {
  InventoryByLocation,
  InventoryByLot,
  InventoryEvent,
  InventoryEventFilter,
  InventoryItem,
  InventoryLevel,
  ListPage,
} from './types.ts';
import { rows } from './values.ts';

const MOST_IDS = 150;
const EVENTS_PER_PAGE = 250;

type Ids = readonly string[] | undefined;

export const listLevels = (caller: Caller, ids: Ids, cursor?: string): Promise<ListPage<InventoryLevel>> =>
  levels(caller, '/inventory-level', inventoryLevel, ids, cursor);

export const listByLocation = (caller: Caller, ids: Ids, cursor?: string): Promise<ListPage<InventoryByLocation>> =>
  levels(caller, '/inventory-level/locations', inventoryByLocation, ids, cursor);

export const listByLot = (caller: Caller, ids: Ids, cursor?: string): Promise<ListPage<InventoryByLot>> =>
  levels(caller, '/inventory-level/lots', inventoryByLot, ids, cursor);

async function levels<T extends { inventoryId: string }>(
  caller: Caller,
  path: string,
  row: z.ZodType<T>,
  ids: Ids,
  cursor?: string,
): Promise<ListPage<T>> {
  if (ids !== undefined && ids.length === 0) return { rows: [], ignored: [] };
  if (ids !== undefined && ids.length > MOST_IDS)
    throw notSent('Invalid', 'TOO_MANY', `ask for the stock of at most ${MOST_IDS} items at once`);
  const query = { InventoryIds: commas(ids), PageSize: String(caller.settings.pageSize) };
  const checks = checksOf([oneOf<T>('InventoryIds', ids, ({ inventoryId }) => inventoryId)]);
  return linkedPage(caller, { path, query, row, checks }, 'cursor', cursor);
}

export const getInventoryItem = (caller: Caller, id: string): Promise<InventoryItem | undefined> =>
  caller.find(inventoryItem, { method: 'GET', path: `/inventory/${segment(id)}` });

/** The cursor goes into query and body: where it is only in the wrong one, the first page comes again. */
export async function listEvents(
  caller: Caller,
  filter: InventoryEventFilter,
  cursor?: string,
): Promise<ListPage<InventoryEvent>> {
  const query = followed({}, cursor);
  const at = Object.values(query)[0];
  const json = {
    facility_id: Number(filter.facilityId),
    ...(filter.inventoryIds === undefined ? {} : { inventory_ids: filter.inventoryIds.map(Number) }),
    ...(filter.category === undefined ? {} : { event_category: filter.category }),
    ...(filter.from === undefined ? {} : { start_date: filter.from }),
    ...(filter.to === undefined ? {} : { end_date: filter.to }),
    ...(at !== undefined && /^\d+$/.test(at) ? { cursor: Number(at) } : {}),
  };
  const schema = z.object({ data: rows(inventoryEvent), next: nextLink });
  const path = '/inventory/history:query';
  const { data, next } = await caller.read(schema, { method: 'POST', path, query, json, collection: true });
  const last = data.length >= EVENTS_PER_PAGE ? (data.at(-1)?.id ?? '') : '';
  return checked(checksFor(filter), data, nextCursor(next === '' ? last : next, 'cursor', cursor));
}

const checksFor = (filter: InventoryEventFilter) =>
  checksOf<InventoryEvent>([
    oneOf('inventory_ids', filter.inventoryIds, ({ inventoryId }) => inventoryId),
    oneOf('event_category', filter.category === undefined ? undefined : [filter.category], ({ category }) => category),
    ...within<InventoryEvent>(
      { from: 'start_date', to: 'end_date' },
      { from: filter.from, to: filter.to },
      ({ at }) => at,
    ),
  ]);
