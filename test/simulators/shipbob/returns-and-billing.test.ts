// Returns with split actions; charges, late fees, credits, weekly invoices, cursors.
import { expect, test } from '@jest/globals';
import { bench, CATALOGUE, DAY, idOf, type Json } from './helpers.ts';

async function shipped() {
  const b = await bench();
  const seeded = b.sim.seed({
    ...CATALOGUE,
    orders: [{ referenceId: '1', orderNumber: '1001', lines: [{ sku: 'CUP-01', quantity: 2 }] }],
  });
  const shipment = seeded.shipmentIds[0] ?? 0;
  await b.control('POST', '/shipments/scan', { shipment, scan: 'Delivered' });
  return { b, seeded, shipment };
}

test('a return: thin answer to the create, whole on read, actions taken split, only Restock is stock', async () => {
  const { b, seeded, shipment } = await shipped();
  await using _close = b;
  const inventory = [{ id: idOf(seeded, 'CUP-01'), quantity: 2, requested_action: 'Default' }];
  const body = { fulfillment_center: { id: 10 }, reference_id: 'RMA-17', original_shipment_id: shipment, inventory };
  const made = await b.call('POST', '/return', { body });
  expect([made.status, made.body.status, made.body.invoice_amount]).toEqual([201, 'AwaitingArrival', null]);
  expect(made.body.invoice).toBeUndefined();
  const again = await b.call('POST', '/return', { body });
  expect([again.status, again.body]).toEqual([
    422,
    { message: 'Validation failed', errors: ['ReferenceId already exists'], details: null, stackTrace: null },
  ]);
  const id = made.body.id;
  const before = b.sim.dump().stockBySku['CUP-01'] ?? 0;
  await b.control('POST', '/returns/arrive', { return: id });
  const taken = [
    { sku: 'CUP-01', action: 'Restock', quantity: 1 },
    { sku: 'CUP-01', action: 'Quarantine', quantity: 1, reason: 'Damaged' },
  ];
  await b.control('POST', '/returns/process', { return: id, taken });
  await b.control('POST', '/returns/complete', { return: id });
  const read = (await b.call('GET', `/return/${id}`)).body;
  expect(read).toMatchObject({
    status: 'Completed',
    store_order_id: '1001',
    original_shipment_id: shipment,
    invoice: { amount: 3, currency_code: 'USD' },
  });
  expect(read.status_history.map((one: Json) => one.status)).toEqual([
    'AwaitingArrival',
    'Arrived',
    'Processing',
    'Completed',
  ]);
  expect(read.inventory[0].action_taken).toMatchObject([
    { action: 'Restock', quantity_processed: 1 },
    { action: 'Quarantine', action_reason: 'Damaged', quantity_processed: 1 },
  ]);
  expect(b.sim.dump().stockBySku['CUP-01']).toBe(before + 1);
  expect((await b.call('POST', `/return/${id}:cancel`)).status).toBe(400);
  const rts = await b.control('POST', '/returns/to-sender', { shipment });
  const list = await b.call('GET', '/return?ReturnTypes=ReturnToSender&Limit=250');
  expect(list.body.items).toMatchObject([
    { id: rts.id, reference_id: `RTS-${shipment}`, return_type: 'ReturnToSender' },
  ]);
  const done = await b.call('GET', '/return?Status=Completed&CompletedStartDate=2026-11-24T00:00:00Z');
  expect(done.body.items.map((one: Json) => one.id)).toEqual([id]);
});

test('return pages have an absolute next with a page number', async () => {
  const { b } = await shipped();
  await using _close = b;
  for (let n = 1; n <= 5; n += 1)
    await b.control('POST', '/returns', { referenceId: `R${n}`, items: [{ sku: 'CUP-01', quantity: 1 }] });
  const first = await b.call('GET', '/return?Limit=2&SortOrder=Asc&Status=Awaiting%20Arrival');
  expect(first.headers.get('total-pages')).toBe('3');
  expect(first.body.next).toMatch(new RegExp(`^${b.sim.url}/2026-07/return\\?.*cursor=2`));
  const seen = [...first.body.items];
  for (let next = first.body.next; next; ) {
    const page: Json = await b.call('GET', new URL(next).pathname.replace('/2026-07', '') + new URL(next).search);
    seen.push(...page.body.items);
    next = page.body.next;
  }
  expect(seen.map((one) => one.reference_id)).toEqual(['R1', 'R2', 'R3', 'R4', 'R5']);
});

