/**
 * What receivingOrder is woken by when no webhook came: all receiving orders that are being received, and those completed
 * in a window. The trap: ShipBob cannot be asked for late recounts, so what was completed in the last days is read anew
 * once a day.
 */
import type { ReceivingStatus } from '../../connectors/shipbob/types-receiving.ts';
import { sourceOf } from '../../mappings/netsuite-shipbob/receiving-order/plan.ts';
import { durationMs } from '../../settings/duration.ts';
import type { SyncSource } from '../sync-sources.ts';
import { receivingState } from './stock-states.ts';

/** Of drafts and of what has not arrived nothing can be stowed. */
export const OPEN_RECEIVING: ReceivingStatus[] = [
  'PartiallyArrived',
  'Arrived',
  'PartiallyArrivedAtHub',
  'ArrivedAtHub',
  'ProcessingAtHub',
  'InternalTransfer',
  'Processing',
];
export const RECOUNT_DAYS = 14;

export const receivingOrderSource: SyncSource = {
  overlapMs: ({ settings }) =>
    settings.pair === 'netsuite-shipbob' ? (durationMs(settings.syncs.receivingOrder.sweep.overlap) ?? 0) : 0,
  deepScanDays: { receivingCompleted: RECOUNT_DAYS },
  async readPage(open, stream, window, cursor) {
    const filter =
      stream === 'receivingOpen'
        ? { statuses: OPEN_RECEIVING }
        : { statuses: ['Completed' as const], completedFrom: window.from, completedTo: window.to };
    const page = await (await open.shipBob()).listReceivingOrders(filter, cursor);
    const rows = page.rows.map((order) => ({
      key: order.id,
      source: sourceOf(order),
      state: receivingState(order),
      at: order.updatedAt ?? order.insertedAt,
    }));
    return { rows, read: page.rows.length, ...(page.next === undefined ? {} : { next: page.next }) };
  },
};
