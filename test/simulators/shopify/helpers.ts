// A small GraphQL client and a webhook receiver for the simulator's tests.
// Trap: the client sends what it is told, right or wrong; it has no retries and heeds no throttling.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DEFAULT_APP,
  DEFAULT_TOKEN,
  type PlaceOrder,
  type Seed,
  type ShopifySimulator,
  type SimulatorOptions,
  startShopifySimulator,
} from '../../../simulators/shopify/server.ts';

/** Any JSON; `at` reads a dotted path from it. */
export type Json = null | string | number | boolean | Json[] | { [name: string]: Json };

/** The value at `orders.nodes.0.name`, undefined when there is none. */
export function at(value: unknown, path: string): Json | undefined {
  return path
    .split('.')
    .reduce<unknown>(
      (here, name) => (typeof here === 'object' && here !== null ? Reflect.get(here, name) : undefined),
      value,
    ) as Json | undefined;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: unknown;
  /** Reads a path below `data`. */
  get(path: string): Json | undefined;
  /** Codes of top-level errors. */
  codes: unknown[];
}

export interface Bench {
  sim: ShopifySimulator;
  gql(
    query: string,
    variables?: object,
    more?: { token?: string; version?: string; headers?: Record<string, string> },
  ): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  oauth(body: object): Promise<{ status: number; body: Record<string, unknown> }>;
  [Symbol.asyncDispose](): Promise<void>;
}

async function post(url: string, headers: Record<string, string>, body: string): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  const parsed = text.startsWith('{') ? JSON.parse(text) : null;
  const errors = at(parsed, 'errors');
  return {
    ...{ status: response.status, headers: response.headers, text, body: parsed },
    get: (path) => at(parsed, `data.${path}`),
    codes: Array.isArray(errors) ? errors.map((error) => at(error, 'extensions.code')) : [],
  };
}

/** A simulator with a client; no throttling unless the options say otherwise. */
export async function bench(options: SimulatorOptions = {}): Promise<Bench> {
  const limits = { bucketSize: 0, ...options.settings?.limits };
  const sim = await startShopifySimulator({ ...options, settings: { ...options.settings, limits } });
  const json = { 'content-type': 'application/json', accept: 'application/json' };
  return {
    sim,
    gql: (query, variables = {}, { token = DEFAULT_TOKEN, version = '2026-10', headers = {} } = {}) =>
      post(
        `${sim.url}/admin/api/${version}/graphql.json`,
        { ...json, 'x-shopify-access-token': token, ...headers },
        JSON.stringify({ query, variables }),
      ),
    control: async (method, path, body) => {
      const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: json };
      const response = await fetch(`${sim.url}/__sim${path}`, { method, ...sent });
      const answer = await response.json();
      if (!response.ok) throw new Error(JSON.stringify(answer));
      return answer;
    },
    oauth: async (body) => {
      const client = { client_id: DEFAULT_APP.clientId, client_secret: DEFAULT_APP.clientSecrets[0] };
      const answer = await post(`${sim.url}/admin/oauth/access_token`, json, JSON.stringify({ ...client, ...body }));
      return { status: answer.status, body: answer.body as Record<string, unknown> };
    },
    [Symbol.asyncDispose]: () => sim.close(),
  };
}

export const gid = (type: string, id: number | string | undefined) => `gid://shopify/${type}/${id}`;

/** Two plain goods, a gift card and a bundle parent, stocked in the first location (mugs in both). */
export const CATALOGUE: Seed = {
  products: [
    {
      title: 'Tee',
      variants: [{ sku: 'TEE-RED-M', title: 'Red / M', price: '25.00', stock: { 'Main Warehouse': 10 } }],
    },
    {
      title: 'Mug',
      variants: [{ sku: 'MUG-01', price: '15.00', stock: { 'Main Warehouse': 5, 'East Warehouse': 3 } }],
    },
    { title: 'Gift Card', giftCard: true, variants: [{ sku: 'GIFT-50', price: '50.00' }] },
    { title: 'Set', variants: [{ sku: 'SET-1', price: '40.00', bundle: true, stock: { 'Main Warehouse': 0 } }] },
  ],
};

/** The sample order of the vendor sheet: 2 tees, a mug, 10 % code, taxed shipping; total 71.82. */
export const SAMPLE_ORDER: PlaceOrder = {
  lines: [{ sku: 'TEE-RED-M', quantity: 2 }, { sku: 'MUG-01' }],
  discounts: [{ code: 'SAVE10', value: '10' }],
  shippingLines: [{ title: 'Standard', price: '8.00' }],
  taxes: [{ rate: 0.08 }],
};

export interface Received {
  headers: IncomingHttpHeaders;
  raw: string;
  json: Json;
}

export interface Receiver {
  url: string;
  received: Received[];
  /** Statuses of the next answers; 200 when empty. 0 = never answer. */
  answers: number[];
  /** Resolves once `count` requests came in. */
  until(count: number): Promise<void>;
  topics(): string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** A receiver on a free port that keeps what it gets. */
export async function receiver(): Promise<Receiver> {
  const received: Received[] = [];
  const answers: number[] = [];
  let wake = () => {};
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      received.push({ headers: request.headers, raw, json: JSON.parse(raw) });
      const status = answers.shift() ?? 200;
      if (status > 0) response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
      wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const until = async (count: number) => {
    while (received.length < count)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  const dispose = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    ...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received, answers, until },
    topics: () => received.map((one) => String(one.headers['x-shopify-topic'])),
    [Symbol.asyncDispose]: dispose,
  };
}

/** Whether a delivery's signature fits its bytes. */
export const signedBy = (got: Received, secret: string): boolean =>
  got.headers['x-shopify-hmac-sha256'] === createHmac('sha256', secret).update(got.raw).digest('base64');

/** Subscribes the receiver to topics over the API. */
export async function subscribe(b: Bench, url: string, topics: string[], more: object = {}): Promise<string[]> {
  const ids: string[] = [];
  for (const topic of topics) {
    const answer = await b.gql(
      'mutation S($t: WebhookSubscriptionTopic!, $s: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $t, webhookSubscription: $s) { webhookSubscription { id } userErrors { field message } } }',
      { t: topic, s: { uri: url, ...more } },
    );
    ids.push(String(answer.get('webhookSubscriptionCreate.webhookSubscription.id')));
  }
  return ids;
}
