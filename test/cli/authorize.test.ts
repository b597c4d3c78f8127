/** `connections authorize` against the simulated sign-in: by callback and by paste; what comes of it, and what never shows. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connectionSchema } from '../../settings/connection.ts';
import { DEFAULT_APP, type ShipBobSimulator, startShipBobSimulator } from '../../simulators/shipbob/server.ts';
import type { Store } from '../../store/contract.ts';
import type { Vault } from '../../vault/contract.ts';
import { MAIN, openPlace, prepare, type Workplace, workplace } from './support.ts';

let place: Workplace;
let store: Store;
let vault: Vault;
let shipBob: ShipBobSimulator;
let redirectUri: string;

beforeEach(async () => {
  place = await workplace();
  await prepare(place);
  ({ store, vault } = await openPlace(place));
  redirectUri = `http://127.0.0.1:${await freePort()}/callback`;
  const app = { ...DEFAULT_APP, redirectUris: [redirectUri] };
  shipBob = await startShipBobSimulator({ app, settings: { auth: { pkce: 'required' } } });
  await apply({ redirectUri });
  await writeFile(join(place.folder, 'app.json'), JSON.stringify(DEFAULT_APP));
});
afterEach(async () => {
  await shipBob.close();
  await store.close();
  await place.remove();
});

async function apply(shipbob: object): Promise<void> {
  const { url } = shipBob;
  const connection = connectionSchema.parse({
    id: 'acme',
    pair: 'netsuite-shipbob',
    timeZone: 'UTC',
    netsuite: { account: '1' },
    shipbob: { baseUrl: url, authUrl: url, ...shipbob },
  });
  const { pair, mode } = connection;
  await store.connections.put({ id: 'acme', pair, mode, settings: JSON.stringify(connection) });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

type Running = { child: ChildProcess; url: Promise<URL>; end: Promise<{ code: number | null; text: string }> };

function run(...args: string[]): Running {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', MAIN, 'connections', 'authorize', 'acme', ...args],
    {
      cwd: place.folder,
      env: place.env,
    },
  );
  let text = '';
  const shown = Promise.withResolvers<URL>();
  const take = (chunk: string) => {
    text += chunk;
    const url = /\n\n(http\S+)\n\n/.exec(text)?.[1];
    if (url !== undefined) shown.resolve(new URL(url));
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  const end = new Promise<{ code: number | null; text: string }>((done) =>
    child.once('close', (code) => done({ code, text })),
  );
  void end.then(({ text: all }) => shown.reject(new Error(`it showed no address: ${all}`)));
  shown.promise.catch(() => {});
  return { child, url: shown.promise, end };
}

/** What a browser sends on from the sign-in's page. */
async function signIn(url: URL): Promise<URLSearchParams> {
  const page = await (await fetch(url)).text();
  const fields = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  return new URLSearchParams(fields);
}

const opened = async (name: string) => {
  const found = await store.secrets.get('acme', name);
  return found === undefined ? undefined : JSON.parse(vault.open(found.sealed, `secret/acme/${name}`));
};

const secretsOf = (sealed: { refreshToken: string; accessToken: string }) => [
  sealed.refreshToken,
  sealed.accessToken,
  DEFAULT_APP.clientSecret,
];

