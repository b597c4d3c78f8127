/**
 * What customerReturn is woken by when no webhook came: returns that are under way, then those completed in the window.
 * The trap: ShipBob lists returns by when they were made and completed, never by change; so the open ones come whole each
 * time, and what was completed in the last days is read anew once a day.
 */
import type { ReturnStatus } from '../../connectors/shipbob/types-returns.ts';
import { returnSourceOf } from '../../mappings/netsuite-shipbob/customer-return/plan.ts';
import { durationMs } from '../../settings/duration.ts';
import type { SyncSource } from '../sync-sources.ts';
import { RECOUNT_DAYS } from './receiving-stream.ts';
import { returnState } from './stock-states.ts';

const OPEN: ReturnStatus[] = ['AwaitingArrival', 'Arrived', 'Processing'];
/** Cursors of the two passes over one stream. */
const OPEN_PASS = 'open:';
const DONE_PASS = 'done:';

export const customerReturnSource: SyncSource = {
  overlapMs: ({ settings }) =>
    settings.pair === 'netsuite-shipbob' ? (durationMs(settings.syncs.customerReturn.sweep.overlap) ?? 0) : 0,
  deepScanDays: { returns: RECOUNT_DAYS },
  async readPage(open, _stream, window, cursor = OPEN_PASS) {
    const isDone = cursor.startsWith(DONE_PASS);
    const pass = isDone ? DONE_PASS : OPEN_PASS;
    const filter = isDone
      ? { statuses: ['Completed' as const], completedFrom: window.from, completedTo: window.to }
      : { statuses: OPEN };
    const at = cursor.slice(pass.length);
    const page = await (await open.shipBob()).listReturns(filter, at === '' ? undefined : at);
    const rows = page.rows.map((one) => ({
      key: one.id,
      source: returnSourceOf(one),
      state: returnState(one),
      at: one.changedAt,
    }));
    const next = page.next === undefined ? (isDone ? undefined : DONE_PASS) : `${pass}${page.next}`;
    return { rows, read: page.rows.length, ...(next === undefined ? {} : { next }) };
  },
};
