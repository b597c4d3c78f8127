import { expect, test } from '@jest/globals';
import type { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityDeps } from '../../activities/deps.ts';
import { FailureInterceptor } from '../../activities/failures.ts';

/** One step of a paused connection; `ran` when it was let through. */
function step(activityType: string, taskQueue: string): Promise<unknown> {
  const context = {
    info: { activityType, isLocal: taskQueue === 'ml-connector', taskQueue },
    heartbeat: () => undefined,
  };
  const deps = { connections: { get: async () => ({ row: { id: 'acme', mode: 'paused' } }) } };
  const interceptor = new FailureInterceptor(context as unknown as Context, deps as unknown as ActivityDeps);
  return interceptor.execute({ args: [{ connection: 'acme' }], headers: {} }, async () => 'ran');
}

test('a paused connection calls no vendor', async () => {
  for (const type of ['observeOrder', 'observeSalesOrder', 'applyWrite', 'followPointer', 'sweepPage']) {
    await expect(step(type, 'ml-connector-netsuite')).rejects.toThrow(ApplicationFailure);
  }
});

// A workflow calls these outside of what it waits for: a refusal would end it as failed.
test('what is looked up already is still brought to an end', async () => {
  for (const type of ['planOrderShipped', 'settleRecord', 'closePointer', 'openWindow', 'closeWindow']) {
    await expect(step(type, 'ml-connector')).resolves.toBe('ran');
  }
});
