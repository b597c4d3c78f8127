/**
 * What goes wrong while the orders are played: vendor faults, bad webhooks, kill -9.
 * The trap: a rule further down is only asked when those above let the request pass, so shares add up roughly.
 */

import type { Vendors } from '../../demo/netsuite-shipstation/shop.ts';
import type { Fault } from '../../demo/netsuite-sim.ts';
import type { FaultHits } from '../../demo/scenario.ts';
import type { Show } from '../../demo/show.ts';
import type { Stack } from '../../demo/stack.ts';
import { sleep } from '../../demo/wait.ts';

const TRANSFORM = '!transform/itemFulfillment';

const everywhere = (share: number): Fault[] => [
  { kind: 'server-error', probability: share },
  { kind: 'html', probability: share },
  { kind: 'rate-limit', probability: share },
  { kind: 'slow', delayMs: 1500, probability: share },
  { kind: 'drop-before', probability: share },
];

/** About `faults` of the requests are hit; writes suffer the worst kinds twice as often. */
export const netSuiteFaults = (faults: number): Fault[] => [
  { kind: 'drop-after', method: 'POST', path: TRANSFORM, probability: faults },
  { kind: 'server-error', afterCommit: true, method: 'POST', path: TRANSFORM, probability: faults / 2 },
  { kind: 'record-changed', method: 'POST', path: TRANSFORM, probability: faults / 2 },
  { kind: 'drop-after', method: 'DELETE', probability: faults },
  { kind: 'unauthorized', path: '/services/rest/(record|query)', probability: faults / 10 },
  ...everywhere(faults / 6),
];

/** A refused API key parks the whole connection for some seconds, so that happens once. */
export const shipStationFaults = (faults: number): Fault[] => [
  { kind: 'unauthorized', probability: faults / 50, times: 1 },
  { kind: 'drop-after', probability: faults / 6 },
  ...everywhere(faults / 6),
];

const webhookTrouble = (faults: number) => ({
  lossProbability: faults,
  duplicateProbability: faults,
  duplicateGapMs: 700,
  reorderProbability: faults,
  reorderMs: 4000,
  jitterMs: 400,
  earlyProbability: faults / 2,
  v1Retries: 3,
  v1RetryGapMs: 4000,
});

const NO_TROUBLE = { lossProbability: 0, duplicateProbability: 0, reorderProbability: 0, earlyProbability: 0 };

export async function startFaults({ netSuite, shipStation }: Vendors, faults: number): Promise<void> {
  if (faults === 0) return;
  await netSuite.setFaults(netSuiteFaults(faults));
  await shipStation.setFaults(shipStationFaults(faults));
  await shipStation.setWebhooks(webhookTrouble(faults));
}

/** Ends the vendors' faults and answers how often each kind struck. */
export async function stopFaults({ netSuite, shipStation }: Vendors): Promise<Record<string, number>> {
  const [books, shop] = [await netSuite.faults(), await shipStation.faults()];
  await netSuite.setFaults([]);
  await shipStation.setFaults([]);
  await shipStation.setWebhooks(NO_TROUBLE);
  return { ...hitsOf('NetSuite', books), ...hitsOf('ShipStation', shop) };
}

function hitsOf(vendor: string, faults: FaultHits[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { kind, hits, afterCommit } of faults) {
    const name = `${vendor} ${kind}${afterCommit === true ? ' after commit' : ''}`;
    sums[name] = (sums[name] ?? 0) + hits;
  }
  return sums;
}

export type Killer = { kills: Record<string, number>; stop(): Promise<void> };

export type KillPlan = {
  everyMs: number;
  targets: readonly Target[];
  /** Grows with the work: how many fulfilments there are. */
  posted(): number;
};

/** A machine too slow to get anything done between two kills would only prove that it is slow. */
const LONGEST_GRACE_MS = 20_000;

/** kill -9 in turn, each time after something was posted since the last; a process that is away is passed over. */
export function startKiller(stack: Stack<Vendors>, { everyMs, targets, posted }: KillPlan, show: Show): Killer {
  const kills: Record<string, number> = {};
  const stopping = new AbortController();
  const { signal } = stopping;
  const loop = async () => {
    for (let turn = 0; everyMs > 0; turn++) {
      const [before, sinceMs] = [posted(), Date.now()];
      const isDue = () => posted() > before || Date.now() - sinceMs > everyMs + LONGEST_GRACE_MS;
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
      while (!signal.aborted && !isDue()) await sleep(100);
      if (signal.aborted) return;
      const target = targets[turn % targets.length] ?? 'worker';
      const pid = stack.kill(target);
      if (pid === undefined) continue;
      kills[target] = (kills[target] ?? 0) + 1;
      show.tell(`kill -9 of ${target} (process ${pid})`, 'warn');
    }
  };
  const ended = loop();
  return {
    kills,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

export type Target = Parameters<Stack<Vendors>['kill']>[0];
