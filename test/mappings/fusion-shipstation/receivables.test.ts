/** What a shipped order asks for in Fusion's receivables, and what waits instead. */
import { expect, test } from '@jest/globals';
import type { Period } from '../../../connectors/fusion/types.ts';
import { channelCustomer } from '../../../mappings/fusion-shipstation/receivables/customer.ts';
import type { ReceivablesWrite } from '../../../mappings/fusion-shipstation/receivables/types.ts';
import { connectionSchema } from '../../../settings/connection.ts';
import { frameOf, orderOf, type Row, ToyReceivables } from './toy-receivables.ts';

const A: Row = { id: '1', sku: 'A', quantity: '2', unitPrice: '10' };
const B: Row = { id: '2', sku: 'B', quantity: '1', unitPrice: '7.5' };
const toy = () => new ToyReceivables();
const all = [{ id: '901' }];
const bodyOf = (write: ReceivablesWrite | undefined) => (write !== undefined && 'body' in write ? write.body : {});

test('header and lines, with everything that the file gives', () => {
  const frame = frameOf(
    { terms: 'IMMEDIATE', units: { default: 'Each', bySku: { B: 'Box' } } },
    {
      channels: { 5: { name: 'Web', customer: { account: '2001', site: '17' }, source: 'Web shop', terms: '30 Net' } },
      skuAliases: { a: 'FUSION-A' },
      business: { businessUnit: 'Vision Operations', ledgerId: '300', currency: 'EUR', ledgerCurrency: 'USD' },
    },
  );
  const [write] = toy().plan(orderOf([A, B], all, { shipping: '4' }), frame).writes;
  expect(write).toMatchObject({
    kind: 'invoice',
    name: { source: 'Web shop', crossReference: 'SS:901' },
    expect: { amount: '31.5', currency: 'EUR' },
  });
  expect(bodyOf(write)).toEqual({
    BusinessUnit: 'Vision Operations',
    TransactionSource: 'Web shop',
    TransactionType: 'Invoice',
    TransactionNumber: 'SS901',
    TransactionDate: '2026-11-20',
    AccountingDate: '2026-11-20',
    BillToCustomerNumber: '1008',
    PaymentTerms: '30 Net',
    InvoiceCurrencyCode: 'EUR',
    ConversionRateType: 'Corporate',
    ConversionDate: '2026-11-20',
    CrossReference: 'SS:901',
    InvoiceStatus: 'Complete',
    Comments: 'Web order W-1, ShipStation shipment 901, tracking 1Z901; total 31.5 EUR',
    receivablesInvoiceLines: [
      {
        ...{ LineNumber: { decimal: '1' }, ItemNumber: 'FUSION-A', Description: 'thing 1', UnitOfMeasure: 'Each' },
        ...{ Quantity: { decimal: '2' }, UnitSellingPrice: { decimal: '10' }, SalesOrder: 'W-1', Warehouse: 'Seattle' },
      },
      {
        ...{ LineNumber: { decimal: '2' }, ItemNumber: 'B', Description: 'thing 2', UnitOfMeasure: 'Box' },
        ...{
          Quantity: { decimal: '1' },
          UnitSellingPrice: { decimal: '7.5' },
          SalesOrder: 'W-1',
          Warehouse: 'Seattle',
        },
      },
      {
        ...{ LineNumber: { decimal: '3' }, MemoLine: 'Shipping', Description: 'Shipping', SalesOrder: 'W-1' },
        ...{ Quantity: { decimal: '1' }, UnitSellingPrice: { decimal: '4' } },
      },
    ],
  });
});

test('nothing personal is in what is shown', () => {
  const sold = orderOf([A], all);
  sold.order.customerEmail = 'planted@example.com';
  sold.order.billTo = { name: 'Planted Person', street1: '1 Planted St' };
  expect(JSON.stringify(toy().plan(sold, frameOf()))).not.toMatch(/planted/i);
});

test('a total that is not the sum of its parts waits with both; small differences go on the rounding line', () => {
  const sold = orderOf([A], all, { total: '20.03' });
  const [problem] = toy().plan(sold, frameOf()).problems;
  expect(problem).toMatchObject({ cause: 'total-differs', reason: expect.stringMatching(/20\.03 USD.* 20 USD/) });
  const [write] = toy().plan(sold, frameOf({ roundingLimit: 0.05 })).writes;
  expect(bodyOf(write).receivablesInvoiceLines).toContainEqual(
    expect.objectContaining({ MemoLine: 'Rounding', UnitSellingPrice: { decimal: '0.03' } }),
  );
});

test('an order that was changed after its first invoice waits with both sums', () => {
  const fusion = toy();
  const first = [{ id: '901', rows: [{ id: '1', quantity: '1' }] }];
  fusion.settle(orderOf([A], first), frameOf());
  const second = [...first, { id: '902', rows: [{ id: '1', quantity: '1' }] }];
  const plan = fusion.settle(orderOf([{ ...A, unitPrice: '8' }], second), frameOf());
  expect(plan.problems).toMatchObject([
    { cause: 'total-differs', reason: expect.stringMatching(/16.00 USD 6 USD are left.* 8 USD/) },
  ]);
});

