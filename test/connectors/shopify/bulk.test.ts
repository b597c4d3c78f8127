// Bulk exports: starting, following, and reading the file as a stream with its limits.
import { createServer, type RequestListener } from 'node:http';
import { expect, test } from '@jest/globals';
import { readBulkFile } from '../../../connectors/shopify/bulk-file.ts';
import { connect, errorOf, withVendor } from './vendor.ts';

async function withFile<T>(listener: RequestListener, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  try {
    return await work(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

const LIMITS = { maxBytes: 1_000_000, baseUrl: 'http://127.0.0.1:1' };

async function rowsOf(url: string, limits: { maxBytes: number; baseUrl: string; idleMs?: number } = LIMITS) {
  const rows: unknown[] = [];
  for await (const row of readBulkFile(url, limits)) rows.push(row);
  return rows;
}

test('rows come whole though the chunks cut them, letters of several bytes too; the last line needs no end', async () => {
  const bytes = Buffer.from(
    '{"id":"gid://shopify/Order/1","name":"Grüße"}\n\n{"id":"gid://shopify/LineItem/2","__parentId":"gid://shopify/Order/1"}',
  );
  const listener: RequestListener = (request, response) => {
    expect(request.headers).not.toHaveProperty('x-shopify-access-token');
    expect(request.headers).not.toHaveProperty('authorization');
    for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7));
    response.end();
  };
  await withFile(listener, async (url) => {
    expect(await rowsOf(url)).toEqual([
      { id: 'gid://shopify/Order/1', name: 'Grüße' },
      { id: 'gid://shopify/LineItem/2', __parentId: 'gid://shopify/Order/1' },
    ]);
  });
});

test.each<[string, RequestListener, Record<string, unknown>]>([
  [
    'a half line at the end',
    (_request, response) => response.end('{"a":1}\n{"b":'),
    { type: 'Unavailable', code: 'BROKEN_OFF' },
  ],
  [
    'a cut connection',
    (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"a":1}\n');
      response.destroy();
    },
    { type: 'Unavailable' },
  ],
  ['an address that has ended', (_request, response) => response.writeHead(403).end('<Error/>'), { type: 'NotFound' }],
  ['an empty 404', (_request, response) => response.writeHead(404).end(), { type: 'NotFound' }],
  ['a broken store', (_request, response) => response.writeHead(500).end('x'), { type: 'Unavailable' }],
  [
    'a redirect',
    (_request, response) => response.writeHead(302, { location: 'https://evil.example/' }).end(),
    { type: 'Unavailable' },
  ],
  ['a silent server', () => {}, { type: 'Unavailable' }],
])('%s', async (_name, listener, expected) => {
  await withFile(listener, async (url) => {
    expect(await errorOf(() => rowsOf(url, { ...LIMITS, idleMs: 300 }))).toMatchObject(expected);
  });
});

test('a file over the limit is given up', async () => {
  await withFile(
    (_request, response) => response.end(`${JSON.stringify({ a: 'x'.repeat(2_000) })}\n`),
    async (url) => {
      expect(await errorOf(() => rowsOf(url, { ...LIMITS, maxBytes: 1_000 }))).toMatchObject({
        type: 'Invalid',
        code: 'TOO_LARGE',
      });
    },
  );
});

test('a reader that stops early ends the transfer', async () => {
  let closed: () => void = () => {};
  const ended = new Promise<void>((done) => {
    closed = done;
  });
  const listener: RequestListener = (_request, response) => {
    response.on('close', closed);
    response.write('{"a":1}\n');
  };
  await withFile(listener, async (url) => {
    for await (const row of readBulkFile(url, LIMITS)) {
      expect(row).toEqual({ a: 1 });
      break;
    }
    await ended;
  });
});

test.each([
  ['http://storage.example/x', 'http://127.0.0.1:1'],
  ['http://127.0.0.1:1/x', 'https://acme.myshopify.com'],
  ['http://127.0.0.1.evil.example/x', 'http://127.0.0.1:1'],
  ['https://user:pw@storage.example/x', 'https://acme.myshopify.com'],
  ['file:///etc/passwd', 'http://127.0.0.1:1'],
  ['nonsense', 'http://127.0.0.1:1'],
])('not fetched: %s of a connection at %s', async (url, baseUrl) => {
  expect(await errorOf(() => rowsOf(url, { ...LIMITS, baseUrl }))).toMatchObject({ type: 'Config', code: 'BAD_URL' });
});

const started = (bulkOperation: unknown, userErrors: unknown[] = []) => ({
  data: { bulkOperationRunQuery: { bulkOperation, userErrors } },
});
const operation = {
  id: 'gid://shopify/BulkOperation/1',
  status: 'CREATED',
  errorCode: null,
  objectCount: '0',
  fileSize: null,
  url: null,
  partialDataUrl: null,
};

test('starting and following; a full house waits, a bad query does not', async () => {
  let answer = started(operation);
  const poll = {
    data: {
      bulkOperation: {
        ...operation,
        status: 'COMPLETED',
        objectCount: '12',
        fileSize: '900',
        url: 'https://s.example/f',
      },
    },
  };
  await withVendor({ BulkRun: () => answer, BulkPoll: poll }, async ({ url }) => {
    const shop = connect(url);
    expect(await shop.startBulk('{ x }')).toEqual({ id: '1', status: 'CREATED', objectCount: '0' });
    expect(await shop.bulkOperation('1')).toEqual({
      id: '1',
      status: 'COMPLETED',
      objectCount: '12',
      fileSizeBytes: '900',
      url: 'https://s.example/f',
    });
    answer = started(null, [{ code: 'OPERATION_IN_PROGRESS', field: ['query'], message: 'already in progress' }]);
    expect(await errorOf(() => shop.startBulk('{ x }'))).toMatchObject({
      type: 'RateLimited',
      code: 'OPERATION_IN_PROGRESS',
      retryAfterMs: 30_000,
    });
    answer = started(null, [
      { code: 'INVALID', field: ['query'], message: 'Bulk queries must contain at least one connection.' },
    ]);
    expect(await errorOf(() => shop.startBulk('{ x }'))).toMatchObject({ type: 'Invalid' });
  });
});
