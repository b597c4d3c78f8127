/** Stock of both systems compared on the real engine: what no run has set is unexplained, what moved since is explained. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createConnectionRegistry } from '../../activities/connection-registry.ts';
import type { Finding } from '../../mappings/shared/reconcile/types.ts';
import type { ReconcileResult } from '../../workflows/contracts.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { CONNECTION, type Stack, startStack } from './stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ name: 'reconcile-stock' });
  stack.netSuite.seed({
    items: [
      { itemId: 'A', stock: [{ location: '1', quantity: 7 }] },
      { itemId: 'B', stock: [{ location: '1', quantity: 3 }] },
      { itemId: 'C', stock: [{ location: '1', quantity: 0 }] },
    ],
  });
  stack.shipStation.seed({
    inventory: [
      { sku: 'A', quantity: 7, location: 'Main' },
      { sku: 'b', quantity: 9, location: 'Main' },
      { sku: 'only here', quantity: 5, location: 'Main' },
    ],
  });
  const open = await createConnectionRegistry(stack.store, stack.vault).open(CONNECTION, 'netsuite-shipstation');
  const [place] = (await (await open.shipStation()).listInventoryLocations()).rows;
  const stockLevels = { enabled: true, locations: { '1': place?.id } };
  await stack.configure({}, { syncs: { orderShipped: {}, stockLevels }, reconcile: { grace: '0s' } });
}, START_TIMEOUT_MS);
afterAll(() => stack?.stop());

async function reconcile(more: object = {}) {
  const result = (await stack.client.workflow.execute('reconciliation', {
    taskQueue: 'ml-connector',
    workflowId: `${CONNECTION}/reconcile-${Math.random()}`,
    args: [{ connection: CONNECTION, streams: ['stock'], ...more }],
  })) as ReconcileResult;
  const found = await stack.store.reconcile.findings(result.run, { limit: 100 });
  return { result, findings: found.map(({ details }) => JSON.parse(details) as Finding) };
}

const runStock = () =>
  stack.client.workflow.execute('stockLevels', {
    taskQueue: 'ml-connector',
    workflowId: `${CONNECTION}/stockLevels/run`,
    args: [{ connection: CONNECTION, sync: 'stockLevels' }],
  });

test('levels that no run has set are unexplained; after a run nothing is; what moves then is explained', async () => {
  const first = await reconcile();
  expect(first.result).toMatchObject({ unexplained: 1, streams: [{ stream: 'stock', source: 3, target: 3 }] });
  expect(first.findings).toMatchObject([{ what: 'wrong-quantity', order: 'B', healable: false }]);
  expect(first.findings[0]?.reason).toContain('B: 3 in NetSuite, 9 in ShipStation; no stock run has seen it yet');

  await runStock();
  expect((await reconcile()).result).toMatchObject({ unexplained: 0, explained: 0 });

  const open = await createConnectionRegistry(stack.store, stack.vault).open(CONNECTION, 'netsuite-shipstation');
  const api = await open.shipStation();
  const level = (await api.listInventory({ sku: 'A' })).rows[0]!;
  await api.setOnHand({ sku: 'A', locationId: level.locationId, onHand: 6, reason: 'sold', note: '' });
  expect((await reconcile()).findings).toMatchObject([{ order: 'A', cause: 'moved', explained: true }]);
  await runStock();
  expect((await reconcile()).result).toMatchObject({ unexplained: 0, explained: 0 });
});

test('of a range in the past nothing is said about stock', async () => {
  const { result } = await reconcile({ from: '2026-01-01', to: '2026-01-02' });
  expect(result.streams).toEqual([]);
});
