import { afterEach, expect, test } from '@jest/globals';
import { eventually, type FrontDoor, type FrontDoorOptions, openFrontDoor, pointerBody } from './front-door.ts';

let door: FrontDoor;
const open = async (options?: FrontDoorOptions) => {
  door = await openFrontDoor(options);
};
afterEach(() => door.close());

const postMany = (from: number, count: number, connection = 'acme') =>
  Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const response = await door.post(pointerBody(from + i), {}, door.hookUrl(connection));
      expect(response.status).toBe(200);
    }),
  );
const states = async (connection = 'acme') => new Set((await door.rows(connection)).map((row) => row.state));

test('webhooks are taken while Temporal is away and sent on when it is back', async () => {
  await open({ relay: { intervalMs: 10 } });
  door.temporal.away = true;
  await postMany(0, 30);
  expect(await states()).toEqual(new Set(['stored']));
  door.relay.start();
  await eventually(() => door.ingress.forwarder.away(), Boolean);
  door.temporal.away = false;
  await eventually(states, (seen) => seen.size === 1 && seen.has('signalled'));
  expect(new Set(door.temporal.sent.map((pointer) => pointer.id)).size).toBe(30);
});

test('while Temporal is away a look tries one row only', async () => {
  await open();
  door.temporal.away = true;
  await postMany(0, 10);
  await door.relay.look();
  await eventually(() => door.ingress.forwarder.away(), Boolean);
  const calls = door.temporal.calls;
  expect(await door.relay.look()).toBe(0);
  expect(door.temporal.calls).toBe(calls + 1);
  door.temporal.away = false;
  expect(await door.relay.look()).toBe(10);
});

test('many pages go through in one look', async () => {
  await open({ relay: { page: 5 } });
  await door.connect('acme', 'paused');
  await postMany(0, 23);
  await door.connect('acme', 'live');
  expect(await door.relay.look()).toBe(23);
  expect(await states()).toEqual(new Set(['signalled']));
});

test('rows of a paused connection wait, do not stand in the way, and go out when it is live again', async () => {
  await open({ relay: { page: 3 } });
  await door.connect('resting', 'paused');
  await postMany(0, 6, 'resting');
  door.temporal.away = true;
  await postMany(10, 4);
  await eventually(() => door.ingress.forwarder.away(), Boolean);
  door.temporal.away = false;
  expect(await door.relay.look()).toBe(4);
  expect(await states('resting')).toEqual(new Set(['stored']));

  await door.store.connections.setMode('resting', 'live');
  expect(await door.relay.look()).toBe(6);
  expect(await states('resting')).toEqual(new Set(['signalled']));
});

test('a row that Temporal refuses does not hold up the others', async () => {
  await open({ relay: { page: 2 } });
  door.temporal.away = true;
  await postMany(0, 5);
  await eventually(() => door.ingress.forwarder.away(), Boolean);
  const poison = (await door.rows())[0]!.id;
  door.temporal.away = false;
  door.temporal.refuse = poison;
  await eventually(
    async () => {
      await door.relay.look();
      return (await door.rows()).filter((row) => row.state === 'signalled').length;
    },
    (signalled) => signalled === 4,
  );
});

test('young rows are left to the process that stored them, and held ones are not sent twice', async () => {
  await open({ relay: { olderThanMs: 2_000 } });
  const gate = Promise.withResolvers<void>();
  door.temporal.gate = gate.promise;
  await postMany(0, 3);
  expect(await door.relay.look()).toBe(0);
  door.clock.aheadMs = 3_000;
  expect(await door.relay.look()).toBe(0);
  gate.resolve();
  await eventually(states, (seen) => seen.has('signalled') && seen.size === 1);
  expect(door.temporal.sent).toHaveLength(3);
});

test('the relay looks again after the store could not be read', async () => {
  await open({ relay: { intervalMs: 5 } });
  await door.store.close();
  door.relay.start();
  await eventually(
    () => door.logLines.filter((line) => line.includes('the relay looks again')).length,
    (n) => n > 1,
  );
  await door.relay.stop();
});

test('the burst of a whole day at once: nothing is lost and only so many calls run at a time', async () => {
  await open({ limits: { signalsQueued: 50 } });
  await postMany(0, 200);
  await eventually(
    async () => {
      await door.relay.look();
      return states();
    },
    (seen) => seen.size === 1 && seen.has('signalled'),
  );
  expect(await door.rows()).toHaveLength(200);
  expect(new Set(door.temporal.sent.map((pointer) => pointer.id)).size).toBe(200);
  expect(door.temporal.mostAtOnce).toBeLessThanOrEqual(20);
});
