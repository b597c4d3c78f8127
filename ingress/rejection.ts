/**
 * Why a delivery is turned away: the one error that handlers throw, and how it is counted and logged.
 * The trap: a stranger chose the bytes, so neither body, token nor query may reach a log, and a flood of bad requests
 * must not become a flood of log lines.
 */
import type { Logger } from 'pino';

/** A closed list: these are values of a metric's label. */
export type RejectionReason =
  | 'too-large'
  | 'not-found'
  | 'malformed'
  | 'unknown-type'
  | 'signature-missing'
  | 'signature-stale'
  | 'signature-wrong'
  | 'keys-unavailable'
  | 'foreign-host'
  | 'store-unavailable'
  | 'bad-request'
  | 'internal';

/** `detail` is for our log alone and holds nothing that a stranger could misuse there; the sender sees `reason`. */
export class Rejected extends Error {
  readonly status: number;
  readonly reason: RejectionReason;
  readonly detail: string;

  constructor(status: number, reason: RejectionReason, detail: string, options?: { cause?: unknown }) {
    super(`${status} ${reason}: ${detail}`, options);
    this.name = 'Rejected';
    this.status = status;
    this.reason = reason;
    this.detail = detail;
  }
}

export type RejectionLog = { note(rejected: Rejected, from: { ip: string; connection?: string }): void };

const QUIET_MS = 1_000;

/** Logs at most one line per reason and second; the next line says how many were left out. */
export function createRejectionLog(log: Logger, now: () => Date): RejectionLog {
  const last = new Map<RejectionReason, { atMs: number; leftOut: number }>();
  return {
    note: (rejected, from) => {
      const before = last.get(rejected.reason);
      const atMs = now().getTime();
      if (before !== undefined && atMs - before.atMs < QUIET_MS) {
        before.leftOut += 1;
        return;
      }
      last.set(rejected.reason, { atMs, leftOut: 0 });
      const { status, reason, detail } = rejected;
      const level = status >= 500 ? 'error' : 'warn';
      const err = status >= 500 && rejected.cause instanceof Error ? { err: rejected.cause } : {};
      log[level]({ ...from, status, reason, detail, leftOut: before?.leftOut ?? 0, ...err }, 'webhook rejected');
    },
  };
}
