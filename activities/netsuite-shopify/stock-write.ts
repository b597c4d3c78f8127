/**
 * Sets the levels that differ: batches under compare-and-set, what moved meanwhile decided again, everything read back.
 * The trap: a batch is written whole or not at all, so one level that was sold from refuses 249 others; it is taken out and
 * the rest goes again. The idempotency key follows from run and content: a lost answer is asked for again, never doubled.
 */
import { Context } from '@temporalio/activity';
import { v5 } from 'uuid';
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { Shopify } from '../../connectors/shopify/contract.ts';
import type { InventoryRefusal } from '../../connectors/shopify/types.ts';
import { decideAgain } from '../../mappings/netsuite-shopify/shopify-stock/decide.ts';
import type { ActivityDeps } from '../deps.ts';
import { noteBatch, noteWritten, tellWaiting } from './stock-notes.ts';
import { readCells } from './stock-read.ts';
import { committedOf, type PlaceScope, quantityName, rowsOf, stockSettings } from './stock-scope.ts';

export type WriteRequest = PlaceScope & { items: string[] };
/** Levels. `same`: somebody else had set them meanwhile. */
export type WriteAnswer = { changed: number; same: number; waiting: number; failed: number; calls: number };

/** A level under work: what is wanted, what Shopify showed last, how it stands. */
export type Work = {
  skuKey: string;
  location: string;
  sku: string;
  wanted: number;
  /** Absent: not stocked there. */
  shown?: number;
  committed: number;
  before: number | undefined;
  state: 'open' | 'sent' | 'moved' | 'changed' | 'same' | 'waiting' | 'failed';
  cause?: string;
  reason?: string;
};

type Desk = {
  deps: ActivityDeps;
  request: WriteRequest;
  api: Shopify;
  name: 'available' | 'on_hand';
  activate: boolean;
  calls: number;
};

const MOST_IN_BATCH = 250;
const MOST_ROUNDS = 6;
const NAMESPACE = '0b6f6a1e-6f0d-4c55-9a53-4f5d1a5f7c11';

export async function writeShopStock(deps: ActivityDeps, request: WriteRequest): Promise<WriteAnswer> {
  const open = await deps.connections.open(request.connection, 'netsuite-shopify');
  const settings = stockSettings(open);
  const rows = open.row.mode === 'live' ? await rowsOf(deps, request, request.items) : [];
  const work = rows
    .filter(({ state }) => state === 'todo')
    .map(
      (row): Work => ({
        ...{ skuKey: row.skuKey, location: row.location, sku: row.sku, wanted: row.wanted },
        ...(row.shown === undefined ? {} : { shown: row.shown }),
        ...{ committed: committedOf(row), before: row.shown, state: 'open' },
      }),
    );
  const desk: Desk = {
    ...{ deps, request, api: await open.shopify(), name: quantityName(settings) },
    ...{ activate: settings.activate, calls: 0 },
  };
  for (let round = 1; round <= MOST_ROUNDS && work.some(isOpen); round++) {
    await sendAll(desk, work.filter(isOpen), round);
    await lookAt(
      desk,
      work.filter(({ state }) => state === 'sent' || state === 'moved'),
    );
    Context.current().heartbeat(round);
  }
  for (const one of work.filter(isOpen)) {
    const reason = `the level of SKU ${one.sku} changes faster than it can be set; the next run tries again`;
    Object.assign(one, { state: 'failed', cause: 'keeps-changing', reason });
  }
  await keep(desk, work);
  const count = (state: Work['state']) => work.filter((one) => one.state === state).length;
  return {
    ...{ changed: count('changed'), same: count('same'), waiting: count('waiting'), failed: count('failed') },
    calls: desk.calls,
  };
}

const isOpen = ({ state }: Work): boolean => state === 'open';

async function sendAll(desk: Desk, open: Work[], round: number): Promise<void> {
  for (const one of open.filter(({ shown }) => shown === undefined)) await stock(desk, one);
  const stocked = open.filter((one) => one.shown !== undefined && isOpen(one));
  for (let at = 0; at < stocked.length; at += MOST_IN_BATCH) {
    let batch = stocked.slice(at, at + MOST_IN_BATCH);
    // What stands in the way is taken out each time, so a batch is sent a few times at most.
    for (let again = 0; batch.length > 0 && again < MOST_ROUNDS; again++) {
      await sendBatch(desk, batch, round);
      batch = batch.filter(isOpen);
    }
  }
}

/** Stocks an item at a location where it was not. */
async function stock(desk: Desk, one: Work): Promise<void> {
  const { skuKey: inventoryItemId, location: locationId, wanted: available } = one;
  const input = { inventoryItemId, locationId, ...(desk.name === 'available' ? { available } : {}) };
  desk.calls += 1;
  await repeatable(desk.api.activateInventory(input, keyOf(desk, 'activate', JSON.stringify(input)))).catch(
    (error: unknown) => refuse(one, error),
  );
  if (isOpen(one)) one.state = 'sent';
}

