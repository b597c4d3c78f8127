/**
 * End-to-end syncs per second of one worker process against the bare workflow, rounds taken in turn on the same server.
 * The trap: everything shares the machine's cores, so the CPU that each process used is told beside the ratio.
 */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMs } from '../child.ts';
import { type Machine, shipOrders } from '../machine.ts';
import { readProfiles } from '../profile.ts';
import type { Line } from '../report.ts';
import { countRuns, openSite, type Site } from '../site.ts';
import { inParallel, median, nowMs, round } from '../stats.ts';
import { bareStart } from './latency.ts';

const AT_ONCE = 20;

/** `cpu` in milliseconds for each order, by process. */
type Round = { perSecond: number; cpu: { worker: number; server: number; simulators: number } };

export async function measureThroughput(machine: Machine, rounds: number, orders: number): Promise<Line[]> {
  const [real, bare] = [await openSite(machine, 'throughput'), await openSite(machine, 'throughput-bare')];
  const results: { real: Round[]; bare: Round[] } = { real: [], bare: [] };
  for (let n = 0; n <= rounds; n++) {
    // The first round of each only warms up.
    const count = n === 0 ? Math.ceil(orders / 4) : orders;
    const bareRound = await bareOnce(bare, `r${n}`, count);
    const realRound = await realOnce(real, count);
    if (n === 0) continue;
    results.bare.push(bareRound);
    results.real.push(realRound);
    machine.say(`  round ${n}: orders ${round(realRound.perSecond, 1)}/s, bare ${round(bareRound.perSecond, 1)}/s`);
  }
  const profile = await profileOnce(real, orders);
  await Promise.all([real.close(), bare.close()]);
  return [...lines(results, orders), ...profile];
}

/** One more round with V8's profiler on: what the worker's JavaScript spends on each order. */
async function profileOnce(site: Site, count: number): Promise<Line[]> {
  const dir = join(site.home, 'profiles');
  await realOnce(site, count, ['--cpu-prof', `--cpu-prof-dir=${dir}`]);
  return readProfiles(dir).map(({ part, ms }) => ({
    what: `of it JavaScript: ${part}`,
    value: round(ms / count, 2),
    unit: 'ms',
  }));
}

async function realOnce(site: Site, count: number, nodeArgs: string[] = []): Promise<Round> {
  const orders = await shipOrders(site.machine, count);
  const wakeAll = () => inParallel(orders, AT_ONCE, (order) => site.wake(order, 'webhook'));
  return timed({ site, type: 'orderShipped', count, nodeArgs }, wakeAll);
}

async function bareOnce(site: Site, name: string, count: number): Promise<Round> {
  const keys = Array.from({ length: count }, (_, n) => `${name}-${n}`);
  const startAll = () =>
    inParallel(keys, AT_ONCE, (key) => site.client.workflow.signalWithStart('bare', bareStart(key)));
  return timed({ site, type: 'bare', count, nodeArgs: [] }, startAll);
}

type Run = { site: Site; type: 'orderShipped' | 'bare'; count: number; nodeArgs: string[] };

/** Starts a worker, lets `start` begin everything, and waits until all has ended. */
async function timed({ site, type, count, nodeArgs }: Run, start: () => Promise<unknown>): Promise<Round> {
  const worker = await site.worker({ bare: type === 'bare', nodeArgs });
  const target = (await countRuns(site, type)) + count;
  const used = () => ({ ...site.machine.cpu(), worker: cpuMs(worker.pid) });
  const before = used();
  const startedMs = nowMs();
  await start();
  while ((await countRuns(site, type)) < target) await sleep(50);
  const seconds = (nowMs() - startedMs) / 1000;
  const after = used();
  await worker.stop();
  return {
    perSecond: count / seconds,
    cpu: {
      worker: (after.worker - before.worker) / count,
      server: (after.server - before.server) / count,
      simulators: (after.simulators - before.simulators) / count,
    },
  };
}

function lines({ real, bare }: { real: Round[]; bare: Round[] }, orders: number): Line[] {
  const shown = (list: Round[]) => `rounds ${list.map(({ perSecond }) => round(perSecond, 1)).join(' ')}`;
  const speed = (list: Round[]) => median(list.map(({ perSecond }) => perSecond));
  const cpu = (list: Round[], part: keyof Round['cpu']) => round(median(list.map((one) => one.cpu[part])), 1);
  const ratios = real.map(({ perSecond }, n) => perSecond / (bare[n]?.perSecond ?? Number.NaN));
  const [what, unit] = ['CPU of an order:', 'ms'];
  return [
    { what: 'orders', value: round(speed(real), 1), unit: '/s', note: `${orders} each, ${shown(real)}` },
    { what: 'bare workflows', value: round(speed(bare), 1), unit: '/s', note: shown(bare) },
    { what: 'ratio', value: round(median(ratios), 2), unit: '', goal: { atLeast: 0.7 } },
    { what: `${what} worker`, value: cpu(real, 'worker'), unit, note: `bare ${cpu(bare, 'worker')}` },
    { what: `${what} Temporal server`, value: cpu(real, 'server'), unit, note: `bare ${cpu(bare, 'server')}` },
    { what: `${what} both simulators`, value: cpu(real, 'simulators'), unit, note: 'no cost of ours in real life' },
  ];
}
