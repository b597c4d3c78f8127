/**
 * The Temporal Schedules of a connection: one sweep per sync, one guard. What is there is compared with what is wanted,
 * so that applying twice changes nothing. The trap: Temporal appends the time to `workflowId` of each scheduled run.
 */
import type { Client, ScheduleDescription, ScheduleOptionsStartWorkflowAction } from '@temporalio/client';
import { type Priority, TypedSearchAttributes, type Workflow } from '@temporalio/common';
import type { AnySync } from '../../settings/common.ts';
import { type Connection, reconcileOf, syncsOf } from '../../settings/connection.ts';
import { durationMs } from '../../settings/duration.ts';
import type { GuardInput, ReconcileInput, RunInput, SweepInput } from '../../workflows/contracts.ts';
import { guardId, reconcileScheduleId, runId, sweepId } from '../../workflows/ids.ts';
import { manifestOf, syncManifest } from '../../workflows/manifest.ts';
import { MAIN_QUEUE, priorityOf } from '../../workflows/policies.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';

export type WantedSchedule = {
  scheduleId: string;
  everyMs: number;
  /** sweep, webhookGuard, or the sync's own name for one that runs as a whole. */
  workflowType: string;
  input: SweepInput | GuardInput | RunInput | ReconcileInput;
  connection: string;
  sync: string;
  paused: boolean;
  note: string;
};

export type ScheduleChange = { wanted: WantedSchedule; kind: 'create' | 'update' | 'keep'; differences: string[] };

const GUARD_EVERY_MS = 15 * 60_000;
/** After an outage one sweep follows at once: its window reaches back to where the last one ended. */
const CATCH_UP_MS = 60 * 60_000;

/** `mode` is the mode in force, which `connections pause` may have set apart from the file. */
export function wantedSchedules(connection: Connection, mode: Connection['mode'] = connection.mode): WantedSchedule[] {
  const { id, pair } = connection;
  const guard = { scheduleId: guardId(id), everyMs: GUARD_EVERY_MS, workflowType: 'webhookGuard' };
  return [
    ...syncsOf(connection).map(([name, sync]) => syncSchedule(id, name, sync, mode)),
    { ...guard, input: { connection: id, pair }, connection: id, sync: 'guard', ...pauseState(mode, true) },
    ...reconcileSchedule(connection, mode),
  ];
}

/** Where the pair has lists to compare. */
function reconcileSchedule(connection: Connection, mode: Connection['mode']): WantedSchedule[] {
  const { id, pair } = connection;
  if ((manifestOf(pair).reconciles ?? []).length === 0) return [];
  const { every, enabled } = reconcileOf(connection);
  return [
    {
      scheduleId: reconcileScheduleId(id),
      everyMs: durationMs(every) ?? GUARD_EVERY_MS,
      workflowType: 'reconciliation',
      input: { connection: id },
      connection: id,
      sync: 'reconcile',
      ...pauseState(mode, enabled, 'the reconciliation is switched off in the connection’s file'),
    },
  ];
}

/** A sync of records is swept; one that runs as a whole is started. */
function syncSchedule(id: string, name: string, sync: AnySync, mode: Connection['mode']): WantedSchedule {
  const isRun = syncManifest(name)?.kind === 'run';
  const every = isRun ? sync.every : sync.sweep?.every;
  return {
    scheduleId: isRun ? runId(id, name) : sweepId(id, name),
    everyMs: durationMs(every ?? '') ?? GUARD_EVERY_MS,
    workflowType: isRun ? name : 'sweep',
    input: { connection: id, sync: name },
    connection: id,
    sync: name,
    ...pauseState(mode, sync.enabled),
  };
}

function pauseState(
  mode: Connection['mode'],
  enabled: boolean,
  off = 'the sync is switched off in the connection’s file',
): { paused: boolean; note: string } {
  if (mode === 'paused') return { paused: true, note: 'the connection is paused' };
  if (!enabled) return { paused: true, note: off };
  return { paused: false, note: 'kept in step by `ml-connector connections apply`' };
}

