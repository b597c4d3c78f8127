import { generateKeyPairSync } from 'node:crypto';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parseCredentials, parseJson } from '../../cli/credentials/shapes.ts';
import type { Store } from '../../store/contract.ts';
import type { Vault } from '../../vault/contract.ts';
import { generateMasterKey } from '../../vault/keys.ts';
import { applied, openPlace, prepare, type Workplace, workplace } from './support.ts';

const SHIPSTATION = { v1: { apiKey: 'key-of-ours', apiSecret: 'hunter2-secret' } };
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const SHORT_RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const m2m = (more: object) => JSON.stringify({ kind: 'm2m', clientId: 'c', certificateId: 'x', ...more });

let place: Workplace;
let store: Store;
let vault: Vault;
beforeEach(async () => {
  place = await workplace();
  await prepare(place);
  ({ store, vault } = await openPlace(place));
  await applied(store, place);
});
afterEach(async () => {
  await store.close();
  await place.remove();
});

const opened = async (name: string) => {
  const found = await store.secrets.get('acme', name);
  return found === undefined ? undefined : JSON.parse(vault.open(found.sealed, `secret/acme/${name}`));
};

test('from stdin: sealed, never shown, and a parked connection goes on', async () => {
  await store.connections.park('acme', { system: 'shipstation', failureType: 'Auth', reason: 'refused' });
  await store.secrets.put('acme', 'token/shipstation', 'old', 'k');
  const { code, stdout, stderr } = await place.run(
    ['credentials', 'set', 'acme', 'shipstation'],
    JSON.stringify(SHIPSTATION),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('The connection was parked and goes on now.');
  expect(stdout + stderr).not.toContain('hunter2');
  expect(await opened('shipstation')).toEqual(SHIPSTATION);
  expect((await store.connections.get('acme'))?.parked).toBeUndefined();
  expect(await store.secrets.get('acme', 'token/shipstation')).toBeUndefined();
  const file = await readFile(join(place.folder, '.data/ml-connector.db'));
  expect(file.includes('hunter2')).toBe(false);
});

test('NetSuite: the private key comes from its own file', async () => {
  await writeFile(join(place.folder, 'key.pem'), PEM);
  await writeFile(join(place.folder, 'ns.json'), JSON.stringify({ kind: 'm2m', clientId: 'c', certificateId: 'x' }));
  const { code } = await place.run([
    'credentials',
    'set',
    'acme',
    'netsuite',
    '--file',
    'ns.json',
    '--key-file',
    'key.pem',
  ]);
  expect(code).toBe(0);
  expect(await opened('netsuite')).toMatchObject({ kind: 'm2m', privateKeyPem: PEM.trim() });
});

const given = (system: 'netsuite' | 'shipstation', text: string) => () =>
  parseCredentials(system, parseJson(system, text));

test.each([
  [
    'a misspelt key',
    'shipstation',
    '{"v1":{"apiKey":"a","apiSecrt":"hunter2"}}',
    /"v1.apiSecret" is missing.*"apiSecrt" is not known, did you mean "apiSecret"\?/,
  ],
  ['no JSON', 'shipstation', 'hunter2', /not readable as JSON/],
  ['nothing', 'shipstation', '', /No credentials were given/],
  ['an empty value', 'shipstation', '{"v1":{"apiKey":"","apiSecret":"hunter2"}}', /"v1.apiKey" is empty/],
  ['an unknown kind', 'netsuite', '{"kind":"hunter2"}', /"kind" is not one of the known kinds/],
  [
    'half a private key',
    'netsuite',
    m2m({ privateKeyPem: '-----BEGIN PRIVATE KEY-----\nhunter2' }),
    /The private key cannot be read\./,
  ],
  [
    'a key that does not fit',
    'netsuite',
    m2m({ privateKeyPem: PEM, algorithm: 'PS256' }),
    /is for ES256, but "algorithm" says PS256/,
  ],
  ['a short RSA key', 'netsuite', m2m({ privateKeyPem: SHORT_RSA }), /The private key is RSA of 2048 bits\./],
] as const)('%s is refused in words, without repeating what was given', (_name, system, input, sentence) => {
  expect(given(system, input)).toThrow(sentence);
  expect(given(system, input)).not.toThrow(/hunter2/);
});

test('what is refused is not stored, and not shown by the command either', async () => {
  const [json, system] = await Promise.all([
    place.run(['credentials', 'set', 'acme', 'shipstation'], '{"v1":{"apiKey":"a","apiSecrt":"hunter2"}}'),
    place.run(['credentials', 'set', 'acme', 'netsuit'], '{}'),
  ]);
  expect(json.code).toBe(2);
  expect(json.stdout + json.stderr).not.toContain('hunter2');
  expect(system).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no system "netsuit"') });
  expect(await store.secrets.list()).toEqual([]);
});

test('an unknown connection is named with the one that was meant', async () => {
  const { code, stderr } = await place.run(['credentials', 'set', 'acem', 'shipstation'], JSON.stringify(SHIPSTATION));
  expect({ code, stderr }).toEqual({ code: 2, stderr: 'There is no connection "acem".\nDid you mean "acme"?\n' });
});

test('check: exit code 1 while one is missing', async () => {
  await place.run(['credentials', 'set', 'acme', 'shipstation'], JSON.stringify(SHIPSTATION));
  const { code, answer } = await place.json<{ system: string; state: string }[]>(['credentials', 'check']);
  expect(code).toBe(1);
  expect(answer.map(({ system, state }) => [system, state])).toEqual([
    ['netsuite', 'fail'],
    ['shipstation', 'ok'],
  ]);
});

test('rotate-key wraps every secret with the new key', async () => {
  await place.run(['credentials', 'set', 'acme', 'shipstation'], JSON.stringify(SHIPSTATION));
  const file = join(place.folder, '.data/master.key');
  const old = await readFile(file, 'utf8');
  const fresh = generateMasterKey();
  await writeFile(file, `${fresh}\n`);
  await appendFile(file, old);
  const { code, answer } = await place.json(['credentials', 'rotate-key']);
  expect({ code, answer }).toEqual({ code: 0, answer: { currentKey: fresh.split(':')[0], secrets: 1, rewrapped: 1 } });
  await writeFile(file, `${fresh}\n`);
  expect(
    await (await place.json<{ state: string }[]>(['credentials', 'check'])).answer.map(({ state }) => state),
  ).toContain('ok');
});
