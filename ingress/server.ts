/**
 * The front door for vendors' webhooks: POST /hooks/<connection>/<token>, with /<system> at the end where a pair has
 * two systems that call. It takes bytes of any content type and answers 200 as soon as they are stored durably.
 * The trap: the framework's own errors quote the address, and the address holds the token, so all of them are
 * answered here.
 */
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { createMetrics } from '../runtime/metrics.ts';
import type { Store } from '../store/contract.ts';
import type { Vault } from '../vault/contract.ts';
import { createForwarder, type Forwarder } from './forwarder.ts';
import { createHandlers } from './handlers/index.ts';
import { createHookDirectory } from './hook-directory.ts';
import { DEFAULT_LIMITS, type IngressLimits } from './limits.ts';
import { createIngressMetrics, type IngressMetrics } from './metrics.ts';
import { type ReceiveOptions, receive } from './receive.ts';
import { createRejectionLog, Rejected, type RejectionLog, type RejectionReason } from './rejection.ts';
import type { PointerStarter } from './starter.ts';

export type IngressOptions = {
  store: Pick<Store, 'connections' | 'hookTokens' | 'inbox' | 'secrets' | 'stock'>;
  vault: Vault;
  start: PointerStarter;
  log: Logger;
  metrics?: IngressMetrics;
  now?: () => Date;
  limits?: Partial<IngressLimits>;
  /** Whose X-Forwarded-For to believe: true, or addresses and networks, e.g. `10.0.0.0/8`. */
  trustProxy?: boolean | string;
};

export type Ingress = {
  /** Resolves with the address that it listens on; rejects with EADDRINUSE and the like. */
  listen(at: { host: string; port: number }): Promise<string>;
  /** Of this process's queue; the relay needs it. */
  forwarder: Forwarder;
  /** Finishes the running requests and then what is queued for Temporal; true when nothing was left to the relay. */
  close(options?: { drainMs?: number }): Promise<boolean>;
};

type HookParams = { connection: string; token: string; system?: string };

const RETRY_AFTER_S = '5';
/** How often Node looks for requests that are over their time. */
const CHECK_EVERY_MS = 1_000;
/** Longest part of an address: ids have at most 40 characters, tokens 43. */
const MAX_PARAM_LENGTH = 128;

export function createIngress(options: IngressOptions): Ingress {
  const now = options.now ?? (() => new Date());
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const metrics = options.metrics ?? createIngressMetrics(createMetrics());
  const forwarder = createForwarder({
    start: options.start,
    inbox: options.store.inbox,
    log: options.log,
    metrics,
    inFlight: limits.signalsInFlight,
    queue: limits.signalsQueued,
  });
  const app = createApp(limits, options.trustProxy ?? false);
  answerErrors(app, metrics, createRejectionLog(options.log, now));
  addRoutes(app, {
    store: options.store,
    vault: options.vault,
    directory: createHookDirectory({
      store: options.store,
      vault: options.vault,
      now,
      rememberMs: limits.rememberMs,
    }),
    handlers: createHandlers({ now }),
    forwarder,
    metrics,
    now,
    storeTimeoutMs: limits.storeTimeoutMs,
  });
  return {
    forwarder,
    listen: (at) => app.listen(at),
    close: async ({ drainMs = 5_000 } = {}) => {
      await app.close();
      return forwarder.drain(drainMs);
    },
  };
}

function createApp(limits: IngressLimits, trustProxy: boolean | string): FastifyInstance {
  const app = Fastify({
    trustProxy,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    http: { headersTimeout: limits.headersTimeoutMs, connectionsCheckingInterval: CHECK_EVERY_MS },
    frameworkErrors: (_error, _request, reply) => sendRejection(reply, notFound()),
  });
  app.server.maxConnections = limits.connections;
  takeRawBytes(app);
  return app;
}

/** Also where the sender names a content type that is no content type. */
function takeRawBytes(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    request.raw.headers['content-type'] = 'application/octet-stream';
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

function addRoutes(app: FastifyInstance, receiving: ReceiveOptions): void {
  const accept = async (request: FastifyRequest<{ Params: HookParams }>): Promise<{ stored: true }> => {
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    await receive(receiving, { ...request.params, headers: request.headers, rawBody, ip: request.ip });
    return { stored: true };
  };
  const onResponse = async (_request: FastifyRequest, reply: FastifyReply): Promise<void> =>
    receiving.metrics.answered(reply.statusCode, reply.elapsedTime / 1_000);
  for (const url of ['/hooks/:connection/:token', '/hooks/:connection/:token/:system']) {
    app.post<{ Params: HookParams }>(url, { onResponse }, accept);
    app.route({ method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], url, handler: onlyPost });
  }
  app.get('/livez', async () => ({ live: true }));
}

const onlyPost = async (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
  reply.header('allow', 'POST').code(405).send({ error: 'only POST' });

function answerErrors(app: FastifyInstance, metrics: IngressMetrics, rejections: RejectionLog): void {
  app.setNotFoundHandler((_request, reply) => sendRejection(reply, notFound()));
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const rejected = toRejected(error);
    metrics.rejected(rejected.reason);
    rejections.note(rejected, { ip: request.ip, ...knownParam(request.params) });
    return sendRejection(reply, rejected);
  });
}

const notFound = (): Rejected => new Rejected(404, 'not-found', 'no such address');

/** A stranger's text: only what can be an id is worth a place in the log. */
function knownParam(params: unknown): { connection?: string } {
  const id = typeof params === 'object' && params !== null && 'connection' in params ? params.connection : undefined;
  return typeof id === 'string' && /^[a-z0-9][a-z0-9-]{0,39}$/.test(id) ? { connection: id } : {};
}

/** The framework's own refusals keep their 4xx; what nobody foresaw is our fault, and worth another try. */
function toRejected(error: FastifyError): Rejected {
  if (error instanceof Rejected) return error;
  const status = error.statusCode ?? 503;
  if (status === 413) return new Rejected(413, 'too-large', 'the body is too large');
  const reason: RejectionReason = status < 500 ? 'bad-request' : 'internal';
  return new Rejected(status < 500 ? status : 503, reason, error.code ?? error.name, { cause: error });
}

function sendRejection(reply: FastifyReply, rejected: Rejected): FastifyReply {
  if (rejected.status === 503) reply.header('retry-after', RETRY_AFTER_S);
  return reply.code(rejected.status).send({ error: rejected.reason });
}
