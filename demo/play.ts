/**
 * One demo from start to table, of whatever pair.
 * The trap: whatever happens, everything that was started must be stopped; nothing may outlive this process.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { choosePorts, USUAL_PORTS } from './ports.ts';
import { ROOT } from './processes.ts';
import { faultWords, judgementJson, showJudgement } from './report.ts';
import type { Scenario, Waiting } from './scenario.ts';
import { settled } from './settle.ts';
import { createShow, type Show } from './show.ts';
import { type Stack, startStack, stopEarlier, traceOf, usualPortsOf } from './stack.ts';
import { provideTemporal } from './temporal.ts';
import { keepWatching } from './watch.ts';

export type DemoOptions = { once: boolean; json: boolean };

const HOME = join(ROOT, '.data', 'demo');
const SETTLE_LIMIT_MS = 300_000;
const WINDOW_MS = 2000;

type Demo<S extends string, V, W extends Waiting> = {
  scenario: Scenario<S, V, W>;
  stack: Stack<V>;
  show: Show;
  options: DemoOptions;
  startSeconds: number;
};

/** Answers the exit code: 0 when all is right. */
export async function playDemo<S extends string, V, W extends Waiting>(
  scenario: Scenario<S, V, W>,
  options: DemoOptions,
): Promise<number> {
  const show = createShow(options.json ? process.stderr : process.stdout);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => onSignal(interrupted, show));
  const startedMs = Date.now();
  show.title(`ml-connector demo: ${scenario.title}`);
  const stack = await start(scenario, show);
  const startSeconds = (Date.now() - startedMs) / 1000;
  const play = playAndJudge({ scenario, stack, show, options, startSeconds }, interrupted.signal);
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

async function start<S extends string, V, W extends Waiting>(
  scenario: Scenario<S, V, W>,
  show: Show,
): Promise<Stack<V>> {
  for (const stopped of await stopEarlier(HOME)) show.tell(`an earlier demo still ran; stopped ${stopped}`, 'warn');
  await provideTemporal();
  const { ports, moved } = await choosePorts({ ...USUAL_PORTS, ...usualPortsOf(scenario) });
  for (const words of moved) show.tell(words, 'warn');
  return startStack({ scenario, home: HOME, ports, tuning: scenario.tuning, windowMs: WINDOW_MS, workers: 1, show });
}

async function playAndJudge<S extends string, V, W extends Waiting>(
  { scenario, stack, show, options, startSeconds }: Demo<S, V, W>,
  interrupted: AbortSignal,
): Promise<number> {
  const { vendors, env } = stack;
  const court = { scenario, vendors, env };
  show.title('The week');
  const watch = keepWatching(scenario.watcher(vendors, show));
  await scenario.play(stack, show);
  const first = await settled(court, SETTLE_LIMIT_MS, 1);
  show.title('Counted by the two simulators');
  showJudgement(show, first);
  show.line(`  (requests that the simulators spoiled on purpose: ${await faultWords(court)})`, 'dim');
  const trace = await traceOf(stack, scenario.shown.number);
  showLinks(show, stack, scenario.shown, trace.link);
  show.title('Somebody mends what was missing');
  await scenario.mend(vendors, show);
  const last = await settled(court, SETTLE_LIMIT_MS, 1);
  await watch.stop();
  show.title('Counted again');
  showJudgement(show, last);
  const ok = first.ok && last.ok && scenario.isWhole(first.verdict);
  show.line(
    ok ? '\nRight: nothing lost, nothing doubled, nothing wrong.' : '\nNOT right; see above.',
    ok ? 'good' : 'bad',
  );
  if (options.json) {
    const result = {
      ok,
      startSeconds,
      links: { ...stack.links, trace: trace.link },
      first: judgementJson(court, first),
      afterMending: judgementJson(court, last),
    };
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  }
  if (!options.once) await stayUp(stack, show, scenario.shown.number, interrupted);
  return ok ? 0 : 1;
}

type Shown = Scenario<string, never, Waiting>['shown'];

function showLinks(show: Show, { links }: { links: { webUi: string } }, { words, number }: Shown, trace?: string) {
  show.title('Look around');
  show.line(`  ${'all workflows'.padEnd(15)} ${links.webUi}`);
  show.line(`  ${words.padEnd(15)} ${trace ?? ''}`);
  show.line(`  the same        ML_CONNECTOR_HOME=.data/demo npx ml-connector trace ${number}`);
  show.line('  what waits      ML_CONNECTOR_HOME=.data/demo npx ml-connector errors');
}

async function stayUp<V>(stack: Stack<V>, show: Show, number: string, interrupted: AbortSignal): Promise<void> {
  show.title(`On one page (ml-connector trace ${number})`);
  show.line((await traceOf(stack, number)).page);
  show.line('Everything stays up. Ctrl-C stops it.', 'bold');
  while (!interrupted.aborted) await sleep(2 ** 30, undefined, { signal: interrupted }).catch(() => undefined);
}
