/**
 * Why something differs, as far as our own records and a second look know it. The trap: an order's record may wait because
 * of another parcel, so its waiting explains a parcel only when the plan itself is blocked there, or cannot say.
 */
import { isExplained } from './compare.ts';
import type { Cause, Difference, Finding } from './types.ts';

/** How the record of an order stands. */
export type KnownRecord = { status: string; cause?: string; reason?: string; summary?: string };

/** What the sync would do about it now, from a look at both systems. */
export type Verdict =
  | { state: 'writes' /** Causes that hold up other parts of the same record. */; otherCauses: string[] }
  | { state: 'blocked'; reason: string }
  | { state: 'nothing'; reason: string };

/** What a plan for the whole record comes to. */
export function verdictOf(plan: { problems: { reason: string }[]; writes: unknown[]; notes: string[] }): Verdict {
  const [problem] = plan.problems;
  if (problem !== undefined) return { state: 'blocked', reason: problem.reason };
  if (plan.writes.length > 0) return { state: 'writes', otherCauses: [] };
  return { state: 'nothing', reason: plan.notes.length === 0 ? 'nothing is left to post' : plan.notes.join('; ') };
}

export type Knowledge = {
  record?: KnownRecord;
  verdict?: Verdict;
  /** Our own ledger says that it was posted, and nothing says that we took it back. */
  posted?: { ref: string; at: string };
};

/** What an ordinary look leaves to a person and only a request mends; whatever else waits, waits for something else. */
const MENDED_ON_REQUEST: ReadonlySet<Difference> = new Set(['wrong-quantity', 'tracking-differs']);

export function explain(found: Finding, { record, verdict, posted }: Knowledge): Finding {
  if (found.explained) return found;
  const because = (cause: Cause, words: string): Finding => ({
    ...found,
    cause,
    explained: isExplained(cause),
    healable: found.healable && (cause === 'deleted' || (cause === 'waiting' && MENDED_ON_REQUEST.has(found.what))),
    reason: `${found.reason}; ${words}`,
  });
  if (record?.status === 'skipped')
    return because('skipped', `a person let this record be: ${record.summary ?? 'skipped'}`);
  if (verdict?.state === 'nothing' && found.what === 'missing' && posted === undefined) {
    return because('settled', verdict.reason);
  }
  if (record?.status === 'waiting' && isAbout(record, verdict)) {
    return because('waiting', `the record waits: ${record.reason ?? record.cause ?? 'no reason is written down'}`);
  }
  if (found.what === 'missing' && posted !== undefined) {
    return because('deleted', `it was posted as ${posted.ref} on ${posted.at.slice(0, 10)} and has been deleted since`);
  }
  return verdict?.state === 'blocked' ? { ...found, reason: `${found.reason}; in the way: ${verdict.reason}` } : found;
}

/** Without a verdict the record is believed; with one, it must be held up in just this. */
function isAbout(record: KnownRecord, verdict: Verdict | undefined): boolean {
  if (verdict === undefined || verdict.state === 'blocked') return true;
  return verdict.state === 'writes' && !verdict.otherCauses.includes(record.cause ?? '');
}
