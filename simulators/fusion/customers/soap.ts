// The SOAP services that make customer accounts and profiles; every fault is HTTP 500.
// Trap: operation and its direct parameter are in the types namespace, the fields in the service namespace; else "Unknown method".
import type { CustomerAccount } from '../domain/model.ts';
import { childRows, type Item, text } from '../domain/values.ts';
import type { World } from '../domain/world.ts';
import type { Answer } from '../http/answers.ts';
import type { RequestEntry } from '../http/request-log.ts';
import { addAccount, addSite, type NewSite, partySite } from './accounts.ts';
import { partyById, partyName } from './parties.ts';
import { child, childText, type Element, escapeXml, parseXml } from './xml.ts';

const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const ACCOUNT = 'http://xmlns.oracle.com/apps/cdm/foundation/parties/customerAccountService/';
const PROFILE = 'http://xmlns.oracle.com/apps/financials/receivables/customers/customerProfileService/';
const DEFAULT_SET = 0;

class Fault extends Error {
  /** The envelope itself is wrong. */
  readonly violation: boolean;
  constructor(message: string, violation = false) {
    super(message);
    this.violation = violation;
  }
}

const unknown = () => new Fault('Unknown method', true);

interface Operation {
  parameter: string;
  service: string;
  run(world: World, parameter: Element, call: Element): string;
}

const field = (name: string, value: string | number | null) =>
  value === null ? `<ns1:${name} xsi:nil="true"/>` : `<ns1:${name}>${escapeXml(String(value))}</ns1:${name}>`;

function siteXml(account: CustomerAccount): string {
  return account.sites
    .map((site) => {
      const uses = site.uses.map(
        (use) =>
          `<ns1:CustomerAccountSiteUse>${field('SiteUseId', use.id)}${field('SiteUseCode', use.code)}${field('PrimaryFlag', String(use.primary))}</ns1:CustomerAccountSiteUse>`,
      );
      return `<ns1:CustomerAccountSite>${field('CustomerAccountSiteId', site.id)}${field('PartySiteId', site.partySiteId)}${field('SetId', site.setId)}${uses.join('')}</ns1:CustomerAccountSite>`;
    })
    .join('');
}

const accountXml = (row: CustomerAccount): string =>
  [
    ...[field('CustomerAccountId', row.id), field('PartyId', row.partyId), field('AccountNumber', row.number)],
    ...[field('AccountName', row.name), field('CustomerType', row.type), field('Status', row.active ? 'A' : 'I')],
    siteXml(row),
  ].join('');

const value = (xml: string) => `<ns1:Value>${xml}</ns1:Value>`;

function newSite(world: World, party: Item, element: Element): NewSite {
  const id = childText(element, 'PartySiteId');
  const site = partySite(party, id);
  if (!site) throw new Fault(`JBO-27024: Failed to validate a row. PartySiteId ${id} isn't valid.`);
  const setId = Number(childText(element, 'SetId') || DEFAULT_SET);
  if (!world.units.find((row) => row.setId === setId))
    throw new Fault(`JBO-27024: Failed to validate a row. SetId ${setId} isn't valid.`);
  const uses = element.children
    .filter((one) => one.name === 'CustomerAccountSiteUse')
    .map((one) => ({ code: childText(one, 'SiteUseCode'), primary: childText(one, 'PrimaryFlag') === 'true' }));
  const bad = uses.find((use) => !['BILL_TO', 'SHIP_TO'].includes(use.code));
  if (bad) throw new Fault(`JBO-27024: Failed to validate a row. SiteUseCode ${bad.code} isn't valid.`);
  const number = text(site, 'AddressNumber');
  return { partySiteId: Number(id), setId, uses, number, name: number, address: text(site, 'FormattedAddress') };
}

const sitesOf = (world: World, party: Item, element: Element) =>
  element.children.filter((one) => one.name === 'CustomerAccountSite').map((one) => newSite(world, party, one));

function sourceOf(world: World, parameter: Element): CustomerAccount['source'] {
  const [system, reference] = [childText(parameter, 'OrigSystem'), childText(parameter, 'OrigSystemReference')];
  if (system === '' && reference === '') return null;
  if (!world.settings.customers.sourceSystems.includes(system))
    throw new Fault(`HZ-120559: The original system ${system} isn't registered.`);
  if (world.customers.find((row) => row.source?.system === system && row.source.reference === reference))
    throw new Fault(`HZ-120122: The original system reference ${reference} already exists.`);
  return { system, reference };
}

