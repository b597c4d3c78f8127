/** Looks again and again while the play goes on. The trap: a vendor that is away just now is not an error here. */
import { sleep } from './wait.ts';

const LOOK_EVERY_MS = 400;

export type Watch = { stop(): Promise<void> };

/** `look` tells what has changed since it was last called; it is called once more at the end. */
export function keepWatching(look: () => Promise<void>): Watch {
  const stopping = new AbortController();
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await look().catch(() => undefined);
      await sleep(LOOK_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const ended = loop();
  return {
    stop: async () => {
      stopping.abort();
      await ended;
      await look();
    },
  };
}
