/**
 * Carries a replay out: the canary first, then the rest in groups, each waited for; it stops at the first surprise and
 * notes how far it came. The trap: what is cut is begun again with its last group, so looking twice must be harmless; it is.
 */
import type { Output } from '../output.ts';
import type { ProgressKeeper } from './progress.ts';

const GROUP = 50;

export type Replaying<T> = {
  items: T[];
  canary: number | undefined;
  /** False: send all without waiting for any outcome. */
  watch: boolean;
  /** Go on although something came to an unexpected end. */
  keepGoing: boolean;
  progress: ProgressKeeper;
  send(group: T[]): Promise<void>;
  /** Sentences; empty = all went as expected. */
  surprises(group: T[]): Promise<string[]>;
};

export type Replayed = { replayed: number; left: number; surprises: string[] };

export async function carryOut<T>(replaying: Replaying<T>, out: Output): Promise<Replayed> {
  const { items, canary, watch, keepGoing, progress, send, surprises } = replaying;
  const found: string[] = [];
  const begin = Math.min(progress.before?.done ?? 0, items.length);
  let done = begin;
  while (done < items.length) {
    const isCanary = canary !== undefined && done === 0;
    const group = items.slice(done, done + (isCanary ? canary : GROUP));
    await send(group);
    const unexpected = watch ? await surprises(group) : [];
    for (const text of unexpected) out.line(`${out.paint('warn', 'surprise')}  ${text}`);
    found.push(...unexpected);
    if (unexpected.length > 0 && !keepGoing) break;
    done += group.length;
    await progress.note(done);
    if (isCanary && done < items.length) out.line(`The canary went through; now the other ${items.length - done}.`);
    else if (out.interactive) out.note(`${done} of ${items.length}`);
  }
  if (done >= items.length) await progress.finish();
  return { replayed: done - begin, left: items.length - done, surprises: found };
}
