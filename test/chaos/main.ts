/**
 * `npm run chaos`: the demo's story at scale, with everything failing; the simulators count at the end.
 * The trap: kills and faults stop only when most is posted; what is left must come right by itself.
 */
import { join } from 'node:path';
import { mlConnector } from '../../demo/command.ts';
import { netSuiteShipStation } from '../../demo/netsuite-shipstation/scenario.ts';
import { addOrders, RULES, readDumps, type Vendors } from '../../demo/netsuite-shipstation/shop.ts';
import { judge } from '../../demo/netsuite-shipstation/verdict.ts';
import { choosePorts, USUAL_PORTS } from '../../demo/ports.ts';
import { ROOT } from '../../demo/processes.ts';
import { judgementJson, showJudgement } from '../../demo/report.ts';
import { settled } from '../../demo/settle.ts';
import { createShow, type Show } from '../../demo/show.ts';
import { type Stack, startStack, stopEarlier, usualPortsOf } from '../../demo/stack.ts';
import { provideTemporal } from '../../demo/temporal.ts';
import { sleep, until } from '../../demo/wait.ts';
import { createRng } from '../../simulators/shared/rng.ts';
import { type Case, drawCases, playCases } from './cases.ts';
import { CHAOS_HELP, type ChaosOptions, chaosOptions } from './options.ts';
import { startFaults, startKiller, stopFaults, type Target } from './trouble.ts';

const HOME = join(ROOT, '.data', 'chaos');
const TUNING = { id: 'chaos', sweepEvery: '5s', recheck: '10s', concurrency: 4 };
/** Faults go on until this share of what is owed is posted, or no longer than the limit. */
const MOST_POSTED = 0.9;
const TROUBLE_LIMIT_MS = 120_000;
const SETTLE_LIMIT_MS = 240_000;
const PACE = { everyMs: 150, atOnce: 12 };
/** So many parcels may be open before the next order is played; held back no longer than the limit. */
const MOST_OPEN = 40;
const HOLD_LIMIT_MS = 30_000;

type Run = { options: ChaosOptions; stack: Stack<Vendors>; show: Show; cases: Case[] };
type Trouble = { kills: Record<string, number>; faults: Record<string, number>; troubleSeconds: number };

async function chaos(options: ChaosOptions): Promise<number> {
  const show = createShow(options.json ? process.stderr : process.stdout);
  const { orders, seed, faults, killEveryMs, workers, database } = options;
  show.title(`ml-connector chaos: ${orders} orders, seed ${seed}`);
  const kills = killEveryMs === 0 ? 'no kills' : `kill -9 every ${killEveryMs / 1000} s`;
  show.line(`  faults ${faults * 100} %, ${kills}, ${workers} worker(s), ${database}`);
  for (const stopped of await stopEarlier(HOME))
    show.tell(`an earlier run was still there; stopped ${stopped}`, 'warn');
  await provideTemporal();
  const postgres = database === 'postgres' && !process.env.DATABASE_URL ? await ownPostgres() : undefined;
  const databaseUrl =
    database === 'sqlite' ? undefined : (process.env.DATABASE_URL ?? (await postgres?.createDatabase()));
  try {
    const { ports } = await choosePorts(anyPorts());
    const stack = await startStack({
      ...{ scenario: netSuiteShipStation, home: HOME, ports, tuning: TUNING, windowMs: 1000, workers, show },
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    });
    stopOnSignals(stack, show);
    try {
      return await playAndJudge({ options, stack, show, cases: drawCases(orders, createRng(seed)) });
    } finally {
      await stack.stop();
    }
  } finally {
    await postgres?.stop();
  }
}

/** Loaded only when wanted: the package hooks into the end of the process. */
async function ownPostgres() {
  const { startPostgres } = await import('../support/postgres.ts');
  return startPostgres();
}

/** Leaves the usual ports to a demo that may be up. */
const anyPorts = () => {
  const usual = { ...USUAL_PORTS, ...usualPortsOf(netSuiteShipStation) };
  return Object.fromEntries(Object.keys(usual).map((name) => [name, 0])) as typeof usual;
};

