/** One invoice of ShipBob's after another: what becomes of it in NetSuite, and what waits and why. */
import { expect, test } from '@jest/globals';
import { planWarehouseCharges } from '../../../mappings/netsuite-shipbob/warehouse-charges/plan.ts';
import { type Books, charge, converge, invoice, planOf, settingsWith, sourceOf, worth } from './charges-support.ts';

const SHIPMENT = { referenceType: 'Shipment', referenceId: '7001' };
const rows = [
  charge({ amount: '6.85', ...SHIPMENT, fulfillmentCenter: 'Cicero (IL)' }),
  charge({ amount: '0.50', fee: 'Per Pick Fee', ...SHIPMENT, fulfillmentCenter: 'Cicero (IL)' }),
  charge({ amount: '0.25', fee: 'Per Pick Fee', ...SHIPMENT, fulfillmentCenter: 'Cicero (IL)' }),
];

test('a bill with a line per fee and reference, booked where its fee belongs', () => {
  const settings = settingsWith({
    fees: { shipping: { account: '611', class: '2', location: 'centre' } },
    otherFees: { account: '612', department: '3' },
    billNumber: 'SB-',
    referenceField: 'custcol_order',
    currencies: { USD: '1' },
    terms: '2',
    tax: { lineTaxCode: '-8' },
  });
  const source = { ...sourceOf(invoice('7.60'), rows), locations: { 'Cicero (IL)': '6' } };
  const lines = source.lines.map((line) => ({ ...line, order: 'SO-1001' }));
  const plan = planWarehouseCharges({ source: { ...source, lines }, papers: [], periods: [], settings });
  expect(plan.problems).toEqual([]);
  expect(plan.numbers).toEqual([{ kind: 'ShipBob invoice', value: '901' }]);
  expect(plan.sources).toEqual([{ source: 'invoice:901', state: '2026-11-16 7.60 USD Shipping' }]);
  expect(plan.writes).toEqual([
    {
      kind: 'create',
      recordType: 'vendorBill',
      externalId: 'SB_VB_901',
      source: 'invoice:901',
      title: 'vendor bill of 7.60 USD for ShipBob invoice 901 (Shipping, 2026-11-16)',
      body: {
        entity: { id: '301' },
        tranId: 'SB-901',
        tranDate: '2026-11-16',
        memo: 'ShipBob invoice 901 (Shipping) of 2026-11-16',
        terms: { id: '2' },
        currency: { id: '1' },
        expense: {
          items: [
            {
              account: { id: '612' },
              department: { id: '3' },
              amount: { decimal: '0.75' },
              memo: 'Per Pick Fee, shipment 7001, order SO-1001, 2 charges',
              taxCode: { id: '-8' },
              custcol_order: 'SO-1001',
            },
            {
              account: { id: '611' },
              class: { id: '2' },
              location: { id: '6' },
              amount: { decimal: '6.85' },
              memo: 'Shipping, shipment 7001, order SO-1001',
              taxCode: { id: '-8' },
              custcol_order: 'SO-1001',
            },
          ],
        },
      },
      expect: [
        { field: 'entity.id', value: '301' },
        { field: 'tranDate', value: '2026-11-16' },
        { field: 'total', value: '7.6' },
        { field: 'expense.items.length', value: '2' },
        { field: 'currency.id', value: '1' },
      ],
    },
  ]);
});

test('parts of a cent: the invoice decides, and the lines come to it in whole cents', () => {
  const pick = (referenceId: string, amount: string) =>
    charge({ amount, fee: 'Per Pick Fee', referenceType: 'Shipment', referenceId });
  const sums = [
    { charges: [pick('1', '0.125'), pick('2', '0.125')], total: '0.25' },
    { charges: [pick('1', '0.125'), pick('2', '0.1')], total: '0.23' },
    { charges: [pick('1', '0.333'), pick('2', '0.333'), pick('3', '0.333')], total: '1.00' },
    { charges: [pick('1', '0.125'), { ...pick('2', '-0.25'), type: 'Refund' }], total: '-0.13' },
  ];
  for (const { charges, total } of sums) {
    const books: Books = new Map();
    expect(converge(books, sourceOf(invoice(total), charges)).problems).toEqual([]);
    expect(worth(books)).toBe(total);
  }
  const off = planOf(new Map(), sourceOf(invoice('0.22'), [pick('1', '0.125'), pick('2', '0.1')]));
  expect(off.problems).toMatchObject([{ cause: 'sum-differs' }]);
});

