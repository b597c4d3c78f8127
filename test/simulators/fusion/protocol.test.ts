// Sign-in, framework versions, error forms, media types, envelope, q, fields and expand, ETags, batch, faults.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { DEFAULT_CLIENT, DEFAULT_SCOPE, DEFAULT_USER } from '../../../simulators/fusion/server.ts';
import { basic, bench, CLIENT_BASIC, codes, invoiceBody, issueBody, type Json, MASTERS, q } from './helpers.ts';

const GRANT = { grant_type: 'client_credentials', scope: DEFAULT_SCOPE };
const INVOICES = '/receivablesInvoices';

test('the token endpoint: Basic or form, scope verbatim, refusals as JSON', async () => {
  await using b = await bench();
  const form = { ...GRANT, client_id: DEFAULT_CLIENT.clientId, client_secret: DEFAULT_CLIENT.clientSecret };
  expect((await b.signIn(form)).body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
  expect((await b.signIn(form)).body.access_token.split('.')).toHaveLength(3);
  const wrong = await b.signIn(GRANT, { authorization: basic('sim-client', 'no') });
  expect([wrong.status, wrong.body.error]).toEqual([401, 'invalid_client']);
  const spaced = await b.signIn(
    { ...GRANT, scope: DEFAULT_SCOPE.replace('urn:opc:resource:consumer', ' urn:opc:resource:consumer') },
    { authorization: CLIENT_BASIC },
  );
  expect([spaced.status, spaced.body.error]).toEqual([400, 'invalid_scope']);
  const json = await b.raw(
    'POST',
    '/oauth2/v1/token',
    { 'content-type': 'application/json', authorization: CLIENT_BASIC },
    JSON.stringify(GRANT),
  );
  expect([json.status, json.body.error]).toEqual([400, 'invalid_request']);
});

test('client assertions and user assertions, RS256 against registered keys only', async () => {
  await using b = await bench();
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const signed = (subject: string, key = privateKey, audience = 'https://identity.oraclecloud.com/') =>
    new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setIssuer('sim-client')
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(key);
  const asClient = (client_assertion: string) =>
    b.signIn({
      ...GRANT,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
    });
  expect((await asClient(await signed('sim-client'))).status).toBe(401);
  await b.control('POST', '/auth/keys', {
    clientId: 'sim-client',
    kid: 'k1',
    pem: publicKey.export({ type: 'spki', format: 'pem' }),
  });
  const good = await signed('sim-client');
  const answer = await asClient(good);
  expect(answer.status).toBe(200);
  expect((await b.call('GET', INVOICES, { authorization: `Bearer ${answer.body.access_token}` })).status).toBe(200);
  expect((await asClient(good)).status).toBe(401);
  expect((await asClient(await signed('sim-client', other))).status).toBe(401);
  expect((await asClient(await signed('sim-client', privateKey, 'https://elsewhere/'))).status).toBe(401);
  const asUser = (assertion: string) =>
    b.signIn(
      { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion, scope: DEFAULT_SCOPE },
      { authorization: CLIENT_BASIC },
    );
  const user = await asUser(await signed('jane'));
  expect(user.status).toBe(200);
  b.sim.seed(MASTERS);
  const made = await b.call('POST', INVOICES, {
    body: invoiceBody('1'),
    authorization: `Bearer ${user.body.access_token}`,
  });
  expect(made.body.CreatedBy).toBe('jane');
  expect((await asUser(await signed('jane', other))).body.error).toBe('invalid_grant');
});

test('a bad, old or revoked token is a 401 without JSON; Basic works; 403 is text', async () => {
  await using b = await bench();
  const get = (authorization?: string) => b.call('GET', INVOICES, authorization === undefined ? {} : { authorization });
  expect((await get()).status).toBe(200);
  expect((await get(basic(DEFAULT_USER.name, DEFAULT_USER.password))).status).toBe(200);
  b.sim.clock.advance(3_600_000);
  const old = await get();
  expect([old.status, old.headers.get('content-type'), old.headers.has('www-authenticate')]).toEqual([
    401,
    'text/html; charset=utf-8',
    true,
  ]);
  b.sim.setSettings({ auth: { refusal: 'empty' } });
  expect((await get()).text).toBe('');
  const fresh = async () => `Bearer ${(await b.signIn(GRANT, { authorization: CLIENT_BASIC })).body.access_token}`;
  const token = await fresh();
  expect((await get(token)).status).toBe(200);
  await b.control('POST', '/auth/revoke', { clientId: 'sim-client' });
  expect((await get(token)).status).toBe(401);
  expect((await b.signIn(GRANT, { authorization: CLIENT_BASIC })).body.error).toBe('invalid_client');
  await b.control('POST', '/auth/revoke', { clientId: 'sim-client', revoked: false });
  b.sim.setSettings({ auth: { denied: ['receivablesInvoices'] } });
  const denied = await get(await fresh());
  expect([denied.status, denied.headers.get('content-type')]).toEqual([403, 'text/plain; charset=utf-8']);
});

test('versions: catalogue, latest, doubled prefix, framework version absent, 4, unknown', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const token = { authorization: `Bearer ${b.token}` };
  expect((await b.raw('GET', '/fscmRestApi/resources', token)).body.items[0]).toMatchObject({
    version: '11.13.18.05',
    isLatest: true,
  });
  expect((await b.call('GET', INVOICES, { release: 'latest' })).status).toBe(200);
  expect(
    (await b.raw('GET', '/fscmRestApi/resources/11.13.18.05/fscmRestApi/resources/latest/receivablesInvoices', token))
      .status,
  ).toBe(404);
  const plain = await b.call('POST', INVOICES, { body: invoiceBody('1', { PaymentTerms: 'no' }), version: null });
  expect([plain.status, plain.headers.get('content-type'), plain.headers.get('rest-framework-version')]).toEqual([
    400,
    'text/plain; charset=utf-8',
    '1',
  ]);
  expect(plain.text).toBe("The payment terms you entered don't exist.");
  const accept = { accept: 'application/json, application/vnd.oracle.adf.error+json' };
  expect(
    codes(
      await b.call('POST', INVOICES, {
        body: invoiceBody('1', { PaymentTerms: 'no' }),
        version: null,
        headers: accept,
      }),
    ),
  ).toEqual(['AR_PAYMENT_TERM_NOT_FOUND']);
  expect((await b.call('GET', INVOICES, { version: 10 })).status).toBe(400);
  await b.call('POST', INVOICES, { body: invoiceBody('1') });
  const lines = async (version: number) =>
    (await b.call('GET', `${INVOICES}?expand=receivablesInvoiceLines`, { version })).body.items[0]
      .receivablesInvoiceLines;
  expect(await lines(2)).toHaveLength(2);
  expect(await lines(3)).toMatchObject({ count: 2, hasMore: false });
  expect((await b.call('POST', INVOICES, { body: {}, headers: { 'content-type': 'text/csv' } })).status).toBe(415);
  const quiet = await b.call('POST', INVOICES, {
    body: invoiceBody('2'),
    headers: { accept: 'application/vnd.oracle.adf.resourceitem+json;q=0' },
  });
  expect([quiet.status, quiet.text]).toEqual([201, '']);
  const described = (await b.call('GET', `${INVOICES}/describe`)).body.Resources.receivablesInvoices;
  expect(described.attributes.find((one: Json) => one.name === 'EnteredAmount')).toMatchObject({
    type: 'number',
    updatable: false,
  });
});

