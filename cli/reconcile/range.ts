/** Which days `reconcile` compares: a month, a day, a range, or the settings' last days. */
import { DateTime } from 'luxon';
import { usageError } from '../errors.ts';

export type RangeOptions = { from?: string; to?: string; month?: string; day?: string };

/** Plain days, both included. `days`: how many of the last ones, when nothing is said. Throws usage errors. */
export function daysOf(
  options: RangeOptions,
  timeZone: string,
  days: number,
  now = new Date(),
): { from: string; to: string } {
  const { from, to, month, day } = options;
  const given = [month, day, from ?? to].filter((one) => one !== undefined);
  if (given.length > 1) throw usageError('Name one range: --month, --day, or --from with --to.');
  if (month !== undefined) return monthOf(month);
  if (day !== undefined) return { from: plainDay(day, '--day'), to: plainDay(day, '--day') };
  if (from === undefined && to === undefined) {
    const today = DateTime.fromJSDate(now, { zone: timeZone });
    return { from: today.minus({ days: days - 1 }).toISODate() ?? '', to: today.toISODate() ?? '' };
  }
  if (from === undefined || to === undefined) throw usageError('--from and --to belong together.');
  const range = { from: plainDay(from, '--from'), to: plainDay(to, '--to') };
  if (range.from > range.to) throw usageError('--from must not be after --to.');
  return range;
}

function monthOf(text: string): { from: string; to: string } {
  const first = /^\d{4}-\d{2}$/.test(text) ? DateTime.fromISO(`${text}-01`) : DateTime.invalid('form');
  const [from, to] = [first.toISODate(), first.endOf('month').toISODate()];
  if (from !== null && to !== null) return { from, to };
  throw usageError(`--month ${text} is not a month.`, 'Write 2026-10.');
}

function plainDay(text: string, option: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text).isValid;
  if (isDay) return text;
  throw usageError(`${option} ${text} is not a day.`, 'Write 2026-10-31.');
}