test('an invoice of credits becomes a bill credit, whatever sign ShipBob writes', () => {
  for (const sign of ['-', '']) {
    const books: Books = new Map();
    const credit = charge({ amount: `${sign}20.00`, type: 'Credit', fee: 'Credit', referenceId: '0' });
    converge(books, sourceOf(invoice(`${sign}20.00`, { type: 'Credits' }), [credit]));
    expect([...books.values()]).toMatchObject([
      { type: 'vendorCredit', externalId: 'SB_VC_901', total: '20', lines: [{ amount: '20' }] },
    ]);
  }
});

test('a refund among charges is a negative line, or a bill credit by setting, also after it broke off between both', () => {
  const all = [...rows, charge({ amount: '-6.85', type: 'Refund', ...SHIPMENT })];
  const net: Books = new Map();
  converge(net, sourceOf(invoice('0.75'), all));
  expect([...net.values()].map(({ type, total }) => [type, total])).toEqual([['vendorBill', '0.75']]);
  const apart = { refunds: 'billCredit' };
  const split: Books = new Map();
  const [bill, credit] = planOf(split, sourceOf(invoice('0.75'), all), apart).writes;
  expect([bill, credit].map((one) => one?.kind === 'create' && one.externalId)).toEqual(['SB_VB_901', 'SB_VC_901']);
  converge(split, sourceOf(invoice('0.75'), all), apart);
  expect([...split.values()].map(({ type, total }) => [type, total])).toEqual([
    ['vendorBill', '7.6'],
    ['vendorCredit', '6.85'],
  ]);
  // Another setting later leaves what is booked alone.
  expect(planOf(net, sourceOf(invoice('0.75'), all), apart)).toMatchObject({ writes: [], problems: [] });
});

test('taxes on top and inside: the invoice’s own total decides', () => {
  const taxed = [
    charge({ amount: '10.00', taxes: [{ type: 'HST', rate: '0.13', amount: '1.30' }] }),
    charge({ amount: '45.00', fee: 'WRO Receiving Fee', taxes: [{ amount: '5.18' }] }),
  ];
  const books: Books = new Map();
  converge(books, sourceOf(invoice('56.30'), taxed), { tax: { place: { account: '230' } } });
  const [bill] = books.values();
  expect(bill?.lines.map(({ account, amount }) => [account, amount])).toEqual([
    ['215', '10.00'],
    ['230', '1.3'],
    ['215', '45.00'],
  ]);
  expect(planOf(new Map(), sourceOf(invoice('55.00'), taxed)).writes).toHaveLength(1);
});

test('what cannot be booked waits and says why', () => {
  const causes = (source: Parameters<typeof planOf>[1], more: object = {}) =>
    planOf(new Map(), source, more).problems.map(({ cause, reason }) => `${cause}: ${reason}`);
  expect(causes(sourceOf(invoice('8.00'), rows))).toEqual([
    "sum-differs: ShipBob's invoice 901 says 8.00 USD, its 3 charges come to 7.6; charges may be shown some hours late",
  ]);
  expect(
    causes(sourceOf(invoice('7.60'), rows), { otherFees: undefined, fees: { Shipping: { account: '1' } } }),
  ).toEqual([
    'fee-unmapped: ShipBob\'s invoice 901: no account is set for "Per Pick Fee"; add it to warehouseCharges.fees, or set otherFees',
  ]);
  expect(causes(sourceOf(invoice('7.60'), rows), { otherFees: { account: '1', location: 'centre' } })).toEqual([
    "location-unmapped: ShipBob's invoice 901: no NetSuite location is set for the fulfilment centre Cicero (IL); add its id to locations",
  ]);
  expect(causes(sourceOf(invoice('7.60'), rows), { vendor: undefined })[0]).toMatch(/^setting-missing: .*vendor/);
  const cad = rows.map((row) => ({ ...row, currency: 'CAD' }));
  expect(causes(sourceOf(invoice('7.60', { currency: 'CAD' }), cad))[0]).toMatch(/^setting-missing: .*currencies\.CAD/);
  expect(causes(sourceOf(invoice('7.60'), cad))[0]).toMatch(/^currencies-mixed/);
  const added = [...rows, charge({ amount: '1.00', type: 'Credit' })];
  expect(causes(sourceOf(invoice('8.60'), added))[0]).toMatch(/^sign-unclear/);
  const paid = [...rows, charge({ amount: '-5.00', type: 'Payment', fee: 'Payment' })];
  expect(causes(sourceOf(invoice('2.60'), paid))[0]).toMatch(/^payment-inside/);
});

