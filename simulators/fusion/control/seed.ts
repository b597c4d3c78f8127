// Master data that tests and the demo put in, by names.
// Trap: a ledger, unit or organization that is there already is left as it is; other rows of the same name are replaced.
import { addAccount } from '../customers/accounts.ts';
import { createParty } from '../customers/parties.ts';
import { monthlyPeriods, periodKey } from '../domain/calendar.ts';
import type { CatalogItem, MoveType, PeriodStatus, PostingAccounts, Rate, TaxCode } from '../domain/model.ts';
import { childRows, type Item, text } from '../domain/values.ts';
import { need, type World } from '../domain/world.ts';
import { setStock } from '../inventory/stock.ts';
import { setPeriod } from './periods.ts';

export interface SeedSite {
  number: string;
  name?: string;
  /** Business unit whose set the site belongs to; default the first. */
  businessUnit?: string;
  primary?: boolean;
  /** Default bill-to and ship-to. */
  uses?: ('BILL_TO' | 'SHIP_TO')[];
  address?: string;
}

export interface SeedCustomer {
  name: string;
  accountNumber: string;
  email?: string;
  person?: boolean;
  inactive?: boolean;
  terms?: string;
  taxRegistration?: string;
  taxpayerId?: string;
  /** Default one site 1 for the first business unit. */
  sites?: SeedSite[];
}

export interface SeedItem {
  number: string;
  description?: string;
  uom?: string;
  uomCode?: string;
  /** Default all organizations. */
  organizations?: string[];
  lots?: boolean;
  serials?: boolean;
  invoiceable?: boolean;
  active?: boolean;
  /** `SEA/Stores` → quantity. */
  onHand?: Record<string, number>;
}

export interface Seed {
  businessUnits?: { name: string; ledger?: string; legalEntity?: string }[];
  ledgers?: { name: string; currency: string; segments?: number }[];
  sources?: { name: string; numbering?: 'automatic' | 'manual'; businessUnit?: string; lastNumber?: number }[];
  types?: { name: string; kind?: 'INV' | 'CM'; businessUnit?: string; accounts?: Partial<PostingAccounts> }[];
  terms?: { name: string; days: number }[];
  memoLines?: { name: string; businessUnit?: string; revenueAccount?: string }[];
  taxCodes?: { code: string; rate: number | string; regime?: string; account?: string }[];
  currencies?: { code: string; decimals?: number; name?: string }[];
  rates?: { from: string; to: string; rate: number | string; type?: string; date?: string }[];
  accounts?: (string | { combination: string; type?: string; enabled?: boolean; ledger?: string })[];
  organizations?: { code: string; name: string; businessUnit?: string; negativeAllowed?: boolean; zone?: string }[];
  subinventories?: { organization: string; name: string; locators?: boolean; active?: boolean }[];
  aliases?: { name: string; organization: string; account: string }[];
  transactionTypes?: { name: string; direction: MoveType['direction']; offset?: MoveType['offset'] }[];
  receiptMethods?: { name: string; receiptClass?: string }[];
  items?: SeedItem[];
  parties?: (Item & { person?: boolean })[];
  customers?: SeedCustomer[];
  /** Application: AR, GL, INV or an id. */
  periods?: { period: string; application?: string | number; status: PeriodStatus; ledger?: string }[];
  generate?: { customers?: number; items?: number };
}

export interface Seeded {
  customers: { accountNumber: string; accountId: number; partyId: number; email: string | null }[];
  items: { number: string; id: number }[];
}

const firstUnit = (world: World, name?: string) =>
  need(
    name === undefined ? world.units.all()[0] : world.units.find((row) => row.name === name),
    `business unit ${name ?? ''}`,
  );

const ledgerNamed = (world: World, name?: string) =>
  need(
    name === undefined ? world.ledgers.all()[0] : world.ledgers.find((row) => row.name === name),
    `ledger ${name ?? ''}`,
  );

