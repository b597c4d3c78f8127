/** The HTTP client against real local servers: limits, lost answers, odd bodies, kept-alive connections. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from '@jest/globals';
import { createHttpClient, type HttpClientOptions } from '../../../connectors/http/client.ts';
import type { CallReport } from '../../../connectors/http/contract.ts';
import { ConnectorError } from '../../../connectors/http/errors.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const client = (baseUrl: string, more: Partial<HttpClientOptions> = {}) =>
  createHttpClient({ system: 'vendor', baseUrl, timeoutMs: 20_000, ...more });

async function failure(promise: Promise<unknown>): Promise<ConnectorError> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
  return error;
}

test('sends method, prefix, encoded query, headers and JSON; returns status, headers and parsed body', async () => {
  const base = await serve((req, res) => {
    let body = '';
    req.on('data', (chunk) => {
      body += chunk;
    });
    req.on('end', () => {
      res.writeHead(201, { 'content-type': 'application/json', 'x-many': ['a', 'b'] });
      res.end(JSON.stringify({ method: req.method, url: req.url, key: req.headers['x-key'], body: JSON.parse(body) }));
    });
  });
  const reports: CallReport[] = [];
  const http = client(`${base}/ns/`, { observe: (r) => reports.push(r) });
  const answer = await http.send({
    method: 'PATCH',
    path: '/a/b',
    query: { q: "it's (a) b*" },
    headers: { 'x-key': '1' },
    json: { n: 1.2 },
  });
  expect(answer.status).toBe(201);
  expect(answer.headers['x-many']).toBe('a, b');
  expect(answer.body).toEqual({
    method: 'PATCH',
    url: '/ns/a/b?q=it%27s%20%28a%29%20b%2A',
    key: '1',
    body: { n: 1.2 },
  });
  expect(reports).toHaveLength(1);
  expect(reports[0]).toMatchObject({ system: 'vendor', method: 'PATCH', path: '/a/b', status: 201 });
  expect(reports[0]!.bytes).toBe(Buffer.byteLength(answer.text));
});

test('every status is an answer, redirects are not followed, HTML and empty bodies parse to nothing', async () => {
  let calls = 0;
  const base = await serve((req, res) => {
    calls += 1;
    if (req.url === '/redirect') res.writeHead(302, { location: '/other' }).end();
    else if (req.url === '/html') res.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>');
    else res.writeHead(204).end();
  });
  const http = client(base);
  expect((await http.send({ method: 'GET', path: '/redirect' })).status).toBe(302);
  const html = await http.send({ method: 'POST', path: '/html', json: {}, write: true });
  expect([html.status, html.body, html.text]).toEqual([502, undefined, '<h1>Bad Gateway</h1>']);
  const empty = await http.send({ method: 'DELETE', path: '/empty', write: true });
  expect([empty.status, empty.body, empty.text]).toEqual([204, undefined, '']);
  expect(calls).toBe(3);
});

test('a slow answer ends at the time limit: a read is Unavailable, a write Uncertain', async () => {
  const base = await serve(() => {});
  const reports: CallReport[] = [];
  const http = client(base, { timeoutMs: 50, observe: (r) => reports.push(r) });
  const read = await failure(http.send({ method: 'GET', path: '/slow' }));
  expect([read.type, read.code, read.status]).toEqual(['Unavailable', 'ETIMEDOUT', undefined]);
  const write = await failure(http.send({ method: 'POST', path: '/slow', json: {}, write: true }));
  expect([write.type, write.code]).toEqual(['Uncertain', 'ETIMEDOUT']);
  expect(reports.map((r) => [r.path, r.status, r.bytes])).toEqual([
    ['/slow', undefined, 0],
    ['/slow', undefined, 0],
  ]);
});

test('a body that stalls half-way also ends at the time limit', async () => {
  const base = await serve((_req, res) => {
    res.writeHead(200, { 'content-length': '100' });
    res.write('{"half":');
  });
  const error = await failure(client(base, { timeoutMs: 80 }).send({ method: 'GET', path: '/' }));
  expect([error.type, error.code]).toEqual(['Unavailable', 'ETIMEDOUT']);
});

test('a connection cut before or in the middle of the answer: read Unavailable, write Uncertain', async () => {
  const base = await serve((req, res) => {
    if (req.url === '/before') req.socket.destroy();
    else {
      res.writeHead(200, { 'content-length': '100' });
      res.write('{"half":', () => res.socket?.destroy());
    }
  });
  const http = client(base);
  for (const path of ['/before', '/middle']) {
    expect((await failure(http.send({ method: 'GET', path }))).type).toBe('Unavailable');
    const write = await failure(http.send({ method: 'POST', path, json: {}, write: true }));
    expect([write.type, write.code]).toEqual(['Uncertain', 'ECONNRESET']);
  }
});

test('a refused connection proves that a write was not sent', async () => {
  const base = await serve(() => {});
  await new Promise((done) => servers.pop()!.close(done));
  const error = await failure(client(base).send({ method: 'POST', path: '/', json: {}, write: true }));
  expect([error.type, error.code]).toEqual(['Unavailable', 'ECONNREFUSED']);
});

test('speaking TLS to a plain port, and an address that is none, are told apart from lost answers', async () => {
  const base = await serve(() => {});
  const tls = await failure(
    client(base.replace('http:', 'https:')).send({ method: 'POST', path: '/', json: {}, write: true }),
  );
  expect(tls.type).toBe('Unavailable');
  const none = await failure(client('not an address').send({ method: 'GET', path: '/x' }));
  expect([none.type, none.code]).toEqual(['Config', 'ERR_INVALID_URL']);
});

test.each([
  ['plain', (text: string) => Buffer.from(text), {}],
  ['compressed', (text: string) => gzipSync(text), { 'content-encoding': 'gzip' }],
])('a %s answer over the size limit is a clear error, not a hang', async (_name, pack, headers) => {
  const base = await serve((_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json', ...headers });
    res.end(pack(JSON.stringify('x'.repeat(300_000))));
  });
  const http = client(base, { maxResponseBytes: 100_000 });
  const read = await failure(http.send({ method: 'GET', path: '/big' }));
  expect([read.type, read.code]).toEqual(['Invalid', 'RESPONSE_TOO_LARGE']);
  expect(read.message).toContain('100000 bytes');
  const write = await failure(http.send({ method: 'POST', path: '/big', json: {}, write: true }));
  expect([write.type, write.code]).toEqual(['Uncertain', 'RESPONSE_TOO_LARGE']);
  const roomy = client(base, { maxResponseBytes: 300_002 });
  expect((await roomy.send({ method: 'GET', path: '/big' })).text).toHaveLength(300_002);
});

test('an endless answer is cut off at the size limit', async () => {
  const base = await serve((_req, res) => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const more = () => {
      while (res.writable && res.write(chunk));
    };
    res.on('drain', more);
    more();
  });
  const error = await failure(client(base, { maxResponseBytes: 500_000 }).send({ method: 'GET', path: '/endless' }));
  expect(error.code).toBe('RESPONSE_TOO_LARGE');
});

test('connections are reused', async () => {
  const sockets = new Set<Socket>();
  const base = await serve((req, res) => {
    sockets.add(req.socket);
    res.end('{}');
  });
  const http = client(base);
  for (let i = 0; i < 200; i += 1) await http.send({ method: 'GET', path: '/' });
  expect(sockets.size).toBe(1);
});

test('a failing observer does not spoil the call, and an error never carries headers', async () => {
  const base = await serve((req, res) => {
    if (req.url === '/cut') req.socket.destroy();
    else res.end('{"ok":true}');
  });
  const http = client(base, {
    observe: () => {
      throw new Error('watcher broke');
    },
  });
  expect((await http.send({ method: 'POST', path: '/', write: true })).body).toEqual({ ok: true });
  const headers = { authorization: 'Bearer s3cret' };
  const error = await failure(http.send({ method: 'POST', path: '/cut', headers, write: true }));
  expect(error.cause).toBeUndefined();
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('s3cret');
});
