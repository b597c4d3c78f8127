import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ENVIRONMENT_EXAMPLE } from '../../cli/init/environment-file.ts';
import { VARIABLE_NAMES } from '../../runtime/env-variables.ts';
import { EXAMPLE_PAIRS } from '../../settings/examples.ts';
import { loadConnections } from '../../settings/load.ts';
import { loadKeyRing } from '../../vault/keys.ts';
import { type Workplace, workplace } from './support.ts';

let place: Workplace;
beforeEach(async () => {
  place = await workplace();
});
afterEach(() => place.remove());

const at = (name: string) => join(place.folder, name);

test('writes a valid connection in shadow mode, a usable key that only we may read, and the settings', async () => {
  const { code, stdout } = await place.run(['init', 'acme', '--account', '99_SB1', '--time-zone', 'Europe/Berlin']);
  expect(code).toBe(0);
  expect(stdout).toContain('ml-connector credentials set acme netsuite');
  const [loaded] = await loadConnections(at('connections'));
  expect(loaded?.connection).toMatchObject({
    id: 'acme',
    mode: 'shadow',
    timeZone: 'Europe/Berlin',
    netsuite: { account: '99_SB1' },
  });
  expect(loadKeyRing({ masterKeyFile: at('.data/master.key') })).toMatchObject({ warnings: [] });
  expect((await stat(at('.data/master.key'))).mode & 0o777).toBe(0o600);
  expect((await stat(at('.env'))).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(at('connections/connection.schema.json'), 'utf8'))).toHaveProperty(
    'oneOf.0.properties.syncs',
  );
});

test.each(EXAMPLE_PAIRS)('writes a valid file of the pair %s, and says which credentials it needs', async (pair) => {
  const { code, stdout } = await place.run(['init', 'depot', '--pair', pair]);
  expect(code).toBe(0);
  expect(stdout).toContain(`ml-connector credentials set depot ${pair.split('-')[1]}`);
  const [loaded] = await loadConnections(at('connections'));
  expect(loaded?.connection).toMatchObject({ id: 'depot', pair, mode: 'shadow' });
});

test('never overwrites: exit code 4, and every file stays as it is', async () => {
  await place.run(['init', 'acme']);
  const key = await readFile(at('.data/master.key'), 'utf8');
  await writeFile(at('connections/acme.yaml'), 'mine');
  await writeFile(at('.env'), '# mine\n');
  const { code, stderr } = await place.run(['init', 'acme']);
  expect(code).toBe(4);
  expect(stderr).toContain('exists already');
  expect(await readFile(at('connections/acme.yaml'), 'utf8')).toBe('mine');
  expect(await readFile(at('.env'), 'utf8')).toBe('# mine\n');
  expect(await readFile(at('.data/master.key'), 'utf8')).toBe(key);
});

test('a second connection keeps the shared files', async () => {
  await place.run(['init', 'acme']);
  const { code, answer } = await place.json<{ files: { file: string; state: string }[] }>(['init', 'bravo']);
  expect(code).toBe(0);
  expect(answer.files.filter(({ state }) => state === 'written').map(({ file }) => file)).toEqual([
    'connections/bravo.yaml',
  ]);
});

test.each([
  [['init', 'Acme Inc'], /"Acme Inc" cannot be an id/],
  [
    ['init', 'acme', '--pair', 'netsuite-amazon'],
    /no example of the pair "netsuite-amazon".*There are: netsuite-ship/s,
  ],
  [['init', 'acme', '--time-zone', 'EST'], /Did you mean America\/New_York\?/],
])('%j is refused before anything is written', async (args, sentence) => {
  const { code, stderr } = await place.run(args);
  expect(code).toBe(2);
  expect(stderr).toMatch(sentence);
  await expect(stat(at('connections'))).rejects.toThrow();
});

test('.env.example names every variable and no other', () => {
  const named = [...ENVIRONMENT_EXAMPLE.matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map((match) => match[1]);
  expect(named.filter((name) => name !== 'ML_CONNECTOR_MASTER_KEY_FILE').sort()).toEqual(
    VARIABLE_NAMES.filter((name) => name !== 'ML_CONNECTOR_MASTER_KEY_FILE').sort(),
  );
});
