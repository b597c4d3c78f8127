// A small client and a webhook receiver for the simulator's tests.
// Trap: the client sends what it is told, right or wrong; it has no retries and no rate limiting.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ShipStationSimulator,
  type SimulatorOptions,
  startShipStationSimulator,
} from '../../../simulators/shipstation/server.ts';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: Json;
}

/** The members of vendor answers that the tests read; an answer has just some of them. */
export interface Json {
  [list: number]: Json;
  advancedOptions: Json;
  amount: number;
  amount_paid: Json;
  approved: boolean;
  createDate: string;
  customerId: number | null;
  error: string;
  error_message: string | null;
  errors: Json[];
  external_shipment_id: string | null;
  fault: string | null;
  fulfillmentId: number;
  fulfillments: Json[];
  hasErrors: boolean;
  has_errors: boolean;
  href: string;
  id: number;
  inventory: Json[];
  inventory_location_id: string;
  inventory_warehouse_id: string;
  isReturnLabel: boolean;
  items: Json[];
  kid: string;
  labelData: string;
  label_id: string;
  labels: Json[];
  keys: Json[];
  limits: Json;
  lineItemKey: string;
  links: { first: Partial<Json>; last: Partial<Json>; prev: Partial<Json>; next: Partial<Json> };
  Message: string;
  ModelState: Record<string, string[]>;
  now: string;
  onHand: number;
  on_hand: number;
  orderId: number;
  orderItemId: number;
  orderKey: string;
  orderNumber: string;
  orderStatus: string;
  orders: Json[];
  originAddress: Json;
  packages: Json[];
  quantity: number;
  reason_code: string;
  requests: Json[];
  resource_type: string;
  resource_url: string;
  results: Json[];
  returnAddress: Json;
  sequence: number;
  ship_date: string;
  shipmentId: number;
  shipmentItems: Json[];
  shipment_id: string;
  shipments: Json[];
  tagIds: number[] | null;
  tags: Json[];
  total: number;
  userId: string | null;
  v1PerWindow: number;
  voided: boolean;
  warehouseId: number;
  warehouses: Json[];
  webhook_id: string;
  webhooks: Json[];
}

const BASIC = `Basic ${Buffer.from('sim-key:sim-secret').toString('base64')}`;

async function call(url: string, method: string, headers: Record<string, string>, body?: unknown): Promise<Answer> {
  const sent =
    body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } };
  const response = await fetch(url, { method, headers, ...sent });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
  return { status: response.status, headers: response.headers, text, json: (isJson ? JSON.parse(text) : null) as Json };
}

export interface Bench {
  sim: ShipStationSimulator;
  v1(method: string, path: string, body?: unknown): Promise<Answer>;
  v2(method: string, path: string, body?: unknown): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  raw: typeof call;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A simulator without rate limits unless the options say otherwise. */
export async function bench(options: SimulatorOptions = {}): Promise<Bench> {
  const limits = { v1PerWindow: 0, v2PerWindow: 0, ...options.settings?.limits };
  const sim = await startShipStationSimulator({ ...options, settings: { ...options.settings, limits } });
  return {
    sim,
    v1: (method, path, body) => call(sim.url + path, method, { authorization: BASIC }, body),
    v2: (method, path, body) => call(`${sim.v2Url}/v2${path}`, method, { 'API-Key': 'sim-v2-key' }, body),
    control: (method, path, body) => call(`${sim.url}/__sim${path}`, method, {}, body),
    raw: call,
    [Symbol.asyncDispose]: () => sim.close(),
  };
}

/** A complete createorder body. */
export const order = (orderNumber: string, more: Record<string, unknown> = {}) => ({
  orderNumber,
  orderKey: `erp:${orderNumber}`,
  orderDate: '2026-07-15 08:09:13',
  orderStatus: 'awaiting_shipment',
  customerUsername: 'ACCT-1',
  billTo: { name: 'Northside AP' },
  shipTo: { name: 'Receiving', street1: '2 Elm St', city: 'Sparks', state: 'NV', postalCode: '89431', country: 'US' },
  items: [{ lineItemKey: '1', sku: 'GLV', name: 'Glove', quantity: 10, unitPrice: 3.1 }],
  ...more,
});

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  raw: string;
  json: Json;
}

export interface Receiver {
  url: string;
  received: Received[];
  /** Statuses of the next answers; 200 when empty. */
  answers: number[];
  /** Resolves once `count` requests came in. */
  until(count: number): Promise<void>;
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
      received.push({ path: request.url ?? '', headers: request.headers, raw, json: JSON.parse(raw) });
      response.writeHead(answers.shift() ?? 200).end();
      wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/t0ken`;
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
  return { url, received, answers, until, [Symbol.asyncDispose]: dispose };
}
