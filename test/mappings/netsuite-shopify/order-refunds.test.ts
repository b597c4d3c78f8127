import { describe, expect, test } from '@jest/globals';
import type { RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { Order } from '../../../connectors/shopify/types.ts';
import { orderOf, type RefundSpec, type Spec } from './shop.ts';
import { carryOut, converge, decimal, ITEMS, itemsOf, newWorld, planOf, shipAll, type World } from './support.ts';

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

describe('refunds', () => {
  const shippedSpec: Spec = { ...spec, lines: spec.lines.map((line) => ({ ...line, fulfilled: line.quantity })) };
  const shipped = (): World => {
    const world = posted();
    shipAll(world);
    return world;
  };
  const refund = (refunds: RefundSpec[], more: Partial<Spec> = {}) => orderOf({ ...shippedSpec, ...more, refunds });

  test('the worked sample: one TEE and the shipping, 32.94', () => {
    const world = shipped();
    const given = refund([{ lines: [{ index: 0, quantity: 1, restockType: 'RETURN' }], shipping: true }]);
    const [write] = planOf(given, world).writes as Extract<RecordWrite, { kind: 'create' }>[];
    expect(write).toMatchObject({
      recordType: 'creditMemo',
      externalId: 'SHOPIFY_REF_600',
      expect: [{ field: 'total', value: '32.94' }],
    });
    expect(
      itemsOf(write!.body).map((line) => [
        (line.item as { id: string }).id,
        decimal(line.quantity),
        decimal(line.amount),
      ]),
    ).toEqual([
      ['item-TEE', '1', '22.50'],
      [ITEMS.shipping, '1', '8.00'],
      [ITEMS.tax, '1', '2.44'],
    ]);
    expect(converge(given, world).problems).toEqual([]);
    expect(world.target.customerRefunds.map((one) => one.amount)).toEqual(['32.94']);
    expect(world.target.deposits[0]!.remaining).toBe('71.82');
  });

  test('money without lines, of either sign of Shopify’s adjustment; less than the goods are worth', () => {
    for (const flip of [1, -1]) {
      const world = shipped();
      const given = refund([{ extra: '4.00' }]);
      const amount = { shop: String(4 * flip), presentment: String(4 * flip) };
      given.refunds[0]!.adjustments[0]!.amount = amount;
      expect(converge(given, world).problems).toEqual([]);
      expect(world.target.credits.map((one) => one.amount)).toEqual(['4']);
    }
    const world = shipped();
    converge(refund([{ lines: [{ index: 1, quantity: 1, restockType: 'RETURN' }], extra: '-2.00' }]), world);
    expect(world.target.credits.map((one) => one.amount)).toEqual(['12.58']);
  });

  test('pending waits, failed waits, unexplained waits; each without anything posted', () => {
    expect(causes(refund([{ extra: '4.00', status: 'PENDING' }]), shipped())).toEqual(['refund-pending']);
    expect(causes(refund([{ extra: '4.00', status: 'FAILURE' }]), shipped())).toEqual(['refund-failed']);
    const odd = refund([{ extra: '4.00' }]);
    odd.refunds[0]!.adjustments = [];
    expect(causes(odd, shipped())).toEqual(['refund-sums']);
  });

  test('not restocked before shipping: off the order, and it stays so when the rest is shipped', () => {
    const refunds = [{ lines: [{ index: 0, quantity: 1, restockType: 'NO_RESTOCK' }] }];
    const world = posted();
    expect(converge(orderOf({ ...spec, refunds }), world).problems).toEqual([]);
    expect([world.target.credits, world.target.customerRefunds.map((one) => one.amount)]).toEqual([[], ['24.3']]);
    shipAll(world);
    const later = orderOf({
      ...spec,
      lines: [
        { ...spec.lines[0]!, fulfilled: 1 },
        { ...spec.lines[1]!, fulfilled: 1 },
      ],
      refunds,
    });
    expect(converge(later, world)).toMatchObject({ problems: [], writes: [] });
    expect(world.target.credits).toEqual([]);
  });

  test('goods come back: authorised, received, and credited from the authorisation', () => {
    const world = shipped();
    const given = refund([{ lines: [{ index: 0, quantity: 1, restockType: 'RETURN' }] }]);
    const more = { refunds: { returns: 'receive' } };
    const done: string[] = [];
    for (let plan = planOf(given, world, more); plan.writes.length > 0; plan = planOf(given, world, more)) {
      done.push(...kinds(plan.writes));
      for (const write of plan.writes) carryOut(world, write);
    }
    expect(done).toEqual([
      'transform returnAuthorization SHOPIFY_RMA_600',
      'transform itemReceipt SHOPIFY_REC_600',
      'transform creditMemo SHOPIFY_REF_600',
      'create customerRefund SHOPIFY_CR_700',
    ]);
  });

  test('cash refund after a cash sale; nothing at all with refunds: ignore', () => {
    const more = { payments: { as: 'cashSale', default: { account: '11' } } };
    const world = posted(order, more);
    shipAll(world);
    const given = refund([{ shipping: true }]);
    expect(converge(given, world, more).problems).toEqual([]);
    expect(world.target.credits.map((one) => [one.tranId.split('-')[0], one.amount])).toEqual([['cashRefund', '8.64']]);
    expect(converge(given, shipped(), { refunds: { as: 'ignore' } }).writes).toEqual([]);
  });

  test('included taxes: subtotals with or without their tax', () => {
    const inclusive: Partial<Spec> = { taxesIncluded: true };
    for (const isNet of [false, true]) {
      const world = posted(orderOf({ ...spec, ...inclusive }));
      shipAll(world);
      const given = refund([{ lines: [{ index: 0, quantity: 1, restockType: 'RETURN' }] }], inclusive);
      const row = given.refunds[0]!.lines[0]!;
      if (isNet) row.subtotal = { shop: '20.83', presentment: '20.83' };
      expect(row.tax.shop).toBe('1.67');
      expect(converge(given, world).problems).toEqual([]);
      expect(world.target.credits.map((one) => one.amount)).toEqual(['22.5']);
    }
  });

  test('posted in the shop’s currency, refunded at the rate of another day: the difference is an adjustment', () => {
    const foreign = { currencies: { shop: 'USD', presentment: 'EUR' }, rate: '0.92' };
    const atRate = (share: string, more: Partial<Spec>, restockType: string) => {
      const given = orderOf({
        ...more,
        ...foreign,
        refunds: [{ lines: [{ index: 0, quantity: 1, restockType }] }],
      } as Spec);
      const { amount } = given.refunds[0]!.transactions[0]!;
      for (const one of [...given.refunds[0]!.transactions, ...given.transactions])
        if (one.kind === 'REFUND') one.amount = { ...amount, shop: share };
      return given;
    };
    for (const moved of ['25.52', '23.1']) {
      const world = posted(orderOf({ ...spec, ...foreign }));
      shipAll(world);
      expect(converge(atRate(moved, shippedSpec, 'RETURN'), world).problems).toEqual([]);
      expect(world.target.credits.map((one) => one.amount)).toEqual([moved]);
      expect(world.target.customerRefunds.map((one) => one.amount)).toEqual([moved]);
      const before = posted(orderOf({ ...spec, ...foreign }));
      expect(converge(atRate(moved, spec, 'CANCEL'), before).problems).toEqual([]);
      expect(before.target.customerRefunds.map((one) => one.amount)).toEqual([moved]);
    }
  });

  test('goods given back without money reduce what the invoice owes', () => {
    const world = shipped();
    world.target.invoices.push({ id: '77', tranId: 'INV77', amount: '71.82', remaining: '71.82' });
    const given = refund([{ lines: [{ index: 0, quantity: 1, restockType: 'RETURN' }], unpaid: true }]);
    const [write] = planOf(given, world).writes as Extract<RecordWrite, { kind: 'create' }>[];
    expect(itemsOf(write!.body, 'apply')).toEqual([{ doc: { id: '77' }, apply: true, amount: { decimal: '24.30' } }]);
  });
});
