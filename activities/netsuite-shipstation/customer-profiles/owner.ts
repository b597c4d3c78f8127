/**
 * Finds the customer of an order in NetSuite and reads its profile. The directory is not asked: it may not know everybody
 * yet, and one match in it may be two in NetSuite. The trap: inactive customers are nobody's owner.
 */
import type { NetSuite } from '../../../connectors/netsuite/contract.ts';
import type { OrderDetail } from '../../../connectors/shipstation/types.ts';
import {
  type Candidates,
  narrow,
  type Question,
  questionsOf,
} from '../../../mappings/netsuite-shipstation/customer-profiles/match.ts';
import type { Owner } from '../../../mappings/netsuite-shipstation/customer-profiles/types.ts';
import type { CustomerProfilesSettings } from '../../../settings/customer-profiles.ts';
import type { ActivityDeps } from '../../deps.ts';
import type { RecordScope } from '../../ledger-entries.ts';
import { fingerprintOf } from './keys.ts';
import { readProfile } from './netsuite-profile.ts';

export type OwnerRequest = RecordScope & { order: OrderDetail };
/** `isStale`: the directory does not know the customer like this. */
export type OwnerAnswer = { owner: Owner; isStale: boolean };

export async function observeOwner(deps: ActivityDeps, request: OwnerRequest): Promise<OwnerAnswer> {
  const { connection, order } = request;
  const open = await deps.connections.open(connection, 'netsuite-shipstation');
  const settings = open.settings.syncs.customerProfiles;
  const netSuite = await open.netSuite();
  const owner = await findOwner(deps, connection, netSuite, order, settings);
  if (owner.kind !== 'one') return { owner, isStale: false };
  const kept = await deps.store.customers.get(connection, owner.profile.customerId);
  return { owner, isStale: kept?.fingerprint !== owner.fingerprint };
}

async function findOwner(
  deps: ActivityDeps,
  connection: string,
  netSuite: NetSuite,
  order: OrderDetail,
  settings: CustomerProfilesSettings,
): Promise<Owner> {
  const tried: string[] = [];
  let found: Candidates | undefined;
  for (const question of questionsOf(order, settings)) {
    tried.push(question.rule);
    found = narrow(found, question.rule, await askFor(netSuite, question));
    if (found?.customerIds.length === 1) break;
  }
  const [customerId, ...others] = found?.customerIds ?? [];
  if (found === undefined || customerId === undefined) return { kind: 'none', tried };
  if (others.length > 0) return { kind: 'several', ...found };
  const read = await readProfile(netSuite, customerId, settings);
  if (read === undefined) return { kind: 'none', tried };
  const { profile } = read;
  return { kind: 'one', profile, fingerprint: fingerprintOf(deps.vault, connection, profile), rule: found.rule };
}

/** Ids of the active customers whose field holds the value. */
async function askFor(netSuite: NetSuite, { netsuite: field, value }: Question): Promise<string[]> {
  if (/^custentity[a-z0-9_]+$/.test(field)) {
    const query = `SELECT c.id, c.isinactive FROM customer c WHERE c.${field} = ? ORDER BY c.id`;
    const { rows } = await netSuite.suiteQl(query, [value]);
    return rows.filter((row) => row.isinactive !== 'T').flatMap((row) => (row.id === undefined ? [] : [row.id]));
  }
  const found = await netSuite.findCustomers({ [field]: value });
  return found.filter((customer) => !customer.isInactive).map(({ id }) => id);
}
