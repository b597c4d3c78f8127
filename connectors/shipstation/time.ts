/**
 * ShipStation's clocks. V1 date-times are Pacific wall clock without an offset, in both directions; V2 is UTC, but the
 * ship_date of a V2 label or fulfillment is Pacific midnight written in UTC. The trap: luxon resolves the doubled autumn
 * hour by today's offset, so the choice is made here, always.
 */
import { DateTime } from 'luxon';

const PACIFIC = 'America/Los_Angeles';
const V1_QUERY = 'yyyy-MM-dd HH:mm:ss';
/** `2024-09-17`, `2024-09-17T10:51:14.5030000`, `2024-03-19T08:09:13.9`; never with Z or an offset. */
const V1_FORM = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,7}))?)?$/;

/**
 * A V1 date-time as ISO-8601 UTC, undefined when the text is none. The autumn hour that happens twice is read as the
 * first (daylight) one unless `fold` is 1; a time inside the spring gap moves forward. A bare date is its midnight.
 */
export function v1ToUtc(text: string, fold: 0 | 1 = 0): string | undefined {
  const wall = wallOf(text);
  if (!wall) return undefined;
  const candidates = bothReadings(wall);
  return isoUtc(candidates[fold] ?? candidates[0] ?? wall);
}

/** The plain day of a V1 date (`2024-09-17` or `2016-06-07T00:00:00.0000000`), undefined when the text is none. */
export function v1Day(text: string): string | undefined {
  return wallOf(text) ? text.slice(0, 10) : undefined;
}

/** An instant as V1 wants it in filters: Pacific `yyyy-MM-dd HH:mm:ss`, the fraction cut. Throws RangeError. */
export function utcToV1(iso: string): string {
  return pacific(iso).toFormat(V1_QUERY);
}

/**
 * A window's lower edge for a V1 filter. Inside the doubled autumn hour it goes back to 00:59:59, which is the same
 * instant however the vendor reads it; a window that is a little too wide costs rows, one too narrow loses them.
 */
export function v1WindowStart(iso: string): string {
  const at = pacific(iso);
  return at.getPossibleOffsets().length > 1 ? `${at.toFormat('yyyy-MM-dd')} 00:59:59` : at.toFormat(V1_QUERY);
}

/** A window's upper edge for a V1 filter: rounded up to the second, and past the doubled autumn hour. */
export function v1WindowEnd(iso: string): string {
  const at = pacific(iso);
  const rounded = at.millisecond === 0 ? at : at.startOf('second').plus({ seconds: 1 });
  return at.getPossibleOffsets().length > 1 ? `${at.toFormat('yyyy-MM-dd')} 02:00:00` : rounded.toFormat(V1_QUERY);
}

/** A V2 timestamp as ISO-8601 UTC with milliseconds, undefined when the text is none. */
export function v2ToUtc(text: string): string | undefined {
  const at = DateTime.fromISO(text, { zone: 'utc' });
  return at.isValid ? isoUtc(at) : undefined;
}

/** The day of a V2 label's or fulfillment's ship_date, which is Pacific midnight (07:00Z or 08:00Z). */
export function v2PacificDay(text: string): string | undefined {
  const at = DateTime.fromISO(text, { zone: 'utc' });
  return at.isValid ? (at.setZone(PACIFIC).toISODate() ?? undefined) : undefined;
}

/** The day of a V2 shipment's (an order's) ship_date, which is UTC midnight, unlike that of labels. */
export function v2UtcDay(text: string): string | undefined {
  return v2ToUtc(text)?.slice(0, 10);
}

function wallOf(text: string): DateTime<true> | undefined {
  const found = V1_FORM.exec(text);
  if (!found) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? 0));
  const millisecond = Number((found[7] ?? '').padEnd(3, '0').slice(0, 3));
  const parts = { year, month, day, hour, minute, second, millisecond };
  const wall = DateTime.fromObject(parts as { [K in keyof typeof parts]: number }, { zone: PACIFIC });
  return wall.isValid ? wall : undefined;
}

/** One reading, or two in the doubled hour, the earlier (daylight) first. */
function bothReadings(wall: DateTime<true>): DateTime[] {
  return wall.getPossibleOffsets().sort((a, b) => a.toMillis() - b.toMillis());
}

function pacific(iso: string): DateTime<true> {
  const at = DateTime.fromISO(iso, { zone: 'utc' }).setZone(PACIFIC);
  if (!at.isValid) throw new RangeError(`not an ISO-8601 instant: ${iso}`);
  return at;
}

const isoUtc = (at: DateTime): string => new Date(at.toMillis()).toISOString();
