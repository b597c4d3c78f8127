/**
 * Makes a customer in Fusion, once: party with address, account with bill-to site, profile. Each step is looked up before it
 * is tried, and what is half done is finished by whoever comes next.
 * The trap: two orders of the same new customer come at once, on different workers; a lease on the hashed e-mail lets one of
 * them work, and the other finds what was made.
 */
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Fusion } from '../../connectors/fusion/contract.ts';
import type { Account, Party } from '../../connectors/fusion/types.ts';
import { ConnectorError } from '../../connectors/http/errors.ts';
import { shownNumber } from '../../mappings/fusion-shipstation/customers/billing.ts';
import type { CustomerDraft } from '../../mappings/fusion-shipstation/customers/types.ts';
import type { Problem } from '../../mappings/fusion-shipstation/types.ts';
import type { CustomerAlignmentSettings } from '../../settings/customer-alignment.ts';
import { StoreError } from '../../store/errors.ts';
import { withLease } from '../../store/lease.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor, type RecordScope } from '../ledger-entries.ts';
import { assertGraceIsOver, clearSent, markSent, openSince } from './sent-mark.ts';

export type Making = {
  scope: RecordScope;
  api: Fusion;
  settings: CustomerAlignmentSettings;
  /** Hash of the owner's e-mail: our name for the customer wherever nothing personal may stand. */
  hash: string;
  reference: string;
  draft: CustomerDraft;
  /** How long a step whose answer was lost is looked for. */
  graceMs: { named: number; unnamed: number };
};
type Made = { account: Account } | { problem: Problem };

/** As long as a step may take; a killed worker's lease ends by itself. */
const LEASE = { leaseMs: 300_000, waitMs: 10_000 };

const openKey = (connection: string, hash: string) => `fusion/making/${connection}/${hash}`;

/** True while a customer is half made. */
export async function isHalfMade(deps: ActivityDeps, connection: string, hash: string): Promise<boolean> {
  const value = await deps.store.shared.get(openKey(connection, hash));
  return value !== undefined && value !== '';
}

/** Resolves with the account, made or found. Throws what Fusion refuses, and Unavailable where it is worth another try. */
export async function makeCustomer(deps: ActivityDeps, making: Making): Promise<Made> {
  const { connection } = making.scope;
  const key = `lease/customer/${connection}/${making.hash}`;
  return withLease(deps.store.shared, key, LEASE, () => makeAlone(deps, making)).catch((error: unknown) => {
    if (!(error instanceof StoreError) || error.code !== 'busy') throw error;
    throw new ConnectorError({
      type: 'Unavailable',
      system: 'ml-connector',
      code: 'BUSY',
      message: 'another order of the same new customer is just creating it in Fusion',
      cause: error,
    });
  });
}

async function makeAlone(deps: ActivityDeps, making: Making): Promise<Made> {
  const { scope, hash } = making;
  const setOpen = (value: string) =>
    deps.store.shared.change(openKey(scope.connection, hash), () => ({ value, answer: undefined }));
  const wasOpen = await isHalfMade(deps, scope.connection, hash);
  const parties = await knownParties(making);
  if (parties.length > 1) return { problem: severalParties(parties) };
  const before = await accountOf(making, parties[0]);
  // Somebody else made it meanwhile, whole.
  if (before !== undefined && !wasOpen) return { account: before };
  const bare = before === undefined ? await withoutAddress(making.api, parties[0]) : undefined;
  if (bare !== undefined) return { problem: bare };
  if (!wasOpen)
    await note(deps, scope, 'intent', 'create a customer in Fusion: party, account with bill-to site, profile');
  await setOpen(deps.now().toISOString());
  const party = parties[0] ?? (await makeParty(deps, making));
  const account = before ?? (await makeAccount(deps, making, party));
  await makeProfile(deps, making, account, party);
  await assertAsWanted(making.api, account, party);
  await setOpen('');
  await note(
    deps,
    scope,
    'effect',
    `customer ${shownNumber(account.number)} created in Fusion`,
    `account/${account.accountId}`,
  );
  deps.count?.effect(scope.connection, scope.sync, 'create');
  return { account };
}

/** By our own name where the pod knows our source system, else by the e-mail address. */
async function knownParties({ api, settings, reference, draft }: Making): Promise<Party[]> {
  const { sourceSystem } = settings.create;
  const named = sourceSystem === undefined ? [] : await api.findParties({ sourceSystem, reference });
  if (named.length > 0) return named;
  return (await api.findParties({ email: draft.party.email ?? '' })).filter(({ active }) => active);
}

async function accountOf({ api, settings, reference }: Making, party: Party | undefined): Promise<Account | undefined> {
  if (party === undefined) return undefined;
  const [found] = await api.findAccounts({ partyId: party.partyId });
  const { sourceSystem } = settings.create;
  if (found !== undefined || sourceSystem === undefined) return found;
  return api.findAccountBySource(reference, sourceSystem);
}

type MadeParty = Party & { partySiteId?: string };

async function makeParty(deps: ActivityDeps, making: Making): Promise<MadeParty> {
  const { api, draft, settings } = making;
  const isNamed = settings.create.sourceSystem !== undefined;
  const found = () => knownParties(making).then((parties) => parties[0]);
  return sendOnce(deps, making, { step: 'party', isNamed, send: () => api.createParty(draft.party), find: found });
}

