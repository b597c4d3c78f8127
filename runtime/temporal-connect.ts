/**
 * Connections to the Temporal server: for clients (CLI, ingress) and for workers.
 * The trap: a client without our data converter cannot read results, so connectTemporal takes the key ring and makes it.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, type TLSConfig } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type { KeyRing } from '../vault/contract.ts';
import { createDataConverter } from '../vault/data-converter.ts';
import type { Env, TemporalEnv } from './env.ts';
import type { Logger } from './log.ts';
import { messageOf, StartProblem } from './problem.ts';

const CONNECT_TIMEOUT_MS = 5000;
const RETRY_EVERY_MS = 500;
const TELL_EVERY_MS = 5000;

type ConnectionSettings = { address: string; tls?: TLSConfig | true; apiKey?: string };

/** Address, TLS and API key as the SDK's connections take them. Throws StartProblem when a file cannot be read. */
export function connectionSettings(temporal: TemporalEnv): ConnectionSettings {
  const { address, apiKey, tls } = temporal;
  return {
    address,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(tls === undefined ? {} : { tls: tlsSettings(tls) }),
  };
}

function tlsSettings(tls: NonNullable<TemporalEnv['tls']>): TLSConfig | true {
  const { certFile, keyFile, caFile } = tls;
  const crt = certFile === undefined ? undefined : readTlsFile('TEMPORAL_TLS_CERT', certFile);
  const key = keyFile === undefined ? undefined : readTlsFile('TEMPORAL_TLS_KEY', keyFile);
  const ca = caFile === undefined ? undefined : readTlsFile('TEMPORAL_TLS_CA', caFile);
  if (crt === undefined && ca === undefined) return true;
  return {
    ...(crt === undefined || key === undefined ? {} : { clientCertPair: { crt, key } }),
    ...(ca === undefined ? {} : { serverRootCACertificate: ca }),
  };
}

function readTlsFile(variable: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new StartProblem(
      'usage',
      `The file named by ${variable} cannot be read: ${messageOf(cause)}.`,
      'Correct the path, or let the user that runs ml-connector read the file.',
      { cause },
    );
  }
}

export type TemporalClient = { client: Client; connection: Connection; close(): Promise<void> };

/**
 * A client of the connection's namespace. Throws StartProblem (unreachable) when the server does not answer.
 * `lazy`: connect with the first call, for a process that must start without the server (ingress).
 */
export async function connectTemporal(
  { env, ring }: { env: Pick<Env, 'temporal'>; ring: KeyRing },
  options: { lazy?: boolean } = {},
): Promise<TemporalClient> {
  const { address, namespace } = env.temporal;
  const settings = { ...connectionSettings(env.temporal), connectTimeout: CONNECT_TIMEOUT_MS };
  const connection = options.lazy === true ? Connection.lazy(settings) : await reach(settings, address);
  const client = new Client({ connection, namespace, dataConverter: createDataConverter(ring) });
  return { client, connection, close: () => connection.close() };
}

async function reach(settings: ConnectionSettings & { connectTimeout: number }, address: string): Promise<Connection> {
  // Not Connection.connect: when that fails its channel stays open and goes on trying.
  const connection = Connection.lazy(settings);
  try {
    await connection.ensureConnected();
    return connection;
  } catch (cause) {
    await connection.close();
    throw new StartProblem(
      'unreachable',
      `The Temporal server at ${address} does not answer: ${messageOf(cause)}.`,
      'Start everything with `npx ml-connector up`, or set TEMPORAL_ADDRESS to the server to use.',
      { cause },
    );
  }
}

/**
 * A worker's connection. Waits for an absent server, with a line in the log every 5 s, until `signal` says to stop.
 * Rejects with the signal's reason then.
 */
export async function connectWorker(
  env: Pick<Env, 'temporal'>,
  options: { log: Logger; signal?: AbortSignal },
): Promise<NativeConnection> {
  const settings = connectionSettings(env.temporal);
  // Loaded here: it is large, and the command line needs only the client above.
  const { NativeConnection } = await import('@temporalio/worker');
  return waitFor(() => NativeConnection.connect(settings), `Temporal at ${env.temporal.address}`, options);
}

/** Repeats `attempt` until it succeeds; the same waiting for whatever else a process needs at its start. */
export async function waitFor<T>(
  attempt: () => Promise<T>,
  what: string,
  { log, signal }: { log: Logger; signal?: AbortSignal },
): Promise<T> {
  const startedMs = Date.now();
  for (let toldMs = 0; ; ) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof StartProblem && error.kind === 'usage') throw error;
      const nowMs = Date.now();
      if (nowMs - toldMs >= TELL_EVERY_MS) {
        toldMs = nowMs;
        log.warn({ waitedSeconds: Math.round((nowMs - startedMs) / 1000) }, `waiting for ${what}: ${messageOf(error)}`);
      }
    }
    await sleep(RETRY_EVERY_MS, undefined, signal === undefined ? {} : { signal });
  }
}