test('payments are left alone', () => {
  const payment = charge({ amount: '-100.00', type: 'Payment', fee: 'Payment' });
  expect(planOf(new Map(), sourceOf(invoice('-100.00', { type: 'Payment' }), [payment]))).toMatchObject({
    writes: [],
    problems: [],
    notes: ['invoices of the type Payment are not booked (skipTypes)'],
  });
});

test('a closed period waits or moves to the next open day', () => {
  const periods = [
    { id: '1', name: 'Nov 2026', from: '2026-11-01', to: '2026-11-30', isClosed: false, isApLocked: true },
    { id: '2', name: 'Dec 2026', from: '2026-12-01', to: '2026-12-31', isClosed: true },
    { id: '3', name: 'Jan 2027', from: '2027-01-01', to: '2027-01-31', isClosed: false },
  ];
  const input = { source: sourceOf(invoice('7.60'), rows), papers: [], periods };
  expect(planWarehouseCharges({ ...input, settings: settingsWith() }).problems).toEqual([
    {
      cause: 'period-closed',
      reason:
        "ShipBob's invoice 901 of 2026-11-16 lies in Nov 2026, which is closed in NetSuite: open it, or set closedPeriod: nextOpenDay",
    },
  ]);
  const [moved] = planWarehouseCharges({ ...input, settings: settingsWith({ closedPeriod: 'nextOpenDay' }) }).writes;
  expect(moved).toMatchObject({ body: { tranDate: '2027-01-01' }, title: expect.stringContaining('dated 2027-01-01') });
});

test('an invoice that changed after posting is shown, or corrected by setting, once and for each change', () => {
  const books: Books = new Map();
  converge(books, sourceOf(invoice('7.60'), rows));
  const more = sourceOf(invoice('9.60'), [...rows, charge({ amount: '2.00', fee: 'Address Correction' })]);
  const waits = converge(books, more);
  expect(books.size).toBe(1);
  expect(waits.problems).toEqual([
    {
      cause: 'invoice-changed',
      reason:
        "ShipBob's invoice 901 comes to 9.60 USD and NetSuite holds 7.60 (vendor bill 1 of 7.60 USD), a difference of 2.00 (account 215 +2.00): mend it in NetSuite, or set changed: correct",
    },
  ]);
  const correct = { changed: 'correct' };
  converge(books, more, correct);
  converge(books, sourceOf(invoice('5.60'), [...rows, charge({ amount: '-2.00', type: 'Refund' })]), correct);
  expect([...books.values()].map(({ externalId, total }) => [externalId, total])).toEqual([
    ['SB_VB_901', '7.6'],
    ['SB_VB_901_2', '2'],
    ['SB_VC_901_3', '4'],
  ]);
  expect(worth(books)).toBe('5.60');
});

test('a bill whose total NetSuite made another (its own tax) is not corrected away', () => {
  const books: Books = new Map();
  converge(books, sourceOf(invoice('7.60'), rows));
  for (const paper of books.values()) paper.total = '8.23';
  const plan = converge(books, sourceOf(invoice('7.60'), rows), { changed: 'correct' });
  expect(plan.problems[0]?.reason).toContain('the lines in NetSuite do not explain it');
});

test('many lines become one per fee', () => {
  const many = Array.from({ length: 40 }, (_, index) =>
    charge({ amount: '1.00', referenceType: 'Shipment', referenceId: String(index + 1) }),
  );
  const source = sourceOf(invoice('40.00'), many, { mostLines: 10 });
  expect(source.lines).toEqual([{ fee: 'Shipping', kind: 'charge', amount: '40', tax: '0', count: 40 }]);
});
