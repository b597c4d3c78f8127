/** Reading everything of one Shopify order and of one customer from the simulated NetSuite account. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findCustomerMatches, readCustomerMatches } from '../../../activities/netsuite-shopify/customer-target.ts';
import { readItemMatches, readShopifyOrderTarget } from '../../../activities/netsuite-shopify/order-target.ts';
import type { NetSuite } from '../../../connectors/netsuite/contract.ts';
import { createNetSuite } from '../../../connectors/netsuite/index.ts';
import type { Order, Refund, Transaction } from '../../../connectors/shopify/types.ts';
import { shopifyCustomerSchema } from '../../../settings/shopify-customer.ts';
import { shopifyOrderSchema } from '../../../settings/shopify-order.ts';
import { type NetSuiteSimulator, startNetSuiteSimulator } from '../../../simulators/netsuite/server.ts';
import { memoryTokens } from '../../connectors/netsuite/support.ts';

const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const privateKeyPem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

let sim: NetSuiteSimulator;
let ns: NetSuite;
const settings = shopifyOrderSchema.parse({ lineKey: 'custcol_shop_line', fulfillments: { as: 'import' } });

beforeAll(async () => {
  sim = await startNetSuiteSimulator({
    certificates: [{ kid: 'cert-1', clientId: 'the-client', pem }],
    switches: { customFields: ['custcol_shop_line', 'custentity_b2b'] },
  });
  sim.seed({
    customers: [
      { id: 110, companyName: 'Acme', externalId: 'SHOPIFY_CUST_7', email: 'a@example.com' },
      { id: 111, isPerson: true, firstName: 'Bo', lastName: 'Ek', email: 'B@example.com', custentity_b2b: 'yes' },
    ],
    items: [
      { id: 98, itemId: 'RED', stock: [{ location: 1, quantity: 100 }] },
      { id: 99, itemId: 'BLUE', externalId: 'RED', isInactive: true },
    ],
  });
  const credentials = { kind: 'm2m', clientId: 'the-client', certificateId: 'cert-1', privateKeyPem } as const;
  ns = createNetSuite({ account: '123456_SB1', baseUrl: sim.url }, credentials, { tokens: memoryTokens() });
});
afterAll(() => sim.close());

const transaction = (id: string): Transaction => ({ id }) as Transaction;
const order = (parts: Partial<Order> = {}): Order =>
  ({ id: '1', transactions: [transaction('11')], refunds: [], fulfillments: [], ...parts }) as unknown as Order;

test('an order that is not in NetSuite costs one call', async () => {
  let calls = 0;
  const counted: NetSuite = {
    ...ns,
    readRecord: (...args) => {
      calls++;
      return ns.readRecord(...args);
    },
    readOrderFamily: (...args) => {
      calls++;
      return ns.readOrderFamily(...args);
    },
  };
  expect(await readShopifyOrderTarget(counted, order({ id: '404' }), settings)).toMatchObject({
    deposits: [],
    credits: [],
  });
  expect(calls).toBe(1);
});

test('the whole family is read: deposit, invoice, its credit without a link, return, fulfilment with its tracking', async () => {
  const dec = (decimal: string) => ({ decimal });
  const line = { item: { id: '98' }, quantity: dec('2'), rate: dec('10'), amount: dec('20'), price: { id: '-1' } };
  const { id } = await ns.createRecord('salesOrder', {
    externalId: 'SHOPIFY_SO_1',
    entity: { id: '110' },
    orderStatus: { id: 'B' },
    item: { items: [{ ...line, location: { id: '1' }, custcol_shop_line: 'L5' }] },
  });
  await ns.createRecord('customerDeposit', {
    externalId: 'SHOPIFY_DEP_11',
    customer: { id: '110' },
    salesOrder: { id },
    payment: dec('20'),
    account: { id: '1' },
  });
  const number = (await ns.readRecord('salesOrder', { id }, { sublists: ['item'] })) as {
    item: { items: { line: string }[] };
  };
  const from = { recordType: 'salesOrder', id } as const;
  await ns.transformRecord(from, 'itemFulfillment', {
    externalId: 'IF_X',
    shipStatus: { id: 'C' },
    item: {
      items: [
        { orderLine: dec(number.item.items[0]!.line), quantity: dec('2'), itemReceive: true, location: { id: '1' } },
      ],
    },
    package: { items: [{ packageTrackingNumber: '1Z9', packageWeight: dec('1') }] },
  });
  await ns.transformRecord(from, 'invoice', { externalId: 'SHOPIFY_INV_1' });
  await ns.createRecord('creditMemo', {
    externalId: 'SHOPIFY_REF_77',
    entity: { id: '110' },
    item: { items: [{ ...line, quantity: dec('1'), amount: dec('10'), location: { id: '1' } }] },
  });
  await ns.transformRecord(from, 'returnAuthorization', { externalId: 'SHOPIFY_RMA_77', orderStatus: { id: 'B' } });

  const refund = { id: '77', transactions: [transaction('78')] } as unknown as Refund;
  const target = await readShopifyOrderTarget(ns, order({ refunds: [refund] }), settings);
  expect(target.salesOrder).toMatchObject({ id, total: '20', status: 'G', entityId: '110' });
  expect(target.salesOrder?.lines).toEqual([
    expect.objectContaining({
      itemId: '98',
      quantity: '2',
      amount: '20',
      quantityFulfilled: '2',
      isClosed: false,
      key: 'L5',
    }),
  ]);
  expect(target.deposits).toEqual([
    expect.objectContaining({ externalId: 'SHOPIFY_DEP_11', amount: '20', remaining: '20' }),
  ]);
  expect(target.invoices).toEqual([
    expect.objectContaining({ externalId: 'SHOPIFY_INV_1', amount: '20', remaining: '20' }),
  ]);
  expect(target.credits).toEqual([
    expect.objectContaining({ externalId: 'SHOPIFY_REF_77', amount: '10', remaining: '10' }),
  ]);
  expect(target.returns).toEqual([
    expect.objectContaining({
      externalId: 'SHOPIFY_RMA_77',
      lines: [expect.objectContaining({ itemId: '98', quantity: '2' })],
    }),
  ]);
  expect(target.fulfillments).toEqual([expect.objectContaining({ externalId: 'IF_X', trackingNumbers: ['1Z9'] })]);
  expect(target.customerRefunds).toEqual([]);
});

test('a SKU on two items tells both, with the inactive one marked', async () => {
  const [match] = await readItemMatches(ns, ['RED']);
  expect(match?.items.map(({ id, isInactive }) => [id, isInactive])).toEqual([
    ['98', false],
    ['99', true],
  ]);
});

test('customers are found by name, else by e-mail, and never tell their own number', async () => {
  const byName = await findCustomerMatches(ns, { names: ['SHOPIFY_CUST_7'], emails: ['b@example.com'] });
  expect([byName.byName.map(({ id }) => id), byName.byEmail]).toEqual([['110'], []]);
  const customer = shopifyCustomerSchema.parse({ tags: { wholesale: { field: 'custentity_b2b' } } });
  const { byEmail } = await readCustomerMatches(ns, { names: ['SHOPIFY_CUST_8'], emails: ['b@example.com'] }, customer);
  expect(byEmail).toEqual([
    expect.objectContaining({
      id: '111',
      entityId: '111',
      isPerson: true,
      firstName: 'Bo',
      lastName: 'Ek',
      addresses: [],
    }),
  ]);
  expect(byEmail[0]?.custom).toEqual({ custentity_b2b: 'yes' });
});
