// Versions, tokens, scopes, channel header, rate limit, faults, paging dialects, what is recorded as invalid.
import { expect, test } from '@jest/globals';
import { bench, CATALOGUE, idOf, type Json, orderBody, wroBody } from './helpers.ts';

const CUP = { reference_id: 'CUP-01', name: 'Cup', quantity: 1 };

test('only the dated versions answer; a bad token is an empty 401 or a 302', async () => {
  await using b = await bench();
  expect((await b.call('GET', '/channel', { version: '1.0' })).status).toBe(404);
  expect((await b.call('GET', '/channel', { version: '2025-07' })).status).toBe(200);
  expect((await b.call('GET', '/nothing')).status).toBe(404);
  expect((await b.call('POST', '/channel', { body: {} })).status).toBe(405);
  expect((await b.call('POST', '/product/1:moveVariants', { body: {} })).status).toBe(501);
  const refused = await b.call('GET', '/channel', { token: 'wrong' });
  expect([refused.status, refused.text]).toEqual([401, '']);
  b.sim.setSettings({ auth: { refusal: '302' } });
  const moved = await b.call('GET', '/channel', { token: 'wrong' });
  expect([moved.status, moved.headers.get('location')]).toEqual([302, `${b.sim.url}/Account/Login`]);
  const query = { body: { facility_id: 10 } };
  expect((await b.call('POST', '/inventory/history:query', { ...query, version: '2025-07' })).status).toBe(404);
  expect((await b.call('POST', '/inventory/history:query', query)).status).toBe(200);
});

test('scopes: 403 with an empty body, write scopes only on the own channel', async () => {
  await using b = await bench();
  await b.control('POST', '/tokens/pat', { token: 'old', scopes: ['channels_read', 'orders_read', 'orders_write'] });
  expect((await b.call('GET', '/invoices', { token: 'old' })).status).toBe(403);
  expect((await b.call('GET', '/invoices')).status).toBe(200);
  const { items } = (await b.call('GET', '/channel', { token: 'old' })).body;
  expect(items).toEqual([
    { id: 100101, name: 'Acme', application_name: 'SMA', scopes: ['channels_read', 'orders_read', 'orders_write'] },
    { id: 100102, name: 'Acme Shop', application_name: 'Shopify', scopes: ['channels_read', 'orders_read'] },
  ]);
});

test('the channel header is required exactly where it is documented, and counted on every write', async () => {
  await using b = await bench();
  const seeded = b.sim.seed(CATALOGUE);
  const order = (channel: number | string | null, reference = '1') =>
    b.call('POST', '/order', { body: orderBody(reference, [CUP]), channel });
  expect((await order(null)).status).toBe(400);
  expect((await order(100_102)).status).toBe(403);
  expect((await order(5)).status).toBe(403);
  expect((await order('abc')).status).toBe(400);
  expect(b.sim.dump().counts.orders).toBe(0);
  expect((await order(100_101)).status).toBe(201);
  expect((await b.call('GET', '/order', { channel: 100_102 })).body).toEqual([]);
  expect((await b.call('GET', '/order')).body).toHaveLength(1);
  expect((await b.call('POST', '/shipment:batchCancel', { body: { shipment_ids: [] }, channel: null })).status).toBe(
    400,
  );
  expect((await b.call('POST', '/return', { body: {}, channel: null })).status).toBe(400);
  expect((await b.call('POST', '/receiving', { body: wroBody(seeded, 'PO1'), channel: null })).status).toBe(201);
  const { totals, requests } = await b.control('GET', '/requests?operation=receiving.create');
  expect([requests[0].write, requests[0].channel, requests[0].problems]).toEqual([true, null, []]);
  expect([totals.writesWithoutChannel, totals.writes]).toEqual([4, 8]);
  expect((await b.control('GET', '/verdict')).problems).toContain('4 writes without shipbob_channel_id');
  b.sim.setSettings({ behaviour: { channelRequired: 'every-write', missingChannelStatus: 403 } });
  expect((await b.call('POST', '/receiving', { body: wroBody(seeded, 'PO2'), channel: null })).status).toBe(403);
});

