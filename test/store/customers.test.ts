/** The customer directory and the notes on orders, in both databases. */
import { expect, test } from '@jest/globals';
import type { CustomerStore } from '../../store/contract.ts';
import { onEachBackend, sharedStore } from './backends.ts';
import { rawSql } from './raw.ts';

onEachBackend((backend) => {
  const store = sharedStore(backend);
  const profile = (over: Partial<Parameters<CustomerStore['put']>[0]> = {}) => ({
    connection: 'acme',
    customerId: '7',
    fingerprint: 'f1',
    sealedProfile: 'sealed-1',
    keys: ['k1', 'k2', 'k1'],
    ...over,
  });

  test('a profile is kept once, replaced when its fingerprint differs, and found by its parent', async () => {
    const { customers } = store();
    expect(await customers.put(profile({ parentId: '3' }))).toEqual({ changed: true });
    expect(await customers.put(profile({ parentId: '3', sealedProfile: 'other seal' }))).toEqual({ changed: false });
    expect(await customers.get('acme', '7')).toEqual({
      parentId: '3',
      fingerprint: 'f1',
      sealedProfile: 'sealed-1',
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect(await customers.keysOf('acme', '7')).toEqual(['k1', 'k2']);
    await customers.put(profile({ customerId: '71', keys: ['k2', 'k9'] }));
    expect(await customers.customersOf('acme', ['k2', 'k1'])).toEqual(['7', '71']);
    expect(await customers.customersOf('acme', ['k9', 'k8'])).toEqual(['71']);
    expect(await customers.customersOf('other', ['k2'])).toEqual([]);
    expect(await customers.customersOf('acme', [])).toEqual([]);
    expect(await customers.childrenOf('acme', '3')).toEqual(['7']);
    expect(await customers.childrenOf('other', '3')).toEqual([]);

    expect(await customers.put(profile({ fingerprint: 'f2', sealedProfile: 'sealed-2', keys: ['k9'] }))).toEqual({
      changed: true,
    });
    const moved = await customers.get('acme', '7');
    expect([moved?.sealedProfile, moved && 'parentId' in moved]).toEqual(['sealed-2', false]);
    expect(await customers.keysOf('acme', '7')).toEqual(['k9']);
    expect(await customers.childrenOf('acme', '3')).toEqual([]);

    expect([await customers.remove('acme', '7'), await customers.remove('acme', '7')]).toEqual([true, false]);
    expect(await customers.get('acme', '7')).toBeUndefined();
    expect(await customers.keysOf('acme', '7')).toEqual([]);
  });

  test('orders are found by their customer and by the keys that they bear; a closed one keeps only its look', async () => {
    const { orderNotes } = store();
    await orderNotes.putLook('acme', '100', '{"status":"awaiting_shipment"}');
    await orderNotes.putOwner('acme', '100', { customerId: '7', keys: ['mail'] });
    await orderNotes.putWritten('acme', '100', 'sealed');
    await orderNotes.putOwner('acme', '101', { keys: ['mail', 'user'] });
    await orderNotes.putOwner('other', '102', { customerId: '7', keys: ['mail'] });
    expect(await orderNotes.get('acme', '100')).toEqual({
      customerId: '7',
      sealedWritten: 'sealed',
      look: '{"status":"awaiting_shipment"}',
    });
    expect(await orderNotes.ordersOf('acme', '7', [])).toEqual(['100']);
    expect(await orderNotes.ordersOf('acme', '7', ['user', 'nobody'])).toEqual(['100', '101']);
    expect(await orderNotes.ordersOf('acme', '8', ['mail'])).toEqual(['100', '101']);

    await orderNotes.putOwner('acme', '101', { keys: [] });
    expect(await orderNotes.ordersOf('acme', '8', ['mail'])).toEqual(['100']);
    await orderNotes.close('acme', '100');
    expect(await orderNotes.get('acme', '100')).toEqual({ look: '{"status":"awaiting_shipment"}' });
    expect(await orderNotes.ordersOf('acme', '7', ['mail'])).toEqual([]);
  });

  test('retention takes closed orders only', async () => {
    const { orderNotes } = store();
    await orderNotes.putLook('old', '1', 'x');
    await orderNotes.putLook('old', '2', 'x');
    await orderNotes.putOwner('old', '2', { keys: ['k'] });
    await orderNotes.putOwner('old', '3', { customerId: '9', keys: [] });
    expect(await orderNotes.prune('old', '2020-01-01T00:00:00Z')).toBe(0);
    expect(await orderNotes.prune('old', '2100-01-01T00:00:00Z')).toBe(1);
    expect(await orderNotes.get('old', '1')).toBeUndefined();
    expect(await orderNotes.get('old', '2')).toEqual({ look: 'x' });
  });

  test('the look-ups of the directory are served by an index, and a step below the newest is made up for', async () => {
    const options = await backend.fresh();
    await (await backend.open(options)).close();
    const wheres = [
      ['customers', `connection = 'c' and parent_id = 'p'`],
      ['customer_keys', `connection = 'c' and customer_id = 'x'`],
      ['customer_keys', `connection = 'c' and hash = 'a'`],
      ['order_keys', `connection = 'c' and hash in ('a', 'b')`],
      ['order_notes', `connection = 'c' and customer_id = 'x'`],
    ];
    for (const [table, where] of wheres) {
      const explain = backend.name === 'sqlite' ? 'explain query plan' : 'set enable_seqscan = off; explain';
      const plan = JSON.stringify(await rawSql(options, `${explain} select * from ${table} where ${where}`));
      expect({ table, plan }).toMatchObject({
        plan: expect.stringMatching(/USING (COVERING |PRIMARY |)(INDEX|KEY)|Index (Only )?Scan|Index Cond/),
      });
    }
    for (const table of ['customers', 'customer_keys', 'order_notes', 'order_keys'])
      await rawSql(options, `drop table ${table}`);
    await rawSql(options, 'delete from ml_connector_schema where version = 3');
    const again = await backend.open(options);
    expect(await again.customers.put(profile())).toEqual({ changed: true });
  });
});
