/**
 * `ping`: signs in to both systems, reads only. The trap: a sign-in that works says nothing about webhooks, so the last
 * line says whether the vendor can call us at all.
 */
import type { Command } from 'commander';
import type { PingCheck } from '../../connectors/http/contract.ts';
import { ConnectorError } from '../../connectors/http/errors.ts';
import { type Connection, parseStoredConnection } from '../../settings/connection.ts';
import { manifestOf } from '../../workflows/manifest.ts';
import { canBeCalled, shownHookUrl } from '../apply/hook-address.ts';
import { addCommand } from '../command.ts';
import { addressOf, openProbe, type Probe } from '../connectors.ts';
import type { ExitCode } from '../errors.ts';
import { type Output, stateLabel } from '../output.ts';
import { connectionRow, type Session, withSession } from '../session.ts';

type SystemReport = { system: string; latencyMs: number; reached: boolean; checks: PingCheck[] };
type Report = { connection: string; systems: SystemReport[] };

export const addPing = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'ping [connection]',
    summary: 'sign in to both systems and look: access, permissions, clocks, rate budget (reads only)',
    examples: ['ping', 'ping acme --json'],
    more: 'Exit code 1 when a check fails, 3 when a system cannot be reached.',
    run: ({ args: [id], out }) =>
      withSession(async (session) => {
        const rows = id === undefined ? await session.store.connections.list() : [await connectionRow(session, id)];
        const reports: Report[] = [];
        for (const row of rows) reports.push(await pingConnection(session, parseStoredConnection(row.settings)));
        out.result(reports);
        if (rows.length === 0) out.line('No connection yet. Apply one with `ml-connector connections apply`.');
        for (const report of reports) print(out, report);
        return exitOf(reports);
      }),
  });

async function pingConnection(session: Session, connection: Connection): Promise<Report> {
  const names = manifestOf(connection.pair).systems;
  const systems = await Promise.all(
    names.map((system) => pingSystem(system, connection.id, () => openProbe(session, connection, system))),
  );
  return { connection: connection.id, systems: [...systems, webhooks(session, connection)] };
}

async function pingSystem(system: string, id: string, open: () => Promise<Probe | undefined>): Promise<SystemReport> {
  const probe = await open();
  if (probe === undefined) {
    const fix = `ml-connector credentials set ${id} ${system}`;
    const check: PingCheck = { name: 'credentials', state: 'fail', detail: 'not set', fix };
    return { system, latencyMs: 0, reached: true, checks: [check] };
  }
  const startedAt = performance.now();
  const { checks } = await probe.ping();
  const latencyMs = Math.round(performance.now() - startedAt);
  const failed = checks.some(({ state }) => state === 'fail');
  return { system, latencyMs, reached: !failed || (await isReachable(probe)), checks };
}

async function isReachable(probe: Probe): Promise<boolean> {
  try {
    await probe.touch();
    return true;
  } catch (error) {
    return !(error instanceof ConnectorError && error.type === 'Unavailable');
  }
}

function webhooks(session: Session, connection: Connection): SystemReport {
  const { publicUrl } = session.env.ingress;
  const name = 'webhook address';
  const shown = shownHookUrl(publicUrl, connection.id);
  const hooks = manifestOf(connection.pair).hooks.map((system) => addressOf(connection, system) ?? '');
  const callable = hooks.every((address) => canBeCalled(publicUrl, address));
  const check: PingCheck = callable
    ? { name, state: 'ok', detail: shown }
    : {
        name,
        state: 'warn',
        detail: `${shown}: no vendor can call this from outside; only sweeps find changes`,
        fix: 'set ML_CONNECTOR_PUBLIC_URL to a public https address that leads to the ingress, then apply again',
      };
  return { system: 'ml-connector', latencyMs: 0, reached: true, checks: [check] };
}

function print(out: Output, { connection, systems }: Report): void {
  out.line(out.paint('bold', connection));
  const rows = systems.flatMap(({ system, latencyMs, checks }) =>
    checks.map(({ name, state, detail, fix }, index) => [
      stateLabel(out, state),
      index === 0 ? `${system}${latencyMs > 0 ? ` (${latencyMs} ms)` : ''}` : '',
      name,
      fix === undefined || state === 'ok' ? detail : `${detail} → ${fix}`,
    ]),
  );
  out.table(['', 'SYSTEM', 'CHECK', 'DETAIL'], rows);
}

function exitOf(reports: Report[]): ExitCode {
  const systems = reports.flatMap((report) => report.systems);
  const failed = systems.filter(({ checks }) => checks.some(({ state }) => state === 'fail'));
  if (failed.length === 0) return 0;
  return failed.every(({ reached }) => !reached) ? 3 : 1;
}
