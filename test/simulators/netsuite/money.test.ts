import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Client, codeOf, detailOf, idOf, type Json, seedShop, startClient } from './client.ts';

let client: Client;
const ORDER = '/salesOrder/12345';

beforeEach(async () => {
  client = await startClient({ switches: { lineNumbers: 'step' } });
  seedShop(client);
  client.sim.seed({
    items: [{ id: 81, itemId: 'FEE', type: 'otherChargeSaleItem' }],
    customers: [{ id: 111, companyName: 'Bob' }],
  });
});
afterEach(() => client.sim.close());

const post = (path: string, body: object = {}) => client.call('POST', path, body);
const read = async (path: string): Promise<Json> => (await client.call('GET', `${path}?expandSubResources=true`)).body;
const ship = () => post(`${ORDER}/!transform/itemFulfillment`, { shipStatus: 'C' });
const invoice = async (body: object = {}) => idOf(await post(`${ORDER}/!transform/invoice`, body));
const fee = (rate: number) => ({ item: { items: [{ item: { id: '81' }, quantity: 1, rate, price: { id: '-1' } }] } });
const links = async (doc: string) => {
  const q =
    'SELECT nextdoc, linktype, foreignamount, nexttype FROM nextTransactionLineLink WHERE previousdoc = ? ORDER BY nextdoc';
  return (await client.query(q, [doc])).body.items.map((row: Json) => [row.linktype, row.nexttype, row.foreignamount]);
};

test('a deposit is applied to the invoice by transform, in parts', async () => {
  await client.call('PATCH', ORDER, { shippingCost: 5 });
  const deposit = idOf(
    await post('/customerDeposit', {
      externalId: 'DEP_1',
      customer: { id: '110' },
      salesOrder: { id: '12345' },
      payment: 45,
      paymentOption: { id: '5' },
      undepFunds: true,
    }),
  );
  await ship();
  const inv = await invoice({ externalId: 'INV_1' });
  expect(await read(`/invoice/${inv}`)).toMatchObject({ total: 45, amountRemaining: 45, status: { id: 'A' } });
  const apply = (amount: number, doc = inv) =>
    post(`/customerDeposit/${deposit}/!transform/depositApplication`, {
      apply: { items: [{ doc: { id: Number(doc) }, apply: true, amount }] },
    });
  expect((await apply(20)).status).toBe(204);
  expect(await read(`/invoice/${inv}`)).toMatchObject({ amountPaid: 20, amountRemaining: 25 });
  expect(codeOf(await apply(30))).toBe('INVALID_CONTENT');
  expect(detailOf(await post(`/customerDeposit/${deposit}/!transform/depositApplication`))).toContain(
    'at least one line',
  );
  await apply(25);
  expect((await read(`/invoice/${inv}`)).status).toEqual({ id: 'B', refName: 'Paid In Full' });
  expect((await read(`/customerDeposit/${deposit}`)).status).toEqual({ id: 'C', refName: 'Fully Applied' });
  expect(await links(inv)).toEqual([
    ['DepAppl', 'DepAppl', '20'],
    ['DepAppl', 'DepAppl', '25'],
  ]);
  expect(await links('12345')).toContainEqual(['OrdDep', 'CustDep', '45']);
  expect((await client.call('DELETE', `/customerDeposit/${deposit}`)).status).toBe(400);
  expect((await client.call('POST', '/depositApplication', {})).status).toBe(400);
});

test('a payment settles open invoices of its customer only, never more than is open', async () => {
  await ship();
  const inv = await invoice();
  const pay = (items: object[], more: object = {}) =>
    post('/customerPayment', { customer: { id: '110' }, apply: { items }, ...more });
  expect(detailOf(await pay([{ doc: { id: inv }, apply: true, amount: 99 }], { payment: 99 }))).toContain(
    'field: amount',
  );
  expect(detailOf(await pay([{ doc: { id: inv }, apply: true }], { customer: { id: '111' }, payment: 5 }))).toContain(
    'static sublist',
  );
  expect(detailOf(await pay([{ doc: { id: inv }, apply: true, amount: 30 }], { payment: 20 }))).toContain('exceed');
  const made = idOf(await pay([{ doc: { id: inv }, apply: true, amount: 30 }], { payment: 50, externalId: 'PAY_1' }));
  expect(await read(`/customerPayment/${made}`)).toMatchObject({ total: 50, applied: 30, unapplied: 20 });
  const q = 'SELECT foreignamountpaid AS p, foreignamountunpaid AS u FROM transaction WHERE id = ?';
  expect((await client.query(q, [inv])).body.items[0]).toMatchObject({ p: '30', u: '10' });
  const rest = await post(`/invoice/${inv}/!transform/customerPayment`);
  expect(await read(`/customerPayment/${idOf(rest)}`)).toMatchObject({ total: 10, unapplied: 0 });
  expect((await read(`/invoice/${inv}`)).status.id).toBe('B');
  expect((await client.call('DELETE', `/invoice/${inv}`)).status).toBe(400);
  await client.call('DELETE', `/customerPayment/${made}`);
  expect(await read(`/invoice/${inv}`)).toMatchObject({ amountRemaining: 30, status: { id: 'A' } });
});

