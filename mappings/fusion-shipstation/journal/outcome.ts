/**
 * What an import came to, entry by entry: which stand in the ledger, which were refused and why.
 * The trap: Fusion refuses a whole journal for one bad row, and takes the others of the batch; a key that stands there once
 * is half an entry, and twice too often is an import that ran twice.
 */
import type { JobState, JournalBatch } from '../../../connectors/fusion/types.ts';
import { type GlBatch, glInterfaceOf } from './gl-interface.ts';
import type { JournalEntry } from './types.ts';

export type EntryEnd = { key: string; state: 'posted' | 'rejected' | 'stuck'; reason?: string };
export type ImportSeen = {
  batches: JournalBatch[];
  files: { name: string; text: string }[];
  /** Absent where its number was lost. */
  job?: JobState;
};

/** Both rows of an entry stand in the ledger. */
const WHOLE = 2;
const MOST_WORDS = 600;

export function importEnds(entries: readonly JournalEntry[], batch: GlBatch, seen: ImportSeen): EntryEnd[] {
  const file = glInterfaceOf(entries, batch);
  const standing = new Map<string, number>();
  for (const { description } of seen.batches.flatMap(({ lines }) => lines)) {
    if (description !== undefined) standing.set(description, (standing.get(description) ?? 0) + 1);
  }
  return entries.map(({ key }) => {
    const count = standing.get(key) ?? 0;
    if (count === WHOLE) return { key, state: 'posted' };
    if (count > 0) return { key, state: 'stuck', reason: stuck(key, count, batch) };
    const own = file.rows.flatMap((row, index) => (row.key === key ? [{ ...row, line: index + 1 }] : []));
    return { key, state: 'rejected', reason: refusal(key, own, seen, batch) };
  });
}

const stuck = (key: string, count: number, { batchName }: GlBatch): string =>
  count < WHOLE
    ? `only one side of ${key} stands in batch ${batchName} in Fusion: put it right there by hand and skip this record`
    : `${key} stands ${count} rows deep in batch ${batchName} in Fusion instead of two: it was imported more than once; reverse what is too much there and skip this record`;

type Row = { journal: string; line: number };

/** The messages that name the entry's rows or its journal; else all there are. */
function refusal(key: string, own: Row[], { batches, files, job }: ImportSeen, { batchName }: GlBatch): string {
  const journals = new Set(own.map(({ journal }) => journal));
  // Fusion adds category and currency to a journal's name.
  const isOwn = (name: string | undefined) => name !== undefined && [...journals].some((one) => bears(name, one));
  const errors = batches.flatMap((one) => one.errors).filter(({ journal }) => isOwn(journal));
  const lines = errors.map(({ line, message }) => (line === undefined ? message : `line ${line}: ${message}`));
  const logged = files.flatMap(({ text }) => text.split(/\r?\n/)).filter((line) => tells(line, key, journals));
  const words = [...new Set([...lines, ...logged].map((line) => line.replace(/\s+/g, ' ').trim()))];
  const told = words.length > 0 ? words.join('; ') : generalWords(batches, files, job);
  return `${told} (batch ${batchName}${job === undefined ? '' : `, request ${job.job}`})`.slice(0, MOST_WORDS);
}

const tells = (line: string, key: string, journals: Set<string>): boolean =>
  bears(line, key) || [...journals].some((journal) => bears(line, journal));

/** The name itself, not the beginning of a longer one. */
function bears(line: string, name: string): boolean {
  const at = line.indexOf(name);
  return at >= 0 && !/[\w/]/.test(line[at + name.length] ?? '');
}

function generalWords(batches: JournalBatch[], files: ImportSeen['files'], job: JobState | undefined): string {
  const general = batches.flatMap(({ errors }) => errors.map(({ message }) => message));
  const logged = files
    .flatMap(({ text }) => text.split(/\r?\n/))
    .filter((line) => /error|warning|invalid|reject/i.test(line));
  const words = [...new Set([...general, ...logged])].slice(0, 5).join('; ');
  if (words !== '') return words;
  return job === undefined
    ? 'the import made no journal of it'
    : `the import ended with ${job.status} and made no journal of it`;
}
