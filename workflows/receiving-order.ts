/**
 * receivingOrder: goods arrive at ShipBob and are stowed for days, and NetSuite's stock gets what is stowed and not booked
 * yet, on the purchase order or as an adjustment. One workflow per receiving order, woken by each of its events.
 * The trap: only one posting is made between two looks at NetSuite; the next one bears the next number.
 */
import type { RecordInput, RecordState } from './contracts.ts';
import { type Outcome, runRecord } from './record.ts';
import { convergeRecords } from './record-writes.ts';

const SYNC = 'receivingOrder';

export async function receivingOrder(input: RecordInput): Promise<RecordState> {
  const scope = { connection: input.connection, sync: SYNC, recordKey: input.key };
  return runRecord(SYNC, input, async ({ steps }) => {
    const { source, absent } = await steps.shipBob.observeReceivingOrder(scope);
    if (source === undefined) return nothingToDo(absent ?? 'nothing to do');
    return convergeRecords(steps, scope, () => steps.netSuite.planReceivingOrder({ ...scope, source }));
  });
}

const nothingToDo = (summary: string): Outcome => ({ status: 'done', summary, numbers: [], sources: [] });