test('partial invoices share amounts, and take shipping once', async () => {
  await client.call('PATCH', ORDER, { shippingCost: 5, item: { items: [{ line: 1, amount: 31 }] } });
  const first = await read(
    `/invoice/${await invoice({
      item: {
        items: [
          { orderLine: 1, quantity: 1 },
          { orderLine: 4, quantity: 0 },
        ],
      },
    })}`,
  );
  expect(first).toMatchObject({ subtotal: 10.33, shippingCost: 5, total: 15.33 });
  const second = await read(`/invoice/${await invoice()}`);
  expect(second).toMatchObject({ subtotal: 30.67, total: 30.67 });
  await client.control('POST', '/switches', { invoiceInAdvance: false });
  const [order] = client.sim.seed({ salesOrders: [{ location: 6, lines: [{ item: 98, quantity: 1, rate: 1 }] }] })
    .salesOrders!;
  expect(detailOf(await post(`/salesOrder/${order!.id}/!transform/invoice`))).toContain('invalid reference');
});

test('overridden tax goes along with the lines that are billed', async () => {
  const detail = (ref: string, taxAmount: number) => ({
    taxDetailsReference: { id: ref },
    taxType: '1',
    taxCode: { id: '20' },
    taxBasis: taxAmount * 10,
    taxRate: 10,
    taxAmount,
  });
  await client.call('PATCH', ORDER, {
    taxDetailsOverride: true,
    item: {
      items: [
        { line: 1, taxDetailsReference: 'A' },
        { line: 4, taxDetailsReference: 'B' },
      ],
    },
    taxDetails: { items: [detail('A', 3), detail('B', 1)] },
  });
  expect(await read(ORDER)).toMatchObject({ taxTotal: 4, total: 44 });
  const inv = await invoice({
    item: {
      items: [
        { orderLine: 1, quantity: 1 },
        { orderLine: 4, quantity: 0 },
      ],
    },
  });
  expect(await read(`/invoice/${inv}`)).toMatchObject({ subtotal: 10, taxTotal: 1, total: 11 });
});

test('a credit memo from an invoice must name it, and frees what it credits', async () => {
  await ship();
  const inv = await invoice();
  const path = `/invoice/${inv}/!transform/creditMemo`;
  expect(detailOf(await post(path))).toContain('Please enter value(s) for: Apply');
  const credit = idOf(
    await post(path, {
      externalId: 'CM_1',
      location: { id: '6' },
      item: {
        items: [
          { orderLine: 1, quantity: 1 },
          { orderLine: 2, quantity: 0 },
        ],
      },
      apply: { items: [{ doc: { id: inv }, apply: true, amount: 10 }] },
    }),
  );
  expect(await read(`/creditMemo/${credit}`)).toMatchObject({
    total: 10,
    applied: 10,
    unapplied: 0,
    status: { id: 'B' },
  });
  expect((await read(`/invoice/${inv}`)).amountRemaining).toBe(30);
  expect(client.sim.verdict().stock['98|6']?.onHand).toBe(98);
  const row = await client.query('SELECT foreigntotal FROM transaction WHERE id = ?', [credit]);
  expect(row.body.items[0].foreigntotal).toBe('-10');
});

