/**
 * Values that people type: instants, counts, yes or no. Errors are usage errors that show the form wanted.
 */
import { createInterface } from 'node:readline/promises';
import { InvalidArgumentError } from 'commander';
import { DateTime } from 'luxon';
import { usageError } from './errors.ts';
import type { Output } from './output.ts';

/** A plain date (that day's start in `timeZone`, or the start of a later one) or an ISO-8601 instant → ISO-8601 UTC. */
export function instantOf(text: string, timeZone: string, option: string, daysLater = 0): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isInstant = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(text);
  const parsed = isDay || isInstant ? DateTime.fromISO(text, { zone: timeZone }) : undefined;
  const utc = parsed
    ?.plus({ days: isDay ? daysLater : 0 })
    .toUTC()
    .toISO();
  if (utc !== undefined && utc !== null) return utc;
  throw usageError(`${option} ${text} is not a day or an instant.`, 'Write 2026-11-01 or 2026-11-01T08:00:00Z.');
}

/** Both ends checked; `from` must come before `to`. A plain date as `to` means the whole of that day. */
export function rangeOf(range: { from: string; to: string }, timeZone: string): { from: string; to: string } {
  const from = instantOf(range.from, timeZone, '--from');
  const to = instantOf(range.to, timeZone, '--to', 1);
  if (from < to) return { from, to };
  throw usageError('--from must be before --to.');
}

/** For commander: a whole number from 1. */
export function positive(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number from 1.');
}

/** Asks y/N on the terminal. Without a terminal it is a no, and says how to say yes. */
export async function confirmed(out: Output, question: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!out.interactive) throw usageError(`${question} There is nobody to ask.`, 'Say yes beforehand with --yes.');
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await reader.question(`${question} [y/N] `)).trim());
  } finally {
    reader.close();
  }
}

/** `3 min`, `2 h`, `5 days` since an instant. */
export function ageOf(instant: string, now: Date = new Date()): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(instant)) / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129_600) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}
