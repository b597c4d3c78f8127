// Making and finding customer accounts, their sites and profiles; the SOAP services and seeds use it.
// Trap: a site belongs to a reference data set; a business unit sees only the sites of its own set.
import type { CustomerAccount, Site } from '../domain/model.ts';
import { childRows, type Item, text } from '../domain/values.ts';
import type { World } from '../domain/world.ts';

export interface NewSite {
  partySiteId: number | null;
  setId: number;
  number?: string | undefined;
  name?: string | undefined;
  address?: string | undefined;
  uses: { code: string; primary: boolean }[];
}

export interface NewAccount {
  partyId: number;
  partyNumber: string;
  name: string;
  number?: string | undefined;
  type?: string | undefined;
  taxRegistration?: string | undefined;
  taxpayerId?: string | undefined;
  profile?: Item | null;
  source?: CustomerAccount['source'];
  sites: NewSite[];
}

function siteOf(world: World, site: NewSite): Site {
  const number = site.number ?? String(world.next('site', 20_001));
  return {
    ...{ id: world.nextId(), partySiteId: site.partySiteId, number, name: site.name ?? number, setId: site.setId },
    ...{ active: true, address: site.address ?? '' },
    uses: site.uses.map((use) => ({ id: world.nextId(), ...use, active: true })),
  };
}

/** Stores an account with its sites. */
export function addAccount(world: World, account: NewAccount): CustomerAccount {
  const id = world.nextId();
  const now = world.clock.now();
  return world.customers.put(id, {
    ...{ id, number: account.number ?? String(world.next('account', 50_001)), name: account.name },
    ...{ partyId: account.partyId, partyNumber: account.partyNumber, type: account.type ?? 'R', active: true },
    sites: account.sites.map((site) => siteOf(world, site)),
    ...{
      profile: account.profile ?? null,
      source: account.source ?? null,
      taxRegistration: account.taxRegistration ?? null,
    },
    ...{ taxpayerId: account.taxpayerId ?? null, createdBy: world.caller, createdMs: now, updatedMs: now },
  });
}

/** Adds a site to an account. */
export function addSite(world: World, account: CustomerAccount, site: NewSite): CustomerAccount {
  const sites = [...account.sites, siteOf(world, site)];
  return world.customers.patch(account.id, { sites, updatedMs: world.clock.now() });
}

/** The address of a party by its party site id, undefined when it has none such. */
export const partySite = (party: Item, id: string): Item | undefined =>
  childRows(party, 'Address').find((row) => text(row, 'AddressId') === id);
