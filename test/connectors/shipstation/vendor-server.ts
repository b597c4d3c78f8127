// A small strict stand-in for ShipStation: it answers only what a test set up, and records every request as it came.
import Fastify from 'fastify';
import type { SharedState } from '../../../connectors/http/contract.ts';
import { createShipStation } from '../../../connectors/shipstation/index.ts';
import { shipStationSettingsSchema } from '../../../connectors/shipstation/settings.ts';

type Answer = {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  raw?: string;
  hangUp?: boolean;
};
export type Seen = { method: string; path: string; query: Record<string, string>; search: string; body: unknown };
export type Route = Answer | ((seen: Seen) => Answer);

const V1_KEYS = { apiKey: 'v1-key-000000001234', apiSecret: 'v1-secret-xyz' };
const V2_KEY = { apiKey: 'v2-key-000000005678' };
const BASIC = `Basic ${Buffer.from(`${V1_KEYS.apiKey}:${V1_KEYS.apiSecret}`).toString('base64')}`;

const COUNTERS = { 'x-rate-limit-limit': '40', 'x-rate-limit-remaining': '39', 'x-rate-limit-reset': '41' };
const V2_REFUSED = {
  request_id: '0',
  errors: [{ error_source: 'ShipStation', error_code: 'unauthorized', message: 'Bad key.' }],
};

/** Routes are `GET /orders/1`; a route that is not there answers 501, so a test cannot pass by a wrong path. */
export async function startVendor(routes: Record<string, Route>, prefix = '') {
  const seen: Seen[] = [];
  const app = Fastify({ forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.route({
    method: ['GET', 'POST', 'DELETE', 'PUT'],
    url: '/*',
    handler: async (request, reply) => {
      const url = new URL(request.url, 'http://x');
      const path = url.pathname.slice(prefix.length);
      const body = typeof request.body === 'string' && request.body !== '' ? JSON.parse(request.body) : undefined;
      const now: Seen = {
        method: request.method,
        path,
        query: Object.fromEntries(url.searchParams),
        search: url.search,
        body,
      };
      seen.push(now);
      const isV2 = path.startsWith('/v2/');
      if (isV2 ? request.headers['api-key'] !== V2_KEY.apiKey : request.headers.authorization !== BASIC) {
        return reply.code(401).send(isV2 ? V2_REFUSED : { Message: 'Authorization has been denied for this request.' });
      }
      const route = url.pathname.startsWith(prefix) ? routes[`${request.method} ${path}`] : undefined;
      if (route === undefined)
        return reply.code(501).send({ Message: `no such route here: ${request.method} ${path}` });
      const answer = typeof route === 'function' ? route(now) : route;
      if (answer.hangUp) return reply.raw.destroy();
      reply.code(answer.status ?? 200).headers({ ...(isV2 ? {} : COUNTERS), ...answer.headers });
      if (answer.raw !== undefined) return reply.send(answer.raw);
      return reply.type('application/json').send(JSON.stringify(answer.body ?? {}));
    },
  });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const baseUrl = origin + prefix;
  return { baseUrl, host: new URL(origin).host, seen, close: () => app.close() };
}

type Overrides = {
  settings?: object;
  noV2?: boolean;
  priority?: () => number;
  now?: () => Date;
  v1Secret?: string;
  shared?: SharedState;
};

/** A connector that talks to the stand-in for both APIs. */
export function connect(baseUrl: string, overrides: Overrides = {}) {
  const settings = shipStationSettingsSchema.parse({ v1BaseUrl: baseUrl, v2BaseUrl: baseUrl, ...overrides.settings });
  const v1 = overrides.v1Secret === undefined ? V1_KEYS : { ...V1_KEYS, apiSecret: overrides.v1Secret };
  return createShipStation(settings, overrides.noV2 ? { v1 } : { v1, v2: V2_KEY }, {
    ...(overrides.priority ? { priority: overrides.priority } : {}),
    ...(overrides.now ? { now: overrides.now } : {}),
    ...(overrides.shared ? { shared: overrides.shared } : {}),
  });
}

/** Runs with a stand-in and closes it whatever happens. */
export async function withVendor(
  routes: Record<string, Route>,
  act: (vendor: Awaited<ReturnType<typeof startVendor>>) => Promise<void>,
  prefix = '',
): Promise<void> {
  const vendor = await startVendor(routes, prefix);
  try {
    await act(vendor);
  } finally {
    await vendor.close();
  }
}
