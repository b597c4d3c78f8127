/** shopifyOrder on the real engine: webhooks in, NetSuite right to the cent, and everything that can happen to an order. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { isRecording, recordHistories } from './record-histories.ts';
import { CONNECTION, type ShopStack, startShopStack } from './shopify-stack.ts';

let stack: ShopStack;
let buyers = 0;

beforeAll(async () => {
  stack = await startShopStack('shopify-order');
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (isRecording()) await recordHistories(stack);
  await stack?.stop();
});

type Place = Parameters<ShopStack['shopify']['admin']['place']>[0];
type Order = { id: number; name: string };

const TAX = { title: 'State Tax', rate: 0.08 };
/** A buyer of their own for each order, so that what hangs on the customer hangs on the order. */
const buyer = () => ({ email: `planted-${buyers++}@example.com`, firstName: 'Ann', lastName: 'Planted-Name' });
const place = (given: Place) => stack.shopify.admin.place({ taxes: [TAX], customer: buyer(), ...given });

const so = ({ id }: Order) => stack.inNetSuite('salesOrder', `SHOPIFY_SO_${id}`);
const ofBuyer = (type: string, order: Order) => {
  const entity = so(order)?.entity;
  return stack.netSuite.records(type).filter((one) => one.entity === entity);
};
const shop = ({ id }: Order) => stack.shopify.dump().orders.find((order) => order.id === id)!;
const sumOf = (rows: { total?: number }[]) => rows.reduce((sum, row) => sum + (row.total ?? 0), 0).toFixed(2);
const deposited = (order: Order) => sumOf(ofBuyer('customerDeposit', order));

const when = (order: Order, isSo: (status: string, cause?: string) => boolean) =>
  stack.recordWhen('shopifyOrder', String(order.id), isSo);
const done = (order: Order) => when(order, (status) => status === 'done');
/** Everything that was sent has been followed, and the order is settled after it. */
async function settled(order: Order) {
  await stack.shopify.courier.idle();
  await until('webhooks followed', async () => {
    const counts = await stack.store.inbox.counts(CONNECTION);
    return counts.stored + counts.signalled === 0;
  });
  return done(order);
}

