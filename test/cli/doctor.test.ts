import { chmod, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { freePort } from '../../runtime/temporal-server.ts';
import { applied, openPlace, prepare, type Workplace, workplace, writeConnection } from './support.ts';

type Check = { name: string; state: 'ok' | 'warn' | 'fail'; detail: string; fix?: string };
type Answer = { ok: boolean; checks: Check[] };

let place: Workplace;
let vendor: Server;
let vendorLines: string[];
let clockAheadMs = 0;
const PORTS = ['TEMPORAL', 'TEMPORAL_UI', 'INGRESS', 'INGRESS_HEALTH', 'CODEC', 'WORKER'];

beforeEach(async () => {
  clockAheadMs = 0;
  vendor = createServer((_request, response) => {
    response.setHeader('date', new Date(Date.now() + clockAheadMs).toUTCString());
    response.end();
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  const { port } = vendor.address() as AddressInfo;
  vendorLines = [`shipstation: { v1BaseUrl: "http://127.0.0.1:${port}" }`];
  const ports = await Promise.all(PORTS.map(async (name) => [`ML_CONNECTOR_${name}_PORT`, String(await freePort())]));
  place = await workplace(Object.fromEntries(ports));
});
afterEach(async () => {
  vendor.close();
  await place.remove();
});

const examine = () => place.json<Answer>(['doctor']);
const find = (answer: Answer, name: string) => answer.checks.find((check) => check.name === name);

test('an empty folder: what is missing is named with the command that makes it', async () => {
  const { code, answer } = await examine();
  expect(code).toBe(1);
  expect(answer.ok).toBe(false);
  expect(find(answer, 'master key')).toMatchObject({ state: 'fail', fix: expect.stringContaining('keys generate') });
  expect(find(answer, 'connection files')).toMatchObject({ state: 'warn', fix: expect.stringContaining('init') });
  expect(find(answer, 'node')?.state).toBe('ok');
});

test('all in place but not running: warnings, no failure', async () => {
  await prepare(place, 'acme', vendorLines);
  const { store, vault } = await openPlace(place);
  await applied(store, place);
  for (const system of ['netsuite', 'shipstation']) {
    const sealed = vault.seal('{}', `secret/acme/${system}`);
    await store.secrets.put('acme', system, sealed, vault.keyIdOf(sealed));
  }
  await store.close();
  const { code, answer } = await examine();
  expect(answer.checks.filter(({ state }) => state === 'fail')).toEqual([]);
  expect(code).toBe(0);
  for (const name of ['master key', 'store', 'connection acme', 'credentials acme', 'clock', 'time-zone data']) {
    expect(find(answer, name)).toMatchObject({ state: 'ok' });
  }
  expect(find(answer, 'Temporal')).toMatchObject({ state: 'warn', fix: expect.stringContaining('ml-connector up') });
});

test('what is wrong is found: readable key, wrong clock, taken port, changed file, parked, no credentials, unknown variable', async () => {
  await prepare(place, 'acme', vendorLines);
  await chmod(join(place.folder, '.data/master.key'), 0o644);
  await writeFile(join(place.folder, '.env'), 'ML_CONNECTOR_HOEM=x\n');
  clockAheadMs = 600_000;
  place.env.ML_CONNECTOR_WORKER_PORT = String((vendor.address() as AddressInfo).port);
  place.env.ML_CONNECTOR_CODEC_PORT = '1';
  const { store } = await openPlace(place);
  await applied(store, place);
  await store.connections.park('acme', { system: 'netsuite', failureType: 'Auth', reason: 'the token was revoked' });
  await store.close();
  await writeConnection(place, 'acme', [...vendorLines, 'mode: live']);
  const { code, answer } = await examine();
  expect(code).toBe(1);
  const all = answer.checks.map(({ name, state, detail, fix }) => `${state} ${name}: ${detail} → ${fix ?? ''}`);
  const expected = [
    /^warn master key: .*can be read by other users → chmod 600 /,
    /^fail clock: (599|600) s apart/,
    /^ok worker port: \d+, running/,
    /^warn environment: ML_CONNECTOR_HOEM .*did you mean ML_CONNECTOR_HOME\?/,
    /^warn connection acme: its file differs .*apply --dry-run/,
    /^fail connection acme: parked since .*the token was revoked/,
    /^fail credentials acme: none for netsuite → ml-connector credentials set acme netsuite/,
  ];
  for (const line of expected) expect(all).toContainEqual(expect.stringMatching(line));
});

test('a wrong file is told with its line', async () => {
  await prepare(place, 'acme', ['mod: live']);
  const { code, stdout } = await place.run(['doctor']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/FAIL {2}connection files: .*acme\.yaml:5:1 {2}mod: unknown key\. Did you mean "mode"\?/);
});

test('bad configuration of the process: exit code 1 and the variable', async () => {
  place.env.ML_CONNECTOR_WORKER_PORT = 'abc';
  const { code, answer } = await examine();
  expect(code).toBe(1);
  expect(find(answer, 'environment')?.detail).toContain('ML_CONNECTOR_WORKER_PORT must be a port');
});