function stopOnSignals(stack: Stack<Vendors>, show: Show): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      show.line('Stopping.', 'dim');
      void stack.stop().finally(() => process.exit(130));
    });
  }
}

async function playAndJudge(run: Run): Promise<number> {
  const { options, stack, show, cases } = run;
  const startedMs = Date.now();
  const trouble = await playThroughTrouble(run, startedMs);
  show.tell('no more faults and kills; what is left must come right by itself');
  const court = { scenario: netSuiteShipStation, vendors: stack.vendors, env: stack.env };
  const judgement = await settled(court, SETTLE_LIMIT_MS, 2);
  const minutes = (Date.now() - startedMs) / 60_000;
  const parcelsPerMinute = Math.round(judgement.verdict.parcels / minutes);
  show.title('Counted by the two simulators');
  showJudgement(show, judgement);
  show.title('What they went through');
  show.table([
    ['seed', String(options.seed)],
    ['cases', words(countBy(cases.map(({ name }) => name)))],
    ['faults injected', words(trouble.faults) || 'none'],
    ['killed with kill -9', words(trouble.kills) || 'none'],
    ['time', `${minutes.toFixed(1)} min, ${parcelsPerMinute} parcels/min with the faults`],
  ]);
  show.line(
    judgement.ok ? '\nRight.' : `\nNOT right. Repeat it with --seed ${options.seed}.`,
    judgement.ok ? 'good' : 'bad',
  );
  if (!judgement.ok) show.line((await mlConnector(stack.env, ['errors'])).stdout);
  if (options.json) {
    const { seed } = options;
    const result = { ...judgementJson(court, judgement), seed, ...trouble, minutes, parcelsPerMinute };
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  }
  return judgement.ok ? 0 : 1;
}

async function playThroughTrouble({ options, stack, show, cases }: Run, startedMs: number): Promise<Trouble> {
  const { vendors } = stack;
  const orders = await addOrders(
    vendors,
    cases.map(({ spec }) => spec),
  );
  await startFaults(vendors, options.faults);
  const targets: Target[] = ['worker', 'ingress', 'temporal', ...(options.workers === 2 ? (['worker2'] as const) : [])];
  let played = 0;
  let open = 0;
  let posted = 0;
  const plan = { everyMs: options.killEveryMs, targets, posted: () => posted };
  const killer = startKiller(stack, plan, show);
  const progress = async () => {
    const { parcels, fulfilments, lost } = judge(await readDumps(vendors), RULES);
    open = lost.length;
    posted = fulfilments;
    return `${played} orders played: ${parcels} parcels left, ${fulfilments} fulfilments, ${open} still to come`;
  };
  const looks = setInterval(() => void progress().catch(() => undefined), 1000);
  const told = setInterval(() => void progress().then((text) => show.tell(text, 'dim'), ignore), 5000);
  const mayGoOn = () =>
    until('less open work', HOLD_LIMIT_MS, async () => (open < MOST_OPEN ? true : undefined)).then(ignore, ignore);
  try {
    await playCases(vendors, cases, orders, { ...PACE, mayGoOn, played: () => played++ });
    show.tell(`all ${played} orders are played`);
    await mostPosted(stack);
  } finally {
    clearInterval(told);
    clearInterval(looks);
    await killer.stop();
  }
  const faults = await stopFaults(vendors);
  return { kills: killer.kills, faults, troubleSeconds: (Date.now() - startedMs) / 1000 };
}

const ignore = () => undefined;

async function mostPosted({ vendors }: Stack<Vendors>): Promise<void> {
  const endMs = Date.now() + TROUBLE_LIMIT_MS;
  for (;;) {
    const { parcels, lost } = judge(await readDumps(vendors), RULES);
    if (lost.length <= parcels * (1 - MOST_POSTED) || Date.now() > endMs) return;
    await sleep(1000);
  }
}

function countBy(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

const words = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} × ${name}`)
    .join(', ');

async function run(args: string[]): Promise<number> {
  try {
    const options = chaosOptions(args);
    if (options !== undefined) return await chaos(options);
    process.stdout.write(CHAOS_HELP);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

// Not left to exitCode: a package that hooks into the end of the process would turn it into 0.
process.exit(await run(process.argv.slice(2)));