const summaryOf = async ({ id }: Order) =>
  (await stack.store.records.get(CONNECTION, 'shopifyOrder', String(id)))?.summary ?? '';

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > limit) {
      const rows = await stack.store.records.list({ connection: CONNECTION, limit: 3 });
      throw new Error(
        `not in time: ${what}; ${JSON.stringify(rows.map(({ status, reason, summary }) => [status, reason, summary]))}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

test('an order becomes a customer, a sales order to the cent and a deposit, and is found by any number', async () => {
  const order = place({
    lines: [
      { sku: 'TEE', quantity: 3, price: '19.99' },
      { sku: 'MUG', quantity: 1, price: '7.05' },
    ],
    shippingLines: [{ title: 'Standard', price: '8.00', taxes: [TAX] }],
    discounts: [{ code: 'SAVE10', value: '10' }],
  });
  const record = await settled(order);
  const { totals } = shop(order);
  expect(so(order)?.total?.toFixed(2)).toBe(totals.total.shop);
  expect([ofBuyer('customerDeposit', order).length, deposited(order)]).toEqual([1, totals.received.shop]);
  const deposit = ofBuyer('customerDeposit', order)[0];
  const customers = stack.netSuite.records('customer').filter((one) => one.externalId?.startsWith('SHOPIFY_CUST_'));
  expect(customers).toHaveLength(1);
  for (const number of [order.name, String(order.id), so(order)?.tranId, deposit?.tranId]) {
    const [found] = await stack.store.records.findByNumber(number ?? '?', CONNECTION);
    expect([number, found?.recordKey]).toEqual([number, String(order.id)]);
  }
  expect(record?.summary).not.toContain('Planted');
});

test('prices that include tax are booked net, with the tax that Shopify says', async () => {
  const order = place({
    taxesIncluded: true,
    taxes: [{ title: 'VAT', rate: 0.2 }],
    lines: [{ sku: 'TEE', quantity: 3, price: '119.99' }],
    shippingLines: [{ title: 'Standard', price: '12.00', taxes: [{ title: 'VAT', rate: 0.2 }] }],
    discounts: [{ code: 'TEN', value: '10' }],
  });
  await settled(order);
  const { totals } = shop(order);
  expect(so(order)?.total?.toFixed(2)).toBe(totals.total.shop);
  const tax = so(order)?.lists.item?.find((line) => line.item === '904');
  expect(Number(tax?.amount).toFixed(2)).toBe(totals.tax.shop);
  expect(deposited(order)).toBe(totals.total.shop);
});

test('doubled, shuffled and repeated webhooks make one of everything; lost ones are found by the sweep', async () => {
  stack.shopify.setSettings({
    webhooks: { duplicateProbability: 1, duplicateKind: 'new-id', reorderProbability: 0.5, reorderMs: 50 },
  });
  const doubled = place({ lines: [{ sku: 'CAP', quantity: 2 }] });
  await settled(doubled);
  stack.shopify.setSettings({ webhooks: { duplicateProbability: 0, reorderProbability: 0, lossProbability: 1 } });
  const lost = place({ lines: [{ sku: 'MUG', quantity: 1 }] });
  const found = await stack.sweep();
  stack.shopify.setSettings({ webhooks: { lossProbability: 0 } });
  expect(found.stopped).toBeUndefined();
  await settled(lost);
  expect(found.foundBySweep).toBe(1);
  expect((await stack.sweep()).foundBySweep).toBe(0);
  for (const order of [doubled, lost]) {
    expect(so(order)?.total?.toFixed(2)).toBe(shop(order).totals.total.shop);
    expect(ofBuyer('customerDeposit', order)).toHaveLength(1);
  }
  expect(stack.netSuite.verdict().doubles).toEqual([]);
});

test('an edit changes the sales order by lines and the total is right again', async () => {
  const order = place({
    lines: [
      { sku: 'TEE', quantity: 3, price: '20.00' },
      { sku: 'MUG', quantity: 1, price: '9.99' },
    ],
  });
  await settled(order);
  stack.shopify.admin.edit(order.id, {
    quantities: [{ line: 'TEE', quantity: 1 }],
    add: [{ sku: 'CAP', quantity: 2, price: '7.50' }],
  });
  await until('NetSuite as it should be', () => so(order)?.total?.toFixed(2) === shop(order).totals.current.shop);
  const goods = so(order)?.lists.item?.filter((line) => !String(line.item).startsWith('9')) ?? [];
  expect(goods.map((line) => line.quantity)).toEqual([1, 1, 2]);
});

test('cancelled before shipping: the lines are closed and the deposit is given back', async () => {
  const order = place({ lines: [{ sku: 'TEE', quantity: 2, price: '15.00' }] });
  await settled(order);
  stack.shopify.admin.cancel(order.id, { refund: true });
  await until('closed and told', async () => (await summaryOf(order)).includes('cancelled'));
  expect(so(order)?.status).toBe('H');
  expect(sumOf(ofBuyer('customerRefund', order))).toBe(shop(order).totals.refunded.shop);
});

test('a refund of a shipped line is credited once and paid back', async () => {
  const order = place({
    lines: [
      { sku: 'TEE', quantity: 2, price: '25.00' },
      { sku: 'MUG', quantity: 1, price: '15.00' },
    ],
  });
  await settled(order);
  stack.shopify.admin.fulfil(order.id);
  stack.shopify.admin.refund(order.id, { lines: [{ line: 'TEE', quantity: 1, restockType: 'RETURN' }] });
  await until('NetSuite as it should be', () => ofBuyer('customerRefund', order).length > 0);
  await settled(order);
  const { refunded } = shop(order).totals;
  expect(sumOf(ofBuyer('creditMemo', order))).toBe(refunded.shop);
  expect(sumOf(ofBuyer('customerRefund', order))).toBe(refunded.shop);
});

test('a guest gets a customer of their own', async () => {
  const order = place({ customer: null, email: 'planted-guest@example.com', lines: [{ sku: 'MUG', quantity: 1 }] });
  await settled(order);
  const guest = stack.netSuite.records('customer').find((one) => one.id === so(order)?.entity);
  expect(guest?.externalId).toBe(`SHOPIFY_GUEST_${order.id}`);
});

test('a SKU that NetSuite does not have waits, and goes through once the item is there', async () => {
  const order = place({ lines: [{ sku: 'NEW-SKU', quantity: 1 }] });
  const waiting = await when(order, (status) => status === 'waiting');
  expect([waiting?.cause, waiting?.reason]).toEqual(['sku-unknown', expect.stringContaining('NEW-SKU')]);
  expect(so(order)).toBeUndefined();
  stack.netSuite.seed({ items: [{ itemId: 'NEW-SKU', stock: [{ location: '1', quantity: 5 }] }] });
  await settled(order);
  expect(so(order)?.total?.toFixed(2)).toBe(shop(order).totals.total.shop);
});

test('an answer lost after the commit makes no second record', async () => {
  stack.netSuite.simulation.faults.replace([
    { kind: 'drop-after', method: 'POST', path: 'salesOrder', times: 1 },
    { kind: 'drop-after', method: 'POST', path: 'customerDeposit', times: 1 },
  ]);
  const order = place({ lines: [{ sku: 'CAP', quantity: 1 }] });
  await settled(order);
  expect(ofBuyer('salesOrder', order)).toHaveLength(1);
  expect(ofBuyer('customerDeposit', order)).toHaveLength(1);
});

test('the currency that the buyer saw is posted, also for a customer that NetSuite knows in another one only', async () => {
  await stack.configure({ currency: { use: 'presentment', ids: { USD: '1', EUR: '2' } } });
  const customer = buyer();
  const lines = [{ sku: 'CAP', quantity: 3, price: '9.99' }];
  const inUsd = place({ customer, lines });
  await settled(inUsd);
  const inEur = place({ customer, lines, presentment: { currency: 'EUR', rate: '0.9213' } });
  await settled(inEur);
  expect(so(inEur)).toMatchObject({ entity: so(inUsd)?.entity, currency: '2' });
  expect(so(inEur)?.total?.toFixed(2)).toBe(shop(inEur).totals.total.presentment);
  expect(
    ofBuyer('customerDeposit', inEur)
      .map(({ currency }) => currency)
      .sort(),
  ).toEqual(['1', '2']);
  await stack.configure();
});

test('a till sale with a tip and a custom line: what Shopify handed out is fulfilled, what is no goods is not', async () => {
  await stack.configure({ fulfillments: { as: 'import' } });
  const order = place({ sourceName: 'pos', tip: '2.00', lines: [{ sku: 'CAP', quantity: 2 }, { title: 'Engraving' }] });
  await settled(order);
  const [made] = stack.netSuite.records('itemFulfillment').filter((one) => one.createdFrom === so(order)?.id);
  expect(made?.lists.item?.map(({ quantity }) => quantity)).toEqual([2]);
  await stack.configure();
});

test('a hold window waits in plain words; a cancellation ends it at once', async () => {
  await stack.configure({ holdMinutes: 10 });
  const order = place({ lines: [{ sku: 'CAP', quantity: 1 }] });
  const held = await when(order, (status) => status === 'waiting');
  expect([held?.cause, held?.reason]).toEqual(['hold', expect.stringContaining('is held until')]);
  stack.shopify.admin.cancel(order.id, { refund: true });
  const record = await settled(order);
  expect(record?.summary).toContain('was cancelled before it was posted');
  expect(so(order)).toBeUndefined();
  await stack.configure();
});

test('in shadow mode nothing is written, and the record says what would be', async () => {
  await stack.configure({}, { mode: 'shadow' });
  const order = place({ lines: [{ sku: 'CAP', quantity: 1 }] });
  const shadowed = await when(order, (status, cause) => status === 'waiting' && cause === 'shadow-mode');
  expect(shadowed?.reason).toContain('make a customer');
  expect(so(order)).toBeUndefined();
  await stack.configure();
  const handle = stack.client.workflow.getHandle(`${CONNECTION}/shopifyOrder/${order.id}`);
  await handle.signal('retry', { by: 'test' });
  await settled(order);
  expect(so(order)).toBeDefined();
});

test('nothing personal is readable in records and ledger', async () => {
  const rows = await stack.store.records.list({ connection: CONNECTION, limit: 500 });
  expect(JSON.stringify(rows)).not.toMatch(/planted|Planted/);
  for (const { sync, recordKey } of rows) {
    const ledger = await stack.store.ledger.forRecord(CONNECTION, sync, recordKey);
    expect(JSON.stringify(ledger.map(({ sealedPayload: _, ...open }) => open))).not.toMatch(/planted|Planted/);
  }
});
