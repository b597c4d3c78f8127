/**
 * Starts the records again whose differences can be mended, and tells when they have come to an end.
 * The trap: a record may be in the middle of a look that began before; so what it came to is compared, not believed.
 */
import { Context } from '@temporalio/activity';
import type { Wake } from '../../workflows/contracts.ts';
import { wakeRecord } from '../../workflows/starts.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor } from '../ledger-entries.ts';
import { openFindings, type ReconcileScope } from './steps.ts';
import { streamOf } from './streams.ts';

export type HealTarget = { stream: string; recordKey: string };

/** The records behind what can be mended, those that wait with it included. */
export async function listHealable(
  deps: ActivityDeps,
  request: ReconcileScope & { most: number },
): Promise<{ targets: HealTarget[]; more: boolean }> {
  const targets = new Map<string, HealTarget>();
  for await (const { stream, recordKey } of openFindings(deps, request.run, { healable: true })) {
    if (recordKey !== undefined) targets.set(`${stream} ${recordKey}`, { stream, recordKey });
    if (targets.size > request.most) break;
  }
  return { targets: [...targets.values()].slice(0, request.most), more: targets.size > request.most };
}

/** Wakes them all, asking to mend; answers when, by the store's clock. */
export async function wakeToHeal(
  deps: ActivityDeps,
  request: ReconcileScope & { targets: HealTarget[]; by?: string },
): Promise<{ at: string }> {
  const { settings } = await deps.connections.get(request.connection);
  const at = deps.now().toISOString();
  const wake: Wake = { eventId: `heal:${request.run}:${at}`, cause: 'person', at, heal: true };
  const context = Context.current();
  for (const { stream, recordKey } of request.targets) {
    const { sync } = streamOf(settings.pair, stream);
    const ref = { connection: request.connection, sync, key: recordKey };
    await deps.store.ledger.append([
      entryFor(context, { connection: request.connection, sync, recordKey }, deps.now(), {
        kind: 'action',
        outcome: 'ok',
        step: 'heal',
        summary: `started again to mend what the reconciliation found${request.by === undefined ? '' : ` (by ${request.by})`}`,
      }),
    ]);
    await deps.client.workflow.signalWithStart(sync, wakeRecord(ref, wake));
    context.heartbeat();
  }
  return { at };
}

/** Those that have come to an end of a look since. */
export async function settledSince(
  deps: ActivityDeps,
  request: ReconcileScope & { targets: HealTarget[]; since: string },
): Promise<HealTarget[]> {
  const { settings } = await deps.connections.get(request.connection);
  const settled: HealTarget[] = [];
  for (const target of request.targets) {
    const { sync } = streamOf(settings.pair, target.stream);
    const record = await deps.store.records.get(request.connection, sync, target.recordKey);
    if (record !== undefined && record.status !== 'working' && record.updatedAt > request.since) settled.push(target);
  }
  return settled;
}
