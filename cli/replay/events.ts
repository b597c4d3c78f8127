/**
 * Webhooks followed again: each as it was stored. The trap: an address in an old webhook shows today's state, so this
 * repairs what was missed, it does not repeat what was done.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { InboxRow, Store } from '../../store/contract.ts';
import { followPointer } from '../../workflows/starts.ts';

export type EventQuery = { connection: string; from: string; to: string; topic?: string };

const PAGE = 500;
const LOOK_EVERY_MS = 250;

/** In the order in which they came. */
export async function eventsOf(store: Store, query: EventQuery): Promise<InboxRow[]> {
  const all: InboxRow[] = [];
  for (let after: string | undefined; ; ) {
    const rows = await store.inbox.range({ ...query, limit: PAGE, ...(after === undefined ? {} : { after }) });
    // The bodies are not needed and may be large.
    all.push(...rows.map((row) => ({ ...row, sealedBody: '' })));
    after = rows.at(-1)?.id;
    if (rows.length < PAGE) return all;
  }
}

export async function sendEvents(client: Client, store: Store, rows: InboxRow[], watched: boolean): Promise<void> {
  // A row that is dealt with says so; to see it dealt with again it must stop saying so first.
  if (watched) for (const row of rows) await store.inbox.setState(row.id, 'stored');
  await Promise.all(
    rows.map((row) => client.workflow.signalWithStart('webhookPointer', followPointer({ ...row, inboxId: row.id }))),
  );
}

/** Waits until all are dealt with; answers those that are not, and by how much more waits in the connection than before. */
export async function eventSurprises(
  store: Store,
  rows: InboxRow[],
  waitingBefore: number,
  limitMs: number,
): Promise<string[]> {
  const endMs = Date.now() + limitMs;
  let open = rows;
  for (;;) {
    const now = await Promise.all(open.map(async (row) => ({ row, state: (await store.inbox.get(row.id))?.state })));
    open = now.filter(({ state }) => state !== 'done' && state !== undefined).map(({ row }) => row);
    if (open.length === 0 || Date.now() > endMs) break;
    await sleep(LOOK_EVERY_MS);
  }
  const [first] = rows;
  const more = first === undefined ? 0 : (await waitingCount(store, first.connection)) - waitingBefore;
  return [
    ...open.map((row) => `webhook ${row.topic} of ${row.receivedAt} was not dealt with in time: is a worker running?`),
    ...(more > 0 ? [`${more} more records wait than before; see \`ml-connector errors\``] : []),
  ];
}

export async function waitingCount(store: Store, connection: string): Promise<number> {
  const counts = await store.records.counts(connection);
  return counts.filter(({ status }) => status === 'waiting').reduce((sum, { count }) => sum + count, 0);
}
