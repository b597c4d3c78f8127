/**
 * Stock levels of many SKUs at three places: how long a run takes, what it costs, whether it is right in the end although
 * its worker is killed in the middle and stock changes meanwhile; and that a second run writes nothing.
 * The trap: at ShipStation's own 200 calls a minute it would take hours; the simulator tells a higher limit in its headers.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { connectionSchema } from '../../settings/connection.ts';
import type { RunInput, StockProgress } from '../../workflows/contracts.ts';
import { runId } from '../../workflows/ids.ts';
import { MAIN_QUEUE, priorityOf } from '../../workflows/policies.ts';
import { type Child, rssMb } from '../child.ts';
import type { Machine } from '../machine.ts';
import type { Line } from '../report.ts';
import { CONNECTION, openSite, type Site } from '../site.ts';
import { round } from '../stats.ts';

const PLACES = 3;
const FIRST = 10;
/** Calls per window of ten seconds. */
const LIMIT = { v2PerWindow: 6_000, v2WindowMs: 10_000 };

const skuOf = (n: number) => `SKU-${String(n).padStart(6, '0')}`;

/** `items` SKUs, of which `different` differ at each place. */
export async function measureStock(machine: Machine, items: number, different: number): Promise<Line[]> {
  const site = await openSite(machine, 'stock');
  const { locations } = await machine.netSuite.catalog({ items, locations: PLACES, onHand: FIRST });
  const places = await machine.shipStation.stock({ items, places: PLACES, first: FIRST });
  const want = new Map<string, number>();
  for (let n = 1; n <= items; n++) for (let k = 0; k < PLACES; k++) want.set(`${places[k]} ${skuOf(n)}`, FIRST + n + k);
  const set = async (changes: { n: number; k: number; onHand: number }[]) => {
    for (const { n, k, onHand } of changes) want.set(`${places[k]} ${skuOf(n)}`, onHand);
    await machine.netSuite.setStock(
      changes.map(({ n, k, onHand }) => ({ item: skuOf(n), location: locations[k] ?? '', onHand })),
    );
  };
  const step = Math.floor(items / different);
  const planted = Array.from({ length: different * PLACES }, (_, i) => ({
    n: 1 + Math.floor(i / PLACES) * step,
    k: i % PLACES,
    onHand: i % 50,
  }));
  await set(planted);
  await machine.shipStation.limit(LIMIT);
  await prepare(site, Object.fromEntries(locations.map((location, k) => [location, places[k] ?? ''])));

  let worker = await site.worker();
  const peak = { mb: 0 };
  const first = await run(site);
  let watching = watch(() => worker, peak);
  await untilWritten(first.handle, different);
  await worker.kill();
  const killedMs = Date.now();
  // One that was equal, one that is to be written, one that was written already.
  await set([
    { n: 2, k: 0, onHand: 70_001 },
    { n: 1 + step * (different - 1), k: 1, onHand: 70_002 },
    { n: 1, k: 2, onHand: 70_003 },
  ]);
  worker = await site.worker();
  const progress = (await first.handle.result()) as StockProgress;
  const tookMs = Date.now() - first.startedMs;
  watching.stop();
  const wrong = await differences(machine, want);
  const afterFirst = await machine.shipStation.calls();

  watching = watch(() => worker, peak);
  const second = await run(site);
  const again = (await second.handle.result()) as StockProgress;
  const secondMs = Date.now() - second.startedMs;
  watching.stop();
  const afterSecond = await machine.shipStation.calls();
  const history = await historyOf(site);
  machine.say(`  first ${JSON.stringify(progress)}`);
  machine.say(`  killed for ${Date.now() - killedMs - secondMs} ms before the end; second ${JSON.stringify(again)}`);
  await worker.stop();
  await site.close();
  const seconds = (ms: number) => round(ms / 1000, 1);
  return [
    {
      what: `${items} SKUs × ${PLACES}: run with a kill -9 in the middle`,
      value: seconds(tookMs),
      unit: 's',
      note: `${progress.changed} changed, ${afterFirst.writes} writes of ${afterFirst.all} calls`,
    },
    { what: 'levels that are wrong afterwards', value: wrong, unit: '', goal: { atMost: 0 } },
    {
      what: 'writes beyond those needed',
      value: afterFirst.writes - new Set([...planted, { n: 2, k: 0 }].map(({ n, k }) => `${n} ${k}`)).size,
      unit: '',
      note: 'levels on their way at the kill, and one that changed after it was written',
    },
    { what: 'calls that ShipStation refused (429)', value: afterSecond.refused, unit: '', goal: { atMost: 0 } },
    { what: 'second run', value: seconds(secondMs), unit: 's', note: `${afterSecond.all - afterFirst.all} calls` },
    { what: 'writes of the second run', value: afterSecond.writes - afterFirst.writes, unit: '', goal: { atMost: 0 } },
    { what: 'worker, highest resident memory', value: round(peak.mb), unit: 'MB', goal: { atMost: 950 } },
    {
      what: 'longest history of the run',
      value: history.events,
      unit: 'events',
      goal: { atMost: 10_000 },
      note: `${round(history.bytes / 1024)} kB`,
    },
  ];
}

