import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Client, codeOf, detailOf, fulfil, idOf, type Json, seedShop, startClient } from './client.ts';

let client: Client;

beforeEach(async () => {
  client = await startClient();
  seedShop(client);
});
afterEach(() => client.sim.close());

const order = (id: string | number = 12345) => client.call('GET', `/salesOrder/${id}?expandSubResources=true`);
const one = { orderLine: 1, quantity: 1, itemReceive: true, location: { id: '6' } };
const skip = { orderLine: 4, itemReceive: false };

test('a transform answers 204 with the absolute address of the fulfilment', async () => {
  const made = await fulfil(client, 12345, {
    externalId: 'IF_1',
    shipStatus: { id: 'C' },
    item: { items: [one, skip] },
  });
  expect(made.status).toBe(204);
  expect(made.headers.get('location')).toBe(`${client.sim.url}/services/rest/record/v1/itemFulfillment/${idOf(made)}`);
  const read = await client.call('GET', '/itemFulfillment/eid:IF_1?expandSubResources=true');
  expect(read.body.createdFrom).toMatchObject({ id: '12345', refName: 'Sales Order #SO1' });
  expect(read.body.shipStatus).toEqual({ id: 'C', refName: 'Shipped' });
  expect(read.body.item.items).toHaveLength(1);
  expect(read.body.item.items[0]).toMatchObject({
    orderLine: 1,
    quantity: 1,
    location: { id: '6', refName: 'Main DC' },
  });
});

test('open lines that are not listed ship in full', async () => {
  await fulfil(client, 12345, { shipStatus: 'C', item: { items: [one] } });
  const after = await order();
  expect(after.body.item.items.map((line: Json) => line.quantityFulfilled)).toEqual([1, 2]);
  expect(after.body.status.id).toBe('E');
});

test('stock and order status change only when the fulfilment is shipped', async () => {
  const made = await fulfil(client, 12345, {
    item: {
      items: [
        { ...one, quantity: 3 },
        { orderLine: 4, quantity: 2 },
      ],
    },
  });
  const stock = () => client.query('SELECT quantityonhand AS q FROM aggregateItemLocation WHERE item = ?', ['98']);
  expect((await order()).body.status.id).toBe('B');
  expect((await stock()).body.items[0].q).toBe('100');
  const second = await fulfil(client, 12345, {});
  expect(detailOf(second)).toContain('invalid reference 12345');
  expect((await client.call('PATCH', `/itemFulfillment/${idOf(made)}`, { shipStatus: 'C' })).status).toBe(204);
  expect((await order()).body.status.id).toBe('F');
  expect((await stock()).body.items[0].q).toBe('97');
  await client.call('PATCH', `/itemFulfillment/${idOf(made)}`, { shipStatus: 'B' });
  expect((await order()).body.status.id).toBe('B');
  expect((await stock()).body.items[0].q).toBe('100');
});

test('a repeated external id is refused as already existing', async () => {
  await fulfil(client, 12345, { externalId: 'IF_1', shipStatus: 'C', item: { items: [one, skip] } });
  const again = await fulfil(client, 12345, { externalId: 'IF_1', shipStatus: 'C', item: { items: [one, skip] } });
  expect([again.status, codeOf(again)]).toEqual([400, 'USER_ERROR']);
  expect(detailOf(again)).toBe('Error while accessing a resource. This record already exists.');
});

test('too much, unknown lines, nothing left and unapproved orders are refused', async () => {
  const tooMuch = await fulfil(client, 12345, { item: { items: [{ ...one, quantity: 4 }] } });
  expect(tooMuch.body['o:errorDetails'][0]).toMatchObject({ 'o:errorPath': 'item.items[0].quantity' });
  expect((await fulfil(client, 12345, { item: { items: [{ orderLine: 2, quantity: 1 }] } })).status).toBe(400);
  const none = await fulfil(client, 12345, { item: { items: [{ orderLine: 1, itemReceive: false }, skip] } });
  expect(detailOf(none)).toContain('at least one line item');
  const pending = client.sim.seed({
    salesOrders: [{ orderStatus: 'A', lines: [{ item: 98, quantity: 1, location: 6 }] }],
  }).salesOrders![0]!;
  expect(detailOf(await fulfil(client, pending.id, {}))).toContain(`invalid reference ${pending.id}`);
  expect(client.sim.dump().checks.fulfillments).toBe(0);
});

