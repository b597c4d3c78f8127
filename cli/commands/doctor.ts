/**
 * `doctor`: is everything in place? Each line says ok, warn or FAIL, and what to do.
 * The trap: it must run when nothing else does, so each part is looked at by itself.
 */
import type { Command } from 'commander';
import { type Env, loadEnv } from '../../runtime/env.ts';
import type { Connection } from '../../settings/connection.ts';
import { addCommand } from '../command.ts';
import { type Check, guarded, ok, warn } from '../doctor/check.ts';
import { checkApplied, checkClock, checkFiles } from '../doctor/connections.ts';
import { checkDisk, checkKeys, checkNode, checkPorts, checkTimeZones } from '../doctor/machine.ts';
import { checkBinary, checkTemporal } from '../doctor/temporal.ts';
import { type Output, stateLabel } from '../output.ts';
import { withSession } from '../session.ts';

export const addDoctor = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'doctor',
    summary: 'is everything in place? machine, keys, store, Temporal, connections; each line with its fix',
    examples: ['doctor', 'doctor --json'],
    more: 'Exit code 1 when a check fails.',
    run: async ({ out }) => {
      const checks = await examine();
      out.result({ ok: !checks.some(({ state }) => state === 'fail'), checks });
      print(out, checks);
      return checks.some(({ state }) => state === 'fail') ? 1 : 0;
    },
  });

async function examine(): Promise<Check[]> {
  const machine = [checkNode(), checkTimeZones()];
  let env: Env | undefined;
  const environment = await guarded('environment', () => {
    env = loadEnv();
    return env.warnings.length === 0
      ? ok('environment', 'read')
      : env.warnings.map((text) => warn('environment', text, 'correct the name'));
  });
  if (env === undefined) return [...machine, ...environment];
  return [...machine, ...environment, ...(await examineWith(env))];
}

async function examineWith(env: Env): Promise<Check[]> {
  const files = await checkFiles(env.configPath);
  const keys = await guarded('master key', () => checkKeys(env));
  const hasKey = keys.every(({ state }) => state !== 'fail');
  return [
    ...(await guarded('disk space', () => checkDisk(env.home))),
    ...keys,
    ...(await guarded('ports', () => checkPorts(env))),
    ...(await guarded('Temporal program', () => checkBinary(env))),
    ...files.checks,
    ...(await guarded('clock', () => checkClock(files.connections))),
    ...(hasKey ? await guarded('store', () => examineStore(files.connections)) : []),
  ];
}

async function examineStore(connections: Connection[]): Promise<Check[]> {
  const checks: Check[] = [];
  await withSession(async (session) => {
    const healthy = await session.store.healthy();
    checks.push(
      healthy
        ? ok('store', `${session.store.dialect}, schema up to date`)
        : {
            name: 'store',
            state: 'fail',
            detail: 'does not answer as it should',
            fix: 'check DATABASE_URL or ML_CONNECTOR_HOME, and the disk',
          },
    );
    if (healthy) checks.push(...(await guarded('connections', () => checkApplied(session.store, connections))));
    checks.push(...(await guarded('Temporal', () => checkTemporal(session.env, () => session.temporal()))));
    return 0;
  });
  return checks;
}

function print(out: Output, checks: Check[]): void {
  for (const check of checks) {
    out.line(`${stateLabel(out, check.state).padEnd(4)}  ${check.name}: ${check.detail}`);
    if (check.fix !== undefined && check.state !== 'ok') out.line(`        → ${check.fix}`);
  }
  const failed = checks.filter(({ state }) => state === 'fail').length;
  const warned = checks.filter(({ state }) => state === 'warn').length;
  out.line();
  out.line(
    failed > 0
      ? out.paint('fail', `${failed} of ${checks.length} checks failed.`)
      : `Nothing is broken${warned > 0 ? `; ${warned} warnings` : ''}.`,
  );
}
