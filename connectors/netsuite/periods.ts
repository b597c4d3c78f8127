/**
 * Accounting periods, to tell beforehand whether a date can still be posted to.
 * The trap: quarters and years are periods too and contain the months; they are left out where NetSuite marks them.
 */
import { dayColumn, dayMark } from './account-time.ts';
import type { Period } from './read-types.ts';
import type { Session } from './session.ts';
import { allRows } from './suiteql.ts';
import { withColumns } from './tolerant-columns.ts';
import { flagOf, present } from './values.ts';

const OPTIONAL = ['isquarter', 'isyear', 'alllocked', 'arlocked', 'aplocked'];

/** Periods that share a day with `from` to `to` (yyyy-mm-dd), earliest first. */
export async function readPeriods(session: Session, range: { from: string; to: string }): Promise<Period[]> {
  const rows = await withColumns(session, 'accountingperiod', OPTIONAL, (columns) => {
    const names = columns.map((column) => `, p.${column}`).join('');
    const query =
      `SELECT p.id, p.periodname, ${dayColumn('p.startdate', 'firstday')}, ${dayColumn('p.enddate', 'lastday')}, ` +
      `p.closed${names} FROM accountingperiod p WHERE p.enddate >= ${dayMark} AND p.startdate <= ${dayMark} ` +
      'ORDER BY p.startdate, p.id';
    return allRows(session, query, [range.from, range.to]);
  });
  const lock = (text: string | undefined) => (text === undefined ? undefined : flagOf(text));
  return rows
    .filter((row) => !flagOf(row.isquarter) && !flagOf(row.isyear))
    .map((row) =>
      present({
        id: row.id ?? '',
        name: row.periodname ?? '',
        from: row.firstday ?? '',
        to: row.lastday ?? '',
        isClosed: flagOf(row.closed),
        isLocked: lock(row.alllocked),
        isArLocked: lock(row.arlocked),
        isApLocked: lock(row.aplocked),
      }),
    );
}
