/**
 * customerProfiles: a NetSuite customer and what stands above it reach the customer's open orders in ShipStation.
 * Two kinds of records: `customer/<NetSuite id>` keeps the directory and wakes the orders, `order/<ShipStation id>` writes.
 * The trap: people work on open orders, so each write names the version of the order that it was planned on.
 */
import type { OwnerAnswer } from '../activities/netsuite-shipstation/customer-profiles/owner.ts';
import type { RecordInput, RecordState } from './contracts.ts';
import { misnamed, outcomeOf, tellConcerned } from './profile-outcome.ts';
import { type Outcome, type Round, runRecord } from './record.ts';

const SYNC = 'customerProfiles';

export async function customerProfiles(input: RecordInput): Promise<RecordState> {
  const scope = { connection: input.connection, sync: SYNC, recordKey: input.key };
  const [kind, id = ''] = input.key.split('/');
  return runRecord(SYNC, input, ({ steps }) => {
    if (kind === 'customer') return lookAtCustomer(steps, { ...scope, customerId: id });
    if (kind === 'order') return lookAtOrder(steps, scope, id);
    return Promise.resolve(misnamed(input.key, 'NetSuite'));
  });
}

type Steps = Round['steps'];
type Scope = { connection: string; sync: string; recordKey: string };

/** The directory first; then whoever shows an older profile looks again. */
async function lookAtCustomer(steps: Steps, request: Scope & { customerId: string }): Promise<Outcome> {
  const kept = await steps.netSuite.keepCustomer(request);
  return tellConcerned(steps, request, kept, 'NetSuite');
}

async function lookAtOrder(steps: Steps, scope: Scope, orderId: string): Promise<Outcome> {
  const seen = await steps.shipStation.observeProfileOrder({ ...scope, orderId });
  const { order, tags, numbers, sources } = seen;
  if (order === undefined) return { status: 'done', summary: seen.summary, numbers, sources };
  const found = await steps.netSuite.observeOwner({ ...scope, order });
  const { owner } = found;
  const plan = await steps.store.planProfileOrder({ ...scope, order, owner, tags });
  await refreshDirectory(steps, scope, found);
  if (plan.write === undefined || plan.mode !== 'live') return outcomeOf(plan, plan.notes, sources);
  const { applyProfile } = steps.shipStation;
  const fingerprint = owner.kind === 'one' ? owner.fingerprint : '';
  const applied = await applyProfile.executeWithOptions({ summary: plan.write.title }, [
    { ...scope, write: plan.write, fingerprint },
  ]);
  return outcomeOf({ ...plan, write: undefined }, [applied.done, ...plan.notes], applied.sources);
}

/** Only the customer's own record writes the directory, so that all its orders hear of it. */
async function refreshDirectory(steps: Steps, scope: Scope, { owner, isStale }: OwnerAnswer): Promise<void> {
  if (!isStale || owner.kind !== 'one') return;
  await steps.slow.wakeCustomer({ ...scope, customerId: owner.profile.customerId });
}
