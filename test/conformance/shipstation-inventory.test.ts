import { expect, test } from '@jest/globals';
import { connect, state, useShipStation } from './shipstation-support.ts';

useShipStation();

const places = () => [...state.sim.world.inventoryLocations.values()].map((row) => row.id);
const seed = (rows: [sku: string, location: string, quantity: number][]) =>
  state.sim.seed({ inventory: rows.map(([sku, location, quantity]) => ({ sku, location, quantity })) });

test('levels by page, by location and by SKU; the page goes on by the link that the vendor gives', async () => {
  seed(Array.from({ length: 7 }, (_, n) => [`S-${n}`, n < 5 ? 'A' : 'B', n]));
  const connector = connect();
  const [a, b] = places();
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const at = cursor === undefined ? {} : { cursor };
    const page = await connector.listInventory({ locationId: a! }, { limit: 2, ...at });
    expect(page.total).toBe(5);
    seen.push(...page.rows.map((row) => `${row.sku}=${row.onHand}`));
    cursor = page.next;
  } while (cursor !== undefined);
  expect(seen).toEqual(['S-0=0', 'S-1=1', 'S-2=2', 'S-3=3', 'S-4=4']);
  const [row] = (await connector.listInventory({ sku: 'S-6' })).rows;
  expect(row).toMatchObject({ sku: 'S-6', locationId: b, onHand: 6, allocated: 0 });
  expect((await connector.listInventory({ sku: 'none' })).rows).toEqual([]);
});

test('a level is set, not added to; setting it again changes nothing; 0 is a level', async () => {
  seed([['S-1', 'A', 5]]);
  const connector = connect();
  const [a] = places();
  const set = (onHand: number) =>
    connector.setOnHand({ sku: 'S-1', locationId: a!, onHand, reason: 'NetSuite stock', note: 'run 1' });
  const now = async () => (await connector.listInventory({ sku: 'S-1' })).rows[0]?.onHand;
  await set(9);
  await set(9);
  expect(await now()).toBe(9);
  await set(0);
  expect(await now()).toBe(0);
  expect(state.sim.log.entries().flatMap((entry) => entry.notes)).toEqual([]);
});

test('refusals: SKU, location, no add-on, a lost answer', async () => {
  seed([['S-1', 'A', 5]]);
  const connector = connect();
  const [a] = places();
  const set = (sku: string, locationId: string) =>
    connector.setOnHand({ sku, locationId, onHand: 1, reason: 'NetSuite stock', note: '-' });
  await expect(set('unknown', a!)).rejects.toMatchObject({ type: 'Invalid', status: 400 });
  await expect(set('S-1', 'se-il-none')).rejects.toMatchObject({ type: 'NotFound' });
  state.sim.faults.replace([{ kind: 'drop-after', method: 'POST', times: 1 }]);
  await expect(set('S-1', a!)).rejects.toMatchObject({ type: 'Uncertain' });
  expect((await connector.listInventory({ sku: 'S-1' })).rows[0]?.onHand).toBe(1);
  state.sim.setSettings({ behaviour: { inventoryAddOn: false } });
  const refused: unknown = await connector.listInventory({}).catch((error: unknown) => error);
  expect(refused).toMatchObject({ type: 'Config', code: 'NO_INVENTORY', status: undefined });
});

test('places and products', async () => {
  seed([['S-1', 'A', 5]]);
  state.sim.seed({ products: Array.from({ length: 120 }, (_, n) => ({ sku: `P-${n}` })) });
  const connector = connect();
  const { rows } = await connector.listInventoryLocations();
  expect(rows.map((row) => [row.id, row.name])).toEqual([[places()[0], 'A']]);
  const first = await connector.listProducts({});
  expect([first.rows.length, first.total]).toEqual([100, 121]);
  expect((await connector.listProducts({}, first.next)).rows).toHaveLength(21);
  expect((await connector.listProducts({ sku: 'P-3' })).rows).toEqual([{ sku: 'P-3' }]);
});

test('V2 counters, where the vendor sends them, are the budget', async () => {
  seed([['S-1', 'A', 5]]);
  state.sim.setSettings({ limits: { v2PerWindow: 3000 }, behaviour: { v2LimitHeaders: true } });
  const connector = connect();
  await connector.listInventory({});
  expect((await connector.budgets()).v2).toMatchObject({ limit: 3000, remaining: 2999 });
});
