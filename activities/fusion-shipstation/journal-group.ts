/**
 * One import of journals: which entries go with it, under which batch name and group id, and when it was sent.
 * The trap: group id and batch name are durable before anything is sent; the batch name is what a lost import is found by.
 */
import { createHash } from 'node:crypto';
import { instantOf, isProblem } from '../../mappings/fusion-shipstation/inventory/draft.ts';
import type { GlBatch } from '../../mappings/fusion-shipstation/journal/gl-interface.ts';
import type { JournalEntry } from '../../mappings/fusion-shipstation/journal/types.ts';
import { periodOf } from '../../mappings/fusion-shipstation/posting-day.ts';
import { dayIn } from '../../mappings/shared/calendar.ts';
import type { ConnectionOf } from '../../settings/connection.ts';
import { durationMs } from '../../settings/duration.ts';
import type { JournalRow } from '../../store/journal-contract.ts';
import { recordWorkflowId } from '../../workflows/ids.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import { entryOfRow } from './journal-book.ts';
import { periodsOf } from './periods.ts';

const PAIR = 'fusion-shipstation';
const MOST_DUE = 1_000;
const USUAL_RECHECK_MS = 900_000;
/** Fits every place that takes a group id as a number. */
const GROUP_DIGITS = 15;

export type JournalGroup = GlBatch & {
  /** When it was sent last without a known answer. */
  sentAt?: string;
  /** Fusion's request id. */
  job?: string;
};

const keyOf = (connection: string, groupId: string) => `fusion/journal-group/${connection}/${groupId}`;

export async function readGroup(deps: ActivityDeps, connection: string, groupId: string): Promise<JournalGroup> {
  const value = await deps.store.shared.get(keyOf(connection, groupId));
  if (value === undefined) throw new Error(`the journal group ${groupId} is not known`);
  return JSON.parse(value) as JournalGroup;
}

export const writeGroup = (deps: ActivityDeps, connection: string, group: JournalGroup): Promise<void> =>
  deps.store.shared.change(keyOf(connection, group.groupId), () => ({
    value: JSON.stringify(group),
    answer: undefined,
  }));

/**
 * Notes that the import is about to be sent. False when another run, or an attempt that was given up, did so since it was
 * read: whoever notes it first sends it.
 */
export function claimSending(
  deps: ActivityDeps,
  connection: string,
  group: JournalGroup,
  sentAt: string,
): Promise<boolean> {
  return deps.store.shared.change(keyOf(connection, group.groupId), (held = '') => {
    const isSame = held === JSON.stringify(group);
    return { value: isSame ? JSON.stringify({ ...group, sentAt }) : held, answer: isSame };
  });
}

export async function entriesOfGroup(deps: ActivityDeps, connection: string, groupId: string): Promise<JournalEntry[]> {
  const rows = await deps.store.journal.ofGroup(connection, groupId);
  return rows.filter(({ state }) => state === 'sent').map((row) => entryOfRow(deps.vault, row));
}

/** `woken`: records whose reason for waiting has changed. */
export type OpenedGroup = { groupId?: string; entries: number; woken: string[] };

/** The import that is not over yet, else a new one of the oldest day that can be booked. On Fusion's queue. */
export async function openJournalGroup(deps: ActivityDeps, request: RecordScope): Promise<OpenedGroup> {
  const { connection } = request;
  const { settings, row, fusion } = await deps.connections.open(connection, PAIR);
  const isOn = settings.syncs.journalImport.enabled && row.mode === 'live';
  const [unfinished] = await deps.store.journal.openGroups(connection);
  if (unfinished !== undefined && row.mode === 'live') {
    const { length } = await deps.store.journal.ofGroup(connection, unfinished);
    return { groupId: unfinished, entries: length, woken: [] };
  }
  const due = isOn ? await deps.store.journal.due(connection, MOST_DUE) : [];
  if (due.length === 0) return { entries: 0, woken: [] };
  const periods = await periodsOf(await fusion(), settings, 'ledger', { now: deps.now() });
  const sorted = await byDay(deps, due, settings, periods);
  const woken = await noteWaiting(deps, connection, sorted.waiting);
  const [first] = [...sorted.days].sort(([a], [b]) => a.localeCompare(b));
  if (first === undefined) return { entries: 0, woken };
  const [day, { rows, periodName }] = first;
  const group = groupOf(settings, deps.now(), rows, { day, ...(periodName === undefined ? {} : { periodName }) });
  await writeGroup(deps, connection, group);
  const keys = wholeParcels(rows, settings.syncs.journalImport.mostEntries).map(({ row: { key } }) => key);
  const taken = await deps.store.journal.take(connection, keys, group.groupId);
  return { groupId: group.groupId, entries: taken.length, woken };
}

