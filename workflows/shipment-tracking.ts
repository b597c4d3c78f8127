/**
 * shipmentTracking: something of an order leaves ShipBob or moves on, and NetSuite's sales order shows it: carrier, tracking
 * number and link, delivery status, and one item fulfilment for each shipment. One workflow per ShipBob order.
 * The trap: events come late and shuffled; what is written is always what ShipBob shows now, never what an event said.
 */
import type { RecordInput, RecordState } from './contracts.ts';
import { runRecord } from './record.ts';
import { convergeRecords } from './record-writes.ts';

const SYNC = 'shipmentTracking';

export async function shipmentTracking(input: RecordInput): Promise<RecordState> {
  const scope = { connection: input.connection, sync: SYNC, recordKey: input.key };
  return runRecord(SYNC, input, async ({ steps }) => {
    const { order, absent, sources } = await steps.shipBob.observeTrackedOrder(scope);
    if (order === undefined) return { status: 'done', summary: absent ?? 'nothing to do', numbers: [], sources };
    return convergeRecords(steps, scope, () => steps.netSuite.planTracking({ ...scope, order }));
  });
}
