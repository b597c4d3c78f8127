/** warehouseCharges on the real engine: a month of ShipBob's invoices in NetSuite's books, compared, changed, and its sign-in lost and found. */
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Big from 'big.js';
import { createConnectionRegistry } from '../../activities/connection-registry.ts';
import { ALL_SCOPES } from '../../simulators/shipbob/auth/oauth.ts';
import { DEFAULT_APP, DEFAULT_PAT } from '../../simulators/shipbob/server.ts';
import type { ReconcileResult } from '../../workflows/contracts.ts';
import { MAIN } from '../cli/support.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { isRecording, recordHistories } from './record-histories.ts';
import { CONNECTION, type ShipBobStack, startShipBobStack } from './shipbob-stack.ts';

const DAY_MS = 86_400_000;
const WEEKS = 5;
const OFF = { enabled: false };
const SYNC = 'warehouseCharges';
const CHARGES = {
  settleFor: '2s',
  vendor: '301',
  fees: {
    Shipping: { account: '215', department: '3', location: 'centre' },
    'Per Pick Fee': { account: '215', class: '2' },
  },
  otherFees: { account: '215' },
  sweep: { startFrom: new Date(Date.now() - 60 * DAY_MS).toISOString().slice(0, 10) },
};

let stack: ShipBobStack;

beforeAll(async () => {
  stack = await startShipBobStack({
    name: 'warehouse-charges',
    shipBob: {
      startAt: new Date(Date.now() - (WEEKS + 1) * 7 * DAY_MS).toISOString(),
      settings: { limits: { perWindow: 100_000 }, billing: { feeLagMs: 0 } },
    },
    syncs: { receivingOrder: OFF, shipmentTracking: OFF, replenishment: OFF, customerReturn: OFF, [SYNC]: CHARGES },
  });
  stack.netSuite.seed({ vendors: [{ id: '301', entityId: 'ShipBob', companyName: 'ShipBob' }] });
  stack.shipBob.seed({ products: [{ sku: 'TEA-01', name: 'Tea', stock: { 10: 10_000 } }] });
}, START_TIMEOUT_MS);
afterAll(async () => {
  if (isRecording()) await recordHistories(stack);
  await stack?.stop();
});

let orders = 0;
/** An order that leaves the house now, by ShipBob's clock; ShipBob charges its label and its picks. */
function ship(): number {
  const { admin } = stack.shipBob;
  const order = admin.placeOrder({ referenceId: `shop-${orders++}`, lines: [{ sku: 'TEA-01', quantity: 2 }] });
  const [id = 0] = order.shipmentIds;
  admin.ship(id);
  return id;
}

const invoices = () => [...stack.shipBob.world.invoices.values()];
const booked = (invoiceId: number) =>
  ['vendorBill', 'vendorCredit'].flatMap((type) =>
    stack.netSuite
      .records(type)
      .filter(({ externalId = '' }) => new RegExp(`^SB_V[BC]_${invoiceId}(_\\d+)?$`).test(externalId)),
  );
const worth = (invoiceId: number) =>
  booked(invoiceId)
    .reduce((sum, { type, total = 0 }) => (type === 'vendorBill' ? sum.plus(total) : sum.minus(total)), Big(0))
    .toFixed(2);
const done = (id: number) => stack.recordWhen(SYNC, String(id), (status) => status === 'done');
const waiting = (id: number, cause: string) =>
  stack.recordWhen(SYNC, String(id), (status, why) => status === 'waiting' && why === cause);

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const reconcile = async (): Promise<ReconcileResult> => {
  const range = { from: day(Date.now() - 50 * DAY_MS), to: day(Date.now()) };
  return (await stack.client.workflow.execute('reconciliation', {
    taskQueue: 'ml-connector',
    workflowId: `${CONNECTION}/reconcile/${Math.random()}`,
    args: [{ connection: CONNECTION, ...range }],
  })) as ReconcileResult;
};

/** Weeks of orders, receiving, storage, tickets, refunds, credits, a payment, and fees that come two weeks late. */
function liveThroughTheMonth(): void {
  const { admin, clock } = stack.shipBob;
  const shipments: number[] = [];
  for (let week = 0; week < WEEKS; week++) {
    for (let n = 0; n < 3; n++) shipments.push(ship());
    const [first = 0] = shipments;
    const today = day(clock.now());
    admin.charge({
      fee: 'WRO Receiving Fee',
      amount: '45.00',
      referenceType: 'WRO',
      referenceId: 443_002,
      taxes: [{ type: 'HST', rate: 0.13, amount: '5.18' }],
    });
    admin.charge({
      fee: 'VAS - Paid Requests',
      amount: '12.34',
      referenceType: 'TicketNumber',
      referenceId: '88',
      taxes: [{ type: 'HST', rate: 0.13, amount: '1.60' }],
    });
    admin.storage(today);
    if (week === 1) admin.charge({ type: 'Credit', fee: 'Credit', amount: '20.01', details: { CreditReason: 'late' } });
    if (week === 2)
      admin.charge({ type: 'Refund', fee: 'Shipping', amount: '6.85', referenceType: 'Shipment', referenceId: first });
    if (week === 3) admin.charge({ type: 'Payment', fee: 'Payment', amount: '500.00' });
    // What was charged two weeks ago is known only now: it goes on the next invoice.
    if (week === 4)
      admin.charge({
        fee: 'Address Correction',
        amount: '1.99',
        referenceType: 'Shipment',
        referenceId: first,
        chargeDate: day(clock.now() - 14 * DAY_MS),
      });
    clock.advance(7 * DAY_MS);
  }
  clock.set(Date.now());
}

