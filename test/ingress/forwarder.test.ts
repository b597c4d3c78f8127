import { expect, test } from '@jest/globals';
import pino from 'pino';
import { createForwarder } from '../../ingress/forwarder.ts';
import { createIngressMetrics } from '../../ingress/metrics.ts';
import type { StoredPointer } from '../../ingress/starter.ts';
import { createMetrics } from '../../runtime/metrics.ts';

const pointer = (id: number | string): StoredPointer => ({
  id: `${id}`,
  connection: 'acme',
  system: 'shipstation',
  dedupeKey: `key-${id}`,
});

/** Calls to Temporal that end when the test says so, and the marks that follow. */
function harness(limits: { inFlight?: number; queue?: number } = {}) {
  const calls: { id: string; end: PromiseWithResolvers<void> }[] = [];
  const marked: string[] = [];
  const forwarder = createForwarder({
    start: async ({ id }) => {
      const end = Promise.withResolvers<void>();
      calls.push({ id, end });
      await end.promise;
      return `workflow-${id}`;
    },
    inbox: { setState: async (id, state, workflowId) => void marked.push(`${id} ${state} ${workflowId}`) },
    log: pino({ level: 'silent' }),
    metrics: createIngressMetrics(createMetrics()),
    inFlight: limits.inFlight ?? 2,
    queue: limits.queue ?? 10,
  });
  return { calls, marked, forwarder, ids: () => calls.map((call) => call.id) };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('only so many calls run at once, and the next begins when one ends', async () => {
  const { calls, forwarder, ids } = harness();
  for (const id of [1, 2, 3]) forwarder.offer(pointer(id));
  expect(ids()).toEqual(['1', '2']);
  calls[0]!.end.resolve();
  await settle();
  expect(ids()).toEqual(['1', '2', '3']);
});

test('copies that wait are one signal', async () => {
  const { calls, marked, forwarder, ids } = harness({ inFlight: 1 });
  forwarder.offer(pointer('busy'));
  for (let i = 0; i < 5; i++) forwarder.offer(pointer('a'));
  calls[0]!.end.resolve();
  await settle();
  calls[1]!.end.resolve();
  await settle();
  expect(ids()).toEqual(['busy', 'a']);
  expect(marked).toEqual(['busy signalled workflow-busy', 'a signalled workflow-a']);
});

test('a copy that comes in while its row is being signalled is signalled once more before the row is marked', async () => {
  const { calls, marked, forwarder, ids } = harness();
  forwarder.offer(pointer('a'));
  forwarder.offer(pointer('a'));
  calls[0]!.end.resolve();
  await settle();
  expect(ids()).toEqual(['a', 'a']);
  expect(marked).toEqual([]);
  calls[1]!.end.resolve();
  await settle();
  expect(marked).toEqual(['a signalled workflow-a']);
  expect(forwarder.holds('a')).toBe(false);
});

test('what does not fit into the queue is left', async () => {
  const { forwarder } = harness({ inFlight: 1, queue: 1 });
  forwarder.offer(pointer(1));
  forwarder.offer(pointer(2));
  expect(await forwarder.deliver(pointer(3))).toBe(false);
  expect([1, 2, 3].map((id) => forwarder.holds(`${id}`))).toEqual([true, true, false]);
});

test('after three failures nothing more is offered until a call succeeds', async () => {
  const { calls, forwarder, ids } = harness({ inFlight: 3 });
  for (const id of [1, 2, 3, 4]) forwarder.offer(pointer(id));
  for (const call of calls.slice(0, 3)) call.end.reject(new Error('away'));
  await settle();
  expect(forwarder.away()).toBe(true);
  const before = ids().length;
  forwarder.offer(pointer(5));
  expect(ids()).toHaveLength(before);

  const probe = forwarder.deliver(pointer(6));
  for (const call of calls.slice(3)) call.end.resolve();
  expect(await probe).toBe(true);
  expect(forwarder.away()).toBe(false);
});

test('a drain waits for what is held and takes nothing new', async () => {
  const { calls, marked, forwarder } = harness({ inFlight: 1 });
  forwarder.offer(pointer(1));
  forwarder.offer(pointer(2));
  const drained = forwarder.drain(5_000);
  expect(await forwarder.deliver(pointer(3))).toBe(false);
  calls[0]!.end.resolve();
  await settle();
  calls[1]!.end.resolve();
  expect(await drained).toBe(true);
  expect(marked).toHaveLength(2);
});

test('a drain that takes too long leaves the rest', async () => {
  const { forwarder } = harness({ inFlight: 1 });
  forwarder.offer(pointer(1));
  const waiting = forwarder.deliver(pointer(2));
  expect(await forwarder.drain(1)).toBe(false);
  expect(await waiting).toBe(false);
});
