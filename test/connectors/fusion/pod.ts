// A small stand-in for a Fusion pod and its identity domain: it answers only what a test set up, and records what came.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { Fusion } from '../../../connectors/fusion/contract.ts';
import { createFusion, type FusionOptions } from '../../../connectors/fusion/index.ts';
import type { FusionSettings } from '../../../connectors/fusion/settings.ts';
import type { FusionCredentials } from '../../../connectors/fusion/types.ts';
import type { AccessToken, TokenCache } from '../../../connectors/http/contract.ts';
import { ConnectorError } from '../../../connectors/http/errors.ts';

export type Seen = {
  /** Method and path without the version, e.g. `GET /receivablesInvoices`. */
  name: string;
  path: string;
  /** As sent, undecoded. */
  search: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: string;
  form: Record<string, string>;
};
export type Answer = {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  /** Sent as it stands, with the content-type given or text/html. */
  raw?: string;
  hangUp?: boolean;
  /** Never answered. */
  stall?: boolean;
};
export type Route = Answer | Answer[] | ((seen: Seen) => Answer);
export type Routes = Record<string, Route>;
export type Pod = { url: string; seen: Seen[]; named(name: string): Seen[]; fusion: Fusion };

export const SECRET: FusionCredentials = { kind: 'secret', clientId: 'client-1', clientSecret: 'secret:1/ü' };
export const SCOPE = 'urn:opc:resource:fa:instanceid=500000001urn:opc:resource:consumer::all';
const TOKEN = 'POST /oauth2/v1/token';

let minted = 0;
export const tokenAnswer = (life = 3600): Answer => ({
  json: { access_token: `token-${++minted}`, token_type: 'Bearer', expires_in: life },
});

/** A list's answer. */
export const items = (rows: unknown[], more = false, limit = 25): Answer => ({
  json: { items: rows, count: rows.length, hasMore: more, limit, offset: 0, links: [] },
});

export type PodOptions = {
  credentials?: FusionCredentials;
  settings?: Partial<FusionSettings>;
  deps?: Partial<FusionOptions>;
};

/** What is not there answers 501; the token address gives tokens unless a route says otherwise. A list of answers is given
 *  one by one, the last for ever. */
export async function withPod(
  routes: Routes,
  work: (pod: Pod) => Promise<void>,
  options: PodOptions = {},
): Promise<void> {
  const seen: Seen[] = [];
  const given = new Map<string, number>();
  const answerTo = (call: Seen): Answer => {
    const route =
      routes[call.name] ?? (call.name === TOKEN ? () => tokenAnswer() : { status: 501, json: { title: 'no route' } });
    if (typeof route === 'function') return route(call);
    if (!Array.isArray(route)) return route;
    const turn = given.get(call.name) ?? 0;
    given.set(call.name, turn + 1);
    return route[Math.min(turn, route.length - 1)] ?? {};
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://pod');
      const path = url.pathname.replace(/^\/(fscm|crm)RestApi\/resources\/(11\.13\.18\.05|latest)(?=\/)/, '');
      const body = Buffer.concat(chunks).toString('utf8');
      const call: Seen = {
        name: `${request.method} ${path}`,
        path: url.pathname,
        search: url.search,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body,
        form: Object.fromEntries(new URLSearchParams(body)),
      };
      seen.push(call);
      const answer = answerTo(call);
      if (answer.hangUp) return request.socket.destroy();
      if (answer.stall) return;
      const text = answer.raw ?? (answer.json === undefined ? '' : JSON.stringify(answer.json));
      const type = answer.raw === undefined ? 'application/vnd.oracle.adf.resourceitem+json' : 'text/html';
      response.writeHead(answer.status ?? 200, { 'content-type': type, ...answer.headers }).end(text);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  try {
    const settings = { baseUrl: url, identityUrl: url, scope: SCOPE, timeoutMs: 20_000, ...options.settings };
    const fusion = createFusion(settings, options.credentials ?? SECRET, { tokens: memory(), ...options.deps });
    await work({ url, seen, named: (name) => seen.filter((call) => call.name === name), fusion });
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

/** A cache of one token, as several processes share it. */
export function memory(first?: AccessToken): TokenCache & { kept(): AccessToken | undefined } {
  let kept = first;
  return {
    kept: () => kept,
    load: () => Promise.resolve(kept),
    save: (token) => {
      kept = token;
      return Promise.resolve();
    },
  };
}

export async function errorOf(work: Promise<unknown>): Promise<ConnectorError> {
  const error = await work.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ConnectorError) return error;
  throw error;
}
