// Everything the simulated account knows: records, external ids, stock, links. One world per started simulator.
// Trap: all changes go through `saveRecord`, `removeRecord` and `moveStock`, or the SuiteQL tables fall behind.
import { DateTime } from 'luxon';
import { createRng } from '../shared/rng.ts';
import { createSimClock } from '../shared/sim-clock.ts';
import { money, plus, times } from './decimal.ts';
import { DEFAULT_SWITCHES, type NetSuiteSimulatorOptions, settingsOf } from './options.ts';
import { schemaOf, spaceOf } from './schema/registry.ts';
import type { Line, LinkRow, Rec, SaveEvent, StockCell, StockField, StockMove, Value, World } from './world-types.ts';

export type * from './world-types.ts';

/** An empty account. */
export function createWorld(options: NetSuiteSimulatorOptions): World {
  const settings = settingsOf(options);
  const startAtMs =
    options.startAt === undefined ? undefined : DateTime.fromISO(options.startAt, { zone: 'utc' }).toMillis();
  return {
    settings,
    switches: { ...DEFAULT_SWITCHES, ...options.switches },
    clock: createSimClock(Date.now, startAtMs),
    rng: createRng(settings.seed),
    spaces: new Map(),
    externalIds: new Map(),
    entityNames: new Map(),
    children: new Map(),
    links: new Map(),
    stock: new Map(),
    stockEffects: new Map(),
    commitments: new Map(),
    applied: new Map(),
    settles: new Map(),
    deleted: [],
    listeners: [],
    nextId: 1001,
    nextLineKey: 1,
    tranNumbers: new Map(),
  };
}

export function spaceMap(world: World, space: string): Map<string, Rec> {
  let map = world.spaces.get(space);
  if (map === undefined) {
    map = new Map();
    world.spaces.set(space, map);
  }
  return map;
}

/** The record of that type and id, or undefined. */
export function findRecord(world: World, type: string, id: string): Rec | undefined {
  const rec = world.spaces.get(spaceOf(type))?.get(id);
  return rec !== undefined && rec.type === type ? rec : undefined;
}

export function findTransaction(world: World, id: string): Rec | undefined {
  return world.spaces.get('transaction')?.get(id);
}

export function findItem(world: World, id: Value): Rec | undefined {
  return typeof id === 'string' ? world.spaces.get('item')?.get(id) : undefined;
}

/** Id for an external id in a space (transaction, entity, item, or a small list's name). */
export function idOfExternal(world: World, space: string, externalId: string): string | undefined {
  return world.externalIds.get(space)?.get(externalId);
}

/** A fresh internal id: one rising sequence over all record types. */
function takeId(world: World): string {
  const id = String(world.nextId);
  world.nextId += 1;
  return id;
}

/** Makes sure that ids given by a seed are not given out again. */
function reserveId(world: World, id: string): void {
  const value = Number(id);
  if (Number.isInteger(value) && value >= world.nextId) world.nextId = value + 1;
}

/** Next document number such as SO1001. */
export function takeTranId(world: World, prefix: string): string {
  const next = (world.tranNumbers.get(prefix) ?? 1000) + 1;
  world.tranNumbers.set(prefix, next);
  return `${prefix}${next}`;
}

/** Now, cut to whole seconds, as the service stores it. */
function nowSeconds(world: World): number {
  return Math.floor(world.clock.now() / 1000) * 1000;
}

/** Today's date in the account's zone, YYYY-MM-DD. */
export function today(world: World): string {
  return DateTime.fromMillis(world.clock.now(), { zone: world.settings.accountZone }).toFormat('yyyy-MM-dd');
}

function indexExternalId(world: World, rec: Rec, space: string): void {
  const externalId = rec.body.externalId;
  let map = world.externalIds.get(space);
  if (map === undefined) {
    map = new Map();
    world.externalIds.set(space, map);
  }
  if (rec.indexedAs !== undefined && rec.indexedAs !== externalId) map.delete(rec.indexedAs);
  rec.indexedAs = asText(externalId);
  if (rec.indexedAs !== undefined) map.set(rec.indexedAs, rec.id);
}

function indexName(world: World, rec: Rec, gone: boolean): void {
  if (rec.namedAs === undefined && typeof rec.body.entityId !== 'string') return;
  const map = world.entityNames.get(rec.type) ?? new Map<string, string>();
  world.entityNames.set(rec.type, map);
  if (rec.namedAs !== undefined && map.get(rec.namedAs) === rec.id) map.delete(rec.namedAs);
  rec.namedAs = gone ? undefined : asText(rec.body.entityId);
  if (rec.namedAs !== undefined) map.set(rec.namedAs, rec.id);
}

