/**
 * customerReturn: goods come back to ShipBob and are inspected for days, and NetSuite gets the return authorisation, a
 * receipt for each inspection, and what is written off. One workflow per return, woken by each of its events.
 * The trap: only what was done with a unit counts; until somebody at ShipBob has looked at it, nothing is booked.
 */
import type { RecordInput, RecordState } from './contracts.ts';
import { type Outcome, runRecord } from './record.ts';
import { convergeRecords } from './record-writes.ts';

const SYNC = 'customerReturn';

export async function customerReturn(input: RecordInput): Promise<RecordState> {
  const scope = { connection: input.connection, sync: SYNC, recordKey: input.key };
  return runRecord(SYNC, input, async ({ steps }) => {
    const { source, absent } = await steps.shipBob.observeCustomerReturn(scope);
    if (source === undefined) return nothingToDo(absent ?? 'nothing to do');
    return convergeRecords(steps, scope, () => steps.netSuite.planCustomerReturn({ ...scope, source }));
  });
}

const nothingToDo = (summary: string): Outcome => ({ status: 'done', summary, numbers: [], sources: [] });
