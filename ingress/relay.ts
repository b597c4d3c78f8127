/**
 * Sends on what could not be signalled at once: Temporal was away, the queue was full, or the process died between
 * storing and signalling. Looks every second; while Temporal is away it tries one row per look, no more.
 * The trap: rows of a paused connection wait for its return; they must never fill the page in front of the others.
 */
import type { Logger } from 'pino';
import type { InboxRow, Store } from '../store/contract.ts';
import type { Forwarder } from './forwarder.ts';

export type Relay = {
  start(): void;
  /** One look; answers how many rows were sent on. Rejects when the store cannot be read. */
  look(): Promise<number>;
  /** No new look begins; resolves when a running one has ended. */
  stop(): Promise<void>;
};

export type RelayOptions = {
  store: Pick<Store, 'connections' | 'inbox'>;
  forwarder: Forwarder;
  log: Logger;
  now: () => Date;
  intervalMs?: number;
  /** Younger rows are left to the process that stored them. */
  olderThanMs?: number;
  page?: number;
};

/** Safe with several processes: a row sent by two of them wakes one workflow. */
export function createRelay(options: RelayOptions): Relay {
  const { store, forwarder, log, now } = options;
  const page = options.page ?? 200;
  let looks = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();

  const pending = async (): Promise<InboxRow[]> => {
    const connections = await store.connections.list();
    const live = connections.filter((row) => row.mode !== 'paused').map((row) => row.id);
    if (live.length === 0) return [];
    const olderThan = new Date(now().getTime() - (options.olderThanMs ?? 2_000)).toISOString();
    const rows = await store.inbox.pending(olderThan, page, live);
    return rows.filter((row) => !forwarder.holds(row.id));
  };

  /** While Temporal is away one row, and a different one each time: a row that Temporal refuses must not be in the way. */
  const toTry = (rows: InboxRow[]): InboxRow[] => {
    const first = looks % Math.max(rows.length, 1);
    return forwarder.away() ? rows.slice(first, first + 1) : rows;
  };

  /** Goes straight on only while all that was tried goes through, so a failure always waits for the next look. */
  const look = async (): Promise<number> => {
    let total = 0;
    let more = true;
    looks += 1;
    while (more && !stopped) {
      const rows = await pending();
      const tried = toTry(rows);
      const sent = (await Promise.all(tried.map(forwarder.deliver))).filter(Boolean).length;
      total += sent;
      const isMore = tried.length < rows.length || rows.length >= page;
      more = isMore && sent > 0 && sent === tried.length;
    }
    if (total > 0) log.info({ rows: total }, 'stored webhooks sent on');
    return total;
  };

  const lookAndRest = async (): Promise<void> => {
    await look().catch((err: unknown) => log.warn({ err }, 'the inbox could not be read; the relay looks again'));
    if (!stopped) timer = setTimeout(next, options.intervalMs ?? 1_000);
  };
  const next = (): void => {
    running = lookAndRest();
  };

  return {
    start: next,
    look,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