test('a customer refund pays out credits and deposits, and only once', async () => {
  const credit = idOf(await post('/creditMemo', { entity: { id: '110' }, externalId: 'CM_2', ...fee(12.5) }));
  const deposit = idOf(await post('/customerDeposit', { customer: { id: '110' }, payment: 20 }));
  const refund = (amount: number) =>
    post('/customerRefund', {
      customer: { id: '110' },
      account: { id: '1' },
      paymentOption: { id: '5' },
      apply: { items: [{ doc: { id: credit }, apply: true, amount }] },
      deposit: { items: [{ doc: { id: deposit }, apply: true, amount: 5 }] },
    });
  expect((await refund(13)).status).toBe(400);
  const made = idOf(await refund(12.5));
  expect((await read(`/customerRefund/${made}`)).total).toBe(17.5);
  expect((await read(`/creditMemo/${credit}`)).status.id).toBe('B');
  expect(await read(`/customerDeposit/${deposit}`)).toMatchObject({ unapplied: 15, status: { id: 'A' } });
  expect((await refund(1)).status).toBe(400);
  expect(detailOf(await post('/customerRefund', { customer: { id: '110' }, account: { id: '1' } }))).toContain(
    'at least one',
  );
});

test('cash sale and cash refund: from the order, alone, and back', async () => {
  await ship();
  const sale = idOf(await post(`${ORDER}/!transform/cashSale`, { externalId: 'CS_1', paymentOption: { id: '5' } }));
  expect(await read(`/cashSale/${sale}`)).toMatchObject({
    total: 40,
    status: { id: 'B' },
    createdFrom: { id: '12345' },
  });
  expect((await read(ORDER)).status.id).toBe('G');
  expect(client.sim.verdict().stock['98|6']?.onHand).toBe(97);
  const back = await post(`/cashSale/${sale}/!transform/cashRefund`, {
    location: { id: '6' },
    item: {
      items: [
        { orderLine: 1, quantity: 2 },
        { orderLine: 2, quantity: 0 },
      ],
    },
  });
  expect(await read(`/cashRefund/${idOf(back)}`)).toMatchObject({ total: 20 });
  expect(client.sim.verdict().stock['98|6']?.onHand).toBe(99);
  const alone = {
    entity: { id: '110' },
    item: { items: [{ item: { id: '98' }, quantity: 4, rate: 1, price: { id: '-1' } }] },
  };
  expect(detailOf(await post('/cashSale', alone))).toContain('Location');
  expect((await post('/cashSale', { ...alone, location: { id: '6' }, account: { id: '1' } })).status).toBe(204);
  expect(client.sim.verdict().stock['98|6']?.onHand).toBe(95);
});

test('a closed period refuses every posting record, its deletion and a change of its amounts', async () => {
  await client.control('POST', '/clock', { now: '2026-03-03T20:00:00Z' });
  client.sim.simulation.reset();
  seedShop(client);
  const open = idOf(await post('/customerDeposit', { customer: { id: '110' }, payment: 20, tranDate: '2026-02-10' }));
  await client.control('POST', '/periods', { name: 'Feb 2026', closed: true });
  const dated = { tranDate: '2026-02-10', customer: { id: '110' }, entity: { id: '110' } };
  for (const [path, body] of [
    ['/customerDeposit', { payment: 1 }],
    ['/customerPayment', { payment: 1 }],
    ['/cashSale', fee(1)],
    ['/invoice', fee(1)],
    ['/creditMemo', fee(1)],
    ['/cashRefund', fee(1)],
  ] as const) {
    client.sim.seed({ items: [{ id: 81, itemId: 'FEE', type: 'otherChargeSaleItem' }] });
    expect(detailOf(await post(path, { ...dated, ...body }))).toContain('open accounting periods');
  }
  expect((await post('/salesOrder', { ...dated, ...fee(1) })).status).toBe(204);
  expect((await client.call('DELETE', `/customerDeposit/${open}`)).status).toBe(400);
  expect((await client.call('PATCH', `/customerDeposit/${open}`, { payment: 30 })).status).toBe(400);
  expect((await client.call('PATCH', `/customerDeposit/${open}`, { memo: 'fine' })).status).toBe(204);
});

test('external ids are one namespace over all transactions', async () => {
  await post('/customerDeposit', { customer: { id: '110' }, payment: 1, externalId: 'X_1' });
  for (const [path, body] of [
    ['/cashSale', { entity: { id: '110' }, ...fee(1) }],
    ['/customerPayment', { customer: { id: '110' }, payment: 1 }],
    ['/creditMemo', { entity: { id: '110' }, ...fee(1) }],
  ] as const) {
    expect(detailOf(await post(path, { ...body, externalId: 'X_1' }))).toBe(
      'Error while accessing a resource. This record already exists.',
    );
  }
  expect(client.sim.verdict().counts).toMatchObject({ customerDeposit: 1, salesOrder: 1 });
  expect(client.sim.records('customerDeposit')).toMatchObject([{ externalId: 'X_1', total: 1, entity: '110' }]);
});
