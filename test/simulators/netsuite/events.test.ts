import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Client, idOf, type Json, seedShop, startClient } from './client.ts';

let client: Client;
let server: Server;
let received: { event: Json; secret: string | undefined }[];
let wake: () => void;

beforeEach(async () => {
  received = [];
  wake = () => undefined;
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const secret = request.headers['x-shared-secret'];
      received.push({ event: JSON.parse(text), secret: Array.isArray(secret) ? secret[0] : secret });
      response.end();
      wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = await startClient();
  seedShop(client);
  client.sim.seed({ vendors: [{ id: 301, companyName: 'Mill' }] });
});
afterEach(async () => {
  await client.sim.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const push = (more: object = {}) =>
  client.control('POST', '/webhook', {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    secret: 'open sesame',
    secretHeader: 'x-shared-secret',
    ...more,
  });

async function events(count: number): Promise<string[]> {
  while (received.length < count) await new Promise<void>((resolve) => (wake = resolve));
  return received.map(({ event }) => `${event.recordType} ${event.eventType}`).sort();
}

test('create, edit and delete of orders, customers, items, invoices, fulfilments and purchase orders are reported', async () => {
  await push({ recordTypes: ['salesOrder', 'customer', 'item', 'invoice', 'itemFulfillment', 'purchaseOrder'] });
  const line = { items: [{ item: { id: '98' }, quantity: 1, rate: 1 }] };
  const customer = idOf(await client.call('POST', '/customer', { companyName: 'New', subsidiary: { id: '1' } }));
  await client.call('PATCH', `/customer/${customer}`, { phone: '512-555-0100' });
  await client.call('DELETE', `/customer/${customer}`);
  await client.call('POST', '/inventoryItem', { itemId: 'NEW' });
  await client.call('POST', '/purchaseOrder', { entity: { id: '301' }, item: line });
  await client.call('POST', '/salesOrder/12345/!transform/itemFulfillment', { shipStatus: 'C' });
  await client.call('POST', '/salesOrder/12345/!transform/invoice', {});
  await client.call('PATCH', '/salesOrder/12345', { memo: 'x' });
  await client.call('POST', '/vendor', { companyName: 'Silent', subsidiary: { id: '1' } });
  expect(await events(8)).toEqual([
    'customer create',
    'customer delete',
    'customer edit',
    'inventoryitem create',
    'invoice create',
    'itemfulfillment create',
    'purchaseorder create',
    'salesorder edit',
  ]);
  expect(received.every(({ secret }) => secret === 'open sesame')).toBe(true);
});
