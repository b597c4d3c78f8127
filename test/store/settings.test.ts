import { expect, test } from '@jest/globals';
import { StoreError } from '../../store/errors.ts';
import { onEachBackend, sharedStore } from './backends.ts';

onEachBackend((backend) => {
  const store = sharedStore(backend);

  test('a connection counts its revisions only when something differs', async () => {
    const { connections } = store();
    const row = { id: 'acme', pair: 'netsuite-shipstation', mode: 'shadow', settings: '{"a":1}' } as const;
    expect(await connections.put(row)).toEqual({ revision: 1, changed: true });
    expect(await connections.put(row)).toEqual({ revision: 1, changed: false });
    expect(await connections.put({ ...row, settings: '{"a":2}' })).toEqual({ revision: 2, changed: true });
    await connections.setMode('acme', 'live');
    await connections.setMode('acme', 'live');
    expect(await connections.get('acme')).toEqual({
      id: 'acme',
      pair: 'netsuite-shipstation',
      mode: 'live',
      settings: '{"a":2}',
      revision: 3,
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    expect(await connections.get('nobody')).toBeUndefined();
    await expect(connections.setMode('nobody', 'live')).rejects.toThrow('There is no connection "nobody"');
  });

  test('parking keeps the first cause, outlives an apply, and ends with unpark', async () => {
    const { connections } = store();
    const row = { id: 'parked', pair: 'p', mode: 'live', settings: '{}' } as const;
    await connections.put(row);
    const refused = { system: 'netsuite', failureType: 'Auth', reason: 'The token was revoked.' };
    expect(await connections.park('parked', refused)).toBe(true);
    expect(await connections.park('parked', { ...refused, reason: 'another' })).toBe(false);
    await connections.put({ ...row, settings: '{"x":1}' });
    expect((await connections.get('parked'))?.parked).toEqual({ ...refused, since: expect.any(String) });
    expect(await connections.unpark('parked')).toBe(true);
    expect(await connections.unpark('parked')).toBe(false);
    expect(await connections.get('parked')).not.toHaveProperty('parked');
    expect(await connections.park('nobody', refused)).toBe(false);
  });

  test('a removed connection takes its secrets and hook tokens along and leaves its history', async () => {
    const { connections, secrets, hookTokens, cursors } = store();
    for (const id of ['gone', 'stays']) {
      await connections.put({ id, pair: 'p', mode: 'live', settings: '{}' });
      await secrets.put(id, 'netsuite', 'mlc1.k.a.b', 'k');
      await hookTokens.put(id, 'a'.repeat(64));
      await cursors.put(id, 'orders', '1');
    }
    await connections.remove('gone');
    expect((await connections.list()).map((row) => row.id)).not.toContain('gone');
    expect((await secrets.list()).map((row) => row.connection)).not.toContain('gone');
    expect(await hookTokens.hashes('gone', '2026-01-01T00:00:00Z')).toEqual([]);
    expect(await hookTokens.hashes('stays', '2026-01-01T00:00:00Z')).toHaveLength(1);
    expect(await cursors.get('gone', 'orders')).toMatchObject({ value: '1' });
  });

  test('secrets are put, replaced, listed without their text, and removed', async () => {
    const { secrets } = store();
    await secrets.put('s', 'token/netsuite', 'old', 'k1');
    await secrets.put('s', 'token/netsuite', 'new', 'k2');
    expect(await secrets.get('s', 'token/netsuite')).toEqual({
      sealed: 'new',
      keyId: 'k2',
      updatedAt: expect.any(String),
    });
    const listed = (await secrets.list()).filter((row) => row.connection === 's');
    expect(listed).toEqual([{ connection: 's', name: 'token/netsuite', keyId: 'k2', updatedAt: expect.any(String) }]);
    expect(await secrets.replace('s', 'token/netsuite', 'old', 'rewrapped old', 'k3')).toBe(false);
    expect(await secrets.replace('s', 'token/netsuite', 'new', 'rewrapped new', 'k3')).toBe(true);
    expect(await secrets.get('s', 'token/netsuite')).toMatchObject({ sealed: 'rewrapped new', keyId: 'k3' });
    await secrets.remove('s', 'token/netsuite');
    expect(await secrets.get('s', 'token/netsuite')).toBeUndefined();
  });

  test('hook tokens: during a rotation the old ones work until their end, and a second rotation gives no more time', async () => {
    const { hookTokens } = store();
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string];
    await hookTokens.put('h', a);
    await hookTokens.put('h', b);
    await hookTokens.expireOld('h', '2026-03-01T00:00:00Z');
    expect(await hookTokens.hashes('h', '2026-02-28T23:59:59Z')).toEqual([b, a]);
    expect(await hookTokens.hashes('h', '2026-03-01T00:00:00Z')).toEqual([b]);
    await hookTokens.put('h', c);
    await hookTokens.expireOld('h', '2026-04-01T00:00:00Z');
    expect(await hookTokens.hashes('h', '2026-02-01T00:00:00Z')).toEqual([c, b, a]);
    expect(await hookTokens.hashes('h', '2026-03-15T00:00:00Z')).toEqual([c, b]);
    await hookTokens.put('h', a);
    expect(await hookTokens.hashes('h', '2026-05-01T00:00:00Z')).toEqual([a, c].filter((hash) => hash !== b));
    await expect(hookTokens.hashes('h', 'tomorrow')).rejects.toThrow(StoreError);
  });

  test('cursors', async () => {
    const { cursors } = store();
    expect(await cursors.get('acme', 'orders')).toBeUndefined();
    await cursors.put('acme', 'orders', '2026-01-01T00:00:00Z');
    await cursors.put('acme', 'orders', '2026-01-02T00:00:00Z');
    expect(await cursors.get('acme', 'orders')).toEqual({
      value: '2026-01-02T00:00:00Z',
      updatedAt: expect.any(String),
    });
  });

  test('stats and health', async () => {
    expect(await store().healthy()).toBe(true);
    const rows = new Map((await store().stats()).map((each) => [each.table, each.rows]));
    expect(rows.get('connections')).toBe((await store().connections.list()).length);
    expect([...rows.keys()]).toEqual(expect.arrayContaining(['inbox', 'ledger', 'records', 'cursors']));
  });
});
