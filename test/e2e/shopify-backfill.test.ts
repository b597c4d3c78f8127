/**
 * A backfill of Shopify's orders on the real engine: a few at a time, counted truly, interrupted and followed again, and
 * done only when the last order stands in NetSuite.
 */
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BackfillProgress } from '../../workflows/contracts.ts';
import { MAIN, workplace } from '../cli/support.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { CONNECTION, type ShopStack, startShopStack } from './shopify-stack.ts';

const COUNT = 40;
/** Twice as many as NetSuite takes at once. */
const MOST_UNDER_WAY = 6;
const RANGE = { from: '2020-01-01', to: '2100-01-01' };
const ID = `${CONNECTION}/shopifyOrder/backfill/${RANGE.from}..${RANGE.to}`;
const COMMAND = [
  'backfill',
  '--connection',
  CONNECTION,
  '--sync',
  'shopifyOrder',
  '--from',
  RANGE.from,
  '--to',
  RANGE.to,
];
let stack: ShopStack;

beforeAll(async () => {
  stack = await startShopStack('shopify-backfill');
  for (let i = 0; i < COUNT; i++) {
    stack.shopify.admin.place({
      silent: true,
      lines: [{ sku: 'TEE', quantity: 1 }],
      customer: { email: 'b@example.com' },
    });
  }
}, START_TIMEOUT_MS);
afterAll(async () => {
  await stack?.stop();
});

const posted = () => stack.netSuite.records('salesOrder').length;
const progress = () => stack.client.workflow.getHandle(ID).query<BackfillProgress>('progress');

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

test('Ctrl-C leaves it running, a restart of the workers too, and its end means that every order is posted', async () => {
  const place = await workplace(stack.cliEnv);
  try {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...COMMAND], {
      cwd: place.folder,
      env: place.env,
    });
    let [out, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    await until('some are posted', () => posted() >= 8);
    child.kill('SIGINT');
    expect([await ended, errors]).toEqual([0, '']);
    expect(out).toContain('It goes on in the background');

    const seen = await progress();
    expect(seen).toMatchObject({ rows: COUNT, total: COUNT, done: false });
    expect(seen.underWay).toBeLessThanOrEqual(MOST_UNDER_WAY);
    expect(seen.woken).toBeLessThan(COUNT);
    // What is called finished is posted; what is posted a moment ago may not be counted yet.
    expect(seen.finished).toBeLessThanOrEqual(posted());

    await stack.restartWorkers();
    const followed = await place.run(COMMAND);
    expect([followed.code, followed.stderr]).toEqual([0, '']);
    expect(followed.stdout).toMatch(new RegExp(`Following[^]*Done: ${COUNT} rows read, ${COUNT} orders looked at`));
    expect(posted()).toBe(COUNT);
    expect(await progress()).toMatchObject({ rows: COUNT, finished: COUNT, underWay: 0, done: true });
  } finally {
    await place.remove();
  }
});

test('what is settled already is not looked at again', async () => {
  const calls = stack.shopify.log.entries().filter(({ operation }) => operation === 'OrderById').length;
  const again = await stack.client.workflow.execute('backfill', {
    taskQueue: 'ml-connector',
    workflowId: `${ID}-again`,
    args: [{ connection: CONNECTION, sync: 'shopifyOrder', ...RANGE }],
  });
  expect(again).toMatchObject({ rows: COUNT, settled: COUNT, woken: 0, finished: COUNT, done: true });
  expect(stack.shopify.log.entries().filter(({ operation }) => operation === 'OrderById')).toHaveLength(calls);
});

test('an order whose workflow somebody ended does not hold up the end', async () => {
  stack.shopify.faults.replace([{ kind: 'server-error', operation: 'OrderById', times: 1_000 }]);
  const { id } = stack.shopify.admin.place({ silent: true, lines: [{ sku: 'TEE', quantity: 1 }] });
  const handle = await stack.client.workflow.start('backfill', {
    taskQueue: 'ml-connector',
    workflowId: `${ID}-ended`,
    args: [{ connection: CONNECTION, sync: 'shopifyOrder', ...RANGE }],
  });
  const record = stack.client.workflow.getHandle(`${CONNECTION}/shopifyOrder/${id}`);
  await until('it is looked at', () =>
    record
      .describe()
      .then(() => true)
      .catch(() => false),
  );
  await record.terminate('by a person');
  stack.shopify.faults.replace([]);
  expect(await handle.result()).toMatchObject({ woken: 1, underWay: 0, done: true });
});
