/**
 * kill -9 of a worker in the middle of its work: how long until each of its open orders moves on, with a second worker
 * alive and with a supervisor that starts the only one again. The trap: a timed-out task is an event but no progress, so
 * only what a worker did counts.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';
import { superviseChildren } from '../../runtime/supervisor.ts';
import { untilReady } from '../child.ts';
import { type Machine, shipOrders } from '../machine.ts';
import type { Line } from '../report.ts';
import type { Shipped } from '../simulators/shipstation.ts';
import { CONNECTION, openSite, type Site } from '../site.ts';
import { inParallel, median, nowMs, round } from '../stats.ts';

const ORDERS = 30;
/** Each ShipStation call takes so long, so that every order is in the middle of something. */
const SLOW_MS = 400;
const KILL_AFTER_MS = 600;

const { EventType } = proto.temporal.api.enums.v1;
const PROGRESS: number[] = [
  EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
  EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
  EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
];

export async function measureKill(machine: Machine, kills: number): Promise<Line[]> {
  const [pairWaits, aloneWaits]: [number[], number[]] = [[], []];
  for (let n = 1; n <= kills; n++) {
    pairWaits.push(...(await withSecondWorker(machine, n)));
    aloneWaits.push(...(await withSupervisor(machine, n)));
  }
  return [...lines('a second worker alive', pairWaits), ...lines('restarted by a supervisor', aloneWaits)];
}

async function withSecondWorker(machine: Machine, n: number): Promise<number[]> {
  const site = await openSite(machine, `kill-pair-${n}`);
  const [victim, other] = [await site.worker(), await site.worker()];
  const waits = await killDuringWork(site, () => victim.kill());
  await other.stop();
  await site.close();
  return waits;
}

async function withSupervisor(machine: Machine, n: number): Promise<number[]> {
  const site = await openSite(machine, `kill-alone-${n}`);
  const env = await site.environment();
  const main = fileURLToPath(new URL('../../workers/main.ts', import.meta.url));
  const spec = {
    name: 'worker',
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', main],
    env,
  };
  const supervisor = await superviseChildren([spec], { pidDir: `${site.home}/run`, say: () => {}, onLine: () => {} });
  await untilReady(undefined, `http://127.0.0.1:${env.ML_CONNECTOR_WORKER_PORT}/readyz`);
  const waits = await killDuringWork(site, async () => {
    const { worker } = supervisor.pids();
    if (worker !== undefined) process.kill(worker, 'SIGKILL');
  });
  await supervisor.stop();
  await site.close();
  return waits;
}

/** Milliseconds from the kill to the next progress of each order that was open then. */
async function killDuringWork(site: Site, kill: () => Promise<void>): Promise<number[]> {
  const { machine } = site;
  const orders = await shipOrders(machine, ORDERS);
  await machine.shipStation.slow(SLOW_MS);
  await inParallel(orders, ORDERS, (order) => site.wake(order, 'webhook'));
  await sleep(KILL_AFTER_MS);
  const killedMs = nowMs();
  await kill();
  await machine.shipStation.slow(0);
  await Promise.all(orders.map((order) => handleOf(site, order).result()));
  const waits = await Promise.all(orders.map((order) => waitOf(site, order, killedMs)));
  return waits.filter((wait) => wait !== undefined);
}

const handleOf = (site: Site, order: Shipped) =>
  site.client.workflow.getHandle(`${CONNECTION}/orderShipped/${order.orderId}`);

/** undefined for an order that was done before the kill. */
async function waitOf(site: Site, order: Shipped, killedMs: number): Promise<number | undefined> {
  const { events } = await handleOf(site, order).fetchHistory();
  const next = (events ?? [])
    .filter(({ eventType }) => PROGRESS.includes(eventType ?? 0))
    .map(({ eventTime }) => Number(eventTime?.seconds ?? 0) * 1000 + (eventTime?.nanos ?? 0) / 1e6)
    .find((atMs) => atMs > killedMs);
  return next === undefined ? undefined : next - killedMs;
}

function lines(how: string, waits: number[]): Line[] {
  const seconds = (ms: number) => round(ms / 1000, 2);
  return [
    {
      what: `${how}: worst wait`,
      value: seconds(Math.max(...waits)),
      unit: 's',
      goal: { atMost: 3 },
      note: `${waits.length} open orders, p50 ${seconds(median(waits))} s`,
    },
  ];
}
