import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Client, codeOf, detailOf, idOf, type Json, seedShop, startClient } from './client.ts';

let client: Client;

beforeEach(async () => {
  client = await startClient({ switches: { lineNumbers: 'step', customFields: ['custbody_shop', 'custcol_id'] } });
  seedShop(client);
  client.sim.seed({
    items: [
      { id: 80, itemId: 'DISCOUNT', type: 'discountItem' },
      { id: 81, itemId: 'TIP', type: 'otherChargeSaleItem' },
      { id: 82, itemId: 'GIFT', type: 'giftCertificateItem' },
      { id: 83, itemId: 'OLD', isInactive: true },
      { id: 84, itemId: 'PRICED', basePrice: 25 },
    ],
  });
});
afterEach(() => client.sim.close());

const custom = { price: { id: '-1' } };
const line = (item: number, quantity: number, rate: number, more: object = {}) => ({
  item: { id: String(item) },
  quantity,
  rate,
  ...custom,
  ...more,
});
const body = (items: object[], more: object = {}) => ({
  entity: { id: '110' },
  orderStatus: 'B',
  ...more,
  item: { items },
});
const create = (items: object[], more: object = {}) => client.call('POST', '/salesOrder', body(items, more));
const read = async (id: string): Promise<Json> =>
  (await client.call('GET', `/salesOrder/${id}?expandSubResources=true`)).body;

test('subtotal, header discount, shipping and total are computed', async () => {
  const made = await create([line(98, 3, 19.99), line(81, 1, 2.5), line(82, 1, 50)], {
    discountItem: { id: '80' },
    discountRate: -10.5,
    shippingCost: 7.5,
    shipMethod: { id: '4' },
    handlingCost: 1,
  });
  expect(await read(idOf(made))).toMatchObject({ subtotal: 112.47, discountTotal: -10.5, taxTotal: 0, total: 110.47 });
});

test('a sent amount stands with the custom price, and a discount line reduces the subtotal without a quantity', async () => {
  const made = await create([line(98, 3, 0.01, { amount: 0.04 }), { item: { id: '80' }, ...custom, amount: -0.01 }]);
  const order = await read(idOf(made));
  expect(order.item.items.map((one: Json) => [one.amount, one.quantity])).toEqual([
    [0.04, 3],
    [-0.01, undefined],
  ]);
  expect(order.subtotal).toBe(0.03);
  await client.call('PATCH', `/salesOrder/${idOf(made)}`, { memo: 'x' });
  expect((await read(idOf(made))).subtotal).toBe(0.03);
  await client.call('PATCH', `/salesOrder/${idOf(made)}`, { item: { items: [{ line: 1, quantity: 4, rate: 2 }] } });
  expect((await read(idOf(made))).subtotal).toBe(7.99);
});

test('without the custom price level the price of the item wins', async () => {
  const made = await create([{ item: { id: '84' }, quantity: 2, rate: 20, amount: 40 }]);
  expect((await read(idOf(made))).total).toBe(50);
});

const details = (amount: number, reference = 'L1') => ({
  taxDetailsOverride: true,
  taxDetails: {
    items: [
      {
        taxDetailsReference: { id: reference },
        taxType: '1',
        taxCode: { id: '20' },
        taxBasis: 30,
        taxRate: 8.25,
        taxAmount: amount,
      },
    ],
  },
});

test('SuiteTax: overridden details are the tax, and must belong to a line', async () => {
  const lines = [line(98, 3, 10, { taxDetailsReference: 'L1' })];
  const made = await create(lines, details(2.48));
  expect(await read(idOf(made))).toMatchObject({ subtotal: 30, taxTotal: 2.48, total: 32.48 });
  const stray = await create(lines, details(2.48, 'L9'));
  expect(stray.body['o:errorDetails'][0]['o:errorPath']).toBe('taxDetails.items[0].taxDetailsReference');
  const shipping = await create(lines, { ...details(0.5, 'SHIPPING'), shippingCost: 5 });
  expect(await read(idOf(shipping))).toMatchObject({ taxTotal: 0.5, total: 35.5 });
});