async function prepare({ context }: Site, locations: Record<string, string>): Promise<void> {
  const { store, vault } = context;
  const row = await store.connections.get(CONNECTION);
  const before = JSON.parse(row?.settings ?? '{}') as { syncs?: object };
  const settings = connectionSchema.parse({ ...before, syncs: { stockLevels: { enabled: true, locations } } });
  const { id, pair, mode } = settings;
  await store.connections.put({ id, pair, mode, settings: JSON.stringify(settings) });
  const secret = { v1: { apiKey: 'sim-key', apiSecret: 'sim-secret' }, v2: { apiKey: 'sim-v2-key' } };
  const sealed = vault.seal(JSON.stringify(secret), `secret/${id}/shipstation`);
  await store.secrets.put(id, 'shipstation', sealed, vault.keyIdOf(sealed));
}

async function run(site: Site): Promise<{ handle: WorkflowHandle; startedMs: number }> {
  const input: RunInput = { connection: CONNECTION, sync: 'stockLevels', cause: 'person' };
  const workflowId = runId(CONNECTION, 'stockLevels');
  const options = { workflowId, taskQueue: MAIN_QUEUE, args: [input], priority: priorityOf('sweep', CONNECTION) };
  return { handle: await site.client.workflow.start('stockLevels', options), startedMs: Date.now() };
}

async function untilWritten(handle: WorkflowHandle, levels: number): Promise<void> {
  for (;;) {
    const progress = (await handle.query('progress').catch(() => undefined)) as StockProgress | undefined;
    if (progress !== undefined && (progress.written >= levels || progress.phase === 'done')) return;
    await sleep(100);
  }
}

function watch(worker: () => Child, peak: { mb: number }): { stop(): void } {
  const timer = setInterval(() => {
    try {
      peak.mb = Math.max(peak.mb, rssMb(worker().pid));
    } catch {
      // It is being replaced.
    }
  }, 250);
  return { stop: () => clearInterval(timer) };
}

async function differences(machine: Machine, want: Map<string, number>): Promise<number> {
  const shown = new Map<string, number>(
    (await machine.shipStation.levels()).map((line) => {
      const [place, sku, onHand] = line.split(' ');
      return [`${place} ${sku}`, Number(onHand)] as const;
    }),
  );
  return [...want].filter(([key, level]) => (shown.get(key) ?? 0) !== level).length;
}

async function historyOf(site: Site): Promise<{ events: number; bytes: number }> {
  const longest = { events: 0, bytes: 0 };
  for await (const each of site.client.workflow.list({ query: `WorkflowType = 'stockLevels'` })) {
    const { historyLength, historySize } = await site.client.workflow.getHandle(each.workflowId, each.runId).describe();
    longest.events = Math.max(longest.events, historyLength);
    longest.bytes = Math.max(longest.bytes, historySize ?? 0);
  }
  return longest;
}
