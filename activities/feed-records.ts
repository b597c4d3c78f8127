/**
 * Wakes the records of a backfill a few at a time, and tells which of them have not been looked at yet: thousands at once
 * would stand in front of one another and of the live ones.
 * The trap: a workflow that somebody ended settles nothing, so what stands still is asked of Temporal too.
 */
import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import { recordWorkflowId } from '../workflows/ids.ts';
import type { ActivityDeps } from './deps.ts';
import type { RecordScope } from './ledger-entries.ts';
import type { WakeRow } from './sync-sources.ts';
import { wakeRecords } from './wake.ts';

/** A record that was woken; `was`: when it had settled before. */
export type UnderWay = { key: string; was?: string };
/** `untilEmpty`: answer when nothing is under way any more, instead of when there is room for others. */
export type FeedRequest = RecordScope & { rows: WakeRow[]; underWay: UnderWay[]; untilEmpty?: boolean };
/** `room`: how many may be woken next. */
export type FeedAnswer = { underWay: UnderWay[]; room: number };

/** Keeps NetSuite busy while as many are on their way to it; each one more only makes live records wait. */
const UNDER_WAY_PER_CALL = 2;
const LEAST_UNDER_WAY = 6;
const USUAL_UNDER_WAY = 12;
/** While live ones wait: enough to get on, too few to stand in their way. */
const UNDER_WAY_BESIDE_WAITING = 2;
/** A delivery is followed within some hundred milliseconds, unless the machine is busy; older ones wait for something else. */
const WAITS_AFTER_MS = 1_000;
const LATELY_MS = 20_000;
const MOST_DELIVERIES = 100;
/** How often the inbox is asked. */
const LIMIT_FOR_MS = 1_000;

const LOOK_EVERY_MS = 250;
/** How often Temporal is asked about those that stand still. */
const ASK_EVERY_MS = 5_000;
/** Something is told at least this often, so that the progress moves; where nothing moved, below the step's time limit. */
const TELL_AFTER_MS = { moved: 15_000, unmoved: 240_000 };

export async function feedRecords(deps: ActivityDeps, request: FeedRequest): Promise<FeedAnswer> {
  const { rows } = request;
  let limit = await limitNow(deps, request.connection);
  let limitedMs = Date.now();
  const before = await settledAt(deps, request, rows);
  const woken = await wakeRecords(deps, request, rows, 'backfill');
  const begun = [...request.underWay, ...woken.map((key) => underWayOf(key, before.get(key)))];
  const startedMs = Date.now();
  let askedMs = startedMs;
  for (let underWay = begun; ; ) {
    underWay = await stillUnderWay(deps, request, underWay);
    if (Date.now() - askedMs >= ASK_EVERY_MS) {
      underWay = await withoutEnded(deps, request, underWay);
      askedMs = Date.now();
    }
    if (Date.now() - limitedMs >= LIMIT_FOR_MS) {
      limit = await limitNow(deps, request.connection);
      limitedMs = Date.now();
    }
    const most = request.untilEmpty === true ? 0 : Math.floor(limit / 2);
    const limitMs = TELL_AFTER_MS[underWay.length < begun.length ? 'moved' : 'unmoved'];
    if (underWay.length <= most || Date.now() - startedMs >= limitMs)
      return { underWay, room: Math.max(0, limit - underWay.length) };
    await Context.current().sleep(LOOK_EVERY_MS);
  }
}

/** How many records may be under way now: few while live deliveries wait. */
export async function limitNow(deps: Pick<ActivityDeps, 'connections' | 'store' | 'now'>, connection: string) {
  const usual = await usualLimit(deps, connection);
  return (await isLiveWaiting(deps, connection)) ? Math.min(usual, UNDER_WAY_BESIDE_WAITING) : usual;
}

async function isLiveWaiting({ store, now }: Pick<ActivityDeps, 'store' | 'now'>, connection: string) {
  const before = (ms: number) => new Date(now().getTime() - ms).toISOString();
  const rows = await store.inbox.range({
    connection,
    from: before(LATELY_MS),
    to: before(WAITS_AFTER_MS),
    limit: MOST_DELIVERIES,
  });
  return rows.some(({ state }) => state !== 'done');
}

async function usualLimit(deps: Pick<ActivityDeps, 'connections'>, connection: string): Promise<number> {
  const { settings } = await deps.connections.get(connection);
  if (!('netsuite' in settings)) return USUAL_UNDER_WAY;
  return Math.max(LEAST_UNDER_WAY, UNDER_WAY_PER_CALL * settings.netsuite.concurrency);
}

const underWayOf = (key: string, was: string | undefined): UnderWay => (was === undefined ? { key } : { key, was });

const settledAt = (deps: ActivityDeps, { connection, sync }: RecordScope, records: { key: string }[]) =>
  deps.store.records.settledAt(
    connection,
    sync,
    records.map(({ key }) => key),
  );

async function stillUnderWay(deps: ActivityDeps, scope: RecordScope, records: UnderWay[]): Promise<UnderWay[]> {
  const now = await settledAt(deps, scope, records);
  return records.filter(({ key, was }) => now.get(key) === was);
}

async function withoutEnded(
  deps: ActivityDeps,
  { connection, sync }: RecordScope,
  records: UnderWay[],
): Promise<UnderWay[]> {
  const open = await Promise.all(
    records.map(async ({ key }) => {
      const handle = deps.client.workflow.getHandle(recordWorkflowId({ connection, sync, key }));
      return handle.describe().then(
        ({ status }) => status.name === 'RUNNING',
        (error: unknown) => {
          if (error instanceof WorkflowNotFoundError) return false;
          throw error;
        },
      );
    }),
  );
  return records.filter((_record, i) => open[i]);
}
