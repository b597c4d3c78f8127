/**
 * Times of SuiteQL: a date-time column shows the account's own wall clock, without a zone and to the second.
 * The trap: in the hour that the clock repeats in autumn a wall-clock time stands for two instants; bounds made here are
 * then widened by that hour, so a query may answer rows again but never leaves one out.
 */
import { DateTime } from 'luxon';
import { ConnectorError } from '../http/errors.ts';

/** Oracle's format for TO_CHAR and TO_DATE; the raw column would come in the user's date format. */
export const TIME_FORMAT = 'YYYY-MM-DD HH24:MI:SS';
export const DAY_FORMAT = 'YYYY-MM-DD';
const WALL_CLOCK = 'yyyy-MM-dd HH:mm:ss';

/** `TO_CHAR(t.lastmodifieddate, …) AS modifiedat` */
export const timeColumn = (column: string, name: string): string => `TO_CHAR(${column}, '${TIME_FORMAT}') AS ${name}`;
export const dayColumn = (column: string, name: string): string => `TO_CHAR(${column}, '${DAY_FORMAT}') AS ${name}`;
export const timeMark = `TO_DATE(?, '${TIME_FORMAT}')`;
export const dayMark = `TO_DATE(?, '${DAY_FORMAT}')`;

/** The earliest wall-clock text that anything from this instant on can bear. Throws `Config` code BAD_INSTANT. */
export function lowerBound(instant: string, zone: string): string {
  const at = zoned(instant, zone);
  const back = at.offset - at.plus({ hours: 1 }).offset;
  return shifted(at, -Math.max(0, back));
}

/** The latest wall-clock text that anything up to this instant can bear. Throws `Config` code BAD_INSTANT. */
export function upperBound(instant: string, zone: string): string {
  const at = zoned(instant, zone);
  const back = at.minus({ hours: 1 }).offset - at.offset;
  return shifted(at, Math.max(0, back));
}

/** Moves the hands of the clock, whatever its zone says. */
function shifted(at: DateTime, minutes: number): string {
  return at.setZone('utc', { keepLocalTime: true }).plus({ minutes }).toFormat(WALL_CLOCK);
}

/** ISO-8601 UTC; undefined for nothing or for text that is no time. Of two possible instants the earlier. */
export function instantOf(text: string | undefined, zone: string): string | undefined {
  if (text === undefined) return undefined;
  const at = DateTime.fromFormat(text, WALL_CLOCK, { zone });
  return at.isValid ? at.toUTC().toISO({ suppressMilliseconds: true }) : undefined;
}

function zoned(instant: string, zone: string): DateTime<true> {
  const at = DateTime.fromISO(instant, { zone: 'utc' }).setZone(zone);
  if (at.isValid && /(z|[+-]\d\d:?\d\d)$/i.test(instant)) return at;
  throw new ConnectorError({
    type: 'Config',
    system: 'netsuite',
    code: 'BAD_INSTANT',
    message: `"${instant}" is not an ISO-8601 time with a zone, or "${zone}" is not a time zone.`,
  });
}