test('a month of charges with late fees and credits: the books equal the invoices to the cent, once; nothing is unexplained', async () => {
  liveThroughTheMonth();
  // One answer is lost after NetSuite has booked; webhooks come as they come, and the sweep finds the rest.
  stack.netSuite.simulation.faults.replace([{ kind: 'drop-after', method: 'POST', path: 'vendorBill', times: 2 }]);
  await stack.heard();
  const { foundBySweep } = await stack.sweep(SYNC);
  expect(foundBySweep).toBeGreaterThan(0);
  const payments = invoices().filter(({ type }) => type === 'Payment');
  const rest = invoices().filter(({ type }) => type !== 'Payment');
  expect(payments).toHaveLength(1);
  expect(rest.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['Shipping', 'Inbound Fee', 'WarehouseStorage', 'AdditionalFee', 'Credits']),
  );
  for (const { id } of invoices()) await done(id);
  expect(rest.map(({ id }) => worth(id))).toEqual(rest.map(({ amount }) => amount));
  expect(rest.map(({ id }) => booked(id).length)).toEqual(rest.map(() => 1));
  expect(booked(payments[0]?.id ?? 0)).toEqual([]);
  expect(rest.map(({ id }) => booked(id)[0]?.tranDate)).toEqual(rest.map(({ date }) => date));
  const all = [...stack.netSuite.records('vendorBill'), ...stack.netSuite.records('vendorCredit')];
  expect(all).toHaveLength(rest.length);
  expect(await stack.sweep(SYNC)).toMatchObject({ woken: 0 });

  const result = await reconcile();
  expect(result.streams.map(({ stream, source, target }) => [stream, source > 0, target > 0])).toEqual([
    ['chargedOrders', true, true],
    ['charges', true, true],
  ]);
  expect(result).toMatchObject({ unexplained: 0 });
  expect(result).not.toHaveProperty('stopped');
});

test('charges without orders, orders without charges, and a deleted bill are shown', async () => {
  const { admin, world } = stack.shipBob;
  stack.shipBob.clock.set(Date.now() - 2 * DAY_MS);
  const free = ship();
  for (const row of world.transactions.values())
    if (row.referenceId === String(free)) world.transactions.delete(row.id);
  admin.charge({ fee: 'Shipping', amount: '7.77', referenceType: 'Shipment', referenceId: 999_999 });
  stack.shipBob.clock.set(Date.now());
  const [bill] = stack.netSuite.records('vendorBill');
  stack.netSuite.simulation.faults.replace([]);
  await deleted('vendorBill', bill!.id);
  const result = await reconcile();
  const found = await stack.store.reconcile.findings(result.run, { explained: false, limit: 50 });
  const reasons = found.map(({ details }) => (JSON.parse(details) as { reason: string }).reason).sort();
  expect(reasons).toEqual([
    expect.stringMatching(
      new RegExp(`^ShipBob invoice \\d+ .* has no vendor bill in NetSuite; it was posted as vendorBill/${bill!.id}`),
    ),
    expect.stringMatching(/^charge .*shipment 999999\) has no shipment in ShipBob’s orders$/),
    expect.stringMatching(
      new RegExp(`^shipment ${free} of order shop-\\d+ was shipped, and ShipBob has charged nothing for it$`),
    ),
  ]);
});

/** As a person does it in NetSuite. */
async function deleted(type: 'vendorBill', id: string): Promise<void> {
  const open = await createConnectionRegistry(stack.store, stack.vault).get(CONNECTION);
  await (await open.netSuite()).deleteRecord(type, id);
}

test('an invoice that changed after posting waits with the difference; with changed: correct it is corrected', async () => {
  const { admin, world } = stack.shipBob;
  const invoice = invoices().findLast(({ type }) => type === 'Shipping')!;
  const row = admin.charge({ fee: 'Address Correction', amount: '3.00', visible: true });
  row.invoiceId = invoice.id;
  world.invoices.set(invoice.id, { ...invoice, amount: Big(invoice.amount).plus('3.00').toFixed(2) });
  const since = new Date(Date.now() - 40 * DAY_MS).toISOString();
  const look = () =>
    stack.client.workflow.execute('sweep', {
      taskQueue: 'ml-connector',
      workflowId: `${CONNECTION}/${SYNC}/sweep-${Math.random()}`,
      args: [{ connection: CONNECTION, sync: SYNC, since }],
    });
  await look();
  const record = await waiting(invoice.id, 'invoice-changed');
  expect(record?.reason).toMatch(
    /a difference of 3\.00 \(account 215 \+3\.00\): mend it in NetSuite, or set changed: correct/,
  );
  await stack.configure({ [SYNC]: { changed: 'correct' } });
  await done(invoice.id);
  expect(booked(invoice.id).map(({ externalId, total }) => [externalId, total])).toContainEqual([
    `SB_VB_${invoice.id}_2`,
    3,
  ]);
  await stack.configure();
});

