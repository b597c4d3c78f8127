/**
 * shopifyPrivacy: what Shopify asks by law about personal data waits for a person, one workflow per request; `skip` with a
 * note settles it. The trap: nothing here deletes anything; what NetSuite must keep is for the merchant to say.
 */
import type { RecordInput, RecordState } from './contracts.ts';
import { runRecord } from './record.ts';

const SYNC = 'shopifyPrivacy';
/** The days that are left are told anew each day. */
const RECHECK_MS = 24 * 3_600_000;

export async function shopifyPrivacy(input: RecordInput): Promise<RecordState> {
  const scope = { connection: input.connection, sync: SYNC, recordKey: input.key };
  return runRecord(SYNC, input, async ({ steps }) => {
    const { reason, numbers } = await steps.store.describePrivacyRequest(scope);
    return { status: 'waiting', cause: 'privacy-request', reason, recheckMs: RECHECK_MS, numbers, sources: [] };
  });
}
