/**
 * Pages through what changed in a window and wakes the records that are not settled yet: what webhooks lost, this finds.
 * The trap: windows overlap on purpose (late commits, the repeated hour in autumn), so settled rows are skipped.
 */
import { Context } from '@temporalio/activity';
import { DateTime } from 'luxon';
import { type Connection, syncOf } from '../settings/connection.ts';
import { durationMs } from '../settings/duration.ts';
import { manifestOf, type System, syncManifest } from '../workflows/manifest.ts';
import type { ActivityDeps } from './deps.ts';
import { entryFor, type RecordScope } from './ledger-entries.ts';
import { syncSource, type WakeRow, type Window } from './sync-sources.ts';
import { wakeRecords } from './wake.ts';

export type { Window } from './sync-sources.ts';
export type StreamScope = RecordScope & { stream: string };
export type WindowRequest = StreamScope & { since?: string };
/** `hold`: the records are told, not woken. */
export type PageRequest = StreamScope & {
  window: Window;
  cursor?: string;
  cause: 'sweep' | 'backfill';
  hold?: boolean;
};
/** `next`: the cursor of the next page; absent at the end. `total`: rows of the whole stream, where it tells. */
export type PageAnswer = {
  /** One row for each record that is to be woken, with `hold`. */
  held?: WakeRow[];
  rows: number;
  settled: number;
  woken: number;
  foundBySweep: number;
  next?: string;
  total?: number;
};

const DAY_MS = 86_400_000;

/** The streams of a sync in their order; a backfill leaves out those that only tell of changes to others. */
export async function listStreams(
  deps: ActivityDeps,
  request: RecordScope & { cause: 'sweep' | 'backfill' },
): Promise<{ name: string; system: System }[]> {
  const { settings } = await deps.connections.get(request.connection);
  const sync = manifestOf(settings.pair).syncs.find(({ name }) => name === request.sync);
  const streams = sync?.streams ?? [];
  return streams
    .filter(({ inBackfill, inSweep }) => (request.cause === 'sweep' ? inSweep !== false : inBackfill))
    .map(({ name, system }) => ({ name, system }));
}

/** From the high-water mark minus the overlap until now. */
export async function openWindow(deps: ActivityDeps, request: WindowRequest): Promise<Window> {
  const now = deps.now();
  const to = now.toISOString();
  if (request.since !== undefined) return { from: request.since, to };
  const open = await deps.connections.get(request.connection);
  const cursor = await deps.store.cursors.get(request.connection, cursorName(request));
  const overlap = syncSource(request.sync).overlapMs(open, request.stream);
  const mark = cursor === undefined ? firstMark(open, request.sync) : before(new Date(cursor.value), overlap);
  const deepDays = await deepScanDue(deps, request, now);
  return { from: deepDays === undefined ? mark : earlier(mark, before(now, deepDays * DAY_MS)), to };
}

function firstMark({ settings, row }: { settings: Connection; row: { updatedAt: string } }, sync: string): string {
  const startFrom = syncOf(settings, sync)?.sweep?.startFrom;
  return startFrom === undefined ? before(new Date(row.updatedAt), DAY_MS) : dayStart(startFrom, settings.timeZone);
}

export async function closeWindow(deps: ActivityDeps, request: StreamScope & { to: string }): Promise<void> {
  await deps.store.cursors.put(request.connection, cursorName(request), request.to);
}

const cursorName = (request: { sync: string; stream: string }) => `${request.sync}/${request.stream}`;
const dayStart = (day: string, zone: string) => DateTime.fromISO(day, { zone }).toUTC().toISO() ?? day;
const before = (time: Date, ms: number) => new Date(time.getTime() - ms).toISOString();
const earlier = (a: string, b: string) => (a < b ? a : b);

/** How many days back this stream is read anew now; undefined when it is not due. */
async function deepScanDue(deps: ActivityDeps, request: WindowRequest, now: Date): Promise<number | undefined> {
  const days = syncSource(request.sync).deepScanDays?.[request.stream];
  if (days === undefined) return undefined;
  const name = `${cursorName(request)}/deep`;
  const last = await deps.store.cursors.get(request.connection, name);
  if (last !== undefined && now.getTime() - new Date(last.value).getTime() < DAY_MS) return undefined;
  await deps.store.cursors.put(request.connection, name, now.toISOString());
  // The first window is the owner's choice (startFrom); the deep scan begins a day later.
  return last === undefined ? undefined : days;
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
  const open = await deps.connections.get(request.connection);
  const page = await syncSource(request.sync).readPage(open, request.stream, request.window, request.cursor, deps);
  const unsettled = await unsettledRows(deps, request, page.rows);
  const { untold, resting } = await knownRecords(deps, request, unsettled);
  const awake = unsettled.filter((row) => !resting.has(row.key));
  const held = [...new Map(awake.map((row) => [row.key, row])).values()];
  if (request.hold !== true) await wakeRecords(deps, request, held, request.cause);
  if (request.cause === 'sweep' && untold.length > 0) {
    deps.count?.foundBySweep(request.connection, request.sync, untold.length);
    await noteFound(deps, request, untold);
  }
  return {
    rows: page.read,
    settled: page.rows.length - unsettled.length,
    woken: held.length,
    ...(request.hold === true ? { held } : {}),
    foundBySweep: untold.length,
    ...(page.next === undefined ? {} : { next: page.next }),
    ...(page.total === undefined ? {} : { total: page.total }),
  };
}

async function unsettledRows(deps: ActivityDeps, request: PageRequest, rows: WakeRow[]): Promise<WakeRow[]> {
  const sources = rows.map(({ source, state }) => ({ source, state }));
  const open = new Set((await deps.store.records.unsettled(request.connection, request.sync, sources)).map(nameOf));
  return rows.filter((row) => open.has(nameOf(row)));
}

const nameOf = (row: { source: string; state: string }) => `${row.source} ${row.state}`;

/**
 * `untold`: records that nobody had told us of, or that were thought done. `resting`: records that wait and look again by
 * themselves soon; waking them with each sweep would only spend the vendor's budget.
 */
async function knownRecords(
  deps: ActivityDeps,
  request: PageRequest,
  rows: WakeRow[],
): Promise<{ untold: string[]; resting: Set<string> }> {
  const known = { untold: [] as string[], resting: new Set<string>() };
  if (request.cause !== 'sweep') return known;
  const { settings } = await deps.connections.get(request.connection);
  const recheckMs = durationMs(syncOf(settings, request.sync)?.recheck ?? '15m') ?? 0;
  const freshAfter = new Date(deps.now().getTime() - 2 * recheckMs).toISOString();
  for (const key of new Set(rows.map((row) => row.key))) {
    const record = await deps.store.records.get(request.connection, request.sync, key);
    if (record === undefined || record.status === 'done') known.untold.push(key);
    else if (record.status === 'waiting' && record.updatedAt > freshAfter) known.resting.add(key);
  }
  return known;
}

async function noteFound(deps: ActivityDeps, request: PageRequest, keys: string[]): Promise<void> {
  const system = syncManifest(request.sync)?.streams.find(({ name }) => name === request.stream)?.system;
  const entries = keys.map((recordKey) =>
    entryFor(Context.current(), { connection: request.connection, sync: request.sync, recordKey }, deps.now(), {
      kind: 'event',
      outcome: 'ok',
      step: `sweep ${request.stream}`,
      summary: 'found by the sweep; no webhook had told of it',
      ...(system === undefined ? {} : { system }),
    }),
  );
  await deps.store.ledger.append(entries);
}
