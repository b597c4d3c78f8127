// The V1 API as one plugin: Basic credentials, V1 error bodies, all routes.
// Trap: an API-Key header is V2's; V1 answers 401 to it even when the key is right.
import { timingSafeEqual } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../domain/refusal.ts';
import { type ApiFace, type PipelineParts, usePipeline } from '../http/pipeline.ts';
import { addCatalogRoutes } from './catalog.ts';
import { exceptionBody, UNAUTHORIZED, V1Problem } from './errors.ts';
import { addOrderRoutes } from './orders.ts';
import { addShipmentRoutes } from './shipments.ts';
import { addWebhookRoutes } from './webhooks.ts';

export interface V1Key {
  key: string;
  secret: string;
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function authenticate(keys: readonly V1Key[], request: FastifyRequest): string | undefined {
  const [scheme, encoded] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic' || !encoded) {
    if (request.headers['api-key'] !== undefined) request.entry.notes.push('V2 credentials sent to V1');
    return undefined;
  }
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return keys.find((k) => same(`${k.key}:${k.secret}`, pair))?.key;
}

const face = (keys: readonly V1Key[]): ApiFace => ({
  api: 'v1',
  authenticate: (request) => authenticate(keys, request),
  limitHeaders: (a) => ({
    'X-Rate-Limit-Limit': String(a.limit),
    'X-Rate-Limit-Remaining': String(a.remaining),
    'X-Rate-Limit-Reset': String(a.resetSec),
  }),
  unauthorized: () => ({ status: 401, body: UNAUTHORIZED }),
  tooMany: (a) => ({
    body: { message: 'Too Many Requests' },
    headers: { 'X-Rate-Limit-Remaining': '0', 'X-Rate-Limit-Reset': String(a.resetSec) },
  }),
  serverError: () => JSON.stringify(exceptionBody()),
});

/** Puts every refusal into V1's own body. */
function answerError(error: FastifyError, _request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof V1Problem) return reply.code(error.status).send(error.body);
  if (error instanceof Refusal) return reply.code(error.status).send({ Message: error.message });
  if (error.statusCode === 415) return reply.code(415).send({ Message: 'The media type is not supported.' });
  if (error.statusCode !== undefined && error.statusCode < 500) {
    const body = { Message: 'The request is invalid.', ModelState: { request: [error.message] } };
    return reply.code(error.statusCode).send(body);
  }
  return reply.code(500).send(exceptionBody());
}

const KNOWN_ROOTS =
  /^\/(orders|customers|warehouses|shipments|fulfillments|stores|products|carriers|users|webhooks|accounts)/;

/** The V1 plugin; register it under its base path. */
export function v1Plugin(app: FastifyInstance, options: { parts: PipelineParts; keys: readonly V1Key[] }): void {
  const { world } = options.parts;
  usePipeline(app, face(options.keys), options.parts);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => {
    const known = KNOWN_ROOTS.test(request.url.slice(app.prefix === '/' ? 0 : app.prefix.length));
    const status = known && request.method !== 'GET' ? 405 : 404;
    const what = status === 405 ? `method '${request.method}' is not supported.` : 'resource cannot be found.';
    return reply.code(status).send({ Message: `The requested ${what}` });
  });
  addOrderRoutes(app, world);
  addShipmentRoutes(app, world);
  addCatalogRoutes(app, world);
  addWebhookRoutes(app, world);
}