test('SuiteTax: without the override the engine of the account decides', async () => {
  await client.control('POST', '/switches', { taxEngineRate: 10 });
  const made = await create([line(98, 1, 10, { taxDetailsReference: 'L1' }), line(81, 1, 5, { isTaxable: false })], {
    taxDetails: details(9).taxDetails,
  });
  expect(await read(idOf(made))).toMatchObject({ taxTotal: 1, total: 16 });
});

test('legacy tax: codes and rates per line, tax on shipping, and no taxDetails', async () => {
  await client.control('POST', '/switches', { suiteTax: false });
  const made = await create([line(98, 1, 10, { taxCode: { id: '20' } }), line(99, 1, 10, { taxCode: { id: '-7' } })], {
    ...details(5),
    shippingCost: 10,
    shippingTaxCode: { id: '20' },
    taxTotal: 99,
  });
  expect(made.headers.get('x-netsuite-warnings')).toContain('taxDetails');
  expect(await read(idOf(made))).toMatchObject({ taxTotal: 1.66, total: 31.66 });
  await client.control('POST', '/switches', { acceptTaxTotal: true });
  const said = await create([line(98, 1, 10)], { taxTotal: 1.23 });
  expect(await read(idOf(said))).toMatchObject({ taxTotal: 1.23, total: 11.23 });
});

test('terms and addresses come from the customer, or from a chosen entry of the address book', async () => {
  const address = (addr1: string) => ({ addr1, city: 'Austin', country: { id: 'US' } });
  const customer = idOf(
    await client.call('POST', '/customer', {
      companyName: 'Sourced',
      subsidiary: { id: '1' },
      terms: { id: '2' },
      addressBook: {
        items: [
          { defaultShipping: true, defaultBilling: true, addressBookAddress: address('1 Main') },
          { label: 'Dock', addressBookAddress: address('2 Dock') },
        ],
      },
    }),
  );
  const plain = await read(idOf(await create([line(98, 1, 1)], { entity: { id: customer } })));
  expect(plain).toMatchObject({ terms: { id: '2' }, shippingAddress: { addr1: '1 Main' } });
  const book = await client.call('GET', `/customer/${customer}/addressBook?expandSubResources=true`);
  const dock = book.body.items[1].id;
  const chosen = await create([line(98, 1, 1)], { entity: { id: customer }, shipAddressList: { id: String(dock) } });
  expect((await read(idOf(chosen))).shippingAddress.addr1).toBe('2 Dock');
  expect((await create([line(98, 1, 1)], { entity: { id: customer }, shipAddressList: { id: '1' } })).status).toBe(400);
});

test('what does not fit the customer or the account is an invalid field value', async () => {
  client.sim.seed({
    records: [
      { type: 'subsidiary', id: 2, body: { name: 'Other' } },
      { type: 'location', id: 9, body: { name: 'Far', subsidiary: { id: '2' } } },
    ],
  });
  const refused = async (items: object[], more: object = {}) => detailOf(await create(items, more));
  expect(await refused([line(98, 1, 1)], { subsidiary: { id: '2' } })).toContain(
    'Invalid Field Value 2 for the following field: subsidiary',
  );
  expect(await refused([line(98, 1, 1)], { currency: { id: '2' } })).toContain('for the following field: currency');
  expect(await refused([line(98, 1, 1, { location: { id: '9' } })])).toContain(
    'Invalid Field Value 9 for the following field: location',
  );
  expect(await refused([line(83, 1, 1)])).toContain('Invalid Field Value 83 for the following field: item');
  expect(await refused([line(98, -1, 1)])).toContain('for the following field: quantity');
  expect(await refused([{ item: { id: '80' }, amount: -1 }])).toContain('must follow the line');
  expect(await refused([line(98, 1, 1)], { orderStatus: 'G' })).toContain('for the following field: orderStatus');
  await client.control('POST', '/switches', { maxLines: 2 });
  expect(await refused([line(98, 1, 1), line(98, 1, 1), line(98, 1, 1)])).toContain('maximum of 2 lines');
  expect(client.sim.records('salesOrder')).toHaveLength(1);
});

