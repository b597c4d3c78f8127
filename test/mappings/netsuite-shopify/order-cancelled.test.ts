// Cancelled after something had happened that closing the sales order alone does not settle.
import { expect, test } from '@jest/globals';
import type { Order } from '../../../connectors/shopify/types.ts';
import { orderOf, type Spec } from './shop.ts';
import { converge, newWorld, planOf, type World } from './support.ts';

const spec: Spec = {
  lines: [
    { sku: 'TEE', quantity: 2, price: '25.00', off: '5.00', tax: 8 },
    { sku: 'MUG', quantity: 1, price: '15.00', off: '1.50', tax: 8 },
  ],
  shipping: [{ price: '8.00', tax: 8 }],
};
const posted = (): World => {
  const world = newWorld();
  expect(converge(orderOf(spec), world).problems).toEqual([]);
  return world;
};
const cancelled = (given: Order): Order => ({ ...given, cancelledAt: '2026-11-21T00:00:00.000Z' });

// A till's order, or one that the shop shipped by hand: NetSuite has shipped nothing of it.
const handedOut: Spec = {
  ...spec,
  lines: spec.lines.map((line) => ({ ...line, fulfilled: line.quantity })),
  refunds: [
    {
      lines: [
        { index: 0, quantity: 2, restockType: 'RETURN' },
        { index: 1, quantity: 1, restockType: 'RETURN' },
      ],
      shipping: true,
    },
  ],
};

test('left and came back in Shopify alone: closed and drawn from the deposit, not credited against nothing', () => {
  const world = posted();
  expect(converge(cancelled(orderOf(handedOut)), world).problems).toEqual([]);
  expect([world.target.salesOrder!.status, world.target.credits]).toEqual(['H', []]);
  expect(world.target.deposits[0]!.remaining).toBe('0');
});

test('left in Shopify, and its fulfilments are taken over: posted before anything is closed, then credited', () => {
  const world = posted();
  const more = { fulfillments: { as: 'import' } };
  const [first] = planOf(cancelled(orderOf(handedOut)), world, more).writes;
  expect(first).toMatchObject({ recordType: 'itemFulfillment' });
  converge(cancelled(orderOf(handedOut)), world, more);
  expect(world.target.credits.map((one) => one.amount)).toEqual(['71.82']);
});

test('cancelled after a refund was credited: the deposit that stays open is told', () => {
  const extra = { extra: '4.00' };
  const world = posted();
  converge(orderOf({ ...spec, refunds: [extra] }), world);
  expect(world.target.credits.map((one) => one.amount)).toEqual(['4']);
  const given = orderOf({ ...spec, refunds: [extra, { extra: '67.82' }] });
  const plan = converge(cancelled(given), world);
  expect(plan.problems).toMatchObject([{ cause: 'credited-before-cancel', reason: expect.stringContaining('(4)') }]);
  // As the words say: both deleted, all of it comes out of the deposit.
  world.target.credits = [];
  world.target.customerRefunds = world.target.customerRefunds.filter((one) => one.amount !== '4');
  expect(converge(cancelled(given), world).problems).toEqual([]);
  expect(world.target.deposits[0]!.remaining).toBe('0');
});
