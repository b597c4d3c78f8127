/**
 * `connections remove`: ends a connection. The trap: its file brings it back with the next apply, so the file goes first.
 */
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { parseStoredConnection } from '../../settings/connection.ts';
import { listConnectionFiles, loadConnectionFile } from '../../settings/load.ts';
import { addCommand } from '../command.ts';
import { refused } from '../errors.ts';
import { connectionRow, withSession } from '../session.ts';
import { confirmed } from '../values.ts';

type Options = { webhooks: boolean; yes?: boolean };

export const addConnectionsRemove = (parent: Command): Command =>
  addCommand<Options>(parent, {
    usage: 'remove <connection>',
    summary: 'end a connection: webhooks, schedules, running workflows and credentials; the audit ledger stays',
    examples: ['connections remove acme', 'connections remove acme --no-webhooks --yes'],
    options: (command) =>
      command
        .option('--no-webhooks', 'leave the vendor’s subscriptions, e.g. when its credentials are revoked')
        .option('--yes', 'do not ask'),
    run: ({ args: [id = ''], options, out }) =>
      withSession(async (session) => {
        const { store, vault, env } = session;
        const connection = parseStoredConnection((await connectionRow(session, id)).settings);
        await assertNoFile(env.configPath, id);
        const tools = { store, vault, client: await session.temporal(), publicUrl: env.ingress.publicUrl };
        const { executeRemoval, planRemoval } = await import('../apply/remove.ts');
        const { webhookLines } = await import('../apply/webhooks.ts');
        const plan = await planRemoval(tools, connection, options.webhooks);
        const { schedules, running, webhooks } = plan;
        for (const line of webhookLines(webhooks)) out.line(`  ${line}`);
        if (webhooks.kind === 'left') out.line(`  ${out.paint('warn', 'webhooks:')} ${webhooks.reason}`);
        out.line(`  ${schedules.length} schedules, ${running.length} running workflows, all its credentials`);
        if (!(await confirmed(out, `Remove ${id}?`, options.yes === true))) return 4;
        const closed = await executeRemoval(tools, plan, userInfo().username);
        out.result({ id, removed: true, schedules: schedules.length, terminated: running.length, closed });
        out.line(
          `${id} is removed; ${closed} waiting records were closed. Its ledger stays: ml-connector audit export.`,
        );
        return 0;
      }),
  });

/** A file that cannot be read would not be applied either. */
async function assertNoFile(place: string, id: string): Promise<void> {
  const files = await listConnectionFiles(place).catch(() => []);
  for (const file of files) {
    const loaded = await loadConnectionFile(file).catch(() => undefined);
    if (loaded?.connection.id !== id) continue;
    throw refused(
      `${file} still describes ${id}, so the next apply would bring it back.`,
      'Move or delete the file, then remove the connection.',
    );
  }
}
