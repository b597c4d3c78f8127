/** receivablesPosting on the real engine: shares to the cent, lost answers, closed periods, revoked keys, voids, month ends. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Preview } from '../../mappings/netsuite-shipstation/order-shipped/preview.ts';
import { type Workplace, workplace } from '../cli/support.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { CONNECTION, type FusionStack, startFusionStack } from './fusion-stack.ts';
import { isRecording, recordHistories } from './record-histories.ts';

const SYNC = 'receivablesPosting';
const CUSTOMER = { customer: { account: '1008' }, terms: 'IMMEDIATE' };
let stack: FusionStack;
let cli: Workplace;
let next = 1000;

beforeAll(async () => {
  stack = await startFusionStack({ name: 'receivables-posting', syncs: { [SYNC]: CUSTOMER } });
  cli = await workplace(stack.cliEnv);
  stack.fusion.seed({ items: ['A', 'B', 'C'].map((number) => ({ number, onHand: { 'SEA/Stores': 100_000 } })) });
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (isRecording()) await recordHistories(stack);
  await cli?.remove();
  await stack?.stop();
});

type Line = { sku: string; quantity: number; unitPrice: number; adjustment?: boolean };

function place(items: Line[], more: Record<string, unknown> = {}): { orderId: number; number: string } {
  const number = `W-${next++}`;
  const order = {
    orderNumber: number,
    orderKey: `key-${number}`,
    customerEmail: 'planted@example.com',
    items: items.map((item, index) => ({ lineItemKey: String(index + 1), name: item.sku, ...item })),
    ...more,
  };
  const [orderId] = stack.shipStation.seed({ orders: [order] }).orderIds;
  if (orderId === undefined) throw new Error('no order');
  return { orderId, number };
}

const ship = (orderId: number, items?: [sku: string, quantity: number][]) =>
  stack.shipStation.admin.buyLabels([
    { orderId, ...(items ? { items: items.map(([sku, quantity]) => ({ sku, quantity })) } : {}) },
  ]).rows[0]!;

type Fields = Record<string, unknown>;
const invoicesOf = (number: string): Fields[] =>
  stack.fusion.dump().invoices.filter((one) => String((one as Fields).Comments).includes(`order ${number},`));
const invoice = (shipmentId: number): Fields | undefined =>
  stack.fusion.dump().invoices.find((one) => (one as Fields).CrossReference === `SS:${shipmentId}`);
const memos = (shipmentId: number): Fields[] =>
  stack.fusion.dump().creditMemos.filter((one) => (one as Fields).CrossReference === `SS:${shipmentId}/void`);
const sumOf = (rows: Fields[]) => Math.round(rows.reduce((sum, row) => sum + Number(row.EnteredAmount) * 100, 0)) / 100;

const when = (orderId: number, isSo: (status: string, cause?: string) => boolean) =>
  stack.recordWhen(SYNC, String(orderId), isSo);
const isDone = (status: string) => status === 'done';
async function settled(orderId: number) {
  await stack.heard();
  return when(orderId, isDone);
}
async function until(isSo: () => boolean | Promise<boolean>, what = ''): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > limit) {
      const rows = await stack.store.records.list({ connection: CONNECTION, limit: 2 });
      throw new Error(
        `not in time: ${what} ${JSON.stringify(rows.map((row) => [row.recordKey, row.status, row.reason, row.summary]))}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

test('a shipment becomes one invoice that comes to the order’s total, found by every number', async () => {
  const { orderId, number } = place(
    [
      { sku: 'A', quantity: 2, unitPrice: 19.5 },
      { sku: 'TENOFF', quantity: 1, unitPrice: -4, adjustment: true },
    ],
    { taxAmount: 3.15, shippingAmount: 5.95 },
  );
  const label = ship(orderId);
  const record = await settled(orderId);
  expect(record?.summary).toContain(`invoice SS${label.shipmentId} made over 44.1 USD`);
  const made = invoice(label.shipmentId);
  expect(made).toMatchObject({
    TransactionNumber: `SS${label.shipmentId}`,
    EnteredAmount: 44.1,
    InvoiceStatus: 'Complete',
    BillToCustomerNumber: '1008',
    lines: [
      { ItemNumber: 'A', Quantity: 2, UnitSellingPrice: 19.5, Warehouse: 'Seattle', SalesOrder: number },
      { MemoLine: 'Shipping', LineAmount: 5.95 },
      { MemoLine: 'Sales Tax', LineAmount: 3.15 },
      { MemoLine: 'Discount', LineAmount: -4, Description: 'Adjustment: TENOFF' },
    ],
  });
  for (const value of [
    number,
    String(orderId),
    String(label.shipmentId),
    `SS${label.shipmentId}`,
    label.trackingNumber ?? '?',
  ]) {
    const [found] = await stack.store.records.findByNumber(value, CONNECTION);
    expect([value, found?.recordKey]).toEqual([value, String(orderId)]);
  }
});

test('three parcels share shipping, tax and discount so that their invoices sum up to the order', async () => {
  const { orderId, number } = place(
    [
      { sku: 'A', quantity: 3, unitPrice: 3.33 },
      { sku: 'B', quantity: 1, unitPrice: 10 },
      { sku: 'SALE', quantity: 1, unitPrice: -1, adjustment: true },
    ],
    { taxAmount: 1.01, shippingAmount: 5 },
  );
  for (const items of [[['A', 1]], [['A', 2]], [['B', 1]]] as [string, number][][]) {
    ship(orderId, items);
    await settled(orderId);
  }
  await until(() => invoicesOf(number).length === 3, 'three invoices');
  expect(sumOf(invoicesOf(number))).toBe(25);
});

test('a void after posting is taken back by a credit memo, the re-label gets its own invoice', async () => {
  const { orderId } = place(
    [
      { sku: 'A', quantity: 2, unitPrice: 10 },
      { sku: 'OFF', quantity: 1, unitPrice: -3, adjustment: true },
    ],
    { shippingAmount: 4 },
  );
  const first = ship(orderId);
  await settled(orderId);
  stack.shipStation.admin.voidLabel(first.shipmentId);
  const second = ship(orderId);
  await until(
    () => memos(first.shipmentId).length === 1 && invoice(second.shipmentId) !== undefined,
    'credit and anew',
  );
  await settled(orderId);
  expect(memos(first.shipmentId)[0]).toMatchObject({ EnteredAmount: -21, TransactionNumber: `SS${first.shipmentId}V` });
  expect(invoice(second.shipmentId)).toMatchObject({ EnteredAmount: 21 });
});

test('an answer that is lost after the commit does not make a second invoice', async () => {
  stack.fusion.faults.add([{ kind: 'drop-after', path: '#receivablesInvoices\\.create$', times: 1 }]);
  const { orderId, number } = place([{ sku: 'B', quantity: 1, unitPrice: 7 }]);
  const label = ship(orderId);
  await settled(orderId);
  expect(invoicesOf(number)).toHaveLength(1);
  expect(invoice(label.shipmentId)).toMatchObject({ EnteredAmount: 7 });
});

test('an unknown item waits with Fusion’s words, other parcels of the order go on, and it goes on by itself', async () => {
  const { orderId } = place([
    { sku: 'NEW-9', quantity: 1, unitPrice: 5 },
    { sku: 'A', quantity: 1, unitPrice: 5 },
  ]);
  const bad = ship(orderId, [['NEW-9', 1]]);
  const good = ship(orderId, [['A', 1]]);
  await when(orderId, (status, cause) => status === 'waiting' && cause === 'refused');
  await until(() => invoice(good.shipmentId) !== undefined, 'the good parcel');
  const refused = await when(orderId, (status) => status === 'waiting');
  expect(refused?.reason).toMatch(new RegExp(`^invoice SS${bad.shipmentId} .*doesn.*line 1 is NEW-9`));
  stack.fusion.seed({ items: [{ number: 'NEW-9' }] });
  await settled(orderId);
  expect(invoice(bad.shipmentId)).toMatchObject({ EnteredAmount: 5 });
});

test('23:30 Pacific on the last of October: a closed period waits with three ways out, and each way works', async () => {
  const { clock } = stack.shipStation;
  const now = clock.now();
  // Posted just before: what is kept of the periods is out of date a moment later.
  const before = place([{ sku: 'A', quantity: 1, unitPrice: 8 }]);
  ship(before.orderId);
  await settled(before.orderId);
  stack.fusion.admin.period({ period: 'Oct-26', application: 'AR', status: 'C' });
  clock.set(Date.parse('2026-11-01T06:30:00Z'));
  const orders = [1, 2, 3].map(() => place([{ sku: 'A', quantity: 1, unitPrice: 8 }]));
  const labels = orders.map(({ orderId }) => ship(orderId));
  clock.set(now);
  for (const { orderId } of orders) {
    const waiting = await when(orderId, (status, cause) => status === 'waiting' && cause === 'period-closed');
    expect(waiting?.reason).toContain('belongs to 2026-10-31, but the period Oct-26 of receivables is closed');
    expect(waiting?.reason).toContain(`ml-connector retry ${CONNECTION}/${SYNC}/${orderId} --next-period`);
  }
  const handle = (index: number) => stack.client.workflow.getHandle(`${CONNECTION}/${SYNC}/${orders[index]?.orderId}`);
  // Histories are recorded in clear text, which the command line's sealed word does not fit.
  if (isRecording()) await handle(0).signal('retry', { by: 'test', nextPeriod: true });
  else {
    const retried = await cli.run(['retry', `${CONNECTION}/${SYNC}/${orders[0]!.orderId}`, '--next-period']);
    expect([retried.code, retried.stdout]).toEqual([0, expect.stringContaining('made over 8 USD')]);
  }
  await when(orders[0]!.orderId, isDone);
  expect(invoice(labels[0]!.shipmentId)).toMatchObject({ AccountingDate: '2026-11-01', TransactionDate: '2026-10-31' });
  expect(String(invoice(labels[0]!.shipmentId)?.Comments)).toContain('of 2026-10-31, posted on 2026-11-01');
  await handle(1).signal('skip', { by: 'test', note: 'by hand' });
  await when(orders[1]!.orderId, (status) => status === 'skipped');
  expect(invoice(labels[2]!.shipmentId)).toBeUndefined();
  stack.fusion.admin.period({ period: 'Oct-26', application: 'AR', status: 'O' });
  await when(orders[2]!.orderId, isDone);
  expect(invoice(labels[2]!.shipmentId)).toMatchObject({ AccountingDate: '2026-10-31' });
  expect(invoice(labels[1]!.shipmentId)).toBeUndefined();
});

test('the hour that comes twice in autumn keeps its day', async () => {
  const { clock } = stack.shipStation;
  const now = clock.now();
  clock.set(Date.parse('2026-11-01T08:30:00Z'));
  const { orderId } = place([{ sku: 'A', quantity: 1, unitPrice: 8 }]);
  const label = ship(orderId);
  clock.set(now);
  await settled(orderId);
  expect(invoice(label.shipmentId)).toMatchObject({ AccountingDate: '2026-11-01' });
});

test('revoked credentials park one connection; everything is posted after, in its order, once', async () => {
  const { clientId, clientSecret } = { clientId: 'sim-client', clientSecret: 'sim-fusion-secret' };
  stack.fusion.identity.revoke(clientId);
  const labels: { shipmentId: number }[] = [];
  const orders: number[] = [];
  for (let at = 0; at < 10; at++) {
    const { orderId, number } = place([{ sku: 'C', quantity: 1, unitPrice: 9 }]);
    labels.push(ship(orderId));
    orders.push(orderId);
    // Webhooks that come at once may be followed in any order; these come one by one, as orders do.
    await when(orderId, (status) => status === 'waiting');
    // The first is refused before there is a plan, and is found by the order's number all the same.
    if (at > 0) continue;
    const found = await stack.store.records.findByNumber(number, CONNECTION);
    expect(found.map(({ recordKey }) => recordKey)).toContain(String(orderId));
  }
  expect((await stack.store.connections.get(CONNECTION))?.parked).toBeDefined();
  // The first one has to try again, and the others must not overtake it.
  stack.fusion.faults.add([{ kind: 'server-error', status: 503, path: '#receivablesInvoices', times: 2 }]);
  stack.fusion.identity.addClient({ clientId, clientSecret });
  for (const orderId of orders) await settled(orderId);
  const ids = labels.map(({ shipmentId }) => Number(invoice(shipmentId)?.CustomerTransactionId));
  expect(ids.every((id) => id > 0)).toBe(true);
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  expect(stack.fusion.dump().duplicates.invoices).toEqual([]);
});

test('somebody else’s invoice under our cross reference waits with both sums', async () => {
  const { orderId } = place([{ sku: 'A', quantity: 1, unitPrice: 20 }]);
  stack.fusion.faults.add([{ kind: 'server-error', status: 503, path: '#receivablesInvoices', times: 2 }]);
  const label = ship(orderId);
  stack.fusion.admin.humanInvoice({
    BusinessUnit: 'Vision Operations',
    TransactionSource: 'ShipStation',
    TransactionType: 'Invoice',
    TransactionNumber: 'HAND-1',
    TransactionDate: '2026-11-20',
    PaymentTerms: 'IMMEDIATE',
    BillToCustomerNumber: '1008',
    CrossReference: `SS:${label.shipmentId}`,
    receivablesInvoiceLines: [{ LineNumber: 1, ItemNumber: 'A', Quantity: 1, UnitSellingPrice: 18 }],
  });
  const waiting = await when(orderId, (status, cause) => status === 'waiting' && cause === 'conflict');
  expect(waiting?.reason).toMatch(/HAND-1 .* 18 USD, while .* comes to 20 USD/);
});

test('marked as shipped, tax by Fusion’s own code that comes to another sum, made incomplete and deleted again', async () => {
  await stack.configure({
    [SYNC]: { ...CUSTOMER, complete: 'afterCheck', tax: { mode: 'classification', code: 'STANDARD' } },
  });
  const right = place([{ sku: 'A', quantity: 1, unitPrice: 100 }], { taxAmount: 8.25 });
  const wrong = place([{ sku: 'A', quantity: 1, unitPrice: 100 }], { taxAmount: 8.3 });
  const marks = [right, wrong].map(({ orderId }) =>
    stack.shipStation.admin.markAsShipped({ orderId, carrierCode: 'ups', trackingNumber: `1Z${orderId}` }),
  );
  await stack.sweep(SYNC);
  await when(right.orderId, isDone);
  const waiting = await when(wrong.orderId, (status, cause) => status === 'waiting' && cause === 'read-back-differs');
  expect(waiting?.reason).toContain("came to 108.25 USD in Fusion, but ShipStation's share is 108.3 USD");
  const all = stack.fusion.dump().invoices as Fields[];
  const ofMark = (index: number) => all.filter((one) => one.CrossReference === `SS:F${marks[index]?.fulfillmentId}`);
  expect(ofMark(0)).toMatchObject([{ EnteredAmount: 108.25, InvoiceStatus: 'Complete' }]);
  expect(ofMark(1).filter((one) => one.InvoiceStatus === 'Complete')).toEqual([]);
  await stack.configure();
});

test('accounts by rule balance, and a receipt is made for a prepaid order', async () => {
  const accounts = {
    account: '01-000-4110-0000-000',
    receivableAccount: '01-000-1210-0000-000',
    memoAccounts: { discount: '01-000-4900-0000-000' },
    receipt: { method: 'Card Settlements' },
  };
  await stack.configure({ [SYNC]: { ...CUSTOMER, ...accounts } });
  const { orderId } = place(
    [
      { sku: 'A', quantity: 2, unitPrice: 10 },
      { sku: 'OFF', quantity: 1, unitPrice: -3, adjustment: true },
    ],
    { amountPaid: 17 },
  );
  const label = ship(orderId);
  await settled(orderId);
  expect(invoice(label.shipmentId)?.distributions).toMatchObject([
    { AccountClass: 'Receivable', AccountCombination: '01-000-1210-0000-000', Amount: 17 },
    { AccountClass: 'Revenue', AccountCombination: '01-000-4110-0000-000', Amount: 20 },
    { AccountClass: 'Revenue', AccountCombination: '01-000-4900-0000-000', Amount: -3 },
  ]);
  const receipt = (stack.fusion.dump().receipts as Fields[]).find(
    (one) => one.ReceiptNumber === `SS${label.shipmentId}R`,
  );
  expect(receipt).toMatchObject({ Amount: 17, CustomerAccountNumber: '1008' });
  stack.shipStation.admin.voidLabel(label.shipmentId);
  await stack.sweep(SYNC);
  await until(() => memos(label.shipmentId).length === 1, 'credit memo');
  const [memo] = memos(label.shipmentId);
  expect(memo?.EnteredAmount).toBe(-17);
  expect(memo?.distributions).toMatchObject([
    { AccountClass: 'Receivable', Amount: -17 },
    { AccountCombination: '01-000-4110-0000-000', Amount: -20 },
    { AccountCombination: '01-000-4900-0000-000', Amount: 3 },
  ]);
  await stack.configure();
});

test('one invoice for the whole order, when all of it has left', async () => {
  await stack.configure({ [SYNC]: { ...CUSTOMER, invoice: 'perOrder' } });
  const { orderId } = place([{ sku: 'A', quantity: 2, unitPrice: 10 }], { shippingAmount: 1 });
  ship(orderId, [['A', 1]]);
  expect((await settled(orderId))?.summary).toContain('not shipped in full yet');
  ship(orderId, [['A', 1]]);
  await until(
    () =>
      (stack.fusion.dump().invoices as Fields[]).some(
        (one) => one.CrossReference === `SS:O${orderId}` && one.EnteredAmount === 21,
      ),
    'the order’s invoice',
  );
  await settled(orderId);
  await stack.configure();
});

const unlessRecording = isRecording() ? test.skip : test;
unlessRecording('preview shows the invoice and writes nothing', async () => {
  await stack.configure({}, { mode: 'shadow' });
  const { orderId, number } = place([{ sku: 'A', quantity: 1, unitPrice: 6 }], { shippingAmount: 2 });
  const label = ship(orderId);
  const shadow = await when(orderId, (status, cause) => status === 'waiting' && cause === 'shadow-mode');
  expect(shadow?.reason).toContain(`make invoice SS${label.shipmentId} over 8 USD`);
  const { code, answer } = await cli.json<Preview>(['preview', CONNECTION, number]);
  expect(code).toBe(0);
  expect(answer.writes[0]?.target).toBe(`new invoice SS${label.shipmentId}`);
  expect(answer.writes[0]?.lines).toContainEqual({ field: 'BillToCustomerNumber', from: '—', to: '1008' });
  expect(invoice(label.shipmentId)).toBeUndefined();
  await stack.configure();
  // Going live by `connections apply` wakes what waits; here a person does.
  const retried = await cli.run(['retry', number]);
  expect(retried.code).toBe(0);
  expect(invoice(label.shipmentId)).toMatchObject({ EnteredAmount: 8 });
});

test('an owner that Fusion knows by e-mail is billed, others fall to the channel', async () => {
  await stack.configure({ customerAlignment: { enabled: true, recheck: '1s' } });
  const known = place([{ sku: 'A', quantity: 1, unitPrice: 6 }], { customerEmail: 'ap@northside.example' });
  const unknown = place([{ sku: 'A', quantity: 1, unitPrice: 6 }], { customerEmail: 'stranger@example.com' });
  const labels = [known, unknown].map(({ orderId }) => ship(orderId));
  for (const { orderId } of [known, unknown]) await settled(orderId);
  expect(labels.map(({ shipmentId }) => invoice(shipmentId)?.BillToCustomerNumber)).toEqual(['1009', '1008']);
  await stack.configure();
});

test('the simulator found nothing that breaks Fusion’s rules', () => {
  expect(stack.fusion.dump().violations).toEqual([]);
  expect(stack.fusion.dump().duplicates.invoices.filter((name) => !name.includes('HAND'))).toEqual([]);
});
