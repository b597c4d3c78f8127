/**
 * The life of a long-running process: start, run until told to stop, drain, end with a fitting exit code.
 * The trap: at a second signal nothing may be waited for any more, so that a stuck drain can be ended by hand.
 */
import { constants } from 'node:os';
import type { Logger } from './log.ts';
import { messageOf, StartProblem } from './problem.ts';

const DEFAULT_GRACE_MS = 25_000;
const EXIT_CODES: Record<StartProblem['kind'], number> = { usage: 2, unreachable: 3 };
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

export type ProcessParts = {
  name: string;
  log: Logger;
  /** `stopping` is aborted at the first signal, so that a start that still waits gives up. */
  start(stopping: AbortSignal): Promise<void>;
  /** Takes no new work, finishes what runs, closes what is open. Called once, also after a failed start. */
  stop(): Promise<void>;
  /** How long stop may take before the process ends anyway (default 25 s, below Kubernetes' 30 s). */
  graceMs?: number;
};

export type RunningProcess = {
  /** Stops as a signal would; for when the work ends by itself. `exitCode` 1 says that it should not have. */
  end(exitCode: number): void;
};

/** Starts the process and sees to its end: exit 0 after a drain, 1 after an uncaught error, 2 or 3 if it cannot start. */
export function runProcess(parts: ProcessParts): RunningProcess {
  const { name, log } = parts;
  const stopping = new AbortController();
  let ending = false;

  const end = (exitCode: number) => {
    if (ending) return;
    ending = true;
    stopping.abort(new Error(`${name} is stopping`));
    void drain(parts, exitCode);
  };
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (ending) exitNow(log, signal);
      log.info({ signal }, `${name}: stopping; a second signal ends it at once`);
      end(0);
    });
  }
  const crash = (kind: string) => (error: unknown) => {
    log.fatal({ err: error }, `${name}: ${kind}`);
    end(1);
  };
  process.on('uncaughtException', crash('uncaught error'));
  process.on('unhandledRejection', crash('unhandled rejection'));

  parts.start(stopping.signal).then(
    () => log.info(`${name}: ready`),
    (error: unknown) => {
      if (ending) return;
      end(reportFailedStart(name, log, error));
    },
  );
  return { end };
}

async function drain({ name, log, stop, graceMs = DEFAULT_GRACE_MS }: ProcessParts, exitCode: number): Promise<void> {
  const startedMs = Date.now();
  const late = setTimeout(() => {
    log.error({ graceMs }, `${name}: not stopped in time, ending anyway`);
    process.exit(1);
  }, graceMs);
  try {
    await stop();
    clearTimeout(late);
    log.info({ tookMs: Date.now() - startedMs }, `${name}: stopped`);
    process.exit(exitCode);
  } catch (error) {
    log.error({ err: error }, `${name}: could not stop cleanly`);
    process.exit(1);
  }
}

function exitNow(log: Logger, signal: 'SIGTERM' | 'SIGINT'): never {
  log.warn({ signal }, 'ended at once by a second signal');
  return process.exit(128 + constants.signals[signal]);
}

function reportFailedStart(name: string, log: Logger, error: unknown): number {
  if (!(error instanceof StartProblem)) {
    log.fatal({ err: error }, `${name}: could not start: ${messageOf(error)}`);
    return 1;
  }
  log.fatal({ fix: error.fix }, `${name}: could not start: ${error.message}`);
  return EXIT_CODES[error.kind];
}
