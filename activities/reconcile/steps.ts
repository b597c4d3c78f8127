/**
 * The steps of a reconciliation: begin, read a page of a side, compare a page of keys, look a second time, end.
 * The trap: each may be repeated after a crash; they replace what they wrote before, and count from the store at the end.
 */
import { Context } from '@temporalio/activity';
import { DateTime } from 'luxon';
import { ConnectorError } from '../../connectors/http/errors.ts';
import { compareGroup } from '../../mappings/shared/reconcile/compare.ts';
import { explain, type Verdict } from '../../mappings/shared/reconcile/explain.ts';
import type { Finding, ReconcileSide } from '../../mappings/shared/reconcile/types.ts';
import { type Connection, reconcileOf } from '../../settings/connection.ts';
import { durationMs } from '../../settings/duration.ts';
import { findingCursor } from '../../store/reconcile-findings.ts';
import type { ReconcileResult, StreamResult } from '../../workflows/contracts.ts';
import type { System } from '../../workflows/manifest.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor, type RecordScope } from '../ledger-entries.ts';
import type { ReconcileWindow } from './contract.ts';
import { knowledgeOf, toStoredFinding, withRecord } from './knowledge.ts';
import { groupsOf, type Judging, toStored } from './rows.ts';
import { streamOf, streamsOf } from './streams.ts';
import { totalsOf } from './totals.ts';

export type ReconcileScope = RecordScope & { run: string };
export type BeginRequest = RecordScope & { from?: string; to?: string; streams?: string[]; earlier?: string };
export type BeginAnswer = {
  run: string;
  from: string;
  to: string;
  /** What is older than this is judged. */
  before: string;
  streams: { name: string; source: System; target: System; looks: boolean }[];
};
export type SideRequest = ReconcileScope & { stream: string; side: ReconcileSide; range: Judging; cursor?: string };
export type CompareRequest = ReconcileScope & { stream: string; after?: string };
export type LookRequest = ReconcileScope & { stream: string; target: string; range: Judging };

const KEYS_PER_PAGE = 400;
const KEPT_RUNS = 40;

/**
 * Days are plain dates in the connection's zone; without them the settings' last days. `earlier`: no new run, but what an
 * earlier one found is taken up again. Throws Config for an unknown stream or run.
 */
export async function beginReconcile(deps: ActivityDeps, request: BeginRequest): Promise<BeginAnswer> {
  const open = await deps.connections.get(request.connection);
  const { settings } = open;
  const own = reconcileOf(settings);
  const today = DateTime.fromJSDate(deps.now(), { zone: settings.timeZone });
  const first = today.minus({ days: own.days - 1 });
  const before = new Date(deps.now().getTime() - (durationMs(own.grace) ?? 0)).toISOString();
  const from = dayOf(request.from, settings.timeZone) ?? first.toISODate() ?? '';
  const to = dayOf(request.to, settings.timeZone) ?? today.toISODate() ?? '';
  const { workflowExecution } = Context.current().info;
  const run = workflowExecution?.runId ?? `${request.connection}/${from}`;
  const range = { from, to, today: today.toISODate() ?? to };
  const wanted = request.streams?.map((name) => streamOf(settings.pair, name)) ?? streamsOf(settings.pair);
  const streams = wanted.filter((stream) => stream.isOn?.(open, range) ?? true);
  const shown = streams.map(({ name, source, target, look }) => ({ name, source, target, looks: look !== undefined }));
  if (request.earlier !== undefined) {
    const earlier = await deps.store.reconcile.get(request.earlier);
    if (earlier === undefined) throw unknownRun(request.earlier);
    return { run: earlier.id, from: earlier.from, to: earlier.to, before, streams: shown };
  }
  await deps.store.reconcile.prune(request.connection, KEPT_RUNS);
  await deps.store.reconcile.begin({
    id: run,
    connection: request.connection,
    from,
    to,
    startedAt: deps.now().toISOString(),
  });
  return { run, from, to, before, streams: shown };
}

const unknownRun = (run: string) =>
  new ConnectorError({
    type: 'Config',
    system: 'ml-connector',
    code: 'UNKNOWN_RUN',
    message: `there is no comparison ${run} to mend; compare anew`,
  });

/** An instant as the day on which it falls there; a plain day stays what it is. */
function dayOf(text: string | undefined, zone: string): string | undefined {
  if (text === undefined) return undefined;
  const day = DateTime.fromISO(text, { zone }).toISODate();
  if (day === null) throw new Error(`"${text}" is not a day`);
  return day;
}

