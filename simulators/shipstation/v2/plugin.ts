// The V2 API as one plugin: API-Key header, error envelope, all routes.
// Trap: a 403 means the plan, not the key; a 500 has no body at all.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../domain/refusal.ts';
import { type ApiFace, type PipelineParts, usePipeline } from '../http/pipeline.ts';
import { addCatalogRoutes } from './catalog.ts';
import { addFulfillmentRoutes } from './fulfillments.ts';
import { envelope, V2Problem } from './http.ts';
import { addInventoryRoutes } from './inventory.ts';
import { addLabelRoutes } from './labels.ts';
import { addShipmentRoutes } from './shipments.ts';
import { addWebhookRoutes } from './webhooks.ts';

export interface V2PluginOptions {
  parts: PipelineParts;
  keys: readonly string[];
  base: () => string;
}

function authenticate(keys: readonly string[], request: FastifyRequest): string | undefined {
  const given = request.headers['api-key'];
  if (given === undefined && request.headers.authorization) request.entry.notes.push('V1 credentials sent to V2');
  return keys.find((key) => key === given);
}

const face = ({ parts, keys }: V2PluginOptions): ApiFace => ({
  api: 'v2',
  authenticate: (request) => authenticate(keys, request),
  gate: () => {
    if (parts.world.settings.behaviour.v2Plan) return undefined;
    return { status: 403, body: envelope('account_status', 'forbidden', 'The plan does not include this API.') };
  },
  limitHeaders: ({ limit, remaining, resetSec }): Record<string, string> =>
    parts.world.settings.behaviour.v2LimitHeaders
      ? {
          'X-Rate-Limit-Limit': String(limit),
          'X-Rate-Limit-Remaining': String(remaining),
          'X-Rate-Limit-Reset': String(resetSec),
        }
      : {},
  unauthorized: () => ({ status: 401, body: envelope('security', 'unauthorized', 'The API key is invalid.') }),
  tooMany: ({ resetSec }) => ({
    body: envelope('system', 'rate_limit_exceeded', `Rate limit exceeded. Try again in ${resetSec} seconds.`),
    headers: { 'Retry-After': String(resetSec) },
  }),
  serverError: () => '',
});

/** Puts every refusal into V2's envelope. */
function answerError(error: FastifyError, _request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof V2Problem) {
    return reply.code(error.status).send(envelope(error.type, error.code, error.message, error.field));
  }
  if (error instanceof Refusal) {
    return reply.code(error.status).send(envelope('business_rules', error.code, error.message));
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return reply.code(error.statusCode).send(envelope('validation', 'unspecified', error.message));
  }
  return reply.code(500).send();
}

/** The V2 plugin; register it under /v2. */
export function v2Plugin(app: FastifyInstance, options: V2PluginOptions): void {
  const context = { world: options.parts.world, base: options.base };
  usePipeline(app, face(options), options.parts);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(envelope('validation', 'invalid_identifier', 'No such resource.')),
  );
  addShipmentRoutes(app, context);
  addLabelRoutes(app, context);
  addFulfillmentRoutes(app, context);
  addInventoryRoutes(app, context);
  addCatalogRoutes(app, context);
  addWebhookRoutes(app, context);
}
