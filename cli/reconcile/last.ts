/** The last finished comparison of a connection, in one line. */
import type { Store } from '../../store/contract.ts';
import type { ReconcileResult } from '../../workflows/contracts.ts';
import { ageOf } from '../values.ts';

export type LastReconcile = Pick<ReconcileResult, 'from' | 'to' | 'unexplained' | 'explained'> & { finishedAt: string };

/** undefined when it was never compared. */
export async function lastReconcile(store: Store, connection: string): Promise<LastReconcile | undefined> {
  const run = await store.reconcile.lastDone(connection);
  if (run?.result === undefined) return undefined;
  const { from, to, unexplained, explained } = JSON.parse(run.result) as ReconcileResult;
  return { from, to, unexplained, explained, finishedAt: run.finishedAt ?? run.startedAt };
}

export const lastWords = ({ from, to, unexplained, explained, finishedAt }: LastReconcile): string =>
  `compared ${ageOf(finishedAt)} ago (${from} to ${to}): ${unexplained} unexplained, ${explained} explained`;
