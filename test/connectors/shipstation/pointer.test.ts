import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type PointerTarget, targetOf } from '../../../connectors/shipstation/pointer.ts';
import { shipStationSettingsSchema } from '../../../connectors/shipstation/settings.ts';

const vendorHosts = shipStationSettingsSchema.parse({});
const local = shipStationSettingsSchema.parse({
  v1BaseUrl: 'http://127.0.0.1:4010/ss',
  v2BaseUrl: 'http://127.0.0.1:4011',
  pointerHosts: [],
});
const paging = { page: 3, v1PageSize: 500, v2PageSize: 100 };

const read = (resourceType: string, resourceUrl: string, settings = vendorHosts) =>
  targetOf(settings, { resourceUrl, resourceType }, paging);

const v1 = (url: string, settings = vendorHosts) => read('ITEM_SHIP_NOTIFY', url, settings);
const v2 = (url: string, settings = vendorHosts) => read('LABEL_CREATED_V2', url, settings);

test.each(['ssapi', 'ssapi6', 'ssapi13'])('the vendor’s own host %s is re-hosted', (shard) => {
  const url = `https://${shard}.shipstation.com/shipments?storeID=123456&batchId=12345678&includeShipmentItems=True`;
  expect(v1(url)).toEqual({
    api: 'v1',
    kind: 'shipments',
    path: '/shipments',
    query: { storeID: '123456', batchId: '12345678', includeShipmentItems: 'True', page: '3', pageSize: '500' },
  });
});

test.each([
  ['ORDER_NOTIFY', '/orders?importBatch=b6ba2537', 'orders', { importBatch: 'b6ba2537' }],
  ['item_order_notify', '/Orders/?importBatch=1', 'orders', { importBatch: '1' }],
  ['FULFILLMENT_SHIPPED', '/fulfillments?batchId=7', 'fulfillments', { batchId: '7' }],
  ['FULFILLMENT_REJECTED', '/fulfillments', 'fulfillments', {}],
])('%s %s', (type, path, kind, query) => {
  const target = read(type, `https://ssapi7.shipstation.com${path}`);
  expect(target).toEqual({ api: 'v1', kind, path: `/${kind}`, query: { ...query, page: '3', pageSize: '500' } });
});

test.each([
  ['/v2/labels?batch_id=se-64616278', 'labels', '/v2/labels', { batch_id: 'se-64616278', page: '3', page_size: '100' }],
  [
    '/v2/labels?page=1&page_size=25&batch_id=se-1',
    'labels',
    '/v2/labels',
    { batch_id: 'se-1', page: '3', page_size: '100' },
  ],
  ['/v2/labels/se-9', 'label', '/v2/labels/se-9', {}],
  ['/v2/labels/se-974696001/track', 'label', '/v2/labels/se-974696001', {}],
  [
    '/v2/shipments?import_batch_id=b6ba2537',
    'shipments',
    '/v2/shipments',
    { import_batch_id: 'b6ba2537', page: '3', page_size: '100' },
  ],
  ['/v2/shipments/se-5', 'shipment', '/v2/shipments/se-5', {}],
  [
    '/v2/fulfillments?fulfillment_id=se-1&shipment_id=se-2',
    'fulfillments',
    '/v2/fulfillments',
    { fulfillment_id: 'se-1', shipment_id: 'se-2', page: '3', page_size: '100' },
  ],
  [
    '/v2/fulfillments/se-1',
    'fulfillments',
    '/v2/fulfillments',
    { fulfillment_id: 'se-1', page: '3', page_size: '100' },
  ],
  ['/v2/batches/se-64620276', 'labels', '/v2/labels', { batch_id: 'se-64620276', page: '3', page_size: '100' }],
])('V2 %s', (path, kind, asked, query) => {
  expect(v2(`https://api.shipstation.com${path}`)).toEqual({ api: 'v2', kind, path: asked, query });
});

test('paging is set, not appended, whatever the case of its name; of a doubled parameter the first stays', () => {
  const url = 'https://ssapi.shipstation.com/shipments?PAGE=9&pagesize=1&batchId=1&BatchID=2&x=a%20b%26c';
  expect(v1(url)).toMatchObject({ query: { batchId: '1', x: 'a b&c', page: '3', pageSize: '500' } });
  expect(Object.keys((v1(url) as PointerTarget).query)).toHaveLength(4);
});

