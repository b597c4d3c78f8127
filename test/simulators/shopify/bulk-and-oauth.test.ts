// Bulk operations from the query's checks to the file; the OAuth grants with rotation, replay and migration.
import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { at, type Bench, bench, CATALOGUE, receiver, subscribe } from './helpers.ts';

const RUN =
  'mutation Run($q: String!) { bulkOperationRunQuery(query: $q) { bulkOperation { id status } userErrors { code field message } } }';
const POLL =
  'query Poll($id: ID!) { bulkOperation(id: $id) { status errorCode objectCount rootObjectCount url partialDataUrl } }';
const ORDERS = '{ orders { edges { node { id name lineItems { edges { node { id sku quantity } } } } } } }';

async function finished(b: Bench, id: unknown): Promise<unknown> {
  for (;;) {
    const found = (await b.gql(POLL, { id })).get('bulkOperation');
    if (!['CREATED', 'RUNNING', 'CANCELING'].includes(String(at(found, 'status')))) return found;
    b.sim.clock.advance(1000);
  }
}

test('a bulk run gives JSON lines with parents, a finish webhook and an address that expires', async () => {
  await using hook = await receiver();
  await using b = await bench();
  b.sim.seed({
    ...CATALOGUE,
    orders: [{ lines: [{ sku: 'MUG-01' }, { sku: 'TEE-RED-M' }] }, { lines: [{ sku: 'MUG-01' }] }],
  });
  await subscribe(b, hook.url, ['BULK_OPERATIONS_FINISH']);
  const run = await b.gql(RUN, { q: ORDERS });
  expect(run.get('bulkOperationRunQuery.bulkOperation.status')).toBe('CREATED');
  const id = run.get('bulkOperationRunQuery.bulkOperation.id');
  const done = await finished(b, id);
  expect(done).toMatchObject({ status: 'COMPLETED', objectCount: '5', rootObjectCount: '2', partialDataUrl: null });
  const text = await (await fetch(String(at(done, 'url')))).text();
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map((line) => line.name ?? line.sku)).toEqual(['#1001', 'MUG-01', 'TEE-RED-M', '#1002', 'MUG-01']);
  expect(lines[1].__parentId).toBe(lines[0].id);
  await hook.until(1);
  expect(hook.received[0]!.json).toMatchObject({
    admin_graphql_api_id: id,
    status: 'completed',
    type: 'query',
    error_code: null,
  });
  b.sim.clock.advance(8 * 86_400_000);
  expect((await fetch(String(at(done, 'url')))).status).toBe(404);
  const none = await b.gql(RUN, { q: '{ orders(query: "name:none") { edges { node { id } } } }' });
  expect(await finished(b, none.get('bulkOperationRunQuery.bulkOperation.id'))).toMatchObject({
    status: 'COMPLETED',
    url: null,
  });
});

test('a bulk query must have the right shape; five may run; a failure leaves a part', async () => {
  await using b = await bench({ now: () => 0 });
  b.sim.seed({ orders: [{}, {}, {}] });
  const message = async (q: string) => (await b.gql(RUN, { q })).get('bulkOperationRunQuery.userErrors.0.message');
  expect(await message('{ shop { name } }')).toBe('Bulk queries must contain at least one connection.');
  expect(await message('{ orders { nodes { id } } }')).toContain('nodes field');
  expect(await message('{ node(id: "gid://shopify/Order/1") { id } }')).toContain('top-level node');
  expect(await message('{ orders { edges { node { name lineItems { edges { node { id } } } } } } }')).toContain(
    "must select the 'id' field",
  );
  expect(await message('{ orders { edges { node { nope } } } }')).toContain('Invalid bulk query');
  const ids: unknown[] = [];
  for (let n = 0; n < 5; n += 1)
    ids.push((await b.gql(RUN, { q: ORDERS })).get('bulkOperationRunQuery.bulkOperation.id'));
  const sixth = await b.gql(RUN, { q: ORDERS });
  expect(sixth.get('bulkOperationRunQuery.userErrors.0')).toMatchObject({
    code: 'OPERATION_IN_PROGRESS',
    field: ['query'],
    message: expect.stringContaining('already in progress: gid://shopify/BulkOperation/'),
  });
  const cancel = await b.gql(
    'mutation C($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }',
    { id: ids[4] },
  );
  expect(cancel.get('bulkOperationCancel.bulkOperation.status')).toBe('CANCELING');
  await b.control('POST', '/bulk/fail-next', { errorCode: 'TIMEOUT' });
  const states = [];
  for (const id of ids) states.push(await finished(b, id));
  expect(states.map((one) => at(one, 'status')).sort()).toEqual([
    'CANCELED',
    'COMPLETED',
    'COMPLETED',
    'COMPLETED',
    'FAILED',
  ]);
  expect(states.find((one) => at(one, 'status') === 'FAILED')).toMatchObject({
    errorCode: 'TIMEOUT',
    url: null,
    partialDataUrl: expect.stringContaining('/bulk-results/'),
  });
});

const PING = '{ shop { name } }';
const works = async (b: Bench, token: unknown) => (await b.gql(PING, {}, { token: String(token) })).status;

