import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Client, codeOf, detailOf, idOf, type Json, seedShop, startClient } from './client.ts';

let client: Client;

beforeEach(async () => {
  client = await startClient({ switches: { lineNumbers: 'step' } });
  seedShop(client);
  client.sim.seed({
    vendors: [{ id: 301, companyName: 'Mill', terms: { id: '2' } }],
    items: [
      { id: 90, itemId: 'LOT', type: 'lotNumberedInventoryItem' },
      { id: 91, itemId: 'FREIGHT', type: 'servicePurchaseItem' },
    ],
  });
});
afterEach(() => client.sim.close());

const post = (path: string, body: object = {}) => client.call('POST', path, body);
const read = async (path: string): Promise<Json> => (await client.call('GET', `${path}?expandSubResources=true`)).body;
const statusOf = async (path: string) => (await read(path)).status.id;
const stockOf = (item: number) => client.sim.verdict().stock[`${item}|6`];
const order = (items: object[], more: object = {}) =>
  post('/purchaseOrder', {
    entity: { id: '301' },
    location: { id: '6' },
    externalId: 'PO_1',
    ...more,
    item: { items },
  });
const two = [
  { item: { id: '98' }, quantity: 5, rate: 2 },
  { item: { id: '99' }, quantity: 4, rate: 3 },
];

test('a purchase order is on order until it is received, and is closed line by line', async () => {
  const path = `/purchaseOrder/${idOf(await order(two))}`;
  expect(await read(path)).toMatchObject({ total: 22, tranId: 'PO1001', status: { id: 'B' }, terms: { id: '2' } });
  const q = 'SELECT quantityonorder AS q FROM aggregateItemLocation WHERE item = 98 AND location = 6';
  expect((await client.query(q)).body.items[0].q).toBe('5');
  await post(`${path}/!transform/itemReceipt`, {
    externalId: 'IR_1',
    item: {
      items: [
        { orderLine: 1, quantity: 2, itemReceive: true },
        { orderLine: 2, itemReceive: false },
      ],
    },
  });
  expect(stockOf(98)).toEqual({ onHand: 102, committed: 3, onOrder: 3 });
  expect(await statusOf(path)).toBe('E');
  const less = await client.call('PATCH', path, { item: { items: [{ line: 1, quantity: 1 }] } });
  expect(less.body['o:errorDetails'][0]['o:errorPath']).toBe('item.items[0].quantity');
  await client.call('PATCH', path, {
    item: {
      items: [
        { line: 1, isClosed: true },
        { line: 2, isClosed: true },
      ],
    },
  });
  expect([await statusOf(path), stockOf(98)?.onOrder]).toEqual(['F', 0]);
  const other = `/purchaseOrder/${idOf(await order(two, { externalId: 'PO_2' }))}`;
  await client.call('PATCH', other, {
    item: {
      items: [
        { line: 1, isClosed: true },
        { line: 2, isClosed: true },
      ],
    },
  });
  expect(await statusOf(other)).toBe('H');
  expect((await client.call('DELETE', other)).status).toBe(204);
});

test('an unapproved order cannot be received', async () => {
  await client.control('POST', '/switches', { purchaseApproval: true });
  const path = `/purchaseOrder/${idOf(await order(two))}`;
  expect(await statusOf(path)).toBe('A');
  expect(detailOf(await post(`${path}/!transform/itemReceipt`))).toContain('invalid reference');
  await client.call('PATCH', path, { approvalStatus: { id: '2' } });
  expect((await post(`${path}/!transform/itemReceipt`)).status).toBe(204);
});

