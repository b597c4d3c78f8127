/**
 * The NetSuite customers that may be a Shopify customer: by our names, else by e-mail.
 * The trap: a customer's own number (`entityId`) is often a person's name; here it is replaced by the internal id, so that
 * no reason, title or number can tell it.
 */
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import type { Customer } from '../../connectors/netsuite/read-types.ts';
import type { RecordView, ViewValue } from '../../connectors/netsuite/record-types.ts';
import { valueAt } from '../../connectors/netsuite/record-view.ts';
import type {
  BookedAddress,
  CustomerMatches,
  NetSuiteCustomer,
} from '../../mappings/netsuite-shopify/shopify-customer/types.ts';
import type { ShopifyCustomerSettings } from '../../settings/shopify-customer.ts';

type Lookups = { names: string[]; emails: string[] };

/** Enough to choose by; an e-mail is only asked for when no name is known. */
export async function findCustomerMatches(netSuite: NetSuite, { names, emails }: Lookups): Promise<CustomerMatches> {
  const byName = await allOf(names, (externalId) => netSuite.findCustomers({ externalId }));
  const byEmail = byName.length > 0 ? [] : await allOf(emails, (email) => netSuite.findCustomers({ email }));
  return { byName: byName.map(briefOf), byEmail: byEmail.map(briefOf) };
}

/** The same with every field that the sync may own, read from the record itself. */
export async function readCustomerMatches(
  netSuite: NetSuite,
  lookups: Lookups,
  settings: ShopifyCustomerSettings,
): Promise<CustomerMatches> {
  const { byName, byEmail } = await findCustomerMatches(netSuite, lookups);
  const whole = (rows: NetSuiteCustomer[]) => allOf(rows, (row) => readWhole(netSuite, row, settings));
  return { byName: await whole(byName), byEmail: await whole(byEmail) };
}

/** The same with the currencies that each may be dealt with in. */
export async function findMatchesWithCurrencies(netSuite: NetSuite, lookups: Lookups): Promise<CustomerMatches> {
  const { byName, byEmail } = await findCustomerMatches(netSuite, lookups);
  const withTheirs = (rows: NetSuiteCustomer[]) => allOf(rows, (row) => readCurrencies(netSuite, row));
  return { byName: await withTheirs(byName), byEmail: await withTheirs(byEmail) };
}

async function readCurrencies(netSuite: NetSuite, brief: NetSuiteCustomer): Promise<NetSuiteCustomer[]> {
  const view = await netSuite.readRecord('customer', { id: brief.id }, { sublists: ['currencyList'] });
  if (view === undefined) return [];
  const listed = linesOf(view.currencyList).map((line) => valueAt(line, 'currency'));
  const currencyIds = [valueAt(view, 'currency'), ...listed].filter((id) => id !== undefined);
  // An account that tells no currency at all has one only, or does not show them to the role.
  return [currencyIds.length === 0 ? brief : { ...brief, currencyIds }];
}

async function allOf<A, B>(asked: A[], read: (one: A) => Promise<B[]>): Promise<B[]> {
  const found: B[] = [];
  for (const one of asked) found.push(...(await read(one)));
  return found;
}

const briefOf = (row: Customer): NetSuiteCustomer => ({
  id: row.id,
  entityId: row.id,
  isPerson: row.isPerson ?? true,
  isInactive: row.isInactive,
  custom: {},
  ...(row.externalId === undefined ? {} : { externalId: row.externalId }),
  ...(row.companyName === undefined ? {} : { companyName: row.companyName }),
  ...(row.email === undefined ? {} : { email: row.email }),
});

/** The address book is a call per entry in accounts that do not expand it, so it is only read where it is owned. */
async function readWhole(
  netSuite: NetSuite,
  brief: NetSuiteCustomer,
  settings: ShopifyCustomerSettings,
): Promise<NetSuiteCustomer[]> {
  const ownsBook = settings.owns.includes('addresses');
  const view = await netSuite.readRecord('customer', { id: brief.id }, { sublists: ownsBook ? ['addressBook'] : [] });
  if (view === undefined) return [];
  const text = (field: 'externalId' | 'firstName' | 'lastName' | 'companyName' | 'email' | 'phone') => {
    const value = valueAt(view, field);
    return value === undefined ? {} : { [field]: value };
  };
  const taxable = valueAt(view, 'taxable');
  return [
    {
      id: brief.id,
      entityId: brief.id,
      isPerson: valueAt(view, 'isPerson') === 'true',
      isInactive: valueAt(view, 'isInactive') === 'true',
      custom: customOf(view, settings),
      ...text('externalId'),
      ...text('firstName'),
      ...text('lastName'),
      ...text('companyName'),
      ...text('email'),
      ...text('phone'),
      ...(taxable === undefined ? {} : { taxable: taxable === 'true' }),
      ...(ownsBook ? { addresses: addressesOf(view) } : {}),
    },
  ];
}

function customOf(view: RecordView, settings: ShopifyCustomerSettings): Record<string, string | boolean> {
  const fields = [...Object.values(settings.tags).map(({ field }) => field), settings.consentField ?? []].flat();
  return Object.fromEntries(
    [...new Set(fields)].flatMap((field) => {
      const value = valueAt(view, field);
      if (value === undefined) return [];
      return [[field, value === 'true' ? true : value === 'false' ? false : value]];
    }),
  );
}

const ADDRESS_FIELDS = [
  'addressee',
  'attention',
  'addr1',
  'addr2',
  'addr3',
  'city',
  'state',
  'zip',
  'addrPhone',
  'country',
];

function addressesOf(view: RecordView): BookedAddress[] {
  return linesOf(view.addressBook).map((line) => ({
    id: valueAt(line, 'id') ?? valueAt(line, 'internalId') ?? '',
    defaultShipping: valueAt(line, 'defaultShipping') === 'true',
    defaultBilling: valueAt(line, 'defaultBilling') === 'true',
    fields: Object.fromEntries(
      ADDRESS_FIELDS.flatMap((field) => {
        const value = valueAt(line, `addressBookAddress.${field}`);
        return value === undefined ? [] : [[field, value]];
      }),
    ),
  }));
}

const linesOf = (list: ViewValue | undefined) =>
  isFields(list) && Array.isArray(list.items) ? list.items.filter(isFields) : [];

const isFields = (value: ViewValue | undefined): value is { [key: string]: ViewValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
