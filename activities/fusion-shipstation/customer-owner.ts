/**
 * Whose an order is: the rules in their order, each asked of what is remembered, else of Fusion.
 * The trap: Fusion's receivables know no e-mail address; it leads to parties, and those to accounts, so one address may be
 * several accounts. What is remembered is only good while the directory knows nobody else by the same key.
 */
import type { Fusion } from '../../connectors/fusion/contract.ts';
import type { Account, AccountSite } from '../../connectors/fusion/types.ts';
import type { AccountOwner, FoundOwner, OwnedOrder } from '../../mappings/fusion-shipstation/customers/types.ts';
import {
  keyOf,
  narrow,
  type Question,
  questionsOf,
} from '../../mappings/netsuite-shipstation/customer-profiles/match.ts';
import { asProfileSettings, type CustomerAlignmentSettings } from '../../settings/customer-alignment.ts';
import type { ActivityDeps } from '../deps.ts';
import { hashKeys } from '../netsuite-shipstation/customer-profiles/keys.ts';

/** An address that leads to more parties than this is no name of anybody. */
const MOST_PARTIES = 20;
const REMEMBERED_MS = 24 * 3_600_000;

type Memory = AccountOwner & { at: string };
export type OwnerSearch = {
  connection: string;
  api: Fusion;
  settings: CustomerAlignmentSettings;
  /** Ask Fusion whatever is remembered. */
  isFresh: boolean;
};

/** `isNew`: Fusion was asked. */
export async function findOwner(
  deps: ActivityDeps,
  search: OwnerSearch,
  order: OwnedOrder,
): Promise<{ owner: FoundOwner; isNew: boolean }> {
  const questions = questionsOf(order, asProfileSettings(search.settings));
  const tried: string[] = [];
  const known = new Map<string, Account>();
  let found: ReturnType<typeof narrow>;
  for (const question of questions) {
    tried.push(question.rule);
    const remembered = found === undefined ? await recall(deps, search, question) : undefined;
    if (remembered !== undefined)
      return { owner: { kind: 'one', account: remembered, rule: question.rule }, isNew: false };
    const accounts = await askFusion(search.api, question);
    for (const account of accounts) known.set(account.accountId, account);
    const isAlone = found === undefined && accounts.length === 1;
    found = narrow(
      found,
      question.rule,
      accounts.map(({ accountId }) => accountId),
    );
    if (found?.customerIds.length !== 1) continue;
    const account = await withSite(search.api, known.get(found.customerIds[0] ?? ''));
    if (account === undefined) continue;
    if (isAlone) await remember(deps, search, question, account);
    return { owner: { kind: 'one', account, rule: found.rule }, isNew: true };
  }
  if (found === undefined) return { owner: { kind: 'none', tried }, isNew: true };
  const numbers = found.customerIds.map((id) => known.get(id)?.number ?? id).sort();
  return { owner: { kind: 'several', rule: found.rule, numbers }, isNew: true };
}

/** Accounts that the value leads to. */
async function askFusion(api: Fusion, { netsuite: field, value }: Question): Promise<Account[]> {
  if (field !== 'email') return api.findAccounts({ number: value });
  const parties = (await api.findParties({ email: value })).filter(({ active }) => active);
  const accounts = new Map<string, Account>();
  for (const { partyId, name } of parties.slice(0, MOST_PARTIES))
    for (const account of await api.findAccounts({ partyId })) accounts.set(account.accountId, { name, ...account });
  return [...accounts.values()];
}

/** The bill-to site where there is no doubt; else Fusion's own default. */
async function withSite(api: Fusion, account: Account | undefined): Promise<AccountOwner | undefined> {
  if (account === undefined) return undefined;
  const { accountId, number, name } = account;
  const site = soleSite(await api.findSites(number));
  return { accountId, number, ...(name === undefined ? {} : { name }), ...(site === undefined ? {} : { site }) };
}

function soleSite(sites: AccountSite[]): string | undefined {
  const primary = sites.filter((site) => site.primary === true);
  const [only, ...others] = primary.length > 0 ? primary : sites;
  return others.length > 0 ? undefined : only?.site;
}

const memoryKey = (connection: string, hash: string) => `fusion/owner/${connection}/${hash}`;

async function recall(
  deps: ActivityDeps,
  { connection, settings, isFresh }: OwnerSearch,
  question: Question,
): Promise<AccountOwner | undefined> {
  if (isFresh || !settings.remember) return undefined;
  const hashes = hashKeys(deps.vault, connection, [keyOf(question.netsuite, question.value)]);
  const value = await deps.store.shared.get(memoryKey(connection, hashes[0] ?? ''));
  if (value === undefined || value === '') return undefined;
  const { at, ...account } = JSON.parse(value) as Memory;
  if (deps.now().getTime() - Date.parse(at) > REMEMBERED_MS) return undefined;
  const others = (await deps.store.customers.customersOf(connection, hashes)).filter((id) => id !== account.accountId);
  if (others.length > 0) return undefined;
  const kept = await deps.store.customers.get(connection, account.accountId);
  return kept !== undefined && kept.updatedAt > at ? undefined : account;
}

/** The name stays in the directory, sealed. */
async function remember(
  deps: ActivityDeps,
  { connection, settings }: OwnerSearch,
  question: Question,
  { name: _name, ...account }: AccountOwner,
): Promise<void> {
  if (!settings.remember) return;
  const [hash = ''] = hashKeys(deps.vault, connection, [keyOf(question.netsuite, question.value)]);
  const value = JSON.stringify({ ...account, at: deps.now().toISOString() } satisfies Memory);
  await deps.store.shared.change(memoryKey(connection, hash), () => ({ value, answer: undefined }));
}
