/** Orders of the simulated shop, read by the connector and planned: their life in random order, to the cent. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Big from 'big.js';
import type { Shopify } from '../../../connectors/shopify/contract.ts';
import { createShopify } from '../../../connectors/shopify/index.ts';
import {
  DEFAULT_TOKEN,
  type PlaceOrder,
  type ShopifySimulator,
  startShopifySimulator,
} from '../../../simulators/shopify/server.ts';
import { memoryTokens } from '../../connectors/netsuite/support.ts';
import { converge, newWorld, shipAll, type World } from './support.ts';

let sim: ShopifySimulator;
let shop: Shopify;

beforeAll(async () => {
  const limits = { bucketSize: 1_000_000, restoreRate: 1_000_000 };
  sim = await startShopifySimulator({ settings: { shop: { domain: 'x.myshopify.com', taxShipping: true }, limits } });
  sim.seed({
    locations: [{ name: 'Main' }],
    products: [
      { title: 'Goods', variants: ['A', 'B', 'C'].map((sku) => ({ sku, price: '19.99', stock: { Main: 500 } })) },
    ],
  });
  shop = createShopify(
    { shop: 'x.myshopify.com', baseUrl: sim.url },
    { kind: 'offline', accessToken: DEFAULT_TOKEN },
    { tokens: memoryTokens() },
  );
});
afterAll(() => sim.close());

const MORE = {
  payments: { default: { account: '11' }, gateways: { gift_card: { account: '12' } } },
  currency: { use: 'presentment', ids: { USD: '1', EUR: '2', JPY: '3', CAD: '4' } },
  test: 'import',
  lineKey: 'custcol_shop',
};

async function setBehaviour(behaviour: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${sim.url}/__sim/settings`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ behaviour }),
  });
  if (!response.ok) throw new Error(await response.text());
}

/** A dice that always falls the same way for one seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed * 2654435761;
  return (sides) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return (state >>> 8) % sides;
  };
}

function randomOrder(roll: (sides: number) => number): PlaceOrder {
  const pick = <T>(...values: T[]): T => values[roll(values.length)]!;
  return {
    lines: Array.from({ length: 1 + roll(4) }, () => ({
      sku: pick('A', 'B', 'C'),
      quantity: 1 + roll(4),
      price: (0.05 + roll(9000) / 100).toFixed(2),
    })),
    taxesIncluded: roll(2) === 0,
    taxes: pick(
      [],
      [{ title: 'VAT', rate: 0.2 }],
      [
        { title: 'State', rate: 0.0625 },
        { title: 'City', rate: 0.0125 },
      ],
    ),
    shippingLines: pick(
      [],
      [{ title: 'Standard', price: '7.95' }],
      [
        { title: 'A', price: '3.33' },
        { title: 'B', price: '1.11' },
      ],
    ),
    discounts: pick(
      [],
      [{ type: 'code', code: 'TEN', value: '10', valueType: 'percentage' }],
      [{ type: 'manual', value: '4.01', valueType: 'fixed_amount' }],
      [{ value: '100', valueType: 'percentage', target: 'shipping_line' }],
    ),
    presentment: pick(undefined, { currency: 'EUR', rate: '0.9137' }, { currency: 'JPY', rate: '151.37' }) as never,
    tip: pick(undefined, '2.50') as never,
    customer: { email: `a${roll(1000)}@example.com`, firstName: 'Ann', lastName: 'Lee' },
    silent: true,
  };
}

async function look(id: string, world: World) {
  const order = (await shop.getOrder(id))!;
  const plan = converge(order, world, { ...MORE, shipping: { as: 'line' } });
  return { order, plan };
}

test.each(Array.from({ length: 25 }, (_, i) => i + 1))(
  'order %s: placed, edited, refunded, shipped, returned',
  async (seed) => {
    const roll = dice(seed);
    // Shopify does not say whether such subtotals hold their tax; both must be understood.
    const refundSubtotalIncludesTax = roll(4) > 0;
    await setBehaviour({ refundSubtotalIncludesTax });
    const input = Object.fromEntries(
      Object.entries(randomOrder(roll)).filter(([, value]) => value !== undefined),
    ) as PlaceOrder;
    const row = sim.admin.place(input);
    const id = String(row.id);
    const world = newWorld();
    const check = async () => {
      const { order, plan } = await look(id, world);
      expect([order.name, plan.problems]).toEqual([order.name, []]);
      const credits = world.target.credits.reduce((all, one) => all.plus(one.amount), Big(0));
      const adjusted = order.refunds
        .flatMap((one) => one.adjustments)
        .reduce((all, one) => all.plus(one.amount.presentment), Big(0));
      const left = Big(world.target.salesOrder!.total).minus(credits).plus(adjusted);
      expect([order.name, left.toFixed(2)]).toEqual([
        order.name,
        Big(order.totals.currentTotal.presentment).toFixed(2),
      ]);
      return order;
    };
    const order = await check();
    if (roll(2) === 0 && order.lines[0]!.quantity > 1) {
      sim.admin.edit(row.id, {
        quantities: [{ line: 0, quantity: order.lines[0]!.quantity - 1 }],
        ...(roll(2) === 0 ? { add: [{ sku: 'B', quantity: 2, price: '1.99' }] } : {}),
      });
      if (roll(2) === 0) await check();
    }
    if (roll(2) === 0) {
      sim.admin.refund(row.id, {
        lines: [{ line: 0, quantity: 1, restockType: roll(2) === 0 ? 'CANCEL' : 'NO_RESTOCK' }],
        silent: true,
      });
      if (roll(2) === 0) await check();
    }
    const now = await check();
    if (now.lines.every((line) => line.currentQuantity === 0 || line.isTip)) return;
    sim.admin.fulfil(row.id);
    shipAll(world);
    await check();
    const last = now.lines.findLastIndex((line) => line.currentQuantity > 0 && !line.isTip);
    sim.admin.refund(row.id, {
      lines: [{ line: last, quantity: 1, restockType: roll(2) === 0 ? 'RETURN' : 'NO_RESTOCK' }],
      ...(refundSubtotalIncludesTax && roll(2) === 0 ? { shipping: true as const } : {}),
      silent: true,
    });
    const end = await check();
    const back = world.target.customerRefunds.reduce((all, one) => all.plus(one.amount), Big(0));
    expect(back.toFixed(2)).toBe(Big(end.totals.refunded.presentment).toFixed(2));
  },
);
