/** `skip`: let one waiting record be. The trap: nothing is written for it; the note says later why. */
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { addCommand } from '../command.ts';
import { foundWrong, refused, unreachable } from '../errors.ts';
import { oneRecord } from '../retry/choose.ts';
import { waitSettled } from '../retry/send.ts';
import { withSession } from '../session.ts';

const WAIT_MS = 60_000;

export const addSkip = (parent: Command): Command =>
  addCommand<{ note: string; connection?: string }>(parent, {
    usage: 'skip <number>',
    summary: 'let one waiting record be; the note stays in its story',
    examples: ['skip 10045 --note "posted by hand as IF881"'],
    more: 'Exit code 4 when the record does not wait. A later event of the same order is looked at again.',
    options: (command) =>
      command
        .requiredOption('--note <text>', 'why; kept in the ledger, so nothing personal')
        .option('--connection <id>', 'only this connection'),
    run: ({ args: [number = ''], options, out }) =>
      withSession(async (session) => {
        const row = await oneRecord(session.store, number, options.connection);
        if (row.status !== 'waiting') throw refused(`${number} does not wait; it is ${row.status}.`);
        const client = await session.temporal();
        try {
          await client.workflow
            .getHandle(row.workflowId)
            .signal('skip', { by: userInfo().username, note: options.note });
        } catch (error) {
          if (!(error instanceof Error && error.name === 'WorkflowNotFoundError')) throw error;
          throw foundWrong(`${number} has no running workflow.`, 'Retry it first; if it waits again, skip it.');
        }
        const [settled] = await waitSettled({ store: session.store, client }, [row], WAIT_MS);
        if (settled?.settled !== true)
          throw unreachable('No worker took the skip yet; it will.', 'See `ml-connector doctor`.');
        out.result({ workflowId: row.workflowId, status: settled.row.status });
        out.line(`${number} is ${settled.row.status}.`);
        return settled.row.status === 'skipped' ? 0 : 1;
      }),
  });
