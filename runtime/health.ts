/**
 * The small server beside each process: /livez (it runs), /readyz (it can work), /metrics (Prometheus).
 * The trap: a readiness check that hangs is a check that failed, so each gets only so long.
 */
import Fastify, { type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { messageOf } from './problem.ts';

const CHECK_LIMIT_MS = 3000;

/** Resolves when all is well; rejects, or answers false, when not. */
export type Check = () => Promise<unknown>;

export type HealthOptions = {
  host: string;
  /** 0 = any free port. */
  port: number;
  /** By name: `store`, `temporal`, `worker`, … */
  checks: Record<string, Check>;
  registry: Registry;
  /** Called before /metrics answers, to fill gauges that are read from the store. Its failure only loses those. */
  beforeMetrics?: () => Promise<void>;
};

export type HealthServer = { url: string; close(): Promise<void> };

/** Listens; rejects with the system's error when the port is taken. */
export async function startHealthServer(options: HealthOptions): Promise<HealthServer> {
  const app = Fastify();
  addHealthRoutes(app, options);
  const url = await app.listen({ host: options.host, port: options.port });
  return { url, close: () => app.close() };
}

/** The same three routes on a server that exists already (ingress). */
export function addHealthRoutes(app: FastifyInstance, options: Omit<HealthOptions, 'host' | 'port'>): void {
  app.get('/livez', async () => ({ ok: true }));
  app.get('/readyz', async (_request, reply) => {
    const checks = await runChecks(options.checks);
    const ok = Object.values(checks).every((result) => result === 'ok');
    return reply.code(ok ? 200 : 503).send({ ok, checks });
  });
  app.get('/metrics', async (_request, reply) => {
    await options.beforeMetrics?.().catch(() => undefined);
    return reply.type(options.registry.contentType).send(await options.registry.metrics());
  });
}

/** `ok` or the reason, by name; all are asked at once. */
export async function runChecks(
  checks: Record<string, Check>,
  limitMs = CHECK_LIMIT_MS,
): Promise<Record<string, string>> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await resultOf(check, limitMs)] as const),
  );
  return Object.fromEntries(results);
}

async function resultOf(check: Check, limitMs: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer after ${limitMs / 1000} s`), limitMs);
  });
  const asked = (async () => ((await check()) === false ? 'not ok' : 'ok'))().catch(messageOf);
  const result = await Promise.race([asked, late]);
  clearTimeout(timer);
  return result;
}