test('the answer comes to this machine: sealed, the old pair dropped, unparked, nothing shown', async () => {
  await store.connections.park('acme', { system: 'shipbob', failureType: 'Auth', reason: 'refused' });
  await store.secrets.put('acme', 'rotating/shipbob', 'old', 'k');
  const { url, end } = run('--app', 'app.json');
  const address = await url;
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    response_type: 'code id_token',
    response_mode: 'form_post',
    code_challenge_method: 'S256',
    redirect_uri: redirectUri,
  });
  const fields = await signIn(address);
  expect((await fetch(`${redirectUri.replace('callback', 'favicon.ico')}`)).status).toBe(404);
  const forged = await fetch(redirectUri, { method: 'POST', body: new URLSearchParams({ code: 'x', state: 'y' }) });
  expect(forged.status).toBe(400);
  const answered = await fetch(redirectUri, { method: 'POST', body: fields });
  expect([answered.status, answered.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const { code, text } = await end;
  expect({ code, text }).toMatchObject({
    code: 0,
    text: expect.stringContaining('The connection was parked and goes on now.'),
  });
  const sealed = await opened('shipbob');
  expect(sealed).toMatchObject({
    kind: 'oauth',
    ...{ clientId: DEFAULT_APP.clientId, clientSecret: DEFAULT_APP.clientSecret },
  });
  expect(Object.keys(sealed).sort()).toEqual([
    'accessToken',
    'clientId',
    'clientSecret',
    'expiresAt',
    'kind',
    'refreshToken',
  ]);
  for (const secret of [...secretsOf(sealed), fields.get('code') ?? '-', fields.get('id_token') ?? '-'])
    expect(text).not.toContain(secret);
  expect(await store.secrets.get('acme', 'rotating/shipbob')).toBeUndefined();
  expect((await store.connections.get('acme'))?.parked).toBeUndefined();
  // The app is known from now on, and the sealed pair works.
  const ping = await place.json<{ systems: { system: string; checks: { name: string; state: string }[] }[] }[]>([
    'ping',
    'acme',
  ]);
  expect(ping.answer[0]?.systems.find(({ system }) => system === 'shipbob')?.checks[0]).toMatchObject({
    name: 'sign-in',
    state: 'ok',
  });
});

test('pasted: the address at which the browser ended, or the bare code; webhook secrets stay', async () => {
  const webhookSecrets = ['whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX'];
  const known = { kind: 'oauth', ...DEFAULT_APP, refreshToken: 'dead', webhookSecrets };
  const secret = vault.seal(JSON.stringify(known), 'secret/acme/shipbob');
  await store.secrets.put('acme', 'shipbob', secret, vault.keyIdOf(secret));
  // Nothing need listen there, and it need not be this machine.
  for (const pick of [(at: string) => at, (at: string) => new URL(at).searchParams.get('code') ?? '']) {
    const { child, url, end } = run('--no-listen', '--json');
    const address = await url;
    const ended = (await fetch(address, { redirect: 'manual' })).headers.get('location') ?? '';
    child.stdin?.end(`${pick(ended)}\n`);
    expect(await end).toMatchObject({ code: 0, text: expect.stringContaining('"authorized": true') });
    expect(await opened('shipbob')).toMatchObject({ webhookSecrets, refreshToken: expect.not.stringMatching('dead') });
  }
});

test('refused by the person, a wrong state, too late, no app: nothing is sealed', async () => {
  shipBob.setSettings({ auth: { deny: true } });
  const denied = run('--app', 'app.json');
  await fetch(redirectUri, { method: 'POST', body: await signIn(await denied.url) });
  expect(await denied.end).toMatchObject({ code: 1, text: expect.stringContaining('access_denied') });
  const foreign = run('--app', 'app.json', '--no-listen');
  await foreign.url;
  foreign.child.stdin?.end(`${redirectUri}?code=abc&state=somebody-elses\n`);
  expect(await foreign.end).toMatchObject({ code: 1, text: expect.stringContaining('belongs to another sign-in') });
  const late = run('--app', 'app.json', '--timeout', '1s');
  expect(await late.end).toMatchObject({ code: 1, text: expect.stringContaining('No answer came within 1 s') });
  expect(await run().end).toMatchObject({ code: 2, text: expect.stringContaining('has no OAuth app') });
  await apply({ redirectUri: 'https://shop.example/callback' });
  expect(await run('--app', 'app.json').end).toMatchObject({ code: 2, text: expect.stringContaining('--no-listen') });
  expect(await store.secrets.get('acme', 'shipbob')).toBeUndefined();
});
