/** One comparison of both systems, as `reconcile` starts it. The trap: what is younger than its beginning is not judged. */
import type { ReconcileResult } from '../../workflows/contracts.ts';
import { CONNECTION, type Machine } from './machine.ts';

const DAY_MS = 86_400_000;
const day = (ms: number): string => new Date(Date.now() + ms).toISOString().slice(0, 10);

/** Yesterday to tomorrow, unless `more` says else. `reasons`: of all that stays unexplained, sorted. */
export async function compareBooks(
  { client, store }: Pick<Machine, 'client' | 'store'>,
  more: object = {},
): Promise<ReconcileResult & { reasons: string[] }> {
  const result = (await client.workflow.execute('reconciliation', {
    taskQueue: 'ml-connector',
    workflowId: `${CONNECTION}/reconcile/${Math.random()}`,
    args: [{ connection: CONNECTION, from: day(-DAY_MS), to: day(DAY_MS), ...more }],
  })) as ReconcileResult;
  const found = await store.reconcile.findings(result.run, { explained: false, limit: 50 });
  const reasons = found.map(({ details }) => (JSON.parse(details) as { reason: string }).reason).sort();
  return { ...result, reasons };
}
