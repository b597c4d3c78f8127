/** Workflow of temporal-server.test.ts: one activity with its workflow's priority. */
import { proxyActivities, sleep } from '@temporalio/workflow';

const { work } = proxyActivities<{ work(name: string): Promise<void> }>({ startToCloseTimeout: '10s' });

export async function oneStep(name: string): Promise<void> {
  await work(name);
}

/** Milliseconds that a timer of 100 ms really took. */
export async function shortTimer(): Promise<number> {
  const startedMs = Date.now();
  await sleep(100);
  return Date.now() - startedMs;
}
