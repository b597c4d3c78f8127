import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RecordRow, RecordStore } from '../../store/contract.ts';
import { normalNumber } from '../../store/record-numbers.ts';
import { recordCursor } from '../../store/records.ts';
import { onEachBackend, sharedStore } from './backends.ts';

type Put = Parameters<RecordStore['put']>[0];

function record(over: Partial<Put> = {}): Put {
  return {
    connection: 'acme',
    sync: 'orderShipped',
    recordKey: 'SO-1',
    status: 'working',
    workflowId: 'acme/orderShipped/SO-1',
    foundBy: 'webhook',
    numbers: [],
    at: '2026-11-21T10:00:00.000Z',
    ...over,
  };
}

onEachBackend((backend) => {
  const store = sharedStore(backend);
  const put = (over: Partial<Put>) => store().records.put(record(over));

  test('a record is inserted, then updated; how it was found first stays and numbers add up', async () => {
    const { records } = store();
    const key = { connection: 'r1', recordKey: 'SO/1 ä' };
    await put({ ...key, numbers: [{ kind: 'order', value: '#1001' }] });
    await put({
      ...key,
      status: 'waiting',
      cause: 'sku-missing',
      reason: 'The SKU X-1 is not in NetSuite. Add it there.',
      foundBy: 'sweep',
      at: '2026-11-21T11:00:00Z',
      numbers: [
        { kind: 'order', value: '1001' },
        { kind: 'shipment', value: 'se-55' },
      ],
    });
    const expected: RecordRow = {
      ...key,
      sync: 'orderShipped',
      status: 'waiting',
      cause: 'sku-missing',
      reason: 'The SKU X-1 is not in NetSuite. Add it there.',
      workflowId: 'acme/orderShipped/SO-1',
      foundBy: 'webhook',
      firstSeenAt: '2026-11-21T10:00:00.000Z',
      updatedAt: '2026-11-21T11:00:00.000Z',
      numbers: [
        { kind: 'order', value: '#1001' },
        { kind: 'shipment', value: 'se-55' },
      ],
    };
    expect(await records.get('r1', 'orderShipped', 'SO/1 ä')).toEqual(expected);
    await put({ ...key, status: 'done', summary: '1 fulfilment: IF77', at: '2026-11-21T12:00:00Z' });
    const done = await records.get('r1', 'orderShipped', 'SO/1 ä');
    expect(done).toMatchObject({ status: 'done', summary: '1 fulfilment: IF77', numbers: expected.numbers });
    expect(done).not.toHaveProperty('cause');
    expect(done).not.toHaveProperty('reason');
    expect(await records.get('r1', 'orderShipped', 'SO-2')).toBeUndefined();
  });

  test('several states of one record at once end with the last, and keep what all of them knew', async () => {
    await Promise.all([
      put({
        connection: 'r2',
        at: '2026-01-01T00:00:01Z',
        numbers: [{ kind: 'order', value: '1' }],
        sources: [{ source: 's:1', state: 'live' }],
      }),
      put({
        connection: 'r2',
        at: '2026-01-01T00:00:02Z',
        status: 'done',
        foundBy: 'sweep',
        numbers: [{ kind: 'order', value: '2' }],
      }),
      put({ connection: 'r2', recordKey: 'SO-2' }),
    ]);
    expect(await store().records.get('r2', 'orderShipped', 'SO-1')).toMatchObject({
      status: 'done',
      foundBy: 'webhook',
      firstSeenAt: '2026-01-01T00:00:01.000Z',
      updatedAt: '2026-01-01T00:00:02.000Z',
      numbers: [
        { kind: 'order', value: '1' },
        { kind: 'order', value: '2' },
      ],
    });
    expect(await store().records.unsettled('r2', 'orderShipped', [{ source: 's:1', state: 'live' }])).toEqual([]);
    expect(await store().records.get('r2', 'orderShipped', 'SO-2')).toBeDefined();
  });

  test('a bad record fails alone', async () => {
    const results = await Promise.allSettled([
      put({ connection: 'r3' }),
      put({ connection: 'r3', sync: 'a/b' }),
      put({ connection: 'r3', recordKey: 'SO-2', at: 'now' }),
      put({ connection: 'r3', recordKey: 'SO-3', foundBy: null as unknown as string }),
      put({ connection: 'r3', recordKey: 'SO-4' }),
    ]);
    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect((await store().records.list({ connection: 'r3', limit: 9 })).map((row) => row.recordKey)).toEqual([
      'SO-4',
      'SO-1',
    ]);
  });

  test('a record is found by any of its numbers, however they are typed', async () => {
    await put({
      connection: 'n1',
      recordKey: 'A',
      at: '2026-01-01T00:00:00Z',
      numbers: [
        { kind: 'order', value: 'SO 77-x' },
        { kind: 'shipment', value: 'se-123' },
      ],
    });
    await put({
      connection: 'n2',
      recordKey: 'B',
      at: '2026-01-02T00:00:00Z',
      numbers: [
        { kind: 'tracking', value: '123' },
        { kind: 'po', value: '123' },
      ],
    });
    const find = async (value: string, connection?: string) =>
      (await store().records.findByNumber(value, connection)).map((row) => row.recordKey);
    expect(await find('so77-X')).toEqual(['A']);
    expect(await find(' # 123')).toEqual(['A', 'B']);
    expect(await find('SE-123', 'n2')).toEqual(['B']);
    expect(await find('12')).toEqual([]);
    expect(await find(' # ')).toEqual([]);
    expect((await store().records.findByNumber('so77-x'))[0]?.numbers).toHaveLength(2);
  });

  test('the list shows the newest change first and pages without gaps or repeats', async () => {
    for (const [index, at] of [3, 1, 2, 2, 2].entries()) {
      await put({ connection: 'l1', recordKey: `K${index}`, at: `2026-01-0${at}T00:00:00Z` });
    }
    await put({
      connection: 'l1',
      recordKey: 'W',
      status: 'waiting',
      cause: 'period-closed',
      sync: 'posting',
      at: '2026-01-01T00:00:00Z',
    });
    const seen: string[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await store().records.list({ connection: 'l1', limit: 2, ...(after ? { after } : {}) });
      seen.push(...page.map((row) => row.recordKey));
      const last = page.at(-1);
      if (!last) break;
      after = recordCursor(last);
    }
    expect(seen).toEqual(['K0', 'K4', 'K3', 'K2', 'W', 'K1']);
    const keys = async (query: Partial<Parameters<RecordStore['list']>[0]>) =>
      (await store().records.list({ connection: 'l1', limit: 9, ...query })).map((row) => row.recordKey);
    expect(await keys({ status: 'waiting' })).toEqual(['W']);
    expect(await keys({ cause: 'period-closed', sync: 'posting' })).toEqual(['W']);
    expect(await keys({ status: 'done' })).toEqual([]);
    await expect(store().records.list({ limit: 1, after: 'x' })).rejects.toThrow('not a place in the list');
  });

  test('counts by sync, status and cause, with the oldest', async () => {
    await put({ connection: 'k1', recordKey: '1', status: 'done', at: '2026-01-03T00:00:00Z' });
    await put({
      connection: 'k1',
      recordKey: '2',
      status: 'waiting',
      cause: 'sku-missing',
      at: '2026-01-02T00:00:00Z',
    });
    await put({
      connection: 'k1',
      recordKey: '3',
      status: 'waiting',
      cause: 'sku-missing',
      at: '2026-01-01T00:00:00Z',
    });
    const of = { connection: 'k1', sync: 'orderShipped' };
    expect(await store().records.counts('k1')).toEqual([
      { ...of, status: 'done', count: 1, oldest: '2026-01-03T00:00:00.000Z' },
      { ...of, status: 'waiting', cause: 'sku-missing', count: 2, oldest: '2026-01-01T00:00:00.000Z' },
    ]);
    expect((await store().records.counts()).length).toBeGreaterThan(2);
  });

  test('a source is settled in one state until it is settled in another', async () => {
    const { records } = store();
    const live = { source: 'shipment:1', state: 'live' };
    const voided = { source: 'shipment:1', state: 'voided' };
    const many = Array.from({ length: 1200 }, (_, index) => ({ source: `shipment:${index}`, state: 'live' }));
    expect(await records.unsettled('u', 'orderShipped', [live, voided])).toEqual([live, voided]);
    await put({ connection: 'u', sources: [live] });
    expect(await records.unsettled('u', 'orderShipped', [live, voided])).toEqual([voided]);
    expect(await records.unsettled('u', 'another', [live])).toEqual([live]);
    expect(await records.unsettled('u', 'orderShipped', many)).toHaveLength(1199);
    await put({ connection: 'u', sources: [voided] });
    expect(await records.unsettled('u', 'orderShipped', [live, voided])).toEqual([live]);
    expect(await records.unsettled('u', 'orderShipped', [])).toEqual([]);
  });
});

test('a number keeps its form however often and in whatever dress it is typed', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9-]{1,12}$/), fc.constantFrom('', '#', ' ', '# '), (value, dress) => {
      fc.pre(!/^se-/i.test(value));
      expect(normalNumber(`${dress}${value.toUpperCase()} `)).toBe(value.toLowerCase());
      expect(normalNumber(`SE-${value}`)).toBe(value.toLowerCase());
    }),
  );
});
