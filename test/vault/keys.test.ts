import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { VaultError } from '../../vault/errors.ts';
import { generateMasterKey, keyById, loadKeyRing } from '../../vault/keys.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlc-keys-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fails(act: () => unknown): VaultError {
  try {
    act();
  } catch (error) {
    if (error instanceof VaultError) return error;
    throw error;
  }
  throw new Error('expected a VaultError');
}

test('a generated key loads, and its id starts with the day', () => {
  const line = generateMasterKey(new Date('2026-11-21T00:00:00Z'));
  expect(line).toMatch(/^k20261121-[0-9a-f]{6}:/);
  const { ring, warnings } = loadKeyRing({ masterKey: ` ${line}\n` });
  expect(ring.current.id).toBe(line.split(':')[0]);
  expect(ring.current.key).toHaveLength(32);
  expect(warnings).toEqual([]);
});

test('two generated keys differ', () => {
  expect(generateMasterKey()).not.toBe(generateMasterKey());
});

test('the first line of a file seals, further lines and previous keys only open', () => {
  const [first, second, third] = [generateMasterKey(), generateMasterKey(), generateMasterKey()];
  const path = join(folder, 'several');
  writeFileSync(path, `# production\n${first}\n\n${second} # until March\n`, { mode: 0o600 });
  const { ring, warnings } = loadKeyRing({ masterKeyFile: path, previousKeys: `${third},${first}` });
  expect(ring.current.id).toBe(first.split(':')[0]);
  expect(ring.keys.map((key) => key.id)).toEqual([first, second, third].map((line) => line.split(':')[0]));
  expect(warnings).toEqual([]);
});

test('a key file that others can read gives a warning with the command that mends it', () => {
  const path = join(folder, 'open-file');
  writeFileSync(path, generateMasterKey());
  chmodSync(path, 0o644);
  expect(loadKeyRing({ masterKeyFile: path }).warnings).toEqual([expect.stringContaining(`chmod 600 ${path}`)]);
});

describe('unusable keys are refused with the name of the variable and what to do', () => {
  const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
  test.each([
    ['none', {}, 'ML_CONNECTOR_MASTER_KEY_FILE is set'],
    ['blank', { masterKey: '  ' }, 'There is no master key'],
    ['both', { masterKey: generateMasterKey(), masterKeyFile: '/x' }, 'Both ML_CONNECTOR_MASTER_KEY and'],
    ['only base64', { masterKey: base64(Buffer.alloc(32)) }, '<id>:<base64 of 32 bytes>'],
    ['31 bytes', { masterKey: `k:${base64(Buffer.alloc(31, 7))}` }, 'has 31 bytes'],
    ['not base64', { masterKey: 'k:changeme!' }, 'no readable base64'],
    ['zeros', { masterKey: `k:${base64(Buffer.alloc(32))}` }, 'not random'],
    ['typed text', { masterKey: `k:${base64('correct-horse-battery-staple-123')}` }, 'not random'],
    ['dot in the id', { masterKey: `k.1:${base64(Buffer.alloc(32))}` }, 'id: letters'],
    ['absent file', { masterKeyFile: '/nowhere/key' }, 'ML_CONNECTOR_MASTER_KEY_FILE cannot be read: /nowhere/key'],
  ])('%s', (_name, sources, message) => {
    const error = fails(() => loadKeyRing(sources));
    expect(error.message).toContain(message);
    expect(error.fix).not.toBe('');
  });

  test('an empty file', () => {
    const path = join(folder, 'empty');
    writeFileSync(path, '# nothing yet\n');
    expect(fails(() => loadKeyRing({ masterKeyFile: path })).message).toContain('holds no key');
  });

  test('one id for two keys', () => {
    const other = generateMasterKey().replace(/^[^:]+/, 'same');
    const error = fails(() =>
      loadKeyRing({ masterKey: generateMasterKey().replace(/^[^:]+/, 'same'), previousKeys: other }),
    );
    expect(error.message).toContain('Two different master keys have the id "same"');
  });

  test('and never repeats what was given', () => {
    const secret = 'k:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=';
    const error = fails(() => loadKeyRing({ masterKey: secret }));
    expect(error.message + error.fix).not.toContain('QUJD');
  });
});

test('an unknown key id says which keys there are', () => {
  const { ring } = loadKeyRing({ masterKey: generateMasterKey() });
  expect(() => keyById(ring, 'k2019')).toThrow(`"k2019", which is not in the key ring (it holds "${ring.current.id}")`);
});
