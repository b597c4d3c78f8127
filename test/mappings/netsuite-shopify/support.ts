/** A toy NetSuite for the Shopify mapping: it takes the planned writes as the real one does and tells what it holds. */
import { expect } from '@jest/globals';
import Big from 'big.js';
import type { Json, RecordBody, RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { Order } from '../../../connectors/shopify/types.ts';
import type { NetSuiteCustomer } from '../../../mappings/netsuite-shopify/shopify-customer/types.ts';
import { lookupsOf, planShopifyOrder } from '../../../mappings/netsuite-shopify/shopify-order/plan.ts';
import type {
  OrderPlan,
  OrderPlanInput,
  TargetLine,
  TargetView,
} from '../../../mappings/netsuite-shopify/shopify-order/types.ts';
import { shopifyCustomerSchema } from '../../../settings/shopify-customer.ts';
import { shopifyOrderSchema } from '../../../settings/shopify-order.ts';

export const ITEMS = {
  giftCard: '901',
  custom: '902',
  discount: '903',
  shipping: '904',
  tax: '905',
  marketplaceTax: '906',
  tip: '907',
  duty: '908',
  fee: '909',
  cashRounding: '910',
  rounding: '911',
  adjustment: '912',
};
const BASE = {
  items: ITEMS,
  shipping: { defaultMethod: '4' },
  payments: { default: { account: '11' }, gateways: { gift_card: { account: '12' } } },
};

export const settingsOf = (more: Record<string, unknown> = {}) =>
  shopifyOrderSchema.parse({ ...BASE, ...more, items: { ...ITEMS, ...(more.items as object) } });
export const customerSettings = (more: Record<string, unknown> = {}) => shopifyCustomerSchema.parse(more);

export const emptyTarget = (): TargetView => ({
  ...{ deposits: [], applications: [], payments: [], invoices: [], cashSales: [], credits: [], customerRefunds: [] },
  ...{ returns: [], receipts: [], fulfillments: [], ownFulfillmentIds: [] },
});

export type World = { target: TargetView; customers: NetSuiteCustomer[]; next: number; taxMode: string };
export const newWorld = (taxMode = 'taxLine'): World => ({ target: emptyTarget(), customers: [], next: 1, taxMode });

export function inputOf(order: Order, world: World, more: Record<string, unknown> = {}): OrderPlanInput {
  const settings = settingsOf(more);
  const lookups = lookupsOf(order, settings);
  return {
    ...{ order, target: world.target, settings, customerSettings: customerSettings() },
    items: lookups.skus.map((sku) => ({ sku, items: [{ id: `item-${sku}`, itemId: sku }] })),
    customer: {
      byName: world.customers.filter((one) => lookups.customer.names.includes(one.externalId ?? '')),
      byEmail: world.customers.filter((one) => lookups.customer.emails.includes(one.email ?? '')),
    },
    ...{ now: '2026-11-26T00:00:00.000Z', timeZone: 'America/New_York' },
  };
}

export const planOf = (order: Order, world: World = newWorld(), more: Record<string, unknown> = {}): OrderPlan =>
  planShopifyOrder(inputOf(order, world, more));

/** As the workflow does it: all writes of a plan, then a new look, until nothing is missing. */
export function converge(order: Order, world: World, more: Record<string, unknown> = {}): OrderPlan {
  for (let looks = 0; looks < 30; looks++) {
    const plan = planOf(order, world, more);
    if (plan.writes.length === 0) return plan;
    for (const write of plan.writes) carryOut(world, write);
  }
  throw new Error('it does not come to rest');
}

const at = (value: Json | undefined, ...path: string[]): Json | undefined =>
  path.reduce<Json | undefined>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as RecordBody)[key] : undefined,
    value,
  );
export const decimal = (value: Json | undefined): string => String(at(value, 'decimal') ?? '0');
export const itemsOf = (body: RecordBody, list = 'item'): RecordBody[] =>
  (at(body[list], 'items') ?? []) as RecordBody[];
