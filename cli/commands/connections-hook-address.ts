/**
 * `connections hook-address`: the whole address, token included, for what must be typed into a vendor's screen (Shopify's
 * compliance webhooks, the script in NetSuite). The trap: the token is a secret; it is shown nowhere else.
 */
import type { Command } from 'commander';
import { parseStoredConnection } from '../../settings/connection.ts';
import { manifestOf } from '../../workflows/manifest.ts';
import { hookUrl, readHookToken } from '../apply/hook-address.ts';
import { addCommand } from '../command.ts';
import { usageError } from '../errors.ts';
import { connectionRow, withSession } from '../session.ts';

export const addConnectionsHookAddress = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'hook-address <connection>',
    summary: 'the secret addresses to which the vendors send; to type into their screens',
    examples: ['connections hook-address acme'],
    run: ({ args: [id = ''], out }) =>
      withSession(async (session) => {
        const { pair } = parseStoredConnection((await connectionRow(session, id)).settings);
        const token = await readHookToken(session.store, session.vault, id);
        if (token === undefined)
          throw usageError(`${id} has no webhook address yet.`, 'Apply it with `ml-connector connections apply`.');
        const url = hookUrl(session.env.ingress.publicUrl, id, token);
        const addresses = manifestOf(pair).systems.map((system) => ({
          system,
          url: system === 'shipstation' ? url : `${url}/${system}`,
        }));
        out.result({ id, addresses });
        for (const { system, url: address } of addresses) out.line(`${system}  ${address}`);
        out.note('Whoever knows an address can send to it: keep it as you keep a password.');
        return 0;
      }),
  });
