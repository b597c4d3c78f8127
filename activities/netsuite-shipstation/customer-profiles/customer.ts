/**
 * Steps for one NetSuite customer: keep its profile in the directory, and tell the orders and customers that it concerns.
 * The trap: only this record writes the directory; were an order to do it, the customer's other orders would never hear.
 */
import { Context } from '@temporalio/activity';
import type { NetSuite } from '../../../connectors/netsuite/contract.ts';
import { accountNumbers } from '../../../mappings/netsuite-shipstation/customer-profiles/plan.ts';
import type { Profile, Written } from '../../../mappings/netsuite-shipstation/customer-profiles/types.ts';
import type { ActivityDeps } from '../../deps.ts';
import type { RecordScope } from '../../ledger-entries.ts';
import type { WakeRow } from '../../sync-sources.ts';
import { wakeRecords } from '../../wake.ts';
import { customerKey, fingerprintOf, hashKeys, orderKey, profileContext, stateOf, writtenContext } from './keys.ts';
import { readProfile } from './netsuite-profile.ts';

export type CustomerRequest = RecordScope & { customerId: string };
export type KeptCustomer = {
  /** Set when the sync is switched off: then nothing is read or kept. */
  isOff?: boolean;
  found: boolean;
  changed: boolean;
  numbers: { kind: string; value: string }[];
  sources: { source: string; state: string }[];
};

/** Reads the customer anew and puts its sealed profile into the directory. */
export async function keepCustomer(deps: ActivityDeps, request: CustomerRequest): Promise<KeptCustomer> {
  const { connection, customerId } = request;
  const open = await deps.connections.open(connection, 'netsuite-shipstation');
  const settings = open.settings.syncs.customerProfiles;
  if (!settings.enabled) return { isOff: true, found: false, changed: false, numbers: [], sources: [] };
  const netSuite = await open.netSuite();
  // The time first: what changes between the two reads makes the customer due again.
  const modifiedAt = await activeSince(netSuite, customerId);
  const read = modifiedAt === undefined ? undefined : await readProfile(netSuite, customerId, settings);
  const sources = [{ source: `customer:${customerId}`, state: stateOf(modifiedAt, settings) }];
  return keepProfile(deps, request, read, sources);
}

/** Puts what was read into the directory; what is not there any more is forgotten. */
export async function keepProfile(
  deps: ActivityDeps,
  { connection, customerId }: { connection: string; customerId: string },
  read: { profile: Profile; keys: string[] } | undefined,
  sources: KeptCustomer['sources'],
): Promise<KeptCustomer> {
  // A repeated attempt may have kept the profile already and lost its answer, so it must not say "unchanged".
  const isRepeat = Context.current().info.attempt > 1;
  if (read === undefined) {
    const removed = await deps.store.customers.remove(connection, customerId);
    const numbers = [{ kind: 'customer id', value: customerId }];
    return { found: false, changed: removed || isRepeat, numbers, sources };
  }
  const { profile, keys } = read;
  const { changed } = await deps.store.customers.put({
    connection,
    customerId,
    ...(profile.parentId === undefined ? {} : { parentId: profile.parentId }),
    fingerprint: fingerprintOf(deps.vault, connection, profile),
    sealedProfile: deps.vault.seal(JSON.stringify(profile), profileContext(connection, customerId)),
    keys: hashKeys(deps.vault, connection, keys),
  });
  return { found: true, changed: changed || isRepeat, numbers: accountNumbers(profile), sources };
}

/** When it was changed last (`-` where the account does not tell); undefined when it is gone or inactive. */
async function activeSince(netSuite: NetSuite, customerId: string): Promise<string | undefined> {
  const [found] = await netSuite.findCustomers({ id: customerId });
  return found === undefined || found.isInactive ? undefined : (found.modifiedAt ?? '-');
}

/** Wakes the open orders of the customer that do not show this profile yet, and the customers directly below. */
export async function wakeConcerned(
  deps: ActivityDeps,
  request: CustomerRequest,
): Promise<{ orders: number; customers: number }> {
  const { connection, customerId, sync } = request;
  const { customers, orderNotes } = deps.store;
  const kept = await customers.get(connection, customerId);
  const keys = await customers.keysOf(connection, customerId);
  const due: string[] = [];
  for (const orderId of await orderNotes.ordersOf(connection, customerId, keys)) {
    const shown = await shownProfile(deps, connection, orderId);
    if (kept === undefined || shown !== kept.fingerprint) due.push(orderId);
  }
  const children = await customers.childrenOf(connection, customerId);
  const at = deps.now().toISOString();
  const state = kept?.fingerprint.slice(0, 16) ?? 'gone';
  const row = (key: string): WakeRow => ({ key, source: `customer:${customerId}`, state, at });
  const rows = [...due.map((id) => row(orderKey(id))), ...children.map((id) => row(customerKey(id)))];
  await wakeRecords(deps, { connection, sync }, rows, 'sweep');
  return { orders: due.length, customers: children.length };
}

/** Fingerprint of the profile that the order was last looked at with. */
async function shownProfile(deps: ActivityDeps, connection: string, orderId: string): Promise<string | undefined> {
  const note = await deps.store.orderNotes.get(connection, orderId);
  if (note?.sealedWritten === undefined) return undefined;
  const written = JSON.parse(deps.vault.open(note.sealedWritten, writtenContext(connection, orderId))) as Written;
  return written.fingerprint;
}

/** The order found a customer that the directory does not know like this: its own record looks at it. */
export async function wakeCustomer(deps: ActivityDeps, request: CustomerRequest): Promise<void> {
  const { connection, customerId, sync } = request;
  const source = `customer:${customerId}`;
  const row: WakeRow = { key: customerKey(customerId), source, state: 'stale', at: deps.now().toISOString() };
  await wakeRecords(deps, { connection, sync }, [row], 'sweep');
}
