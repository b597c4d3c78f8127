/**
 * Customer accounts, their bill-to sites and profiles. Reading is REST, making is SOAP: REST has no creation of accounts.
 * The trap: `CreatedByModule` is needed for every row that is made, and the profile wants account and party both, else Fusion
 * answers a bare validation fault.
 */
import type { Caller } from './call.ts';
import { compact } from './compact.ts';
import type { AccountDraft } from './contract.ts';
import { isOfType, unexpected } from './errors.ts';
import { all, changed } from './lists.ts';
import type { Condition } from './query.ts';
import { callSoap, type SoapService } from './soap.ts';
import type { Account, AccountSite, FusionView } from './types.ts';
import { flagOf, instantOf, textOf } from './view.ts';
import { childText, findAll, type XmlMember, type XmlNode } from './xml.ts';

const ACTIVITIES = '/receivablesCustomerAccountActivities';
const FIELDS = ['AccountId', 'AccountNumber', 'CustomerId', 'CustomerName', 'LastUpdateDate'];
const ACCOUNT_NS = 'http://xmlns.oracle.com/apps/cdm/foundation/parties/customerAccountService/';
const PROFILE_NS = 'http://xmlns.oracle.com/apps/financials/receivables/customers/customerProfileService/';
const ACCOUNTS: SoapService = {
  path: '/crmService/CustomerAccountService',
  service: ACCOUNT_NS,
  types: `${ACCOUNT_NS}applicationModule/types/`,
  action: `${ACCOUNT_NS}applicationModule/`,
};
const PROFILES: SoapService = {
  path: '/fscmService/ReceivablesCustomerProfileService',
  service: PROFILE_NS,
  types: `${PROFILE_NS}types/`,
  action: PROFILE_NS,
};
const MODULE = 'HZ_WS';

function account(item: FusionView): Account | undefined {
  const accountId = textOf(item, 'AccountId');
  const number = textOf(item, 'AccountNumber');
  if (accountId === undefined || number === undefined) return undefined;
  return compact({
    accountId,
    number,
    partyId: textOf(item, 'CustomerId'),
    name: textOf(item, 'CustomerName'),
    changedAt: instantOf(item, 'LastUpdateDate'),
  });
}

export type AccountBy = { number: string } | { partyId: string } | { name: string } | { accountId: string };

export function findAccounts(caller: Caller, by: AccountBy): Promise<Account[]> {
  const query = { where: [accountCondition(by)], fields: FIELDS, orderBy: 'AccountId:asc' };
  return all(caller, { path: ACTIVITIES, query }, account);
}

function accountCondition(by: AccountBy): Condition {
  if ('number' in by) return { attribute: 'AccountNumber', value: by.number };
  if ('name' in by) return { attribute: 'CustomerName', value: by.name };
  if ('accountId' in by) return { attribute: 'AccountId', value: by.accountId, number: true };
  return { attribute: 'CustomerId', value: by.partyId, number: true };
}

export function listAccounts(caller: Caller, filter: { changedSince: string }, cursor?: string) {
  return changed(caller, { path: ACTIVITIES, query: { fields: FIELDS }, key: 'AccountId', ...filter }, account, cursor);
}

/** Bill-to sites; a site that does not say what it is for counts as one. Pods whose light list cannot be asked by account
 *  number tell the sites with their activities. */
export async function findSites(caller: Caller, accountNumber: string): Promise<AccountSite[]> {
  const where = [{ attribute: 'AccountNumber', value: accountNumber }];
  const query = { where, orderBy: 'SiteUseId:asc' };
  const sites = await all(caller, { path: '/customerAccountSitesLOV', query }, site).catch((error: unknown) => {
    if (!isOfType(error, 'Invalid')) throw error;
    const activities = { where, fields: ['BillToSiteUseId', 'AccountNumber', 'BillToSiteNumber'] };
    return all(caller, { path: '/receivablesCustomerAccountSiteActivities', query: activities }, site);
  });
  return sites.filter(({ purpose }) => purpose === undefined || purpose === 'BILL_TO');
}

function site(item: FusionView): AccountSite | undefined {
  const siteUseId = textOf(item, 'SiteUseId', 'BillToSiteUseId');
  const name = textOf(item, 'SiteNumber', 'BillToSiteNumber', 'SiteName');
  if (siteUseId === undefined || name === undefined) return undefined;
  return compact({
    siteUseId,
    accountNumber: textOf(item, 'AccountNumber'),
    site: name,
    purpose: textOf(item, 'SiteUseCode'),
    primary: flagOf(item, 'PrimaryFlag'),
  });
}

