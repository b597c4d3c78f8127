/**
 * warehouseCharges: ShipBob issues an invoice, and NetSuite gets its vendor bill, or a bill credit where it is money back.
 * One workflow per invoice; a fee that comes late is on a later invoice and so on a bill of its own.
 * The trap: a bill is posted only when ShipBob's charges come to its invoice to the cent; otherwise the record waits.
 */
import { sleep } from '@temporalio/workflow';
import type { RecordInput, RecordState } from './contracts.ts';
import { type Outcome, runRecord } from './record.ts';
import { convergeRecords } from './record-writes.ts';

const SYNC = 'warehouseCharges';

export async function warehouseCharges(input: RecordInput): Promise<RecordState> {
  const scope = { connection: input.connection, sync: SYNC, recordKey: input.key };
  return runRecord(SYNC, input, async ({ steps, wasWaiting }) => {
    if (!wasWaiting) {
      const { ms } = await steps.store.chargesPause(scope);
      if (ms > 0) await sleep(ms, { summary: 'the webhooks of this invoice are gathered' });
    }
    const { source } = await steps.shipBob.observeCharges(scope);
    if (source === undefined) return nothingToDo(`ShipBob shows no invoice ${input.key} and no charges of one`);
    return convergeRecords(steps, scope, () => steps.netSuite.planCharges({ ...scope, source }));
  });
}

const nothingToDo = (summary: string): Outcome => ({ status: 'done', summary, numbers: [], sources: [] });
