/**
 * Errors of the CLI and their exit codes: 0 fine · 1 it ran and found something wrong · 2 bad usage or configuration ·
 * 3 something needed cannot be reached · 4 refused. Every known error is one clear sentence with what to do.
 * The trap: gRPC wraps its errors several times; the code that tells is often in a `cause`.
 */
import { CommanderError } from 'commander';
import { ConnectorError } from '../connectors/http/errors.ts';
import { StartProblem } from '../runtime/problem.ts';
import { SettingsError } from '../settings/problems.ts';
import { StoreError } from '../store/errors.ts';
import { VaultError } from '../vault/errors.ts';

export type ExitCode = 0 | 1 | 2 | 3 | 4;

export class CliError extends Error {
  readonly exitCode: ExitCode;
  readonly fix: string | undefined;

  constructor(exitCode: ExitCode, message: string, fix?: string) {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
    this.fix = fix;
  }
}

export const usageError = (message: string, fix?: string): CliError => new CliError(2, message, fix);
export const unreachable = (message: string, fix?: string): CliError => new CliError(3, message, fix);
export const refused = (message: string, fix?: string): CliError => new CliError(4, message, fix);
export const foundWrong = (message: string, fix?: string): CliError => new CliError(1, message, fix);

export type Described = { exitCode: ExitCode; message: string; fix?: string; known: boolean };

/** Any error → what to print and how to end. */
export function describeError(error: unknown): Described {
  const chain = causes(error);
  for (const one of chain) {
    const described = known(one);
    if (described !== undefined) return { ...described, known: true };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    exitCode: 1,
    message: `unexpected error: ${message}`,
    fix: 'Run it again with --debug for the details.',
    known: false,
  };
}

/** The error and what caused it, outermost first. */
function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  let next: unknown = error;
  while (next !== undefined && next !== null && chain.length < 8 && !chain.includes(next)) {
    chain.push(next);
    next = next instanceof Error ? next.cause : undefined;
  }
  return chain;
}

function known(error: unknown): Omit<Described, 'known'> | undefined {
  if (error instanceof CliError) return described(error.exitCode, error.message, error.fix);
  if (error instanceof SettingsError) return described(2, error.message);
  if (error instanceof ConnectorError) return connectorError(error);
  if (error instanceof StartProblem) return described(error.kind === 'usage' ? 2 : 3, error.message, error.fix);
  if (error instanceof VaultError) return described(2, error.message, error.fix);
  if (error instanceof StoreError) return described(storeExit(error), error.message, error.fix);
  if (error instanceof CommanderError) return described(error.exitCode === 0 ? 0 : 2, error.message);
  if (!(error instanceof Error)) return undefined;
  return byName(error) ?? byCode(error);
}

const described = (exitCode: ExitCode, message: string, fix?: string) => ({
  exitCode,
  message,
  ...(fix === undefined ? {} : { fix }),
});

const storeExit = ({ code }: StoreError): ExitCode =>
  code === 'unreachable' || code === 'busy'
    ? 3
    : code === 'failed' || code === 'damaged' || code === 'disk-full'
      ? 1
      : 2;

function connectorError(error: ConnectorError): Omit<Described, 'known'> {
  const message = `${error.system}: ${error.message}`;
  if (error.type === 'Unavailable') return described(3, message);
  if (error.type !== 'RateLimited') return described(1, message);
  const seconds = Math.ceil((error.retryAfterMs ?? 60_000) / 1000);
  return described(3, message, `Try again in ${seconds} s.`);
}

/** Temporal's classes, known by name so that its packages are not loaded for --help. */
function byName(error: Error): Omit<Described, 'known'> | undefined {
  switch (error.name) {
    case 'ApplicationFailure':
      return workFailure(error);
    case 'TimeoutFailure':
      return described(3, 'No worker took this in time.', 'Is one running? See `ml-connector doctor`.');
    case 'WorkflowNotFoundError':
      return described(1, 'Temporal does not know this workflow (any more).');
    case 'NamespaceNotFoundError':
      return described(2, `Temporal has no such namespace: ${error.message}`, 'Run `ml-connector doctor`.');
    default:
      return undefined;
  }
}

/** A step of a workflow failed; its type is one of the connectors' closed list. */
function workFailure(error: Error): Omit<Described, 'known'> {
  const type: unknown = 'type' in error ? error.type : undefined;
  return described(type === 'Unavailable' || type === 'RateLimited' ? 3 : 1, error.message);
}

const GRPC_DEADLINE = 4;
const GRPC_PERMISSION = 7;
const GRPC_UNAVAILABLE = 14;
const GRPC_UNAUTHENTICATED = 16;
const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'ECONNRESET', 'EAI_AGAIN']);

function byCode(error: Error): Omit<Described, 'known'> | undefined {
  const code: unknown = 'code' in error ? error.code : undefined;
  const isGrpc = 'details' in error || error.name === 'ServiceError';
  if (isGrpc && (code === GRPC_UNAVAILABLE || code === GRPC_DEADLINE)) {
    return described(3, 'Temporal cannot be reached.', 'Start it with `ml-connector up`, or check TEMPORAL_ADDRESS.');
  }
  if (isGrpc && (code === GRPC_UNAUTHENTICATED || code === GRPC_PERMISSION)) {
    return described(2, 'Temporal refused us.', 'Check TEMPORAL_API_KEY or TEMPORAL_TLS_CERT/_KEY.');
  }
  if (typeof code !== 'string') return undefined;
  if (UNREACHABLE.has(code)) return described(3, `cannot be reached: ${error.message || code}`);
  if (code === 'EACCES' || code === 'EPERM') return described(2, `not allowed by the system: ${error.message}`);
  if (code === 'ENOENT') return described(2, `there is no such file: ${error.message}`);
  if (code === 'EEXIST') return described(4, `exists already, left as it is: ${error.message}`);
  return undefined;
}
