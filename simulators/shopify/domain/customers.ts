// Customers and addresses of the shop.
// Trap: an order without `customer` gets a sample customer; `customer: null` is a guest.
import type { Address, CustomerRow } from './model.ts';
import type { AddressInput, CustomerInput } from './order-input.ts';
import { newId, stamp, type World } from './world.ts';

const SAMPLE: AddressInput = {
  firstName: 'Ann',
  lastName: 'Lee',
  address1: '12 Oak Ave',
  city: 'Sparks',
  province: 'Nevada',
  provinceCode: 'NV',
  zip: '89431',
  country: 'United States',
  countryCode: 'US',
};

const BLANK = {
  ...{ firstName: null, lastName: null, company: null, address1: null, address2: null, city: null },
  ...{ province: null, provinceCode: null, zip: null, country: null, countryCode: null, phone: null },
};

/** An address row: sample values when nothing is given, null when null is given, members as given otherwise. */
export function toAddress(world: World, given: AddressInput | null | undefined): Address | null {
  if (given === null) return null;
  return { ...BLANK, ...(given ?? SAMPLE), id: newId(world) };
}

/** Adds a customer; missing members get sample values. */
export function addCustomer(world: World, given: CustomerInput = {}): CustomerRow {
  const id = given.id ?? newId(world);
  const now = stamp(world);
  const row: CustomerRow = {
    id,
    firstName: given.firstName === undefined ? 'Ann' : given.firstName,
    lastName: given.lastName === undefined ? 'Lee' : given.lastName,
    email: given.email === undefined ? `customer-${id}@example.com` : given.email,
    phone: given.phone ?? null,
    state: 'DISABLED',
    tags: given.tags ?? [],
    note: given.note ?? null,
    taxExempt: given.taxExempt ?? false,
    createdAt: now,
    updatedAt: now,
    defaultAddress: toAddress(world, given.defaultAddress),
    metafields: [],
  };
  world.customers.set(id, row);
  return row;
}

/** The customer of a checkout: known by id or email, new, or none for a guest. */
export function findOrAddCustomer(
  world: World,
  given: CustomerInput | null | undefined,
  email: string | null | undefined,
): CustomerRow | null {
  if (given === null) return null;
  const wanted = given?.email ?? email;
  if (given?.id === undefined && wanted == null) return addCustomer(world, given);
  for (const row of world.customers.values())
    if (given?.id === undefined ? row.email === wanted : row.id === given.id) return row;
  return addCustomer(world, { ...(wanted != null && { email: wanted }), ...given });
}