async function makeAccount(deps: ActivityDeps, making: Making, party: MadeParty): Promise<Account> {
  const { api, draft, settings, reference } = making;
  const { setId, sourceSystem } = settings.create;
  const partySiteId = party.partySiteId ?? (await api.findPartySites(party.partyNumber))[0]?.partySiteId;
  if (partySiteId === undefined) throw readBackDiffers(bareWords(party));
  const send = () =>
    api.createAccount({
      partyId: party.partyId,
      name: draft.accountName,
      kind: party.kind,
      reference,
      partySiteId,
      ...(sourceSystem === undefined ? {} : { sourceSystem }),
      ...(setId === undefined ? {} : { setId }),
    });
  const find = () => accountOf(making, party);
  return sendOnce(deps, making, { step: 'account', isNamed: sourceSystem !== undefined, send, find });
}

/** Fusion tells nowhere by REST whether there is one, so a refusal after a lost answer is taken for "it is there". */
async function makeProfile(deps: ActivityDeps, making: Making, account: Account, party: Party): Promise<void> {
  const { api, scope, hash, settings } = making;
  const name = `customer/${hash}/profile`;
  const wasSent = (await openSince(deps.store.shared, scope.connection, name)) !== undefined;
  await markSent(deps.store.shared, scope.connection, name, deps.now());
  const { accountId } = account;
  try {
    await api.createProfile({ accountId, partyId: party.partyId, profileClass: settings.create.profileClass });
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (error.type === 'Uncertain') throw lostAnswer(error, 'profile');
    const isThere = error.type === 'Conflict' || (wasSent && error.type === 'Invalid');
    if (!isThere) {
      if (error.type === 'Invalid') await clearSent(deps.store.shared, scope.connection, name);
      throw error;
    }
  }
  await clearSent(deps.store.shared, scope.connection, name);
}

type Step<T> = {
  step: 'party' | 'account';
  /** Fusion itself refuses a second one of this name. */
  isNamed: boolean;
  send(): Promise<T>;
  find(): Promise<T | undefined>;
};

/** The caller has looked it up before. */
async function sendOnce<T>(deps: ActivityDeps, making: Making, { step, isNamed, send, find }: Step<T>): Promise<T> {
  const { shared } = deps.store;
  const { connection } = making.scope;
  const name = `customer/${making.hash}/${step}`;
  const since = await openSince(shared, connection, name);
  const graceMs = isNamed ? making.graceMs.named : making.graceMs.unnamed;
  if (since !== undefined) assertGraceIsOver(since, deps.now(), graceMs, `the creation of a customer's ${step}`);
  await markSent(shared, connection, name, deps.now());
  try {
    const made = await send();
    await clearSent(shared, connection, name);
    return made;
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (error.type === 'Uncertain') throw lostAnswer(error, step);
    await clearSent(shared, connection, name);
    const present = error.type === 'Conflict' ? await find() : undefined;
    if (present !== undefined) return present;
    throw error;
  }
}

/** The next attempt looks it up first. */
const lostAnswer = (error: ConnectorError, step: string) =>
  new ConnectorError({
    type: 'Unavailable',
    system: error.system,
    code: 'LOST_ANSWER',
    message: `the answer to the creation of a customer's ${step} was lost: ${error.message}`,
    cause: error,
  });

/** What was made is what invoices need: the account of this party, with a site to bill to. */
async function assertAsWanted(api: Fusion, made: Account, party: Party): Promise<void> {
  const account =
    (await api.findAccounts({ accountId: made.accountId }))[0] ?? (await api.findAccountBySource(made.number));
  if (account === undefined) throw notThereYet(made);
  if (account.partyId !== undefined && account.partyId !== party.partyId)
    throw readBackDiffers(
      `${shownNumber(made.number)} belongs to party ${account.partyId} in Fusion; wanted party ${party.partyId}`,
    );
  if ((await api.findSites(account.number)).length === 0)
    throw readBackDiffers(
      `${shownNumber(made.number)} shows no bill-to site in Fusion; add one, or correct create.setId`,
    );
}

const notThereYet = ({ number }: Account) =>
  new ConnectorError({
    type: 'Unavailable',
    system: 'fusion',
    code: 'NOT_THERE_YET',
    message: `${shownNumber(number)} was created in Fusion and is not shown there yet`,
  });

const readBackDiffers = (message: string) =>
  ApplicationFailure.create({ type: 'Invalid', nonRetryable: true, details: ['READ_BACK', 'fusion'], message });

/** Somebody else's party is not given an address of ours. */
async function withoutAddress(api: Fusion, party: Party | undefined): Promise<Problem | undefined> {
  if (party === undefined || (await api.findPartySites(party.partyNumber)).length > 0) return undefined;
  return { cause: 'customer-incomplete', reason: bareWords(party) };
}

const bareWords = ({ partyNumber }: Party): string =>
  `the order's owner is party ${partyNumber} in Fusion, which has no address, so its account would have no bill-to site; give that party an address in Fusion, or write the right account number where a match rule looks for it`;

const severalParties = (parties: Party[]): Problem => ({
  cause: 'customer-ambiguous',
  reason: `the order's owner is ${parties.length} parties in Fusion (${parties
    .map(({ partyNumber }) => partyNumber)
    .slice(0, 10)
    .join(', ')}), of which none has a customer account; create the account of the right one, or merge them`,
});

async function note(
  deps: ActivityDeps,
  scope: RecordScope,
  kind: 'intent' | 'effect',
  summary: string,
  targetRef?: string,
): Promise<void> {
  const entry = entryFor(Context.current(), scope, deps.now(), {
    kind,
    outcome: kind === 'intent' ? 'planned' : 'ok',
    summary,
    system: 'fusion',
    step: 'createCustomer',
    ...(targetRef === undefined ? {} : { targetRef }),
  });
  await deps.store.ledger.append([entry]);
}
