import { describe, expect, test } from '@jest/globals';
import type { RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { Order } from '../../../connectors/shopify/types.ts';
import { orderOf, type Spec } from './shop.ts';
import { carryOut, converge, ITEMS, itemsOf, newWorld, planOf, shipAll, type World } from './support.ts';

const spec: Spec = {
  lines: [
    { sku: 'TEE', quantity: 2, price: '25.00', off: '5.00', tax: 8 },
    { sku: 'MUG', quantity: 1, price: '15.00', off: '1.50', tax: 8 },
  ],
  shipping: [{ price: '8.00', tax: 8 }],
};
const order = orderOf(spec);
const posted = (given: Order = order, more: Record<string, unknown> = {}): World => {
  const world = newWorld();
  expect(converge(given, world, more).problems).toEqual([]);
  return world;
};
const causes = (given: Order, world: World, more: Record<string, unknown> = {}) =>
  planOf(given, world, more).problems.map((one) => one.cause);
const kinds = (writes: RecordWrite[]) =>
  writes.map((one) => `${one.kind} ${one.recordType} ${'externalId' in one ? one.externalId : one.id}`);
const linesOf = (world: World) =>
  world.target.salesOrder!.lines.map((line) => [line.itemId, line.quantity, line.amount, line.isClosed]);
const cancelled = (given: Order): Order => ({ ...given, cancelledAt: '2026-11-21T00:00:00.000Z' });
const tx = (given: Order, more: object) => ({
  ...given,
  transactions: given.transactions.map((one) => ({ ...one, ...more })),
});

describe('payments', () => {
  test('a deposit for each sale or capture, a used gift card on its own account', () => {
    const world = posted(
      orderOf({
        ...spec,
        payments: [
          { gateway: 'gift_card', amount: '20.00' },
          { gateway: 'shopify_payments', kind: 'CAPTURE' },
        ],
      }),
    );
    expect(world.target.deposits.map((one) => [one.externalId, one.amount])).toEqual([
      ['SHOPIFY_DEP_800', '20'],
      ['SHOPIFY_DEP_801', '51.82'],
    ]);
    const first = newWorld();
    const giftOrder = orderOf({ ...spec, payments: [{ gateway: 'gift_card' }] });
    for (const write of planOf(giftOrder, first).writes) carryOut(first, write);
    expect(planOf(giftOrder, first).writes[0]).toMatchObject({
      body: { account: { id: '12' }, salesOrder: { id: '2' }, tranDate: '2026-11-20' },
    });
    expect(causes(giftOrder, first, { payments: { default: { account: '11' } } })).toEqual(['gateway-unmapped']);
  });

  test('authorised, pending, failed and test payments are no money', () => {
    for (const more of [{ kind: 'AUTHORIZATION' }, { status: 'PENDING' }, { status: 'FAILURE' }, { test: true }]) {
      expect(posted(tx(order, more)).target.deposits).toEqual([]);
    }
  });

  test('change given back at the till is not deposited', () => {
    const cash = orderOf({ ...spec, payments: [{ gateway: 'cash', amount: '80.00' }] });
    const change = {
      ...cash.transactions[0]!,
      id: '899',
      kind: 'CHANGE',
      amount: { shop: '8.18', presentment: '8.18' },
    };
    expect(
      posted({ ...cash, transactions: [...cash.transactions, change] }).target.deposits.map((one) => one.amount),
    ).toEqual(['71.82']);
  });

  test('a payment waits for the invoice, and is applied to it', () => {
    const more = { payments: { as: 'customerPayment', default: { account: '11' } } };
    const world = newWorld();
    expect(converge(order, world, more).problems.map((one) => one.cause)).toEqual(['waits-for-invoice']);
    world.target.invoices.push({ id: '77', tranId: 'INV77', amount: '71.82', remaining: '71.82' });
    const [write] = planOf(order, world, more).writes;
    expect(write).toMatchObject({ recordType: 'customerPayment', externalId: 'SHOPIFY_PAY_800' });
    expect(itemsOf((write as Extract<RecordWrite, { kind: 'create' }>).body, 'apply')).toEqual([
      { doc: { id: '77' }, apply: true, amount: { decimal: '71.82' } },
    ]);
    expect(converge(order, world, more)).toMatchObject({ problems: [], writes: [] });
  });

  test('a cash sale when all is shipped; split payments wait', () => {
    const more = {
      payments: { as: 'cashSale', default: { account: '11' }, gateways: { gift_card: { account: '12' } } },
    };
    const world = posted(order, more);
    expect(world.target.cashSales).toEqual([]);
    shipAll(world);
    expect(kinds(planOf(order, world, more).writes)).toEqual(['transform cashSale SHOPIFY_CS_8837991727410']);
    expect(converge(order, world, more).writes).toEqual([]);
    const split = orderOf({ ...spec, payments: [{ gateway: 'gift_card', amount: '1.00' }, { gateway: 'paypal' }] });
    expect(converge(split, newWorld(), more).problems.map((one) => one.cause)).toEqual(['cash-sale-split']);
  });

  test('invoice and application of deposits by setting', () => {
    const more = { payments: { default: { account: '11' }, invoice: 'whenShipped', applyDeposits: true } };
    const world = posted(order, more);
    shipAll(world);
    const [invoice] = planOf(order, world, more).writes;
    expect(kinds([invoice!])).toEqual(['transform invoice SHOPIFY_INV_8837991727410']);
    carryOut(world, invoice!);
    const [application] = planOf(order, world, more).writes;
    expect(application).toMatchObject({
      recordType: 'depositApplication',
      body: { apply: { items: [{ amount: { decimal: '71.82' } }] } },
    });
  });
});

describe('edits', () => {
  const tax = (world: World) => world.target.salesOrder!.lines.find((line) => line.itemId === ITEMS.tax)!.amount;

  test('reduced, removed and added lines; what a person added stays', () => {
    const world = posted();
    world.target.salesOrder!.lines.push({
      line: 99,
      itemId: '555',
      quantity: '1',
      amount: '4',
      quantityFulfilled: '0',
      quantityBilled: '0',
      isClosed: false,
    });
    world.target.salesOrder!.total = '75.82';
    const edited = orderOf({
      ...spec,
      lines: [
        { ...spec.lines[0]!, removed: 1 },
        { ...spec.lines[1]!, removed: 1 },
        { sku: 'NEW', quantity: 3, price: '2.00' },
      ],
    });
    const [write] = planOf(edited, world).writes;
    expect(write).toMatchObject({ kind: 'update', recordType: 'salesOrder' });
    expect(converge(edited, world).problems).toEqual([]);
    expect(linesOf(world)).toEqual([
      ['item-TEE', '1', '22.5', false],
      ['item-MUG', '1', '0', true],
      [ITEMS.tax, '1', '2.44', false],
      ['555', '1', '4', false],
      ['item-NEW', '3', '6', false],
    ]);
    expect(world.target.salesOrder!.total).toBe(String(Number(edited.totals.currentTotal.shop) + 4));
    expect(tax(world)).toBe('2.44');
  });

  test('shipping taken off and put on', () => {
    const world = posted();
    const edited = orderOf({ ...spec, shipping: [{ price: '8.00', tax: 8, removed: true }, { price: '3.00' }] });
    expect(converge(edited, world).problems).toEqual([]);
    expect([world.target.salesOrder!.shippingCost, world.target.salesOrder!.total]).toEqual([
      '3',
      edited.totals.currentTotal.shop.replace(/0$/, ''),
    ]);
  });

  test('too late, unwanted, or not Shopify’s doing: it waits', () => {
    const edited = orderOf({ ...spec, lines: [{ ...spec.lines[0]!, removed: 1 }, spec.lines[1]!] });
    const billed = posted();
    billed.target.salesOrder!.lines[1]!.quantityBilled = '1';
    expect(causes(edited, billed)).toEqual(['edited-too-late']);
    const shipped = posted();
    shipAll(shipped);
    expect(causes(edited, shipped)).toEqual(['removed-after-shipping']);
    const full = posted();
    full.target.salesOrder!.status = 'G';
    expect(causes(edited, full)).toEqual(['edited-too-late']);
    expect(causes(edited, posted(), { edits: 'wait' })).toEqual(['edited']);
    const touched = posted();
    touched.target.salesOrder!.lines[0]!.amount = '40';
    expect(causes(order, touched)).toEqual(['changed-in-netsuite']);
    const taxed = posted();
    taxed.target.salesOrder!.total = '77.00';
    expect(planOf(order, taxed).problems[0]?.reason).toMatch(/77\.00 USD.*71\.82 USD.*-5\.18 USD/);
  });

  test('with a key column the line is known whatever stands beside it', () => {
    const more = { lineKey: 'custcol_shop' };
    const twins: Spec = {
      lines: [
        { sku: 'A', quantity: 1, price: '5.00' },
        { sku: 'A', quantity: 1, price: '7.00' },
      ],
    };
    const world = posted(orderOf(twins), more);
    expect(world.target.salesOrder!.lines.map((line) => line.key)).toEqual(['L111', 'L112']);
    converge(orderOf({ lines: [{ ...twins.lines[0]!, removed: 1 }, twins.lines[1]!] }), world, more);
    expect(linesOf(world)).toEqual([
      ['item-A', '1', '0', true],
      ['item-A', '1', '7', false],
    ]);
  });
});

describe('cancelled orders', () => {
  const refunded = cancelled(
    orderOf({
      ...spec,
      refunds: [
        {
          lines: [
            { index: 0, quantity: 2 },
            { index: 1, quantity: 1 },
          ],
          shipping: true,
        },
      ],
    }),
  );

  test('all lines are closed, the deposit goes back once, nothing is credited', () => {
    const world = posted();
    const plan = converge(refunded, world);
    expect(plan.problems).toEqual([]);
    expect([world.target.salesOrder!.status, world.target.credits]).toEqual(['H', []]);
    expect(world.target.customerRefunds.map((one) => [one.externalId, one.amount])).toEqual([
      ['SHOPIFY_CR_700', '71.82'],
    ]);
    expect(world.target.deposits[0]!.remaining).toBe('0');
  });

  test('cancelled before it was posted: left out when the money is back, else it waits', () => {
    expect(planOf(refunded)).toMatchObject({
      writes: [],
      problems: [],
      skipped: expect.stringMatching(/cancelled before/),
    });
    expect(causes(cancelled(order), newWorld())).toEqual(['cancelled-with-money']);
    const world = newWorld();
    expect(converge(refunded, world, { cancelledBefore: 'import' }).problems).toEqual([]);
    expect([world.target.salesOrder!.status, world.target.customerRefunds.length]).toEqual(['H', 1]);
  });

  test('refunded in full before it was posted: left out when the money is back, else it waits', () => {
    const sold: Spec = { lines: [{ sku: 'TEE', quantity: 2, price: '25.00', tax: 8 }] };
    const emptied = orderOf({ ...sold, refunds: [{ lines: [{ index: 0, quantity: 2 }] }] });
    expect(planOf(emptied).skipped).toMatch(/nothing is left/);
    const kept = { ...emptied, totals: { ...emptied.totals, netPayment: order.totals.netPayment } };
    expect(causes(kept, newWorld())).toEqual(['cancelled-with-money']);
  });

  test('already shipped: a return is expected by setting, else a person is asked', () => {
    const world = posted();
    shipAll(world);
    expect(converge(cancelled(order), world).problems.map((one) => one.cause)).toEqual(['cancelled-after-shipping']);
    expect(converge(cancelled(order), world, { cancelShipped: 'returnAuthorization' }).problems).toEqual([]);
    expect(world.target.returns.map((one) => [one.externalId, one.lines.map((line) => line.quantity)])).toEqual([
      ['SHOPIFY_RMA_8837991727410', ['2', '1']],
    ]);
  });

  test('shipped in NetSuite while it was cancelled: credited, not taken from the deposit', () => {
    const world = posted();
    shipAll(world);
    const plan = converge(refunded, world, { cancelShipped: 'returnAuthorization' });
    expect(plan.problems.map((one) => one.cause)).toEqual([]);
    expect(world.target.customerRefunds.map((one) => one.amount)).toEqual(['71.82']);
  });
});

describe('fulfilled outside', () => {
  const fulfilled = orderOf({ ...spec, lines: [{ ...spec.lines[0]!, fulfilled: 1 }, spec.lines[1]!] });
  const more = { fulfillments: { as: 'import' }, locations: { 7: '6' } };

  test('becomes an item fulfilment that names every open line', () => {
    const world = posted();
    const [write] = planOf(fulfilled, world, more).writes as Extract<RecordWrite, { kind: 'transform' }>[];
    expect(write).toMatchObject({ recordType: 'itemFulfillment', externalId: 'SHOPIFY_IF_5001' });
    expect(itemsOf(write!.body)).toEqual([
      { orderLine: { decimal: '1' }, quantity: { decimal: '1' }, itemReceive: true },
      { orderLine: { decimal: '4' }, itemReceive: false },
    ]);
    expect(converge(fulfilled, world, more)).toMatchObject({ writes: [], problems: [] });
  });

  test('a line that no fulfilment can hold, such as a tip, is not named', () => {
    const world = posted();
    world.target.salesOrder!.lines[1]!.ships = false;
    const [write] = planOf(fulfilled, world, more).writes as Extract<RecordWrite, { kind: 'transform' }>[];
    expect(itemsOf(write!.body)).toEqual([
      { orderLine: { decimal: '1' }, quantity: { decimal: '1' }, itemReceive: true },
    ]);
    world.target.salesOrder!.lines[0]!.ships = false;
    expect(planOf(fulfilled, world, more)).toMatchObject({ writes: [], problems: [] });
  });

  test('ours, known by tracking number, or not wanted: nothing', () => {
    const own = posted();
    own.target.ownFulfillmentIds.push('5001');
    expect(planOf(fulfilled, own, more).writes).toEqual([]);
    const byHand = posted();
    byHand.target.fulfillments.push({ id: '1', tranId: 'IF1', trackingNumbers: ['1z1'] });
    expect(planOf(fulfilled, byHand, more).writes).toEqual([]);
    expect(planOf(fulfilled, posted()).writes).toEqual([]);
  });

  test('more than is open waits; cancelled in Shopify is taken back', () => {
    const world = posted();
    shipAll(world);
    expect(causes(fulfilled, world, more)).toEqual(['fulfilled-outside']);
    const known = posted();
    known.target.fulfillments.push({ id: '31', tranId: 'IF31', externalId: 'SHOPIFY_IF_5001', trackingNumbers: [] });
    const undone = {
      ...fulfilled,
      fulfillments: fulfilled.fulfillments.map((one) => ({ ...one, status: 'CANCELLED' })),
    };
    expect(kinds(planOf(undone, known, more).writes)).toEqual(['remove itemFulfillment SHOPIFY_IF_5001']);
  });
});