/** Of today. */
async function period(closed: boolean): Promise<void> {
  const name = new Intl.DateTimeFormat('en-US', { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(),
  );
  const body = JSON.stringify({ name, closed });
  const headers = { 'content-type': 'application/json' };
  const { ok } = await fetch(`${stack.netSuite.url}/__sim/periods`, { method: 'POST', headers, body });
  if (!ok) throw new Error(`no period ${name}`);
}

test('a closed period and an unknown fee wait with what to do, and go on when that is mended', async () => {
  const { admin, clock } = stack.shipBob;
  await stack.configure({ [SYNC]: { otherFees: undefined } });
  admin.charge({ fee: 'A new fee', amount: '9.99', chargeDate: day(Date.now() - 3 * DAY_MS) });
  const unknown = admin.invoice(day(clock.now())).find(({ type }) => type === 'AdditionalFee');
  await stack.heard();
  const waits = await waiting(unknown!.id, 'fee-unmapped');
  expect(waits?.reason).toContain('no account is set for "A new fee"');
  await stack.configure();
  await done(unknown!.id);
  expect(worth(unknown!.id)).toBe('9.99');

  await period(true);
  const shut = await newInvoice();
  const closed = await waiting(shut, 'period-closed');
  expect(closed?.reason).toMatch(/lies in .* which is closed in NetSuite: open it, or set closedPeriod: nextOpenDay/);
  await period(false);
  await done(shut);
  expect(worth(shut)).toBe('4.44');
});

/** The command line as a person runs it, on this machine. */
function cli(
  args: string[],
  input: string | ((text: string) => Promise<string>),
): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
      env: { PATH: process.env.PATH ?? '', ...stack.cliEnv },
    });
    let text = '';
    let asked = false;
    const take = (chunk: string) => {
      text += chunk;
      if (typeof input === 'string' || asked || !text.includes('then Enter')) return;
      asked = true;
      void input(text).then((line) => child.stdin.end(`${line}\n`));
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    if (typeof input === 'string') child.stdin.end(input);
    child.once('close', (code) => resolve({ code, text }));
  });
}

/** And the record that met it has been written down as waiting. */
async function isParked(id: number): Promise<void> {
  await stack.recordWhen(SYNC, String(id), (status) => status === 'waiting');
  const until = Date.now() + PATIENCE_MS;
  while ((await stack.store.connections.get(CONNECTION))?.parked === undefined) {
    if (Date.now() > until) throw new Error('it is not parked');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A new invoice that nobody has booked yet. */
async function newInvoice(): Promise<number> {
  const { admin, clock } = stack.shipBob;
  admin.charge({ fee: 'Kitting Fee', amount: '4.44', chargeDate: day(Date.now() - 2 * DAY_MS) });
  const made = admin.invoice(day(clock.now())).find(({ type }) => type === 'AdditionalFee');
  await stack.heard();
  return made!.id;
}

test('a revoked token parks the connection and says so; authorize and credentials set start everything again', async () => {
  const { tokens, oauth } = stack.shipBob;
  const granted = tokens.grant([...ALL_SCOPES, 'offline_access'], 100_101);
  await stack.seal('shipbob', { kind: 'oauth', ...DEFAULT_APP, refreshToken: granted.refresh_token });
  await done(await newInvoice());
  tokens.revoke('*');
  const lost = await newInvoice();
  await isParked(lost);
  const errors = await cli(['errors'], '');
  expect(errors).toMatchObject({
    code: 1,
    text: expect.stringMatching(/acme is parked since .*\(shipbob\): .*connections authorize/),
  });
  const ping = await cli(['ping', CONNECTION], '');
  expect(ping).toMatchObject({ code: 1, text: expect.stringMatching(/FAIL\s+shipbob.*sign-in.*invalid_grant/) });
  const signedIn = await cli(['connections', 'authorize', CONNECTION, '--no-listen'], async (text) => {
    const answer = oauth.authorize(Object.fromEntries(new URL(/\n\n(http\S+)\n/.exec(text)?.[1] ?? '').searchParams));
    return answer.kind === 'redirect' ? answer.url : '';
  });
  expect(signedIn).toMatchObject({ code: 0, text: expect.stringContaining('has authorised acme') });
  await done(lost);
  expect(worth(lost)).toBe('4.44');

  tokens.revoke('*');
  const again = await newInvoice();
  await isParked(again);
  const set = await cli(
    ['credentials', 'set', CONNECTION, 'shipbob'],
    JSON.stringify({ kind: 'pat', token: DEFAULT_PAT }),
  );
  expect(set).toMatchObject({ code: 0 });
  await done(again);
  expect(worth(again)).toBe('4.44');
});
