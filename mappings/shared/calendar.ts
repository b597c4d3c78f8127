/** Calendar days of instants. The trap: a plain date is never shifted between zones, an instant always is. */
import { DateTime } from 'luxon';

/** The calendar day (yyyy-mm-dd) on which an instant (ISO-8601 UTC) falls in a time zone. */
export function dayIn(instant: string, timeZone: string): string {
  const day = DateTime.fromISO(instant, { zone: 'utc' }).setZone(timeZone);
  if (!day.isValid) throw new Error(`not an instant or not a time zone: ${instant}, ${timeZone}`);
  return day.toISODate();
}
