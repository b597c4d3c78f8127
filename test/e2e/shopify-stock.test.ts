/** shopifyStock on the real engine: thousands of levels converge, and what is sold meanwhile stays sold. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { StockProgress } from '../../workflows/contracts.ts';
import { workplace } from '../cli/support.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { isRecording, recordHistories } from './record-histories.ts';
import { CONNECTION, type ShopStack, startShopStack } from './shopify-stack.ts';
import { warehouseOf } from './warehouse.ts';

const SYNC = 'shopifyStock';
/** Fewer while histories are recorded for replay. */
const ITEMS = isRecording() ? 40 : 5_000;
let stack: ShopStack;
let warehouse: ReturnType<typeof warehouseOf>;
let main = 0;
let runs = 0;

beforeAll(async () => {
  stack = await startShopStack('shopify-stock', { accountZone: 'America/New_York' });
  stack.shopify.setSettings({ limits: { bucketSize: 0 } });
  warehouse = warehouseOf(stack.netSuite);
  main = [...stack.shopify.world.locations.keys()][0] ?? 0;
  await configure({});
  await stack.seal('netsuite-push', { secret: 'push-secret-0123456789' });
  stack.netSuite.simulation.webhook = {
    url: `${stack.hookUrl}/netsuite`,
    secret: 'push-secret-0123456789',
    secretHeader: 'X-ML-Connector-Secret',
    recordTypes: ['item'],
  };
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (isRecording()) await recordHistories(stack);
  await stack?.stop();
});

const configure = (sync: object, orders: object = { enabled: false }) =>
  stack.configure(
    {},
    {
      syncs: {
        shopifyOrder: orders,
        shopifyCustomer: { enabled: false },
        fulfillmentUpdate: { enabled: false },
        shopifyStock: {
          enabled: true,
          locations: { '1': String(main) },
          ignoreLocations: [...stack.shopify.world.locations.keys()].slice(1).map(String),
          ignoreSkus: ['TEE', 'MUG', 'CAP', 'NEW-SKU'],
          ...sync,
        },
      },
    },
  );

const run = (only?: string[]): Promise<StockProgress> =>
  stack.client.workflow.execute(SYNC, {
    taskQueue: 'ml-connector',
    workflowId: `${CONNECTION}/${SYNC}/run-${runs++}`,
    args: [{ connection: CONNECTION, sync: SYNC, ...(only === undefined ? {} : { only }) }],
  });

const cell = (sku: string) =>
  stack.shopify.dump().inventory.find((one) => one.sku === sku && one.locationId === main)?.quantities;
const available = (sku: string) => cell(sku)?.available;
const setCalls = () => stack.shopify.dump().counts.inventorySetCalls ?? 0;
const variant = (sku: string, stock: number | undefined) => ({
  sku,
  ...(stock === undefined ? {} : { stock: { [String(main)]: stock } }),
});
const seedShop = (variants: ReturnType<typeof variant>[]) =>
  stack.shopify.seed({ products: [{ title: 'Stocked', variants }] });

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

test(`${ITEMS} levels converge in batches; a second run writes nothing`, async () => {
  stack.netSuite.catalog({ items: ITEMS, prefix: 'ST-', onHand: 10 });
  const skus = Array.from({ length: ITEMS }, (_, n) => `ST-${String(n + 1).padStart(6, '0')}`);
  seedShop(skus.map((sku) => variant(sku, 3)));
  const [blank] = seedShop([{ sku: '' }]).variants;
  const first = await run();
  expect(first).toMatchObject({ changed: ITEMS, failed: 0 });
  const shown = new Map(
    stack.shopify
      .dump()
      .inventory.filter((one) => one.locationId === main)
      .map((one) => [one.sku, one.quantities.available]),
  );
  expect(skus.filter((sku, n) => shown.get(sku) !== 10 + n + 1)).toEqual([]);
  expect(setCalls()).toBeLessThanOrEqual(Math.ceil(ITEMS / 250) + 2);
  await stack.recordWhen(SYNC, `inventory/${blank?.inventoryItemId}`, (_, cause) => cause === 'sku-blank');
  const calls = setCalls();
  const second = await run();
  expect(second).toMatchObject({ changed: 0, failed: 0 });
  expect(second.same).toBeGreaterThanOrEqual(ITEMS);
  expect(setCalls()).toBe(calls);
});

test('a sale between reading and writing is not overwritten', async () => {
  stack.netSuite.seed({ items: [{ itemId: 'RACE', stock: [{ location: '1', quantity: 20 }] }] });
  seedShop([variant('RACE', 12)]);
  stack.netSuite.simulation.faults.replace([{ kind: 'slow', path: 'suiteql', times: 1, delayMs: 1_500 }]);
  const seen = stack.shopify.log.total();
  const running = run(['RACE']);
  await until('the level is read', () =>
    stack.shopify.log
      .entries()
      .slice(seen)
      .some(({ operation }) => operation === 'StockAt'),
  );
  stack.shopify.admin.place({ silent: true, lines: [{ sku: 'RACE', quantity: 2 }] });
  expect(await running).toMatchObject({ changed: 1, failed: 0 });
  expect(cell('RACE')).toMatchObject({ available: 18, committed: 2 });
});

