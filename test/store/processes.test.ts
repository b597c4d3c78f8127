import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { SCHEMA_VERSION } from '../../store/migrate.ts';
import type { StoreOptions } from '../../store/open.ts';
import { onEachBackend } from './backends.ts';
import { rawSql } from './raw.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CHILD, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH },
  });
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line;
  throw new Error(`The process ended with ${child.exitCode} and said nothing.`);
}

async function allSay(children: ChildProcess[]): Promise<string[]> {
  const ends = children.map((child) => once(child, 'exit'));
  const lines = await Promise.all(children.map(firstLine));
  await Promise.all(ends);
  return lines;
}

onEachBackend((backend) => {
  test('four processes start at once on an empty store and append 200 rows each: one schema, one unbroken chain', async () => {
    const options: StoreOptions = await backend.fresh();
    const names = ['a', 'b', 'c', 'd'];
    const lines = await allSay(names.map((name) => start('append', JSON.stringify(options), name)));
    expect(lines).toEqual(Array(4).fill('appended'));
    const versions = await rawSql(options, 'select version from ml_connector_schema');
    expect(new Set(versions.map((row) => JSON.stringify(row))).size).toBe(versions.length);
    expect(versions).toContainEqual({ version: SCHEMA_VERSION });
    const store = await backend.open(options);
    expect(await store.ledger.verify('shared')).toEqual({ rows: 800 });
    const rows = await store.ledger.range({ connection: 'shared', limit: 1000 });
    for (const name of names) {
      const own = rows.filter((row) => row.summary.startsWith(`${name} `)).map((row) => row.summary);
      expect(own).toEqual(Array.from({ length: 200 }, (_, index) => `${name} ${index}`));
    }
  });

  test('what was confirmed is there after kill -9 right behind it', async () => {
    const options = await backend.fresh();
    const child = start('add', JSON.stringify(options));
    const ended = once(child, 'exit');
    const id = await firstLine(child);
    child.kill('SIGKILL');
    expect((await ended)[1]).toBe('SIGKILL');
    const store = await backend.open(options);
    expect(await store.inbox.get(id)).toMatchObject({ id, connection: 'crash', state: 'stored' });
  });
});
