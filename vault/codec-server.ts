/**
 * Shows encrypted histories in clear text to who may see them: the Web UI and the `temporal` CLI post payloads here.
 * The trap: the Web UI can only be given an address, so the token may stand in the path; no line of log names a path.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { z } from 'zod';
import type { KeyRing } from './contract.ts';
import { VaultError } from './errors.ts';
import { createPayloadCodec } from './payload-codec.ts';

const BODY_LIMIT_BYTES = 16 * 1024 * 1024;
const LEAST_TOKEN_LENGTH = 16;
const PREFLIGHT_SECONDS = '600';

const wirePayload = z.looseObject({ metadata: z.record(z.string(), z.string()).nullish(), data: z.string().nullish() });
const wireBody = z.looseObject({ payloads: z.array(wirePayload).default([]) });

export type CodecServerOptions = {
  ring: KeyRing;
  /** At least 16 characters; sent as `Authorization: Bearer <token>` or as the first part of the path. */
  token: string;
  /** Origins of Web UIs, e.g. `http://localhost:8233`. */
  allowedOrigins: readonly string[];
  logger?: FastifyBaseLogger;
};

/** A fastify app, not yet listening: POST /decode, /encode, the same below `/<token>`, and GET /livez. */
export function createCodecServer(options: CodecServerOptions): FastifyInstance {
  if (options.token.length < LEAST_TOKEN_LENGTH) {
    throw new VaultError(
      `The codec server's token is shorter than ${LEAST_TOKEN_LENGTH} characters.`,
      'Use a random one, e.g. from `openssl rand -hex 24`.',
    );
  }
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    logController: new LogController({ disableRequestLogging: true }),
    ...(options.logger ? { loggerInstance: options.logger } : {}),
  });
  const codec = createPayloadCodec(options.ring);
  allowOrigins(app, options.allowedOrigins);
  replyWithoutPath(app, options.logger);
  app.get('/livez', async () => ({ ok: true }));
  for (const way of ['encode', 'decode'] as const) {
    const handler = convert(codec, way);
    app.post(`/${way}`, { onRequest: requireToken(options.token, bearerOf) }, handler);
    app.post(`/:token/${way}`, { onRequest: requireToken(options.token, pathTokenOf) }, handler);
  }
  return app;
}

function convert(codec: PayloadCodec, way: 'encode' | 'decode') {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const body = wireBody.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: 'expected {"payloads": [{"metadata": {}, "data": ""}]}' });
    const payloads = await codec[way](body.data.payloads.map(fromWire));
    return { payloads: payloads.map(toWire) };
  };
}

function fromWire(wire: z.infer<typeof wirePayload>): Payload {
  const metadata = Object.entries(wire.metadata ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64')]);
  return { metadata: Object.fromEntries(metadata), data: Buffer.from(wire.data ?? '', 'base64') };
}

function toWire(payload: Payload): { metadata: Record<string, string>; data: string } {
  const metadata = Object.entries(payload.metadata ?? {}).map(([key, value]) => [key, base64(value)]);
  return { metadata: Object.fromEntries(metadata), data: base64(payload.data ?? new Uint8Array(0)) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  app.addHook('onRequest', async (request, reply) => {
    const origin = request.headers.origin;
    reply.header('vary', 'Origin');
    if (!origin || !origins.includes(origin)) return;
    reply.header('access-control-allow-origin', origin);
    reply.header('access-control-allow-methods', 'POST, OPTIONS');
    reply.header('access-control-allow-headers', 'content-type, x-namespace, authorization');
    reply.header('access-control-max-age', PREFLIGHT_SECONDS);
  });
  app.options('/*', async (_request, reply) => reply.code(204).send());
}

/** Fastify's own answers to errors repeat the path, and with it the token. */
function replyWithoutPath(app: FastifyInstance, logger: FastifyBaseLogger | undefined): void {
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'not found' }));
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof VaultError) return reply.code(422).send({ error: error.message, fix: error.fix });
    const status = error.statusCode ?? 500;
    if (status >= 500) logger?.error({ error: error.message }, 'codec server: a request failed');
    return reply.code(status).send({ error: status >= 500 ? 'internal error' : error.message });
  });
}

function bearerOf(request: FastifyRequest): string {
  return /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

function pathTokenOf(request: FastifyRequest): string {
  const { params } = request;
  return typeof params === 'object' && params !== null && 'token' in params ? String(params.token) : '';
}

function requireToken(expected: string, given: (request: FastifyRequest) => string) {
  const expectedHash = sha256(expected);
  return async (request: FastifyRequest, reply: FastifyReply) => {
    // Hashes are of equal length, so the comparison takes the same time for every wrong token.
    if (timingSafeEqual(sha256(given(request)), expectedHash)) return;
    return reply
      .code(401)
      .send({ error: 'the codec server needs its token: Authorization: Bearer <token>, or /<token>/decode' });
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
