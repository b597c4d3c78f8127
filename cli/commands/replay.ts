/**
 * `replay`: the webhooks of a time range are followed again. The trap: an address in an old webhook shows today's state,
 * so this repairs what was missed, it does not repeat what was done.
 */
import type { Command } from 'commander';
import { parseStoredConnection } from '../../settings/connection.ts';
import type { InboxRow, Store } from '../../store/contract.ts';
import { followPointer } from '../../workflows/starts.ts';
import { addCommand } from '../command.ts';
import { connectionRow, withSession } from '../session.ts';
import { confirmed, rangeOf } from '../values.ts';

type Options = { connection: string; from: string; to: string; topic?: string; yes?: boolean; dryRun?: boolean };
type Query = { connection: string; from: string; to: string; topic?: string };

const PAGE = 500;
const AT_ONCE = 20;

export const addReplay = (parent: Command): Command =>
  addCommand<Options>(parent, {
    usage: 'replay',
    summary: 'follow the webhooks of a time range again',
    examples: [
      'replay --connection acme --from 2026-11-01 --to 2026-11-02',
      'replay --connection acme --from 2026-11-01 --to 2026-11-01 --yes',
    ],
    more: 'A plain date means that day in the connection’s time zone, --to included. What is posted already stays as it is.',
    options: (command) =>
      command
        .requiredOption('--connection <id>', 'which connection')
        .requiredOption('--from <time>', 'first day or instant')
        .requiredOption('--to <time>', 'last day or instant')
        .option('--topic <topic>', 'only webhooks of this topic')
        .option('--dry-run', 'count only')
        .option('--yes', 'do not ask'),
    run: ({ options, out }) =>
      withSession(async (session) => {
        const { timeZone } = parseStoredConnection((await connectionRow(session, options.connection)).settings);
        const range = rangeOf(options, timeZone);
        const query = {
          connection: options.connection,
          ...range,
          ...(options.topic === undefined ? {} : { topic: options.topic }),
        };
        const topics = new Map<string, number>();
        for await (const row of rowsOf(session.store, query)) topics.set(row.topic, (topics.get(row.topic) ?? 0) + 1);
        const count = [...topics.values()].reduce((sum, one) => sum + one, 0);
        out.table(
          ['TOPIC', 'WEBHOOKS'],
          [...topics].map(([topic, rows]) => [topic, String(rows)]),
        );
        const go =
          count > 0 &&
          options.dryRun !== true &&
          (await confirmed(out, `Follow ${count} webhooks again?`, options.yes === true));
        if (go) {
          const client = await session.temporal();
          let batch: InboxRow[] = [];
          const send = async () => {
            await Promise.all(
              batch.map((row) =>
                client.workflow.signalWithStart('webhookPointer', followPointer({ ...row, inboxId: row.id })),
              ),
            );
            batch = [];
          };
          for await (const row of rowsOf(session.store, query)) if (batch.push(row) >= AT_ONCE) await send();
          await send();
        }
        out.result({ ...query, webhooks: count, byTopic: Object.fromEntries(topics), replayed: go ? count : 0 });
        out.line(
          go
            ? `${count} webhooks are followed again.`
            : count === 0
              ? 'No webhook in this range.'
              : 'Nothing was done.',
        );
        return 0;
      }),
  });

async function* rowsOf(store: Store, query: Query): AsyncGenerator<InboxRow> {
  let after: string | undefined;
  for (;;) {
    const rows = await store.inbox.range({ ...query, limit: PAGE, ...(after === undefined ? {} : { after }) });
    yield* rows;
    after = rows.at(-1)?.id;
    if (rows.length < PAGE) return;
  }
}
