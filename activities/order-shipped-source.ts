/** What orderShipped is woken by: labels bought, labels voided, orders marked as shipped. Pages are numbers. */
import { durationMs } from '../settings/duration.ts';
import type { SyncSource } from './sync-sources.ts';

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
  async readPage(open, stream, window, cursor) {
    const page = Number(cursor ?? '1');
    const found = await (await open.shipStation()).sweepPage(streamOf(stream), window, page);
    const rows = found.rows
      .filter((row) => !row.isReturnLabel)
      .map(({ orderId, source, voided, at }) => ({ key: orderId, source, state: voided ? 'voided' : 'live', at }));
    return { rows, read: found.rows.length, ...(found.hasMore ? { next: String(page + 1) } : {}) };
  },
};

function streamOf(name: string): Stream {
  const found = STREAMS.find((stream) => stream === name);
  if (found === undefined) throw new Error(`orderShipped has no stream ${name}`);
  return found;
}
