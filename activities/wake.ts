/**
 * Sends "look again" to record workflows, starting those that do not run. The trap: a wake is only a hint; doubling one
 * is harmless, losing one is not, so a failure here fails the step and Temporal repeats all of it.
 */
import { Context } from '@temporalio/activity';
import type { PointerRow } from '../connectors/shipstation/types.ts';
import type { WakeCause } from '../workflows/contracts.ts';
import { wakeRecord } from '../workflows/starts.ts';
import type { ActivityDeps } from './deps.ts';

const AT_ONCE = 20;

/** One wake for each order among the rows; answers how many orders that were. Return labels are nobody's business. */
export async function wakeOrders(
  deps: ActivityDeps,
  target: { connection: string; sync: string },
  rows: PointerRow[],
  cause: WakeCause,
): Promise<string[]> {
  const byOrder = new Map<string, PointerRow>();
  for (const row of rows) if (!row.isReturnLabel) byOrder.set(row.orderId, row);
  const orders = [...byOrder.values()];
  for (let i = 0; i < orders.length; i += AT_ONCE) {
    await Promise.all(orders.slice(i, i + AT_ONCE).map((row) => wakeOne(deps, target, row, cause)));
    Context.current().heartbeat(i);
  }
  return [...byOrder.keys()];
}

async function wakeOne(
  deps: ActivityDeps,
  target: { connection: string; sync: string },
  row: PointerRow,
  cause: WakeCause,
): Promise<void> {
  const ref = { ...target, key: row.orderId };
  const eventId = `${cause}:${row.source}:${row.voided ? 'voided' : 'live'}:${Context.current().info.workflowExecution?.runId ?? ''}`;
  await deps.client.workflow.signalWithStart(target.sync, wakeRecord(ref, { eventId, cause, at: row.at }));
}
