/** How many records of a backfill are under way at once: few while live deliveries wait, and many again afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { limitNow } from '../../activities/feed-records.ts';
import { openStore } from '../../store/open.ts';

const NOW = new Date('2026-11-02T10:00:00.000Z');
const secondsAgo = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000).toISOString();

test('a delivery that nobody has followed for a second leaves the backfill two records at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mlc-feed-'));
  const store = await openStore({ path: join(folder, 'store.db') });
  try {
    const settings = { netsuite: { concurrency: 5 } };
    const connections = { get: async () => ({ settings }) } as never;
    const limit = () => limitNow({ store, connections, now: () => NOW }, 'shop');
    const delivery = (dedupeKey: string, seconds: number) =>
      store.inbox.add({
        ...{ connection: 'shop', system: 'shopify', topic: 'orders/create', sealedBody: 'x', dedupeKey },
        receivedAt: secondsAgo(seconds),
      });
    expect(await limit()).toBe(10);
    await delivery('just now', 0.2);
    await delivery('long ago, parked', 600);
    expect(await limit()).toBe(10);
    const { id } = await delivery('waits', 3);
    expect(await limit()).toBe(2);
    await store.inbox.setState(id, 'signalled');
    expect(await limit()).toBe(2);
    await store.inbox.setState(id, 'done');
    expect(await limit()).toBe(10);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
