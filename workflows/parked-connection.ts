/**
 * parkedConnection: watches over a connection whose credentials were refused. Tries again, ever less often, and wakes its
 * waiting records when it is well. The trap: hammering a vendor with wrong credentials locks accounts; and a connection
 * may be parked anew while its records are being woken, when nobody else would watch over it.
 */
import { condition, patched, setCurrentDetails, setHandler, sleep } from '@temporalio/workflow';
import { obstacleOf } from './blocked-by.ts';
import type { ParkedInput } from './contracts.ts';
import { checkNowSignal, parkedAgainSignal } from './messages.ts';
import { priorityOf } from './policies.ts';
import { type Steps, stepsFor } from './steps.ts';

const FIRST_DELAY_MS = 2_000;
/** For the first half hour at least every minute: most refusals are a hiccup or are mended at once. */
const PATIENT_LOOKS = 30;
const SHORT_DELAY_MS = 60_000;
const LONGEST_DELAY_MS = 15 * 60_000;
/** Workers take a connection's row as it is for a second. */
const HEARD_BY_THEN_MS = 2_000;

export async function parkedConnection(input: ParkedInput): Promise<{ woken: number; looks: number }> {
  const { slow } = stepsFor(priorityOf('webhook', input.connection));
  const scope = { connection: input.connection, sync: 'guard', recordKey: '-' };
  let parkedAgain = false;
  setHandler(parkedAgainSignal, () => {
    parkedAgain = true;
  });
  let isAsked = false;
  setHandler(checkNowSignal, () => {
    isAsked = true;
  });
  let delayMs = FIRST_DELAY_MS;
  let woken = 0;
  for (let looks = 1; ; looks++) {
    await condition(() => isAsked, delayMs, { summary: 'the connection is tried again' });
    isAsked = false;
    delayMs = Math.min(delayMs * 2, looks < PATIENT_LOOKS ? SHORT_DELAY_MS : LONGEST_DELAY_MS);
    parkedAgain = false;
    const found = await slow
      .checkConnection(scope)
      .catch((error: unknown) => ({ parked: true, well: false, detail: obstacleOf(error).reason }));
    setCurrentDetails(found.detail);
    if (found.parked) continue;
    woken += await wakeHeld(slow, scope);
    if (!parkedAgain) return { woken, looks };
    delayMs = FIRST_DELAY_MS;
  }
}

/**
 * What must go on in its order comes after the rest, a piece at a time, since one step has its time limit. Twice, because a
 * worker that has not heard yet that the connection is well may have sent one more into waiting.
 */
async function wakeHeld(slow: Steps['slow'], scope: Parameters<Steps['slow']['wakeWaiting']>[0]): Promise<number> {
  if (!patched('woken-in-order')) return slow.wakeWaiting(scope);
  let woken = await slow.wakeWaiting({ ...scope, butInOrder: true });
  woken += await wakeInOrder(slow, scope);
  await sleep(HEARD_BY_THEN_MS, { summary: 'until every worker has heard of it' });
  return woken + (await wakeInOrder(slow, scope));
}

async function wakeInOrder(slow: Steps['slow'], scope: Parameters<Steps['slow']['wakeWaiting']>[0]): Promise<number> {
  const before = new Date().toISOString();
  let woken = 0;
  for (let more = true; more; ) {
    const answer = await slow.wakeInOrder({ ...scope, before });
    woken += answer.woken;
    more = answer.more;
  }
  return woken;
}
