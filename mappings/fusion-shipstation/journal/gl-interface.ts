/**
 * The file of the general ledger's import: no header, 149 columns by position, one row for each side of an entry.
 * The trap: a column more or less shifts all that follow; what is not listed here stays empty.
 */
import type { JournalEntry } from './types.ts';

const COLUMNS = 149;
const AT = {
  status: 0,
  ledgerId: 1,
  accountingDate: 2,
  source: 3,
  category: 4,
  currency: 5,
  dateCreated: 6,
  actualFlag: 7,
  firstSegment: 8,
  enteredDr: 38,
  enteredCr: 39,
  batchName: 42,
  batchDescription: 43,
  journalName: 45,
  journalDescription: 46,
  lineDescription: 51,
  groupId: 66,
  periodName: 94,
} as const;
const MOST_SEGMENTS = 30;
const MOST_TEXT = 240;

export type GlBatch = {
  ledgerId: string;
  source: string;
  category: string;
  delimiter: string;
  batchName: string;
  groupId: string;
  /** Plain date that everything in it is booked on. */
  day: string;
  periodName?: string;
  /** Plain date of today. */
  today: string;
};

export type GlFile = { csv: string; rows: { key: string; side: 'debit' | 'credit'; journal: string }[] };

/** Rows in the entries' order, debit before credit. */
export function glInterfaceOf(entries: readonly JournalEntry[], batch: GlBatch): GlFile {
  const rows = entries.flatMap((entry) =>
    (['debit', 'credit'] as const).map((side) => ({ entry, side, journal: journalName(entry, batch) })),
  );
  const lines = rows.map(({ entry, side, journal }) => rowOf(entry, side, journal, batch));
  return {
    csv: lines.map((columns) => `${columns.map(cell).join(',')}\r\n`).join(''),
    rows: rows.map(({ entry, side, journal }) => ({ key: entry.key, side, journal })),
  };
}

/** One journal for each parcel; unique in its batch. */
export const journalName = ({ journal }: JournalEntry, { batchName }: Pick<GlBatch, 'batchName'>): string =>
  `${batchName} ${journal}`;

function rowOf(entry: JournalEntry, side: 'debit' | 'credit', journal: string, batch: GlBatch): string[] {
  const columns = new Array<string>(COLUMNS).fill('');
  const put = (at: number, value: string) => {
    columns[at] = value;
  };
  put(AT.status, 'NEW');
  put(AT.ledgerId, batch.ledgerId);
  put(AT.accountingDate, slashed(batch.day));
  put(AT.source, batch.source);
  put(AT.category, batch.category);
  put(AT.currency, entry.currency);
  put(AT.dateCreated, slashed(batch.today));
  put(AT.actualFlag, 'A');
  const segments = entry[side].split(batch.delimiter).slice(0, MOST_SEGMENTS);
  for (const [index, segment] of segments.entries()) put(AT.firstSegment + index, segment);
  put(side === 'debit' ? AT.enteredDr : AT.enteredCr, entry.amount);
  put(AT.batchName, batch.batchName);
  put(AT.batchDescription, `Goods shipped with ShipStation on ${batch.day}`);
  put(AT.journalName, journal.slice(0, MOST_TEXT));
  put(AT.journalDescription, `Order ${entry.orderNumber}`.slice(0, MOST_TEXT));
  put(AT.lineDescription, entry.key.slice(0, MOST_TEXT));
  put(AT.groupId, batch.groupId);
  if (batch.periodName !== undefined) put(AT.periodName, batch.periodName);
  return columns;
}

const slashed = (day: string): string => day.replaceAll('-', '/');

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
