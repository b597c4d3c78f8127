import { expect, test } from '@jest/globals';
import type { InboxStore } from '../../store/contract.ts';
import { onEachBackend, sharedStore } from './backends.ts';

type Delivery = Parameters<InboxStore['add']>[0];

function delivery(over: Partial<Delivery> = {}): Delivery {
  return {
    connection: 'acme',
    system: 'shipstation',
    topic: 'SHIP_NOTIFY',
    dedupeKey: 'one',
    sealedBody: 'mlc1.k.a.b',
    receivedAt: '2026-11-21T10:00:00.000Z',
    ...over,
  };
}

onEachBackend((backend) => {
  const store = sharedStore(backend);
  const add = (over: Partial<Delivery>) => store().inbox.add(delivery(over));

  test('a delivery is a row; the same again counts up and asks for another look', async () => {
    const first = await add({ connection: 'c1' });
    expect(first.duplicate).toBe(false);
    await store().inbox.setState(first.id, 'signalled', 'c1/orderShipped/1');
    const again = await add({ connection: 'c1', receivedAt: '2026-11-21T11:00:00Z', sealedBody: 'other' });
    expect(again).toEqual({ id: first.id, duplicate: true });
    expect(await store().inbox.get(first.id)).toEqual({
      id: first.id,
      connection: 'c1',
      system: 'shipstation',
      topic: 'SHIP_NOTIFY',
      dedupeKey: 'one',
      receivedAt: '2026-11-21T10:00:00.000Z',
      lastReceivedAt: '2026-11-21T11:00:00.000Z',
      deliveries: 2,
      state: 'stored',
      sealedBody: 'mlc1.k.a.b',
      workflowId: 'c1/orderShipped/1',
    });
    const late = await add({ connection: 'c1', receivedAt: '2026-11-21T09:00:00Z' });
    expect(late.duplicate).toBe(true);
    expect((await store().inbox.get(first.id))?.lastReceivedAt).toBe('2026-11-21T11:00:00.000Z');
    expect((await add({ connection: 'c2' })).duplicate).toBe(false);
    expect(await store().inbox.get('00000000-0000-7000-8000-000000000000')).toBeUndefined();
  });

  test('a workflow that said done is not put back to signalled', async () => {
    const { inbox } = store();
    const { id } = await add({ connection: 'late' });
    await inbox.setState(id, 'done');
    await inbox.setState(id, 'signalled', 'w');
    expect(await inbox.get(id)).toMatchObject({ state: 'done' });
    expect(await inbox.get(id)).not.toHaveProperty('workflowId');
  });

  test('1,000 at once, half of them repeated, are 500 rows and 1,000 deliveries', async () => {
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, index) => add({ connection: 'burst', dedupeKey: `key-${index % 500}` })),
    );
    expect(answers.filter((answer) => !answer.duplicate)).toHaveLength(500);
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(500);
    expect(answers.slice(500).map((answer) => answer.id)).toEqual(answers.slice(0, 500).map((answer) => answer.id));
    expect(await store().inbox.counts('burst')).toEqual({ stored: 500, signalled: 0, done: 0, deliveries: 1000 });
  });

  test('prune removes only old rows that are done, of this connection', async () => {
    const old = await add({ connection: 'p1', dedupeKey: 'old' });
    const open = await add({ connection: 'p1', dedupeKey: 'open' });
    const young = await add({ connection: 'p1', dedupeKey: 'young', receivedAt: '2026-11-21T12:00:00.000Z' });
    const other = await add({ connection: 'p2', dedupeKey: 'old' });
    for (const { id } of [old, young, other]) await store().inbox.setState(id, 'done');
    expect(await store().inbox.prune('p1', '2026-11-21T11:00:00.000Z')).toBe(1);
    const left = await Promise.all([old, open, young, other].map(({ id }) => store().inbox.get(id)));
    expect(left.map((row) => row !== undefined)).toEqual([false, true, true, true]);
  });

  test('a row that the database refuses fails alone', async () => {
    const bad = delivery({ connection: 'mixed', dedupeKey: 'bad', topic: null as unknown as string });
    const results = await Promise.allSettled([
      add({ connection: 'mixed', dedupeKey: 'good-1' }),
      store().inbox.add(bad),
      add({ connection: 'mixed', dedupeKey: 'good-2' }),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await store().inbox.counts('mixed')).toMatchObject({ stored: 2 });
    await expect(add({ receivedAt: 'yesterday' })).rejects.toThrow('"yesterday" is not an instant');
  });

  test('pending gives what has waited, oldest first, of the wanted connections', async () => {
    const { inbox } = store();
    for (const [connection, key, at] of [
      ['p1', 'b', '2020-01-01T00:00:02Z'],
      ['p1', 'a', '2020-01-01T00:00:01Z'],
      ['p2', 'c', '2020-01-01T00:00:00Z'],
      ['p1', 'young', '2020-01-01T00:01:00Z'],
      ['p1', 'signalled', '2020-01-01T00:00:00Z'],
    ] as const) {
      const { id } = await add({ connection, dedupeKey: key, receivedAt: at });
      if (key === 'signalled') await inbox.setState(id, 'signalled', 'w');
    }
    const keys = async (limit: number, only?: string[]) =>
      (await inbox.pending('2020-01-01T00:01:00Z', limit, only)).map((row) => row.dedupeKey);
    expect(await keys(10)).toEqual(['c', 'a', 'b']);
    expect(await keys(2)).toEqual(['c', 'a']);
    expect(await keys(2, ['p1'])).toEqual(['a', 'b']);
    expect(await keys(10, [])).toEqual([]);
  });

  test('range pages by time of receipt with both ends included', async () => {
    const { inbox } = store();
    // Received in another order than the times say, and three in one millisecond.
    for (const [key, second] of [
      ['e', 5],
      ['a', 1],
      ['d1', 4],
      ['d2', 4],
      ['d3', 4],
      ['b', 2],
      ['z', 9],
    ] as const) {
      await add({
        connection: 'r',
        dedupeKey: key,
        receivedAt: `2026-05-01T00:00:0${second}Z`,
        topic: key === 'b' ? 'B' : 'A',
      });
    }
    const query = { connection: 'r', from: '2026-05-01T00:00:01Z', to: '2026-05-01T00:00:05Z' };
    const seen: string[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await inbox.range({ ...query, limit: 2, ...(after ? { after } : {}) });
      seen.push(...page.map((row) => row.dedupeKey));
      after = page.at(-1)?.id;
      if (page.length < 2) break;
    }
    expect(seen).toEqual(['a', 'b', 'd1', 'd2', 'd3', 'e']);
    expect((await inbox.range({ ...query, topic: 'B', limit: 10 })).map((row) => row.dedupeKey)).toEqual(['b']);
    await expect(inbox.range({ ...query, after: 'nonsense', limit: 1 })).rejects.toThrow('not an id of the inbox');
  });
});
