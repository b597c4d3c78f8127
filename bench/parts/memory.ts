/**
 * Does it grow? One worker's resident memory while thousands of orders go through it, bytes of history and of store for
 * each, and the length of the histories of a record that waits and is woken again and again.
 * The trap: V8 grows to what it may until the first full collections; so the first thousand orders only warm up.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { rssMb } from '../child.ts';
import { type Machine, shipOrders } from '../machine.ts';
import type { Line } from '../report.ts';
import type { Shipped } from '../simulators/shipstation.ts';
import { CONNECTION, countRuns, openSite, type Site } from '../site.ts';
import { inParallel, median, round } from '../stats.ts';

const WARM_UP = 1_000;
const STEP = 250;
/** Orders that are open at once. */
const AHEAD = 100;
const WAKES = 130;

export async function measureMemory(machine: Machine, orders: number): Promise<Line[]> {
  const site = await openSite(machine, 'memory');
  const worker = await site.worker();
  const empty = site.storeBytes();
  const samples: { done: number; mb: number }[] = [];
  const all = await shipOrders(machine, orders);
  for (let from = 0; from < orders; from += STEP) {
    const part = all.slice(from, from + STEP);
    await inParallel(part, 20, (order) => site.wake(order, 'sweep'));
    while ((await countRuns(site, 'orderShipped')) < from + part.length - AHEAD) await sleep(100);
    samples.push({ done: from + part.length, mb: rssMb(worker.pid) });
  }
  while ((await countRuns(site, 'orderShipped')) < orders) await sleep(100);
  const store = (site.storeBytes() - empty) / orders;
  const history = await historyOf(site, all);
  const longest = await longestRun(site);
  machine.say(`  ${samples.map(({ done, mb }) => `${done}: ${round(mb)} MB`).join(', ')}`);
  await worker.stop();
  await site.close();
  return [...memoryLines(samples, orders), ...sizeLines(history, store), ...longest];
}

type Sizes = { bytes: number; events: number };

async function historyOf(site: Site, orders: Shipped[]): Promise<Sizes> {
  const few = orders.filter((_order, n) => n % Math.ceil(orders.length / 50) === 0);
  const described = await Promise.all(
    few.map((order) => site.client.workflow.getHandle(`${CONNECTION}/orderShipped/${order.orderId}`).describe()),
  );
  return {
    bytes: median(described.map(({ historySize }) => historySize ?? 0)),
    events: median(described.map(({ historyLength }) => historyLength)),
  };
}

/** An order that NetSuite does not know is asked to look again, once for each round. */
async function longestRun(site: Site): Promise<Line[]> {
  const [order] = await site.machine.shipStation.ship({ prefix: 'UNKNOWN-', count: 1, lines: 1 });
  if (order === undefined) throw new Error('the simulator made no order');
  await site.wake(order, 'webhook');
  const workflowId = `${CONNECTION}/orderShipped/${order.orderId}`;
  const handle = site.client.workflow.getHandle(workflowId);
  for (let n = 0; n < WAKES; n++) await handle.executeUpdate('retry', { args: [{ by: 'the bench' }] });
  const lengths: number[] = [];
  for await (const run of site.client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
    lengths.push((await site.client.workflow.getHandle(workflowId, run.runId).describe()).historyLength);
  }
  await handle.terminate('the bench is done');
  const note = `${WAKES} wakes, ${lengths.length} runs: ${lengths.join(' ')}`;
  return [{ what: 'longest history of a waiting order', value: Math.max(...lengths), unit: 'events', note }];
}

function memoryLines(samples: { done: number; mb: number }[], orders: number): Line[] {
  const warm = samples.filter(({ done }) => done >= WARM_UP);
  const steady = (warm.length > 0 ? warm : samples).map(({ mb }) => mb);
  const first = steady[0] ?? Number.NaN;
  const growth = Math.max(...steady.map((mb) => Math.abs(mb / first - 1))) * 100;
  return [
    {
      what: `worker's memory, ${WARM_UP} to ${orders} orders`,
      value: round(growth, 1),
      unit: '% apart',
      goal: { atMost: 10 },
      note: `${round(first)} MB, later ${round(Math.min(...steady))} to ${round(Math.max(...steady))} MB`,
    },
  ];
}

const sizeLines = (history: Sizes, store: number): Line[] => [
  { what: 'history of an order', value: round(history.bytes / 1024, 1), unit: 'KB', note: `${history.events} events` },
  { what: 'store of an order', value: round(store / 1024, 1), unit: 'KB', note: 'ledger, record, numbers, indexes' },
];
