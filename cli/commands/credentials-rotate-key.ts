/**
 * `credentials rotate-key`: wraps every secret's data key with the current master key.
 * The trap: webhook bodies, ledger payloads, customer profiles and histories stay under the old key; it must remain in the ring.
 */
import type { Command } from 'commander';
import { addCommand } from '../command.ts';
import { withSession } from '../session.ts';

export const addCredentialsRotateKey = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'rotate-key',
    summary: 're-wrap all sealed credentials with the current master key',
    examples: ['credentials rotate-key'],
    more: `First put a new key (from \`ml-connector keys generate\`) before the old one: as first line of the key file, or as
ML_CONNECTOR_MASTER_KEY with the old one in ML_CONNECTOR_PREVIOUS_KEYS; restart the processes; then run this.`,
    run: ({ out }) =>
      withSession(async ({ store, vault, ring }) => {
        const current = ring.current.id;
        const listed = await store.secrets.list();
        const old = listed.filter(({ keyId }) => keyId !== current);
        for (const { connection, name } of old) {
          const secret = await store.secrets.get(connection, name);
          if (secret !== undefined) await store.secrets.put(connection, name, vault.rewrap(secret.sealed), current);
        }
        out.result({ currentKey: current, secrets: listed.length, rewrapped: old.length });
        out.line(`${old.length} of ${listed.length} secrets re-wrapped with key ${current}.`);
        if (ring.keys.length > 1) {
          out.line(
            'Keep the old keys in the ring: stored webhooks, ledger payloads, customer profiles and Temporal histories still need them.',
          );
        }
        return 0;
      }),
  });
