/**
 * `connections pause` and `connections resume`: at once, without touching the file.
 * The trap: the next `apply` puts the file's own mode in force again.
 */
import type { Command } from 'commander';
import { parseStoredConnection } from '../../settings/connection.ts';
import type { ConnectionMode } from '../../store/contract.ts';
import { addCommand } from '../command.ts';
import { refused } from '../errors.ts';
import { connectionRow, type Session, withSession } from '../session.ts';

export const addConnectionsPause = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'pause <connection>',
    summary: 'stop reading and writing; webhooks that come in are kept for later',
    examples: ['connections pause acme'],
    run: ({ args: [id = ''], out }) =>
      withSession(async (session) => {
        const row = await connectionRow(session, id);
        const changed = row.mode !== 'paused';
        if (changed) await setMode(session, id, 'paused');
        out.result({ id, mode: 'paused', changed });
        out.line(
          changed
            ? `${id} is paused. Go on with \`ml-connector connections resume ${id}\`.`
            : 'no change: it is paused already',
        );
        return 0;
      }),
  });

export const addConnectionsResume = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'resume <connection>',
    summary: 'go on in the mode of the connection’s file; what waited meanwhile is looked at',
    examples: ['connections resume acme'],
    run: ({ args: [id = ''], out }) =>
      withSession(async (session) => {
        const row = await connectionRow(session, id);
        const { mode } = parseStoredConnection(row.settings);
        if (mode === 'paused') {
          throw refused(`The file of ${id} says mode: paused.`, 'Write live or shadow there and apply it.');
        }
        const changed = row.mode === 'paused';
        const woken = changed ? await setMode(session, id, mode) : 0;
        out.result({ id, mode, changed, woken });
        out.line(
          changed
            ? `${id} goes on in mode ${mode}; ${woken} waiting records look again now.`
            : `no change: it runs in mode ${row.mode}`,
        );
        return 0;
      }),
  });

/** Temporal first: when it is away nothing is half-done. Answers how many waiting records were woken. */
async function setMode(session: Session, id: string, mode: ConnectionMode): Promise<number> {
  const client = await session.temporal();
  const { applySchedule, planSchedules, wantedSchedules } = await import('../apply/schedules.ts');
  const { wakeWaiting } = await import('../apply/wake-waiting.ts');
  const row = await connectionRow(session, id);
  const changes = await planSchedules(client, wantedSchedules(parseStoredConnection(row.settings), mode));
  await session.store.connections.setMode(id, mode);
  for (const change of changes) await applySchedule(client, change);
  if (mode === 'paused') return 0;
  return wakeWaiting({ store: session.store, client }, id, `resume:${new Date().toISOString()}`);
}
