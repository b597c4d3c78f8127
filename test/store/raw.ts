/** Raw SQL past the store, as somebody with a database shell would do it. */
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import type { StoreOptions } from '../../store/open.ts';

export async function rawSql(options: StoreOptions, sql: string): Promise<Record<string, unknown>[]> {
  if (options.path) {
    const database = new DatabaseSync(options.path, { timeout: 2000 });
    try {
      return database.prepare(sql).all();
    } finally {
      database.close();
    }
  }
  const client = new pg.Client({ connectionString: options.url! });
  await client.connect();
  try {
    // Several statements give several results; the last one is the answer.
    return [await client.query(sql)].flat().at(-1)?.rows ?? [];
  } finally {
    await client.end();
  }
}
