/**
 * parkedConnection: watches over a connection whose credentials were refused. Tries again, ever less often, and wakes its
 * waiting records when it is well. The trap: hammering a vendor with wrong credentials locks accounts.
 */
import { setCurrentDetails, sleep } from '@temporalio/workflow';
import { obstacleOf } from './blocked-by.ts';
import type { ParkedInput } from './contracts.ts';
import { priorityOf } from './policies.ts';
import { stepsFor } from './steps.ts';

const FIRST_DELAY_MS = 2_000;
const LONGEST_DELAY_MS = 15 * 60_000;

export async function parkedConnection(input: ParkedInput): Promise<{ woken: number; looks: number }> {
  const { slow } = stepsFor(priorityOf('webhook', input.connection));
  const scope = { connection: input.connection, sync: 'guard', recordKey: '-' };
  let delayMs = FIRST_DELAY_MS;
  for (let looks = 1; ; looks++) {
    await sleep(delayMs, { summary: 'the connection is tried again' });
    delayMs = Math.min(delayMs * 3, LONGEST_DELAY_MS);
    const found = await slow
      .checkConnection(scope)
      .catch((error: unknown) => ({ parked: true, well: false, detail: obstacleOf(error).reason }));
    setCurrentDetails(found.detail);
    if (!found.parked) return { woken: await slow.wakeWaiting(scope), looks };
  }
}
