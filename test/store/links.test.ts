import { expect, test } from '@jest/globals';
import { onEachBackend } from './backends.ts';

onEachBackend((backend) => {
  test('an intent becomes what was made, and is found from both ends', async () => {
    const store = await backend.open(await backend.fresh());
    const row = {
      connection: 'acme',
      sync: 'fulfillmentUpdate',
      sourceRef: 'itemFulfillment/77/1',
      sourceOwner: 'salesOrder/55',
      targetOwner: 'order/1',
    };
    await store.links.put({ ...row, state: 'intent', at: '2026-11-21T08:00:00Z', detail: '{"lines":1}' });
    expect(await store.links.get('acme', row.sync, row.sourceRef)).toMatchObject({ ...row, state: 'intent' });
    expect((await store.links.get('acme', row.sync, row.sourceRef))?.targetRef).toBeUndefined();

    const other = { ...row, sourceRef: 'itemFulfillment/78/1', targetOwner: 'order/2', sourceOwner: 'salesOrder/56' };
    await store.links.put({ ...other, state: 'made', targetRef: 'fulfillment/9', at: '2026-11-21T08:00:01Z' });
    await store.links.put({ ...row, state: 'made', targetRef: 'fulfillment/8', at: '2026-11-21T08:00:02Z' });

    const at = { connection: 'acme', sync: row.sync };
    const refs = async (query: object) => (await store.links.find({ ...at, ...query })).map((one) => one.targetRef);
    expect(await refs({ sourceOwner: 'salesOrder/55' })).toEqual(['fulfillment/8']);
    expect(await refs({ targetOwner: 'order/2' })).toEqual(['fulfillment/9']);
    expect(await refs({ targetRefs: ['fulfillment/8', 'fulfillment/9', 'fulfillment/10'] })).toEqual([
      'fulfillment/8',
      'fulfillment/9',
    ]);
    expect(await refs({ targetRefs: [] })).toEqual([]);
    expect(await store.links.find({ ...at, connection: 'other' })).toEqual([]);
    expect(await store.links.get('acme', row.sync, row.sourceRef)).toMatchObject({
      state: 'made',
      notedAt: '2026-11-21T08:00:00.000Z',
      updatedAt: '2026-11-21T08:00:02.000Z',
    });
  });
});
