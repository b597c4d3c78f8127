/**
 * What the syncs that put customers on orders (customerProfiles, customerAlignment) come to, in the same words for both.
 * The trap: these run inside workflows; an activity more or less would break the replay of running ones.
 */
import type { KeptCustomer } from '../activities/netsuite-shipstation/customer-profiles/customer.ts';
import type { ProfilePlanAnswer } from '../activities/netsuite-shipstation/customer-profiles/plan.ts';
import type { Outcome, Round } from './record.ts';

/** What another program writes meanwhile is seen once a day; the budget belongs to the live syncs. */
const SHADOW_RECHECK_MS = 24 * 3_600_000;
const UNKNOWN_RECHECK_MS = 24 * 3_600_000;

type CustomerScope = { connection: string; sync: string; recordKey: string; customerId: string };

/** After the directory was written: whoever shows an older profile looks again. */
export async function tellConcerned(
  steps: Round['steps'],
  request: CustomerScope,
  kept: KeptCustomer,
  system: string,
): Promise<Outcome> {
  const { numbers, sources } = kept;
  const words = customerWords(kept, request.sync, system);
  if (!kept.changed) return { status: 'done', summary: words, numbers, sources };
  const told = await steps.slow.wakeConcerned(request);
  const below = told.customers === 0 ? '' : ` and ${told.customers} customers below`;
  return { status: 'done', summary: `${words}; ${told.orders} open orders${below} look again`, numbers, sources };
}

function customerWords({ isOff, found, changed }: KeptCustomer, sync: string, system: string): string {
  if (isOff === true) return `the sync ${sync} is switched off`;
  if (!found) return `${system} has no such customer, or it is inactive; its profile is forgotten`;
  return changed ? 'the profile in the directory is up to date' : 'nothing of the profile has changed';
}

type Planned = Pick<ProfilePlanAnswer, 'problems' | 'numbers' | 'recheckMs'> & {
  write?: { title: string } | undefined;
};

/** What one look at an order came to. `sentences`: what was done and what is told. */
export function outcomeOf(plan: Planned, sentences: string[], sources: Outcome['sources']): Outcome {
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

export const misnamed = (key: string, system: string): Outcome => ({
  status: 'done',
  summary: `"${key}" is neither customer/<${system} id> nor order/<ShipStation id>`,
  numbers: [],
  sources: [],
});
