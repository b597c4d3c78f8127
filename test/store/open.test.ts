import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type StoreError, sqliteError } from '../../store/errors.ts';
import { openStore, type StoreOptions } from '../../store/open.ts';
import { describeAddress } from '../../store/postgres-dialect.ts';
import { onEachBackend } from './backends.ts';
import { rawSql } from './raw.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlc-open-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function failure(options: StoreOptions): Promise<StoreError> {
  return openStore(options).then(
    async (store) => {
      await store.close();
      throw new Error('it opened');
    },
    (error: StoreError) => error,
  );
}

onEachBackend((backend) => {
  test('a store is opened again with what it held', async () => {
    const options = await backend.fresh();
    const first = await openStore(options);
    expect(first.dialect).toBe(backend.name);
    const written = first.cursors.put('acme', 'orders', '1');
    await written;
    await first.close();
    const second = await backend.open(options);
    expect(await second.cursors.get('acme', 'orders')).toMatchObject({ value: '1' });
    expect(await second.healthy()).toBe(true);
  });

  test('close writes what still waits, then refuses', async () => {
    const options = await backend.fresh();
    const store = await openStore(options);
    const delivery = { connection: 'c', system: 's', topic: 't', sealedBody: 'b', receivedAt: '2026-01-01T00:00:00Z' };
    const adds = Array.from({ length: 300 }, (_, index) => store.inbox.add({ ...delivery, dedupeKey: String(index) }));
    await Promise.resolve();
    await store.close();
    expect((await Promise.all(adds)).filter((answer) => !answer.duplicate)).toHaveLength(300);
    await expect(store.inbox.add({ ...delivery, dedupeKey: 'late' })).rejects.toThrow('The store is closed');
    expect((await (await backend.open(options)).inbox.counts('c')).stored).toBe(300);
  });

  test('a store of a newer program is left alone with one clear sentence', async () => {
    const options = await backend.fresh();
    const store = await backend.open(options);
    await rawSql(options, `insert into ml_connector_schema values (99, 'of the future', '2030-01-01T00:00:00.000Z')`);
    expect(await store.healthy()).toBe(false);
    const error = await failure(options);
    expect(error).toMatchObject({
      name: 'StoreError',
      code: 'newer-schema',
      fix: 'Upgrade ml-connector or restore a backup.',
    });
    expect(error.message).toMatch(
      /^The store .+ was written by a newer ml-connector \(schema 99, this one knows \d+\)\.$/,
    );
  });

  test('every query of the contract is served by an index', async () => {
    const options = await backend.fresh();
    await backend.open(options);
    const tables = [
      'inbox',
      'ledger',
      'records',
      'record_numbers',
      'record_sources',
      'secrets',
      'hook_tokens',
      'cursors',
    ];
    const wheres: [string, string][] = [
      ['inbox', `connection = 'c' and dedupe_key = 'k'`],
      ['inbox', `state = 'stored' and last_received_at < 'x'`],
      ['inbox', `connection = 'c' and received_at >= 'a' and received_at <= 'b'`],
      ['ledger', `connection = 'c' and sync = 's' and record_key = 'k'`],
      ['ledger', `connection = 'c' and seq > 5`],
      ['ledger', `connection = 'c' and at >= 'a' and at <= 'b'`],
      ['records', `status = 'waiting' and cause = 'x'`],
      ['records', `connection = 'c' and updated_at < 'x'`],
      ['record_numbers', `normal = '1001'`],
      ['record_sources', `connection = 'c' and sync = 's' and source in ('a', 'b')`],
      ['secrets', `connection = 'c' and name = 'n'`],
    ];
    expect(tables).toEqual(expect.arrayContaining(wheres.map(([table]) => table)));
    for (const [table, where] of wheres) {
      const explain = backend.name === 'sqlite' ? 'explain query plan' : 'explain';
      const off = backend.name === 'sqlite' ? '' : 'set enable_seqscan = off; ';
      const plan = JSON.stringify(await rawSql(options, `${off}${explain} select * from ${table} where ${where}`));
      expect({ table, where, plan }).toMatchObject({
        plan: expect.stringMatching(/USING (COVERING |PRIMARY |)(INDEX|KEY)|Index Cond/),
      });
    }
  });
});

test('the SQLite file and its folders are made, readable by their owner only', async () => {
  const path = join(folder, 'deep', 'er', 'store.db');
  const store = await openStore({ path });
  await store.cursors.put('a', 'b', 'c');
  for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700);
  await store.close();
  const [settings] = await rawSql({ path }, 'pragma journal_mode');
  expect(settings).toEqual({ journal_mode: 'wal' });
});

