/**
 * ShipBob's times as ISO-8601 UTC, and its time zones as IANA names.
 * The trap: instants have seven digits of fraction, some of older records lack an offset (they are UTC), and zones are
 * named as Windows names them.
 */
import { DateTime } from 'luxon';

/** Undefined when the text is no date-time. The fraction is cut to milliseconds. */
export function toInstant(text: string): string | undefined {
  const at = DateTime.fromISO(text.trim().replace(' ', 'T'), { zone: 'utc' });
  return at.isValid ? new Date(at.toMillis()).toISOString() : undefined;
}

/** The day of a date or date-time as written, `yyyy-MM-dd`. */
export const dayOf = (text: string): string => text.slice(0, 10);

/** The first or the last second of a day; an instant stays as it is. */
export const startOf = (text: string): string => (isDay(text) ? `${text}T00:00:00Z` : text);
export const endOf = (text: string): string => (isDay(text) ? `${text}T23:59:59Z` : text);

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text);

/** The latest of some instants as this program writes them. */
export const latest = (...instants: (string | undefined)[]): string | undefined =>
  instants
    .filter((at) => at !== undefined)
    .reduce<string | undefined>((a, b) => (a === undefined || b > a ? b : a), undefined);

/** Zones of the countries in which ShipBob has centres. */
const ZONES: Record<string, string> = {
  'Hawaiian Standard Time': 'Pacific/Honolulu',
  'Pacific Standard Time': 'America/Los_Angeles',
  'US Mountain Standard Time': 'America/Phoenix',
  'Mountain Standard Time': 'America/Denver',
  'Central Standard Time': 'America/Chicago',
  'Canada Central Standard Time': 'America/Regina',
  'Central Standard Time (Mexico)': 'America/Mexico_City',
  'Eastern Standard Time': 'America/New_York',
  'US Eastern Standard Time': 'America/Indianapolis',
  'Atlantic Standard Time': 'America/Halifax',
  'GMT Standard Time': 'Europe/London',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Romance Standard Time': 'Europe/Paris',
  'Central European Standard Time': 'Europe/Warsaw',
  'Central Europe Standard Time': 'Europe/Budapest',
  'AUS Eastern Standard Time': 'Australia/Sydney',
  'E. Australia Standard Time': 'Australia/Brisbane',
  UTC: 'Etc/UTC',
};

/** Undefined for a name that is not known here; an IANA name stays. */
export function ianaZone(name: string): string | undefined {
  const known = ZONES[name];
  if (known !== undefined) return known;
  return name.includes('/') && DateTime.utc().setZone(name).isValid ? name : undefined;
}
