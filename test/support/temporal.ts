/**
 * One real, tuned Temporal server for the whole test run, started by the first test file that asks for it; each file
 * gets a namespace of its own with our search attributes in it.
 * The trap: jest runs files in several processes, so the server is found through a folder that jest-start.mjs made.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type ClientOptions, Connection } from '@temporalio/client';
import { resolveTemporalBinary } from '../../runtime/temporal-binary.ts';
import { freePort, startTemporalServer } from '../../runtime/temporal-server.ts';
import { ensureNamespace, ensureSearchAttributes } from '../../runtime/temporal-setup.ts';

/** Give it to beforeAll: the first one may have to wait for the server's start. */
export const START_TIMEOUT_MS = 300_000;

export type TestServer = {
  address: string;
  /** Fresh, and no other file's. */
  namespace: string;
  connection: Connection;
  /** A client of the namespace; pass a data converter if the workers use one. */
  client(options?: Pick<ClientOptions, 'dataConverter' | 'interceptors'>): Client;
  /** Closes the connection; the server goes on for the other files. */
  close(): Promise<void>;
};

/** `name` stands at the front of the namespace, for reading the server's log. */
export async function startTestServer(name = 'test'): Promise<TestServer> {
  return freshNamespace(await sharedServer(), name);
}

/** The same on a server that the caller has started, and stops after `close`. */
export async function freshNamespace(address: string, name: string): Promise<TestServer> {
  const connection = await Connection.connect({ address });
  const namespace = `${name}-${process.pid}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 6)}`;
  await ensureNamespace(connection, { namespace, retentionDays: 1 });
  await ensureSearchAttributes(connection, namespace);
  return {
    address,
    namespace,
    connection,
    client: (options = {}) => new Client({ connection, namespace, ...options }),
    close: () => connection.close(),
  };
}

/** Folder of this run; jest-start.mjs makes it and jest-end.mjs stops what its server.json names. */
const runFolder = () => process.env.ML_CONNECTOR_TEST_TEMPORAL ?? join(tmpdir(), `ml-connector-test-${process.ppid}`);

async function sharedServer(): Promise<string> {
  const folder = runFolder();
  const note = join(folder, 'server.json');
  if (claim(folder)) await startShared(folder, note);
  while (!existsSync(note)) await sleep(50);
  const { address, problem } = JSON.parse(readFileSync(note, 'utf8'));
  if (problem !== undefined) throw new Error(`the shared Temporal server did not start: ${problem}`);
  return address;
}

/** True for the one process that is to start it. */
function claim(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  try {
    mkdirSync(join(folder, 'claimed'));
    return true;
  } catch {
    return false;
  }
}

async function startShared(folder: string, note: string): Promise<void> {
  const say = (text: object) => {
    writeFileSync(`${note}.new`, JSON.stringify(text));
    renameSync(`${note}.new`, note);
  };
  try {
    const { path } = await resolveTemporalBinary({ say: () => undefined });
    const logFile = join(folder, 'server.log');
    // In memory: quicker than a file, and nothing is left behind.
    const start = async () => startTemporalServer({ binary: path, port: await freePort(), logFile });
    // The server takes further free ports by itself, and another test may be quicker to use one.
    const server = await start().catch(start);
    server.unref();
    say({ address: server.address, pid: server.pid });
  } catch (error) {
    say({ problem: String(error) });
  }
}
