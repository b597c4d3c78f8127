/**
 * The day that a paper bears. The trap: ShipBob's invoice date is a plain day and is not shifted; what is closed may be
 * closed for payables only.
 */
import type { Period } from '../../../connectors/netsuite/read-types.ts';
import type { Invoice } from '../../../connectors/shipbob/types.ts';
import type { WarehouseChargesSettings } from '../../../settings/warehouse-charges.ts';
import type { Problem } from './types.ts';

const isShut = (period: Period): boolean => period.isClosed || period.isLocked === true || period.isApLocked === true;

/** The invoice's own day; with `nextOpenDay` the first open one after it. Without periods NetSuite decides. */
export function postingDay(
  { id, date }: Invoice,
  periods: Period[],
  closedPeriod: WarehouseChargesSettings['closedPeriod'],
): { day: string } | { problem: Problem } {
  const own = periods.find(({ from, to }) => from <= date && date <= to);
  if (own === undefined || !isShut(own)) return { day: date };
  const next = periods
    .filter((period) => period.from > date && !isShut(period))
    .map(({ from }) => from)
    .sort()[0];
  if (closedPeriod === 'nextOpenDay' && next !== undefined) return { day: next };
  const words = closedPeriod === 'wait' ? 'open it, or set closedPeriod: nextOpenDay' : 'and no later period is open';
  const reason = `ShipBob's invoice ${id} of ${date} lies in ${own.name}, which is closed in NetSuite: ${words}`;
  return { problem: { cause: 'period-closed', reason } };
}
