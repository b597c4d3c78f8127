/**
 * Pages through what changed in a window and wakes the orders whose parcels are not settled yet: what webhooks lost, this
 * finds. The trap: windows overlap on purpose (late commits, the repeated hour in autumn), so settled rows are skipped.
 */
import { Context } from '@temporalio/activity';
import { DateTime } from 'luxon';
import type { PointerRow } from '../connectors/shipstation/types.ts';
import { durationMs } from '../settings/duration.ts';
import type { ActivityDeps } from './deps.ts';
import { entryFor, type RecordScope } from './ledger-entries.ts';
import { wakeOrders } from './wake.ts';

export const STREAMS = ['shipmentsCreated', 'shipmentsVoided', 'fulfillments'] as const;
export type Stream = (typeof STREAMS)[number];
export type Window = { from: string; to: string };

export type WindowRequest = RecordScope & { stream: Stream; since?: string };
export type PageRequest = RecordScope & { stream: Stream; window: Window; page: number; cause: 'sweep' | 'backfill' };
export type PageAnswer = { rows: number; settled: number; woken: number; foundBySweep: number; hasMore: boolean };

const DAY_MS = 86_400_000;
/** Fulfilments have no void filter; once a day their last month is read again. */
const DEEP_SCAN_DAYS = 30;

/** From the high-water mark minus the overlap until now. */
export async function openWindow(deps: ActivityDeps, request: WindowRequest): Promise<Window> {
  const now = deps.now();
  const to = now.toISOString();
  if (request.since !== undefined) return { from: request.since, to };
  const { settings, row } = await deps.connections.get(request.connection);
  const { sweep } = settings.syncs.orderShipped;
  const cursor = await deps.store.cursors.get(request.connection, cursorName(request));
  const overlap = durationMs(request.stream === 'shipmentsCreated' ? sweep.overlap : sweep.voidsOverlap) ?? 0;
  const applied = new Date(new Date(row.updatedAt).getTime() - DAY_MS).toISOString();
  const first = sweep.startFrom === undefined ? applied : dayStart(sweep.startFrom, settings.timeZone);
  const mark = cursor === undefined ? first : new Date(new Date(cursor.value).getTime() - overlap).toISOString();
  return { from: (await isDeepScanDue(deps, request, now)) ? earlier(mark, daysAgo(now)) : mark, to };
}

export async function closeWindow(
  deps: ActivityDeps,
  request: RecordScope & { stream: Stream; to: string },
): Promise<void> {
  await deps.store.cursors.put(request.connection, cursorName(request), request.to);
}

const cursorName = (request: { sync: string; stream: Stream }) => `${request.sync}/${request.stream}`;
const dayStart = (day: string, zone: string) => DateTime.fromISO(day, { zone }).toUTC().toISO() ?? day;
const daysAgo = (now: Date) => new Date(now.getTime() - DEEP_SCAN_DAYS * DAY_MS).toISOString();
const earlier = (a: string, b: string) => (a < b ? a : b);

async function isDeepScanDue(deps: ActivityDeps, request: WindowRequest, now: Date): Promise<boolean> {
  if (request.stream !== 'fulfillments') return false;
  const name = `${cursorName(request)}/deep`;
  const last = await deps.store.cursors.get(request.connection, name);
  if (last === undefined) {
    // The first window is the owner's choice (startFrom); the deep scan begins a day later.
    await deps.store.cursors.put(request.connection, name, now.toISOString());
    return false;
  }
  if (now.getTime() - new Date(last.value).getTime() < DAY_MS) return false;
  await deps.store.cursors.put(request.connection, name, now.toISOString());
  return true;
}

/** Resolves a backfill's end as a person typed it: an instant, or a plain date in the connection's time zone. */
export async function resolveRange(
  deps: ActivityDeps,
  request: RecordScope & { from: string; to: string },
): Promise<Window> {
  const { settings } = await deps.connections.get(request.connection);
  const from = instantOf(request.from, settings.timeZone, 0);
  const to = instantOf(request.to, settings.timeZone, 1);
  return { from, to };
}

/** A plain date as an end means the whole of that day. */
function instantOf(text: string, zone: string, addDays: number): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const time = DateTime.fromISO(text, { zone }).plus({ days: isDay ? addDays : 0 });
  const iso = time.toUTC().toISO();
  if (!time.isValid || iso === null) throw new Error(`"${text}" is not a date or an ISO-8601 instant`);
  return iso;
}

export async function sweepPage(deps: ActivityDeps, request: PageRequest): Promise<PageAnswer> {
  const shipStation = await (await deps.connections.get(request.connection)).shipStation();
  const page = await shipStation.sweepPage(request.stream, request.window, request.page);
  const rows = page.rows.filter((row) => !row.isReturnLabel);
  const open = await unsettledRows(deps, request, rows);
  const { untold, resting } = await knownOrders(deps, request, open);
  const awake = open.filter((row) => !resting.has(row.orderId));
  const orders = await wakeOrders(deps, request, awake, request.cause);
  if (request.cause === 'sweep' && untold.length > 0) {
    deps.count?.foundBySweep(request.connection, untold.length);
    await noteFound(deps, request, untold);
  }
  return {
    rows: page.rows.length,
    settled: rows.length - open.length,
    woken: orders.length,
    foundBySweep: untold.length,
    hasMore: page.hasMore,
  };
}

async function unsettledRows(deps: ActivityDeps, request: PageRequest, rows: PointerRow[]): Promise<PointerRow[]> {
  const sources = rows.map((row) => ({ source: row.source, state: row.voided ? 'voided' : 'live' }));
  const open = new Set(
    (await deps.store.records.unsettled(request.connection, request.sync, sources)).map(
      (s) => `${s.source} ${s.state}`,
    ),
  );
  return rows.filter((row) => open.has(`${row.source} ${row.voided ? 'voided' : 'live'}`));
}

/**
 * `untold`: orders that nobody had told us of, or that were thought done. `resting`: orders that wait and look again by
 * themselves soon; waking them with each sweep would only spend the vendor's budget.
 */
async function knownOrders(
  deps: ActivityDeps,
  request: PageRequest,
  open: PointerRow[],
): Promise<{ untold: string[]; resting: Set<string> }> {
  const known = { untold: [] as string[], resting: new Set<string>() };
  if (request.cause !== 'sweep') return known;
  const { settings } = await deps.connections.get(request.connection);
  const recheckMs = durationMs(settings.syncs.orderShipped.recheck) ?? 0;
  const freshAfter = new Date(deps.now().getTime() - 2 * recheckMs).toISOString();
  for (const orderId of new Set(open.map((row) => row.orderId))) {
    const record = await deps.store.records.get(request.connection, request.sync, orderId);
    if (record === undefined || record.status === 'done') known.untold.push(orderId);
    else if (record.status === 'waiting' && record.updatedAt > freshAfter) known.resting.add(orderId);
  }
  return known;
}

async function noteFound(deps: ActivityDeps, request: PageRequest, orders: string[]): Promise<void> {
  const entries = orders.map((recordKey) =>
    entryFor(Context.current(), { connection: request.connection, sync: request.sync, recordKey }, deps.now(), {
      kind: 'event',
      outcome: 'ok',
      step: `sweep ${request.stream}`,
      system: 'shipstation',
      summary: 'found by the sweep; no webhook had told of it',
    }),
  );
  await deps.store.ledger.append(entries);
}
