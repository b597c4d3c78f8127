/** customerAlignment on the real engine: Fusion's accounts on open orders, invoices for owners by e-mail or number. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { CONNECTION, type FusionStack, startFusionStack } from './fusion-stack.ts';
import { isRecording, recordHistories } from './record-histories.ts';

const SYNC = 'customerAlignment';
const NO_PLACE = { name: 'Pat Doe' };
const PLACE = { ...NO_PLACE, street1: '1 Main St', city: 'Reno', state: 'NV', postalCode: '89501', country: 'US' };
let stack: FusionStack;
let next = 7000;

beforeAll(async () => {
  stack = await startFusionStack({
    name: 'customer-alignment',
    syncs: {
      customerAlignment: {},
      receivablesPosting: { customer: { account: '1008' }, terms: 'IMMEDIATE' },
    },
  });
  stack.fusion.seed({
    items: [{ number: 'A', onHand: { 'SEA/Stores': 100_000 } }],
    customers: [
      { name: 'Twin A', accountNumber: '1020', email: 'twin@shared.example' },
      { name: 'Twin B', accountNumber: '1021', email: 'twin@shared.example' },
    ],
  });
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (isRecording()) await recordHistories(stack);
  await stack?.stop();
});

function place(customerEmail: string, more: Record<string, unknown> = {}, notify = false): number {
  const number = `C-${next++}`;
  const items = [{ lineItemKey: '1', sku: 'A', name: 'A', quantity: 2, unitPrice: 3 }];
  const order = {
    orderNumber: number,
    orderKey: `key-${number}`,
    customerEmail,
    billTo: NO_PLACE,
    shipTo: PLACE,
    items,
    ...more,
  };
  const [orderId] = stack.shipStation.seed({ notify, orders: [order] }).orderIds;
  return orderId!;
}

function shown(orderId: number) {
  const row = stack.shipStation.world.orders.get(orderId)!;
  const { customField1, customField2 } = row.advancedOptions;
  return { username: row.customerUsername, customField1, customField2 };
}

const orderRecord = (orderId: number, isSo: (status: string, cause?: string) => boolean) =>
  stack.recordWhen(SYNC, `order/${orderId}`, isSo);
const posting = (orderId: number, isSo: (status: string, cause?: string) => boolean) =>
  stack.recordWhen('receivablesPosting', String(orderId), isSo);
const isDone = (status: string) => status === 'done';
const isWaitingFor = (wanted: string) => (status: string, cause?: string) => status === 'waiting' && cause === wanted;

const ship = (orderId: number) => stack.shipStation.admin.buyLabels([{ orderId }]).rows[0]!;
const billedTo = (shipmentId: number) =>
  stack.fusion.dump().invoices.find((one) => (one as Record<string, unknown>).CrossReference === `SS:${shipmentId}`);
const replacements = () => stack.shipStation.log.entries().filter(({ path }) => /createorder/.test(path)).length;

async function until(isSo: () => boolean | Promise<boolean>, words = 'it did not come about in time'): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error(words);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** All records of the sync at rest: nothing runs that could still write. */
async function atRest(): Promise<void> {
  const query = `MlConnection = '${CONNECTION}' AND ExecutionStatus = 'Running'`;
  await until(async () => {
    for await (const run of stack.client.workflow.list({ query })) {
      const [, sync = '', ...key] = run.workflowId.split('/');
      if ((await stack.store.records.get(CONNECTION, sync, key.join('/')))?.status === 'waiting') continue;
      return false;
    }
    return true;
  }, 'something still runs');
}

test('the account of an open order’s owner is shown on it; a second sweep writes nothing', async () => {
  const orderId = place('ap@northside.example');
  const byNumber = place('nobody@else.example', { customerUsername: '1009' });
  await stack.sweep(SYNC);
  const record = await orderRecord(orderId, isDone);
  expect(shown(orderId)).toEqual({ username: '1009', customField1: '1009', customField2: 'Northside Dental' });
  expect(record?.numbers).toEqual(expect.arrayContaining([{ kind: 'account', value: '1009' }]));
  expect(JSON.stringify(record)).not.toMatch(/Northside|example/);
  await orderRecord(byNumber, isDone);
  expect(shown(byNumber)).toMatchObject({ username: '1009', customField1: '1009' });
  await atRest();
  const before = replacements();
  await stack.sweep(SYNC);
  await atRest();
  expect(replacements()).toBe(before);
});

