/** customerProfiles on the real engine: a hierarchy in NetSuite reaches the open orders of ShipStation, people's edits stand. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import {
  ADDRESS,
  atRest,
  bench,
  configure,
  customer,
  isDone,
  laterSecond,
  orderRecord,
  placeOrder,
  recordWhen,
  replacements,
  shown,
  startBench,
  sweep,
  until,
} from './customer-profiles-support.ts';
import { isRecording, recordHistories } from './record-histories.ts';
import { CONNECTION, type Stack } from './stack.ts';

const SYNC = 'customerProfiles';
let stack: Stack;

beforeAll(async () => {
  await startBench();
  stack = bench.stack;
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (isRecording()) await recordHistories(stack);
  await stack?.stop();
});

test('a three-level hierarchy reaches the open orders; a second sweep writes nothing', async () => {
  customer(901);
  const [open, held] = [placeOrder(901), placeOrder(901, { shipTo: { name: 'Dock', country: 'US' } })];
  stack.shipStation.admin.hold({ orderId: held });
  const shipped = placeOrder(901);
  stack.shipStation.admin.buyLabels([{ orderId: shipped }]);
  await sweep();
  const record = await recordWhen(`order/${open}`, isDone);
  await recordWhen(`order/${held}`, isDone);
  const fields = {
    username: 'ACCT-901',
    customField1: 'ACCT-901',
    customField2: 'chain:ACCT-812>RES-800;reseller:RES-800;terms:Net 30',
    customField3: null,
  };
  expect(shown(open)).toMatchObject({
    ...fields,
    billTo: {
      name: 'Pat Doe',
      company: 'Dental 901',
      street1: '1 Main St',
      city: 'Reno',
      state: 'NV',
      postalCode: '89501',
    },
    shipTo: { street1: '2 Elm St' },
  });
  expect(shown(held)).toMatchObject({ ...fields, shipTo: { name: 'Dock', street1: '1 Main St', city: 'Reno' } });
  expect(stack.shipStation.world.orders.get(held)?.orderStatus).toBe('on_hold');
  expect(shown(shipped)).toMatchObject({ username: null, customField1: null });
  expect(record.numbers).toEqual(expect.arrayContaining([{ kind: 'account', value: 'ACCT-901' }]));
  expect(record.summary).toContain('username, custom field 1, custom field 2');
  await recordWhen('customer/901', isDone);
  await atRest();
  const written = replacements();
  const again = await sweep();
  await atRest();
  expect([replacements(), again.stopped]).toEqual([written, undefined]);
  expect(again.woken).toBe(0);
});

test('a changed customer, and a changed parent above it, reach the orders that are known', async () => {
  customer(902);
  const orderId = placeOrder(902);
  await sweep();
  await recordWhen(`order/${orderId}`, isDone);
  await recordWhen('customer/902', isDone);
  await atRest();
  await laterSecond();
  customer(902, { terms: { id: '60' }, category: { id: '2' } });
  await sweep();
  await until(() => shown(orderId).tags?.includes(31) === true);
  expect(shown(orderId).customField2).toMatch(
    /^chain:ACCT-812>RES-800;reseller:RES-800;terms:Net 60;category:Wholesale$/,
  );

  await atRest();
  await laterSecond();
  stack.netSuite.seed({
    customers: [{ id: 812, entityId: 'GROUP-812', companyName: 'Northside Group', parent: { id: '800' } }],
  });
  await sweep();
  await until(() => shown(orderId).customField2?.startsWith('chain:GROUP-812>RES-800') === true);
});

test('an order edited by a person keeps the edit, also when the customer changes later', async () => {
  customer(903);
  const orderId = placeOrder(903);
  await sweep();
  await recordWhen(`order/${orderId}`, isDone);
  await recordWhen('customer/903', isDone);
  await atRest();
  const { advancedOptions, billTo } = stack.shipStation.world.orders.get(orderId)!;
  stack.shipStation.admin.edit(
    { orderId },
    {
      internalNotes: 'ring twice',
      billTo: { ...billTo, street1: '77 Other St' },
      advancedOptions: { ...advancedOptions, customField1: 'by hand' },
    },
  );
  await laterSecond();
  customer(903, {
    terms: { id: '60' },
    addressBook: { items: [{ defaultBilling: true, addressBookAddress: { ...ADDRESS, addr1: '5 New St' } }] },
  });
  await sweep();
  await until(() => shown(orderId).customField2?.includes('Net 30') === false);
  expect(shown(orderId)).toMatchObject({
    customField1: 'by hand',
    billTo: { street1: '77 Other St' },
    username: 'ACCT-903',
  });
  expect(stack.shipStation.world.orders.get(orderId)?.internalNotes).toBe('ring twice');
  await until(
    async () =>
      (await orderRecord(orderId))?.summary?.includes('kept as somebody left it: custom field 1, bill-to address') ===
      true,
  );
});

test('an edit between our look and our write is seen: the order is looked at again and the edit stands', async () => {
  customer(904);
  const orderId = placeOrder(904);
  stack.netSuite.simulation.faults.replace([
    { kind: 'slow', method: 'GET', path: 'customer/904', delayMs: 1_500, times: 2 },
  ]);
  const looked = () =>
    stack.shipStation.log
      .entries()
      .filter((entry) => entry.method === 'GET' && entry.path.startsWith(`/orders/${orderId}`)).length;
  await sweep();
  await until(() => looked() > 0);
  const { advancedOptions } = stack.shipStation.world.orders.get(orderId)!;
  stack.shipStation.admin.edit({ orderId }, { advancedOptions: { ...advancedOptions, customField1: 'meanwhile' } });
  await recordWhen(`order/${orderId}`, isDone);
  stack.netSuite.simulation.faults.replace([]);
  expect(shown(orderId)).toMatchObject({ customField1: 'meanwhile', username: 'ACCT-904' });
  const ledger = await stack.store.ledger.forRecord(CONNECTION, SYNC, `order/${orderId}`);
  expect(ledger.filter(({ failureType }) => failureType === 'Conflict').map(({ summary }) => summary)).toEqual([
    expect.stringContaining('somebody changed it since it was looked at'),
  ]);
});

test('an order that ships between our look and our write is not touched', async () => {
  customer(905);
  const orderId = placeOrder(905);
  stack.netSuite.simulation.faults.replace([
    { kind: 'slow', method: 'GET', path: 'customer/905', delayMs: 1_500, times: 2 },
  ]);
  await sweep();
  await until(() => stack.shipStation.log.entries().some((entry) => entry.path.startsWith(`/orders/${orderId}`)));
  stack.shipStation.admin.buyLabels([{ orderId }]);
  const record = await recordWhen(`order/${orderId}`, isDone);
  stack.netSuite.simulation.faults.replace([]);
  expect([record.summary, shown(orderId).username]).toEqual([
    'the order is shipped in ShipStation; it is left alone',
    null,
  ]);
});

test('an owner who fits two customers waits without naming them, and goes on when one is left', async () => {
  customer(906, { email: 'shared@both.example' });
  customer(907, { email: 'shared@both.example' });
  const orderId = placeOrder('shared@both.example');
  await sweep();
  const waiting = await recordWhen(`order/${orderId}`, (status) => status === 'waiting');
  expect([waiting.cause, waiting.reason]).toEqual([
    'customer-ambiguous',
    expect.stringContaining('(internal ids 906, 907)'),
  ]);
  expect(waiting.reason).not.toMatch(/both\.example|Dental/);
  expect(shown(orderId).username).toBeNull();
  customer(907, { email: 'shared@both.example', isInactive: true });
  await recordWhen(`order/${orderId}`, isDone);
  expect(shown(orderId).username).toBe('ACCT-906');
});

test('a new order is enriched as soon as ShipStation tells of it; one whose customer comes later follows it', async () => {
  customer(908);
  const known = placeOrder(908, {}, true);
  const early = placeOrder(909, {}, true);
  await recordWhen(`order/${known}`, isDone);
  expect(shown(known).username).toBe('ACCT-908');
  const left = await recordWhen(`order/${early}`, isDone);
  expect(left.summary).toContain('no customer in NetSuite is known for this order');
  customer(909);
  await sweep();
  await until(() => shown(early).username === 'ACCT-909');
});

test('an answer lost after the order was written is found again and not taken for a person’s edit', async () => {
  customer(910);
  const orderId = placeOrder(910);
  stack.shipStation.faults.replace([{ kind: 'drop-after', method: 'POST', path: 'createorder', times: 1 }]);
  await sweep();
  const record = await recordWhen(`order/${orderId}`, isDone);
  stack.shipStation.faults.replace([]);
  expect(record.summary).toContain('found as already written by an attempt whose answer was lost');
  await recordWhen('customer/910', isDone);
  await atRest();
  await laterSecond();
  customer(910, { entityId: 'ACCT-910B' });
  await sweep();
  await until(() => shown(orderId).username === 'ACCT-910B');
});

test('shadow mode tells what it would write; the same order is written once the connection is live', async () => {
  customer(911);
  await configure({}, { mode: 'shadow' });
  const orderId = placeOrder(911);
  await sweep();
  const waiting = await recordWhen(`order/${orderId}`, (status) => status === 'waiting');
  expect([waiting.cause, waiting.reason]).toEqual(['shadow-mode', expect.stringContaining('would: write username')]);
  expect(shown(orderId).username).toBeNull();
  await configure();
  await stack.client.workflow.getHandle(`${CONNECTION}/${SYNC}/order/${orderId}`).signal('retry');
  await recordWhen(`order/${orderId}`, isDone);
  expect(shown(orderId).username).toBe('ACCT-911');
});

test('what happens to an order before it ships stands in its trace, once, and our own writing is not told as an edit', async () => {
  customer(912);
  const orderId = placeOrder(912, {}, true);
  await recordWhen(`order/${orderId}`, isDone);
  const told = async (id: number) =>
    (await stack.store.ledger.forRecord(CONNECTION, 'orderShipped', String(id)))
      .filter(({ kind }) => kind === 'event')
      .map(({ summary }) => summary);
  await sweep();
  await sweep();
  expect(await told(orderId)).toEqual(['arrived in ShipStation (awaiting shipment)']);
  stack.shipStation.admin.hold({ orderId });
  await sweep();
  await sweep();
  stack.shipStation.admin.restore({ orderId });
  stack.shipStation.admin.edit({ orderId }, { internalNotes: 'x' });
  const [, part] = stack.shipStation.admin.split({ orderId }, [{ items: [{ sku: 'A', quantity: 1 }] }]);
  await sweep();
  stack.shipStation.admin.cancel({ orderId });
  await sweep();
  const words = await told(orderId);
  expect(words).toHaveLength(5);
  expect(words).toEqual(
    expect.arrayContaining([
      'put on hold in ShipStation',
      'released from hold in ShipStation (awaiting shipment)',
      `split in ShipStation; a part of it is order ${part?.orderId} now`,
      'cancelled in ShipStation',
    ]),
  );
  const [page] = (
    await stack.store.records.findByNumber(stack.shipStation.world.orders.get(orderId)!.orderNumber, CONNECTION)
  ).filter(({ sync }) => sync === 'orderShipped');
  expect(page).toMatchObject({ status: 'done', summary: 'nothing has left the house yet' });
});

test('no name, address or e-mail stands readable in records, ledger or directory', async () => {
  await atRest();
  const ledger = await stack.store.ledger.range({ connection: CONNECTION, limit: 10_000 });
  const records = await stack.store.records.list({ connection: CONNECTION, limit: 1_000 });
  const directory = await Promise.all([901, 902, 910].map((id) => stack.store.customers.get(CONNECTION, String(id))));
  expect(directory.every((row) => row !== undefined)).toBe(true);
  const notes = await stack.store.orderNotes.ordersOf(CONNECTION, '901', []);
  expect(notes.length).toBeGreaterThan(0);
  const rows = await Promise.all(notes.map((id) => stack.store.orderNotes.get(CONNECTION, id)));
  expect(JSON.stringify([ledger, records, directory, rows])).not.toMatch(
    /north-\d|both\.example|Dental|Main St|Pat Doe|Harbour/,
  );
});
