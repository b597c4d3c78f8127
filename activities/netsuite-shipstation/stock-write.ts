/**
 * Sets levels in ShipStation: reads the SKU now, sets what still differs, reads it again. As many as the budget and some
 * seconds allow; what is left is for the next step. The trap: only absolute values are sent, so a lost answer is no harm:
 * the level is read before it is tried again.
 */
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { ShipStation } from '../../connectors/shipstation/contract.ts';
import { differs } from '../../mappings/netsuite-shipstation/stock-levels/order.ts';
import { unknownReason } from '../../mappings/netsuite-shipstation/stock-levels/plan.ts';
import { normaliseSku } from '../../mappings/shared/sku.ts';
import type { LevelChange, StockLevelRow } from '../../store/stock-contract.ts';
import type { ActivityDeps } from '../deps.ts';
import { noteLevels, type WrittenLevel } from './stock-notes.ts';
import { type Counts, countStock } from './stock-plan.ts';
import { PAIR, type StockRequest } from './stock-scope.ts';
import { SKUS_PER_BATCH } from './stock-source.ts';

/** `readBack` now: one more call for each SKU; later: by the next list of all levels. */
export type WriteRequest = StockRequest & { readBack: 'now' | 'later' };
export type WriteAnswer = {
  /** SKUs that were dealt with. */
  skus: number;
  /** Levels that were set. */
  written: number;
  /** How the run's levels stand now. */
  counts: Counts;
  /** The budget is spent for so long. */
  waitMs?: number;
  budget?: { limit: number; remaining: number; resetAt: string };
};

const AT_ONCE = 8;
const STEP_MS = 15_000;
const MOST_TRIES = 5;

type Work = { deps: ActivityDeps; request: WriteRequest; api: ShipStation; written: number };

export async function writeStock(deps: ActivityDeps, request: WriteRequest): Promise<WriteAnswer> {
  const { shipStation, row } = await deps.connections.open(request.connection, PAIR);
  const api = await shipStation();
  const rows =
    row.mode === 'live' ? await deps.store.stock.nextWork(request.connection, request.run, SKUS_PER_BATCH) : [];
  const work: Work = { deps, request, api, written: 0 };
  const { done, error } = await inTurn([...Map.groupBy(rows, (each) => each.skuKey).values()], (some) =>
    writeSku(work, some),
  );
  if (error !== undefined && !(error instanceof ConnectorError)) throw error;
  const isWait = error?.type === 'RateLimited';
  // With some done the rest is tried by the next step; with none the failure is told.
  if (error !== undefined && done === 0 && !isWait) throw asRetry(error);
  const budget = (await api.budgets()).v2;
  return {
    skus: done,
    written: work.written,
    counts: await countStock(deps, request),
    ...(isWait ? { waitMs: error.retryAfterMs ?? 1_000 } : {}),
    ...(budget === undefined
      ? {}
      : { budget: { limit: budget.limit, remaining: budget.remaining, resetAt: budget.resetAt } }),
  };
}

