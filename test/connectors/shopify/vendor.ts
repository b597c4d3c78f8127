// A small stand-in for one shop: it answers only what a test set up by operation name, and records what came.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createShopify, type ShopifyDeps } from '../../../connectors/shopify/index.ts';
import type { ShopifySettings } from '../../../connectors/shopify/settings.ts';
import type { ShopifyCredentials } from '../../../connectors/shopify/types.ts';

export const SHOP = 'acme.myshopify.com';
export const VERSION = '2026-10';

export type Seen = {
  name: string;
  path: string;
  variables: Record<string, unknown>;
  body: Record<string, unknown>;
  headers: IncomingHttpHeaders;
};
export type Answer = {
  status?: number;
  headers?: Record<string, string>;
  data?: unknown;
  errors?: unknown;
  cost?: unknown;
  search?: unknown;
  /** The whole body, instead of data and errors. */
  raw?: string;
  json?: unknown;
  hangUp?: boolean;
};
export type Route = Answer | ((seen: Seen) => Answer | Promise<Answer>);

export const cost = (requested: number, available = 1_900, maximum = 2_000, rate = 100) => ({
  requestedQueryCost: requested,
  actualQueryCost: requested,
  throttleStatus: { maximumAvailable: maximum, currentlyAvailable: available, restoreRate: rate },
});

/** Routes are operation names, `token` for the token address. What is not there answers 501. */
export async function startVendor(routes: Record<string, Route>) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const path = request.url ?? '';
      const text = Buffer.concat(chunks).toString('utf8');
      const body = text === '' ? {} : JSON.parse(text);
      const name = path === '/admin/oauth/access_token' ? 'token' : (body.operationName ?? path);
      const now: Seen = { name, path, variables: body.variables ?? {}, body, headers: request.headers };
      seen.push(now);
      const route = routes[name];
      const answer = typeof route === 'function' ? await route(now) : (route ?? { status: 501, raw: 'no such route' });
      if (answer.hangUp) return void response.destroy();
      response.writeHead(answer.status ?? 200, {
        'content-type': answer.raw === undefined ? 'application/json' : 'text/html',
        'x-shopify-api-version': VERSION,
        'x-request-id': 'req-1',
        ...answer.headers,
      });
      response.end(answer.raw ?? JSON.stringify(answer.json ?? envelopeOf(answer)));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  const count = (name: string) => seen.filter((one) => one.name === name).length;
  return { url, seen, count, close };
}

function envelopeOf({ data, errors, cost: told, search }: Answer) {
  return {
    ...(data === undefined ? {} : { data }),
    ...(errors === undefined ? {} : { errors }),
    extensions: { cost: told ?? cost(10), ...(search === undefined ? {} : { search }) },
  };
}

export const OFFLINE: ShopifyCredentials = { kind: 'offline', accessToken: 'shpat_fixed' };
export const noCache = { load: async () => undefined, save: async () => {} };

export function connect(
  url: string,
  options: { settings?: Partial<ShopifySettings>; credentials?: ShopifyCredentials; deps?: Partial<ShopifyDeps> } = {},
) {
  const settings = { shop: SHOP, baseUrl: url, timeoutMs: 20_000, ...options.settings };
  return createShopify(settings, options.credentials ?? OFFLINE, { tokens: noCache, ...options.deps });
}

/** The error that a call ends in, or a failure of the test. */
export async function errorOf(call: () => Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call();
  } catch (error) {
    const { type, code, status, retryAfterMs, message } = error as Record<string, unknown>;
    return { type, code, status, retryAfterMs, message };
  }
  throw new Error('the call went well');
}

/** Runs `work` against a vendor that is closed at the end. */
export async function withVendor<T>(
  routes: Record<string, Route>,
  work: (vendor: Awaited<ReturnType<typeof startVendor>>) => Promise<T>,
): Promise<T> {
  const vendor = await startVendor(routes);
  try {
    return await work(vendor);
  } finally {
    await vendor.close();
  }
}
