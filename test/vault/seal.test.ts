import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { KeyRing, Vault } from '../../vault/contract.ts';
import { VaultError } from '../../vault/errors.ts';
import { createVault } from '../../vault/seal.ts';
import { randomRing, rotated } from './rings.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const context = fc.string({ maxLength: 40 });
let ring: KeyRing;
let vault: Vault;
beforeAll(async () => {
  ring = randomRing();
  vault = await createVault(ring);
});

test('what is sealed opens again, whatever it is', () => {
  fc.assert(
    fc.property(anyText, context, (secret, place) => {
      const sealed = vault.seal(secret, place);
      expect(vault.open(sealed, place)).toBe(secret);
      expect(vault.keyIdOf(sealed)).toBe(ring.current.id);
    }),
  );
});

test('the same secret is sealed differently each time and never stands in the text', () => {
  const first = vault.seal('correct horse', 'credential/acme/netsuite');
  expect(first).toMatch(/^mlc1\.[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(first).not.toBe(vault.seal('correct horse', 'credential/acme/netsuite'));
  expect(Buffer.from(first.split('.')[3]!, 'base64url').includes('correct horse')).toBe(false);
});

test('in another place it does not open', () => {
  fc.assert(
    fc.property(anyText, context, context, (secret, place, other) => {
      fc.pre(place !== other);
      expect(() => vault.open(vault.seal(secret, place), other)).toThrow(VaultError);
    }),
  );
});

test('with any one character changed it does not open', () => {
  fc.assert(
    fc.property(anyText, fc.nat(), fc.constantFrom('A', 'b', '7', '-', '_', '.', '=', ' '), (secret, at, letter) => {
      const sealed = vault.seal(secret, 'place');
      const index = at % sealed.length;
      fc.pre(sealed[index] !== letter);
      const changed = sealed.slice(0, index) + letter + sealed.slice(index + 1);
      expect(() => vault.open(changed, 'place')).toThrow(VaultError);
    }),
    { numRuns: 300 },
  );
});

test('cut short it does not open', () => {
  const sealed = vault.seal('secret', 'place');
  for (let length = 0; length < sealed.length; length++) {
    expect(() => vault.open(sealed.slice(0, length), 'place')).toThrow(VaultError);
  }
});

test('parts of two sealed texts do not open together', () => {
  const [a, b] = [vault.seal('one', 'place').split('.'), vault.seal('two', 'place').split('.')];
  expect(() => vault.open([a[0], a[1], a[2], b[3]].join('.'), 'place')).toThrow(VaultError);
});

test('after a rotation old texts open, and rewrap moves them to the new key without touching the body', async () => {
  const newRing = rotated(ring);
  const newVault = await createVault(newRing);
  const old = vault.seal('token', 'place');
  expect(newVault.open(old, 'place')).toBe('token');
  const rewrapped = newVault.rewrap(old);
  expect(newVault.keyIdOf(rewrapped)).toBe(newRing.current.id);
  expect(rewrapped.split('.')[3]).toBe(old.split('.')[3]);
  expect(newVault.rewrap(rewrapped)).toBe(rewrapped);
  const withoutOld = await createVault({ current: newRing.current, keys: [newRing.current] });
  expect(withoutOld.open(rewrapped, 'place')).toBe('token');
  expect(() => withoutOld.open(old, 'place')).toThrow(`"${ring.current.id}", which is not in the key ring`);
});

test('a key of the same id but other bytes does not open it', async () => {
  const other = { id: ring.current.id, key: randomRing().current.key };
  const otherVault = await createVault({ current: other, keys: [other] });
  expect(() => otherVault.open(vault.seal('x', 'p'), 'p')).toThrow('does not open');
});

test('a text is found again by its keyed hash, only in its own place, also after the master key was rotated', async () => {
  const [now = ''] = vault.lookupHashes('ap@northside.example', 'customer/acme');
  expect(now).toMatch(/^[0-9a-f]{64}$/);
  expect(vault.lookupHashes('ap@northside.example', 'customer/acme')).toEqual([now]);
  expect(vault.lookupHashes('ap@northside.example', 'customer/other')).not.toContain(now);
  expect(vault.lookupHashes('x|ap', 'c')).not.toEqual(vault.lookupHashes('ap', 'c|x'));
  const later = await createVault(rotated(ring));
  const hashes = later.lookupHashes('ap@northside.example', 'customer/acme');
  expect([hashes.length, hashes.indexOf(now)]).toEqual([2, 1]);
  const stranger = await createVault(randomRing());
  expect(stranger.lookupHashes('ap@northside.example', 'customer/acme')).not.toContain(now);
});
