// Accounting periods: which one a day falls in, and whether an application may post there.
// Trap: each application has its own status for the same period; Receivables may be closed while the ledger is open.
import { DateTime } from 'luxon';
import type { Period } from './model.ts';
import type { World } from './world.ts';

const openFor = (status: Period['status']) => status === 'O' || status === 'F';

/** The period of a day for an application, undefined when the calendar has none. */
export function periodOf(world: World, ledgerId: number, applicationId: number, day: string): Period | undefined {
  return world.periods.find(
    (row) => row.ledgerId === ledgerId && row.applicationId === applicationId && row.start <= day && day <= row.end,
  );
}

/** Whether a day may be posted to. Future enterable counts for Receivables and the ledger. */
export function isOpen(world: World, ledgerId: number, applicationId: number, day: string): boolean {
  const period = periodOf(world, ledgerId, applicationId, day);
  return period !== undefined && openFor(period.status);
}

/** The day of an instant in a zone, YYYY-MM-DD. A plain date is that day itself; '' when it is no date. */
export function dayOf(value: string, zone: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
  return DateTime.fromISO(value, { zone: 'utc' }).setZone(zone).toISODate() ?? '';
}

export const isDay = (value: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) && DateTime.fromISO(value, { zone: 'utc' }).isValid;

/** A day plus a number of days. */
export const plusDays = (day: string, days: number): string =>
  DateTime.fromISO(day, { zone: 'utc' }).plus({ days }).toISODate() ?? day;

export const periodKey = (row: Pick<Period, 'name' | 'applicationId' | 'ledgerId'>): string =>
  `${row.ledgerId}|${row.applicationId}|${row.name}`;

/** Monthly periods of a ledger and application around an instant, named Jul-26, all open. */
export function monthlyPeriods(ledgerId: number, applicationId: number, aroundMs: number): Period[] {
  const first = DateTime.fromMillis(aroundMs, { zone: 'utc' }).startOf('month').minus({ months: 24 });
  return Array.from({ length: 43 }, (_, at) => {
    const month = first.plus({ months: at });
    return {
      ...{ name: month.setLocale('en').toFormat('LLL-yy'), applicationId, ledgerId },
      ...{ start: month.toISODate() ?? '', end: month.endOf('month').toISODate() ?? '' },
      ...{ year: month.year, number: month.month, status: 'O' as const },
    };
  });
}
