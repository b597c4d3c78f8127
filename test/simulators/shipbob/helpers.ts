// A small client and a webhook receiver for the simulator's tests.
// Trap: the client sends what it is told, right or wrong; it has no retries and heeds no limits.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DEFAULT_PAT,
  type Seed,
  type Seeded,
  type ShipBobSimulator,
  type SimulatorOptions,
  startShipBobSimulator,
} from '../../../simulators/shipbob/server.ts';

/** Any JSON; tests read what they expect from it. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: Json;
}

export interface CallOptions {
  body?: unknown;
  token?: string;
  version?: string;
  /** Channel header; null = none. Default 100101 on writes. */
  channel?: number | string | null;
  raw?: string;
}

export interface Bench {
  sim: ShipBobSimulator;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<Json>;
  token(form: Record<string, string>): Promise<{ status: number; body: Json }>;
  [Symbol.asyncDispose](): Promise<void>;
}

export const DAY = 86_400_000;

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const json = text !== '' && (response.headers.get('content-type') ?? '').includes('json');
  return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : null };
}

/** A simulator on a frozen clock with a client; no rate limit and no lags unless the options say otherwise. */
export async function bench(options: SimulatorOptions = {}): Promise<Bench> {
  const own = options.settings ?? {};
  const sim = await startShipBobSimulator({
    ...{ startAt: '2026-11-24T12:00:00Z', frozen: true, ...options },
    settings: {
      ...own,
      limits: { perWindow: 0, ...own.limits },
      behaviour: { orderLagMs: 0, levelLagMs: 0, ...own.behaviour },
      billing: { feeLagMs: 0, ...own.billing },
    },
  });
  return {
    sim,
    async call(method, path, { body, raw, token = DEFAULT_PAT, version = '2026-07', channel } = {}) {
      const header = channel === undefined && method !== 'GET' ? 100_101 : channel;
      const response = await fetch(`${sim.url}/${version}${path}`, {
        ...{ method, redirect: 'manual' },
        headers: {
          authorization: `Bearer ${token}`,
          ...((body !== undefined || raw !== undefined) && { 'content-type': 'application/json' }),
          ...(header != null && { shipbob_channel_id: String(header) }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(raw !== undefined && { body: raw }),
      });
      return answerOf(response);
    },
    async control(method, path, body) {
      const sent =
        body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
      const answer = await answerOf(await fetch(`${sim.url}/__sim${path}`, { method, ...sent }));
      if (answer.status >= 400) throw new Error(answer.text);
      return answer.body;
    },
    async token(form) {
      const response = await fetch(`${sim.url}/connect/token`, { method: 'POST', body: new URLSearchParams(form) });
      const { status, body } = await answerOf(response);
      return { status, body };
    },
    [Symbol.asyncDispose]: () => sim.close(),
  };
}

/** Two teas, one with lots, a cup, and a set of both. */
export const CATALOGUE: Seed = {
  products: [
    { sku: 'TEA-01', name: 'Tea', lot: true, upc: '00012345678905' },
    { sku: 'TEA-02', name: 'Green tea' },
    { sku: 'CUP-01', name: 'Cup', stock: { '10': 20, '11': 5 } },
    {
      sku: 'SET-01',
      name: 'Set',
      bundle: [
        { sku: 'CUP-01', quantity: 2 },
        { sku: 'TEA-02', quantity: 1 },
      ],
    },
  ],
};

/** The inventory id of a seeded SKU. */
export const idOf = (seeded: Seeded, sku: string): number => {
  const id = seeded.products.find((row) => row.sku === sku)?.inventoryId;
  if (id == null) throw new Error(`no ${sku}`);
  return id;
};

/** A create body for the catalogue: one box of both teas. */
export const wroBody = (seeded: Seeded, purchaseOrder: string | null, more: object = {}) => ({
  ...{ fulfillment_center: { id: 10 }, package_type: 'Pallet', box_packaging_type: 'MultipleSkuPerBox' },
  ...{ expected_arrival_date: '2026-12-08T15:00:00Z', purchase_order_number: purchaseOrder },
  boxes: [
    {
      tracking_number: '1Z0000000000000001',
      box_items: [
        { inventory_id: idOf(seeded, 'TEA-01'), quantity: 500, lot_number: 'L-26A', lot_date: '2027-11-30T00:00:00Z' },
        { inventory_id: idOf(seeded, 'TEA-02'), quantity: 240 },
      ],
    },
  ],
  ...more,
});

/** A create body for an order. */
export const orderBody = (reference: string, products: object[], more: object = {}) => ({
  ...{ reference_id: reference, order_number: '1001', shipping_method: 'Standard', type: 'DTC', products },
  recipient: {
    name: 'A. Buyer',
    address: { address1: '1 Main St', city: 'Reno', state: 'NV', zip_code: '89501', country: 'US' },
  },
  ...more,
});

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
  topics(): string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** A receiver on a free port that keeps what it gets. */
export async function receiver(): Promise<Receiver> {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      received.push({ headers: request.headers, raw, json: JSON.parse(raw) });
      const status = answers.shift() ?? 200;
      if (status > 0) response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received, answers },
    topics: () => received.map((one) => String(one.headers['x-webhook-topic'])),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Whether one of a delivery's signatures fits its bytes, worked out independently of the simulator. */
export function signedBy({ headers, raw }: Received, secret: string): boolean {
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${raw}`;
  const mac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(content)
    .digest('base64');
  return String(headers['webhook-signature']).split(' ').includes(`v1,${mac}`);
}