test('an order that NetSuite does not have yet is kept back', async () => {
  await configure({}, {});
  stack.netSuite.seed({ items: [{ itemId: 'KEPT', stock: [{ location: '1', quantity: 9 }] }] });
  seedShop([variant('KEPT', 9)]);
  stack.shopify.admin.place({ silent: true, lines: [{ sku: 'KEPT', quantity: 4 }] });
  expect(available('KEPT')).toBe(5);
  expect(await run(['KEPT'])).toMatchObject({ same: 1, changed: 0 });
  expect(available('KEPT')).toBe(5);
  await configure({});
});

test('an unknown SKU waits with words, and goes on when NetSuite tells of the item', async () => {
  seedShop([variant('LATER', 1)]);
  await run(['LATER']);
  const waiting = await stack.recordWhen(SYNC, 'LATER', (status) => status === 'waiting');
  expect([waiting?.cause, waiting?.reason]).toEqual([
    'sku-unknown',
    expect.stringContaining('LATER is not in NetSuite'),
  ]);
  const { items } = stack.netSuite.seed({ items: [{ itemId: 'LATER', stock: [{ location: '1', quantity: 7 }] }] });
  warehouse.update('inventoryItem', items?.[0]?.id ?? '', { displayName: 'Later' });
  await stack.recordWhen(SYNC, 'LATER', (status) => status === 'done');
  expect(available('LATER')).toBe(7);
});

test('two variants of one SKU wait; a level set by hand in the shop is set back', async () => {
  stack.netSuite.seed({ items: [{ itemId: 'TWICE' }, { itemId: 'HAND', stock: [{ location: '1', quantity: 30 }] }] });
  seedShop([variant('TWICE', 1), variant('TWICE', 1), variant('HAND', 30)]);
  await run(['TWICE', 'HAND']);
  await stack.recordWhen(SYNC, 'TWICE', (_, cause) => cause === 'sku-duplicate');
  await stack.client.workflow.execute('webhookGuard', {
    taskQueue: 'ml-connector',
    workflowId: `${CONNECTION}/guard-again`,
    args: [{ connection: CONNECTION, pair: 'netsuite-shopify' }],
  });
  stack.shopify.admin.stock('HAND', main, 99);
  await until('it is set back', () => available('HAND') === 30);
});

test('an answer that is lost is asked for again under the same key; an item is stocked where it was not', async () => {
  stack.netSuite.seed({
    items: ['LOST', 'FRESH'].map((itemId) => ({ itemId, stock: [{ location: '1', quantity: 4 }] })),
  });
  seedShop([variant('LOST', 1), variant('FRESH', undefined)]);
  stack.shopify.faults.replace([{ kind: 'drop-after', operation: 'InventorySet', times: 1 }]);
  const groups = stack.shopify.dump().counts.adjustmentGroups ?? 0;
  expect(await run(['LOST', 'FRESH'])).toMatchObject({ changed: 2, failed: 0 });
  expect([available('LOST'), available('FRESH')]).toEqual([4, 4]);
  expect((stack.shopify.dump().counts.adjustmentGroups ?? 0) - groups).toBeLessThanOrEqual(2);
});

test('the command line starts a run of these SKUs, and tells their levels', async () => {
  stack.netSuite.seed({ items: [{ itemId: 'TYPED', stock: [{ location: '1', quantity: 6 }] }] });
  seedShop([variant('TYPED', 2)]);
  const place = await workplace(stack.cliEnv);
  try {
    const ran = await place.run(['stock', 'run', CONNECTION, '--sku', 'TYPED']);
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining('1 changed')]);
    expect(available('TYPED')).toBe(6);
    const told = await place.run(['stock', 'status', CONNECTION, '--sku', 'TYPED']);
    expect(told.stdout).toMatch(/TYPED.* 6 .*6 /);
  } finally {
    await place.remove();
  }
});

test('in shadow mode nothing is written, and the run says what would be', async () => {
  stack.netSuite.seed({ items: [{ itemId: 'SHADOW', stock: [{ location: '1', quantity: 8 }] }] });
  seedShop([variant('SHADOW', 1)]);
  await stack.store.connections.setMode(CONNECTION, 'shadow');
  expect(await run(['SHADOW'])).toMatchObject({ todo: 1, changed: 0, shadow: true });
  expect(available('SHADOW')).toBe(1);
  await stack.store.connections.setMode(CONNECTION, 'live');
});
