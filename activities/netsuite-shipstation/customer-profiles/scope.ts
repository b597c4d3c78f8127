/**
 * The same work for both accounting systems: which sync puts customers' profiles on a connection's orders, under which
 * settings. The trap: settings of customerAlignment become those of customerProfiles here, so a new one of the latter must
 * get a value for the former.
 */
import { ConnectorError } from '../../../connectors/http/errors.ts';
import type { ProfileBook } from '../../../mappings/netsuite-shipstation/customer-profiles/types.ts';
import type { Connection } from '../../../settings/connection.ts';
import { asProfileSettings } from '../../../settings/customer-alignment.ts';
import type { CustomerProfilesSettings } from '../../../settings/customer-profiles.ts';
import type { OpenConnection } from '../../connection-registry.ts';
import type { ActivityDeps } from '../../deps.ts';

const SYNCS: Partial<Record<Connection['pair'], string>> = {
  'netsuite-shipstation': 'customerProfiles',
  'fusion-shipstation': 'customerAlignment',
};

/** Name of the sync; empty where the pair has none. */
export const profileSyncOf = ({ settings }: OpenConnection): string => SYNCS[settings.pair] ?? '';

/** undefined where the pair has no such sync. */
export function profileSettingsOf({ settings }: OpenConnection): CustomerProfilesSettings | undefined {
  if (settings.pair === 'netsuite-shipstation') return settings.syncs.customerProfiles;
  if (settings.pair === 'fusion-shipstation') return asProfileSettings(settings.syncs.customerAlignment);
  return undefined;
}

/** Whose customers they are, in words. */
export const bookOf = ({ settings }: OpenConnection): ProfileBook =>
  settings.pair === 'fusion-shipstation'
    ? { system: 'Fusion', ids: 'account numbers' }
    : { system: 'NetSuite', ids: 'internal ids' };

/** Throws Config when the connection is of a pair without customers' profiles. */
export async function openProfiles(
  deps: ActivityDeps,
  connection: string,
): Promise<{ open: OpenConnection; sync: CustomerProfilesSettings }> {
  const open = await deps.connections.get(connection);
  const sync = profileSettingsOf(open);
  if (sync !== undefined) return { open, sync };
  throw new ConnectorError({
    type: 'Config',
    system: 'ml-connector',
    code: 'OTHER_PAIR',
    message: `connection ${connection} is of the pair ${open.settings.pair}, which puts no customers on orders`,
  });
}