test('what the lists do not name is refused with every problem and kept as a violation', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const bad = await b.call('POST', INVOICES, {
    body: invoiceBody('1', {
      CurrencyCode: 'USD',
      EnteredAmount: 5,
      TransactionDate: '10/10/2026',
      receivablesInvoiceLines: [{ Sku: 'x' }],
    }),
  });
  expect([bad.status, codes(bad).sort()]).toEqual([400, ['27008', '27018', '27521', '27521']]);
  expect((await b.call('GET', '/nothingLikeIt')).status).toBe(404);
  expect(await b.control('GET', '/violations')).toHaveLength(2);
  expect((await b.call('POST', '/ledgersLOV', { body: {} })).body['o:errorDetails'][0].detail).toBe(
    'Invalid operation create for the specified resource.',
  );
});

test('paging: default 25, silent clamp, order, totals, q with ; and and, fields over expand', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  for (let at = 1; at <= 30; at += 1)
    await b.call('POST', INVOICES, { body: invoiceBody(`N${String(at).padStart(2, '0')}`) });
  const get = async (query: string) => (await b.call('GET', `${INVOICES}?${query}`)).body;
  expect(await get('')).toMatchObject({ count: 25, hasMore: true, limit: 25, offset: 0 });
  expect(await get('limit=9000')).toMatchObject({ count: 30, limit: 500, hasMore: false });
  b.sim.setSettings({ query: { maxLimit: 10 } });
  expect(await get('limit=500&offset=20&totalResults=true')).toMatchObject({
    count: 10,
    limit: 10,
    totalResults: 30,
    hasMore: false,
  });
  const names = async (query: string) =>
    (await get(`${query}&fields=TransactionNumber&onlyData=true&expand=receivablesInvoiceLines`)).items.map(
      (row: Json) => {
        expect(Object.keys(row)).toEqual(['TransactionNumber']);
        return row.TransactionNumber;
      },
    );
  expect(await names('orderBy=TransactionNumber:desc&limit=2')).toEqual(['N30', 'N29']);
  expect(await names(q("TransactionNumber > 'N02' and <= 'N04';InvoiceStatus=Complete"))).toEqual(['N03', 'N04']);
  expect(await names(q("TransactionNumber IN ('N05','N07') or TransactionNumber LIKE '%9'"))).toEqual([
    'N05',
    'N07',
    'N09',
    'N19',
    'N29',
  ]);
  expect(
    await names(
      q("LastUpdateDate > '2026-10-12T11:59:59.000+00:00' and DeliveryMethod IS NULL and TransactionNumber='N01'"),
    ),
  ).toEqual(['N01']);
  expect(await names(q("LastUpdateDate > '2026-10-12T12:00:01.000+00:00'"))).toEqual([]);
  const refused = [
    q("BusinessUnit='x'"),
    q('TransactionNumber'),
    'orderBy=Nothing',
    'limit=x',
    'fields=Nothing',
    'expand=Nothing',
  ];
  for (const query of refused) expect((await b.call('GET', `${INVOICES}?${query}`)).status).toBe(400);
  b.sim.setSettings({ query: { semicolon: 'refuse-from-2' } });
  const both = q("TransactionNumber='N01';InvoiceStatus='Complete'");
  expect((await b.call('GET', `${INVOICES}?${both}`)).status).toBe(400);
  expect((await b.call('GET', `${INVOICES}?${both}`, { version: null })).status).toBe(200);
});

