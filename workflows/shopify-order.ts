/**
 * shopifyOrder: an order is placed in Shopify, and NetSuite gets its customer, sales order, deposits, edits, closing,
 * credits and refunds. One workflow per order for its whole life: it ends when both systems agree, and the next event
 * starts it again.
 * The trap: an event only says "look again"; what is to be done follows from what both systems hold now.
 */
import type { RecordInput, RecordState } from './contracts.ts';
import { type Outcome, runRecord } from './record.ts';
import { convergeRecords } from './record-writes.ts';

const SYNC = 'shopifyOrder';

export async function shopifyOrder(input: RecordInput): Promise<RecordState> {
  const scope = { connection: input.connection, sync: SYNC, recordKey: input.key };
  return runRecord(SYNC, input, async ({ steps }) => {
    const { order, absent } = await steps.shopify.observeShopifyOrder({ ...scope, orderId: input.key });
    if (order === undefined) return nothingToDo(absent ?? 'nothing to do');
    return convergeRecords(steps, scope, () => steps.netSuite.planShopifyOrder({ ...scope, order }));
  });
}

const nothingToDo = (summary: string): Outcome => ({ status: 'done', summary, numbers: [], sources: [] });
