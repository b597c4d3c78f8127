/**
 * Sends "look again" to record workflows, starting those that do not run. The trap: a wake is only a hint; doubling one
 * is harmless, losing one is not, so a failure here fails the step and Temporal repeats all of it.
 */
import { Context } from '@temporalio/activity';
import type { WakeCause } from '../workflows/contracts.ts';
import { wakeRecord } from '../workflows/starts.ts';
import type { ActivityDeps } from './deps.ts';
import type { WakeRow } from './sync-sources.ts';

const AT_ONCE = 20;

/** One wake for each record among the rows; answers their keys. */
export async function wakeRecords(
  deps: ActivityDeps,
  target: { connection: string; sync: string },
  rows: WakeRow[],
  cause: WakeCause,
): Promise<string[]> {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const records = [...byKey.values()];
  for (let i = 0; i < records.length; i += AT_ONCE) {
    await Promise.all(records.slice(i, i + AT_ONCE).map((row) => wakeOne(deps, target, row, cause)));
    Context.current().heartbeat(i);
  }
  return [...byKey.keys()];
}

async function wakeOne(
  deps: ActivityDeps,
  { connection, sync }: { connection: string; sync: string },
  row: WakeRow,
  cause: WakeCause,
): Promise<void> {
  const ref = { connection, sync, key: row.key };
  const eventId = `${cause}:${row.source}:${row.state}:${Context.current().info.workflowExecution?.runId ?? ''}`;
  await deps.client.workflow.signalWithStart(sync, wakeRecord(ref, { eventId, cause, at: row.at }));
}