/** Reads one page of one side into the store. Runs on that system's queue. */
export async function readReconcileSide(
  deps: ActivityDeps,
  request: SideRequest,
): Promise<{ rows: number; next?: string }> {
  const open = await deps.connections.get(request.connection);
  const stream = streamOf(open.settings.pair, request.stream);
  const window = windowOf(open.settings, request.range);
  const read = request.side === 'source' ? stream.readSource : stream.readTarget;
  const { rows, next } = await read(open, window, request.cursor);
  const stored = rows.map((row) => toStored(row, request.range));
  await deps.store.reconcile.putRows(request.run, request.stream, stored);
  return { rows: rows.length, ...(next === undefined ? {} : { next }) };
}

function windowOf(settings: Connection, { from, to }: Judging): ReconcileWindow {
  const { margin } = reconcileOf(settings);
  const moved = (day: string, days: number) => DateTime.fromISO(day, { zone: 'utc' }).plus({ days }).toISODate() ?? day;
  return { judged: { from, to }, read: { from: moved(from, -margin), to: moved(to, margin) }, zone: settings.timeZone };
}

/** Compares the next keys; answers how many, and where to go on. */
export async function compareReconcile(
  deps: ActivityDeps,
  request: CompareRequest,
): Promise<{ keys: number; findings: number; next?: string }> {
  const { run, stream, after } = request;
  const page = { limit: KEYS_PER_PAGE, ...(after === undefined ? {} : { after }) };
  const keys = await deps.store.reconcile.keys(run, stream, page);
  const findings = await compareKeys(deps, request, keys);
  const last = keys.at(-1);
  return {
    keys: keys.length,
    findings,
    ...(last === undefined || keys.length < KEYS_PER_PAGE ? {} : { next: last }),
  };
}

async function compareKeys(
  deps: ActivityDeps,
  request: ReconcileScope & { stream: string },
  keys: string[],
  verdicts: Record<string, Verdict> = {},
): Promise<number> {
  const { connection, run } = request;
  const open = await deps.connections.get(connection);
  const stream = streamOf(open.settings.pair, request.stream);
  const rules = stream.rules(open);
  const found: Finding[] = [];
  for (const group of await groupsOf(deps.store.reconcile, run, request.stream, keys)) {
    for (const one of compareGroup(group, rules)) {
      const own = await withRecord(deps, connection, stream, one);
      const known = explain(own, await knowledgeOf(deps, connection, stream, own, verdicts[own.key]));
      const more = known.explained ? undefined : stream.explain?.(deps.store, open, known, group);
      found.push((await more) ?? known);
    }
  }
  await deps.store.reconcile.replaceFindings(run, request.stream, keys, found.map(toStoredFinding));
  return found.length;
}

/** Records behind what is not explained, for the second look; `most` at a time. */
export async function listSuspects(
  deps: ActivityDeps,
  request: ReconcileScope & { stream: string; most: number },
): Promise<{ records: string[]; more: boolean }> {
  const records = new Set<string>();
  for await (const found of openFindings(deps, request.run, { stream: request.stream })) {
    if (found.recordKey !== undefined) records.add(found.recordKey);
    if (records.size > request.most) break;
  }
  return { records: [...records].slice(0, request.most), more: records.size > request.most };
}

/** What nobody can explain yet, or what can be mended although its record waits. */
export async function* openFindings(
  deps: ActivityDeps,
  run: string,
  query: { stream?: string; healable?: boolean },
): AsyncGenerator<{ stream: string; key: string; recordKey?: string; explained: boolean }> {
  for (let after: string | undefined; ; ) {
    const filter = query.healable === true ? { healable: true } : { explained: false };
    const page = await deps.store.reconcile.findings(run, {
      ...(query.stream === undefined ? {} : { stream: query.stream }),
      ...filter,
      limit: 500,
      ...(after === undefined ? {} : { after }),
    });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < 500) return;
    after = findingCursor(last);
  }
}

/**
 * Reads all that belongs to one record straight from both systems, puts it in place of what the lists said, and compares
 * anew. Runs on the target's queue. Answers how many differences stay unexplained.
 */
