// Versions, tokens, scopes, error shapes, cost and throttling, faults, the request log.
import { expect, test } from '@jest/globals';
import { DEFAULT_TOKEN } from '../../../simulators/shopify/server.ts';
import { at, bench, CATALOGUE, gid } from './helpers.ts';

const PING = 'query Ping { shop { name } }';

test('old versions fall forward to the oldest; the header tells which one answered', async () => {
  await using b = await bench();
  const old = await b.gql(PING, {}, { version: '2025-01' });
  expect([old.status, old.headers.get('x-shopify-api-version'), old.get('shop.name')]).toEqual([
    200,
    '2026-01',
    'Sim Store',
  ]);
  expect((await b.gql(PING)).headers.get('x-shopify-api-version')).toBe('2026-10');
  expect((await b.gql(PING)).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect((await b.gql(PING, {}, { version: 'nonsense' })).status).toBe(404);
  expect((await fetch(`${b.sim.url}/admin/api/2026-10/graphql.json`)).status).toBe(405);
  expect((await b.gql(PING, {}, { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  expect((await b.gql(PING, {}, { headers: { accept: 'text/html' } })).status).toBe(406);
  expect((await b.gql(PING, {}, { headers: { 'x-sim-shop': 'other.myshopify.com' } })).status).toBe(404);
});

test('the schema of the version decides: a field of 2026-07 is unknown in 2026-01', async () => {
  await using b = await bench();
  const query = 'query Q { orders(first: 1) { nodes { id cartToken } } }';
  const old = await b.gql(query, {}, { version: '2026-01' });
  expect(old.status).toBe(200);
  expect(old.body).toMatchObject({
    errors: [
      {
        message: "Field 'cartToken' doesn't exist on type 'Order'",
        path: ['query Q', 'orders', 'nodes', 'cartToken'],
        extensions: { code: 'undefinedField', typeName: 'Order', fieldName: 'cartToken' },
      },
    ],
  });
  expect(at(old.body, 'data')).toBeUndefined();
  expect((await b.gql(query, {}, { version: '2026-07' })).codes).toEqual([]);
});

test('mistakes in documents, arguments, ids and variables have the vendor’s codes', async () => {
  await using b = await bench();
  expect((await b.gql('query {')).codes).toEqual(['PARSE_ERROR']);
  expect((await b.gql('query A { shop }')).codes).toEqual(['selectionMismatch']);
  expect((await b.gql('query A { order { id } }')).codes).toEqual(['missingRequiredArguments']);
  expect((await b.gql('query A { shop(x: 1) { id } }')).codes).toEqual(['argumentNotAccepted']);
  expect((await b.gql('query A { order(id: "x") { id } }')).body).toMatchObject({
    errors: [{ message: "Invalid global id 'x'", extensions: { code: 'argumentLiteralsIncompatible' } }],
  });
  expect((await b.gql(`query A { order(id: "${gid('Customer', 5)}") { id } }`)).codes).toEqual(['RESOURCE_NOT_FOUND']);
  expect((await b.gql(`query A { order(id: "${gid('Order', 5)}") { id } }`)).body).toMatchObject({
    data: { order: null },
  });
  const input = { name: 'available', reason: 'correction', ignoreCompareQuantity: true, quantities: [] };
  const bad = await b.gql(
    'mutation M($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) @idempotent(key: "k") { userErrors { code } } }',
    { input },
  );
  expect(bad.body).toMatchObject({
    errors: [
      {
        message:
          'Variable $input of type InventorySetQuantitiesInput! was provided invalid value for ignoreCompareQuantity (Field is not defined on InventorySetQuantitiesInput)',
        extensions: {
          code: 'INVALID_VARIABLE',
          problems: [
            { path: ['ignoreCompareQuantity'], explanation: 'Field is not defined on InventorySetQuantitiesInput' },
          ],
        },
      },
    ],
  });
  const plain = await b.gql('mutation M { orderUpdate(input: {id: "gid://shopify/Order/1"}) { userErrors { code } } }');
  expect(plain.codes).toEqual(['undefinedField']);
});

test('paging without a size, with both sizes or beyond 250 is refused', async () => {
  await using b = await bench();
  const noSize = await b.gql('query A { orders { nodes { id } } }');
  expect(noSize.body).toMatchObject({
    errors: [{ message: 'you must provide one of first or last', extensions: { code: 'BAD_REQUEST' } }],
  });
  expect((await b.gql('query A { orders(first: 1, last: 1) { nodes { id } } }')).codes).toEqual(['BAD_REQUEST']);
  expect((await b.gql('query A { orders(first: 251) { nodes { id } } }')).codes).toEqual(['BAD_REQUEST']);
});

test('a field that the simulator does not model is an error, never a made-up value', async () => {
  await using b = await bench();
  const answer = await b.gql('query A { shop { name alerts { action { title } } } }');
  expect(JSON.stringify(answer.body)).toContain('does not model Shop.alerts');
});

test('tokens: unknown, expired, revoked, uninstalled are 401, long-lived ones 403 when they are refused', async () => {
  await using b = await bench();
  expect((await b.gql(PING, {}, { token: 'shpat_wrong' })).body).toEqual({
    errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
  });
  await b.control('POST', '/tokens', { token: 'shpat_short', expiresInSec: 3600 });
  expect((await b.gql(PING, {}, { token: 'shpat_short' })).status).toBe(200);
  b.sim.clock.advance(3_600_000);
  expect((await b.gql(PING, {}, { token: 'shpat_short' })).status).toBe(401);
  await b.control('POST', '/settings', { behaviour: { refuseLongLivedTokens: true } });
  const refused = await b.gql(PING);
  expect([refused.status, String(at(refused.body, 'errors'))]).toEqual([
    403,
    expect.stringContaining('Non-expiring access tokens'),
  ]);
  await b.control('POST', '/settings', { behaviour: { refuseLongLivedTokens: false } });
  await b.control('POST', '/uninstall');
  expect((await b.gql(PING)).status).toBe(401);
});

test('scopes of the token decide with the schema’s own texts', async () => {
  await using b = await bench();
  b.sim.seed(CATALOGUE);
  b.sim.admin.place({});
  await b.control('POST', '/tokens', { token: 'shpat_small', scopes: ['read_orders'] });
  const small = { token: 'shpat_small' };
  const query = 'query A { orders(first: 1) { nodes { name customer { id } } } }';
  const read = await b.gql(query, {}, small);
  expect(read.codes).toEqual(['ACCESS_DENIED']);
  expect([read.get('orders.nodes.0.name'), read.get('orders.nodes.0.customer')]).toEqual(['#1001', null]);
  const write = await b.gql(
    'mutation M { orderUpdate(input: {id: "gid://shopify/Order/1", note: "x"}) { order { id } } }',
    {},
    small,
  );
  expect(write.body).toMatchObject({
    errors: [{ extensions: { code: 'ACCESS_DENIED', requiredAccess: expect.stringContaining('`write_orders`') } }],
    data: { orderUpdate: null },
  });
});

test('unapproved customer data is null with errors, level by level', async () => {
  await using b = await bench();
  b.sim.admin.place({ email: 'a@b.co', phone: '+15555550100' });
  const query = 'query A { orders(first: 1) { nodes { name phone customer { id firstName } } } }';
  await b.control('POST', '/settings', { behaviour: { customerData: 'level1' } });
  const level1 = await b.gql(query);
  expect(level1.get('orders.nodes.0')).toMatchObject({ name: '#1001', phone: null, customer: { firstName: null } });
  expect(level1.text).toContain('This app is not approved to use the phone field.');
  await b.control('POST', '/settings', { behaviour: { customerData: 'none' } });
  expect((await b.gql(query)).text).toContain('not approved to access the Customer object');
});

test('cost: requested before, actual after, the rest refunded; debug fields on demand', async () => {
  await using b = await bench({ settings: { limits: { bucketSize: 2000 } }, frozen: true, now: () => 0 });
  const answer = await b.gql(
    'query A { orders(first: 250) { nodes { id } } }',
    {},
    { headers: { 'Shopify-GraphQL-Cost-Debug': '1' } },
  );
  expect(at(answer.body, 'extensions.cost')).toMatchObject({
    requestedQueryCost: 13,
    actualQueryCost: 2,
    throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1998, restoreRate: 100 },
    fields: expect.arrayContaining([
      { path: ['orders'], definedCost: 2, requestedTotalCost: 13, requestedChildrenCost: 11 },
    ]),
  });
});

test('an empty bucket throttles with HTTP 200 and no data, and refills with the clock', async () => {
  await using b = await bench({ settings: { limits: { bucketSize: 2000 } }, now: () => 0 });
  await b.control('POST', '/bucket', { left: 5 });
  const query = 'query A { orders(first: 250) { nodes { id } } }';
  const throttled = await b.gql(query);
  expect(throttled.status).toBe(200);
  expect(throttled.body).toMatchObject({
    errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
    extensions: { cost: { requestedQueryCost: 13, actualQueryCost: null, throttleStatus: { currentlyAvailable: 5 } } },
  });
  expect(at(throttled.body, 'data')).toBeUndefined();
  b.sim.clock.advance(1000);
  expect((await b.gql(query)).codes).toEqual([]);
});

test('a query above 1000 points is refused whatever the bucket holds', async () => {
  await using b = await bench();
  const nested =
    'query A { orders(first: 250) { nodes { lineItems(first: 250) { nodes { id variant { product { id } inventoryItem { id variant { product { id } } } } product { id } lineItemGroup { id } duties { id taxLines { title } } } } } } }';
  const answer = await b.gql(nested);
  expect(answer.body).toMatchObject({ errors: [{ extensions: { code: 'MAX_COST_EXCEEDED', maxCost: 1000 } }] });
  expect(String(at(answer.body, 'errors.0.message'))).toMatch(
    /^Query cost is \d+, which exceeds the single query max cost limit \(1000\)\./,
  );
});

const ADD_TAG = 'mutation AddTag($id: ID!) { tagsAdd(id: $id, tags: ["seen"]) { userErrors { message } } }';

test('faults are chosen by operation name, strike before or after the work, and are counted', async () => {
  await using b = await bench();
  const order = b.sim.admin.place({});
  const id = gid('Order', order.id);
  await b.control('PUT', '/faults', [
    { kind: 'server-error', status: 503, operation: 'AddTag', times: 1 },
    { kind: 'server-error', status: 502, operation: 'AddTag', afterCommit: true, times: 1 },
  ]);
  expect((await b.gql(ADD_TAG, { id })).status).toBe(503);
  expect(order.tags).toEqual([]);
  expect((await b.gql(PING)).status).toBe(200);
  expect((await b.gql(ADD_TAG, { id })).status).toBe(502);
  expect(order.tags).toEqual(['seen']);
  expect((await b.gql(ADD_TAG, { id })).status).toBe(200);
  expect(b.sim.faults.list().map((rule) => rule.hits)).toEqual([1, 1]);
});

test('every other kind of fault looks as it should', async () => {
  await using b = await bench();
  const next = async (rule: object) => {
    await b.control('PUT', '/faults', [{ ...rule, times: 1 }]);
    return b.gql(PING);
  };
  const limited = await next({ kind: 'rate-limit' });
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2.0']);
  const html = await next({ kind: 'html' });
  expect([html.status, html.headers.get('content-type'), html.text.startsWith('<!DOCTYPE')]).toEqual([
    502,
    'text/html',
    true,
  ]);
  for (const [kind, status] of [
    ['payment-required', 402],
    ['locked', 423],
    ['not-found', 404],
    ['unauthorized', 401],
    ['forbidden', 403],
  ] as const)
    expect((await next({ kind })).status).toBe(status);
  expect((await next({ kind: 'throttled' })).codes).toEqual(['THROTTLED']);
  expect((await next({ kind: 'internal-error' })).codes).toEqual(['INTERNAL_SERVER_ERROR']);
  await expect(next({ kind: 'drop-before' })).rejects.toThrow();
  await expect(next({ kind: 'truncated' })).rejects.toThrow();
  const before = performance.now();
  await next({ kind: 'slow', delayMs: 60 });
  expect(performance.now() - before).toBeGreaterThan(55);
  await b.control('PUT', '/faults', [{ kind: 'hang', times: 1 }]);
  const hung = fetch(`${b.sim.url}/admin/api/2026-10/graphql.json`, {
    ...{ method: 'POST', body: JSON.stringify({ query: PING }), signal: AbortSignal.timeout(80) },
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': DEFAULT_TOKEN },
  });
  await expect(hung).rejects.toThrow();
});

test('the log tells name, validity, keys, cost and errors of every call', async () => {
  await using b = await bench();
  await b.gql(PING);
  await b.gql('query Wrong { shop { nope } }');
  await b.gql('mutation NoKey($i: RefundInput!) { refundCreate(input: $i) { userErrors { message } } }', {
    i: { orderId: gid('Order', 1) },
  });
  await b.gql(
    'mutation Key($i: RefundInput!, $k: String!) { refundCreate(input: $i) @idempotent(key: $k) { userErrors { message } } }',
    { i: { orderId: gid('Order', 1) }, k: 'k-1' },
  );
  const { requests } = (await b.control('GET', '/requests')) as { requests: Record<string, unknown>[] };
  expect(requests.map(({ operation, valid, kind }) => [operation, valid, kind])).toEqual([
    ['Ping', true, 'query'],
    ['Wrong', false, null],
    ['NoKey', true, 'mutation'],
    ['Key', true, 'mutation'],
  ]);
  expect(requests[1]).toMatchObject({ errors: ['undefinedField'] });
  expect(requests[2]).toMatchObject({ missingIdempotency: ['refundCreate'], errors: ['BAD_REQUEST'] });
  expect(requests[3]).toMatchObject({
    idempotencyKeys: { refundCreate: 'k-1' },
    missingIdempotency: [],
    userErrors: ['Order does not exist'],
  });
});

test('the same seed gives the same ids, and reset starts over', async () => {
  const ids = async () => {
    await using b = await bench({ seed: 7 });
    const first = b.sim.admin.place({}).id;
    await b.control('POST', '/reset');
    return [first, b.sim.admin.place({}).id, b.sim.dump().counts.orders];
  };
  const [one, again] = [await ids(), await ids()];
  expect(one).toEqual(again);
  expect(one[0]).toBe(one[1]);
  expect(String(one[0])).toHaveLength(13);
  await expect(bench({ host: '0.0.0.0' })).rejects.toThrow('loopback only');
});
