/**
 * What receivablesPosting and inventoryPosting are woken by: labels bought, labels voided, orders marked as shipped. Pages
 * are numbers. The trap: a return label is no sale, but its sweep row looks like one; each sync says whether it wants them.
 */
import { syncOf } from '../../settings/connection.ts';
import { durationMs } from '../../settings/duration.ts';
import type { SyncSource } from '../sync-sources.ts';

const STREAMS = ['shipmentsCreated', 'shipmentsVoided', 'fulfillments'] as const;
/** ShipStation tells of a void by its own time, but a void may be shown late. */
const VOIDS_OVERLAP_MS = 24 * 3_600_000;

/** `returns`: rows of return labels wake too. */
export const shippedSource = (sync: string, { returns = false } = {}): SyncSource => ({
  overlapMs({ settings }, stream) {
    const overlapMs = durationMs(syncOf(settings, sync)?.sweep?.overlap ?? '90m') ?? 0;
    return stream === 'shipmentsCreated' ? overlapMs : Math.max(overlapMs, VOIDS_OVERLAP_MS);
  },
  // Marks have no void filter; once a day their last month is read again.
  deepScanDays: { fulfillments: 30 },
  async readPage(open, name, window, cursor) {
    const stream = STREAMS.find((one) => one === name);
    if (stream === undefined) throw new Error(`${sync} has no stream ${name}`);
    const page = Number(cursor ?? '1');
    const found = await (await open.shipStation()).sweepPage(stream, window, page);
    const rows = found.rows
      .filter((row) => returns || !row.isReturnLabel)
      .map(({ orderId, source, voided, at }) => ({ key: orderId, source, state: voided ? 'voided' : 'live', at }));
    return { rows, read: found.rows.length, ...(found.hasMore ? { next: String(page + 1) } : {}) };
  },
});
