/** Which Temporal program is taken: PATH, then the caches, then what can be fetched; too old ones are passed over. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { defaultCacheDirs, resolveTemporalBinary } from '../../runtime/temporal-binary.ts';
import type { Supplier } from '../../runtime/temporal-supply.ts';

let dir = '';
let said: string[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'binary-'));
  said = [];
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const say = (line: string) => {
  said.push(line);
};

function program(folder: string, server: string | undefined): string {
  mkdirSync(join(dir, folder), { recursive: true });
  const path = join(dir, folder, 'temporal');
  const says = server === undefined ? 'exit 1' : `echo "temporal version 1.5.1 (Server ${server}, UI 2.42.1)"`;
  writeFileSync(path, `#!/bin/sh\n${says}\n`);
  chmodSync(path, 0o755);
  return path;
}

const places = () => ({
  say,
  searchPath: `${join(dir, 'path')}:/nonexistent`,
  cacheDirs: [join(dir, 'clone'), join(dir, 'user')],
});
const supplierOf =
  (origin: 'download' | 'built'): Supplier =>
  async () => ({ path: program(origin, '1.29.1'), origin });

test('one on PATH is taken first', async () => {
  const path = program('path', '1.30.0');
  program('clone', '1.29.1');
  await expect(resolveTemporalBinary(places())).resolves.toEqual({ path, origin: 'path', serverVersion: '1.30.0' });
  expect(said.at(-1)).toContain(path);
});

test.each([
  ['too old', '1.28.3', 'its server is 1.28.3'],
  ['not runnable', undefined, 'its version cannot be read'],
])('one on PATH that is %s is passed over, and that is said', async (_what, server, reason) => {
  program('path', server);
  const path = program('clone', '1.29.1');
  await expect(resolveTemporalBinary(places())).resolves.toMatchObject({ path, origin: 'cache' });
  expect(said[0]).toContain(reason);
});

test("the clone's cache comes before the user's", async () => {
  const inUser = program('user', '1.29.1');
  await expect(resolveTemporalBinary(places())).resolves.toMatchObject({ path: inUser });
  const inClone = program('clone', '1.29.1');
  await expect(resolveTemporalBinary(places())).resolves.toMatchObject({ path: inClone });
});

test('what is missing is downloaded, else built', async () => {
  const unavailable: Supplier = async () => undefined;
  const download = supplierOf('download');
  const built = supplierOf('built');
  await expect(resolveTemporalBinary({ ...places(), suppliers: [download, built] })).resolves.toMatchObject({
    origin: 'download',
  });
  await expect(resolveTemporalBinary({ ...places(), suppliers: [unavailable, built] })).resolves.toMatchObject({
    origin: 'built',
  });
});

test('a fetched one that cannot be used does not end the search', async () => {
  const old: Supplier = async () => ({ path: program('old', '1.20.0'), origin: 'download' });
  await expect(resolveTemporalBinary({ ...places(), suppliers: [old, supplierOf('built')] })).resolves.toMatchObject({
    origin: 'built',
  });
});

test('when nothing works the error says what to install', async () => {
  const nothing = resolveTemporalBinary({ ...places(), suppliers: [async () => undefined] });
  await expect(nothing).rejects.toMatchObject({ kind: 'unreachable', fix: expect.stringContaining('Go 1.24') });
});

test('XDG_CACHE_HOME moves the cache of the user', () => {
  expect(defaultCacheDirs({ XDG_CACHE_HOME: '/elsewhere', HOME: '/home/me' })[1]).toBe(
    '/elsewhere/ml-connector/temporal',
  );
  expect(defaultCacheDirs({ HOME: '/home/me' })[1]).toBe('/home/me/.cache/ml-connector/temporal');
});
