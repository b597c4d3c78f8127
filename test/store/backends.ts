/**
 * Runs the same suite on SQLite and on PostgreSQL.
 * The trap: `fresh` is an empty database each time; stores opened through it are closed after the suite.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Store } from '../../store/contract.ts';
import { openStore, type StoreOptions } from '../../store/open.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

export type Backend = {
  name: 'sqlite' | 'postgres';
  /** Options of an empty database. */
  fresh(): Promise<StoreOptions>;
  open(options: StoreOptions): Promise<Store>;
};

export function onEachBackend(suite: (backend: Backend) => void): void {
  describe.each(['sqlite', 'postgres'] as const)('%s', (name) => {
    let folder = '';
    let server: TestPostgres | undefined;
    let count = 0;
    const opened: Store[] = [];
    beforeAll(async () => {
      if (name === 'postgres') server = await startPostgres();
      else folder = mkdtempSync(join(tmpdir(), 'mlc-store-'));
    });
    afterAll(async () => {
      for (const store of opened) await store.close();
      await server?.stop();
      if (folder) rmSync(folder, { recursive: true, force: true });
    });
    suite({
      name,
      fresh: async () =>
        server ? { url: await server.createDatabase() } : { path: join(folder, `store-${++count}.db`) },
      async open(options) {
        const store = await openStore(options);
        opened.push(store);
        return store;
      },
    });
  });
}

/** One store for all tests of a suite, opened before the first. */
export function sharedStore(backend: Backend): () => Store {
  let store: Store | undefined;
  beforeAll(async () => {
    store = await backend.open(await backend.fresh());
  });
  return () => store!;
}