function seedLedgers(world: World, seed: Seed): void {
  for (const { name, currency, segments = 5 } of seed.ledgers ?? []) {
    if (world.ledgers.find((row) => row.name === name)) continue;
    const id = world.nextId();
    const ids = { chartId: world.nextId(), dataAccessSetId: world.nextId() };
    world.ledgers.put(id, { id, name, currency, ...ids, periodSet: 'Accounting', segments });
    const { receivables, inventory, ledger } = world.settings;
    for (const { applicationId } of [ledger, receivables, inventory])
      for (const period of monthlyPeriods(id, applicationId, world.clock.now()))
        world.periods.put(periodKey(period), period);
  }
  for (const { name, ledger, legalEntity = name } of seed.businessUnits ?? []) {
    if (world.units.find((row) => row.name === name)) continue;
    const [id, setId, legalEntityId] = [world.nextId(), world.nextId(), world.nextId()];
    const entity = {
      legalEntityId,
      legalEntityIdentifier: String(world.next('entity', 101)),
      legalEntityName: legalEntity,
    };
    world.units.put(id, { id, name, ledgerId: ledgerNamed(world, ledger).id, setId, ...entity, active: true });
  }
  for (const one of seed.accounts ?? []) {
    const { combination, type = 'E', enabled = true, ledger } = typeof one === 'string' ? { combination: one } : one;
    const [id, ledgerId] = [world.nextId(), ledgerNamed(world, ledger).id];
    world.accounts.put(combination, { id, combination, type, enabled, posting: true, ledgerId });
  }
}

export const DEFAULT_ACCOUNTS: PostingAccounts = {
  ...{ receivable: '01-000-1210-0000-000', revenue: '01-000-4110-0000-000' },
  ...{ tax: '01-000-2210-0000-000', freight: '01-000-4210-0000-000' },
};

function seedReceivables(world: World, seed: Seed): void {
  for (const { name, numbering = 'manual', businessUnit = null, lastNumber = 1000 } of seed.sources ?? [])
    world.sources.put(`${businessUnit}|${name}`, { name, businessUnit, numbering, lastNumber });
  for (const { name, kind = 'INV', businessUnit = null, accounts } of seed.types ?? [])
    world.types.put(`${businessUnit}|${name}`, {
      name,
      businessUnit,
      kind,
      accounts: { ...DEFAULT_ACCOUNTS, ...accounts },
    });
  for (const { name, days } of seed.terms ?? []) world.terms.put(name, { id: world.nextId(), name, days });
  for (const { name, businessUnit = null, revenueAccount = null } of seed.memoLines ?? [])
    world.memoLines.put(`${businessUnit}|${name}`, { name, businessUnit, revenueAccount });
  for (const { code, rate, regime = 'SALES TAX', account = null } of seed.taxCodes ?? []) {
    const row: TaxCode = { code, rate: String(rate), regime, account };
    world.taxCodes.put(code, row);
  }
  for (const { code, decimals = 2, name = code } of seed.currencies ?? [])
    world.currencies.put(code, { code, decimals, name });
  for (const { from, to, rate, type = 'Corporate', date = null } of seed.rates ?? []) {
    const row: Rate = { from, to, rate: String(rate), type, date };
    world.rates.put(`${from}|${to}|${type}|${date}`, row);
  }
  for (const { name, receiptClass = 'Manual' } of seed.receiptMethods ?? [])
    world.receiptMethods.put(name, { id: world.nextId(), name, receiptClass });
}

const organizationOf = (world: World, code: string) =>
  need(
    world.organizations.find((row) => row.code === code || row.name === code),
    `organization ${code}`,
  );

function seedPlaces(world: World, seed: Seed): void {
  for (const {
    code,
    name,
    businessUnit,
    negativeAllowed = false,
    zone = world.settings.pod.zone,
  } of seed.organizations ?? []) {
    if (world.organizations.find((row) => row.code === code)) continue;
    const id = world.nextId();
    const unit = firstUnit(world, businessUnit).name;
    world.organizations.put(id, {
      id,
      code,
      name,
      businessUnit: unit,
      master: world.organizations.size === 0,
      zone,
      negativeAllowed,
    });
  }
  for (const { organization, name, locators = false, active = true } of seed.subinventories ?? []) {
    const [id, organizationId] = [world.nextId(), organizationOf(world, organization).id];
    world.subinventories.put(`${organizationId}|${name}`, { id, organizationId, name, locators, active });
  }
  for (const { name, organization, account } of seed.aliases ?? []) {
    const [id, organizationId] = [world.nextId(), organizationOf(world, organization).id];
    world.aliases.put(`${organizationId}|${name}`, { id, name, organizationId, account });
  }
  for (const { name, direction, offset = 'account' } of seed.transactionTypes ?? [])
    world.moveTypes.put(name, { id: world.nextId(), name, direction, offset });
}