const member = (name: string, value: XmlMember['value'] | undefined): XmlMember[] =>
  value === undefined ? [] : [{ name, value }];

export async function createAccount(caller: Caller, draft: AccountDraft): Promise<Account> {
  const customerAccount = [
    ...member('svc:PartyId', draft.partyId),
    ...member('svc:AccountNumber', draft.number),
    ...member('svc:AccountName', draft.name),
    ...member('svc:CustomerType', 'R'),
    ...member('svc:Status', 'A'),
    ...(draft.sourceSystem === undefined
      ? []
      : [...member('svc:OrigSystem', draft.sourceSystem), ...member('svc:OrigSystemReference', draft.reference)]),
    ...member('svc:CreatedByModule', MODULE),
    ...siteMembers(draft),
  ];
  const parameters = [{ name: 'typ:customerAccount', value: customerAccount }];
  const result = await callSoap(caller, ACCOUNTS, { operation: 'createCustomerAccount', parameters, write: true });
  const made = result === undefined ? undefined : accountsIn(result)[0];
  if (made !== undefined) return { ...made, partyId: made.partyId ?? draft.partyId };
  throw unexpected(
    { method: 'POST', path: ACCOUNTS.path, write: true },
    200,
    'it does not tell which account was made',
  );
}

/** A bill-to site at the party's site, in the set of the business unit. */
function siteMembers({ partySiteId, setId }: AccountDraft): XmlMember[] {
  if (partySiteId === undefined) return [];
  const use = [
    ...member('svc:SiteUseCode', 'BILL_TO'),
    ...member('svc:PrimaryFlag', 'true'),
    ...member('svc:CreatedByModule', MODULE),
  ];
  return member('svc:CustomerAccountSite', [
    ...member('svc:PartySiteId', partySiteId),
    ...member('svc:SetId', setId),
    ...member('svc:CreatedByModule', MODULE),
    ...member('svc:CustomerAccountSiteUse', use),
  ]);
}

/** A find answers `Value` for each row; other services answer the row itself. */
function accountsIn(result: XmlNode): Account[] {
  const values = findAll(result, 'Value');
  return (values.length > 0 ? values : [result]).flatMap((node) => {
    const accountId = childText(node, 'CustomerAccountId');
    const number = childText(node, 'AccountNumber');
    if (accountId === undefined || number === undefined) return [];
    const partyId = childText(node, 'PartyId');
    return [compact({ accountId, number, partyId, name: childText(node, 'AccountName') })];
  });
}

/** With our source system by our own reference, otherwise by the account's number. */
export async function findAccountBySource(
  caller: Caller,
  reference: string,
  sourceSystem?: string,
): Promise<Account | undefined> {
  const control = { name: 'typ:findControl', value: member('adf:retrieveAllTranslations', 'false') };
  const result = await callSoap(
    caller,
    ACCOUNTS,
    sourceSystem === undefined
      ? {
          operation: 'findCustomerAccount',
          parameters: [{ name: 'typ:findCriteria', value: criteria('AccountNumber', reference) }, control],
          write: false,
        }
      : {
          operation: 'getCustomerAccountByOriginalSystemReference',
          parameters: [
            { name: 'typ:findCriteria', value: criteria() },
            { name: 'typ:bindOrigSystem', value: sourceSystem },
            { name: 'typ:bindOrigSystemReference', value: reference },
            control,
          ],
          write: false,
        },
  );
  return result === undefined ? undefined : accountsIn(result)[0];
}

/** In the order that the schema asks for. */
function criteria(attribute?: string, value = ''): XmlMember[] {
  const item = [
    ...member('adf:conjunction', 'And'),
    ...member('adf:upperCaseCompare', 'false'),
    ...member('adf:attribute', attribute),
    ...member('adf:operator', '='),
    ...member('adf:value', value),
  ];
  return [
    ...member('adf:fetchStart', '0'),
    ...member('adf:fetchSize', '10'),
    ...(attribute === undefined ? [] : member('adf:filter', member('adf:group', member('adf:item', item)))),
    ...member('adf:excludeAttribute', 'false'),
  ];
}

export async function createProfile(
  caller: Caller,
  { accountId, partyId, profileClass }: { accountId: string; partyId: string; profileClass: string },
): Promise<void> {
  const customerProfile = [
    ...member('svc:CustomerAccountId', accountId),
    ...member('svc:PartyId', partyId),
    ...member('svc:ProfileClassName', profileClass),
  ];
  const parameters = [{ name: 'typ:customerProfile', value: customerProfile }];
  await callSoap(caller, PROFILES, { operation: 'createCustomerProfile', parameters, write: true });
}
