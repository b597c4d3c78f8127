/**
 * `connections rotate-token`: a new secret webhook address, subscribed at once.
 * The trap: the old address must be answered a while longer, because events that are on their way still use it.
 */
import type { Command } from 'commander';
import { DateTime } from 'luxon';
import { parseStoredConnection } from '../../settings/connection.ts';
import { durationMs } from '../../settings/duration.ts';
import { hookUrl, newHookToken, saveHookToken, shownHookUrl } from '../apply/hook-address.ts';
import { addCommand } from '../command.ts';
import { usageError } from '../errors.ts';
import { connectionRow, withSession } from '../session.ts';

export const addConnectionsRotateToken = (parent: Command): Command =>
  addCommand<{ grace: string }>(parent, {
    usage: 'rotate-token <connection>',
    summary: 'make a new secret webhook address; the old one is answered a while longer',
    examples: ['connections rotate-token acme --grace 24h'],
    options: (command) => command.option('--grace <duration>', 'how long the old address is answered', '24h'),
    run: ({ args: [id = ''], options, out }) =>
      withSession(async (session) => {
        const graceMs = durationMs(options.grace);
        if (graceMs === undefined)
          throw usageError(`--grace ${options.grace} is not a duration.`, 'Write 30m, 24h or 7d.');
        const connection = parseStoredConnection((await connectionRow(session, id)).settings);
        const { store, vault, env } = session;
        const { publicUrl } = env.ingress;
        const token = newHookToken();
        const { applyWebhooks, planWebhooks, webhookLines } = await import('../apply/webhooks.ts');
        const url = hookUrl(publicUrl, id, token);
        const work = await planWebhooks({ keeper: { store, vault }, connection, publicUrl, url });
        await saveHookToken(store, vault, id, token);
        await applyWebhooks(work);
        const until = DateTime.utc().plus(graceMs).toISO();
        await store.hookTokens.expireOld(id, until);
        const changes = webhookLines(work);
        const left = work.kind === 'left' ? work.reason : undefined;
        out.result({
          id,
          webhookUrl: shownHookUrl(publicUrl, id),
          oldAnsweredUntil: until,
          changes,
          ...(left === undefined ? {} : { left }),
        });
        out.line(`${id} has a new webhook address; the old one is answered until ${until}.`);
        for (const change of changes) out.line(`  ${change}`);
        if (left !== undefined) out.line(`  ${out.paint('warn', 'webhooks:')} ${left}`);
        return 0;
      }),
  });
