/** What orderShipped is woken by: labels bought, labels voided, orders marked as shipped. Pages are numbers. */
import { durationMs } from '../settings/duration.ts';
import type { OpenConnection } from './connection-registry.ts';
import type { ActivityDeps } from './deps.ts';
import { noteOrders, wantsOrderEvents } from './order-events.ts';
import type { SourcePage, SyncSource, Window } from './sync-sources.ts';

export const STREAMS = ['shipmentsCreated', 'shipmentsVoided', 'fulfillments'] as const;
export type Stream = (typeof STREAMS)[number];

export const orderShippedSource: SyncSource = {
  overlapMs({ settings }, stream) {
    if (settings.pair !== 'netsuite-shipstation') return 0;
    const { sweep } = settings.syncs.orderShipped;
    return durationMs(stream === 'shipmentsCreated' ? sweep.overlap : sweep.voidsOverlap) ?? 0;
  },
  // Fulfilments have no void filter; once a day their last month is read again.
  deepScanDays: { fulfillments: 30 },
  async readPage(open, stream, window, cursor, deps) {
    if (stream === 'ordersModified') return changedOrders(deps, open, window, cursor);
    const page = Number(cursor ?? '1');
    const found = await (await open.shipStation()).sweepPage(streamOf(stream), window, page);
    const rows = found.rows
      .filter((row) => !row.isReturnLabel)
      .map(({ orderId, source, voided, at }) => ({ key: orderId, source, state: voided ? 'voided' : 'live', at }));
    return { rows, read: found.rows.length, ...(found.hasMore ? { next: String(page + 1) } : {}) };
  },
};

/** Wakes nobody: what happens to an order before it ships is only told. The sync customerProfiles reads the same list. */
async function changedOrders(
  deps: ActivityDeps,
  open: OpenConnection,
  window: Window,
  cursor: string | undefined,
): Promise<SourcePage> {
  const { settings } = open;
  const isReadElsewhere = settings.pair !== 'netsuite-shipstation' || settings.syncs.customerProfiles.enabled;
  if (isReadElsewhere || !wantsOrderEvents(open)) return { rows: [], read: 0 };
  const page = Number(cursor ?? '1');
  const found = await (await open.shipStation()).listOrders({ modifiedSince: window.from }, page);
  await noteOrders(deps, open, found.rows, 'sweep');
  return { rows: [], read: found.rows.length, ...(found.hasMore ? { next: String(page + 1) } : {}) };
}

function streamOf(name: string): Stream {
  const found = STREAMS.find((stream) => stream === name);
  if (found === undefined) throw new Error(`orderShipped has no stream ${name}`);
  return found;
}
