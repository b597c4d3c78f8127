import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { netSuiteShopifySchema } from '../../settings/pairs/netsuite-shopify.ts';
import { shopifyCustomerSchema } from '../../settings/shopify-customer.ts';
import { shopifyOrderSchema } from '../../settings/shopify-order.ts';

test('everything has a default', () => {
  expect(shopifyOrderSchema.parse({})).toMatchObject({
    ...{
      test: 'skip',
      unpaid: 'wait',
      discounts: 'net',
      roundingLimit: '0.00',
      holdMinutes: 0,
      externalIdPrefix: 'SHOPIFY',
    },
    ...{ payments: { as: 'customerDeposit' }, tax: { mode: 'taxLine' }, currency: { use: 'shop' } },
  });
  expect(shopifyCustomerSchema.parse({}).owns).toEqual(['name', 'email', 'phone', 'addresses', 'consent']);
});

test('numbers of NetSuite and amounts may be written as numbers', () => {
  const given = shopifyOrderSchema.parse({ items: { tip: 12 }, roundingLimit: 0.02, locations: { 7: 6 } });
  expect([given.items.tip, given.roundingLimit, given.locations]).toEqual(['12', '0.02', { 7: '6' }]);
});

test('mistakes are named', () => {
  const words = (settings: unknown) => z.prettifyError(shopifyOrderSchema.safeParse(settings).error!);
  expect(words({ fields: [{ to: 'custbody_a', from: 'colour' }] })).toMatch(/attribute:NAME/);
  expect(words({ fields: [{ to: 'custbody_a' }] })).toMatch(/either from or constant/);
  expect(words({ roundingLimit: '-1' })).toMatch(/an amount such as/);
  expect(words({ discount: 'net' })).toMatch(/discount/);
});

test('orders and customers of one shop bear names of one prefix; the error tells both fields', () => {
  const given = (syncs: object) =>
    netSuiteShopifySchema.safeParse({
      id: 'shop',
      pair: 'netsuite-shopify',
      timeZone: 'America/New_York',
      netsuite: { account: '123456' },
      shopify: { shop: 'acme.myshopify.com' },
      syncs,
    });
  expect(given({ shopifyOrder: { externalIdPrefix: 'A' }, shopifyCustomer: { externalIdPrefix: 'A' } }).success).toBe(
    true,
  );
  const [issue] = given({ shopifyOrder: { externalIdPrefix: 'A' } }).error?.issues ?? [];
  expect(issue?.path).toEqual(['syncs', 'shopifyCustomer', 'externalIdPrefix']);
  expect(issue?.message).toMatch(/"SHOPIFY" differs from "A" in syncs\.shopifyOrder\.externalIdPrefix/);
});
