/**
 * Rows for the audit ledger, with the running activity's own coordinates. The trap: `summary` is readable in the store
 * and the trace, so it holds numbers, never names or addresses; the rest goes sealed into the payload.
 */
import type { Context } from '@temporalio/activity';
import type { LedgerEntry } from '../store/contract.ts';

/** Which business record a step works for; every activity's argument carries it. */
export type RecordScope = { connection: string; sync: string; recordKey: string };

type Fields = Pick<LedgerEntry, 'kind' | 'outcome' | 'summary'> &
  Partial<Pick<LedgerEntry, 'failureType' | 'targetRef' | 'sourceTime' | 'system' | 'sealedPayload' | 'step'>>;

export function entryFor(context: Context, scope: RecordScope, now: Date, fields: Fields): LedgerEntry {
  const { workflowExecution, activityType, attempt } = context.info;
  return {
    connection: scope.connection,
    sync: scope.sync,
    recordKey: scope.recordKey,
    workflowId: workflowExecution?.workflowId ?? '-',
    runId: workflowExecution?.runId ?? '-',
    at: now.toISOString(),
    step: activityType,
    attempt,
    ...fields,
  };
}
