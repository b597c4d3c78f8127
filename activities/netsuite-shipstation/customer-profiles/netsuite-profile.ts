/**
 * A NetSuite customer with its chain of parents, terms, category, reseller and default addresses, as a profile.
 * The trap: a chain that leads back to itself is a fault in the data; it ends there instead of going round.
 */
import type { NetSuite } from '../../../connectors/netsuite/contract.ts';
import type { RecordView } from '../../../connectors/netsuite/record-types.ts';
import { valueAt } from '../../../connectors/netsuite/record-view.ts';
import type { OrderAddress } from '../../../connectors/shipstation/types.ts';
import { keysOfCustomer } from '../../../mappings/netsuite-shipstation/customer-profiles/match.ts';
import type { Profile } from '../../../mappings/netsuite-shipstation/customer-profiles/types.ts';
import type { CustomerProfilesSettings } from '../../../settings/customer-profiles.ts';

const MOST_LEVELS = 10;

/** `keys`: by what orders may know the customer. undefined when NetSuite has no such customer. One call for each level. */
export async function readProfile(
  netSuite: NetSuite,
  customerId: string,
  settings: CustomerProfilesSettings,
): Promise<{ profile: Profile; keys: string[] } | undefined> {
  const view = await netSuite.readRecord('customer', { id: customerId }, { sublists: ['addressBook'] });
  if (view === undefined) return undefined;
  const parents = await readParents(netSuite, customerId, view);
  const fields = new Set([settings.accountNumber, ...settings.match.map(({ netsuite }) => netsuite)]);
  const values = Object.fromEntries([...fields].map((field) => [field, textOf(view, field)]));
  return { profile: profileOf(customerId, view, parents, settings), keys: keysOfCustomer(values, settings) };
}

async function readParents(netSuite: NetSuite, customerId: string, view: RecordView): Promise<RecordView[]> {
  const parents: RecordView[] = [];
  const seen = new Set([customerId]);
  let id = valueAt(view, 'parent.id');
  while (id !== undefined && !seen.has(id) && parents.length < MOST_LEVELS) {
    seen.add(id);
    const parent = await netSuite.readRecord('customer', { id }, { sublists: [] });
    if (parent === undefined) break;
    parents.push(parent);
    id = valueAt(parent, 'parent.id');
  }
  return parents;
}

function profileOf(
  customerId: string,
  view: RecordView,
  parents: RecordView[],
  settings: CustomerProfilesSettings,
): Profile {
  const chain = parents.map((parent) => textOf(parent, settings.accountNumber) ?? textOf(parent, 'entityId') ?? '');
  const company = textOf(view, 'companyName') ?? personOf(view);
  const parent = valueAt(view, 'parent.id');
  return present({
    customerId,
    accountNumber: textOf(view, settings.accountNumber),
    externalId: textOf(view, 'externalId'),
    company,
    email: textOf(view, 'email'),
    phone: textOf(view, 'phone'),
    parentId: parent === customerId ? undefined : parent,
    chain,
    reseller: resellerOf(view, chain, settings),
    terms: textOf(view, 'terms'),
    category: textOf(view, 'category'),
    billing: addressOf(view, 'defaultBilling'),
    shipping: addressOf(view, 'defaultShipping'),
  });
}

function personOf(view: RecordView): string | undefined {
  const names = [textOf(view, 'firstName'), textOf(view, 'lastName')].filter((name) => name !== undefined);
  return names.length === 0 ? undefined : names.join(' ');
}

function resellerOf(view: RecordView, chain: string[], { reseller }: CustomerProfilesSettings): string | undefined {
  if (reseller === 'none') return undefined;
  const text = reseller === 'top' ? chain.at(-1) : reseller === 'parent' ? chain[0] : textOf(view, reseller);
  return text === '' ? undefined : text;
}

function addressOf(view: RecordView, kind: 'defaultBilling' | 'defaultShipping'): OrderAddress | undefined {
  const part = (name: string) => valueAt(view, `addressBook.items[${kind}=true].addressBookAddress.${name}`);
  const [addressee, attention] = [part('addressee'), part('attention')];
  const address = present({
    name: attention ?? addressee,
    company: attention === undefined ? undefined : addressee,
    street1: part('addr1'),
    street2: part('addr2'),
    street3: part('addr3'),
    city: part('city'),
    state: part('state'),
    postalCode: part('zip'),
    country: part('country'),
    phone: part('addrPhone'),
  });
  return address.street1 === undefined && address.city === undefined ? undefined : address;
}

/** A field as a person reads it: the name of a list value or reference, else the text itself. */
function textOf(view: RecordView, field: string): string | undefined {
  const text = (valueAt(view, `${field}.refName`) ?? valueAt(view, field))?.trim();
  return text === '' ? undefined : text;
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

const present = <T extends object>(value: T): Present<T> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Present<T>;
