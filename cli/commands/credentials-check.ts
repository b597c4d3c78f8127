/** `credentials check`: which credentials are set, with which key, and whether they open. Nothing secret is shown. */
import type { Command } from 'commander';
import { parseStoredConnection } from '../../settings/connection.ts';
import type { ConnectionRow } from '../../store/contract.ts';
import { manifestOf } from '../../workflows/manifest.ts';
import { addCommand } from '../command.ts';
import type { Output } from '../output.ts';
import { connectionRow, type Session, withSession } from '../session.ts';

type Line = { connection: string; system: string; state: 'ok' | 'fail'; detail: string; fix?: string };

export const addCredentialsCheck = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'check [connection]',
    summary: 'are all credentials set, and do they open with the master key?',
    examples: ['credentials check', 'credentials check acme --json'],
    run: ({ args: [id], out }) =>
      withSession(async (session) => {
        const rows = id === undefined ? await session.store.connections.list() : [await connectionRow(session, id)];
        const lines = (
          await Promise.all(rows.flatMap((row) => systemsOf(row).map((system) => check(session, row.id, system))))
        ).flat();
        print(out, lines);
        return lines.some(({ state }) => state === 'fail') ? 1 : 0;
      }),
  });

const systemsOf = (row: ConnectionRow) => manifestOf(parseStoredConnection(row.settings).pair).systems;

async function check(session: Session, connection: string, system: string): Promise<Line> {
  const found = await session.store.secrets.get(connection, system);
  if (found === undefined) {
    const fix = `ml-connector credentials set ${connection} ${system}`;
    return { connection, system, state: 'fail', detail: 'not set', fix };
  }
  try {
    session.vault.open(found.sealed, `secret/${connection}/${system}`);
    return { connection, system, state: 'ok', detail: `set ${found.updatedAt}, key ${found.keyId}` };
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'does not open';
    return {
      connection,
      system,
      state: 'fail',
      detail,
      fix: 'bring the old master key back, or set the credentials again',
    };
  }
}

function print(out: Output, lines: Line[]): void {
  out.result(lines);
  if (lines.length === 0) {
    out.line('No connection yet.');
    return;
  }
  const rows = lines.map(({ connection, system, state, detail, fix }) => {
    const shown = state === 'ok' ? out.paint('ok', 'ok') : out.paint('fail', 'FAIL');
    return [connection, system, shown, fix === undefined ? detail : `${detail} (${fix})`];
  });
  out.table(['CONNECTION', 'SYSTEM', 'STATE', 'DETAIL'], rows);
}
