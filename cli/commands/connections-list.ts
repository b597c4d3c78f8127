/** `connections list` and `connections show`: what was applied, and how it stands. */
import type { Command } from 'commander';
import { parseStoredConnection } from '../../settings/connection.ts';
import { manifestOf } from '../../workflows/manifest.ts';
import { shownHookUrl } from '../apply/hook-address.ts';
import { addCommand } from '../command.ts';
import { lastReconcile, lastWords } from '../reconcile/last.ts';
import { connectionRow, type Session, withSession } from '../session.ts';
import { modeWord } from './connections-apply.ts';

export const addConnectionsList = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'list',
    summary: 'all connections with their mode and what waits',
    examples: ['connections list', 'connections list --json'],
    run: ({ out }) =>
      withSession(async (session) => {
        const rows = await session.store.connections.list();
        const listed = await Promise.all(rows.map(async (row) => ({ row, waiting: await waitingOf(session, row.id) })));
        out.result(
          listed.map(({ row, waiting }) => ({
            id: row.id,
            pair: row.pair,
            mode: row.mode,
            revision: row.revision,
            updatedAt: row.updatedAt,
            waiting,
            ...(row.parked === undefined ? {} : { parked: row.parked }),
          })),
        );
        if (rows.length === 0) out.line('No connection yet. Apply one with `ml-connector connections apply`.');
        else {
          out.table(
            ['CONNECTION', 'PAIR', 'MODE', 'WAITING', 'STATE'],
            listed.map(({ row, waiting }) => [
              row.id,
              row.pair,
              row.mode,
              String(waiting),
              row.parked === undefined ? out.paint('ok', 'ok') : out.paint('fail', `parked: ${row.parked.reason}`),
            ]),
          );
        }
        return 0;
      }),
  });

async function waitingOf(session: Session, id: string): Promise<number> {
  const counts = await session.store.records.counts(id);
  return counts.filter(({ status }) => status === 'waiting').reduce((sum, { count }) => sum + count, 0);
}

export const addConnectionsShow = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'show <connection>',
    summary: 'one connection: settings in force (defaults filled in), credentials set or not, webhook address',
    examples: ['connections show acme'],
    run: ({ args: [id = ''], out }) =>
      withSession(async (session) => {
        const row = await connectionRow(session, id);
        const secrets = (await session.store.secrets.list()).filter(({ connection }) => connection === id);
        const { systems } = manifestOf(parseStoredConnection(row.settings).pair);
        const credentials = systems.map((name) => ({
          system: name,
          set: secrets.some((secret) => secret.name === name),
          ...stamp(secrets.find((secret) => secret.name === name)),
        }));
        const { parked, mode, revision, updatedAt } = row;
        const settings: unknown = JSON.parse(row.settings);
        const reconciled = await lastReconcile(session.store, id);
        const webhookUrl = shownHookUrl(session.env.ingress.publicUrl, id);
        out.result({
          id,
          mode,
          revision,
          updatedAt,
          credentials,
          webhookUrl,
          settings,
          ...(parked === undefined ? {} : { parked }),
          ...(reconciled === undefined ? {} : { reconciled }),
        });
        out.line(
          `${out.paint('bold', id)}  ${row.pair}  mode ${modeWord(out, mode)}  revision ${revision} of ${updatedAt}`,
        );
        if (parked !== undefined) {
          out.line(out.paint('fail', `parked since ${parked.since} (${parked.system}): ${parked.reason}`));
        }
        for (const one of credentials) {
          out.line(
            `${one.system} credentials: ${one.set ? `set ${one.updatedAt ?? ''}` : out.paint('warn', 'missing')}`,
          );
        }
        if (reconciled !== undefined) {
          out.line(out.paint(reconciled.unexplained > 0 ? 'fail' : 'ok', lastWords(reconciled)));
        }
        out.line(`webhook address: ${webhookUrl}`);
        out.line();
        const { stringify } = await import('yaml');
        out.line(stringify(settings).trimEnd());
        return 0;
      }),
  });

const stamp = (secret: { updatedAt: string } | undefined) =>
  secret === undefined ? {} : { updatedAt: secret.updatedAt };
