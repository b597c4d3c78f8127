/**
 * webhookPointer: fetches what a webhook points at and wakes one record workflow per order.
 * The trap: the pointer may come before its rows; an empty answer is asked again a few times and then left to the sweep.
 */
import { allHandlersFinished, condition, setHandler } from '@temporalio/workflow';
import type { PointerAnswer } from '../activities/pointers.ts';
import { obstacleOf } from './blocked-by.ts';
import type { WebhookPointerInput } from './contracts.ts';
import { redeliveredSignal } from './messages.ts';
import { priorityOf } from './policies.ts';
import { stepsFor } from './steps.ts';

const EMPTY_DELAYS_MS = [5_000, 30_000, 120_000, 600_000];
const OBSTACLE_DELAY_MS = 60_000;

export async function webhookPointer(input: WebhookPointerInput): Promise<{ rows: number; orders: number }> {
  let redelivered = false;
  setHandler(redeliveredSignal, () => {
    redelivered = true;
  });
  const scope = { connection: input.connection, sync: 'webhook', recordKey: input.inboxId, inboxId: input.inboxId };
  const { shipStation, slow, store } = stepsFor(priorityOf('webhook', input.connection));
  // ShipStation's webhooks only point at their news; the others carry the keys of what changed.
  const { system = 'shipstation' } = input;
  const follow = system === 'shipstation' ? shipStation.followPointer : slow.routeEvent;

  let answer: PointerAnswer = { rows: 0, orders: 0, topic: '' };
  for (let emptyLooks = 0; ; ) {
    redelivered = false;
    const delay = await follow(scope).then(
      (found) => {
        answer = found;
        return found.rows > 0 ? undefined : EMPTY_DELAYS_MS[emptyLooks++];
      },
      (error: unknown) => waitAfter(error),
    );
    if (delay !== undefined) await condition(() => redelivered, delay, { summary: 'the pointer is followed again' });
    else if (!redelivered) break;
  }

  await store.closePointer(scope);
  await condition(allHandlersFinished);
  return { rows: answer.rows, orders: answer.orders };
}

/** A parked or absent vendor is waited for; a pointer that is refused for good is given up, the sweep stands behind it. */
function waitAfter(error: unknown): number | undefined {
  const { cause } = obstacleOf(error);
  return cause === 'refused' || cause === 'gone' || cause === 'config' ? undefined : OBSTACLE_DELAY_MS;
}