/** Id of the entity of that type with that entity id. */
export function idOfName(world: World, type: string, entityId: string): string | undefined {
  return world.entityNames.get(type)?.get(entityId);
}

/** Stores a record and tells the listeners. `system` marks changes which no user made. */
export function saveRecord(world: World, rec: Rec, event: SaveEvent): void {
  const space = spaceOf(rec.type);
  rec.version += 1;
  rec.modifiedMs = nowSeconds(world);
  spaceMap(world, space).set(rec.id, rec);
  indexExternalId(world, rec, space);
  indexName(world, rec, false);
  const source = rec.body.createdFrom;
  if (typeof source === 'string') {
    const set = world.children.get(source) ?? new Set<string>();
    set.add(rec.id);
    world.children.set(source, set);
  }
  for (const listener of world.listeners) listener.saved?.(rec, event);
}

/** Removes a record; its links go too. */
export function removeRecord(world: World, rec: Rec): void {
  const space = spaceOf(rec.type);
  world.spaces.get(space)?.delete(rec.id);
  const externalId = rec.body.externalId;
  if (typeof externalId === 'string') world.externalIds.get(space)?.delete(externalId);
  indexName(world, rec, true);
  const source = rec.body.createdFrom;
  if (typeof source === 'string') world.children.get(source)?.delete(rec.id);
  world.links.delete(rec.id);
  world.deleted.push({
    id: rec.id,
    type: rec.type,
    name: String(rec.body.tranId ?? rec.body.entityId ?? rec.id),
    atMs: nowSeconds(world),
  });
  for (const listener of world.listeners) listener.removed?.(rec);
}

export function addLinks(world: World, nextDoc: string, rows: LinkRow[]): void {
  if (rows.length === 0 && !world.links.has(nextDoc)) return;
  world.links.set(nextDoc, rows);
  for (const listener of world.listeners) listener.linked?.(nextDoc, rows);
}

/** The stock numbers of an item at a location; made on first use. */
export function stockCell(world: World, item: string, location: string): StockCell {
  const key = `${item}|${location}`;
  let cell = world.stock.get(key);
  if (cell === undefined) {
    cell = { item, location, onHand: 0, committed: 0, backOrdered: 0, onOrder: 0 };
    world.stock.set(key, cell);
  }
  return cell;
}

/** The moving average of what the stock has cost. */
function averageIn(cell: StockCell, { quantity, unitCost }: StockMove): void {
  if (unitCost === undefined || quantity <= 0) return;
  const before = Math.max(0, cell.onHand);
  const value = plus(times(before, cell.averageCost ?? unitCost), times(quantity, unitCost));
  cell.averageCost = money(value / plus(before, quantity));
}

function moveLots(cell: StockCell, move: StockMove): void {
  for (const { lot, quantity } of move.lots ?? []) {
    cell.lots ??= new Map();
    cell.lots.set(lot, plus(cell.lots.get(lot) ?? 0, quantity));
  }
}

/** Changes one number of a stock cell by a signed quantity; lots carry their own signed quantities. */
export function moveStock(world: World, move: StockMove, field: StockField): void {
  const cell = stockCell(world, move.item, move.location);
  if (field === 'onHand') averageIn(cell, move);
  cell[field] = plus(cell[field], move.quantity);
  if (field === 'onHand') moveLots(cell, move);
  for (const listener of world.listeners) listener.stockChanged?.(cell);
}

/** A record that is not stored yet. */
export function newRecord(world: World, type: string, id: string | undefined): Rec {
  const schema = schemaOf(type);
  const now = nowSeconds(world);
  if (id !== undefined) reserveId(world, id);
  const rec: Rec = {
    type,
    id: id ?? takeId(world),
    body: {},
    lists: {},
    version: 0,
    createdMs: now,
    modifiedMs: now,
    indexedAs: undefined,
  };
  if (schema.transaction !== undefined) rec.body.tranDate = today(world);
  return rec;
}

export const asText = (value: Value): string | undefined => (typeof value === 'string' ? value : undefined);
export const asNumber = (value: Value): number => (typeof value === 'number' ? value : 0);
export const listOf = (rec: Rec, name: string): Line[] => rec.lists[name] ?? [];

/** Forgets all records and stock; settings, switches, clock and listeners stay. */
export function clearWorld(world: World): void {
  for (const map of [
    world.spaces,
    world.externalIds,
    world.entityNames,
    world.children,
    world.links,
    world.stock,
    world.stockEffects,
    world.commitments,
    world.applied,
    world.settles,
    world.tranNumbers,
  ]) {
    map.clear();
  }
  world.deleted.length = 0;
  world.nextId = 1001;
  world.nextLineKey = 1;
}
