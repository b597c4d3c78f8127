/**
 * shopifyCustomer: a customer signs up, moves or unsubscribes in Shopify, and NetSuite's customer follows in the fields
 * that Shopify owns. One workflow per customer, started again by each event.
 * The trap: an order may make the same customer at the same moment; both use one external id, so there is only one.
 */
import type { RecordInput, RecordState } from './contracts.ts';
import { runRecord } from './record.ts';
import { convergeRecords } from './record-writes.ts';

const SYNC = 'shopifyCustomer';

export async function shopifyCustomer(input: RecordInput): Promise<RecordState> {
  const scope = { connection: input.connection, sync: SYNC, recordKey: input.key };
  return runRecord(SYNC, input, async ({ steps }) => {
    const request = { ...scope, customerId: input.key };
    const seen = await steps.shopify.observeShopifyCustomer(request);
    return convergeRecords(steps, scope, () => steps.netSuite.planShopifyCustomer({ ...request, ...seen }));
  });
}
