/** Waiting for a state, not for a clock. The trap: every waiting has an end, and says what it waited for. */
import { setTimeout as sleep } from 'node:timers/promises';

export { sleep };

const LOOK_EVERY_MS = 200;

/** Asks until the answer is not undefined. Throws after `limitMs`, naming `what`. Errors of `ask` count as "not yet". */
export async function until<T>(
  what: string,
  limitMs: number,
  ask: () => Promise<T | undefined>,
  everyMs = LOOK_EVERY_MS,
): Promise<T> {
  const endMs = Date.now() + limitMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > endMs) throw new Error(`${what}: not within ${limitMs / 1000} s`, { cause: last });
    await sleep(everyMs);
  }
}
