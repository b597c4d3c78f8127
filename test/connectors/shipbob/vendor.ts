// A small stand-in for ShipBob and its sign-in: it answers only what a test set up, and records what came.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { RefreshLock, RotatingStore } from '../../../connectors/shipbob/contract.ts';
import { createShipBob, type ShipBobDeps } from '../../../connectors/shipbob/index.ts';
import type { ShipBobSettings } from '../../../connectors/shipbob/settings.ts';
import type { RotatingPair, ShipBobCredentials } from '../../../connectors/shipbob/types.ts';

export type Seen = {
  /** Method and path without the version, e.g. `GET /receiving/7`. */
  name: string;
  version: string;
  /** As sent, undecoded. */
  search: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: string;
  json: Record<string, unknown>;
};
export type Answer = {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  raw?: string;
  hangUp?: boolean;
};
export type Route = Answer | ((seen: Seen) => Answer | Promise<Answer>);
export type Routes = Record<string, Route>;

export type Vendor = { url: string; seen: Seen[]; named(name: string): Seen[] };

/** What is not there answers 501. Sign-in paths have no version: `POST /connect/token`. */
export async function withVendor(routes: Routes, work: (vendor: Vendor) => Promise<void>): Promise<void> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const url = new URL(request.url ?? '/', 'http://vendor');
      const [, version = '', path = url.pathname] = /^\/(20\d\d-\d\d)(\/.*)$/.exec(url.pathname) ?? [];
      const body = Buffer.concat(chunks).toString('utf8');
      const call: Seen = {
        name: `${request.method} ${path}`,
        version,
        search: url.search,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body,
        json: body.startsWith('{') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body)),
      };
      seen.push(call);
      const route = routes[call.name] ?? { status: 501, json: { message: `no route ${call.name}` } };
      const answer = typeof route === 'function' ? await route(call) : route;
      if (answer.hangUp) return request.socket.destroy();
      const text = answer.raw ?? (answer.json === undefined ? '' : JSON.stringify(answer.json));
      const type = answer.raw === undefined ? 'application/json' : 'text/html';
      response.writeHead(answer.status ?? 200, { 'content-type': type, ...answer.headers }).end(text);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    await work({ url: `http://127.0.0.1:${port}`, seen, named: (name) => seen.filter((call) => call.name === name) });
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

export const PAT: ShipBobCredentials = { kind: 'pat', token: 'pat-1' };
export const CHANNEL = '100102';

export function connect(
  url: string,
  options: { credentials?: ShipBobCredentials; settings?: ShipBobSettings; deps?: Partial<ShipBobDeps> } = {},
) {
  const settings = { baseUrl: url, authUrl: url, channelId: CHANNEL, timeoutMs: 20_000, ...options.settings };
  return createShipBob(settings, options.credentials ?? PAT, { ...options.deps });
}

export async function errorOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

/** A store and a lock as several processes share them. */
export function sharedTokens(pair?: RotatingPair) {
  let kept = pair;
  let last: Promise<unknown> = Promise.resolve();
  const saves: RotatingPair[] = [];
  const store: RotatingStore = {
    load: async () => kept,
    save: async (next) => {
      saves.push(next);
      kept = next;
    },
  };
  const lock: RefreshLock = {
    run: (work) => {
      const turn = last.then(work, work);
      last = turn.catch(() => {});
      return turn;
    },
  };
  return { store, lock, saves, kept: () => kept };
}