test('ETags: change indicator, 304, 412', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const id = (await b.call('POST', INVOICES, { body: invoiceBody('1', { InvoiceStatus: 'Incomplete' }) })).body
    .CustomerTransactionId;
  const path = `${INVOICES}/${id}`;
  const read = await b.call('GET', path);
  const etag = read.headers.get('etag') ?? '';
  expect(etag).toBe(`"${read.body.links[0].properties.changeIndicator}"`);
  expect((await b.call('GET', path, { headers: { 'if-none-match': etag } })).status).toBe(304);
  const patch = (tag: string) =>
    b.call('PATCH', path, { body: { PaymentTerms: 'IMMEDIATE' }, headers: { 'if-match': tag } });
  expect((await patch(etag)).status).toBe(200);
  expect((await patch(etag)).status).toBe(412);
});

test('a batch is all or none', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const batch = (parts: object[]) =>
    b.call('POST', '/', { body: { parts }, headers: { 'content-type': 'application/vnd.oracle.adf.batch+json' } });
  const invoice = (id: string, body: object) => ({ id, path: INVOICES, operation: 'create', payload: body });
  const issue = { id: 'p2', path: '/inventoryStagedTransactions', operation: 'create', payload: issueBody(1) };
  const failed = await batch([invoice('p1', invoiceBody('1')), issue, invoice('p3', invoiceBody('1'))]);
  expect([failed.status, failed.body.parts.map((one: Json) => one.id)]).toEqual([400, ['p3']]);
  expect(b.sim.dump().counts).toMatchObject({ invoices: 0, completed: 0 });
  expect(b.sim.dump().onHand['SEA/Stores|AS54888']).toBe(40);
  const done = await batch([invoice('p1', invoiceBody('1')), issue]);
  expect([done.status, done.body.parts[0].payload.TransactionNumber]).toEqual([200, '1']);
  expect(b.sim.dump().counts).toMatchObject({ invoices: 1, completed: 1 });
});