type Due = { row: JournalRow; entry: JournalEntry };
type Days = Map<string, { rows: Due[]; periodName?: string }>;
type Waiting = { row: JournalRow; reason: string }[];
type Settings = ConnectionOf<typeof PAIR>;

/** Due entries by the day that they are booked on; those of closed periods wait. */
async function byDay(
  deps: ActivityDeps,
  due: JournalRow[],
  { timeZone, periods: policy, syncs }: Settings,
  periods: Awaited<ReturnType<typeof periodsOf>>,
): Promise<{ days: Days; waiting: Waiting }> {
  const days: Days = new Map();
  const waiting: Waiting = [];
  for (const row of due) {
    const entry = entryOfRow(deps.vault, row);
    const when = instantOf(entry, `the journal of SKU ${entry.sku}`, periods, {
      ...{ timeZone, periods: policy, record: recordOf(row), now: deps.now().toISOString() },
      periodRecheckMs: durationMs(policy.recheck) ?? USUAL_RECHECK_MS,
      setting: syncs.inventoryPosting.day,
      books: 'the general ledger',
      ...(entry.nextPeriod === true ? { nextPeriod: true } : {}),
    });
    if (isProblem(when)) {
      waiting.push({ row, reason: when.reason });
      continue;
    }
    const periodName = periods === undefined ? undefined : periodOf(when.day, periods)?.name;
    const known = days.get(when.day) ?? { rows: [], ...(periodName === undefined ? {} : { periodName }) };
    known.rows.push({ row, entry });
    days.set(when.day, known);
  }
  return { days, waiting };
}

/** A row's record is the order's own, whose run this is not. */
const recordOf = ({ connection, recordKey }: JournalRow): string =>
  recordWorkflowId({ connection, sync: 'inventoryPosting', key: recordKey });

/** Entries of one journal go together; the first journal goes even when it is too long. */
function wholeParcels(rows: Due[], most: number): Due[] {
  const journals = new Map<string, Due[]>();
  for (const one of rows) journals.set(one.entry.journal, [...(journals.get(one.entry.journal) ?? []), one]);
  const taken: Due[] = [];
  for (const journal of journals.values()) {
    if (taken.length > 0 && taken.length + journal.length > most) break;
    taken.push(...journal);
  }
  return taken;
}

/** Answers the records that have not heard it yet. */
async function noteWaiting(deps: ActivityDeps, connection: string, waiting: Waiting): Promise<string[]> {
  const news = waiting.filter(({ row, reason }) => row.reason !== reason);
  for (const { row, reason } of news) await deps.store.journal.noteReason(connection, [row.key], reason);
  return [...new Set(news.map(({ row }) => row.recordKey))];
}

function groupOf(
  { id, timeZone, business, syncs }: Settings,
  now: Date,
  rows: Due[],
  { day, periodName }: { day: string; periodName?: string },
): JournalGroup {
  const { source, category, delimiter, batchPrefix } = syncs.journalImport;
  const groupId = numberOf([id, now.toISOString(), ...rows.map(({ row }) => row.key)].join('|'));
  return {
    ...{ ledgerId: business.ledgerId ?? '', source, category, delimiter, groupId, day },
    batchName: `${batchPrefix}-${groupId}`,
    today: dayIn(now.toISOString(), timeZone),
    ...(periodName === undefined ? {} : { periodName }),
  };
}

/** A number that names a text; never begins with zero. */
function numberOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const digits = BigInt(`0x${hex}`).toString().padStart(GROUP_DIGITS, '0').slice(-GROUP_DIGITS);
  return `1${digits.slice(1)}`;
}
