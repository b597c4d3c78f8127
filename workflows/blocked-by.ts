/**
 * What a failed step means for the record: which cause, which words, how soon to look again.
 * The trap: details come from the connector's error, never from parsing its sentence.
 */
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';

export type Obstacle = { cause: string; reason: string; recheckMs?: number; lookAgain?: boolean };

const MINUTE_MS = 60_000;

/** Failures that no rule covers are bugs of ours: the record waits and says so. */
export function obstacleOf(error: unknown): Obstacle {
  const root = error instanceof ActivityFailure ? error.cause : error;
  if (!(root instanceof ApplicationFailure)) {
    const words = root instanceof Error ? root.message : String(root);
    return { cause: 'step-timed-out', reason: `a step did not come to an end: ${words}`, recheckMs: MINUTE_MS };
  }
  const [code, origin] = (root.details ?? []) as string[];
  if (code === 'gate') return { cause: origin ?? 'connection-parked', reason: root.message, recheckMs: MINUTE_MS };
  switch (root.type) {
    case 'Auth':
      return { cause: 'auth', reason: root.message, recheckMs: MINUTE_MS };
    case 'Config':
      return { cause: 'config', reason: root.message };
    case 'Conflict':
      return { cause: 'conflict', reason: `${root.message}; looked at again`, recheckMs: 1_000, lookAgain: true };
    case 'NotFound':
      return { cause: 'gone', reason: root.message, lookAgain: true, recheckMs: 5_000 };
    case 'Invalid':
      return { cause: refusalCause(code), reason: root.message };
    case 'Unavailable':
    case 'Uncertain':
    case 'RateLimited':
      return { cause: 'unavailable', reason: root.message, recheckMs: MINUTE_MS };
    default:
      return { cause: 'bug', reason: `unexpected: ${root.message}; please report it`, recheckMs: 5 * MINUTE_MS };
  }
}

/** The connector's code of a failed step, e.g. NAME_TAKEN; undefined when there is none. */
export function codeOf(error: unknown): string | undefined {
  const root = error instanceof ActivityFailure ? error.cause : error;
  const [code] = root instanceof ApplicationFailure ? ((root.details ?? []) as unknown[]) : [];
  return typeof code === 'string' && code !== '' ? code : undefined;
}

const REFUSALS: Record<string, string> = {
  READ_BACK: 'read-back-differs',
  TOTAL_DIFFERS: 'read-back-differs',
  PERIOD_CLOSED: 'period-closed',
  WORKFLOW_LOCK: 'locked-by-workflow',
  NOT_OURS: 'not-ours',
};

const refusalCause = (code: string | undefined): string => REFUSALS[code ?? ''] ?? 'refused';
