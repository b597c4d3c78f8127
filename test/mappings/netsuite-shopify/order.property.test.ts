/** Whatever is sold, edited and refunded: the sales order equals Shopify to the cent, all is booked once, and then rest. */
import { expect, test } from '@jest/globals';
import Big from 'big.js';
import fc from 'fast-check';
import type { OrderPlan } from '../../../mappings/netsuite-shopify/shopify-order/types.ts';
import { digitsOf } from '../../../mappings/shared/money.ts';
import { type LineSpec, orderOf, type RefundSpec, type Spec } from './shop.ts';
import { converge, newWorld, planOf, shipAll, type World } from './support.ts';

const cents = (most: number) => fc.integer({ min: 0, max: most }).map((value) => (value / 100).toFixed(2));

const lineSpec = fc
  .record({
    sku: fc.constantFrom('A', 'B', 'C', 'D'),
    quantity: fc.integer({ min: 1, max: 7 }),
    cents: fc.integer({ min: 3, max: 9999 }),
    off: fc.integer({ min: 0, max: 97 }),
    tax: fc.constantFrom(0, 7, 8.25, 20),
  })
  .map(({ sku, quantity, cents: price, off, tax }): LineSpec => {
    const discount = Math.floor((price * quantity * off) / 130);
    return { sku, quantity, price: (price / 100).toFixed(2), off: (discount / 100).toFixed(2), tax };
  });

const specOf = fc.record({
  lines: fc.array(lineSpec, { minLength: 1, maxLength: 5 }),
  shipping: fc.array(fc.record({ price: cents(2500), tax: fc.constantFrom(0, 20) }), { maxLength: 2 }),
  taxesIncluded: fc.boolean(),
  currency: fc.constantFrom('USD', 'EUR', 'JPY'),
  gift: fc.boolean(),
  bundle: fc.boolean(),
});

const settings = fc.record({
  discounts: fc.constantFrom('net', 'line'),
  tax: fc.constantFrom({ mode: 'taxLine' }, { mode: 'suiteTaxOverride', taxType: '1', taxCode: '2' }),
  lineKey: fc.constantFrom('custcol_shop', undefined),
  use: fc.constantFrom('shop', 'presentment'),
  payments: fc.constantFrom('customerDeposit', 'none'),
  bundles: fc.constantFrom('components', 'kit'),
});
type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never;

const moreOf = ({ use, payments, ...rest }: Omit<Settings, 'bundles'>): Record<string, unknown> => ({
  ...rest,
  shipping: { as: 'line' },
  currency: { use, ids: { USD: '1', EUR: '2', JPY: '3' } },
  payments: { as: payments, default: { account: '11' }, gateways: { gift_card: { account: '12' } } },
});

const toSpec = (given: typeof specOf extends fc.Arbitrary<infer T> ? T : never): Spec => ({
  lines: given.lines.map((line, index) =>
    given.bundle && index < 2 ? { ...line, more: { group: { id: 'g', title: 'Set', quantity: 1, sku: 'D' } } } : line,
  ),
  shipping: given.shipping,
  taxesIncluded: given.taxesIncluded,
  currencies: { shop: 'USD', presentment: given.currency },
  rate: { USD: '1', EUR: '0.9137', JPY: '151.37' }[given.currency]!,
});

const currencyOf = (spec: Spec, use: string) => (use === 'shop' ? spec.currencies!.shop : spec.currencies!.presentment);
const same = (a: string, b: string, currency: string) =>
  expect(Big(a).toFixed(digitsOf(currency))).toBe(Big(b).toFixed(digitsOf(currency)));
const sum = (rows: { amount: string }[]) => rows.reduce((all, row) => all.plus(row.amount), Big(0));

/** Refunded lines: at most what is left of each. */
const takeOff = (spec: Spec, wishes: number[], restockType: string): RefundSpec['lines'] =>
  spec.lines.flatMap((line, index) => {
    const left = line.quantity - (line.removed ?? 0);
    const quantity = Math.min(left, (wishes[index] ?? 0) % (line.quantity + 1));
    return quantity > 0 ? [{ index, quantity, restockType }] : [];
  });

const isQuiet = (plan: OrderPlan) => expect([plan.problems, plan.writes]).toEqual([[], []]);

