/**
 * The logger of every process: JSON lines on standard output by pino, secrets and personal data left out.
 * The trap: HTTP errors carry whole requests (headers, bodies) as properties, so of an error only its type, message,
 * code, stack and causes are written.
 */
import type { Logger as SdkLogger } from '@temporalio/common';
import pino, { type DestinationStream, type Logger } from 'pino';
import type { Env } from './env.ts';
import { prettyStream } from './log-pretty.ts';

export type { Logger } from 'pino';

const HIDDEN = [
  'authorization',
  'cookie',
  'apiKey',
  'apiSecret',
  'secret',
  'clientSecret',
  'token',
  'accessToken',
  'refreshToken',
  'privateKeyPem',
  'privateKey',
  'masterKey',
  'password',
  'databaseUrl',
  'body',
  'rawBody',
  'email',
  'customerEmail',
  'phone',
  'shipTo',
  'billTo',
];
/** pino looks only as deep as it is told. */
const PATHS = HIDDEN.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);

type PlainError = { type: string; message: string; code?: string; stack?: string; cause?: PlainError | string };

const MOST_CAUSES = 5;

function plainError(error: unknown, depth = 0): PlainError | string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : undefined;
  return {
    type: error.name,
    message: error.message,
    ...(code === undefined ? {} : { code }),
    ...(error.stack === undefined || depth > 0 ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth >= MOST_CAUSES ? {} : { cause: plainError(error.cause, depth + 1) }),
  };
}

/** `name` is the process: worker, ingress, codec, up, … `destination` is for tests. */
export function createLogger(env: Pick<Env, 'log'>, name: string, destination?: DestinationStream): Logger {
  const sink = destination ?? pino.destination({ fd: 1, sync: true });
  return pino(
    {
      name,
      level: env.log.level,
      base: { name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: PATHS, censor: '[hidden]' },
      serializers: { err: (error: unknown) => plainError(error), error: (error: unknown) => plainError(error) },
    },
    env.log.format === 'pretty' ? prettyStream(sink) : sink,
  );
}

/** The same logger as the Temporal SDK wants it (`Runtime.install({ logger })`). */
export function sdkLogger(log: Logger): SdkLogger {
  const at = (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') => (message: string, meta?: object) =>
    log[level](meta ?? {}, message);
  const byLevel = { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return {
    ...byLevel,
    log: (level, message, meta) => byLevel[LEVELS[level]](message, meta),
  };
}

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
