/** The planned writes against the simulated account, over HTTP: it takes every body, and its totals are Shopify's. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import Big from 'big.js';
import type { NetSuite } from '../../../connectors/netsuite/contract.ts';
import { createNetSuite } from '../../../connectors/netsuite/index.ts';
import type { RecordType, RecordView, RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import { mismatches, sublistsOf, valueAt } from '../../../connectors/netsuite/record-view.ts';
import type { Order } from '../../../connectors/shopify/types.ts';
import { planShopifyOrder } from '../../../mappings/netsuite-shopify/shopify-order/plan.ts';
import type { OrderPlan, TargetView } from '../../../mappings/netsuite-shopify/shopify-order/types.ts';
import { type NetSuiteSimulator, startNetSuiteSimulator } from '../../../simulators/netsuite/server.ts';
import { memoryTokens } from '../../connectors/netsuite/support.ts';
import { orderOf, type Spec } from './shop.ts';
import { emptyTarget, ITEMS, inputOf, newWorld } from './support.ts';

const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const privateKeyPem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const SKUS = ['TEE', 'MUG', 'NEW'];

let sim: NetSuiteSimulator;
let ns: NetSuite;
let made: { type: RecordType; id: string; externalId: string }[];

beforeAll(async () => {
  sim = await startNetSuiteSimulator({
    certificates: [{ kid: 'cert-1', clientId: 'the-client', pem }],
    concurrencyLimit: 50,
  });
});
afterAll(() => sim.close());

beforeEach(async () => {
  await control('/reset');
  await control('/clock', { now: '2026-11-26T18:00:00Z', frozen: true });
  await control('/switches', { customFields: ['custcol_shop', 'custbody_note'], taxEngineRate: 0 });
  const own = Object.entries(ITEMS).map(([name, id]) => ({
    id: Number(id),
    itemId: `ITEM-${name}`,
    type: name === 'discount' ? 'discountItem' : 'otherChargeSaleItem',
  }));
  const goods = SKUS.map((sku, i) => ({ id: 200 + i, itemId: sku, stock: [{ location: 6, quantity: 100 }] }));
  sim.seed({ locations: [{ id: 6, name: 'Main DC' }], items: [...goods, ...own] });
  const deps = { tokens: memoryTokens(), now: () => new Date() };
  const credentials = { kind: 'm2m', clientId: 'the-client', certificateId: 'cert-1', privateKeyPem } as const;
  ns = createNetSuite({ account: '123456_SB1', baseUrl: sim.url }, credentials, deps);
  made = [];
});

async function control(path: string, body: object = {}): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${sim.url}/__sim${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

const BASE = {
  lineKey: 'custcol_shop',
  defaults: { location: '6', subsidiary: '1' },
  currency: { ids: { USD: '1' } },
  payments: { default: { account: '1' }, gateways: { gift_card: { account: '111' } } },
};
const MODES: Record<string, unknown>[] = [
  {
    ...BASE,
    shipping: { as: 'line' },
    tax: { mode: 'suiteTaxOverride', taxType: '1', taxCode: '20' },
    discounts: 'line',
  },
  BASE,
];

async function carryOut(write: RecordWrite): Promise<void> {
  if (write.kind === 'remove') return ns.deleteRecord(write.recordType, write.id);
  let id = write.kind === 'update' ? write.id : '';
  const options = 'replace' in write && write.replace !== undefined ? { replace: write.replace } : {};
  if (write.kind === 'update') await ns.updateRecord(write.recordType, id, write.body, options);
  else {
    const body = { ...write.body, externalId: write.externalId };
    const done =
      write.kind === 'create'
        ? await ns.createRecord(write.recordType, body)
        : await ns.transformRecord(write.from, write.recordType, body, options);
    id = done.id;
    made.push({ type: write.recordType, id, externalId: write.externalId });
  }
  const view = await ns.readRecord(write.recordType, { id }, { sublists: sublistsOf(write.expect) });
  expect([write.title, mismatches(view!, write.expect)]).toEqual([write.title, []]);
}

const money = (view: RecordView, externalId: string) => ({
  ...{ id: valueAt(view, 'id')!, tranId: valueAt(view, 'tranId')!, externalId },
  amount: valueAt(view, 'payment') ?? valueAt(view, 'total') ?? '0',
  ...(['amountRemaining', 'unapplied'].flatMap((field) => {
    const remaining = valueAt(view, field);
    return remaining === undefined ? [] : [{ remaining }];
  })[0] ?? {}),
});

async function look(): Promise<{ target: TargetView; names: string[] }> {
  const target = emptyTarget();
  const lists: Partial<Record<RecordType, TargetView[keyof TargetView]>> = {
    ...{ customerDeposit: target.deposits, creditMemo: target.credits, customerRefund: target.customerRefunds },
    ...{
      itemReceipt: target.receipts,
      invoice: target.invoices,
      cashSale: target.cashSales,
      cashRefund: target.credits,
    },
    ...{ customerPayment: target.payments, depositApplication: target.applications },
  };
  for (const { type, id, externalId } of made) {
    const view = (await ns.readRecord(type, { id }))!;
    const items = (view.item as { items: RecordView[] } | undefined)?.items ?? [];
    if (type === 'salesOrder') {
      target.salesOrder = {
        ...{ id, tranId: valueAt(view, 'tranId')!, status: valueAt(view, 'status')!, total: valueAt(view, 'total')! },
        ...{
          taxTotal: valueAt(view, 'taxTotal') ?? '0',
          shippingCost: valueAt(view, 'shippingCost') ?? '0',
          entityId: valueAt(view, 'entity')!,
        },
        lines: items.map((line) => ({
          ...{
            line: Number(valueAt(line, 'line')),
            itemId: valueAt(line, 'item')!,
            quantity: valueAt(line, 'quantity') ?? '0',
          },
          ...{ amount: valueAt(line, 'amount') ?? '0', isClosed: valueAt(line, 'isClosed') === 'true' },
          ...{
            quantityFulfilled: valueAt(line, 'quantityFulfilled') ?? '0',
            quantityBilled: valueAt(line, 'quantityBilled') ?? '0',
          },
          ...(valueAt(line, 'custcol_shop') === undefined ? {} : { key: valueAt(line, 'custcol_shop')! }),
        })),
      };
    } else if (type === 'returnAuthorization') {
      const lines = items.map((line) => ({
        line: Number(valueAt(line, 'line')),
        itemId: valueAt(line, 'item')!,
        quantity: valueAt(line, 'quantity')!,
        isClosed: valueAt(line, 'isClosed') === 'true',
      }));
      target.returns.push({
        id,
        tranId: valueAt(view, 'tranId')!,
        externalId,
        status: valueAt(view, 'status')!,
        lines,
      });
    } else if (type === 'itemFulfillment')
      target.fulfillments.push({ id, tranId: valueAt(view, 'tranId')!, externalId, trackingNumbers: [] });
    else (lists[type] as ReturnType<typeof money>[] | undefined)?.push(money(view, externalId));
  }
  return { target, names: made.filter((one) => one.type === 'customer').map((one) => one.externalId) };
}

async function settle(order: Order, more: Record<string, unknown>): Promise<{ plan: OrderPlan; target: TargetView }> {
  for (let looks = 0; looks < 12; looks++) {
    const { target } = await look();
    const customers = made
      .filter((one) => one.type === 'customer')
      .map((one) => ({
        id: one.id,
        entityId: one.id,
        externalId: one.externalId,
        isPerson: true,
        isInactive: false,
        custom: {},
      }));
    const input = inputOf(order, { ...newWorld(), target, customers }, more);
    const items = input.items.map(({ sku }) => ({
      sku,
      items: [{ id: String(200 + SKUS.indexOf(sku)), itemId: sku }],
    }));
    const plan = planShopifyOrder({ ...input, items });
    if (plan.writes.length === 0) return { plan, target };
    for (const write of plan.writes) await carryOut(write);
  }
  throw new Error('it does not come to rest');
}

const spec: Spec = {
  lines: [
    { sku: 'TEE', quantity: 3, price: '25.00', off: '5.01', tax: 8 },
    { sku: 'MUG', quantity: 1, price: '15.00', off: '1.50', tax: 8 },
  ],
  shipping: [{ price: '8.00', tax: 8 }],
  payments: [{ gateway: 'gift_card', amount: '10.00' }, { gateway: 'shopify_payments' }],
};
const sums = (rows: { amount: string }[]) => rows.reduce((all, row) => all.plus(row.amount), Big(0)).toFixed();

test.each([
  [0, false],
  [0, true],
  [1, false],
  [1, true],
])('placed, edited, shipped, refunded (settings %s, included taxes %s)', async (mode, taxesIncluded) => {
  const more = MODES[mode]!;
  const first = { ...spec, taxesIncluded };
  const placed = await settle(orderOf(first), more);
  expect(placed.plan.problems).toEqual([]);
  expect(Big(placed.target.salesOrder!.total).eq(orderOf(first).totals.total.shop)).toBe(true);

  const edited: Spec = {
    ...first,
    lines: [{ ...spec.lines[0]!, removed: 1 }, spec.lines[1]!, { sku: 'NEW', quantity: 2, price: '3.33', tax: 8 }],
  };
  // What is added by the edit is not paid yet; the payments stay as they were.
  const order = orderOf(edited);
  const withPayments = { ...order, transactions: orderOf(first).transactions };
  const after = await settle(withPayments, more);
  expect(after.plan.problems).toEqual([]);
  expect(Big(after.target.salesOrder!.total).eq(order.totals.currentTotal.shop)).toBe(true);

  const all = after.target.salesOrder!.lines.filter((line) => Number(line.itemId) < 300 && !line.isClosed);
  await ns.transformRecord({ recordType: 'salesOrder', id: after.target.salesOrder!.id }, 'itemFulfillment', {
    shipStatus: { id: 'C' },
    item: {
      items: all.map((line) => ({
        orderLine: { decimal: String(line.line) },
        itemReceive: true,
        quantity: { decimal: line.quantity },
        location: { id: '6' },
      })),
    },
  });
  const shipped: Spec = {
    ...edited,
    lines: edited.lines.map((line) => ({ ...line, fulfilled: line.quantity - (line.removed ?? 0) })),
  };
  const back = orderOf({
    ...shipped,
    refunds: [{ lines: [{ index: 0, quantity: 1, restockType: 'RETURN' }], shipping: true }],
  });
  const refund = back.refunds[0]!;
  const returned = { ...back, transactions: [...withPayments.transactions, ...refund.transactions] };
  const last = await settle(returned, { ...more, refunds: { returns: 'receive' } });
  expect(last.plan.problems).toEqual([]);
  expect(sums(last.target.customerRefunds)).toBe(Big(refund.total.shop).toFixed());
  expect(sums(last.target.credits)).toBe(Big(refund.total.shop).toFixed());
  expect(last.target.returns.map((one) => one.status)).toEqual(['G']);
});

test('cancelled before shipping: closed, and the money back out of the deposits', async () => {
  const more = MODES[1]!;
  await settle(orderOf(spec), more);
  const order = orderOf({
    ...spec,
    refunds: [
      {
        lines: [
          { index: 0, quantity: 3 },
          { index: 1, quantity: 1 },
        ],
        shipping: true,
      },
    ],
  });
  const [refund] = order.refunds;
  const [paid, card] = order.transactions;
  const part = (id: string, from: typeof paid) => ({
    ...refund!.transactions[0]!,
    id,
    amount: from!.amount,
    parentId: from!.id,
  });
  const moves = [part('700', paid), part('701', card)];
  const cancelled = {
    ...order,
    cancelledAt: '2026-11-21T00:00:00.000Z',
    transactions: [paid!, card!, ...moves],
    refunds: [{ ...refund!, transactions: moves }],
  };
  const { plan, target } = await settle(cancelled, more);
  expect(plan.problems).toEqual([]);
  expect([target.salesOrder!.status, target.credits]).toEqual(['H', []]);
  expect(sums(target.customerRefunds)).toBe(Big(order.totals.total.shop).toFixed());
});

const outside: Record<string, unknown> = { ...BASE, fulfillments: { as: 'import' }, locations: { 7: '6' } };
const fulfilled = (more: Partial<Spec> = {}): Order => {
  const order = orderOf({ ...spec, ...more, lines: spec.lines.map((line) => ({ ...line, fulfilled: line.quantity })) });
  return { ...order, fulfillments: order.fulfillments.map((one) => ({ ...one, locationId: '7' })) };
};

test('fulfilled outside, invoiced by us, the deposits applied', async () => {
  const more = { ...outside, payments: { ...BASE.payments, invoice: 'whenShipped', applyDeposits: true } };
  const { plan, target } = await settle(fulfilled(), more);
  expect(plan.problems).toEqual([]);
  expect([target.fulfillments.length, target.invoices.length, target.applications.length]).toEqual([1, 1, 2]);
  expect([target.salesOrder!.status, target.invoices[0]!.remaining]).toEqual(['G', '0']);
});

test('a payment of the invoice', async () => {
  const payments = { ...BASE.payments, as: 'customerPayment', invoice: 'whenShipped' };
  const paid = await settle(fulfilled(), { ...outside, payments });
  expect(paid.plan.problems).toEqual([]);
  expect([sums(paid.target.payments), paid.target.invoices[0]!.remaining]).toEqual([sums(paid.target.invoices), '0']);
});

test('a cash sale and its refund', async () => {
  const cash = { ...outside, payments: { ...BASE.payments, as: 'cashSale' } };
  const one: Partial<Spec> = { payments: [{ gateway: 'cash' }] };
  const sold = await settle(fulfilled(one), cash);
  expect([sold.plan.problems, sums(sold.target.cashSales)]).toEqual([[], Big(sold.target.salesOrder!.total).toFixed()]);
  const back = await settle(fulfilled({ ...one, refunds: [{ shipping: true, extra: '1.00' }] }), cash);
  expect([back.plan.problems, sums(back.target.credits)]).toEqual([[], '9.64']);
});
