/**
 * A stock run towards Shopify whose worker is killed (kill -9) after the first batch was set: another worker brings it to
 * its end, every level is right, and what was sold in between stays sold.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '../../runtime/temporal-server.ts';
import type { StockProgress } from '../../workflows/contracts.ts';
import { MAIN, type Workplace, workplace } from '../cli/support.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { CONNECTION, type ShopStack, startShopStack } from './shopify-stack.ts';

const SYNC = 'shopifyStock';
/** Three batches. */
const ITEMS = 600;
const BATCHES = 3;
const ON_HAND = 10;
const sku = (n: number) => `ST-${String(n + 1).padStart(6, '0')}`;
let stack: ShopStack;
let place: Workplace;
let main = 0;
const processes: ChildProcess[] = [];

beforeAll(async () => {
  stack = await startShopStack('shopify-stock-kill', { accountZone: 'America/New_York' });
  await stack.stopWorkers();
  place = await workplace(stack.cliEnv);
  main = [...stack.shopify.world.locations.keys()][0] ?? 0;
  await stack.configure(
    {},
    {
      syncs: {
        // Nothing wakes it here: what is sold is kept back because NetSuite does not have it yet.
        shopifyOrder: { enabled: true },
        shopifyCustomer: { enabled: false },
        fulfillmentUpdate: { enabled: false },
        shopifyStock: {
          enabled: true,
          locations: { '1': String(main) },
          ignoreLocations: [...stack.shopify.world.locations.keys()].slice(1).map(String),
          ignoreSkus: ['TEE', 'MUG', 'CAP', 'NEW-SKU'],
        },
      },
    },
  );
  stack.netSuite.catalog({ items: ITEMS, prefix: 'ST-', onHand: ON_HAND });
  const variants = Array.from({ length: ITEMS }, (_, n) => ({ sku: sku(n), stock: { [String(main)]: 3 } }));
  stack.shopify.seed({ products: [{ title: 'Stocked', variants }] });
}, START_TIMEOUT_MS);
afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL');
  await place?.remove();
  await stack?.stop();
});

async function startWorker(): Promise<ChildProcess> {
  const env = { ...place.env, ML_CONNECTOR_WORKER_PORT: String(await freePort()), ML_CONNECTOR_LOG_LEVEL: 'fatal' };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, 'worker'], {
    cwd: place.folder,
    env,
    stdio: 'ignore',
  });
  processes.push(child);
  return child;
}

const setCalls = () => stack.shopify.dump().counts.inventorySetCalls ?? 0;

async function until(what: string, isSo: () => boolean): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!isSo()) {
    if (Date.now() > limit) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('a kill -9 after the first batch loses nothing, and a sale meanwhile is not overwritten', async () => {
  const first = await startWorker();
  const run = await stack.client.workflow.start(SYNC, {
    taskQueue: 'ml-connector',
    workflowId: `${CONNECTION}/${SYNC}/run`,
    args: [{ connection: CONNECTION, sync: SYNC }],
  });
  await until('the first batch is set', () => setCalls() >= 1);
  first.kill('SIGKILL');
  await new Promise((resolve) => first.once('close', resolve));
  expect(setCalls()).toBeLessThan(BATCHES);
  // One that is set already, and the last of all, which is not.
  const sold = [sku(0), sku(ITEMS - 1)];
  stack.shopify.admin.place({ silent: true, lines: sold.map((one) => ({ sku: one, quantity: 2 })) });
  await stack.restartWorkers();
  const end = (await run.result()) as StockProgress;
  expect(end).toMatchObject({ phase: 'done', failed: 0 });
  const levels = stack.shopify.dump().inventory.filter(({ locationId }) => locationId === main);
  const shown = new Map(levels.map(({ sku: one, quantities }) => [one, quantities.available]));
  // The catalogue gives each item one more than the one before it.
  const wanted = Array.from({ length: ITEMS }, (_, n) => ON_HAND + n + 1 - (sold.includes(sku(n)) ? 2 : 0));
  expect(wanted.flatMap((level, n) => (shown.get(sku(n)) === level ? [] : [`${sku(n)} ${shown.get(sku(n))}`]))).toEqual(
    [],
  );
  expect(setCalls()).toBeLessThanOrEqual(BATCHES + 3);
});
