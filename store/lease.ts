/**
 * One worker at a time over all processes, for short work such as renewing a rotating token. The holder's lease ends by
 * itself, so a killed process holds nobody up for long.
 * The trap: a lease that is shorter than the work would let two in; it must outlast the longest call inside.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SharedStateStore } from './contract.ts';
import { StoreError } from './errors.ts';

export type LeaseOptions = {
  /** Longest time that the work may take. */
  leaseMs: number;
  /** How long to wait for another holder. */
  waitMs: number;
};

const LOOK_EVERY_MS = 50;
const FREE = JSON.stringify({ owner: '', untilMs: 0 });

type Held = { owner: string; untilMs: number };

/** Resolves with what `work` answers. Throws StoreError (busy) when somebody else holds it for longer than `waitMs`. */
export async function withLease<T>(
  shared: SharedStateStore,
  key: string,
  options: LeaseOptions,
  work: () => Promise<T>,
): Promise<T> {
  const owner = randomUUID();
  await acquire(shared, key, owner, options);
  try {
    return await work();
  } finally {
    await release(shared, key, owner);
  }
}

async function acquire(
  shared: SharedStateStore,
  key: string,
  owner: string,
  { leaseMs, waitMs }: LeaseOptions,
): Promise<void> {
  const giveUpAt = Date.now() + waitMs;
  for (;;) {
    const mine = await shared.change(key, (value) => {
      const held = JSON.parse(value ?? FREE) as Held;
      const nowMs = Date.now();
      if (held.owner !== '' && held.untilMs > nowMs) return { value: value ?? FREE, answer: false };
      return { value: JSON.stringify({ owner, untilMs: nowMs + leaseMs } satisfies Held), answer: true };
    });
    if (mine) return;
    if (Date.now() >= giveUpAt)
      throw new StoreError('busy', `Somebody else has held ${key} for over ${waitMs} ms.`, 'Try again in a minute.');
    await sleep(LOOK_EVERY_MS);
  }
}

const release = (shared: SharedStateStore, key: string, owner: string): Promise<void> =>
  shared.change(key, (value) => {
    const held = JSON.parse(value ?? FREE) as Held;
    return { value: held.owner === owner ? FREE : (value ?? FREE), answer: undefined };
  });

/** Longer than any token request may take, and longer than a caller should be kept. */
const REFRESH_LEASE_MS = 120_000;
const REFRESH_WAIT_MS = 20_000;

/** One refresher of a rotating token at a time, over all processes. */
export const refreshLock = (shared: SharedStateStore, connection: string, system: string) => ({
  run: <T>(work: () => Promise<T>): Promise<T> =>
    withLease(
      shared,
      `lease/refresh/${connection}/${system}`,
      { leaseMs: REFRESH_LEASE_MS, waitMs: REFRESH_WAIT_MS },
      work,
    ),
});
