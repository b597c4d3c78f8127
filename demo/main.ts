/**
 * `npm run demo`: a shop's week in a minute against simulated vendors, counted by the simulators themselves.
 * The trap: whatever happens, everything that was started must be stopped; nothing may outlive this process.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_HELP, type DemoOptions, demoOptions } from './options.ts';
import { choosePorts, USUAL_PORTS } from './ports.ts';
import { ROOT } from './processes.ts';
import { faultWords, judgementJson, showJudgement } from './report.ts';
import { orderSpecs, playWeek } from './scenes.ts';
import { type Judgement, settled } from './settle.ts';
import { addSalesOrders, MISSING_SKU, mendSku } from './shop.ts';
import { createShow, type Show } from './show.ts';
import { type Stack, startStack, stopEarlier, traceOf } from './stack.ts';
import { provideTemporal } from './temporal.ts';
import { watchBooks } from './watch.ts';

const HOME = join(ROOT, '.data', 'demo');
const TUNING = { id: 'demo-shop', sweepEvery: '5s', recheck: '4s', concurrency: 4 };
/** Its label was voided after posting and bought anew. */
const SHOWN_ORDER = '1014';
const SETTLE_LIMIT_MS = 120_000;

async function demo(options: DemoOptions): Promise<number> {
  const show = createShow(options.json ? process.stderr : process.stdout);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => onSignal(interrupted, show));
  const startedMs = Date.now();
  show.title('ml-connector demo: ShipStation → NetSuite, both simulated on this machine');
  const stack = await start(show);
  const startSeconds = (Date.now() - startedMs) / 1000;
  const play = playAndJudge(stack, show, options, startSeconds, interrupted.signal);
  // After a Ctrl-C nobody listens to how the play fails.
  play.catch(() => undefined);
  try {
    return await Promise.race([play, untilAborted(interrupted.signal)]);
  } finally {
    show.line('Stopping everything.', 'dim');
    await stack.stop();
  }
}

/** The first Ctrl-C stops all in order; a second one does not wait for it. */
function onSignal(interrupted: AbortController, show: Show): void {
  if (interrupted.signal.aborted) process.exit(130);
  show.line('\nStopping; a second Ctrl-C does not wait.', 'dim');
  interrupted.abort();
}

const untilAborted = (signal: AbortSignal): Promise<number> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(130);
    signal.addEventListener('abort', () => resolve(130), { once: true });
  });

async function start(show: Show): Promise<Stack> {
  for (const stopped of await stopEarlier(HOME)) show.tell(`an earlier demo still ran; stopped ${stopped}`, 'warn');
  await provideTemporal();
  const { ports, moved } = await choosePorts(USUAL_PORTS);
  for (const words of moved) show.tell(words, 'warn');
  return startStack({ home: HOME, ports, tuning: TUNING, windowMs: 2000, workers: 1, show });
}

async function playAndJudge(
  stack: Stack,
  show: Show,
  { once, json }: DemoOptions,
  startSeconds: number,
  interrupted: AbortSignal,
): Promise<number> {
  const { vendors, env } = stack;
  show.title('The week');
  const watch = watchBooks(vendors, show);
  await playWeek(stack, show);
  const first = await settled(vendors, env, SETTLE_LIMIT_MS, 1);
  show.title('Counted by the two simulators');
  showJudgement(show, first);
  show.line(`  (requests that the simulators spoiled on purpose: ${await faultWords(vendors)})`, 'dim');
  const trace = await traceOf(stack, SHOWN_ORDER);
  showLinks(show, stack, trace.link);
  show.title('Somebody mends what was missing');
  const last = await mend(stack, show);
  await watch.stop();
  show.title('Counted again');
  showJudgement(show, last);
  const ok = first.ok && last.ok && first.verdict.ordersShipped >= orderSpecs().length - 1;
  show.line(
    ok ? '\nRight: nothing lost, nothing doubled, nothing wrong.' : '\nNOT right; see above.',
    ok ? 'good' : 'bad',
  );
  if (json) {
    const result = {
      ok,
      startSeconds,
      links: { ...stack.links, trace: trace.link },
      first: judgementJson(first),
      afterMending: judgementJson(last),
    };
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  }
  if (!once) await stayUp(stack, show, interrupted);
  return ok ? 0 : 1;
}

function showLinks(show: Show, { links }: Stack, trace: string | undefined): void {
  show.title('Look around');
  show.line(`  all workflows   ${links.webUi}`);
  show.line(`  order ${SHOWN_ORDER}      ${trace ?? ''}`);
  show.line(`  the same        ML_CONNECTOR_HOME=.data/demo npx ml-connector trace ${SHOWN_ORDER}`);
  show.line('  what waits      ML_CONNECTOR_HOME=.data/demo npx ml-connector errors');
}

/** The item gets its right name, the sales order is entered; nobody retries anything. */
async function mend({ vendors, env }: Stack, show: Show): Promise<Judgement> {
  await mendSku(vendors);
  show.tell(`NetSuite item ${MISSING_SKU.inNetSuite} is renamed ${MISSING_SKU.inShop}, as ShipStation spells it`);
  const absent = orderSpecs().filter((spec) => spec.netSuite === 'absent');
  await addSalesOrders(vendors, absent);
  for (const { number } of absent) show.tell(`the sales order for ${number} is entered in NetSuite`);
  show.tell('the waiting orders look again by themselves', 'dim');
  return settled(vendors, env, SETTLE_LIMIT_MS, 1);
}

async function stayUp(stack: Stack, show: Show, interrupted: AbortSignal): Promise<void> {
  show.title(`One order on one page (ml-connector trace ${SHOWN_ORDER})`);
  show.line((await traceOf(stack, SHOWN_ORDER)).page);
  show.line('Everything stays up. Ctrl-C stops it.', 'bold');
  while (!interrupted.aborted) await sleep(2 ** 30, undefined, { signal: interrupted }).catch(() => undefined);
}

async function run(args: string[]): Promise<number> {
  try {
    const options = demoOptions(args);
    if (options !== undefined) return await demo(options);
    process.stdout.write(DEMO_HELP);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

// After a Ctrl-C the play still waits for states that will never come; it must not keep the process.
process.exit(await run(process.argv.slice(2)));
