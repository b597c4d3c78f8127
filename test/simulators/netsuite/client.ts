// A small client for the simulator's tests: signs in with a certificate and sends JSON.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import {
  type NetSuiteSimulator,
  type NetSuiteSimulatorOptions,
  startNetSuiteSimulator,
} from '../../../simulators/netsuite/server.ts';

export const TOKEN_PATH = '/services/rest/auth/oauth2/v1/token';
export const RECORDS = '/services/rest/record/v1';
export const SUITEQL = '/services/rest/query/v1/suiteql';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PEM = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const PRIVATE = pair.privateKey;

export interface Answer {
  status: number;
  headers: Headers;
  body: Json;
}
/** Whatever JSON.parse gives. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Client {
  sim: NetSuiteSimulator;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  query(q: string, params?: unknown[], search?: string): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<Json>;
  token: string;
}

export interface AssertionParts {
  alg?: string;
  kid?: string;
  iss?: string;
  aud?: string;
  scope?: string | string[];
  iat?: number;
  exp?: number;
  key?: KeyObject;
}

export async function assertion(base: string, parts: AssertionParts = {}): Promise<string> {
  const iat = parts.iat ?? Math.floor(Date.now() / 1000);
  return new SignJWT({ scope: parts.scope ?? ['rest_webservices'] })
    .setProtectedHeader({ alg: parts.alg ?? 'ES256', typ: 'JWT', kid: parts.kid ?? 'cert-1' })
    .setIssuer(parts.iss ?? 'client-1')
    .setAudience(parts.aud ?? base + TOKEN_PATH)
    .setIssuedAt(iat)
    .setExpirationTime(parts.exp ?? iat + 1800)
    .sign(parts.key ?? PRIVATE);
}

export async function requestToken(base: string, jwt: string): Promise<{ status: number; body: Json }> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: jwt,
  });
  const response = await fetch(base + TOKEN_PATH, { method: 'POST', body: form });
  return { status: response.status, body: (await response.json()) as Json };
}

async function read(response: Response): Promise<Json> {
  const text = await response.text();
  return (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text) as Json;
}

export async function startClient(options: NetSuiteSimulatorOptions = {}): Promise<Client> {
  const sim = await startNetSuiteSimulator({
    certificates: [{ kid: 'cert-1', clientId: 'client-1', pem: PEM }],
    concurrencyLimit: 50,
    ...options,
  });
  const token = (await requestToken(sim.url, await assertion(sim.url))).body.access_token as string;
  const client: Client = {
    sim,
    token,
    call: async (method, path, body, headers = {}) => {
      const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
      const response = await fetch(sim.url + (path.startsWith('/services') ? path : RECORDS + path), {
        method,
        headers: { authorization: `Bearer ${client.token}`, ...type, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, headers: response.headers, body: await read(response) };
    },
    query: (q, params = [], search = '') =>
      client.call('POST', SUITEQL + search, { q, params }, { prefer: 'transient' }),
    control: async (method, path, body) => {
      const init =
        body === undefined
          ? { method }
          : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
      return read(await fetch(`${sim.url}/__sim${path}`, init));
    },
  };
  return client;
}

/** Items A (98), B (99), a kit K (97) of two A and one C (96), a customer 110, a location 6, stock of 100 each. */
export function seedShop(client: Client): void {
  client.sim.seed({
    locations: [{ id: 6, name: 'Main DC' }],
    customers: [{ id: 110, externalId: 'CUST_88', companyName: 'Ada Ltd' }],
    items: [
      { id: 98, itemId: 'SKU-RED', externalId: 'SKU-RED', stock: [{ location: 6, quantity: 100 }] },
      { id: 99, itemId: 'SKU-BLUE', externalId: 'SKU-BLUE', stock: [{ location: 6, quantity: 100 }] },
      { id: 96, itemId: 'SKU-PART', stock: [{ location: 6, quantity: 100 }] },
      {
        id: 97,
        itemId: 'KIT',
        members: [
          { item: 98, quantity: 2 },
          { item: 96, quantity: 1 },
        ],
      },
    ],
    salesOrders: [
      {
        id: 12345,
        externalId: 'SO_1',
        tranId: 'SO1',
        otherRefNum: '1001',
        entity: 110,
        location: 6,
        lines: [
          { line: 1, item: 98, quantity: 3, rate: 10 },
          { line: 4, item: 99, quantity: 2, rate: 5 },
        ],
      },
    ],
  });
}

export const fulfil = (client: Client, order: string | number, body: unknown, headers: Record<string, string> = {}) =>
  client.call('POST', `/salesOrder/${order}/!transform/itemFulfillment`, body, headers);

export const detailOf = (answer: Answer): string => String(answer.body['o:errorDetails']?.[0]?.detail);
export const codeOf = (answer: Answer): string => String(answer.body['o:errorDetails']?.[0]?.['o:errorCode']);
export const idOf = (answer: Answer): string => answer.headers.get('location')?.split('/').at(-1) ?? '';
