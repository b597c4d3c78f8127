/** `errors`: what waits for a person, grouped by cause. */
import type { Command } from 'commander';
import type { RecordRow } from '../../store/contract.ts';
import { addCommand } from '../command.ts';
import type { Output } from '../output.ts';
import { lastReconcile, lastWords } from '../reconcile/last.ts';
import { connectionRow, type Session, withSession } from '../session.ts';
import { ageOf } from '../values.ts';

type Group = { connection: string; sync: string; cause: string; count: number; oldest: string; example?: RecordRow };

export const addErrors = (parent: Command): Command =>
  addCommand<{ connection?: string }>(parent, {
    usage: 'errors',
    summary: 'what waits for a person, grouped by cause, with one example and what to do',
    examples: ['errors', 'errors --connection acme --json'],
    more: 'Exit code 1 when something waits, 0 when nothing does.',
    options: (command) => command.option('--connection <id>', 'only this connection'),
    run: ({ options, out }) =>
      withSession(async (session) => {
        if (options.connection !== undefined) await connectionRow(session, options.connection);
        const groups = await readGroups(session, options.connection);
        const parked = (await session.store.connections.list()).filter(
          (row) => row.parked !== undefined && (options.connection ?? row.id) === row.id,
        );
        const unexplained = await readUnexplained(session, options.connection);
        out.result({ groups, unexplained, parked: parked.map((row) => ({ connection: row.id, ...row.parked })) });
        for (const { id, parked: why } of parked) {
          out.line(`${out.paint('fail', `${id} is parked`)} since ${why?.since} (${why?.system}): ${why?.reason}\n`);
        }
        for (const { connection, words } of unexplained) {
          out.line(`${out.paint('fail', `${connection}: ${words}`)}\n  ml-connector reconcile ${connection} --last\n`);
        }
        if (groups.length === 0) out.line('Nothing waits.');
        for (const group of groups) print(out, group);
        return groups.length + parked.length + unexplained.length > 0 ? 1 : 0;
      }),
  });

/** Connections whose last comparison left something unexplained. */
async function readUnexplained({ store }: Session, connection: string | undefined) {
  const ids = connection === undefined ? (await store.connections.list()).map(({ id }) => id) : [connection];
  const last = await Promise.all(ids.map(async (id) => ({ id, last: await lastReconcile(store, id) })));
  return last.flatMap(({ id, last: found }) =>
    found === undefined || found.unexplained === 0 ? [] : [{ connection: id, ...found, words: lastWords(found) }],
  );
}

async function readGroups({ store }: Session, connection: string | undefined): Promise<Group[]> {
  const counts = (await store.records.counts(connection)).filter(({ status }) => status === 'waiting');
  const groups = counts.map(async ({ connection, sync, cause = 'unknown', count, oldest }) => {
    const [example] = await store.records.list({ connection, sync, status: 'waiting', cause, limit: 1 });
    return { connection, sync, cause, count, oldest, ...(example === undefined ? {} : { example }) };
  });
  return (await Promise.all(groups)).sort((a, b) => b.count - a.count);
}

function print(out: Output, { connection, sync, cause, count, oldest, example }: Group): void {
  out.line(`${out.paint('warn', `${count} × ${cause}`)}  ${connection}/${sync}, oldest ${ageOf(oldest)}`);
  if (example !== undefined) {
    const number = example.numbers[0]?.value ?? example.recordKey;
    out.line(`  for example ${number}: ${example.reason ?? 'no reason is written down'}`);
    out.line(`  ml-connector trace ${number}`);
  }
  out.line(`  when it is mended: ml-connector retry --cause ${cause} --connection ${connection} --canary 1\n`);
}
