import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createHookDirectory } from '../../ingress/hook-directory.ts';
import type { Store } from '../../store/contract.ts';
import { openStore } from '../../store/open.ts';
import { addConnection, sha256, TOKEN } from './front-door.ts';

let dir: string;
let store: Store;
let reads: string[];
let nowMs: number;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'directory-'));
  store = await openStore({ path: join(dir, 'store.db') });
  await addConnection(store, 'acme', 'live');
  reads = [];
  nowMs = Date.parse('2026-11-01T12:00:00Z');
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Over the real store, with its reads written down. */
const open = (mostStrangers?: number) =>
  createHookDirectory({
    vault: { open: (sealed) => sealed },
    store: {
      secrets: store.secrets,
      hookTokens: { ...store.hookTokens, hashes: (id, at) => store.hookTokens.hashes(id, at) },
      connections: {
        ...store.connections,
        get: (id) => {
          reads.push(id);
          return store.connections.get(id);
        },
      },
    },
    now: () => new Date(nowMs),
    rememberMs: 1_000,
    ...(mostStrangers === undefined ? {} : { mostStrangers }),
  });

test('many deliveries within a second are one look into the store, whoever sends them', async () => {
  const directory = open();
  const found = await Promise.all(Array.from({ length: 50 }, () => directory.find('acme', TOKEN)));
  expect(found.map((one) => one?.row.id)).toEqual(Array(50).fill('acme'));
  for (let i = 0; i < 50; i++) expect(await directory.find('nobody', TOKEN)).toBeUndefined();
  expect(reads).toEqual(['acme', 'nobody']);
});

test('a rotated token and a changed mode count after a second', async () => {
  const directory = open();
  expect(await directory.find('acme', 'new-token')).toBeUndefined();
  await store.hookTokens.put('acme', sha256('new-token'));
  await store.connections.setMode('acme', 'paused');
  nowMs += 999;
  expect(await directory.find('acme', 'new-token')).toBeUndefined();
  nowMs += 1;
  expect((await directory.find('acme', 'new-token'))?.row.mode).toBe('paused');
});

test('an expired token, an empty one and the hash itself are wrong', async () => {
  await store.hookTokens.put('acme', sha256('newer'));
  await store.hookTokens.expireOld('acme', new Date(nowMs).toISOString());
  const directory = open();
  for (const token of [TOKEN, '', sha256(TOKEN), sha256('newer')]) {
    expect(await directory.find('acme', token)).toBeUndefined();
  }
  expect(await directory.find('acme', 'newer')).toBeDefined();
});

test('a flood of invented ids neither pushes out the real ones nor is remembered without end', async () => {
  const directory = open(10);
  await directory.find('acme', TOKEN);
  for (let i = 0; i < 100; i++) await directory.find(`stranger-${i}`, TOKEN);
  reads = [];
  await directory.find('acme', TOKEN);
  await directory.find('stranger-99', TOKEN);
  await directory.find('stranger-0', TOKEN);
  expect(reads).toEqual(['stranger-0']);
});

test('a failed look is not remembered', async () => {
  await store.close();
  const directory = open();
  await expect(directory.find('acme', TOKEN)).rejects.toThrow();
  store = await openStore({ path: join(dir, 'store.db') });
  expect(await directory.find('acme', TOKEN)).toBeDefined();
});
