/**
 * The end of a stock run: what waits is told to `errors`, what no longer waits is settled, the sum goes into the ledger.
 * The trap: a run over single SKUs settles only those; everything else keeps waiting.
 */
import { Context } from '@temporalio/activity';
import { normaliseSku } from '../../mappings/shared/sku.ts';
import type { RecordRow } from '../../store/contract.ts';
import { recordCursor } from '../../store/records.ts';
import type { StockLevelRow } from '../../store/stock-contract.ts';
import { chunks } from '../../store/values.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor } from '../ledger-entries.ts';
import { putRecord } from './stock-notes.ts';
import { PAIR, type StockRequest, stockRules } from './stock-scope.ts';

export type FinishRequest = StockRequest & {
  startedAt: string;
  /** The sum in words. */
  summary: string;
  /** Why it did not come to its end. */
  stopped?: { cause: string; reason: string };
  /** Things that wait without a level: kits that cannot be worked out, locations that are not mapped, SKUs NetSuite lacks. */
  others: { key: string; cause: string; reason: string }[];
};

type Waiting = { key: string; cause: string; reason: string };

const RUN_KEY = 'run';
const PAGE = 500;

export async function finishStock(deps: ActivityDeps, request: FinishRequest): Promise<void> {
  const waiting = new Map<string, Waiting>();
  for await (const row of waitingLevels(deps, request)) {
    const key = normaliseSku(row.sku);
    if (!waiting.has(key))
      waiting.set(key, { key: row.sku, cause: row.cause ?? row.state, reason: row.reason ?? row.state });
  }
  for (const other of request.others) waiting.set(normaliseSku(other.key), other);
  if (request.stopped !== undefined) waiting.set(normaliseSku(RUN_KEY), { key: RUN_KEY, ...request.stopped });
  await settleOld(deps, request, waiting);
  await together(waiting.values(), ({ key, cause, reason }) => putRecord(deps, request, { sku: key, cause, reason }));
  await noteRun(deps, request);
  if (request.only === undefined && request.stopped === undefined)
    await deps.store.stock.prune(request.connection, request.startedAt);
}

async function* waitingLevels(deps: ActivityDeps, { connection, run }: StockRequest): AsyncGenerator<StockLevelRow> {
  for (const state of ['waiting', 'failed'] as const) {
    let after: { skuKey: string; location: string } | undefined;
    for (;;) {
      const query = { connection, run, state, limit: PAGE, ...(after === undefined ? {} : { after }) };
      const rows = await deps.store.stock.list(query);
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) break;
      after = { skuKey: last.skuKey, location: last.location };
    }
  }
}

/** Records that waited and wait no more are done. */
async function settleOld(deps: ActivityDeps, request: FinishRequest, waiting: Map<string, Waiting>): Promise<void> {
  if (request.stopped !== undefined) return;
  const asked = request.only === undefined ? undefined : new Set([...request.only, RUN_KEY].map(normaliseSku));
  const gone: RecordRow[] = [];
  for await (const row of waitingRecords(deps, request)) {
    const key = normaliseSku(row.recordKey);
    if (!waiting.has(key) && (asked === undefined || asked.has(key))) gone.push(row);
  }
  await together(gone, (row) => putRecord(deps, request, { sku: row.recordKey, summary: 'no longer in the way' }));
}

const AT_ONCE = 200;

/** Asked for together, many rows are written in one transaction. */
async function together<T>(items: Iterable<T>, write: (item: T) => Promise<void>): Promise<void> {
  for (const part of chunks([...items], AT_ONCE)) await Promise.all(part.map(write));
}

async function* waitingRecords(deps: ActivityDeps, { connection, sync }: StockRequest): AsyncGenerator<RecordRow> {
  let after: string | undefined;
  for (;;) {
    const query = {
      connection,
      sync,
      status: 'waiting' as const,
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    };
    const rows = await deps.store.records.list(query);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = recordCursor(last);
  }
}

/** One row for a run; that of single SKUs only where it did something, because there may be many. */
async function noteRun(deps: ActivityDeps, request: FinishRequest): Promise<void> {
  const { connection, sync, stopped, summary } = request;
  const entry = entryFor(Context.current(), { connection, sync, recordKey: RUN_KEY }, deps.now(), {
    kind: 'status',
    outcome: stopped === undefined ? 'ok' : 'waiting',
    step: 'stockLevels',
    summary: stopped === undefined ? summary : `${summary}; stopped: ${stopped.reason}`,
    ...(stopped === undefined ? {} : { failureType: stopped.cause }),
  });
  await deps.store.ledger.append([entry]);
}

/** NetSuite locations that hold stock and are neither mapped nor ignored. */
export async function findUnmapped(
  deps: ActivityDeps,
  request: StockRequest,
): Promise<{ unmapped: FinishRequest['others'] }> {
  const { settings, netSuite } = await deps.connections.open(request.connection, PAIR);
  const { settings: sync } = stockRules(settings);
  const settled = new Set([...Object.keys(sync.locations), ...sync.ignoreLocations]);
  const places = await (await netSuite()).readStockPlaces(sync.quantity);
  const unmapped = places
    .filter(({ locationId }) => !settled.has(locationId))
    .map(({ locationId, name, items }) => ({
      key: `location ${locationId}`,
      cause: 'location-unmapped',
      reason: `NetSuite location ${locationId}${name === undefined ? '' : ` (${name})`} holds stock of ${items} items and is not mapped; add it under stockLevels.locations or ignoreLocations`,
    }));
  return { unmapped };
}
