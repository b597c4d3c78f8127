/**
 * Which records a person means: a workflow id, any number of the record, a cause, or all.
 * The trap: one number may be on several records (a merged order); then the person must say which.
 */
import type { RecordRow, Store } from '../../store/contract.ts';
import { parseRecordWorkflowId } from '../../workflows/ids.ts';
import { waitingRecords } from '../apply/wake-waiting.ts';
import { foundWrong, usageError } from '../errors.ts';

/** By workflow id or any number. Throws when none or several are meant. */
export async function oneRecord(store: Store, text: string, connection?: string): Promise<RecordRow> {
  const ref = parseRecordWorkflowId(text);
  const named = ref === undefined ? undefined : await store.records.get(ref.connection, ref.sync, ref.key);
  if (named !== undefined) return named;
  const found = await store.records.findByNumber(text, connection);
  const waiting = found.filter(({ status }) => status === 'waiting');
  const meant = waiting.length === 1 ? waiting : found;
  const [first, second] = meant;
  if (first === undefined)
    throw foundWrong(`No record carries the number ${text}.`, `Look with \`ml-connector trace ${text}\`.`);
  if (second === undefined) return first;
  const ids = meant.map(({ workflowId }) => workflowId).join(', ');
  throw usageError(`${text} is on ${meant.length} records.`, `Name one of them: ${ids}.`);
}

/** Waiting records of a cause, or all that wait. */
export async function manyRecords(store: Store, query: { connection?: string; cause?: string }): Promise<RecordRow[]> {
  const rows: RecordRow[] = [];
  for await (const row of waitingRecords(store, query)) rows.push(row);
  return rows;
}
