/**
 * The OAuth app of a connection: from a file, or as it is sealed already. The trap: a client secret is never taken from the
 * command line itself, and what else is kept with the old credentials (secrets that sign webhooks) stays.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { App } from '../../connectors/shipbob/authorize.ts';
import type { ShipBobCredentials } from '../../connectors/shipbob/types.ts';
import { usageError } from '../errors.ts';
import type { Session } from '../session.ts';

export type KnownApp = App & { webhookSecrets?: string[] };

const text = z.string().trim().min(1);
const fileSchema = z.object({
  clientId: text,
  clientSecret: text.exactOptional(),
  webhookSecrets: z.array(text).exactOptional(),
});
const EXPECTED = 'Expected: {"clientId":"…","clientSecret":"…"}';

export async function appOf(session: Session, id: string, file: string | undefined): Promise<KnownApp> {
  const sealed = await sealedCredentials(session, id);
  const kept = sealed?.webhookSecrets === undefined ? {} : { webhookSecrets: sealed.webhookSecrets };
  if (file !== undefined) return { ...kept, ...parseApp(await readFile(file, 'utf8')) };
  if (sealed?.kind !== 'oauth')
    throw usageError(
      `${id} has no OAuth app of ShipBob yet.`,
      'Give it once with --app <file>: {"clientId":"…","clientSecret":"…"} from the app’s page.',
    );
  const { clientId, clientSecret } = sealed;
  return { ...kept, clientId, ...(clientSecret === undefined ? {} : { clientSecret }) };
}

async function sealedCredentials({ store, vault }: Session, id: string): Promise<ShipBobCredentials | undefined> {
  const found = await store.secrets.get(id, 'shipbob');
  if (found === undefined) return undefined;
  return JSON.parse(vault.open(found.sealed, `secret/${id}/shipbob`)) as ShipBobCredentials;
}

/** Messages never show what stands in the file. */
function parseApp(given: string): KnownApp {
  const read = fileSchema.safeParse(readJson(given));
  if (read.success) return read.data;
  const missing = read.error.issues.map(({ path }) => path.join('.') || 'an object').join(', ');
  throw usageError(`The app’s file is not complete: ${missing}.`, EXPECTED);
}

function readJson(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    throw usageError('The app’s file is not readable as JSON.', EXPECTED);
  }
}