/** Compares with what Temporal has. Throws gRPC errors when it cannot be reached. */
export async function planSchedules(client: Client, wanted: WantedSchedule[]): Promise<ScheduleChange[]> {
  return Promise.all(
    wanted.map(async (schedule) => {
      const found = await describe(client, schedule.scheduleId);
      if (found === undefined) return { wanted: schedule, kind: 'create' as const, differences: [] };
      const differences = compare(schedule, found);
      return {
        wanted: schedule,
        kind: differences.length === 0 ? ('keep' as const) : ('update' as const),
        differences,
      };
    }),
  );
}

/** The connection's Schedules that stand in Temporal, whatever its file wants by now. */
export async function presentSchedules(client: Client, connection: Connection): Promise<string[]> {
  const ids = wantedSchedules(connection).map(({ scheduleId }) => scheduleId);
  const found = await Promise.all(ids.map((id) => describe(client, id)));
  return ids.filter((_, index) => found[index] !== undefined);
}

async function describe(client: Client, scheduleId: string): Promise<ScheduleDescription | undefined> {
  try {
    return await client.schedule.getHandle(scheduleId).describe();
  } catch (error) {
    if (error instanceof Error && error.name === 'ScheduleNotFoundError') return undefined;
    throw error;
  }
}

function compare(wanted: WantedSchedule, found: ScheduleDescription): string[] {
  const { spec, action, policies, state } = found;
  const everyMs = spec.intervals?.[0]?.every;
  const sameSpec = spec.intervals?.length === 1 && (spec.calendars?.length ?? 0) === 0;
  const sameAction =
    action.workflowType === wanted.workflowType &&
    action.taskQueue === MAIN_QUEUE &&
    JSON.stringify(action.args) === JSON.stringify([wanted.input]) &&
    action.priority?.priorityKey === priority(wanted).priorityKey;
  const samePolicies = policies.overlap === 'SKIP' && policies.catchupWindow === CATCH_UP_MS;
  return [
    ...(sameSpec && everyMs === wanted.everyMs ? [] : [`every ${shortMs(everyMs)} → ${shortMs(wanted.everyMs)}`]),
    ...(sameAction ? [] : ['what it starts']),
    ...(samePolicies ? [] : ['what it does with overlapping and missed runs']),
    ...(state.paused === wanted.paused ? [] : [wanted.paused ? 'pause' : 'resume']),
  ];
}

const shortMs = (ms: number | undefined) =>
  ms === undefined ? 'never' : ms % 60_000 === 0 ? `${ms / 60_000}m` : `${ms / 1_000}s`;

const priority = (wanted: WantedSchedule): Priority =>
  priorityOf(wanted.workflowType === 'webhookGuard' ? 'webhook' : 'sweep', wanted.connection);

/** Creates or updates one schedule; nothing for `keep`. */
export async function applySchedule(client: Client, change: ScheduleChange): Promise<void> {
  if (change.kind === 'keep') return;
  const { wanted } = change;
  const typedSearchAttributes = new TypedSearchAttributes([
    { key: SEARCH_ATTRIBUTES.connection, value: wanted.connection },
    { key: SEARCH_ATTRIBUTES.sync, value: wanted.sync },
  ]);
  // The SDK passes a priority on, though its type for new schedules does not name it yet.
  const action: ScheduleOptionsStartWorkflowAction<Workflow> & { priority: Priority } = {
    type: 'startWorkflow',
    workflowType: wanted.workflowType,
    workflowId: wanted.scheduleId,
    taskQueue: MAIN_QUEUE,
    args: [wanted.input],
    priority: priority(wanted),
    typedSearchAttributes,
  };
  const options = {
    spec: { intervals: [{ every: wanted.everyMs }] },
    action,
    policies: { overlap: 'SKIP' as const, catchupWindow: CATCH_UP_MS },
    state: { paused: wanted.paused, note: wanted.note },
    typedSearchAttributes,
  };
  if (change.kind === 'create') await client.schedule.create({ scheduleId: wanted.scheduleId, ...options });
  else await client.schedule.getHandle(wanted.scheduleId).update(() => options);
}
