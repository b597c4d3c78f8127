/**
 * Steps on our own store: the plan (a pure mapping, with the settings in force) and the record's state after each round.
 * They run as local activities: no queue, no vendor, one transaction.
 */
import { Context } from '@temporalio/activity';
import { planOrderShipped } from '../mappings/netsuite-shipstation/order-shipped/plan.ts';
import { type Preview, previewOf } from '../mappings/netsuite-shipstation/order-shipped/preview.ts';
import type { Plan, SourceView, TargetView } from '../mappings/netsuite-shipstation/order-shipped/types.ts';
import { durationMs } from '../settings/duration.ts';
import type { LedgerEntry, RecordStatus } from '../store/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { entryFor, type RecordScope } from './ledger-entries.ts';

/** `heal`: mend posted fulfilments that differ from their parcels, as a person asked. */
export type PlanRequest = RecordScope & { source: SourceView; target: TargetView; heal?: boolean };
/** `recheckMs`: how long a waiting record sleeps before it looks again. */
export type PlanAnswer = Plan & { mode: 'live' | 'shadow' | 'paused'; recheckMs: number };

export async function planRecord(deps: ActivityDeps, request: PlanRequest): Promise<PlanAnswer> {
  const { settings, row } = await deps.connections.open(request.connection, 'netsuite-shipstation');
  const sync = settings.syncs.orderShipped;
  const plan = planOrderShipped({
    source: request.source,
    target: request.target,
    settings: sync,
    timeZone: settings.timeZone,
    ...(request.heal === true ? { heal: true } : {}),
  });
  if (plan.writes.length > 0) {
    const titles = plan.writes.map((write) => write.title).join('; ');
    await deps.store.ledger.append([
      entryFor(Context.current(), request, deps.now(), {
        kind: 'decision',
        outcome: 'planned',
        step: 'plan',
        summary: row.mode === 'shadow' ? `shadow mode, would: ${titles}` : titles,
        sealedPayload: deps.vault.seal(JSON.stringify({ request, plan }), `ledger/${request.connection}`),
      }),
    ]);
  }
  return { ...plan, mode: row.mode, recheckMs: durationMs(sync.recheck) ?? 900_000 };
}

/** The same plan, described and not noted anywhere. */
export async function previewOrder(deps: ActivityDeps, request: PlanRequest): Promise<Preview> {
  const { settings } = await deps.connections.open(request.connection, 'netsuite-shipstation');
  const { source, target } = request;
  const sync = settings.syncs.orderShipped;
  return previewOf(planOrderShipped({ source, target, settings: sync, timeZone: settings.timeZone }), target);
}

export type Settlement = RecordScope & {
  status: RecordStatus;
  foundBy: string;
  cause?: string;
  reason?: string;
  summary?: string;
  numbers: { kind: string; value: string }[];
  sources: { source: string; state: string }[];
  /** Set when a person's `retry` or `skip` led here. */
  by?: string;
};

/** The record's row for `errors` and `trace`, and a ledger row for the change. */
export async function settleRecord(deps: ActivityDeps, settlement: Settlement): Promise<void> {
  const context = Context.current();
  const at = deps.now().toISOString();
  const { connection, sync, recordKey, status, foundBy, cause, reason, summary, numbers, sources } = settlement;
  const row = {
    connection,
    sync,
    recordKey,
    status,
    foundBy,
    numbers,
    at,
    workflowId: context.info.workflowExecution?.workflowId ?? '-',
    // A waiting record's parcels stay unsettled, so that every sweep looks at them again.
    sources: status === 'waiting' ? [] : sources,
    ...(cause === undefined ? {} : { cause }),
    ...(reason === undefined ? {} : { reason }),
    ...(summary === undefined ? {} : { summary }),
  };
  // Asked for together, both are written in one transaction: one wait for the disk instead of two.
  await Promise.all([deps.store.records.put(row), deps.store.ledger.append([statusEntry(deps, context, settlement)])]);
}

function statusEntry(deps: ActivityDeps, context: Context, s: Settlement): LedgerEntry {
  const outcome = s.status === 'waiting' ? 'waiting' : s.status === 'skipped' ? 'skipped' : 'ok';
  const words = s.reason ?? s.summary ?? s.status;
  return entryFor(context, s, deps.now(), {
    kind: s.by === undefined ? 'status' : 'action',
    outcome,
    step: s.status,
    summary: s.by === undefined ? words : `${words} (${s.by})`,
    ...(s.cause === undefined ? {} : { failureType: s.cause }),
  });
}
