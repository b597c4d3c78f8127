/**
 * Keeps a connection alive: a parked one is tried again and set going when it is well; old rows are removed once a day.
 * The trap: only the system that refused us is asked; another one's hiccups would only make the watch slower.
 */
import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { PingReport } from '../connectors/http/contract.ts';
import { ConnectorError } from '../connectors/http/errors.ts';
import { durationMs } from '../settings/duration.ts';
import type { RecordRow } from '../store/contract.ts';
import { recordCursor } from '../store/records.ts';
import type { Wake } from '../workflows/contracts.ts';
import { CONNECTION_CAUSES, isWokenInOrder } from '../workflows/held.ts';
import { manifestOf } from '../workflows/manifest.ts';
import { lookAgain } from '../workflows/starts.ts';
import type { OpenConnection } from './connection-registry.ts';
import type { ActivityDeps } from './deps.ts';
import { entryFor, type RecordScope } from './ledger-entries.ts';

const PAGE = 500;

/** Whether the connection is parked, and whether it would work now. Signs in to the system that refused; reads only. */
export async function checkConnection(
  deps: ActivityDeps,
  request: RecordScope,
): Promise<{ parked: boolean; well: boolean; detail: string }> {
  deps.connections.forget(request.connection);
  const open = await deps.connections.get(request.connection);
  const { row } = open;
  if (row.parked === undefined) return { parked: false, well: true, detail: 'not parked' };
  const report = await pingParked(open, row.parked.system);
  if (report === undefined) return { parked: true, well: false, detail: row.parked.reason };
  const failed = report.checks.filter(
    (check) => check.state === 'fail' && matters(check.name, row.parked?.failureType),
  );
  if (failed.length > 0)
    return { parked: true, well: false, detail: failed.map((check) => `${check.name}: ${check.detail}`).join('; ') };
  await deps.store.connections.unpark(request.connection);
  deps.connections.forget(request.connection);
  await deps.store.ledger.append([
    entryFor(Context.current(), request, deps.now(), {
      kind: 'action',
      outcome: 'ok',
      summary: 'the connection works again; waiting records go on',
    }),
  ]);
  return { parked: false, well: true, detail: 'works again' };
}

/** After refused credentials the sign-in alone decides: a table that cannot be read just now would hold everything up. */
const matters = (check: string, failureType: string | undefined): boolean =>
  failureType !== 'Auth' || check.endsWith('sign-in');

/** Asks the system that refused us; undefined when its credentials are missing. */
async function pingParked(open: OpenConnection, parkedBy: string): Promise<PingReport | undefined> {
  const { systems } = manifestOf(open.settings.pair);
  const system = systems.find((name) => name === parkedBy) ?? systems[0];
  try {
    return system === undefined ? undefined : await (await open.api(system)).ping();
  } catch (error) {
    if (error instanceof ConnectorError) return undefined;
    throw error;
  }
}

/**
 * Wakes everything that waits for the connection itself, webhooks that could not be followed first; answers how many.
 * `butInOrder`: not what `wakeInOrder` wakes.
 */
export async function wakeWaiting(
  deps: ActivityDeps,
  request: RecordScope & { butInOrder?: boolean },
): Promise<number> {
  let woken = await wakePointers(deps, request.connection);
  for (const row of await heldRecords(deps, request.connection)) {
    if (request.butInOrder === true && isWokenInOrder(row)) continue;
    await wakeRecord(deps, row);
    Context.current().heartbeat(++woken);
  }
  return woken;
}

async function wakePointers(deps: ActivityDeps, connection: string): Promise<number> {
  const query = `WorkflowType = 'webhookPointer' AND MlConnection = '${connection}' AND ExecutionStatus = 'Running'`;
  const ids: string[] = [];
  for await (const { workflowId } of deps.client.workflow.list({ query })) ids.push(workflowId);
  let woken = 0;
  // Temporal lists the newest first; what came first goes first.
  for (const id of ids.reverse()) {
    await deps.client.workflow.getHandle(id).signal('redelivered').catch(ignoreEnded);
    Context.current().heartbeat(++woken);
  }
  return woken;
}

/** It may have ended since it was listed. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}

/** `when`: tells one waking of the same watch from another. */
export function wakeRecord(
  deps: ActivityDeps,
  { connection, sync, recordKey }: RecordRow,
  when = '',
): Promise<unknown> {
  const eventId = `well:${Context.current().info.workflowExecution?.runId ?? ''}${when}`;
  const wake: Wake = { eventId, cause: 'person', at: deps.now().toISOString() };
  return deps.client.workflow.signalWithStart(...lookAgain({ connection, sync, key: recordKey }, wake));
}

/** As they came: what was held up first goes first. */
export async function heldRecords(deps: ActivityDeps, connection: string): Promise<RecordRow[]> {
  const rows: RecordRow[] = [];
  for (const cause of CONNECTION_CAUSES) rows.push(...(await waitingFor(deps, connection, cause)));
  return rows.sort((a, b) => (a.firstSeenAt < b.firstSeenAt ? -1 : 1));
}

async function waitingFor(deps: ActivityDeps, connection: string, cause: string): Promise<RecordRow[]> {
  const found: RecordRow[] = [];
  for (let after: string | undefined; ; ) {
    const page = { connection, status: 'waiting', cause, limit: PAGE } as const;
    const rows = await deps.store.records.list(after === undefined ? page : { ...page, after });
    found.push(...rows);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return found;
    after = recordCursor(last);
  }
}

const PRUNED = 'guard/pruned';
const DAY_MS = 86_400_000;

/** Once a day: what is older than the owner wants to keep it. The ledger's chain stays provable from its new root. */
export async function pruneOld(deps: ActivityDeps, request: RecordScope): Promise<{ ledger: number; inbox: number }> {
  const now = deps.now();
  const last = await deps.store.cursors.get(request.connection, PRUNED);
  if (last !== undefined && now.getTime() - Date.parse(last.value) < DAY_MS) return { ledger: 0, inbox: 0 };
  const { retention } = (await deps.connections.get(request.connection)).settings;
  const before = (kept: string) => new Date(now.getTime() - (durationMs(kept) ?? 0)).toISOString();
  const inbox = await deps.store.inbox.prune(request.connection, before(retention.inbox));
  await deps.store.orderNotes.prune(request.connection, before(retention.inbox));
  const ledger =
    retention.ledger === undefined ? 0 : await deps.store.ledger.prune(request.connection, before(retention.ledger));
  await deps.store.cursors.put(request.connection, PRUNED, now.toISOString());
  return { ledger, inbox };
}
