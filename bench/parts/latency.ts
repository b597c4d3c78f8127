/**
 * One webhook alone: from just before it is sent to the ingress until NetSuite writes the fulfilment; beside it the bare
 * workflow, one at a time in turn. The trap: the next one may only start when all of the last one is done.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { MAIN_QUEUE, WORKFLOW_TASK_TIMEOUT } from '../../workflows/policies.ts';
import { type Machine, shipOrders } from '../machine.ts';
import type { Line } from '../report.ts';
import type { Shipped } from '../simulators/shipstation.ts';
import { CONNECTION, openSite, type Site } from '../site.ts';
import { median, nowMs, percentile, round } from '../stats.ts';

const WARM_UP = 10;

/** A V1 webhook of a bought label, as ShipStation sends it. */
export const webhookOf = (shipStationUrl: string, batchId: number | string): string =>
  JSON.stringify({
    resource_url: `${shipStationUrl}/shipments?batchId=${batchId}&includeShipmentItems=False`,
    resource_type: 'SHIP_NOTIFY',
  });

/** Sends a webhook; rejects unless the answer is 2xx. */
export async function sendWebhook(hookUrl: string, body: string): Promise<void> {
  const answer = await fetch(hookUrl, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`the ingress answered ${answer.status}`);
}

/** When the fulfilment of an order was written (epoch ms). */
export async function writtenAt({ netSuite }: Machine, order: Shipped): Promise<number> {
  for (;;) {
    const at = await netSuite.writtenAt(`IF_SS_${order.shipmentId}`);
    if (at !== undefined) return at;
    await sleep(10);
  }
}

/** One bare workflow, signal included, from start to result (ms). */
export async function runBare(client: Client, key: string): Promise<number> {
  const startedMs = nowMs();
  const handle = await client.workflow.signalWithStart('bare', bareStart(key));
  await handle.result();
  return nowMs() - startedMs;
}

export const bareStart = (key: string) => ({
  workflowId: `bare/${key}`,
  taskQueue: MAIN_QUEUE,
  workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
  args: [{ key }],
  signal: 'wake',
  signalArgs: [{ eventId: key, cause: 'webhook', at: new Date().toISOString() }],
});

export async function measureLatency(machine: Machine, samples: number): Promise<Line[]> {
  const [real, bare] = [await openSite(machine, 'latency'), await openSite(machine, 'latency-bare')];
  const children = [await real.worker(), await bare.worker({ bare: true })];
  const { child, hookUrl } = await real.ingress();
  const shopUrl = await machine.shipStation.url();
  const orders = await shipOrders(machine, samples + WARM_UP);
  const [took, bareTook]: [number[], number[]] = [[], []];
  for (const [index, order] of orders.entries()) {
    const startedMs = nowMs();
    await sendWebhook(hookUrl, webhookOf(shopUrl, order.batchId));
    const ms = (await writtenAt(machine, order)) - startedMs;
    await orderDone(real, order);
    const bareMs = await runBare(bare.client, `l${index}`);
    if (index < WARM_UP) continue;
    took.push(ms);
    bareTook.push(bareMs);
  }
  await Promise.all([...children, child].map((one) => one.stop()));
  await Promise.all([real.close(), bare.close()]);
  return lines(took, bareTook);
}

const orderDone = (site: Site, order: Shipped) =>
  site.client.workflow.getHandle(`${CONNECTION}/orderShipped/${order.orderId}`).result();

function lines(took: number[], bareTook: number[]): Line[] {
  const note = `${took.length} samples`;
  return [
    { what: 'webhook to fulfilment, p50', value: round(median(took)), unit: 'ms', goal: { atMost: 120 }, note },
    { what: 'webhook to fulfilment, p99', value: round(percentile(took, 0.99)), unit: 'ms', goal: { atMost: 300 } },
    { what: 'bare workflow, p50', value: round(median(bareTook)), unit: 'ms', note: 'start, 3 steps, result' },
    { what: 'bare workflow, p99', value: round(percentile(bareTook, 0.99)), unit: 'ms' },
  ];
}