test('an inventory line without a location is refused while the account has several', async () => {
  const [bare] = client.sim.seed({ salesOrders: [{ lines: [{ item: 98, quantity: 1 }] }] }).salesOrders!;
  expect(detailOf(await fulfil(client, bare!.id, {}))).toMatch(/Items list: Location$/);
  await client.control('POST', '/switches', { requireLineLocation: false });
  expect((await fulfil(client, bare!.id, {})).status).toBe(204);
});

test('shipStatus is an unknown property without Pick, Pack and Ship, and then the fulfilment is shipped at once', async () => {
  await client.control('POST', '/switches', { pickPackShip: false });
  const strict = await fulfil(client, 12345, { shipStatus: 'C' }, { 'x-netsuite-propertynamevalidation': 'error' });
  expect(strict.status).toBe(400);
  const lenient = await fulfil(client, 12345, { shipStatus: 'A' });
  expect(lenient.headers.get('x-netsuite-warnings')).toContain('shipStatus');
  expect((await order()).body.status.id).toBe('F');
});

test('only the package list of the ship method is kept', async () => {
  const plain = { items: [{ packageDescr: 'Box', packageTrackingNumber: '1Z1', packageWeight: 1.2 }] };
  const ups = { items: [{ packageTrackingNumberUps: '1Z2', packageWeightUps: 1 }] };
  const made = await fulfil(client, 12345, {
    shipMethod: { id: '5' },
    package: plain,
    packageUps: ups,
    item: { items: [one, skip] },
  });
  expect(client.sim.dump().itemFulfillments[0]).toMatchObject({ id: idOf(made), trackingNumbers: ['1Z2'] });
  await client.control('POST', '/switches', { wrongPackageSublist: 'refuse' });
  expect(detailOf(await fulfil(client, 12345, { package: plain, shipMethod: { id: '6' } }))).toContain(
    'static sublist',
  );
  expect(detailOf(await fulfil(client, 12345, { package: { items: [{ packageTrackingNumber: '1Z3' }] } }))).toContain(
    'Package Weight',
  );
});

test('a kit ships its components with kitMemberOf and relieves their stock', async () => {
  const [kit] = client.sim.seed({
    salesOrders: [
      {
        location: 6,
        lines: [
          { item: 97, quantity: 2 },
          { item: 99, quantity: 1 },
        ],
      },
    ],
  }).salesOrders!;
  expect(kit!.lines![1]!.line).toBeGreaterThanOrEqual(4);
  const made = await fulfil(client, kit!.id, { shipStatus: 'C' });
  const lines = (await client.call('GET', `/itemFulfillment/${idOf(made)}/item?expandSubResources=true`)).body.items;
  const components = lines.filter((line: Json) => line.kitMemberOf !== undefined);
  expect(components.map((line: Json) => [line.item.id, line.quantity, line.kitMemberOf])).toEqual([
    ['98', 4, 1],
    ['96', 2, 1],
  ]);
  const stock = await client.query(
    'SELECT item, quantityonhand FROM aggregateItemLocation WHERE item IN (96, 98) ORDER BY item',
  );
  expect(stock.body.items.map((row: Json) => row.quantityonhand)).toEqual(['98', '96']);
  expect((await order(kit!.id)).body.status.id).toBe('F');
});

