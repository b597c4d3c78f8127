/**
 * How far a replay came, kept in the store, so that the same command goes on where it was cut.
 * The trap: it is known by what was asked for; another range, cause or list is another replay.
 */
import { createHash } from 'node:crypto';
import type { Store } from '../../store/contract.ts';

/** `done`: how many of the list, which is the same each time, are dealt with. */
export type Progress = { done: number; startedAt: string };

export type ProgressKeeper = {
  /** Where the last attempt was cut; undefined when there was none, or it came to its end. */
  before: Progress | undefined;
  note(done: number): Promise<void>;
  finish(): Promise<void>;
};

const ENDED = '';

export async function keepProgress(store: Store, connection: string, asked: object): Promise<ProgressKeeper> {
  const name = `replay/${createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, 16)}`;
  const found = (await store.cursors.get(connection, name))?.value ?? ENDED;
  const before = found === ENDED ? undefined : (JSON.parse(found) as Progress);
  const startedAt = before?.startedAt ?? new Date().toISOString();
  return {
    before,
    note: (done) => store.cursors.put(connection, name, JSON.stringify({ done, startedAt })),
    finish: () => store.cursors.put(connection, name, ENDED),
  };
}