const idOf = (value: Json | undefined): string => String(at(value, 'id') ?? '');

/** What NetSuite computes from a body: lines, header shipping, tax details. */
export function totalOf(body: RecordBody): string {
  const lines = itemsOf(body).reduce((sum, line) => sum.plus(decimal(line.amount)), Big(0));
  const tax = itemsOf(body, 'taxDetails').reduce((sum, row) => sum.plus(decimal(row.taxAmount)), Big(0));
  return lines.plus(decimal(body.shippingCost)).plus(tax).toFixed();
}

export function carryOut(world: World, write: RecordWrite): void {
  const id = String(world.next++);
  if (write.kind === 'remove') throw new Error('nothing is removed here');
  if (write.kind === 'update') {
    update(world, write);
    return;
  }
  const { target } = world;
  const { body, externalId } = write;
  if (allNames(world).includes(externalId)) throw new Error(`${externalId} exists already`);
  const row = (amount: string) => ({ id, tranId: `${write.recordType}-${id}`, externalId, amount });
  switch (write.recordType) {
    case 'customer':
      world.customers.push({
        id,
        entityId: `CUST${id}`,
        externalId,
        isPerson: body.isPerson !== false,
        isInactive: false,
        email: String(body.email ?? ''),
        custom: {},
      });
      break;
    case 'salesOrder':
      target.salesOrder = {
        ...{ id, tranId: `SO${id}`, status: 'B', entityId: '1' },
        total: totalOf(body),
        taxTotal: itemsOf(body, 'taxDetails')
          .reduce((sum, one) => sum.plus(decimal(one.taxAmount)), Big(0))
          .toFixed(),
        shippingCost: decimal(body.shippingCost),
        lines: itemsOf(body).map((line, index) => newLine(line, 1 + 3 * index)),
      };
      expectTotal(write, target.salesOrder.total);
      break;
    case 'customerDeposit':
      target.deposits.push({ ...row(decimal(body.payment)), remaining: decimal(body.payment) });
      break;
    case 'customerPayment':
      target.payments.push(row(decimal(body.payment)));
      break;
    case 'creditMemo':
    case 'cashRefund':
      expectTotal(write, totalOf(body));
      target.credits.push(row(totalOf(body)));
      if (write.kind === 'transform') for (const one of target.returns) if (one.id === write.from.id) one.status = 'G';
      break;
    case 'customerRefund': {
      const drawn = [...itemsOf(body, 'apply'), ...itemsOf(body, 'deposit')];
      const sum = drawn.reduce((all, one) => all.plus(decimal(one.amount)), Big(0)).toFixed();
      expectTotal(write, sum);
      for (const one of itemsOf(body, 'deposit')) draw(target.deposits, idOf(one.doc), decimal(one.amount));
      for (const one of itemsOf(body, 'apply'))
        draw([...target.credits, ...target.payments], idOf(one.doc), decimal(one.amount));
      target.customerRefunds.push(row(sum));
      break;
    }
    case 'returnAuthorization':
      target.returns.push({
        ...{ id, tranId: `RMA${id}`, externalId, status: 'B' },
        lines: itemsOf(body).map((line, index) => ({
          line: index + 1,
          itemId: idOf(line.item),
          quantity: decimal(line.quantity),
          isClosed: false,
        })),
      });
      break;
    case 'itemReceipt':
      target.receipts.push(row('0'));
      for (const one of target.returns) if (write.kind === 'transform' && one.id === write.from.id) one.status = 'F';
      break;
    case 'cashSale':
      target.cashSales.push(row(target.salesOrder!.total));
      target.salesOrder!.status = 'G';
      break;
    case 'invoice':
      target.invoices.push({ ...row(target.salesOrder!.total), remaining: target.salesOrder!.total });
      target.salesOrder!.status = 'G';
      for (const line of target.salesOrder!.lines) line.quantityBilled = line.quantity;
      break;
    case 'depositApplication':
      target.applications.push(row('0'));
      break;
    case 'itemFulfillment':
      target.fulfillments.push({ id, tranId: `IF${id}`, externalId, trackingNumbers: [] });
      for (const one of itemsOf(body)) {
        const line = target.salesOrder!.lines.find((held) => String(held.line) === decimal(one.orderLine))!;
        if (one.itemReceive === true)
          line.quantityFulfilled = Big(line.quantityFulfilled).plus(decimal(one.quantity)).toFixed();
      }
      break;
    default:
      throw new Error(`the toy does not know ${write.recordType}`);
  }
}