function bySource(world: World, _criteria: Element, call: Element): string {
  const [system, reference] = [childText(call, 'bindOrigSystem'), childText(call, 'bindOrigSystemReference')];
  const rows = world.customers
    .all()
    .filter((row) => row.source?.system === system && row.source.reference === reference);
  return rows.map((row) => value(accountXml(row))).join('');
}

function createAccount(world: World, parameter: Element): string {
  if (childText(parameter, 'CreatedByModule') === '') throw new Fault('JBO-27024: Failed to validate a row with key.');
  const partyId = childText(parameter, 'PartyId');
  const party = partyById(world, partyId);
  if (!party) throw new Fault(`JBO-27024: Failed to validate a row. PartyId ${partyId} isn't valid.`);
  if (childRows(party, 'UsageAssignment').length === 0)
    throw new Fault('HZ-120421: There is no party usage assigned to the party.');
  const number = childText(parameter, 'AccountNumber');
  if (number !== '' && world.customers.find((row) => row.number === number))
    throw new Fault(`HZ-120124: The account number ${number} already exists.`);
  const account = addAccount(world, {
    ...{
      partyId: Number(partyId),
      partyNumber: text(party, 'PartyNumber'),
      name: childText(parameter, 'AccountName') || partyName(party),
    },
    ...{ number: number || undefined, type: childText(parameter, 'CustomerType') || 'R' },
    source: sourceOf(world, parameter),
    sites: sitesOf(world, party, parameter),
  });
  return value(accountXml(account));
}

function accountOf(world: World, parameter: Element): CustomerAccount {
  const id = childText(parameter, 'CustomerAccountId');
  const account = world.customers.get(id);
  if (!account) throw new Fault(`JBO-27024: Failed to validate a row. CustomerAccountId ${id} isn't valid.`);
  return account;
}

function mergeAccount(world: World, parameter: Element): string {
  let account = accountOf(world, parameter);
  const party = partyById(world, String(account.partyId));
  for (const site of party ? sitesOf(world, party, parameter) : []) account = addSite(world, account, site);
  const name = childText(parameter, 'AccountName');
  const status = childText(parameter, 'Status');
  const changes = { ...(name !== '' && { name }), ...(status !== '' && { active: status === 'A' }) };
  return value(accountXml(world.customers.patch(account.id, { ...changes, updatedMs: world.clock.now() })));
}

const FINDABLE: Readonly<Record<string, (row: CustomerAccount) => string>> = {
  AccountNumber: (row) => row.number,
  AccountName: (row) => row.name,
  CustomerAccountId: (row) => String(row.id),
  PartyId: (row) => String(row.partyId),
};

function findAccounts(world: World, parameter: Element): string {
  const items = [...allNamed(parameter, 'item')].map((item) => ({
    attribute: childText(item, 'attribute'),
    value: childText(item, 'value'),
  }));
  if (items.length === 0) throw new Fault('JBO-29000: The find criteria have no items.', true);
  const rows = world.customers.all().filter((row) =>
    items.every(({ attribute, value: wanted }) => {
      const read = FINDABLE[attribute];
      if (!read) throw new Fault(`JBO-25058: Definition ${attribute} of type Attribute is not found.`, true);
      return read(row) === wanted;
    }),
  );
  return rows.map((row) => value(accountXml(row))).join('');
}

function* allNamed(element: Element, name: string): Generator<Element> {
  for (const one of element.children) {
    if (one.name === name) yield one;
    yield* allNamed(one, name);
  }
}

function createProfile(world: World, parameter: Element): string {
  const [id, partyId] = [childText(parameter, 'CustomerAccountId'), childText(parameter, 'PartyId')];
  if (id === '' || partyId === '') throw new Fault('JBO-27014: Attribute PartyId in CustomerProfile is required.');
  const account = accountOf(world, parameter);
  if (String(account.partyId) !== partyId) throw new Fault("JBO-27024: The party isn't the account's.");
  const profile: Item = { ...account.profile };
  for (const one of parameter.children) profile[one.name] = one.nil ? null : one.text.trim();
  world.customers.patch(account.id, { profile });
  return value(
    [field('CustomerAccountId', account.id), field('ProfileClassName', childText(parameter, 'ProfileClassName'))].join(
      '',
    ),
  );
}