test('receipts: lots by number, more than ordered only where the account allows it, deletion takes it back', async () => {
  const path = `/purchaseOrder/${idOf(await order([{ item: { id: '90' }, quantity: 10, rate: 1.5 }]))}`;
  const receive = (quantity: number, detail?: object) =>
    post(`${path}/!transform/itemReceipt`, {
      item: {
        items: [
          { orderLine: 1, quantity, itemReceive: true, ...(detail === undefined ? {} : { inventoryDetail: detail }) },
        ],
      },
    });
  const lots = (...given: [string, number][]) => ({
    inventoryAssignment: {
      items: given.map(([number, quantity]) => ({
        receiptInventoryNumber: number,
        expirationDate: '2027-11-30',
        quantity,
      })),
    },
  });
  expect(detailOf(await receive(3))).toContain('Please configure the inventory detail in line 1');
  expect(detailOf(await receive(3, lots(['L-26A', 2])))).toContain('must be 3');
  const made = await receive(3, lots(['L-26A', 2], ['L-26B', 1]));
  expect(made.status).toBe(204);
  const q =
    "SELECT n.inventorynumber AS lot, TO_CHAR(n.expirationdate, 'YYYY-MM-DD') AS e, l.quantityonhand AS q FROM inventoryNumberLocation l JOIN inventoryNumber n ON n.id = l.inventorynumber ORDER BY n.inventorynumber";
  expect((await client.query(q)).body.items).toMatchObject([
    { lot: 'L-26A', e: '2027-11-30', q: '2' },
    { lot: 'L-26B', q: '1' },
  ]);
  expect(codeOf(await receive(8, lots(['L-26A', 8])))).toBe('INVALID_CONTENT');
  await client.control('POST', '/switches', { allowOverReceipt: true });
  expect((await receive(8, lots(['L-26A', 8]))).status).toBe(204);
  expect([stockOf(90)?.onHand, await statusOf(path)]).toEqual([11, 'F']);
  await client.call('DELETE', `/itemReceipt/${idOf(made)}`);
  expect([stockOf(90)?.onHand, (await client.query(q)).body.totalResults]).toEqual([8, 1]);
  const cost = await client.query('SELECT averagecostmli AS c FROM aggregateItemLocation WHERE item = 90');
  expect(cost.body.items[0].c).toBe('1.5');
});

test('a receipt is linked line by line to its order and dated in an open period', async () => {
  const po = idOf(await order(two));
  const receipt = idOf(await post(`/purchaseOrder/${po}/!transform/itemReceipt`, { externalId: 'IR_1' }));
  const q =
    'SELECT previousline, linktype, previoustype, nexttype FROM previousTransactionLineLink WHERE nextdoc = ? ORDER BY previousline';
  const pairs = (await client.query(q, [receipt])).body.items;
  expect(pairs).toMatchObject([
    { previousline: '1', linktype: 'ShipRcpt', previoustype: 'PurchOrd', nexttype: 'ItemRcpt' },
    { previousline: '2' },
  ]);
  await client.call('PATCH', `/itemReceipt/${receipt}`, { memo: 'again' });
  expect((await client.query(q, [receipt])).body.items).toHaveLength(2);
  await client.control('POST', '/clock', { now: '2026-03-03T20:00:00Z' });
  const month = (await client.query('SELECT periodname FROM accountingPeriod FETCH FIRST 1 ROWS ONLY')).body.items[0]
    .periodname;
  await client.control('POST', '/periods', { name: month, closed: true });
  const day = `${month.slice(-4)}-01-15`;
  const second = idOf(await order(two, { externalId: 'PO_2' }));
  expect(detailOf(await post(`/purchaseOrder/${second}/!transform/itemReceipt`, { tranDate: day }))).toContain(
    'open accounting periods',
  );
});

test('a vendor bill of fees alone: totals, due date, the vendor number, payment and credit', async () => {
  const bill = (more: object = {}) =>
    post('/vendorBill', {
      externalId: 'VB_3PL_2026_02',
      entity: { id: '301' },
      tranId: 'INV-9',
      tranDate: '2026-02-28',
      subsidiary: { id: '1' },
      expense: {
        items: [
          {
            account: { id: '215' },
            amount: 812.4,
            memo: 'pick & pack',
            department: { id: '3' },
            class: { id: '2' },
            location: { id: '6' },
          },
          { account: { id: '215' }, amount: 7.6 },
        ],
      },
      ...more,
    });
  const id = idOf(await bill());
  expect(await read(`/vendorBill/${id}`)).toMatchObject({
    tranId: 'INV-9',
    total: 820,
    amountRemaining: 820,
    dueDate: '2026-03-30',
    status: { id: 'A', refName: 'Open' },
    approvalStatus: { id: '2' },
  });
  expect(detailOf(await bill())).toContain('This record already exists.');
  expect((await bill({ externalId: 'VB_2' })).status).toBe(204);
  await client.control('POST', '/switches', { duplicateBillNumbers: 'refuse' });
  expect(detailOf(await bill({ externalId: 'VB_3' }))).toContain('already exists for this vendor');
  expect(detailOf(await bill({ externalId: 'VB_4', tranId: 'X', expense: { items: [{ amount: 1 }] } }))).toContain(
    'Expenses list: Account',
  );
  expect(detailOf(await bill({ externalId: 'VB_4', tranId: 'X', expense: { items: [] } }))).toContain(
    'at least one line',
  );
  const credit = await post('/vendorCredit', {
    entity: { id: '301' },
    externalId: 'VC_1',
    expense: { items: [{ account: { id: '215' }, amount: 20 }] },
    apply: { items: [{ doc: { id }, apply: true, amount: 20 }] },
  });
  expect(await read(`/vendorCredit/${idOf(credit)}`)).toMatchObject({ total: 20, unapplied: 0, status: { id: 'B' } });
  expect(await read(`/vendorCredit/${idOf(credit)}`)).not.toHaveProperty('tranId');
  await post(`/vendorBill/${id}/!transform/vendorPayment`, { account: { id: '1' } });
  expect(await read(`/vendorBill/${id}`)).toMatchObject({ amountRemaining: 0, status: { id: 'B' } });
  const lines = await client.query(
    "SELECT expenseaccount, foreignamount FROM transactionline WHERE transaction = ? AND mainline = 'F' ORDER BY id",
    [id],
  );
  expect(lines.body.items).toMatchObject([{ expenseaccount: '215', foreignamount: '812.4' }, { foreignamount: '7.6' }]);
});

