/**
 * A live event behind a backfill: that many orders wait at the lowest priority, then single webhooks come in.
 * The trap: without the server's priority switches the live event would wait for the whole backlog, in silence.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Machine, shipOrders } from '../machine.ts';
import type { Line } from '../report.ts';
import type { Shipped } from '../simulators/shipstation.ts';
import { countRuns, openSite } from '../site.ts';
import { inParallel, median, nowMs, round } from '../stats.ts';
import { sendWebhook, webhookOf, writtenAt } from './latency.ts';

const LIVE_EVENTS = 8;

export async function measurePriority(machine: Machine, backlog: number): Promise<Line[]> {
  const site = await openSite(machine, 'priority');
  const orders = await shipOrders(machine, backlog);
  await inParallel(orders, 50, (order) => site.wake(order, 'backfill'));
  const { child, hookUrl } = await site.ingress();
  const worker = await site.worker();
  while ((await countRuns(site, 'orderShipped')) === 0) await sleep(50);
  const shopUrl = await machine.shipStation.url();
  const [calls, writes]: [number[], number[]] = [[], []];
  for (const live of await shipOrders(machine, LIVE_EVENTS)) {
    const startedMs = nowMs();
    await sendWebhook(hookUrl, webhookOf(shopUrl, live.batchId));
    calls.push((await firstCall(machine, live)) - startedMs);
    writes.push((await writtenAt(machine, live)) - startedMs);
  }
  const left = backlog - (await countRuns(site, 'orderShipped')) + LIVE_EVENTS;
  await Promise.all([worker.stop(), child.stop()]);
  await site.close();
  const note = `${LIVE_EVENTS} live events, ${left} of ${backlog} still waiting after the last`;
  const unit = 'ms';
  return [
    { what: 'to its first vendor call, worst', value: round(Math.max(...calls)), unit, goal: { atMost: 1_000 }, note },
    { what: 'to its first vendor call, p50', value: round(median(calls)), unit },
    { what: 'to its fulfilment, worst', value: round(Math.max(...writes)), unit },
    { what: 'to its fulfilment, p50', value: round(median(writes)), unit },
  ];
}

/** The pointer of its webhook is followed first. */
async function firstCall({ shipStation }: Machine, order: Shipped): Promise<number> {
  for (;;) {
    const at = await shipStation.firstCall(`batchId=${order.batchId}&`);
    if (at !== undefined) return at;
    await sleep(10);
  }
}