test('150 a minute in a sliding window, with the headers and the body of the vendor', async () => {
  await using b = await bench({ settings: { limits: { perWindow: 4 } } });
  const left = async () => (await b.call('GET', '/channel')).headers.get('x-remaining-calls');
  expect([await left(), await left()]).toEqual(['3', '2']);
  b.sim.clock.advance(40_000);
  expect([await left(), await left()]).toEqual(['1', '0']);
  const refused = await b.call('GET', '/channel');
  expect(refused.status).toBe(429);
  const wait = Number(refused.headers.get('x-retry-after'));
  expect(wait).toBeGreaterThan(15);
  expect(wait).toBeLessThanOrEqual(20);
  expect(refused.body).toEqual({ statusCode: 429, message: `Rate limit is exceeded. Try again in ${wait} seconds.` });
  b.sim.clock.advance(wait * 1000);
  expect([await left(), await left()]).toEqual(['1', '0']);
  expect((await b.call('GET', '/channel')).status).toBe(429);
  expect((await b.control('GET', '/requests')).totals).toMatchObject({ total: 8, rateLimited: 2 });
});

test('faults by operation, count and moment: before, after commit, cut, slow, HTML', async () => {
  await using b = await bench();
  const seeded = b.sim.seed(CATALOGUE);
  const create = (number: string) => b.call('POST', '/receiving', { body: wroBody(seeded, number) });
  await b.control('PUT', '/faults', [
    { kind: 'drop-after', operation: 'receiving.create', times: 1 },
    { kind: 'server-error', operation: 'receiving.create', times: 1, status: 503 },
    { kind: 'drop-before', operation: 'receiving.create', times: 1 },
    { kind: 'server-error', operation: 'receiving.create', times: 1, afterCommit: true },
  ]);
  const numbers = () => b.sim.dump().wros.map((wro) => wro.purchaseOrderNumber);
  await expect(create('P1')).rejects.toThrow();
  expect(numbers()).toEqual(['P1']);
  expect((await create('P2')).status).toBe(503);
  await expect(create('P3')).rejects.toThrow();
  expect(numbers()).toEqual(['P1']);
  expect((await create('P4')).status).toBe(500);
  expect(numbers()).toEqual(['P1', 'P4']);
  expect((await create('P5')).status).toBe(201);
  await b.control('PUT', '/faults', [
    { kind: 'html', operation: 'order.*', times: 1 },
    { kind: 'unauthorized', path: '/channel', times: 1 },
    { kind: 'rate-limit', method: 'GET', times: 1, retryAfterSec: 9, skip: 1 },
    { kind: 'slow', delayMs: 60, times: 1 },
  ]);
  const html = await b.call('GET', '/order');
  expect([html.status, html.headers.get('content-type')]).toEqual([524, 'text/html; charset=utf-8']);
  expect((await b.call('GET', '/channel')).status).toBe(401);
  const started = performance.now();
  expect((await b.call('GET', '/channel')).status).toBe(200);
  expect(performance.now() - started).toBeGreaterThanOrEqual(50);
  expect((await b.call('GET', '/channel')).headers.get('x-retry-after')).toBe('9');
  expect((await b.control('GET', '/faults')).map((rule: Json) => rule.hits)).toEqual([1, 1, 1, 1]);
  const cut = (await b.control('GET', '/requests?operation=receiving.create')).requests;
  expect(cut.map((row: Json) => [row.status, row.fault])).toEqual([
    [0, 'drop-after'],
    [503, 'server-error'],
    [0, 'drop-before'],
    [500, 'server-error'],
    [201, null],
  ]);
  await expect(b.control('POST', '/faults', { kind: 'nonsense' })).rejects.toThrow('fault rule needs a kind');
});

test('unknown members are ignored and recorded, malformed JSON is refused', async () => {
  await using b = await bench();
  const seeded = b.sim.seed(CATALOGUE);
  const made = await b.call('POST', '/receiving', { body: wroBody(seeded, 'PO1', { carrier_name: 'x' }) });
  expect(made.status).toBe(201);
  expect((await b.call('POST', '/receiving', { raw: '{"a":' })).status).toBe(422);
  expect((await b.call('GET', '/order?Foo=1')).status).toBe(200);
  const { requests, totals } = await b.control('GET', '/requests?invalid=1');
  expect(requests.map((row: Json) => row.problems[0])).toEqual([
    'unknown member carrier_name',
    expect.stringContaining('body'),
    'unknown query Foo',
  ]);
  expect(totals.invalid).toBe(3);
});

test('numbered pages: a bare array with headers and a relative next', async () => {
  await using b = await bench();
  b.sim.seed({
    ...CATALOGUE,
    orders: ['1', '2', '3'].map((referenceId) => ({ referenceId, lines: [{ sku: 'CUP-01', quantity: 1 }] })),
  });
  const first = await b.call('GET', '/order?Limit=2&SortOrder=Oldest');
  expect(['page-number', 'page-size', 'total-pages', 'total-count'].map((name) => first.headers.get(name))).toEqual([
    '1',
    '2',
    '2',
    '3',
  ]);
  const next = first.headers.get('next-page') ?? '';
  expect(next).toMatch(/^\/2026-07\/order\?/);
  const second = await b.call('GET', next.replace('/2026-07', ''));
  expect([...first.body, ...second.body].map((row: Json) => row.reference_id)).toEqual(['1', '2', '3']);
  expect(second.headers.get('next-page')).toBeNull();
});

