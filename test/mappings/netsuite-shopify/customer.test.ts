import { describe, expect, test } from '@jest/globals';
import type { RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import { planShopifyCustomer } from '../../../mappings/netsuite-shopify/shopify-customer/plan.ts';
import { addressOf } from '../../../mappings/netsuite-shopify/shopify-customer/text.ts';
import type { NetSuiteCustomer, SourceCustomer } from '../../../mappings/netsuite-shopify/shopify-customer/types.ts';
import { shopifyCustomerSchema } from '../../../settings/shopify-customer.ts';
import { address } from './shop.ts';

const shopper: SourceCustomer = {
  ...{
    id: '7001',
    displayName: 'Ann Lee',
    firstName: 'Ann',
    lastName: 'Lee',
    email: 'Ann@Example.com',
    phone: '+1 512 555 0100',
  },
  ...{
    state: 'ENABLED',
    tags: ['wholesale'],
    taxExempt: false,
    createdAt: '',
    updatedAt: '',
    defaultAddress: address,
    hidden: [],
  },
  emailConsent: 'SUBSCRIBED',
};
const held = (more: Partial<NetSuiteCustomer> = {}): NetSuiteCustomer => ({
  ...{
    id: '50',
    entityId: 'C50',
    externalId: 'SHOPIFY_CUST_7001',
    isPerson: true,
    isInactive: false,
    firstName: 'Ann',
    lastName: 'Lee',
  },
  ...{ email: 'ann@example.com', phone: '+1 512 555 0100', custom: {} },
  ...more,
});
type Target = { byName?: NetSuiteCustomer[]; byEmail?: NetSuiteCustomer[] };
const plan = (customer: SourceCustomer | undefined, target: Target = {}, more: Record<string, unknown> = {}) =>
  planShopifyCustomer({
    customer,
    id: '7001',
    target: { byName: [], byEmail: [], ...target },
    settings: shopifyCustomerSchema.parse(more),
  });
const update = (...given: Parameters<typeof plan>) => {
  const { writes, problems } = plan(...given);
  expect(problems).toEqual([]);
  return writes as Extract<RecordWrite, { kind: 'update' }>[];
};

describe('new customers', () => {
  test('a person with an address book, consent and tags', () => {
    const more = {
      subsidiary: 2,
      consentField: 'globalSubscriptionStatus',
      tags: { wholesale: { field: 'custentity_b2b' }, vip: { field: 'custentity_vip' } },
    };
    const [write] = plan(shopper, {}, more).writes;
    expect(write).toMatchObject({
      ...{ kind: 'create', externalId: 'SHOPIFY_CUST_7001' },
      body: {
        ...{
          isPerson: true,
          firstName: 'Ann',
          lastName: 'Lee',
          email: 'ann@example.com',
          phone: '+1 512 555 0100',
          taxable: true,
        },
        ...{
          subsidiary: { id: '2' },
          globalSubscriptionStatus: { id: '1' },
          custentity_b2b: true,
          custentity_vip: false,
        },
        addressBook: {
          items: [
            {
              defaultShipping: true,
              defaultBilling: true,
              addressBookAddress: { addr1: '1 Main St', country: { id: 'US' } },
            },
          ],
        },
      },
    });
  });

  test('a company, one without any name, one that may not be seen', () => {
    const company = { ...shopper, defaultAddress: { ...address, company: 'Acme' } };
    expect(plan(company, {}, { companyName: 'address' }).writes[0]).toMatchObject({
      body: { isPerson: false, companyName: 'Acme' },
    });
    const { firstName: _f, lastName: _l, defaultAddress: _a, ...nameless } = shopper;
    expect(plan(nameless).writes[0]).toMatchObject({ body: { firstName: '-', lastName: 'ann' } });
    const { email: _e, phone: _p, ...hidden } = nameless;
    expect(plan({ ...hidden, hidden: ['customer.email'] }).problems[0]?.cause).toBe('customer-hidden');
    expect(plan(shopper, {}, { entityId: 'nameAndId' }).writes[0]).toMatchObject({
      body: { entityId: 'Ann Lee 7001' },
    });
    expect(plan(shopper, {}, { create: false })).toMatchObject({ writes: [], problems: [] });
  });
});

describe('known customers', () => {
  test('the same again writes nothing', () => {
    expect(update(shopper, { byName: [held()] })).toEqual([]);
  });

  test('a changed e-mail keeps the identity', () => {
    const stranger = held({ id: '51', entityId: 'C51', externalId: 'X', email: 'new@example.com' });
    expect(update({ ...shopper, email: 'new@example.com' }, { byName: [held()], byEmail: [stranger] })).toMatchObject([
      { id: '50', body: { email: 'new@example.com' } },
    ]);
  });

  test('only what Shopify owns, and never nothing over something', () => {
    const { email: _, ...without } = { ...shopper, lastName: 'Lee-Jones', taxExempt: true };
    expect(update(without, { byName: [held({ taxable: true })] })[0]?.body).toEqual({ lastName: 'Lee-Jones' });
    expect(update({ ...shopper, lastName: 'X' }, { byName: [held()] }, { owns: ['email'] })).toEqual([]);
    expect(update(without, { byName: [held({ taxable: true })] }, { owns: ['taxExempt'] })[0]?.body).toEqual({
      taxable: false,
    });
  });

  test('by e-mail: adopted once; several, or somebody else’s, are not taken', () => {
    const free = held();
    delete free.externalId;
    expect(update(shopper, { byEmail: [free] })[0]?.body).toEqual({ externalId: 'SHOPIFY_CUST_7001' });
    expect(plan(shopper, { byEmail: [free, { ...free, id: '51' }] }).problems[0]?.cause).toBe('customer-ambiguous');
    expect(plan(shopper, { byEmail: [held({ externalId: 'SHOPIFY_CUST_9' })] }).writes[0]?.kind).toBe('create');
    expect(plan(shopper, { byEmail: [free] }, { matchEmail: false }).writes[0]?.kind).toBe('create');
  });

  test('a new default address is added, a known one made the default, none is changed', () => {
    const flat = Object.fromEntries(
      Object.entries(addressOf(address)!).map(([key, value]) => [
        key,
        typeof value === 'object' ? 'US' : String(value),
      ]),
    );
    const booked = (defaultShipping: boolean) => [{ id: '9', defaultShipping, defaultBilling: false, fields: flat }];
    expect(update(shopper, { byName: [held({ addresses: booked(true) })] })).toEqual([]);
    expect(update(shopper, { byName: [held({ addresses: booked(false) })] })[0]?.body).toEqual({
      addressBook: { items: [{ id: '9', defaultShipping: true }] },
    });
    const [added] = update(shopper, { byName: [held({ addresses: [] })] });
    expect(added).toMatchObject({
      body: { addressBook: { items: [{ defaultShipping: true }] } },
      expect: [{ field: 'addressBook.items.length', value: '1' }],
    });
  });

  test('deleted, disabled, merged', () => {
    expect(plan(undefined, { byName: [held()] })).toMatchObject({
      writes: [],
      notes: [expect.stringMatching(/deleted/)],
    });
    expect(plan(undefined, { byName: [held()] }, { onDelete: 'inactivate' }).writes).toMatchObject([
      { body: { isInactive: true } },
    ]);
    // Shopify calls everybody DISABLED who has no account, guests first of all.
    expect(plan({ ...shopper, state: 'DISABLED' }, { byName: [held()] }, { onDelete: 'inactivate' }).writes).toEqual(
      [],
    );
    const merged = held({ id: '52', entityId: 'C52', externalId: 'SHOPIFY_CUST_6000' });
    expect(update({ ...shopper }, { byName: [merged, held()] })).toEqual([]);
    expect(update({ ...shopper }, { byName: [merged] })).toEqual([]);
    expect(
      plan(shopper, { byName: [merged, held({ id: '53', externalId: 'SHOPIFY_CUST_6001' })] }).problems[0]?.cause,
    ).toBe('customer-ambiguous');
  });
});

describe('merged in Shopify, told as deleted first', () => {
  const gone = (byName: NetSuiteCustomer[], onDelete: string) =>
    planShopifyCustomer({
      customer: undefined,
      id: '7001',
      keptId: '7002',
      target: { byName, byEmail: [] },
      settings: shopifyCustomerSchema.parse({ onDelete }),
    }).writes.map((write) => [write.title, 'body' in write ? write.body : undefined]);
  const ours = held({ isInactive: true });

  test('the only one that NetSuite has is made active again: orders of the kept one go on its account', () => {
    expect(gone([ours], 'inactivate')).toEqual([
      ['make customer C50 active again, Shopify merged it into 7002', { isInactive: false }],
    ]);
  });

  test('left alone where the kept one is there too, where it is active, or where deletions are ignored', () => {
    const kept = held({ id: '51', entityId: 'C51', externalId: 'SHOPIFY_CUST_7002' });
    expect([gone([ours, kept], 'inactivate'), gone([held()], 'inactivate'), gone([ours], 'ignore')]).toEqual([
      [],
      [],
      [],
    ]);
  });
});
