/**
 * `up`: everything on this machine with one command, until Ctrl-C.
 * The trap: the children are in sessions of their own; if we end without stopping them they live on, so a second
 * signal kills them first.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { type Env, loadEnv } from '../../runtime/env.ts';
import type { Supervisor } from '../../runtime/supervisor.ts';
import { addCommand } from '../command.ts';
import type { ExitCode } from '../errors.ts';
import type { Output } from '../output.ts';

const START_LIMIT_MS = 120_000;

export const addUp = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'up',
    summary:
      'run everything on this machine: Temporal (unless TEMPORAL_ADDRESS is set), worker, webhook door, codec server',
    examples: ['up'],
    more: 'Ctrl-C stops all in order. A process that dies is started again, also a Temporal server that hangs.',
    run: ({ out }) => up(out),
  });

async function up(out: Output): Promise<ExitCode> {
  const env = loadEnv();
  const { loadKeyRing } = await import('../../vault/keys.ts');
  const { ring, warnings } = loadKeyRing(env.keys);
  for (const warning of [...env.warnings, ...warnings]) out.note(warning);
  const { ownChildren, temporalChild } = await import('../up/children.ts');
  const { superviseChildren } = await import('../../runtime/supervisor.ts');
  const prepare = async () => {
    const { prepareTemporal } = await import('../up/prepare-temporal.ts');
    // A server of our own needs a moment; another one must answer at once.
    await prepareTemporal(env, ring, env.temporal.external ? 0 : START_LIMIT_MS);
  };
  const temporal = await temporalChild(env, prepare);
  if (temporal.length === 0) await prepare();
  const told = await untilTold(
    async () =>
      superviseChildren([...temporal, ...ownChildren(env)], {
        pidDir: join(env.home, 'run'),
        say: (line) => process.stderr.write(`up       | ${line}\n`),
        ...(out.json
          ? { onLine: (name: string, line: string) => process.stderr.write(`${name.padEnd(8)} | ${line}\n`) }
          : {}),
      }),
    (supervisor) => printLinks(env, supervisor, out),
  );
  return told;
}

/** Starts, tells, waits for a signal, stops. A signal during the start stops what runs by then. */
async function untilTold(
  start: () => Promise<Supervisor>,
  ready: (supervisor: Supervisor) => Promise<void>,
): Promise<ExitCode> {
  const stop = new AbortController();
  let supervisor: Supervisor | undefined;
  let signals = 0;
  const onSignal = () => {
    signals += 1;
    stop.abort();
    if (signals > 1) killAll(supervisor);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  supervisor = await start();
  if (!stop.signal.aborted) await ready(supervisor);
  while (!stop.signal.aborted) await sleep(2 ** 30, undefined, { signal: stop.signal }).catch(() => undefined);
  process.stderr.write('up       | stopping; a second signal ends it at once\n');
  await supervisor.stop();
  return 0;
}

function killAll(supervisor: Supervisor | undefined): never {
  for (const pid of Object.values(supervisor?.pids() ?? {})) if (pid !== undefined) process.kill(pid, 'SIGKILL');
  process.exit(130);
}

async function printLinks(env: Env, supervisor: Supervisor, out: Output): Promise<void> {
  const { addressOf } = await import('../up/children.ts');
  const links = {
    ...(env.temporal.external
      ? {}
      : { temporalWebUi: `http://127.0.0.1:${env.temporal.uiPort}/namespaces/${env.temporal.namespace}/workflows` }),
    temporal: env.temporal.address,
    webhooks: `${env.ingress.publicUrl}/hooks/<connection>/<token>`,
    health: addressOf(env.worker, '/readyz'),
    metrics: addressOf(env.worker, '/metrics'),
  };
  out.result({ ready: true, links, pids: supervisor.pids() });
  out.line();
  out.line(out.paint('ok', 'Everything runs.'));
  for (const [name, link] of Object.entries(links)) out.line(`  ${name.padEnd(14)} ${link}`);
  out.line('  Ctrl-C stops it.\n');
}