/** Adds an item, or replaces the one of its number; its stock is set. */
export function seedItem(world: World, one: SeedItem): CatalogItem {
  const old = world.items.find((row) => row.number === one.number);
  const id = old?.id ?? world.nextId();
  const item = world.items.put(id, {
    ...{
      id,
      number: one.number,
      description: one.description ?? one.number,
      uom: one.uom ?? 'Each',
      uomCode: one.uomCode ?? 'ea',
    },
    organizations: one.organizations ?? world.organizations.all().map((row) => row.code),
    ...{ lots: one.lots ?? false, serials: one.serials ?? false, invoiceable: one.invoiceable ?? true },
    ...{ active: one.active ?? true, updatedMs: world.clock.now() },
  });
  for (const [place, quantity] of Object.entries(one.onHand ?? {})) {
    const [code = '', subinventory = '', lot = null] = place.split('/');
    const organizationId = organizationOf(world, code).id;
    setStock(world, { organizationId, itemId: id, subinventory, locator: null, lot }, quantity);
  }
  return item;
}

/** Adds a customer with its party, account and sites. */
export function seedCustomer(world: World, one: SeedCustomer): Seeded['customers'][number] {
  const [FirstName = '', ...rest] = one.name.split(' ');
  const names: Item = one.person
    ? { FirstName, LastName: rest.join(' ') || FirstName }
    : { OrganizationName: one.name };
  const body: Item = { ...names, ...(one.email !== undefined && { EmailAddress: one.email }) };
  const party = createParty(world, one.person ? 'person' : 'organization', body, 'CUSTOMER');
  const partyId = Number(party.PartyId);
  const account = addAccount(world, {
    ...{ partyId, partyNumber: text(party, 'PartyNumber'), name: one.name, number: one.accountNumber, type: 'R' },
    ...{ taxRegistration: one.taxRegistration, taxpayerId: one.taxpayerId },
    profile: one.terms === undefined ? null : { PaymentTerms: one.terms },
    sites: (one.sites ?? [{ number: `${one.accountNumber}-1`, primary: true }]).map((site) => ({
      ...{ partySiteId: null, setId: firstUnit(world, site.businessUnit).setId, number: site.number },
      ...{ name: site.name ?? site.number, address: site.address ?? '1 Main St, Reno, NV, 89501, US' },
      uses: (site.uses ?? ['BILL_TO', 'SHIP_TO']).map((code) => ({ code, primary: site.primary ?? false })),
    })),
  });
  if (one.inactive) world.customers.patch(account.id, { active: false });
  return { accountNumber: account.number, accountId: account.id, partyId, email: one.email ?? null };
}

/** Puts everything in; throws an Error that names what is missing. */
export function seedPod(world: World, seed: Seed): Seeded {
  const caller = world.caller;
  world.caller = 'SETUP';
  seedLedgers(world, seed);
  seedReceivables(world, seed);
  seedPlaces(world, seed);
  const { customers = 0, items = 0 } = seed.generate ?? {};
  const more = Array.from({ length: items }, (_, at) => ({ number: `ITEM-${String(at + 1).padStart(5, '0')}` }));
  const made = [...(seed.items ?? []), ...more].map((one) => seedItem(world, one));
  for (const { person = false, ...body } of seed.parties ?? [])
    createParty(
      world,
      person ? 'person' : 'organization',
      body as Item,
      childRows(body as Item, 'UsageAssignment').length > 0 ? null : 'CUSTOMER',
    );
  const buyers = Array.from({ length: customers }, (_, at) => ({
    ...{
      name: `Buyer ${at + 1}`,
      accountNumber: String(700_001 + at),
      email: `buyer${at + 1}@example.com`,
      person: true,
    },
  }));
  const accounts = [...(seed.customers ?? []), ...buyers].map((one) => seedCustomer(world, one));
  for (const { period, status, application, ledger } of seed.periods ?? [])
    setPeriod(world, { period, status, application, ledgerId: ledgerNamed(world, ledger).id });
  world.caller = caller;
  return { customers: accounts, items: made.map(({ number, id }) => ({ number, id })) };
}
