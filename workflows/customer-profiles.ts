/**
 * customerProfiles: a NetSuite customer and what stands above it reach the customer's open orders in ShipStation.
 * Two kinds of records: `customer/<NetSuite id>` keeps the directory and wakes the orders, `order/<ShipStation id>` writes.
 * The trap: people work on open orders, so each write names the version of the order that it was planned on.
 */
import type { KeptCustomer } from '../activities/netsuite-shipstation/customer-profiles/customer.ts';
import type { OwnerAnswer } from '../activities/netsuite-shipstation/customer-profiles/owner.ts';
import type { ProfilePlanAnswer } from '../activities/netsuite-shipstation/customer-profiles/plan.ts';
import type { RecordInput, RecordState } from './contracts.ts';
import { type Outcome, type Round, runRecord } from './record.ts';

const SYNC = 'customerProfiles';
/** What another program writes meanwhile is seen once a day; the budget belongs to the live syncs. */
const SHADOW_RECHECK_MS = 24 * 3_600_000;
const UNKNOWN_RECHECK_MS = 24 * 3_600_000;

export async function customerProfiles(input: RecordInput): Promise<RecordState> {
  const scope = { connection: input.connection, sync: SYNC, recordKey: input.key };
  const [kind, id = ''] = input.key.split('/');
  return runRecord(SYNC, input, ({ steps }) => {
    if (kind === 'customer') return lookAtCustomer(steps, { ...scope, customerId: id });
    if (kind === 'order') return lookAtOrder(steps, scope, id);
    return Promise.resolve(misnamed(input.key));
  });
}

type Steps = Round['steps'];
type Scope = { connection: string; sync: string; recordKey: string };

/** The directory first; then whoever shows an older profile looks again. */
async function lookAtCustomer(steps: Steps, request: Scope & { customerId: string }): Promise<Outcome> {
  const kept = await steps.netSuite.keepCustomer(request);
  const { numbers, sources } = kept;
  if (!kept.changed) return { status: 'done', summary: customerWords(kept), numbers, sources };
  const told = await steps.slow.wakeConcerned(request);
  const below = told.customers === 0 ? '' : ` and ${told.customers} customers below`;
  const summary = `${customerWords(kept)}; ${told.orders} open orders${below} look again`;
  return { status: 'done', summary, numbers, sources };
}

function customerWords({ isOff, found, changed }: KeptCustomer): string {
  if (isOff === true) return 'the sync customerProfiles is switched off';
  if (!found) return 'NetSuite has no such customer, or it is inactive; its profile is forgotten';
  return changed ? 'the profile in the directory is up to date' : 'nothing of the profile has changed';
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

type Planned = Pick<ProfilePlanAnswer, 'problems' | 'numbers' | 'recheckMs'> & {
  write?: { title: string } | undefined;
};

function outcomeOf(plan: Planned, sentences: string[], sources: Outcome['sources']): Outcome {
  const { numbers } = plan;
  const [first, ...others] = plan.problems;
  if (first !== undefined) {
    const more = others.map(({ reason }) => `; also: ${reason}`).join('');
    // A customer that comes into being wakes the order by itself.
    const recheckMs = first.cause === 'customer-not-found' ? UNKNOWN_RECHECK_MS : plan.recheckMs;
    return { status: 'waiting', cause: first.cause, reason: `${first.reason}${more}`, recheckMs, numbers, sources };
  }
  if (plan.write !== undefined) {
    const reason = `shadow mode writes nothing; would: ${plan.write.title}`;
    return { status: 'waiting', cause: 'shadow-mode', reason, recheckMs: SHADOW_RECHECK_MS, numbers, sources };
  }
  const summary = sentences.length > 0 ? sentences.join('; ') : 'the order shows its customer’s profile';
  return { status: 'done', summary, numbers, sources };
}

const misnamed = (key: string): Outcome => ({
  status: 'done',
  summary: `"${key}" is neither customer/<NetSuite id> nor order/<ShipStation id>`,
  numbers: [],
  sources: [],
});