test('a currency of the customer brings its rate; totals are kept in both currencies', async () => {
  client.sim.seed({ records: [{ type: 'currency', id: 2, body: { name: 'EUR', symbol: 'EUR', exchangeRate: 1.1 } }] });
  await client.call('PATCH', '/customer/110', { currencyList: { items: [{ currency: { id: '2' } }] } });
  const made = await create([line(98, 1, 10)], { currency: { id: '2' } });
  const row = await client.query('SELECT foreigntotal, total, exchangerate FROM transaction WHERE id = ?', [
    idOf(made),
  ]);
  expect(row.body.items[0]).toMatchObject({ foreigntotal: '10', total: '11', exchangerate: '1.1' });
});

test('shipping, discount and tax are lines in queries, after the item lines', async () => {
  const made = await create([line(98, 2, 10, { custcol_id: 'a1', taxDetailsReference: 'L1' })], {
    ...details(1.65),
    custbody_shop: 's1',
    shippingCost: 4,
    shipMethod: { id: '4' },
    discountItem: { id: '80' },
    discountRate: -2,
  });
  const q =
    'SELECT itemtype, foreignamount, taxline, custcol_id FROM transactionline WHERE transaction = ? AND mainline = ? ORDER BY id';
  const { items } = (await client.query(q, [idOf(made), 'F'])).body;
  expect(items.map((row: Json) => [row.itemtype, row.foreignamount, row.taxline, row.custcol_id])).toEqual([
    ['InvtPart', '-20', 'F', 'a1'],
    ['Discount', '2', 'F', undefined],
    ['ShipItem', '-4', 'F', undefined],
    ['TaxItem', '-1.65', 'T', undefined],
  ]);
  const [header] = (
    await client.query('SELECT foreigntotal, taxtotal FROM transaction WHERE custbody_shop = ?', ['s1'])
  ).body.items;
  expect(header).toMatchObject({ foreigntotal: '23.65', taxtotal: '1.65' });
});

test('lines are replaced, changed and closed; a shipped line cannot be taken out', async () => {
  const id = idOf(await create([line(98, 2, 10), line(99, 1, 5)], { location: { id: '6' } }));
  await client.call('PATCH', `/salesOrder/${id}?replace=item`, { item: { items: [line(98, 4, 10, { line: 1 })] } });
  expect((await read(id)).item.items.map((one: Json) => one.quantity)).toEqual([4]);
  await client.call('POST', `/salesOrder/${id}/!transform/itemFulfillment`, {
    shipStatus: 'C',
    item: { items: [{ orderLine: 1, quantity: 1 }] },
  });
  const gone = await client.call('PATCH', `/salesOrder/${id}?replace=item`, { item: { items: [line(99, 1, 5)] } });
  expect(detailOf(gone)).toContain('static sublist');
  await client.call('PATCH', `/salesOrder/${id}`, { item: { items: [{ line: 1, isClosed: true }] } });
  expect((await read(id)).status.id).toBe('F');
  expect(codeOf(await client.call('DELETE', `/salesOrder/${id}`))).toBe('USER_ERROR');
});

test('a lost answer: the order is found by its external id and is there once', async () => {
  await client.control('POST', '/faults', { kind: 'drop-after', method: 'POST', path: 'salesOrder', times: 1 });
  const send = () => create([line(98, 1, 10)], { externalId: 'SO_A', otherRefNum: '7' });
  await expect(send()).rejects.toThrow();
  expect(detailOf(await send())).toContain('This record already exists.');
  expect((await client.call('GET', '/salesOrder/eid:SO_A')).body.total).toBe(10);
  await create([line(98, 1, 10)], { externalId: 'SO_B', otherRefNum: '7' });
  expect(client.sim.verdict().doubles).toMatchObject([{ type: 'salesOrder', by: 'otherRefNum', value: '110/7' }]);
});