test('tax: mode none waits for an order with tax; classification leaves the sum to Fusion, by place', () => {
  const sold = orderOf([A], all, { tax: '1.65', shipping: '3' });
  expect(toy().plan(sold, frameOf({ tax: { mode: 'none' } })).problems).toMatchObject([{ cause: 'tax-unexpected' }]);
  const rules = [
    { country: 'US', code: 'US-ALL' },
    { country: 'US', state: 'ca', code: 'CA' },
    { state: 'NV', code: 'NV' },
  ];
  const tax = { mode: 'classification', rules, onShipping: false };
  const [write] = toy().plan(sold, frameOf({ tax })).writes;
  expect(write).toMatchObject({ expect: { amount: '24.65' } });
  expect(bodyOf(write).receivablesInvoiceLines).toEqual([
    expect.objectContaining({ ItemNumber: 'A', TaxClassificationCode: 'CA' }),
    expect.not.objectContaining({ TaxClassificationCode: expect.anything() }),
  ]);
});

test('accounts by rule and cost centre, balanced; one that is missing waits by its SKU', () => {
  const file = {
    accounts: [{ sku: 'A', account: '01-{costCenter}-4110' }],
    receivableAccount: '01-000-1210',
    memoAccounts: { shipping: '01-000-4210' },
  };
  const [write] = toy().plan(orderOf([A], all, { shipping: '3' }), frameOf(file)).writes;
  expect(bodyOf(write).receivablesInvoiceDistributions).toEqual([
    { AccountClass: 'Receivable', AccountCombination: '01-000-1210', Amount: { decimal: '23' } },
    {
      ...{ AccountClass: 'Revenue', AccountCombination: '01-110-4110', Amount: { decimal: '20.00' } },
      InvoiceLineNumber: { decimal: '1' },
    },
    {
      ...{ AccountClass: 'Revenue', AccountCombination: '01-000-4210', Amount: { decimal: '3' } },
      InvoiceLineNumber: { decimal: '2' },
    },
  ]);
  expect(toy().plan(orderOf([A, B], all), frameOf(file)).problems).toMatchObject([
    { cause: 'account-missing', reason: expect.stringContaining('SKU B') },
  ]);
});

test('lines without SKU and unmapped warehouses wait, or go on a memo line', () => {
  const { sku: _none, ...nameless } = B;
  const sold = orderOf([A, nameless], all);
  expect(toy().plan(sold, frameOf()).problems).toMatchObject([{ cause: 'sku-missing' }]);
  const [write] = toy().plan(sold, frameOf({ memoLines: { other: 'Other' } })).writes;
  expect(bodyOf(write).receivablesInvoiceLines).toContainEqual(
    expect.objectContaining({ MemoLine: 'Other', Description: 'Item: thing 2' }),
  );
  const elsewhere = frameOf({}, { warehouses: { 11: { organization: 'Reno' } } });
  expect(toy().plan(orderOf([A], all), elsewhere).problems).toMatchObject([
    { cause: 'warehouse-unmapped', reason: expect.stringContaining('warehouse 10') },
  ]);
});

test('closed period: waits, or moves with a note when a person says so', () => {
  const period = (name: string, startDate: string, endDate: string, status: string): Period => ({
    ...{ name, startDate, endDate, status, applicationId: '222' },
  });
  const periods = [
    period('Nov-26', '2026-11-01', '2026-11-30', 'C'),
    period('Dec-26', '2026-12-01', '2026-12-31', 'O'),
  ];
  const sold = orderOf([A], all);
  expect(toy().plan(sold, frameOf(), { periods }).problems).toMatchObject([
    { cause: 'period-closed', reason: expect.stringContaining('retry acme/receivablesPosting/77 --next-period') },
  ]);
  const body = bodyOf(toy().plan(sold, frameOf(), { periods, nextPeriod: true }).writes[0]);
  expect(body).toMatchObject({ TransactionDate: '2026-11-20', AccountingDate: '2026-12-01' });
  expect(body.Comments).toMatch(/total 20 USD; of 2026-11-20, posted on 2026-12-01/);
});

