/** What lies around Shopify's orders: customers, preview, catalogue, tokens, privacy requests, the app's own life. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { isRecording, recordHistories } from './record-histories.ts';
import { CONNECTION, type ShopStack, startShopStack } from './shopify-stack.ts';

let stack: ShopStack;

beforeAll(async () => {
  stack = await startShopStack('shopify-around');
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (isRecording()) await recordHistories(stack);
  await stack?.stop();
});

const isDone = (status: string) => status === 'done';
const run = <T>(type: string, args: object) =>
  stack.client.workflow.execute(type, {
    taskQueue: 'ml-connector',
    workflowId: `${CONNECTION}/${type}-${Math.random()}`,
    args: [{ connection: CONNECTION, ...args }],
  }) as Promise<T>;

async function until(what: string, isSo: () => unknown): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

test('a customer is made, follows in the fields that Shopify owns, and keeps its identity with another e-mail', async () => {
  const { admin } = stack.shopify;
  const made = admin.customer({ email: 'bo@example.com', firstName: 'Bo', lastName: 'Ek', phone: '+1 512 555 0100' });
  const name = `SHOPIFY_CUST_${made.id}`;
  await stack.recordWhen('shopifyCustomer', String(made.id), isDone);
  const first = stack.inNetSuite('customer', name);
  expect(first).toBeDefined();
  admin.customer({ id: made.id, email: 'bo.ek@example.com', lastName: 'Ekman' });
  const held = () => stack.netSuite.world.spaces.get('entity')?.get(first?.id ?? '')?.body;
  await until('the new e-mail', () => held()?.email === 'bo.ek@example.com');
  expect(held()?.lastName).toBe('Ekman');
  expect(stack.netSuite.records('customer').filter((one) => one.externalId === name)).toHaveLength(1);
});

test('customers that Shopify merges stay one customer in NetSuite, and new orders go to it', async () => {
  const { admin } = stack.shopify;
  const gone = admin.customer({ email: 'old@example.com', firstName: 'Cy', lastName: 'Old' });
  await stack.recordWhen('shopifyCustomer', String(gone.id), isDone);
  const known = stack.inNetSuite('customer', `SHOPIFY_CUST_${gone.id}`);
  const [seeded] = stack.shopify.seed({
    customers: [{ email: 'new@example.com', firstName: 'Cy', lastName: 'New' }],
  }).customers;
  const kept = seeded?.id ?? 0;
  admin.mergeCustomers(kept, gone.id);
  const held = () => stack.netSuite.world.spaces.get('entity')?.get(known?.id ?? '')?.body;
  await until('the kept one’s e-mail', () => held()?.email === 'new@example.com');
  await until('the merged one is told', async () =>
    (await stack.store.records.get(CONNECTION, 'shopifyCustomer', String(gone.id)))?.summary?.includes('merged'),
  );
  expect(held()?.isInactive).not.toBe(true);
  const order = admin.place({ customer: { id: kept }, lines: [{ sku: 'TEE', quantity: 1 }] });
  await stack.recordWhen('shopifyOrder', String(order.id), isDone);
  expect(stack.inNetSuite('salesOrder', `SHOPIFY_SO_${order.id}`)?.entity).toBe(known?.id);
  expect(stack.inNetSuite('customer', `SHOPIFY_CUST_${kept}`)).toBeUndefined();
});

test('preview tells what would be written, by the order’s name, and writes nothing', async () => {
  await stack.configure({}, { mode: 'shadow' });
  const order = stack.shopify.admin.place({
    customer: { email: 'c@example.com', lastName: 'C' },
    lines: [{ sku: 'TEE', quantity: 2 }],
  });
  type Preview = { writes: { title: string; lines: { field: string; to: string }[] }[]; problems: unknown[] };
  for (const named of [order.name, order.name.slice(1), String(order.id)]) {
    const found = await run<Preview>('preview', { order: named, pair: 'netsuite-shopify' });
    expect(found.writes.map(({ title }) => title.split(' ').slice(0, 2).join(' '))).toEqual([
      'make a',
      `post ${order.name}`,
    ]);
    expect(Number(found.writes[1]?.lines.find(({ field }) => field === 'item[0].amount')?.to)).toBe(50);
  }
  expect((await run<Preview>('preview', { order: '#9999', pair: 'netsuite-shopify' })).problems).toHaveLength(1);
  expect(stack.inNetSuite('salesOrder', `SHOPIFY_SO_${order.id}`)).toBeUndefined();
  await stack.configure();
});

test('the catalogue check names what has no item, what is doubled and what has no SKU', async () => {
  stack.shopify.seed({ products: [{ title: 'Odd', variants: [{ sku: null }, { sku: 'TEE' }] }] });
  const result = await run<{ variants: number; counts: object; rows: { problem: string; sku: string }[] }>(
    'catalogCheck',
    {},
  );
  expect(result.variants).toBe(6);
  expect(result.rows.map(({ problem, sku }) => [problem, sku]).sort()).toEqual([
    ['blank', ''],
    ['doubled', 'TEE'],
    ['missing', 'NEW-SKU'],
  ]);
});

test('a privacy request waits for a person with its last day, names nobody, and is settled by skip', async () => {
  const customer = stack.shopify.admin.customer({ email: 'planted-secret@example.com', lastName: 'Planted' });
  stack.shopify.admin.privacy('customers/redact', `${stack.hookUrl}/shopify`, customer.id);
  await until(
    'it waits',
    async () =>
      (await stack.store.records.list({ connection: CONNECTION, cause: 'privacy-request', limit: 5 })).length === 1,
  );
  const [row] = await stack.store.records.list({ connection: CONNECTION, cause: 'privacy-request', limit: 5 });
  expect(row?.reason).toContain(`Shopify customer ${customer.id}`);
  expect(row?.reason).toContain('30 days left');
  expect(JSON.stringify(row)).not.toContain('planted');
  const handle = stack.client.workflow.getHandle(row?.workflowId ?? '');
  await handle.signal('skip', { by: 'test', note: 'forgotten' });
  await stack.recordWhen('shopifyPrivacy', row?.recordKey ?? '', (status) => status === 'skipped');
});

test('a NetSuite token that expires in between is replaced without a word', async () => {
  stack.netSuite.simulation.tokens.expireTokens();
  const order = stack.shopify.admin.place({ lines: [{ sku: 'CAP', quantity: 1 }] });
  await stack.recordWhen('shopifyOrder', String(order.id), isDone);
  expect(stack.inNetSuite('salesOrder', `SHOPIFY_SO_${order.id}`)).toBeDefined();
  await stack.shopify.courier.idle();
  await until('nothing looks any more', async () => (await running()) === 0);
});

/** By each workflow's own word; lists of running ones lag. */
async function running(): Promise<number> {
  const { stored, signalled } = await stack.store.inbox.counts(CONNECTION);
  const rows = await stack.store.records.list({ connection: CONNECTION, limit: 100 });
  const names = await Promise.all(
    rows
      .filter(({ status }) => status !== 'waiting')
      .map(async ({ workflowId }) => (await stack.client.workflow.getHandle(workflowId).describe()).status.name),
  );
  return stored + signalled + names.filter((name) => name === 'RUNNING').length;
}

test('an app that is taken out of the shop parks the connection with clear words', async () => {
  stack.shopify.admin.uninstall();
  await until('it is parked', async () => (await stack.store.connections.get(CONNECTION))?.parked !== undefined);
  const parked = (await stack.store.connections.get(CONNECTION))?.parked;
  expect([parked?.system, parked?.reason]).toEqual(['shopify', expect.stringContaining('taken out of the shop')]);
});
