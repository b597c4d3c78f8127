// Dates inside the query engine: text with a marker in front, so that they can be told from other text on the way out.
// Trap: an unformatted date leaves in the account's date format and loses its time of day.
import { DateTime } from 'luxon';

const MARK = '\u0001';
const INNER = 'yyyy-MM-dd HH:mm:ss';

/** Oracle format elements, longest first, with luxon's letters. */
const ELEMENTS: readonly [string, string][] = [
  ['YYYY', 'yyyy'],
  ['HH24', 'HH'],
  ['HH12', 'hh'],
  ['MONTH', 'MMMM'],
  ['MON', 'MMM'],
  ['DAY', 'cccc'],
  ['DDD', 'ooo'],
  ['DY', 'ccc'],
  ['FF3', 'SSS'],
  ['FF', 'SSS'],
  ['RR', 'yy'],
  ['YY', 'yy'],
  ['MM', 'MM'],
  ['DD', 'dd'],
  ['HH', 'hh'],
  ['MI', 'mm'],
  ['SS', 'ss'],
  ['AM', 'a'],
  ['PM', 'a'],
  ['TZH:TZM', 'ZZ'],
  ['IW', 'WW'],
  ['Q', 'q'],
  ['D', 'c'],
];

const formats = new Map<string, string>();

/** An Oracle date format in luxon's letters; text in double quotes stays as it is. */
function luxonFormat(oracle: string): string {
  const known = formats.get(oracle);
  if (known !== undefined) return known;
  let out = '';
  let rest = oracle.replace(/^FM/i, '');
  while (rest !== '') {
    const literal = /^"([^"]*)"/.exec(rest);
    const element = ELEMENTS.find(([name]) => rest.toUpperCase().startsWith(name));
    if (literal !== null) out += literal[1] === '' ? '' : `'${literal[1]}'`;
    else out += element === undefined ? quoteLetter(rest.charAt(0)) : element[1];
    rest = rest.slice(literal?.[0].length ?? element?.[0].length ?? 1);
  }
  formats.set(oracle, out);
  return out;
}

const quoteLetter = (letter: string) => (/[A-Za-z]/.test(letter) ? `'${letter}'` : letter);

export const isDate = (value: unknown): value is string => typeof value === 'string' && value.startsWith(MARK);

/** The engine's form of an instant in a zone. */
export function dateFromMs(ms: number, zone: string): string {
  return MARK + DateTime.fromMillis(ms, { zone }).toFormat(INNER);
}

/** The engine's form of a calendar date (YYYY-MM-DD). */
export function dateFromDay(day: string): string {
  return `${MARK}${day} 00:00:00`;
}

const inner = (value: string) => DateTime.fromFormat(value.slice(1), INNER, { zone: 'utc' });
const wrap = (at: DateTime) => MARK + at.toFormat(INNER);

const FAST: Readonly<Record<string, (value: string) => string>> = {
  'YYYY-MM-DD HH24:MI:SS': (value) => value.slice(1),
  'YYYY-MM-DD': (value) => value.slice(1, 11),
  'YYYY-MM-DD"T"HH24:MI:SS': (value) => value.slice(1).replace(' ', 'T'),
};

/** TO_CHAR on a date. */
export function formatDate(value: string, oracle: string): string {
  return FAST[oracle]?.(value) ?? inner(value).setLocale('en-US').toFormat(luxonFormat(oracle));
}

/** TO_DATE: undefined when the text does not fit the format. */
export function parseDate(text: string, oracle: string): string | undefined {
  const format = luxonFormat(oracle);
  const loose = format.replaceAll('MM', 'M').replaceAll('dd', 'd').replaceAll('HH', 'H');
  for (const candidate of [format, loose]) {
    const at = DateTime.fromFormat(text.trim(), candidate, { zone: 'utc', locale: 'en-US' });
    if (at.isValid) return wrap(at);
  }
  // A text shorter than its format leaves the rest at midnight, as Oracle does.
  const day = DateTime.fromFormat(text.trim(), format.split(/[ ']/)[0] ?? '', { zone: 'utc' });
  return day.isValid ? wrap(day) : undefined;
}

/** A text without TO_DATE, read in the account's format; undefined when it does not fit. */
export function parseImplicit(text: string, accountFormat: string): string | undefined {
  const at = DateTime.fromFormat(text.trim(), accountFormat, { zone: 'utc' });
  return at.isValid ? wrap(at) : undefined;
}

export const addDays = (value: string, days: number): string =>
  wrap(inner(value).plus({ seconds: Math.round(days * 86_400) }));
export const addMonths = (value: string, months: number): string => wrap(inner(value).plus({ months }));
export const daysBetween = (a: string, b: string): number => inner(a).diff(inner(b), 'seconds').seconds / 86_400;

/** TRUNC on a date: to the day, or to the month or year. */
export function truncDate(value: string, unit: string): string {
  if (/^(MM|MON|MONTH)$/i.test(unit)) return wrap(inner(value).startOf('month'));
  if (/^(Y|YY|YYYY|YEAR)$/i.test(unit)) return wrap(inner(value).startOf('year'));
  return wrap(inner(value).startOf('day'));
}

/** How a date leaves the engine when nobody formatted it. */
export function plainDate(value: string, accountFormat: string): string {
  return inner(value).toFormat(accountFormat);
}