test('cursor pages in all forms of next; the cursor carries its filters', async () => {
  await using b = await bench();
  const skus = ['A-1', 'A-2', 'A-3', 'B-1'];
  b.sim.seed({ products: skus.map((sku) => ({ sku, stock: { '10': 1 } })) });
  const first = await b.call('GET', '/product?Search=A-&PageSize=2');
  expect(first.body.next).toMatch(/^\/Product\?cursor=H4sI/);
  const second = await b.call('GET', first.body.next);
  expect(second.body.items.map((row: Json) => row.name)).toEqual(['A-3']);
  expect([second.body.next, first.body.prev]).toEqual([null, null]);
  for (const [form, strip] of [
    ['token', ''],
    ['unversioned', ''],
    ['versioned', '/2026-07'],
    ['absolute', `${b.sim.url}/2026-07`],
  ] as const) {
    b.sim.setSettings({ paging: { inventoryNext: form } });
    const page = await b.call('GET', '/inventory-level?PageSize=3');
    const next: string = page.body.next;
    const follow = form === 'token' ? `/inventory-level?Cursor=${next}` : next.slice(strip.length);
    expect((await b.call('GET', follow)).body.items.map((row: Json) => row.sku)).toEqual(['B-1']);
  }
  const channels = await b.call('GET', '/channel?RecordsPerPage=1');
  expect((await b.call('GET', `/channel?RecordsPerPage=1&Cursor=${channels.body.next}`)).body).toMatchObject({
    items: [{ name: 'Acme Shop' }],
    next: null,
  });
});

test('SKU search: any case, lists unescaped only; levels take 150 ids at most', async () => {
  await using b = await bench();
  const seeded = b.sim.seed(CATALOGUE);
  const skus = async (query: string) =>
    (await b.call('GET', `/product?SKU=${query}`)).body.items.flatMap((row: Json) =>
      row.variants.map((one: Json) => one.sku),
    );
  expect(await skus('any:TEA-01,CUP-01')).toEqual(['TEA-01', 'CUP-01']);
  expect(await skus('tea-01')).toEqual(['TEA-01']);
  expect(await skus('any%3ATEA-01%2CCUP-01')).toEqual([]);
  const set = (await b.call('GET', '/product?SKU=SET-01')).body.items[0].variants[0];
  expect([set.inventory.inventory_id, set.bundle_definition.map((part: Json) => part.variant_sku)]).toEqual([
    null,
    ['CUP-01', 'TEA-02'],
  ]);
  expect(
    (await b.call('POST', '/product', { body: { name: 'x', type_id: 1, variants: [{ sku: 'CUP-01', name: 'x' }] } }))
      .body,
  ).toEqual({
    ReferenceId: ['Cannot insert duplicate reference id: CUP-01'],
  });
  expect((await b.call('GET', `/inventory-level?InventoryIds=${Array(151).fill(1).join(',')}`)).status).toBe(400);
  expect((await b.call('GET', `/inventory-level/${idOf(seeded, 'CUP-01')}`)).body).toMatchObject({
    sku: 'CUP-01',
    total_on_hand_quantity: 25,
  });
  expect((await b.call('GET', '/fulfillment-center')).body.map((row: Json) => row.name)).toEqual([
    'Moreno Valley (CA)',
    'Cicero (IL)',
  ]);
});

test('levels lag behind; reset forgets all but the clock', async () => {
  await using b = await bench({ settings: { behaviour: { levelLagMs: 60_000 } } });
  const seeded = b.sim.seed(CATALOGUE);
  const onHand = async () =>
    (await b.call('GET', `/inventory-level?InventoryIds=${idOf(seeded, 'CUP-01')}`)).body.items[0]
      ?.total_on_hand_quantity;
  expect(await onHand()).toBeUndefined();
  b.sim.clock.advance(60_000);
  expect(await onHand()).toBe(25);
  await b.control('POST', '/reset');
  expect(b.sim.dump().counts).toMatchObject({ wros: 0, deliveries: 0 });
  expect((await b.call('GET', '/product')).body.items).toEqual([]);
  await expect(b.control('POST', '/settings', { limits: { nonsense: 1 } })).rejects.toThrow(
    'unknown setting limits.nonsense',
  );
});