const ACCOUNT_OPERATIONS: Readonly<Record<string, Operation>> = {
  createCustomerAccount: { parameter: 'customerAccount', service: ACCOUNT, run: createAccount },
  mergeCustomerAccount: { parameter: 'customerAccount', service: ACCOUNT, run: mergeAccount },
  getCustomerAccountByOriginalSystemReference: {
    parameter: 'findCriteria',
    service: 'http://xmlns.oracle.com/adf/svc/types/',
    run: bySource,
  },
  findCustomerAccount: {
    parameter: 'findCriteria',
    service: 'http://xmlns.oracle.com/adf/svc/types/',
    run: findAccounts,
  },
};
const PROFILE_OPERATIONS: Readonly<Record<string, Operation>> = {
  createCustomerProfile: { parameter: 'customerProfile', service: PROFILE, run: createProfile },
};

/** The account service keeps its operations one level deeper than the profile service. */
const typesOf = (namespace: string) => `${namespace}${namespace === ACCOUNT ? 'applicationModule/' : ''}types/`;

function* descendants(element: Element): Generator<Element> {
  for (const one of element.children) {
    yield one;
    yield* descendants(one);
  }
}

function run(
  world: World,
  path: string,
  source: string,
): { xml: string; operation: string; namespace: string; types: string } {
  const account = path.startsWith('/crmService');
  const namespace = account ? ACCOUNT : PROFILE;
  const types = typesOf(namespace);
  const envelope = parse(source);
  const body = envelope.namespace === SOAP ? child(envelope, 'Body') : undefined;
  const [call] = body?.children ?? [];
  const operation = (account ? ACCOUNT_OPERATIONS : PROFILE_OPERATIONS)[call?.name ?? ''];
  if (!call || !operation || call.namespace !== types) throw unknown();
  const parameter = call.children.find((one) => one.name === operation.parameter);
  if (!parameter || parameter.namespace !== types) throw unknown();
  const allowed = [operation.service, namespace];
  for (const one of descendants(parameter)) if (!allowed.includes(one.namespace)) throw unknown();
  return { xml: operation.run(world, parameter, call), operation: call.name, namespace, types };
}

function parse(source: string): Element {
  try {
    return parseXml(source);
  } catch (error) {
    throw new Fault(`The envelope is not valid XML: ${String(error)}`, true);
  }
}

const XML = 'text/xml; charset=utf-8';
const envelope = (inner: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<env:Envelope xmlns:env="${SOAP}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><env:Body>${inner}</env:Body></env:Envelope>`;

/** Answers a SOAP request. */
export function answerSoap(world: World, path: string, body: unknown, entry: RequestEntry): Answer {
  entry.body = body;
  try {
    const { xml, operation, namespace, types } = run(world, path, typeof body === 'string' ? body : '');
    entry.operation = `soap.${operation}`;
    const result = `<ns0:${operation}Response xmlns:ns0="${types}"><ns2:result xmlns:ns2="${types}" xmlns:ns1="${namespace}">${xml}</ns2:result></ns0:${operation}Response>`;
    return { status: 200, body: envelope(result), contentType: XML };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    entry.refusals.push(error.message);
    if (error.violation) entry.problems.push(error.message);
    const detail = `<detail><ns0:ServiceErrorMessage xmlns:ns0="http://xmlns.oracle.com/adf/svc/errors/"><ns0:code>${escapeXml(error.message.split(':')[0] ?? '')}</ns0:code><ns0:message>${escapeXml(error.message)}</ns0:message><ns0:severity>SEVERITY_ERROR</ns0:severity></ns0:ServiceErrorMessage></detail>`;
    const fault = `<env:Fault><faultcode>env:Server</faultcode><faultstring>${escapeXml(error.message)}</faultstring>${detail}</env:Fault>`;
    return { status: 500, body: envelope(fault), contentType: XML };
  }
}