export async function lookReconcile(deps: ActivityDeps, request: LookRequest): Promise<{ open: number }> {
  const { connection, run, stream: name, target: recordKey } = request;
  const open = await deps.connections.get(connection);
  const stream = streamOf(open.settings.pair, name);
  const known = await keysOfRecord(deps, request);
  if (stream.look === undefined) return { open: known.length };
  const seen = await stream.look(open, recordKey, known, deps);
  if (seen === undefined) return { open: known.length };
  const { rows, verdicts } = seen;
  const keys = [...new Set([...known, ...rows.map(({ key }) => key)])];
  await deps.store.reconcile.replaceKeys(
    run,
    name,
    keys,
    rows.map((row) => toStored(row, request.range)),
  );
  await compareKeys(deps, request, keys, verdicts);
  return { open: (await keysOfRecord(deps, request)).length };
}

async function keysOfRecord(deps: ActivityDeps, request: LookRequest): Promise<string[]> {
  const keys = new Set<string>();
  for (const filter of [{}, { healable: true }]) {
    for await (const found of openFindings(deps, request.run, { stream: request.stream, ...filter })) {
      if (found.recordKey === request.target) keys.add(found.key);
    }
  }
  return [...keys];
}

/** Counts what was found, keeps the result and tells it in the ledger. `keepRows`: the record looks of a mending follow. */
export async function closeReconcile(
  deps: ActivityDeps,
  request: ReconcileScope & { stopped?: string; healed?: ReconcileResult['healed']; notLookedAt?: number },
): Promise<ReconcileResult> {
  const { run, connection, stopped, healed, notLookedAt } = request;
  const { pair } = (await deps.connections.get(connection)).settings;
  const kept = await deps.store.reconcile.get(run);
  const before = kept?.result === undefined ? undefined : (JSON.parse(kept.result) as ReconcileResult);
  const streams = await countStreams(deps, run, before);
  const total = (pick: (one: StreamResult) => number) => streams.reduce((sum, one) => sum + pick(one), 0);
  const result: ReconcileResult = {
    run,
    connection,
    from: kept?.from ?? '',
    to: kept?.to ?? '',
    explained: total((one) => one.explained),
    unexplained: total((one) => one.unexplained),
    streams,
    ...(healed === undefined ? {} : { healed }),
    ...(notLookedAt === undefined || notLookedAt === 0 ? {} : { notLookedAt }),
    ...(stopped === undefined ? {} : { stopped }),
  };
  const finishedAt = deps.now().toISOString();
  const state = stopped === undefined ? 'done' : 'stopped';
  const summed = streams.map(({ stream }) => stream).filter((name) => streamOf(pair, name).sums === true);
  const totals = await totalsOf(deps.store.reconcile, run, summed);
  const whole = totals.length === 0 ? result : { ...result, totals };
  await deps.store.reconcile.finish(run, { state, finishedAt, result: JSON.stringify(whole) });
  await deps.store.ledger.append([
    entryFor(Context.current(), request, deps.now(), {
      kind: 'action',
      outcome: stopped === undefined ? 'ok' : 'failed',
      step: healed === undefined ? 'reconcile' : 'reconcile and mend',
      summary: `${result.from} to ${result.to}: ${result.unexplained} unexplained, ${result.explained} explained${stopped === undefined ? '' : `; stopped: ${stopped}`}`,
    }),
  ]);
  return result;
}

/** Row counts go with the rows, so after a mending they are those of the comparison before. */
async function countStreams(
  deps: ActivityDeps,
  run: string,
  before: ReconcileResult | undefined,
): Promise<StreamResult[]> {
  const rows = await deps.store.reconcile.rowCounts(run);
  const findings = await deps.store.reconcile.findingCounts(run);
  const names = new Set(
    [...(before?.streams ?? []), ...rows.map(({ stream }) => ({ stream })), ...findings].map((one) => one.stream),
  );
  return [...names].sort().map((stream) => {
    const count = (side: ReconcileSide) => rows.find((row) => row.stream === stream && row.side === side)?.judged ?? 0;
    const earlier = before?.streams.find((one) => one.stream === stream);
    const own = findings.filter((one) => one.stream === stream);
    const sum = (explained: boolean) =>
      own.filter((one) => one.explained === explained).reduce((all, one) => all + one.count, 0);
    return {
      stream,
      source: earlier?.source ?? count('source'),
      target: earlier?.target ?? count('target'),
      explained: sum(true),
      unexplained: sum(false),
      causes: Object.fromEntries(
        own.map((one) => [
          one.cause,
          own.filter(({ cause }) => cause === one.cause).reduce((all, { count: n }) => all + n, 0),
        ]),
      ),
    };
  });
}