test('a lot item needs an inventory detail that adds up', async () => {
  client.sim.seed({ items: [{ id: 90, itemId: 'LOT', type: 'lotNumberedInventoryItem' }] });
  const [lot] = client.sim.seed({ salesOrders: [{ location: 6, lines: [{ line: 1, item: 90, quantity: 2 }] }] })
    .salesOrders!;
  expect(detailOf(await fulfil(client, lot!.id, {}))).toContain('Please configure the inventory detail in line 1');
  const detail = (quantity: number) => ({
    item: {
      items: [
        {
          orderLine: 1,
          inventoryDetail: { inventoryAssignment: { items: [{ issueInventoryNumber: { id: '771' }, quantity }] } },
        },
      ],
    },
  });
  expect((await fulfil(client, lot!.id, detail(1))).status).toBe(400);
  expect((await fulfil(client, lot!.id, detail(2))).status).toBe(204);
});

test('a closed period refuses shipping but not picking', async () => {
  await client.control('POST', '/clock', { now: '2026-03-03T20:00:00Z' });
  await client.control('POST', '/periods', { name: 'Feb 2026', closed: true });
  const body = { tranDate: '2026-02-10', item: { items: [one, skip] } };
  expect(detailOf(await fulfil(client, 12345, { ...body, shipStatus: 'C' }))).toContain('accounting period');
  expect((await fulfil(client, 12345, { ...body, shipStatus: 'A' })).status).toBe(204);
});

test('the preview shows the open lines and stores nothing', async () => {
  const shown = await client.call(
    'POST',
    '/salesOrder/12345/!transform/itemFulfillment?expandSubResources=true&fields=item',
    {},
    {
      accept: 'application/vnd.oracle.resource+json; type=create-form',
    },
  );
  expect(shown.status).toBe(200);
  expect(shown.body.item.items.map((line: Json) => [line.orderLine, line.quantityRemaining])).toEqual([
    [1, 3],
    [4, 2],
  ]);
  expect(client.sim.dump().checks.fulfillments).toBe(0);
});

test('deleting a fulfilment reopens the order, gives the stock back and leaves a trace', async () => {
  const made = await fulfil(client, 12345, {
    shipStatus: 'C',
    item: {
      items: [
        { ...one, quantity: 3 },
        { orderLine: 4, quantity: 2 },
      ],
    },
  });
  expect((await client.call('DELETE', '/salesOrder/12345')).status).toBe(400);
  expect((await client.call('DELETE', `/itemFulfillment/${idOf(made)}`)).status).toBe(204);
  expect((await order()).body.status.id).toBe('B');
  expect((await client.call('GET', `/itemFulfillment/${idOf(made)}`)).status).toBe(404);
  const gone = await client.query('SELECT recordid FROM deletedRecord');
  expect(gone.body.items[0].recordid).toBe(idOf(made));
  const links = await client.query('SELECT nextdoc FROM nextTransactionLineLink WHERE previousdoc = 12345');
  expect(links.body.totalResults).toBe(0);
});

test('invoicing moves the order on: part billed is D, all shipped and billed is G', async () => {
  await fulfil(client, 12345, { shipStatus: 'C', item: { items: [one, skip] } });
  const lines = {
    item: {
      items: [
        { orderLine: 1, quantity: 1 },
        { orderLine: 4, quantity: 0 },
      ],
    },
  };
  expect((await client.call('POST', '/salesOrder/12345/!transform/invoice', lines)).status).toBe(204);
  expect((await order()).body.status.id).toBe('D');
  await fulfil(client, 12345, { shipStatus: 'C' });
  expect((await client.call('POST', '/salesOrder/12345/!transform/invoice', {})).status).toBe(204);
  expect((await order()).body.status.id).toBe('G');
});

test('two overlapping writes to one order: the later one fails with RCRD_HAS_BEEN_CHANGED', async () => {
  await client.control('POST', '/settings', { latencyMs: { write: 60 } });
  const body = { shipStatus: 'C', item: { items: [one, skip] } };
  const answers = await Promise.all([fulfil(client, 12345, body), fulfil(client, 12345, body)]);
  expect(answers.map((answer) => answer.status).sort()).toEqual([204, 400]);
  expect(codeOf(answers.find((answer) => answer.status === 400)!)).toBe('RCRD_HAS_BEEN_CHANGED');
  expect(client.sim.dump().checks.fulfillments).toBe(1);
});
