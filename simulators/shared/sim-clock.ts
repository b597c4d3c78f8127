// The simulated clock: real time plus whatever a test added, optionally frozen.
// Trap: `elapsedMs` never stands still while real time runs, so rate windows and retries go on even when `now` is frozen.

export interface SimClock {
  /** Simulated instant, epoch milliseconds. */
  now(): number;
  /** Milliseconds since the start: real time passed plus all forward jumps. For windows and timers. */
  elapsedMs(): number;
  advance(ms: number): void;
  /** Jump to an instant (epoch ms); a jump forward also moves `elapsedMs`. */
  set(epochMs: number): void;
  freeze(frozen: boolean): void;
  /** Called after each jump, so that timers can look again. */
  onJump(listener: () => void): void;
}

/** A clock that starts at `startAtMs` (default: the real time). `realNow` is the injected source of time. */
export function createSimClock(realNow: () => number = Date.now, startAtMs?: number): SimClock {
  const realStart = realNow();
  let offset = (startAtMs ?? realStart) - realStart;
  let jumped = 0;
  let frozenAt: number | undefined;
  const listeners: (() => void)[] = [];
  const now = () => frozenAt ?? realNow() + offset;
  const jump = (ms: number) => {
    offset += ms;
    if (frozenAt !== undefined) frozenAt += ms;
    if (ms > 0) jumped += ms;
    for (const listener of listeners) listener();
  };
  return {
    now,
    elapsedMs: () => realNow() - realStart + jumped,
    advance: jump,
    set: (epochMs) => jump(epochMs - now()),
    freeze: (frozen) => {
      if (!frozen && frozenAt !== undefined) offset = frozenAt - realNow();
      frozenAt = frozen ? now() : undefined;
    },
    onJump: (listener) => {
      listeners.push(listener);
    },
  };
}
