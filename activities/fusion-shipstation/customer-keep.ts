/**
 * Steps of customerAlignment on Fusion's queue: an account's profile into the directory, and whose an open order is.
 * The trap: an account knows no e-mail address, its party does; both may change, and each tells of it by its own time.
 */
import type { Fusion } from '../../connectors/fusion/contract.ts';
import type { Account, Party } from '../../connectors/fusion/types.ts';
import type { OrderDetail } from '../../connectors/shipstation/types.ts';
import { isBilledToChannel } from '../../mappings/fusion-shipstation/customers/billing.ts';
import type { AccountOwner, FoundOwner } from '../../mappings/fusion-shipstation/customers/types.ts';
import type { Problem } from '../../mappings/fusion-shipstation/types.ts';
import { keysOfCustomer } from '../../mappings/netsuite-shipstation/customer-profiles/match.ts';
import type { Owner, Profile } from '../../mappings/netsuite-shipstation/customer-profiles/types.ts';
import { asProfileSettings } from '../../settings/customer-alignment.ts';
import type { CustomerProfilesSettings } from '../../settings/customer-profiles.ts';
import type { OpenConnection } from '../connection-registry.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import {
  type CustomerRequest,
  type KeptCustomer,
  keepProfile,
} from '../netsuite-shipstation/customer-profiles/customer.ts';
import { fingerprintOf, profileContext, stateOf } from '../netsuite-shipstation/customer-profiles/keys.ts';
import { findCustomer, frameOf } from './customer-find.ts';
import { findOwner } from './customer-owner.ts';

const PAIR = 'fusion-shipstation';
/** The directory's key of a party, for changes that only the party tells of. */
export const partyKey = (partyId: string): string => `party=${partyId}`;

/** Reads the account and its party anew and puts the sealed profile into the directory. */
export async function keepAccount(deps: ActivityDeps, request: CustomerRequest): Promise<KeptCustomer> {
  const { connection, customerId } = request;
  const open = await deps.connections.open(connection, PAIR);
  const alignment = open.settings.syncs.customerAlignment;
  if (!alignment.enabled) return { isOff: true, found: false, changed: false, numbers: [], sources: [] };
  const settings = asProfileSettings(alignment);
  const read = await readAccount(await open.fusion(), customerId);
  if (read === undefined)
    return keepProfile(deps, request, undefined, [
      { source: `customer:${customerId}`, state: stateOf(undefined, settings) },
    ]);
  const { account, party } = read;
  const sources = [
    { source: `customer:${customerId}`, state: stateOf(account.changedAt, settings) },
    ...(party === undefined
      ? []
      : [{ source: partySource(party.partyId, customerId), state: stateOf(party.changedAt, settings) }]),
  ];
  return keepProfile(
    deps,
    request,
    { profile: profileOf(account, party), keys: keysOf(account, party, settings) },
    sources,
  );
}

/** A party's change is settled for each of its accounts. */
export const partySource = (partyId: string, accountId: string): string => `party:${partyId}/${accountId}`;

type Read = { account: Account; party?: Party };

/** undefined when it is gone, or its party is inactive. */
async function readAccount(api: Fusion, accountId: string): Promise<Read | undefined> {
  const [account] = await api.findAccounts({ accountId });
  if (account === undefined) return undefined;
  if (account.partyId === undefined) return { account };
  const [party] = await api.findParties({ partyId: account.partyId });
  if (party === undefined) return { account };
  return party.active ? { account, party } : undefined;
}

function profileOf({ accountId, number, name }: Account, party?: Party): Profile {
  const company = name ?? party?.name;
  return {
    customerId: accountId,
    accountNumber: number,
    ...(company === undefined ? {} : { company }),
    ...(party?.email === undefined ? {} : { email: party.email }),
    chain: [],
  };
}

function keysOf(account: Account, party: Party | undefined, settings: CustomerProfilesSettings): string[] {
  const values = { [settings.accountNumber]: account.number, email: party?.email };
  const ofParty = account.partyId === undefined ? [] : [partyKey(account.partyId)];
  return [...keysOfCustomer(values, settings), ...ofParty];
}

export type AccountOwnerRequest = RecordScope & { order: OrderDetail };
/**
 * `isStale`: the directory does not know the customer like this. `leave`: why the order is nobody's business here.
 * `problem`: why its owner could not be created.
 */
export type AccountOwnerAnswer = { owner: Owner; isStale: boolean; leave?: string; problem?: Problem };

/** Whose an open order is. Creates the customer where the settings want it as early as this. */
export async function observeAccountOwner(
  deps: ActivityDeps,
  request: AccountOwnerRequest,
): Promise<AccountOwnerAnswer> {
  const { connection, order } = request;
  const open = await deps.connections.open(connection, PAIR);
  const { customerAlignment: settings } = open.settings.syncs;
  const nobody: Owner = { kind: 'none', tried: [] };
  if (isBilledToChannel(order, frameOf(open.settings)))
    return {
      owner: nobody,
      isStale: false,
      leave: 'orders of its store are billed to the sales channel; it is left alone',
    };
  const api = await open.fusion();
  const search = { connection, api, settings, isFresh: false };
  const { owner } = await findOwner(deps, search, order);
  if (owner.kind === 'one') return ownerWithProfile(deps, open, owner);
  if (owner.kind === 'several')
    return { owner: { kind: 'several', rule: owner.rule, customerIds: owner.numbers }, isStale: false };
  if (settings.onUnknown !== 'create' || settings.create.at !== 'order' || open.row.mode !== 'live')
    return { owner: { kind: 'none', tried: owner.tried }, isStale: false };
  const { problem } = await findCustomer(deps, { ...request, fresh: true });
  const again = await findOwner(deps, { ...search, isFresh: true }, order);
  if (again.owner.kind === 'one') return ownerWithProfile(deps, open, again.owner);
  return { owner: { kind: 'none', tried: owner.tried }, isStale: false, ...(problem === undefined ? {} : { problem }) };
}

/** With the directory's profile where it is of the same account; else as Fusion shows it now. */
async function ownerWithProfile(
  deps: ActivityDeps,
  { row, fusion }: OpenConnection<typeof PAIR>,
  { account, rule }: Extract<FoundOwner, { kind: 'one' }>,
): Promise<AccountOwnerAnswer> {
  const connection = row.id;
  const kept = await deps.store.customers.get(connection, account.accountId);
  const known =
    kept === undefined
      ? undefined
      : (JSON.parse(deps.vault.open(kept.sealedProfile, profileContext(connection, account.accountId))) as Profile);
  if (kept !== undefined && known !== undefined && isSame(known, account))
    return { owner: { kind: 'one', profile: known, fingerprint: kept.fingerprint, rule }, isStale: false };
  const read = await readAccount(await fusion(), account.accountId);
  if (read === undefined) return { owner: { kind: 'none', tried: [rule] }, isStale: kept !== undefined };
  const profile = profileOf(read.account, read.party);
  const fingerprint = fingerprintOf(deps.vault, connection, profile);
  return { owner: { kind: 'one', profile, fingerprint, rule }, isStale: true };
}

/** A remembered account has no name. */
const isSame = (known: Profile, { number, name }: AccountOwner): boolean =>
  known.accountNumber === number && (name === undefined || known.company === name);
