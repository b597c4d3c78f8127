/** Whatever is on an invoice: what NetSuite holds equals it to the cent, once, and then rest; also after it changed. */
import { expect, test } from '@jest/globals';
import Big from 'big.js';
import fc from 'fast-check';
import type { BillingTransaction } from '../../../connectors/shipbob/types.ts';
import { type Books, charge, converge, invoice, planOf, sourceOf, worth } from './charges-support.ts';

/** Fees by the piece may have parts of a cent; an invoice does not. */
const cents = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 99_999 }).map((value) => (value / 100).toFixed(2)), weight: 4 },
  { arbitrary: fc.integer({ min: 1, max: 9_999 }).map((value) => (value / 10_000).toFixed(4)), weight: 1 },
);
const spec = fc.record({
  type: fc.constantFrom('Charge', 'Charge', 'Charge', 'Refund', 'Credit', 'BalanceAdjustment'),
  fee: fc.constantFrom('Shipping', 'Per Pick Fee', 'WRO Receiving Fee', 'Credit', 'A new fee'),
  amount: cents,
  tax: fc.option(cents, { nil: undefined }),
  reference: fc.constantFrom('0', '7001', '7002', '443002'),
});
const settings = fc.record({
  lines: fc.constantFrom('reference', 'fee'),
  refunds: fc.constantFrom('line', 'billCredit'),
  fees: fc.constantFrom({}, { Shipping: { account: '611', department: '3' }, Credit: { account: '612' } }),
});
type Spec = typeof spec extends fc.Arbitrary<infer T> ? T : never;

const isBack = (type: string) => type === 'Refund' || type === 'Credit';
const rowOf = ({ type, fee, amount, tax, reference }: Spec): BillingTransaction => {
  const sign = isBack(type) ? '-' : '';
  const taxes = tax === undefined ? [] : [{ amount: `${sign}${tax}` }];
  return charge({ type, fee, amount: `${sign}${amount}`, taxes, referenceId: reference, referenceType: 'Shipment' });
};

/** As ShipBob's invoices do: taxes on top of everything but the receiving fee. */
const amountOf = (rows: BillingTransaction[]): string =>
  rows
    .flatMap((row) => [row.amount, ...(row.fee === 'WRO Receiving Fee' ? [] : row.taxes.map((tax) => tax.amount))])
    .reduce((sum, one) => sum.plus(one), Big(0))
    .toFixed(2)
    .replace(/^-0\.00$/, '0.00');

const specs = fc.array(spec, { minLength: 1, maxLength: 12 });

/** Rows come doubled, as pages that move give them. */
test('bills less bill credits equal the invoice, and a second look plans nothing', () => {
  fc.assert(
    fc.property(specs, settings, (given, chosen) => {
      const rows = given.map(rowOf);
      const source = sourceOf(invoice(amountOf(rows)), [...rows, ...rows].reverse(), chosen);
      const books: Books = new Map();
      const plan = converge(books, source, chosen);
      expect(plan.problems).toEqual([]);
      expect(worth(books)).toBe(amountOf(rows));
      expect(planOf(books, source, chosen).writes).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('after each change the correction brings both together again, whatever was booked before', () => {
  fc.assert(
    fc.property(fc.array(specs, { minLength: 2, maxLength: 4 }), settings, (changes, chosen) => {
      const books: Books = new Map();
      const all = { ...chosen, changed: 'correct' };
      let booked: string | undefined;
      for (const given of changes) {
        const rows = given.map(rowOf);
        const plan = converge(books, sourceOf(invoice(amountOf(rows)), rows, all), all);
        booked = amountOf(rows);
        expect(plan.problems).toEqual([]);
        expect(worth(books)).toBe(booked);
      }
    }),
    { numRuns: 200 },
  );
});