test('a lock of another process is waited for without stopping this one, and not for ever', async () => {
  const path = join(folder, 'locked.db');
  const store = await openStore({ path, lockWaitMs: 200 });
  const other = new DatabaseSync(path);
  other.exec('begin immediate');
  let ticks = 0;
  const ticking = setInterval(() => ticks++, 5);
  await expect(store.cursors.put('a', 'b', 'c')).rejects.toMatchObject({ code: 'busy' });
  clearInterval(ticking);
  expect(ticks).toBeGreaterThan(3);
  const waiting = store.cursors.put('a', 'b', 'd');
  other.exec('rollback');
  await waiting;
  expect(await store.cursors.get('a', 'b')).toMatchObject({ value: 'd' });
  other.close();
  await store.close();
});

test('what is no store, and where no store can be, is said in words', async () => {
  const text = join(folder, 'notes.txt');
  writeFileSync(text, 'shopping list '.repeat(100));
  expect(await failure({ path: text })).toMatchObject({ code: 'damaged', message: expect.stringContaining(text) });
  expect(await failure({ path: join(text, 'store.db') })).toMatchObject({
    code: 'read-only',
    fix: expect.stringContaining('Check the path'),
  });
  expect(await failure({ path: folder })).toMatchObject({ code: 'read-only' });
  expect(await failure({})).toMatchObject({ code: 'invalid' });
});

test('a full disk and a read-only file have their own words', () => {
  const path = join(folder, 'small.db');
  const database = new DatabaseSync(path);
  database.exec('create table t(a text); pragma max_page_count = 3;');
  const said = (act: () => void) => {
    try {
      act();
    } catch (error) {
      return sqliteError(error, path);
    }
    throw new Error('it did not fail');
  };
  expect(said(() => database.exec(`insert into t values ('${'x'.repeat(50_000)}')`))).toMatchObject({
    code: 'disk-full',
  });
  database.close();
  const reader = new DatabaseSync(path, { readOnly: true });
  expect(said(() => reader.exec('insert into t values (1)'))).toMatchObject({ code: 'read-only' });
  reader.close();
});

onEachBackend((backend) => {
  if (backend.name === 'sqlite') {
    test('an address that is not PostgreSQL is refused without repeating it', async () => {
      for (const url of [
        'mysql://root:hunter2@localhost/x',
        'postgres//root:hunter2@x',
        'postgres://root:hun/ter2@[x',
      ]) {
        const error = await failure({ url });
        expect(error).toMatchObject({ code: 'invalid' });
        expect(`${error.message} ${error.fix} ${String(error.cause)}`).not.toMatch(/hun/);
      }
    });
    return;
  }

  test('connections that the server ends are replaced, and a transaction that loses its own fails in words', async () => {
    const options = await backend.fresh();
    const store = await backend.open(options);
    const others = 'from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
    await store.cursors.put('a', 'b', 'c');
    await rawSql(options, `select pg_terminate_backend(pid) ${others}`);
    // The pool hears of it a moment later; until then a call may fail, but only with the one clear error.
    const outcome = await store.cursors.get('a', 'b').then(
      (cursor) => cursor?.value,
      (error: StoreError) => error.code,
    );
    expect(['unreachable', 'c']).toContain(outcome);
    expect(await store.cursors.get('a', 'b')).toMatchObject({ value: 'c' });
    await rawSql(
      options,
      `create function cut() returns trigger language plpgsql as
       $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`,
    );
    await rawSql(options, 'create trigger cut before insert on inbox for each row execute function cut()');
    const delivery = { connection: 'c', system: 's', topic: 't', sealedBody: 'b', receivedAt: '2026-01-01T00:00:00Z' };
    const adds = ['1', '2'].map((dedupeKey) => store.inbox.add({ ...delivery, dedupeKey }));
    for (const result of await Promise.allSettled(adds)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'unreachable' } });
    }
    expect(await store.healthy()).toBe(true);
  });

  test('a wrong password, an absent database, an absent server: clear words, no password', async () => {
    const { url = '' } = await backend.fresh();
    const changed = (change: (address: URL) => void) => {
      const address = new URL(url);
      address.password = 'hunter2';
      change(address);
      return { url: address.href };
    };
    const { password } = new URL(url);
    const silent = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const silentPort = String((silent.address() as { port: number }).port);
    const cases: [StoreOptions, string, string][] = [
      [changed(() => {}), 'refused', 'refused the user or password'],
      [
        changed((address) => Object.assign(address, { password, pathname: '/nothing' })),
        'refused',
        'has no such database',
      ],
      [changed((address) => Object.assign(address, { port: '1' })), 'unreachable', 'cannot be reached (ECONNREFUSED)'],
      [
        changed((address) => Object.assign(address, { host: `127.0.0.1:${silentPort}` })),
        'unreachable',
        'cannot be reached',
      ],
    ];
    for (const [options, code, words] of cases) {
      const error = await failure(options);
      expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
      expect(`${error.message} ${error.fix}`).not.toContain('hunter2');
      expect(`${error.message} ${error.fix}`).not.toContain(password);
    }
    silent.close();
  });
});

test('an address is described without password and parameters', () => {
  expect(describeAddress('postgresql://me:hunter2@db.example:5433/mlc?sslmode=require&password=hunter2')).toBe(
    'postgres://me@db.example:5433/mlc',
  );
});