test('a new order comes to Shopify’s total in either currency, and a second look plans nothing', () => {
  fc.assert(
    fc.property(specOf, settings, (given, chosen) => {
      const spec = {
        ...toSpec(given),
        ...(given.gift
          ? { payments: [{ gateway: 'gift_card', amount: '0.01' }, { gateway: 'shopify_payments' }] }
          : {}),
      };
      const order = orderOf(spec);
      const world = newWorld();
      isQuiet(converge(order, world, moreOf(chosen)));
      const side = chosen.use as 'shop' | 'presentment';
      same(world.target.salesOrder!.total, order.totals.total[side], currencyOf(spec, chosen.use));
      if (chosen.payments === 'none') return;
      const received = order.transactions.reduce((all, one) => all.plus(one.amount[side]), Big(0));
      same(sum(world.target.deposits).toFixed(), received.toFixed(), currencyOf(spec, chosen.use));
    }),
    { numRuns: 150 },
  );
});

test('units taken off by an edit leave the order at Shopify’s current total, however the edits come', () => {
  const wishes = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(
      specOf,
      settings,
      wishes,
      wishes,
      fc.boolean(),
      (given, { bundles: _, ...chosen }, first, second, postedBefore) => {
        const spec = toSpec(given);
        const removed = (wanted: number[][]): Spec => ({
          ...spec,
          lines: spec.lines.map((line, index) => ({
            ...line,
            removed: Math.min(
              line.quantity,
              wanted.reduce((all, one) => all + (one[index] ?? 0), 0),
            ),
          })),
        });
        const world = newWorld();
        const more = moreOf(chosen);
        if (postedBefore) converge(orderOf(spec), world, more);
        converge(orderOf(removed([first])), world, more);
        const last = removed([first, second]);
        const order = orderOf(last);
        const plan = converge(order, world, more);
        expect(besidesKeptMoney(plan, world)).toEqual([]);
        if (world.target.salesOrder === undefined) return;
        const side = chosen.use as 'shop' | 'presentment';
        same(world.target.salesOrder!.total, order.totals.currentTotal[side], currencyOf(spec, chosen.use));
      },
    ),
    { numRuns: 150 },
  );
});

test('refunds before and after shipping: each once, the money to the cent, credited plus kept equals sold', () => {
  const refund = fc.record({
    wishes: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 5 }),
    shipping: fc.boolean(),
    extra: fc.constantFrom(undefined, '0.37'),
  });
  fc.assert(
    fc.property(
      specOf,
      settings,
      refund,
      refund,
      fc.boolean(),
      fc.boolean(),
      (given, { bundles: _, ...chosen }, early, late, seesBoth, doubled) => {
        const spec = toSpec(given);
        const more = moreOf(chosen);
        const world: World = newWorld();
        const earlyLines = takeOff(spec, early.wishes, 'CANCEL')!;
        const kept: Spec = {
          ...spec,
          lines: spec.lines.map((line, index) => ({
            ...line,
            removed: earlyLines.find((one) => one.index === index)?.quantity ?? 0,
          })),
        };
        const lateLines = takeOff(kept, late.wishes, 'RETURN')!;
        const one: RefundSpec = { lines: earlyLines };
        const two: RefundSpec = {
          lines: lateLines,
          shipping: late.shipping,
          ...(late.extra === undefined ? {} : { extra: late.extra }),
        };
        if (!seesBoth) converge(orderOf({ ...spec, refunds: [one] }), world, more);
        const shipped = spec.lines.map((line, index) => ({
          ...line,
          fulfilled: line.quantity - (kept.lines[index]!.removed ?? 0),
        }));
        if (!seesBoth && world.target.salesOrder !== undefined) shipAll(world);
        const order = orderOf({ ...spec, lines: shipped, refunds: [one, two] });
        const plan = converge(order, world, more);
        expect(besidesKeptMoney(plan, world)).toEqual([]);
        if (world.target.salesOrder === undefined) return;
        if (doubled) isQuiet(planOf(order, world, more));
        const side = chosen.use as 'shop' | 'presentment';
        const currency = currencyOf(spec, chosen.use);
        // What the order came to less what was credited is what the buyer keeps.
        const extra = order.refunds[1]!.adjustments.reduce((all, row) => all.plus(row.amount[side]), Big(0));
        const left = Big(world.target.salesOrder.total).minus(sum(world.target.credits)).plus(extra);
        same(left.toFixed(), order.totals.currentTotal[side], currency);
        if (chosen.payments === 'none') return;
        same(sum(world.target.customerRefunds).toFixed(), order.totals.refunded[side], currency);
        // All that is left of the deposits is what the sales order still needs.
        const deposits = world.target.deposits.reduce((all, row) => all.plus(row.remaining!), Big(0));
        same(deposits.toFixed(), world.target.salesOrder.total, currency);
      },
    ),
    { numRuns: 150 },
  );
});

/** An order of which nothing is left before it was posted waits while money of it is not settled; nothing else may wait. */
const besidesKeptMoney = ({ problems }: OrderPlan, world: World) =>
  problems.filter(({ cause }) => !(cause === 'cancelled-with-money' && world.target.salesOrder === undefined));