const allNames = ({ target, customers }: World): (string | undefined)[] => [
  ...customers.map((one) => one.externalId),
  ...[
    target.deposits,
    target.payments,
    target.credits,
    target.customerRefunds,
    target.cashSales,
    target.invoices,
    target.receipts,
    target.applications,
  ]
    .flat()
    .map((one) => one.externalId),
  ...target.returns.map((one) => one.externalId),
  ...(target.salesOrder === undefined ? [] : ['SHOPIFY_SO_8837991727410']),
];

function draw(rows: { id: string; amount: string; remaining?: string }[], id: string, amount: string): void {
  const row = rows.find((one) => one.id === id);
  if (row === undefined) throw new Error(`no document ${id}`);
  row.remaining = Big(row.remaining ?? row.amount)
    .minus(amount)
    .toFixed();
  if (Big(row.remaining).lt(0)) throw new Error(`document ${id} is drawn on for more than it has`);
}

const newLine = (line: RecordBody, number: number): TargetLine => ({
  ...{ line: number, itemId: idOf(line.item), quantity: decimal(line.quantity), amount: decimal(line.amount) },
  ...{ quantityFulfilled: '0', quantityBilled: '0', isClosed: false },
  ...(typeof line.custcol_shop === 'string' ? { key: line.custcol_shop } : {}),
});

function expectTotal(write: RecordWrite, total: string): void {
  if (write.kind === 'remove') return;
  for (const one of write.expect.filter((row) => row.field === 'total'))
    expect(Big(total).toFixed(2)).toBe(Big(one.value).toFixed(2));
}

function update(world: World, write: Extract<RecordWrite, { kind: 'update' }>): void {
  const { body } = write;
  if (write.recordType === 'customer') {
    Object.assign(world.customers.find((one) => one.id === write.id)!, body);
    return;
  }
  if (write.recordType === 'returnAuthorization') {
    world.target.returns.find((one) => one.id === write.id)!.status = 'H';
    return;
  }
  const order = world.target.salesOrder!;
  for (const line of itemsOf(body)) {
    const held = order.lines.find((one) => String(one.line) === decimal(line.line));
    if (held === undefined) order.lines.push(newLine(line, Math.max(...order.lines.map((one) => one.line)) + 2));
    else {
      if (line.quantity !== undefined) held.quantity = decimal(line.quantity);
      if (line.amount !== undefined) held.amount = decimal(line.amount);
      if (line.isClosed !== undefined) held.isClosed = line.isClosed === true;
    }
  }
  if (body.shippingCost !== undefined) order.shippingCost = decimal(body.shippingCost);
  if (body.taxDetails !== undefined)
    order.taxTotal = itemsOf(body, 'taxDetails')
      .reduce((sum, one) => sum.plus(decimal(one.taxAmount)), Big(0))
      .toFixed();
  const sum = order.lines.reduce((all, line) => all.plus(line.amount), Big(0));
  order.total = sum
    .plus(order.shippingCost ?? '0')
    .plus(order.taxTotal ?? '0')
    .toFixed();
  if (order.lines.every((line) => line.isClosed)) order.status = 'H';
  expectTotal(write, order.total);
}

/** The warehouse ships all that is open (and what is billed stays as it is). */
export function shipAll(world: World): void {
  const order = world.target.salesOrder!;
  for (const line of order.lines)
    if (!line.isClosed && line.itemId.startsWith('item-')) line.quantityFulfilled = line.quantity;
  order.status = 'F';
}
