/**
 * On which day something is booked in Fusion, and what happens when that day's period is not open.
 * The trap: a label is bought at an instant, whose day depends on the zone of the legal entity; ShipStation's shipDate is a
 * plain Pacific day that is never shifted. 23:30 Pacific on the last of a month is the next month's first in New York.
 */
import type { Period } from '../../connectors/fusion/types.ts';
import { dayIn } from '../shared/calendar.ts';
import { spanWords } from '../shared/span-words.ts';
import type { Problem } from './types.ts';

export type DaySetting = 'labelCreated' | 'shipDate';

/** `what`: what is posted, in words. `number`: the record's workflow id; several records bear an order's number. */
export type DayPolicy = {
  what: string;
  number: string;
  books: 'receivables' | 'inventory' | 'the general ledger';
  onClosed: 'wait' | 'nextOpen' | 'handOver';
  recheckMs: number;
  /** A person asked that just this record goes into the next open period. */
  nextPeriod?: boolean;
};

/** `note` tells that the day was moved, for the record in Fusion and for the ledger. */
export type DayAnswer = { day: string; note?: string } | { problem: Problem; recheckMs: number };

/** What a person was given to do is looked at again once a day. */
const HANDED_OVER_RECHECK_MS = 24 * 3_600_000;
const STATE_WORDS: Record<string, string> = {
  F: 'not open yet (future)',
  C: 'closed',
  P: 'closed for good',
  N: 'not opened yet',
};

/** The calendar day (yyyy-mm-dd) of a shipping: of the label's instant in the legal entity's zone, or ShipStation's day. */
export function accountingDay(
  shipped: { createdAt: string; shipDate: string },
  timeZone: string,
  setting: DaySetting,
): string {
  return setting === 'shipDate' ? shipped.shipDate : dayIn(shipped.createdAt, timeZone);
}

/**
 * The day to post on. `periods`: those of the ledger and application; undefined = they are not to be asked.
 * A closed period answers the problem with its three ways out, or the first day of the next open period by policy.
 */
export function decideDay(day: string, periods: readonly Period[] | undefined, policy: DayPolicy): DayAnswer {
  if (periods === undefined) return { day };
  const period = periodOf(day, periods);
  if (period?.status === 'O') return { day };
  const state = period === undefined ? `no period of ${policy.books} has this day` : stateOf(period, policy);
  const isMoved = policy.nextPeriod === true || policy.onClosed === 'nextOpen';
  const next = isMoved ? nextOpenAfter(day, periods) : undefined;
  if (next !== undefined) {
    return { day: next.startDate, note: `of ${day}, posted on ${next.startDate} because ${state}` };
  }
  if (policy.onClosed === 'handOver' && !isMoved) return handedOver(day, state, policy);
  const without = isMoved ? '; no later period is open either' : '';
  const reason = `${policy.what} belongs to ${day}, but ${state}${without}. Ways out: ${waysOut(period, policy)}`;
  return { problem: { cause: 'period-closed', reason }, recheckMs: policy.recheckMs };
}

/** The period of a day; an adjusting period lies within an ordinary one and is shorter, so the longest counts. */
export function periodOf(day: string, periods: readonly Period[]): Period | undefined {
  const lengthMs = ({ startDate, endDate }: Period) => Date.parse(endDate) - Date.parse(startDate);
  return periods
    .filter(({ startDate, endDate }) => startDate <= day && day <= endDate)
    .sort((a, b) => lengthMs(b) - lengthMs(a))[0];
}

function nextOpenAfter(day: string, periods: readonly Period[]): Period | undefined {
  return periods
    .filter(({ status, startDate }) => status === 'O' && startDate > day)
    .filter((period) => periodOf(period.startDate, periods) === period)
    .sort((a, b) => (a.startDate < b.startDate ? -1 : 1))[0];
}

const stateOf = ({ name, status }: Period, { books }: DayPolicy): string =>
  `the period ${name} of ${books} is ${STATE_WORDS[status] ?? `in state ${status}`}`;

function waysOut(period: Period | undefined, { number, recheckMs }: DayPolicy): string {
  const opened = period === undefined ? 'make a period for it in Fusion' : `open ${period.name} in Fusion`;
  return [
    `(1) ${opened}; it then goes on by itself (asked again every ${spanWords(recheckMs)})`,
    `(2) post it in the next open period: ml-connector retry ${number} --next-period, or periods.onClosed: nextOpen in the connection's file for all`,
    `(3) book it by hand and close it here: ml-connector skip ${number}`,
  ].join('; ');
}

function handedOver(day: string, state: string, { what, number }: DayPolicy): DayAnswer {
  const reason = `${what} belongs to ${day}, but ${state}; handed over to a person (periods.onClosed: handOver): book it by hand, then ml-connector skip ${number}; or ml-connector retry ${number} --next-period`;
  return { problem: { cause: 'period-handed-over', reason }, recheckMs: HANDED_OVER_RECHECK_MS };
}
