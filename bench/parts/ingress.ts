/**
 * The front door, one process: answers at 200 webhooks a second, then a burst that must lose none.
 * The trap: load that waits for answers hides slow ones, so webhooks are sent by the clock, and no worker runs meanwhile:
 * what is measured is the door with its durable row and its signals.
 */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMs } from '../child.ts';
import type { Machine } from '../machine.ts';
import type { Line } from '../report.ts';
import { CONNECTION, countRuns, openSite, type Site } from '../site.ts';
import { inParallel, nowMs, percentile, round } from '../stats.ts';
import { webhookOf } from './latency.ts';

const PER_SECOND = 200;
const BURST_SOCKETS = 100;
const SIGNAL_LIMIT_MS = 300_000;

type Answer = { status: number; tookMs: number };

export async function measureIngress(machine: Machine, seconds: number, burst: number): Promise<Line[]> {
  const site = await openSite(machine, 'ingress');
  const { child, hookUrl } = await site.ingress();
  const shopUrl = await machine.shipStation.url();
  const agent = new Agent({ keepAlive: true, maxSockets: BURST_SOCKETS });
  let last = 0;
  const send = () => {
    last += 1;
    return post(agent, hookUrl, webhookOf(shopUrl, last));
  };
  await inParallel(Array.from({ length: 100 }), 10, send);
  const cpuBefore = cpuMs(child.pid);
  const steady = await byTheClock(PER_SECOND * seconds, send);
  const cpuShare = (cpuMs(child.pid) - cpuBefore) / (seconds * 1000);
  const burstStart = nowMs();
  const rush: Answer[] = [];
  await inParallel(Array.from({ length: burst }), BURST_SOCKETS, async () => rush.push(await send()));
  const burstSeconds = (nowMs() - burstStart) / 1000;
  const all = await signalled(site, last);
  agent.destroy();
  await child.stop();
  await site.close();
  return lines({ steady, rush, burstSeconds, cpuShare, sent: last, all });
}

/** Sends `count` at a steady rate whatever the answers do; time is counted from when each was due. */
async function byTheClock(count: number, send: () => Promise<Answer>): Promise<Answer[]> {
  const startedMs = nowMs();
  const answers: Promise<Answer>[] = [];
  while (answers.length < count) {
    const dueMs = startedMs + (answers.length * 1000) / PER_SECOND;
    const early = dueMs - nowMs();
    if (early > 0) await sleep(early);
    const lateMs = Math.max(0, nowMs() - dueMs);
    answers.push(send().then((answer) => ({ ...answer, tookMs: answer.tookMs + lateMs })));
  }
  return Promise.all(answers);
}

function post(agent: Agent, url: string, body: string): Promise<Answer> {
  const startedMs = nowMs();
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const call = request(url, { agent, method: 'POST', headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, tookMs: nowMs() - startedMs }));
    });
    call.once('error', reject);
    call.end(body);
  });
}

type Arrived = { rows: number; open: number; workflows: number; seconds: number };

/** Waits until every row is signalled (5 minutes at most); counts rows in the store and workflows in Temporal. */
async function signalled(site: Site, sent: number): Promise<Arrived> {
  const startedMs = nowMs();
  const { inbox } = site.context.store;
  for (;;) {
    const { stored, signalled, done } = await inbox.counts(CONNECTION);
    const workflows = await countRuns(site, 'webhookPointer', 'Running');
    const tookMs = nowMs() - startedMs;
    const arrived = { rows: stored + signalled + done, open: stored, workflows, seconds: tookMs / 1000 };
    if ((stored === 0 && workflows >= sent) || tookMs > SIGNAL_LIMIT_MS) return arrived;
    await sleep(250);
  }
}

type Result = {
  steady: Answer[];
  rush: Answer[];
  burstSeconds: number;
  cpuShare: number;
  sent: number;
  all: Arrived;
};

function lines({ steady, rush, burstSeconds, cpuShare, sent, all }: Result): Line[] {
  const took = steady.map(({ tookMs }) => tookMs);
  const refused = [...steady, ...rush].filter(({ status }) => status < 200 || status > 299).length;
  const note = `${steady.length} at ${PER_SECOND}/s, from when each was due`;
  const after = `all signalled ${round(all.seconds, 1)} s after the burst`;
  return [
    { what: '2xx at 200/s, p50', value: round(percentile(took, 0.5), 1), unit: 'ms', note },
    { what: '2xx at 200/s, p99', value: round(percentile(took, 0.99), 1), unit: 'ms', goal: { atMost: 50 } },
    { what: 'CPU of the ingress at 200/s', value: round(cpuShare * 100), unit: '% of a core' },
    {
      what: 'burst',
      value: round(rush.length / burstSeconds),
      unit: '/s',
      note: `${rush.length} over ${BURST_SOCKETS} sockets`,
    },
    { what: 'answers that were not 2xx', value: refused, unit: '', goal: { atMost: 0 } },
    { what: 'rows lost', value: sent - all.rows, unit: '', goal: { atMost: 0 }, note: `${sent} sent` },
    { what: 'signals lost', value: sent - all.workflows, unit: '', goal: { atMost: 0 }, note: after },
  ];
}
