// Invoices and transactions: exact amounts, open words, cursor in the query, filters compared.
import { expect, test } from '@jest/globals';
import { charge } from './rows.ts';
import { connect, type Seen, withVendor } from './vendor.ts';

const bill = (id: number, change: Record<string, unknown> = {}) => ({
  invoice_id: id,
  invoice_date: '2026-11-16',
  invoice_type: 'WarehouseInboundFee',
  amount: 1234.1,
  currency_code: 'CAD',
  running_balance: -0.30000000000000004,
  ...change,
});

test('an invoice: amount as sent, words that the documents do not know, currency never assumed', async () => {
  await withVendor({ 'GET /invoices': { json: { items: [bill(9)], next: null } } }, async ({ url, seen }) => {
    expect((await connect(url).listInvoices({ from: '2026-11-01', to: '2026-11-30' })).rows).toEqual([
      {
        id: '9',
        date: '2026-11-16',
        type: 'WarehouseInboundFee',
        amount: '1234.1',
        currency: 'CAD',
        runningBalance: '-0.3',
      },
    ]);
    expect(seen[0]?.query).toEqual({
      FromDate: '2026-11-01T00:00:00Z',
      ToDate: '2026-11-30T23:59:59Z',
      PageSize: '250',
      SortOrder: 'Ascending',
    });
  });
});

test('invoices out of the window, or of another type, are taken out', async () => {
  const items = [bill(1), bill(2, { invoice_date: '2026-09-07' }), bill(3, { invoice_type: 'Payment' })];
  await withVendor({ 'GET /invoices': { json: { items, next: null } } }, async ({ url }) => {
    const page = await connect(url).listInvoices({ from: '2026-11-01', types: ['WarehouseInboundFee'] });
    expect(page).toMatchObject({ rows: [{ id: '1' }], ignored: ['FromDate', 'InvoiceTypes'] });
  });
});

test('a transaction: tiny and large amounts without exponent, details as text, kinds of reference kept', async () => {
  const items = [
    charge('01A', { amount: 1e-7, taxes: [{ tax_type: 'GST', tax_rate: 0.05, tax_amount: 2.26 }] }),
    charge('01B', {
      amount: -4000000.55,
      reference_type: 'Default',
      reference_id: '0',
      invoice_id: 9,
      invoiced_status: true,
    }),
  ];
  await withVendor({ 'GET /invoices/9/transactions': { json: { items, next: null } } }, async ({ url }) => {
    const { rows } = await connect(url).invoiceTransactions('9');
    expect(rows[0]).toEqual({
      id: '01A',
      type: 'Charge',
      fee: 'WRO Receiving Fee',
      amount: '0.0000001',
      currency: 'USD',
      chargedOn: '2026-12-10',
      referenceId: '443002',
      referenceType: 'WRO',
      fulfillmentCenter: 'Moreno Valley (CA)',
      isInvoiced: false,
      taxes: [{ type: 'GST', rate: '0.05', amount: '2.26' }],
      details: { Comment: 'late', InventoryId: '8600001' },
    });
    expect(rows[1]).toMatchObject({
      amount: '-4000000.55',
      referenceId: '0',
      referenceType: 'Default',
      invoiceId: '9',
    });
  });
});

test('the search for transactions keeps its filters in the body and its cursor in the query', async () => {
  const route = ({ query }: Seen) => ({
    json: {
      items: [charge(query.Cursor === undefined ? '01A' : '01B')],
      next: query.Cursor === undefined ? 'eyJ+/w==' : null,
    },
  });
  await withVendor({ 'POST /transactions:query': route }, async ({ url, seen }) => {
    const filter = { from: '2026-12-10', to: '2026-12-10', referenceTypes: ['WRO' as const], isInvoiced: false };
    const first = await connect(url).findTransactions(filter);
    const second = await connect(url).findTransactions(filter, first.next);
    expect([first.rows[0]?.id, second.rows[0]?.id, second.next]).toEqual(['01A', '01B', undefined]);
    expect(seen[1]?.query).toEqual({ Cursor: 'eyJ+/w==' });
    expect(seen[1]?.json).toEqual({
      from_date: '2026-12-10T00:00:00Z',
      to_date: '2026-12-10T23:59:59Z',
      invoiced_status: false,
      reference_types: ['WRO'],
      page_size: 250,
      sort_order: 'Ascending',
    });
    expect(seen[0]?.headers).not.toHaveProperty('shipbob_channel_id');
  });
});

test('a misread filter shows: rows of other references are taken out', async () => {
  const items = [charge('01A'), charge('01B', { reference_id: '7' }), charge('01C', { charge_date: '2026-01-01' })];
  await withVendor({ 'POST /transactions:query': { json: { items, next: null } } }, async ({ url }) => {
    const page = await connect(url).findTransactions({ referenceIds: ['443002'], from: '2026-12-01' });
    expect(page).toMatchObject({ rows: [{ id: '01A' }], ignored: ['reference_ids', 'from_date'] });
  });
});