test('faults: cut before and after the commit, 429, 503 and 504 pages, text, a fresh row not found', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const create = 'receivablesInvoices.create';
  const post = (number: string) => b.call('POST', INVOICES, { body: invoiceBody(number) });
  const fault = (rule: object) => b.control('PUT', '/faults', { times: 1, operation: create, ...rule });
  await fault({ kind: 'drop-before' });
  await expect(post('1')).rejects.toThrow();
  expect(b.sim.world.invoices.size).toBe(0);
  await fault({ kind: 'drop-after' });
  await expect(post('1')).rejects.toThrow();
  expect(b.sim.world.invoices.size).toBe(1);
  await fault({ kind: 'rate-limit', retryAfterSec: 7 });
  const limited = await post('2');
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
  await fault({ kind: 'html', status: 504, afterCommit: true });
  const late = await post('2');
  expect([late.status, late.headers.get('content-type')]).toEqual([504, 'text/html; charset=utf-8']);
  expect(b.sim.world.invoices.size).toBe(2);
  await fault({ kind: 'html', retryAfterSec: 30 });
  const closed = await post('3');
  expect([closed.status, closed.headers.get('retry-after'), b.sim.world.invoices.size]).toEqual([503, '30', 2]);
  await fault({ kind: 'server-error' });
  expect((await post('3')).headers.get('content-type')).toBe('text/plain; charset=utf-8');
  b.sim.setSettings({ query: { notFoundAfterCreate: 1 } });
  const id = (await post('3')).body.CustomerTransactionId;
  expect((await b.call('GET', `${INVOICES}/${id}`)).status).toBe(404);
  expect((await b.call('GET', `${INVOICES}/${id}`)).status).toBe(200);
  await b.control('PUT', '/faults', { kind: 'html', status: 503, operation: 'oauth.token', times: 1 });
  expect((await b.signIn(GRANT, { authorization: CLIENT_BASIC })).status).toBe(503);
  await b.control('POST', '/invoices', invoiceBody('SO-7', { CrossReference: 'by hand' }));
  expect(codes(await post('SO-7'))).toEqual(['AR_TRX_NUMBER_DUPLICATE']);
});

test('an expanded child comes 25 rows at most; the rest is paged by its own address', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const receivablesInvoiceLines = Array.from({ length: 30 }, (_, at) => ({
    ...{ LineNumber: at + 1, ItemNumber: 'AS54888', Quantity: 1, UnitSellingPrice: 1 },
  }));
  const made = await b.call('POST', INVOICES, { body: invoiceBody('1', { receivablesInvoiceLines }) });
  const path = `${INVOICES}/${made.body.CustomerTransactionId}`;
  const whole = (await b.call('GET', `${path}?expand=receivablesInvoiceLines`)).body.receivablesInvoiceLines;
  expect(whole).toMatchObject({ count: 25, hasMore: true, limit: 25, offset: 0 });
  const rest = (await b.call('GET', `${path}/child/receivablesInvoiceLines?offset=25&orderBy=LineNumber:asc`)).body;
  expect(rest.items.map((line: Json) => line.LineNumber)).toEqual([26, 27, 28, 29, 30]);
  expect(rest.hasMore).toBe(false);
});

test('a self-issued token of a trusted issuer is taken; the sign-on page comes as 200; a batch that timed out left nothing', async () => {
  await using b = await bench();
  b.sim.seed(MASTERS);
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwt = (header: object) =>
    new SignJWT({ prn: 'robot' })
      .setProtectedHeader({ alg: 'RS256', ...header })
      .setIssuer('shop.test')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
  const get = async (token: string) => b.call('GET', INVOICES, { authorization: `Bearer ${token}` });
  expect((await get(await jwt({ x5t: 'abc' }))).status).toBe(401);
  await b.control('POST', '/auth/issuers', {
    issuer: 'shop.test',
    pem: publicKey.export({ type: 'spki', format: 'pem' }),
  });
  expect((await get(await jwt({ x5t: 'abc' }))).status).toBe(200);
  expect((await get(await jwt({}))).status).toBe(401);
  b.sim.setSettings({ auth: { refusal: 'login-page' } });
  const page = await get('wrong');
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  await b.control('PUT', '/faults', { kind: 'html', status: 504, operation: 'batch', times: 1 });
  const parts = [{ id: '1', path: INVOICES, operation: 'create', payload: invoiceBody('1') }];
  const late = await b.call('POST', '/', {
    body: { parts },
    headers: { 'content-type': 'application/vnd.oracle.adf.batch+json' },
  });
  expect([late.status, b.sim.world.invoices.size]).toEqual([504, 0]);
});