test('a base with a path prefix: pointers to its host must be below it, the vendor’s own hosts have none', () => {
  expect(v1('http://127.0.0.1:4010/ss/shipments?batchId=1', local)).toMatchObject({ path: '/shipments' });
  expect(v1('http://127.0.0.1:4010/shipments?batchId=1', local)).toHaveProperty('problem');
  expect(v1('http://127.0.0.1:4010/ssx/shipments?batchId=1', local)).toHaveProperty('problem');
  expect(v2('http://127.0.0.1:4011/v2/labels', local)).toMatchObject({ path: '/v2/labels' });
  const both = { ...local, pointerHosts: vendorHosts.pointerHosts };
  expect(v1('https://ssapi13.shipstation.com/shipments?batchId=1', both)).toMatchObject({ path: '/shipments' });
});

test.each([
  'https://evil.example/shipments?batchId=1',
  'https://ssapi.shipstation.com.evil.example/shipments',
  'https://evil-ssapi.shipstation.com/shipments',
  'https://ssapi.shipstation.com:8443/shipments',
  'https://ssapi.shipstation.com./shipments',
  'https://ssapi.shipstation.com@evil.example/shipments',
  'https://user:password@ssapi.shipstation.com/shipments',
  'https://evil.example#ssapi.shipstation.com/shipments',
  'https://evil.example\\@ssapi.shipstation.com/shipments',
  'ftp://ssapi.shipstation.com/shipments',
  'file:///shipments',
  '//ssapi.shipstation.com/shipments',
  '/shipments?batchId=1',
  'http://127.0.0.1:4010/shipments',
  'http://169.254.169.254/shipments',
  '',
])('refused: %s', (url) => {
  expect(v1(url)).toEqual({ problem: expect.stringMatching(/foreign host|no http|user or password/) });
});

test.each([
  '/',
  '/accounts/listtags',
  '/orders/1',
  '/shipments/../stores',
  '/shipments/%2e%2e/stores',
  '/shipments/createlabel',
  '/webhooks',
  '/v2/labels',
])('a V1 notice that points to %s is refused', (path) => {
  expect(v1(`https://ssapi.shipstation.com${path}`)).toEqual({ problem: expect.stringContaining('not read') });
});

test.each([
  '/labels',
  '/v2/users',
  '/v2/labels/se-1/void',
  '/v2/labels/se-1/../../users',
  '/v2/batches',
  '/v2/shipments/a%2fb',
  '/v2/shipments/1/track',
  '/shipments',
])('a V2 notice that points to %s is refused', (path) => {
  expect(v2(`https://api.shipstation.com${path}`)).toEqual({ problem: expect.stringContaining('not read') });
});

test('a type that is not known is refused', () => {
  expect(read('CUSTOMER_NOTIFY', 'https://ssapi.shipstation.com/shipments')).toHaveProperty('problem');
});

test('a host pattern without anchors still has to match the whole host', () => {
  const loose = { ...vendorHosts, pointerHosts: ['shipstation\\.com', 'a|ssapi9\\.shipstation\\.com'] };
  expect(v1('https://shipstation.com.evil.example/shipments', loose)).toHaveProperty('problem');
  expect(v1('https://ssapi9.shipstation.com.evil.example/shipments', loose)).toHaveProperty('problem');
  expect(v1('https://ssapi9.shipstation.com/shipments', loose)).toMatchObject({ kind: 'shipments' });
});

test('whatever the address is, what comes out is a read path of ours or a refusal', () => {
  const anyPath = fc
    .array(
      fc.oneof(fc.constantFrom('shipments', 'orders', 'v2', 'labels', '..', '.', '%2e', 'se-1', '//'), fc.string()),
    )
    .map((x) => x.join('/'));
  fc.assert(
    fc.property(
      fc.constantFrom('ITEM_SHIP_NOTIFY', 'LABEL_CREATED_V2'),
      fc.webUrl(),
      anyPath,
      (type, foreign, path) => {
        for (const url of [foreign, `https://ssapi.shipstation.com/${path}`, `https://api.shipstation.com/${path}`]) {
          const target = read(type, url);
          if ('problem' in target) continue;
          expect(target.path).toMatch(
            /^\/(orders|shipments|fulfillments|v2\/(labels|shipments|fulfillments)(\/[A-Za-z0-9-]+)?)$/,
          );
        }
      },
    ),
  );
});