test('the Monday job makes one invoice per type; late fees and credits land on the next one', async () => {
  const { b, shipment } = await shipped();
  await using _close = b;
  const invoices = async (query = '') => (await b.call('GET', `/invoices${query}`)).body.items;
  expect(await invoices()).toEqual([]);
  await b.control('POST', '/billing/charge', {
    fee: 'Warehousing Fee',
    amount: '12.34',
    referenceType: 'FC',
    referenceId: '10-8600003-Shelf',
  });
  b.sim.clock.set(Date.parse('2026-11-30T10:00:00Z'));
  const first = await invoices('?SortOrder=Ascending');
  expect(first.map((row: Json) => [row.invoice_type, row.amount, row.invoice_date])).toEqual([
    ['Shipping', 6.85, '2026-11-30'],
    ['AdditionalFee', 0.5, '2026-11-30'],
    ['WarehouseStorage', 12.34, '2026-11-30'],
  ]);
  await b.control('POST', '/billing/charge', {
    fee: 'Address Correction',
    amount: '18.01',
    referenceType: 'Shipment',
    referenceId: shipment,
    chargeDate: '2026-11-25',
  });
  await b.control('POST', '/billing/charge', {
    type: 'Credit',
    fee: 'Credit',
    amount: '6.85',
    referenceType: 'TicketNumber',
    details: { CreditReason: 'Lost' },
  });
  await b.control('POST', '/billing/charge', {
    type: 'Refund',
    fee: 'Shipping',
    amount: '1.85',
    referenceType: 'Shipment',
    referenceId: shipment,
  });
  b.sim.clock.advance(7 * DAY);
  const all = await invoices('?FromDate=2026-12-01&SortOrder=Ascending');
  expect(all.map((row: Json) => [row.invoice_type, row.amount])).toEqual([
    ['Shipping', 16.16],
    ['Credits', -6.85],
  ]);
  expect(all[1].running_balance).toBe(29);
  const rows = (await b.call('GET', `/invoices/${all[0].invoice_id}/transactions`)).body.items;
  expect(
    rows.map((row: Json) => [row.transaction_type, row.transaction_fee, row.amount, row.invoiced_status]).sort(),
  ).toEqual([
    ['Charge', 'Address Correction', 18.01, true],
    ['Refund', 'Shipping', -1.85, true],
  ]);
  expect((await b.control('GET', '/verdict')).problems).toEqual([]);
  expect(b.sim.dump().totals).toMatchObject({ invoiced: '29.00', openRows: 0 });
});

test('transactions: lag, seven-day default, filters, and a cursor that counts in the query string only', async () => {
  await using b = await bench({ settings: { billing: { feeLagMs: 3_600_000 } } });
  for (let n = 0; n < 7; n += 1)
    await b.control('POST', '/billing/charge', {
      fee: n < 5 ? 'Shipping' : 'Others',
      amount: `${n}.10`,
      referenceType: 'Shipment',
      referenceId: n,
    });
  await b.control('POST', '/billing/charge', { fee: 'Others', amount: '99', chargeDate: '2026-10-01', visible: true });
  const query = async (body: object, cursor = '') =>
    (await b.call('POST', `/transactions:query${cursor}`, { body, channel: null })).body;
  expect((await query({})).items).toHaveLength(0);
  b.sim.clock.advance(3_600_000);
  expect((await query({})).items).toHaveLength(7);
  expect((await query({ from_date: '2026-01-01' })).items).toHaveLength(8);
  expect((await query({ start_date: '2030-01-01' })).items).toHaveLength(7);
  const first = await query({ transaction_fees: ['Shipping'], page_size: 3, sort_order: 'Ascending' });
  expect(first.items.map((row: Json) => row.reference_id)).toEqual(['0', '1', '2']);
  expect(
    (await query({ transaction_fees: ['Shipping'], page_size: 3, sort_order: 'Ascending', cursor: first.next })).items,
  ).toEqual(first.items);
  const second = await query({}, `?Cursor=${encodeURIComponent(first.next)}`);
  expect([second.items.map((row: Json) => row.reference_id), second.next]).toEqual([['3', '4'], null]);
  expect((await query({ reference_ids: ['6'], invoiced_status: false })).items).toMatchObject([
    { transaction_fee: 'Others', amount: 6.1 },
  ]);
  expect(first.items[0].transaction_id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  const { requests, totals } = await b.control('GET', '/requests?invalid=1');
  expect(requests.map((row: Json) => row.problems)).toEqual([['unknown member start_date'], ['unknown member cursor']]);
  expect(totals.writes).toBe(0);
});

test('a month of charges: every invoice equals its rows, late fees and credits are there, dates stay apart', async () => {
  await using b = await bench({ startAt: '2026-12-08T12:00:00Z' });
  b.sim.seed({ generate: { wros: 5, orders: 20 } });
  const made = await b.control('POST', '/billing/generate', { from: '2026-11-02', to: '2026-12-07', perDay: 8 });
  expect(made.invoices).toBeGreaterThan(12);
  const pages: Json[] = [];
  for (let cursor = '?FromDate=2026-11-01&PageSize=5'; cursor; ) {
    const { items, next } = (await b.call('GET', `/invoices${cursor}`)).body;
    pages.push(...items);
    cursor = next ? `?Cursor=${encodeURIComponent(next)}` : '';
  }
  expect(pages).toHaveLength(made.invoices);
  const seen = new Set<string>();
  let late = 0;
  for (const invoice of pages) {
    const rows: Json[] = (await b.call('GET', `/invoices/${invoice.invoice_id}/transactions?PageSize=1000`)).body.items;
    const cents = rows.reduce((sum, row) => sum + Math.round(row.amount * 100), 0);
    expect(cents).toBe(Math.round(invoice.amount * 100));
    for (const row of rows) seen.add(row.transaction_id);
    late += rows.filter((row) => Date.parse(invoice.invoice_date) - Date.parse(row.charge_date) > 7 * DAY).length;
  }
  expect(late).toBeGreaterThan(0);
  expect(pages.some((invoice) => invoice.invoice_type === 'Credits' && invoice.amount < 0)).toBe(true);
  const { openRows } = b.sim.dump().totals;
  expect(seen.size + openRows).toBe(made.transactions);
  expect((await b.control('GET', '/verdict')).ok).toBe(true);
});