test('a webhook of a new order is enough; money goes back as it came', async () => {
  const orderId = place('ap@northside.example', { taxAmount: 1.05, shippingAmount: 5.95, amountPaid: 13 }, true);
  await stack.heard();
  await orderRecord(orderId, isDone);
  expect(shown(orderId).username).toBe('1009');
  const { taxAmount, shippingAmount, amountPaid, items } = stack.shipStation.world.orders.get(orderId)!;
  expect({ taxAmount, shippingAmount, amountPaid, unitPrice: items[0]?.unitPrice }).toEqual({
    ...{ taxAmount: 1.05, shippingAmount: 5.95, amountPaid: 13, unitPrice: 3 },
  });
});

test('what a person wrote stays, and a renamed customer reaches the rest', async () => {
  const [edited, plain] = [place('ap@northside.example'), place('ap@northside.example')];
  await stack.sweep(SYNC);
  await orderRecord(edited, isDone);
  await orderRecord(plain, isDone);
  await atRest();
  const { advancedOptions } = stack.shipStation.world.orders.get(edited)!;
  stack.shipStation.admin.edit(
    { orderId: edited },
    { advancedOptions: { ...advancedOptions, customField2: 'by hand' } },
  );
  const account = stack.fusion.world.customers.find((row) => row.number === '1009')!;
  stack.fusion.world.customers.patch(account.id, { name: 'Northside Group', updatedMs: stack.fusion.clock.now() });
  await stack.sweep(SYNC);
  await until(() => shown(plain).customField2 === 'Northside Group', 'the new name is not shown');
  await atRest();
  expect(shown(edited)).toMatchObject({ customField1: '1009', customField2: 'by hand' });
});

test('an owner who fits two accounts waits, for showing and for posting; an account number lets both go on', async () => {
  const orderId = place('twin@shared.example');
  await stack.sweep(SYNC);
  const waiting = await orderRecord(orderId, isWaitingFor('customer-ambiguous'));
  expect(waiting?.reason).toContain('account numbers 1020, 1021');
  expect(waiting?.reason).not.toContain('shared.example');
  const other = place('twin@shared.example', { customerUsername: '1021' });
  const label = ship(other);
  await stack.sweep('receivablesPosting');
  await posting(other, isDone);
  expect(billedTo(label.shipmentId)).toMatchObject({ BillToCustomerNumber: '1021' });
  const shipped = ship(orderId);
  await stack.sweep('receivablesPosting');
  const parked = await posting(orderId, isWaitingFor('customer-ambiguous'));
  expect(parked?.reason).toContain('1020, 1021');
  expect(billedTo(shipped.shipmentId)).toBeUndefined();
});

test('an unknown owner is billed to the general customer, or created once for all of its orders', async () => {
  const stranger = place('stranger@far.example');
  const label = ship(stranger);
  await stack.sweep('receivablesPosting');
  await posting(stranger, isDone);
  expect(billedTo(label.shipmentId)).toMatchObject({ BillToCustomerNumber: '1008' });

  const setId = String(stack.fusion.world.units.all()[0]?.setId);
  await stack.configure({ customerAlignment: { onUnknown: 'create', create: { setId, sourceSystem: 'SHIPSTATION' } } });
  stack.fusion.faults.add([{ kind: 'drop-after', path: '#soap\\.createCustomerAccount$', times: 1 }]);
  const orders = [place('new@co.example'), place('New@co.example'), place('new@co.example')];
  const labels = orders.map(ship);
  const stillOpen = place('new@co.example');
  await stack.sweep('receivablesPosting');
  for (const orderId of orders) await posting(orderId, isDone);
  const numbers = new Set(
    labels.map(({ shipmentId }) => (billedTo(shipmentId) as Record<string, unknown>)?.BillToCustomerNumber),
  );
  expect(numbers.size).toBe(1);
  const made = stack.fusion.dump().customers.filter(({ email }) => email?.toLowerCase() === 'new@co.example');
  expect(made).toHaveLength(1);
  expect([...numbers]).toEqual([made[0]?.number]);
  await stack.sweep(SYNC);
  await until(() => shown(stillOpen).username === made[0]?.number, 'the new account is not shown on the open order');
  expect(stack.fusion.dump().violations).toEqual([]);
});
