/**
 * What everything is compared with: a workflow that takes the same signal and has the same number of steps on the same
 * queues as `orderShipped`, each of which does nothing.
 */
import { condition, defineSignal, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { BareActivities } from './activities.ts';

const options = { startToCloseTimeout: '1 minute' as const };
const first = proxyActivities<BareActivities>({ ...options, taskQueue: 'ml-connector-shipstation' });
const second = proxyActivities<BareActivities>({ ...options, taskQueue: 'ml-connector-netsuite' });
const local = proxyLocalActivities<BareActivities>(options);

export async function bare(input: { key: string }): Promise<{ done: string }> {
  let woken = false;
  setHandler(defineSignal('wake'), () => {
    woken = true;
  });
  await condition(() => woken);
  await first.step(input);
  await second.step(input);
  await local.step(input);
  await second.step(input);
  await local.step(input);
  return { done: input.key };
}