test('a bill of stocked items without an order brings them into stock', async () => {
  const items = [{ item: { id: '98' }, quantity: 2, rate: 4 }];
  expect(detailOf(await post('/vendorBill', { entity: { id: '301' }, item: { items } }))).toContain(
    'Items list: Location',
  );
  await post('/vendorBill', { entity: { id: '301' }, location: { id: '6' }, item: { items } });
  expect(stockOf(98)?.onHand).toBe(102);
});

test('an order of services only waits for its bill', async () => {
  const path = `/purchaseOrder/${idOf(await order([{ item: { id: '91' }, quantity: 1, rate: 70 }]))}`;
  expect(await statusOf(path)).toBe('F');
  const bill = await post(`${path}/!transform/vendorBill`, { tranId: 'F-1' });
  expect(await read(`/vendorBill/${idOf(bill)}`)).toMatchObject({
    total: 70,
    createdFrom: { refName: 'Purchase Order #PO1001' },
  });
  expect(await statusOf(path)).toBe('G');
});

test('adjustments: what is missing or wrong is refused, the rest moves stock and can be taken back', async () => {
  const adjust = (line: object, more: object = {}) =>
    post('/inventoryAdjustment', {
      externalId: 'IA_1',
      account: { id: '154' },
      subsidiary: { id: '1' },
      adjLocation: { id: '6' },
      ...more,
      inventory: { items: [{ item: { id: '98' }, adjustQtyBy: -2, ...line }] },
    });
  expect(detailOf(await adjust({ adjustQtyBy: 0 }))).toContain('adjustQtyBy');
  expect(detailOf(await adjust({ item: { id: '97' } }))).toContain(
    'Invalid Field Value 97 for the following field: item',
  );
  expect(detailOf(await adjust({}, { account: undefined }))).toContain('Please enter value(s) for: account');
  expect(detailOf(await adjust({}, { subsidiary: undefined }))).toContain('Subsidiary');
  expect(detailOf(await adjust({}, { adjLocation: undefined }))).toContain('Location');
  const id = idOf(await adjust({ unitCost: 4.1 }));
  const { inventory } = await read(`/inventoryAdjustment/${id}`);
  expect(inventory.items[0]).toMatchObject({ quantityOnHand: 100, newQuantity: 98, adjustQtyBy: -2 });
  expect(inventory.items[0]).not.toHaveProperty('unitCost');
  expect(stockOf(98)?.onHand).toBe(98);
  expect(detailOf(await adjust({}))).toContain('This record already exists.');
  await client.call('DELETE', `/inventoryAdjustment/${id}`);
  expect(stockOf(98)?.onHand).toBe(100);
});

test('an adjustment of lots needs a detail that adds up, with a negative quantity for what goes out', async () => {
  const adjust = (quantity: number, assignment: object) =>
    post('/inventoryAdjustment', {
      account: { id: '154' },
      subsidiary: { id: '1' },
      inventory: {
        items: [
          {
            item: { id: '90' },
            location: { id: '6' },
            adjustQtyBy: quantity,
            inventoryDetail: { inventoryAssignment: { items: [{ quantity, ...assignment }] } },
          },
        ],
      },
    });
  expect((await adjust(5, { receiptInventoryNumber: 'L1' })).status).toBe(204);
  const lot = (await client.query("SELECT id FROM inventoryNumber WHERE inventorynumber = 'L1'")).body.items[0].id;
  expect((await adjust(-2, { issueInventoryNumber: { id: lot } })).status).toBe(204);
  const row = await client.query('SELECT quantityonhand AS q FROM inventoryBalance WHERE inventorynumber = ?', [lot]);
  expect(row.body.items[0].q).toBe('3');
});