/** Several at once, in order; after the first failure no more are begun. */
async function inTurn<T>(items: T[], act: (item: T) => Promise<void>): Promise<{ done: number; error?: unknown }> {
  const endMs = Date.now() + STEP_MS;
  const state: { next: number; done: number; error?: unknown } = { next: 0, done: 0 };
  const worker = async () => {
    while (state.next < items.length && state.error === undefined && Date.now() < endMs) {
      const item = items[state.next++];
      if (item === undefined) return;
      await act(item).then(
        () => {
          state.done += 1;
        },
        (error: unknown) => {
          state.error ??= error;
        },
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { done: state.done, ...(state.error === undefined ? {} : { error: state.error }) };
}

/** A lost answer to an absolute value is simply tried again. */
function asRetry(error: ConnectorError): ConnectorError {
  if (error.type !== 'Uncertain') return error;
  const { system, message } = error;
  return new ConnectorError({ type: 'Unavailable', system, message, cause: error });
}

async function writeSku(work: Work, rows: StockLevelRow[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const before = await levelsOf(work.api, first.sku);
  const levels = rows.map((row): WrittenLevel => ({ row, before: before.get(row.location) }));
  await settle(
    work,
    levels.filter(({ row, before: shown }) => !differs(row.wanted, shown)),
    'found',
  );
  const different = levels.filter(({ row, before: shown }) => differs(row.wanted, shown));
  if (different.length === 0) return;
  await change(
    work,
    different.map(({ row }) => ({ ...nameOf(row), state: 'writing' })),
  );
  const sent: WrittenLevel[] = [];
  for (const level of different) if (await send(work, level.row)) sent.push(level);
  if (work.request.readBack === 'later') return settle(work, sent, 'written');
  const after = await levelsOf(work.api, first.sku);
  const stays = ({ row }: WrittenLevel) => !differs(row.wanted, after.get(row.location));
  await settle(work, sent.filter(stays), 'readBack');
  await change(
    work,
    sent.filter((level) => !stays(level)).map(({ row }) => notKept(row, after.get(row.location))),
  );
}

async function levelsOf(api: ShipStation, sku: string): Promise<Map<string, number>> {
  const levels = new Map<string, number>();
  for (let cursor: string | undefined; ; ) {
    const page = await api.listInventory({ sku }, cursor === undefined ? {} : { cursor });
    for (const row of page.rows)
      if (normaliseSku(row.sku) === normaliseSku(sku)) levels.set(row.locationId, row.onHand);
    if (page.next === undefined) return levels;
    cursor = page.next;
  }
}

/** False when ShipStation refused it; then the row says so. Other failures are thrown. */
async function send(work: Work, row: StockLevelRow): Promise<boolean> {
  const { api, request } = work;
  const level = { sku: row.sku, locationId: row.location, onHand: row.wanted };
  try {
    await api.setOnHand({ ...level, reason: 'NetSuite stock', note: `ml-connector ${request.connection}` });
    work.written += 1;
    return true;
  } catch (error) {
    const refusal = error instanceof ConnectorError ? await refusalOf(api, row, error) : undefined;
    if (refusal === undefined) throw error;
    await change(work, [{ ...nameOf(row), state: 'waiting', tries: row.tries + 1, ...refusal }]);
    return false;
  }
}

async function refusalOf(
  api: ShipStation,
  row: StockLevelRow,
  error: ConnectorError,
): Promise<{ cause: string; reason: string } | undefined> {
  if (error.type === 'NotFound') return { cause: 'location-unmapped', reason: error.message };
  if (error.type !== 'Invalid' && error.type !== 'Conflict') return undefined;
  const isProduct = (await api.listProducts({ sku: row.sku })).rows.length > 0;
  return isProduct
    ? { cause: 'refused', reason: error.message }
    : { cause: 'sku-unknown', reason: unknownReason(row.sku) };
}

const nameOf = ({ skuKey, location }: StockLevelRow) => ({ skuKey, location });

function notKept(row: StockLevelRow, shown: number | undefined): LevelChange {
  const tries = row.tries + 1;
  const state = { ...nameOf(row), tries, shown: shown ?? null };
  if (tries < MOST_TRIES) return { ...state, state: 'todo' };
  const reason = `set to ${row.wanted} ${tries} times, and ShipStation still shows ${shown ?? 'nothing'}`;
  return { ...state, state: 'failed', cause: 'read-back-differs', reason };
}

const change = (work: Work, changes: LevelChange[]) => work.deps.store.stock.change(work.request.connection, changes);

/** `found`: it was as wanted already, perhaps by a write whose answer was lost. */
async function settle(work: Work, levels: WrittenLevel[], how: 'found' | 'written' | 'readBack'): Promise<void> {
  const { run } = work.request;
  const ours = levels.filter(({ row }) => how !== 'found' || row.state === 'writing');
  const changes = levels.map((level): LevelChange => {
    const { row } = level;
    const isOurs = ours.includes(level) || row.changedIn === run;
    const state = how === 'written' ? 'written' : isOurs ? 'changed' : 'same';
    return { ...nameOf(row), state, shown: row.wanted, ...(isOurs ? { changedIn: run } : {}) };
  });
  // Asked for together, table and ledger are written in one transaction.
  await Promise.all([change(work, changes), noteLevels(work.deps, work.request, ours, how)]);
}
