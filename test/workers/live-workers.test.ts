/** Worker processes count each other and share what a vendor allows. Real stores, no processes. */
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createCallGate } from '../../activities/call-gate.ts';
import { joinWorkers } from '../../workers/live-workers.ts';
import { onEachBackend } from '../store/backends.ts';

const log = pino({ level: 'silent' });
const OFTEN_MS = 10;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, OFTEN_MS));
}

onEachBackend((backend) => {
  test('two see each other; one that leaves is not counted any more', async () => {
    const options = await backend.fresh();
    const first = await joinWorkers((await backend.open(options)).shared, log, OFTEN_MS);
    expect(first.count()).toBe(1);
    const second = await joinWorkers((await backend.open(options)).shared, log, OFTEN_MS);
    expect(second.count()).toBe(2);
    await until(() => first.count() === 2);
    await second.stop();
    await until(() => first.count() === 1);
    await first.stop();
  });
});

test('never more calls under way than the share; all get through in their order', async () => {
  let workers = 2;
  const { gate, allow } = createCallGate(5, () => workers);
  let inside = 0;
  let most = 0;
  const order: number[] = [];
  const call = (index: number) =>
    gate(async () => {
      order.push(index);
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
    });
  await Promise.all(Array.from({ length: 20 }, (_, index) => call(index)));
  expect(most).toBe(2);
  expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index));
  workers = 9;
  most = 0;
  await Promise.all([call(1), call(2)]);
  expect(most).toBe(1);
  workers = 1;
  allow(3);
  most = 0;
  await Promise.all(Array.from({ length: 9 }, (_, index) => call(index)));
  expect(most).toBe(3);
});

test('a call that fails makes room for the next one', async () => {
  const { gate } = createCallGate(1, () => 1);
  await expect(gate(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  expect(await gate(() => Promise.resolve('next'))).toBe('next');
});

test('a live call goes before the backfill’s that wait, and whoever has waited long before all', async () => {
  let urgency = 5;
  let nowMs = 0;
  const { gate } = createCallGate(1, () => 1, { urgency: () => urgency, nowMs: () => nowMs });
  const order: string[] = [];
  const held = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = gate(() => held[0]!.promise);
  const call = (name: string, asked: number) => {
    urgency = asked;
    return gate(async () => void order.push(name));
  };
  const others = [call('backfill', 5), call('sweep', 3), call('live', 1), call('live again', 1)];
  held[0]!.resolve();
  await Promise.all([first, ...others]);
  expect(order.splice(0)).toEqual(['live', 'live again', 'sweep', 'backfill']);

  const second = gate(() => held[1]!.promise);
  const late = call('backfill', 5);
  nowMs = 20_000;
  const more = [late, call('live', 1)];
  held[1]!.resolve();
  await Promise.all([second, ...more]);
  expect(order).toEqual(['backfill', 'live']);
});
