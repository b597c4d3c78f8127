/** Pages of rows from a list that is in memory whole; the cursor is the place in it. */
import { DateTime } from 'luxon';
import type { SoldView } from '../../mappings/fusion-shipstation/types.ts';
import type { ReconcileRow } from '../../mappings/shared/reconcile/types.ts';
import type { SidePage } from './contract.ts';

const PAGE = 500;

export function rowsFrom(
  views: SoldView[],
  cursor: string | undefined,
  rowsOf: (sold: SoldView) => ReconcileRow[],
): SidePage {
  const at = Number(cursor ?? '0');
  const rows = views.slice(at, at + PAGE).flatMap(rowsOf);
  return { rows, ...(at + PAGE < views.length ? { next: String(at + PAGE) } : {}) };
}

export const dayAfter = (day: string): string =>
  DateTime.fromISO(day, { zone: 'utc' }).plus({ days: 1 }).toISODate() ?? day;