/** A refusal is about this level only; anything else is about the call. */
function refuse(one: Work, error: unknown): void {
  if (!(error instanceof ConnectorError) || error.type !== 'Invalid') throw error;
  Object.assign(one, { state: 'waiting', cause: 'refused', reason: `SKU ${one.sku}: ${error.message}` });
}

async function sendBatch(desk: Desk, batch: Work[], round: number): Promise<void> {
  const quantities = batch.map(({ skuKey, location, wanted, shown }) => ({
    ...{ inventoryItemId: skuKey, locationId: location, quantity: wanted, changeFrom: shown ?? null },
  }));
  const { run } = desk.request;
  const draft = {
    ...{ name: desk.name, reason: 'correction', quantities },
    referenceUri: `gid://ml-connector/StockRun/${run}`,
  };
  const content = JSON.stringify(quantities);
  await noteBatch(desk.deps, desk.request, batch);
  desk.calls += 1;
  try {
    const outcome = await repeatable(desk.api.setInventory(draft, keyOf(desk, `set ${round}`, content)));
    if (outcome.state === 'written') for (const one of batch) one.state = 'sent';
    else judge(batch, outcome.refusals, desk.activate);
  } catch (error) {
    // An earlier try under this key failed half-way: what stands there now decides.
    if (!(error instanceof ConnectorError) || error.code !== 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED') throw error;
    for (const one of batch) one.state = 'moved';
  }
}

const MOVED = /STALE/;
const UNSTOCKED = 'ITEM_NOT_STOCKED_AT_LOCATION';

/** Nothing of the batch was written; without a place in the draft, every level is looked at again. */
function judge(batch: Work[], refusals: InventoryRefusal[], activate: boolean): void {
  const named = refusals.filter(({ index }) => index !== undefined && batch[index] !== undefined);
  if (named.length === 0) for (const one of batch) one.state = 'moved';
  for (const { code, message, index } of named) {
    const one = batch[index ?? -1];
    if (one === undefined) continue;
    if (MOVED.test(code ?? '')) one.state = 'moved';
    else if (code === UNSTOCKED && activate) delete one.shown;
    else Object.assign(one, { state: 'waiting', cause: 'refused', reason: `SKU ${one.sku}: ${message}` });
  }
  // Stocked in the next round.
  for (const one of batch) if (isOpen(one) && one.shown === undefined) one.state = 'moved';
}

/** Reads back what was sent, and reads again what moved; a sale meanwhile stays sold. */
async function lookAt(desk: Desk, work: Work[]): Promise<void> {
  if (work.length === 0) return;
  const byLocation = Map.groupBy(work, ({ location }) => location);
  for (const [location, rows] of byLocation) {
    const ids = rows.map(({ skuKey }) => skuKey);
    const cells = await readCells(desk.api, [location], ids);
    const found = new Map(cells.map(({ cell }) => [cell.inventoryItemId, cell]));
    for (const one of rows) settle(desk, one, found.get(one.skuKey)?.level);
  }
}

type Level = { isActive: boolean; quantities: Record<string, number> } | undefined;

function settle({ name }: Desk, one: Work, level: Level): void {
  const shown = level?.isActive === true ? level.quantities[name] : undefined;
  const after = { committed: level?.quantities.committed ?? 0, ...(shown === undefined ? {} : { shown }) };
  const wasSent = one.state === 'sent';
  const held = wasSent ? one.wanted : one.shown;
  const before = { committed: one.committed, ...(held === undefined ? {} : { shown: held }) };
  const wanted = held === undefined ? one.wanted : decideAgain(one.wanted, before, after, name);
  delete one.shown;
  Object.assign(one, { wanted, ...after, state: shown === wanted ? (wasSent ? 'changed' : 'same') : 'open' });
}

const keyOf = ({ request }: Desk, what: string, content: string): string =>
  v5(`${request.connection} ${request.run} ${what} ${content}`, NAMESPACE);

/** With its key a call may be repeated: a lost answer is simply asked for again. */
async function repeatable<T>(call: Promise<T>): Promise<T> {
  return call.catch((error: unknown) => {
    if (!(error instanceof ConnectorError) || error.type !== 'Uncertain') throw error;
    const { system, message } = error;
    throw new ConnectorError({ type: 'Unavailable', system, code: 'LOST_ANSWER', message, cause: error });
  });
}

async function keep(desk: Desk, work: Work[]): Promise<void> {
  const { deps, request } = desk;
  await deps.store.stock.change(
    request.connection,
    work.map((one) => ({
      ...{ skuKey: one.skuKey, location: one.location, wanted: one.wanted, shown: one.shown ?? null },
      state: one.state === 'open' || one.state === 'sent' || one.state === 'moved' ? 'todo' : one.state,
      ...(one.state === 'changed' ? { changedIn: request.run } : {}),
      ...(one.cause === undefined ? {} : { cause: one.cause }),
      ...(one.reason === undefined ? {} : { reason: one.reason }),
    })),
  );
  await noteWritten(
    deps,
    request,
    work.filter(({ state }) => state === 'changed'),
  );
  await tellWaiting(
    deps,
    request,
    work.filter(({ state }) => state === 'waiting' || state === 'failed'),
  );
}
