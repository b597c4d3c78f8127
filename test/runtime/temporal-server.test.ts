/** A real server: starts, takes namespace and search attributes, and its tuned settings have their effect. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TypedSearchAttributes } from '@temporalio/common';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { parse } from 'yaml';
import { loadEnv } from '../../runtime/env.ts';
import { createLogger } from '../../runtime/log.ts';
import { resolveTemporalBinary } from '../../runtime/temporal-binary.ts';
import { connectTemporal, connectWorker } from '../../runtime/temporal-connect.ts';
import { readsHistories } from '../../runtime/temporal-probe.ts';
import { checkServerPorts, DYNAMIC_CONFIG, freePort, startTemporalServer } from '../../runtime/temporal-server.ts';
import { ensureNamespace, ensureSearchAttributes } from '../../runtime/temporal-setup.ts';
import { generateMasterKey, loadKeyRing } from '../../vault/keys.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { START_TIMEOUT_MS, startTestServer, type TestServer } from '../support/temporal.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });
const quiet = { say: () => undefined };
const { ring } = loadKeyRing({ masterKey: generateMasterKey() });

describe('the server that the tests share', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer('runtime');
  }, START_TIMEOUT_MS);
  afterAll(() => server.close());

  test('namespace and search attributes may be asked for again and again', async () => {
    const { connection, namespace } = server;
    await expect(ensureNamespace(connection, { namespace, retentionDays: 1 })).resolves.toBe('unchanged');
    await expect(ensureNamespace(connection, { namespace, retentionDays: 4 })).resolves.toBe('updated');
    await expect(ensureSearchAttributes(connection, namespace)).resolves.toEqual([]);
    const described = await connection.workflowService.describeNamespace({ namespace });
    expect(Number(described.config?.workflowExecutionRetentionTtl?.seconds)).toBe(4 * 86_400);
  });

  test('a new namespace takes workflows with our search attributes at once', async () => {
    const { connection } = server;
    const namespace = `${server.namespace}-new`;
    await expect(ensureNamespace(connection, { namespace, retentionDays: 1 })).resolves.toBe('created');
    await expect(ensureSearchAttributes(connection, namespace)).resolves.toHaveLength(5);
    const env = { temporal: { ...loadEnv({}).temporal, address: server.address, namespace } };
    const { client, close } = await connectTemporal({ env, ring });
    await client.workflow.start('nothing', {
      taskQueue: 'q',
      workflowId: 'first',
      typedSearchAttributes: new TypedSearchAttributes([{ key: SEARCH_ATTRIBUTES.numbers, value: ['SO1', 'IF2'] }]),
    });
    await close();
  });

  test('it is alive as long as it says that it knows no such workflow', async () => {
    const { address, namespace } = server;
    expect(await readsHistories(address, namespace, 30_000)).toBe(true);
    expect(await readsHistories(`127.0.0.1:${await freePort()}`, namespace, 30_000)).toBe(false);
    // Takes calls and never answers.
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    expect(await readsHistories(`127.0.0.1:${port}`, namespace, 200)).toBe(false);
    silent.close();
  });

  test('an urgent job is done before 200 that came first, and timers do not round up', async () => {
    const done: string[] = [];
    const client = server.client();
    const start = (name: string, priorityKey: number) =>
      client.workflow.start('oneStep', {
        taskQueue: 'prio',
        workflowId: name,
        args: [name],
        priority: { priorityKey },
      });
    await Promise.all(Array.from({ length: 200 }, (_, index) => start(`low-${index}`, 5)));
    const connection = await NativeConnection.connect({ address: server.address });
    let firstLow: () => void = () => undefined;
    const lowRunning = new Promise<void>((resolve) => {
      firstLow = resolve;
    });
    const worker = await Worker.create({
      connection,
      namespace: server.namespace,
      taskQueue: 'prio',
      workflowsPath: fileURLToPath(new URL('./many-low-workflow.ts', import.meta.url)),
      maxConcurrentActivityTaskExecutions: 1,
      activities: {
        async work(name: string) {
          done.push(name);
          firstLow();
        },
      },
    });
    await worker.runUntil(async () => {
      await lowRunning;
      await (await start('urgent', 1)).result();
      // Stock settings fire each one after about a second. A busy machine may hold up some; the quickest of many tells.
      let quickestMs = Number.POSITIVE_INFINITY;
      for (let tries = 1; tries <= 10 && quickestMs >= 600; tries++) {
        const options = { taskQueue: 'prio', workflowId: `timer-${tries}`, priority: { priorityKey: 1 } };
        quickestMs = Math.min(quickestMs, Number(await client.workflow.execute('shortTimer', options)));
      }
      expect(quickestMs).toBeLessThan(600);
    });
    await connection.close();
    expect(done.indexOf('urgent')).toBeGreaterThanOrEqual(0);
    expect(done.indexOf('urgent')).toBeLessThan(120);
  });
});

test('a server on a file uses the write-ahead log, shows its UI with the codec server, and stops', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'temporal-'));
  const dbFile = join(dir, 'deeper', 'temporal.db');
  const { path } = await resolveTemporalBinary(quiet);
  const codecEndpoint = 'http://127.0.0.1:8081/token-of-the-test';
  const logFile = join(dir, 'temporal.log');
  const server = await startTemporalServer({
    binary: path,
    port: await freePort(),
    uiPort: await freePort(),
    dbFile,
    codecEndpoint,
    logFile,
  });
  try {
    const settings = await (await fetch(`${server.uiUrl}/api/v1/settings`)).json();
    expect(settings).toMatchObject({ Codec: { Endpoint: codecEndpoint } });
    const db = new DatabaseSync(dbFile, { readOnly: true });
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    db.close();
  } finally {
    await server.stop();
  }
  expect(() => process.kill(server.pid, 0)).toThrow('ESRCH');
  rmSync(dir, { recursive: true, force: true });
});

test('a port that is taken is named, with the variable to change', async () => {
  const other = createServer((socket) => socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const bound = other.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const free = await freePort();
  await expect(checkServerPorts({ port })).rejects.toMatchObject({
    message: `Port ${port} is already used by another program.`,
    fix: expect.stringContaining('ML_CONNECTOR_TEMPORAL_PORT'),
  });
  await expect(startTemporalServer({ binary: 'unused', port: free, uiPort: port })).rejects.toMatchObject({
    fix: expect.stringContaining('ML_CONNECTOR_TEMPORAL_UI_PORT'),
  });
  await new Promise((resolve) => other.close(resolve));
});

test('a program that ends at once is reported with what it said', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'temporal-'));
  const logFile = join(dir, 'temporal.log');
  const started = startTemporalServer({ binary: process.execPath, port: await freePort(), logFile });
  await expect(started).rejects.toMatchObject({
    kind: 'unreachable',
    message: expect.stringContaining('it ended at once'),
  });
  await expect(started).rejects.toThrow('Cannot find module');
  rmSync(dir, { recursive: true, force: true });
});

test('a client says what is missing; a worker waits until it is told to stop', async () => {
  const temporal = { ...loadEnv({}).temporal, address: `127.0.0.1:${await freePort()}` };
  const lines: string[] = [];
  const log = createLogger({ log: { level: 'info', format: 'json' } }, 'worker', { write: (line) => lines.push(line) });
  const stop = new AbortController();
  const waiting = connectWorker({ temporal }, { log, signal: stop.signal });
  const ended = expect(waiting).rejects.toThrow();
  while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(lines[0]).toContain(`waiting for Temporal at ${temporal.address}`);
  stop.abort();
  await ended;
});

test('the settings for a cluster are the same as for our own server', () => {
  const file = parse(
    readFileSync(fileURLToPath(new URL('../../deploy/temporal/dynamicconfig.yaml', import.meta.url)), 'utf8'),
  );
  const values = Object.entries(file as Record<string, { value: unknown }[]>).map(([key, list]) => [
    key,
    list[0]?.value,
  ]);
  expect(Object.fromEntries(values)).toEqual(DYNAMIC_CONFIG);
});
