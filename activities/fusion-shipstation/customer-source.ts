/**
 * What customerAlignment is woken by besides orders: accounts that changed in Fusion, and parties whose accounts are known.
 * The trap: most parties are nobody's customer; asking Fusion for the accounts of each would take a call a party, so only
 * the directory is asked. A new account tells of itself.
 */
import type { Account, Party } from '../../connectors/fusion/types.ts';
import type { CustomerProfilesSettings } from '../../settings/customer-profiles.ts';
import type { OpenConnection } from '../connection-registry.ts';
import type { ActivityDeps } from '../deps.ts';
import { customerKey, hashKeys, stateOf } from '../netsuite-shipstation/customer-profiles/keys.ts';
import { profileSource } from '../netsuite-shipstation/customer-profiles/source.ts';
import type { SourcePage, WakeRow, Window } from '../sync-sources.ts';
import { partyKey, partySource } from './customer-keep.ts';

type Page<T> = { rows: T[]; next?: string };

/** Accounts first, then parties; the cursor says where. */
export const customerAlignmentSource = profileSource(async (open, window, cursor, settings, deps) => {
  const fusion = await open.fusion();
  const [list = 'accounts', rest = ''] = splitOnce(cursor ?? 'accounts:');
  const from = rest === '' ? undefined : rest;
  const filter = { changedSince: window.from };
  if (list === 'accounts') {
    const page = until(await fusion.listAccounts(filter, from), window);
    const next = page.next === undefined ? 'parties:' : `accounts:${page.next}`;
    return { rows: page.rows.map((account) => rowOfAccount(account, window, settings)), read: page.rows.length, next };
  }
  const page = until(await fusion.listParties(filter, from), window);
  const rows = await rowsOfParties(deps, open, page.rows, window, settings);
  const done: SourcePage = { rows, read: page.rows.length };
  return page.next === undefined ? done : { ...done, next: `parties:${page.next}` };
});

function splitOnce(cursor: string): [string, string] {
  const at = cursor.indexOf(':');
  return [cursor.slice(0, at), cursor.slice(at + 1)];
}

/** The lists have no end; what changed behind the window belongs to the next one. */
function until<T extends { changedAt?: string }>({ rows, next }: Page<T>, { to }: Window): Page<T> {
  const due = rows.filter(({ changedAt }) => changedAt === undefined || Date.parse(changedAt) <= Date.parse(to));
  return due.length < rows.length || next === undefined ? { rows: due } : { rows: due, next };
}

const rowOfAccount = (
  { accountId, changedAt }: Account,
  { to }: Window,
  settings: CustomerProfilesSettings,
): WakeRow => ({
  key: customerKey(accountId),
  source: `customer:${accountId}`,
  state: stateOf(changedAt, settings),
  at: changedAt ?? to,
});

async function rowsOfParties(
  deps: ActivityDeps,
  open: OpenConnection,
  parties: Party[],
  { to }: Window,
  settings: CustomerProfilesSettings,
): Promise<WakeRow[]> {
  const connection = open.row.id;
  const rows: WakeRow[] = [];
  for (const { partyId, changedAt } of parties) {
    const hashes = hashKeys(deps.vault, connection, [partyKey(partyId)]);
    for (const accountId of await deps.store.customers.customersOf(connection, hashes)) {
      const state = stateOf(changedAt, settings);
      rows.push({ key: customerKey(accountId), source: partySource(partyId, accountId), state, at: changedAt ?? to });
    }
  }
  return rows;
}