test('refresh rotates; the old refresh token may be replayed until the new one is used', async () => {
  await using b = await bench();
  const first = (await b.control('POST', '/tokens/issue', {})) as Record<string, unknown>;
  expect(first).toMatchObject({ expires_in: 3600, refresh_token_expires_in: 7_776_000 });
  const refresh = (token: unknown) => b.oauth({ grant_type: 'refresh_token', refresh_token: token });
  const second = await refresh(first.refresh_token);
  expect(second.status).toBe(200);
  expect([await works(b, first.access_token), await works(b, second.body.access_token)]).toEqual([401, 200]);
  expect((await refresh(first.refresh_token)).body.access_token).toBe(second.body.access_token);
  const third = await refresh(second.body.refresh_token);
  expect(await works(b, third.body.access_token)).toBe(200);
  expect(await refresh(first.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  b.sim.clock.advance(3_600_000);
  expect(await works(b, third.body.access_token)).toBe(401);
});

test('client credentials, migration of an old token, wrong client, wrong grant', async () => {
  await using b = await bench();
  const own = await b.oauth({ grant_type: 'client_credentials' });
  expect(own.body).toMatchObject({ expires_in: 86_399, scope: expect.stringContaining('read_orders') });
  expect(own.body.refresh_token).toBeUndefined();
  await b.control('POST', '/client-credentials', { allowed: false });
  expect(await b.oauth({ grant_type: 'client_credentials' })).toMatchObject({
    status: 400,
    body: { error: 'shop_not_permitted' },
  });
  const type = 'urn:shopify:params:oauth:token-type:offline-access-token';
  const migrate = (subject_token: string) =>
    b.oauth({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token,
      subject_token_type: type,
      requested_token_type: type,
      expiring: '1',
    });
  const pair = await migrate('shpat_sim-token');
  expect([await works(b, 'shpat_sim-token'), await works(b, pair.body.access_token)]).toEqual([401, 200]);
  expect((await migrate('shpat_sim-token')).body.access_token).toBe(pair.body.access_token);
  expect(await migrate('shpat_unknown')).toMatchObject({ status: 400, body: { error: 'invalid_subject_token' } });
  expect((await b.oauth({ grant_type: 'client_credentials', client_secret: 'wrong' })).body.error).toBe(
    'invalid_client',
  );
  expect((await b.oauth({ grant_type: 'nonsense' })).body.error).toBe('unsupported_grant_type');
});

test('a session token is exchanged; the code flow redirects with a hex hmac', async () => {
  await using b = await bench();
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${part({ alg: 'HS256' })}.${part({ aud: 'sim-client', exp: Math.floor(Date.now() / 1000) + 60 })}`;
  const jwt = `${unsigned}.${createHmac('sha256', 'sim-shopify-secret').update(unsigned).digest('base64url')}`;
  const exchange = (subject_token: string, kind: string) =>
    b.oauth({
      ...{ grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', subject_token, expiring: '1' },
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      requested_token_type: `urn:shopify:params:oauth:token-type:${kind}-access-token`,
    });
  expect((await exchange(jwt, 'offline')).body).toMatchObject({ expires_in: 3600, refresh_token: expect.any(String) });
  expect((await exchange(jwt, 'online')).body).toMatchObject({
    expires_in: 86_399,
    associated_user: { account_owner: true },
  });
  expect((await exchange(`${unsigned}.AAAA`, 'offline')).status).toBe(400);
  const to = await fetch(
    `${b.sim.url}/admin/oauth/authorize?client_id=sim-client&scope=read_orders&redirect_uri=https://app.example/cb&state=s1`,
    { redirect: 'manual' },
  );
  const query = new URL(String(to.headers.get('location'))).searchParams;
  const { hmac, ...rest } = Object.fromEntries(query);
  const message = Object.keys(rest)
    .sort()
    .map((name) => `${name}=${rest[name]}`)
    .join('&');
  expect([rest.state, hmac]).toEqual(['s1', createHmac('sha256', 'sim-shopify-secret').update(message).digest('hex')]);
  const token = await b.oauth({ code: rest.code, expiring: '0' });
  expect(token.body).toEqual({ access_token: expect.stringMatching(/^shpat_/), scope: 'read_orders' });
  expect((await b.oauth({ code: rest.code })).status).toBe(400);
});

test('the token endpoint can fail before and after it has issued', async () => {
  await using b = await bench();
  const first = (await b.control('POST', '/tokens/issue', {})) as Record<string, unknown>;
  const refresh = () => b.oauth({ grant_type: 'refresh_token', refresh_token: first.refresh_token });
  await b.control('PUT', '/faults', [
    { kind: 'server-error', operation: 'oauth', status: 503, times: 1 },
    { kind: 'drop-after', operation: 'oauth', times: 1 },
  ]);
  expect((await refresh()).status).toBe(503);
  expect(await works(b, first.access_token)).toBe(200);
  await expect(refresh()).rejects.toThrow();
  expect(await works(b, first.access_token)).toBe(401);
  expect(await works(b, (await refresh()).body.access_token)).toBe(200);
});