test('voids: before posting nothing, after it a credit memo or a person’s matter', () => {
  const fusion = toy();
  const voided = orderOf([A], [{ id: '901', voided: true, rows: [{ id: '1', quantity: '2' }] }]);
  expect(fusion.plan(voided, frameOf())).toMatchObject({ writes: [], problems: [] });
  fusion.settle(orderOf([A], all), frameOf());
  expect(fusion.plan(voided, frameOf({ onVoid: 'handOver' })).problems).toMatchObject([
    { cause: 'void-after-posting' },
  ]);
  const [write] = fusion.plan(voided, frameOf({ creditMemo: { reason: 'RETURN' } })).writes;
  expect(write).toMatchObject({ kind: 'creditMemo', number: 'SS901V', expect: { amount: '-20' } });
  expect(bodyOf(write)).toMatchObject({
    ...{ CreditReason: 'RETURN', TransactionDate: '2026-11-21', CrossReference: 'SS:901/void' },
    receivablesCreditMemoLines: [
      { ItemNumber: 'A', LineQuantityCredit: { decimal: '2' }, UnitSellingPrice: { decimal: '-10' } },
    ],
  });
});

test('a receipt for what is paid, once, and none for what is not', () => {
  const receipt = { method: 'Card Settlements' };
  const fusion = toy();
  const plan = fusion.settle(orderOf([A], all), frameOf({ receipt }));
  expect([fusion.receipts, plan.writes]).toEqual([[{ number: 'SS901R', amount: '20' }], []]);
  const unpaid = toy();
  unpaid.settle(orderOf([A], all, { paid: '5' }), frameOf({ receipt }));
  expect(unpaid.receipts).toEqual([]);
});

test('nothing comes to zero: no invoice, unless zero is posted', () => {
  const free = orderOf([{ ...A, unitPrice: '0' }], all);
  expect(toy().plan(free, frameOf()).writes).toEqual([]);
  expect(toy().plan(free, frameOf({ zero: 'post' })).writes).toHaveLength(1);
});

test('more shipped than ordered, unknown contents, and a number that is too long wait', () => {
  const twice = ['901', '902'].map((id) => ({ id, rows: [{ id: '1', quantity: '2' }] }));
  expect(toy().plan(orderOf([A], twice), frameOf()).problems).toMatchObject([
    { cause: 'shipped-too-much' },
    { cause: 'shipped-too-much' },
  ]);
  const wordless = [{ id: '901' }, { id: '902' }];
  expect(toy().plan(orderOf([A], wordless), frameOf()).problems[0]).toMatchObject({ cause: 'shipment-without-items' });
  const long = [{ id: '12345678901234567890' }];
  expect(toy().plan(orderOf([A], long), frameOf()).problems).toMatchObject([{ cause: 'number-too-long' }]);
  expect(toy().plan(orderOf([A], long), frameOf({ numbers: 'automatic' })).problems).toEqual([]);
});

test('one invoice for the order: waits for the rest without being in the way, and a void afterwards waits', () => {
  const frame = frameOf({ invoice: 'perOrder' });
  const half = [{ id: '901', rows: [{ id: '1', quantity: '1' }] }];
  const whole = [...half, { id: '902', rows: [{ id: '1', quantity: '1' }] }];
  const fusion = toy();
  expect(fusion.plan(orderOf([A], half), frame)).toMatchObject({
    ...{ writes: [], problems: [] },
    notes: [expect.stringContaining('not shipped in full yet')],
  });
  fusion.settle(orderOf([A], whole), frame);
  expect(fusion.invoices.map(({ number, amount }) => [number, amount])).toEqual([['SSO77', '20']]);
  const voided = whole.map((parcel, index) => ({ ...parcel, voided: index === 1 }));
  expect(fusion.plan(orderOf([A], voided), frame).problems).toMatchObject([{ cause: 'void-after-posting' }]);
});

test('nobody to bill is a problem that names the store', () => {
  const { order } = orderOf([A], all);
  const frame = frameOf({}, { syncs: { receivablesPosting: { enabled: true } } });
  expect(channelCustomer(order, frame)).toMatchObject({
    problem: { cause: 'customer-unknown', reason: expect.stringContaining('channels."5".customer') },
  });
  const channels = { 5: { name: 'Web', customer: { account: 2001 } } };
  expect(channelCustomer(order, frameOf({}, { channels }))).toEqual({ account: '2001' });
});

test('settings that cannot work together are refused with their place', () => {
  const check = (receivablesPosting: object) =>
    connectionSchema.safeParse({
      ...{ id: 'acme', pair: 'fusion-shipstation', timeZone: 'America/New_York' },
      fusion: { baseUrl: 'http://127.0.0.1:1', identityUrl: 'http://127.0.0.1:1' },
      business: { businessUnit: 'V' },
      syncs: { receivablesPosting },
    });
  const places = (given: object) => check(given).error?.issues.map(({ path }) => path.slice(2).join('.'));
  expect(check({}).success).toBe(true);
  expect(places({ account: '01' })).toEqual(['receivableAccount']);
  expect(places({ tax: { mode: 'classification' } })).toEqual(['tax.code']);
  const both = { account: '01', receivableAccount: '02', tax: { mode: 'classification', code: 'X' } };
  expect(places(both)).toEqual(['accounts']);
  expect(places({ prefix: 'much-too-long' })).toEqual(['prefix']);
});
