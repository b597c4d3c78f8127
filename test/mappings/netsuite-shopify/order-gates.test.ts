import { describe, expect, test } from '@jest/globals';
import type { RecordBody, RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { Order } from '../../../connectors/shopify/types.ts';
import type { NetSuiteCustomer } from '../../../mappings/netsuite-shopify/shopify-customer/types.ts';
import { lookupsOf, planShopifyOrder } from '../../../mappings/netsuite-shopify/shopify-order/plan.ts';
import { address, orderOf, type Spec } from './shop.ts';
import { inputOf, itemsOf, newWorld, planOf, settingsOf } from './support.ts';

const spec: Spec = { lines: [{ sku: 'TEE', quantity: 1, price: '10.00' }] };
const order = orderOf(spec);
const body = (given: Order, more: Record<string, unknown> = {}, world = newWorld()): RecordBody => {
  const plan = planOf(given, world, more);
  expect(plan.problems).toEqual([]);
  return (
    plan.writes.find((one) => one.kind === 'create' && one.recordType === 'salesOrder') as Extract<
      RecordWrite,
      { kind: 'create' }
    >
  ).body;
};
const causes = (given: Order, more: Record<string, unknown> = {}, world = newWorld()) =>
  planOf(given, world, more).problems.map((one) => one.cause);
const customer = (more: Partial<NetSuiteCustomer>): NetSuiteCustomer => ({
  id: '50',
  entityId: 'C50',
  isPerson: true,
  isInactive: false,
  custom: {},
  ...more,
});
const worldWith = (...customers: NetSuiteCustomer[]) => ({ ...newWorld(), customers });

describe('which orders go', () => {
  const risk = (recommendation: string) => ({ ...order, risk: { recommendation, levels: ['LOW'] } });

  test('test orders are skipped, others by setting', () => {
    expect(planOf({ ...order, test: true })).toMatchObject({
      writes: [],
      problems: [],
      skipped: expect.stringMatching(/test order/),
    });
    expect(causes({ ...order, test: true }, { test: 'wait' })).toEqual(['policy-test']);
    expect(body({ ...order, test: true }, { test: 'import' })).toBeDefined();
    expect(causes({ ...order, sourceName: 'pos' }, { pos: 'wait' })).toEqual(['policy-pos']);
    expect(planOf({ ...order, sourceName: 'shopify_draft_order' }, newWorld(), { draft: 'skip' }).skipped).toMatch(
      /draft/,
    );
  });

  test('risky orders wait', () => {
    expect(causes(risk('INVESTIGATE'))).toEqual(['policy-highRisk']);
    expect(causes({ ...order, risk: { recommendation: 'NONE', levels: ['HIGH'] } })).toEqual(['policy-highRisk']);
    expect(causes(risk('ACCEPT'))).toEqual([]);
    expect(causes(risk('CANCEL'), { highRisk: 'import' })).toEqual([]);
  });

  test('unpaid orders wait, those on terms and those for nothing go', () => {
    const pending = { ...order, financialStatus: 'PENDING' };
    expect([causes(pending), causes(pending, { unpaid: 'import' })]).toEqual([['not-paid'], []]);
    const authorized = { ...order, financialStatus: 'AUTHORIZED' };
    expect([causes(authorized), causes(authorized, { authorized: 'import' })]).toEqual([['not-paid'], []]);
    const terms = { ...pending, paymentTerms: { name: 'Net 30', type: 'NET', overdue: false } };
    expect(body(terms, { terms: { 'Net 30': '3' } }).terms).toEqual({ id: '3' });
    const { financialStatus: _, ...free } = orderOf({ lines: [{ sku: 'TEE', quantity: 1, price: '0.00' }] });
    expect(causes(free)).toEqual([]);
  });

  test('the hold window', () => {
    const early = planShopifyOrder({
      ...inputOf(order, newWorld(), { holdMinutes: 30 }),
      now: '2026-11-20T15:20:00.000Z',
    });
    expect(early).toMatchObject({ writes: [], problems: [], holdUntil: '2026-11-20T15:45:00.000Z' });
    expect(causes(order, { holdMinutes: 30 })).toEqual([]);
  });
});

describe('on whose account', () => {
  const entity = (given: Order, more: Record<string, unknown> = {}, world = newWorld()) => {
    const plan = planOf(given, world, more);
    expect(plan.problems).toEqual([]);
    const at = plan.writes.findIndex((one) => one.kind === 'create' && one.recordType === 'salesOrder');
    return [(plan.writes[at] as { body: RecordBody }).body.entity, ...plan.writes.slice(0, at)];
  };

  test('by external id, by e-mail with adoption, or made', () => {
    expect(entity(order, {}, worldWith(customer({ externalId: 'SHOPIFY_CUST_7001' })))).toEqual([{ id: '50' }]);
    const byMail = entity(order, {}, worldWith(customer({ email: 'ann@example.com' })));
    expect(byMail).toMatchObject([{ id: '50' }, { kind: 'update', body: { externalId: 'SHOPIFY_CUST_7001' } }]);
    expect(entity(order)).toMatchObject([
      { externalId: 'SHOPIFY_CUST_7001' },
      {
        kind: 'create',
        recordType: 'customer',
        body: { isPerson: true, firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com' },
      },
    ]);
  });

  test('a customer gets the currency of the order, in the same write as its name; nothing where it has it', () => {
    const ids = { currency: { ids: { USD: '1' } } };
    const list = { items: [{ currency: { id: '1' } }] };
    expect(entity(order, ids)[1]).toMatchObject({ kind: 'create', body: { currencyList: list } });
    const named = (currencyIds: string[]) => worldWith(customer({ externalId: 'SHOPIFY_CUST_7001', currencyIds }));
    expect(entity(order, ids, named(['2']))[1]).toMatchObject({
      kind: 'update',
      id: '50',
      body: { currencyList: list },
    });
    expect(entity(order, ids, named(['2', '1']))).toEqual([{ id: '50' }]);
    expect(entity(order, {}, named(['2']))).toEqual([{ id: '50' }]);
    const byMail = entity(order, ids, worldWith(customer({ email: 'ann@example.com', currencyIds: ['2'] })));
    expect(byMail.slice(1)).toMatchObject([{ body: { externalId: 'SHOPIFY_CUST_7001', currencyList: list } }]);
  });

  test('two with the e-mail, or an inactive one, wait', () => {
    const twins = worldWith(
      customer({ email: 'ann@example.com' }),
      customer({ id: '51', entityId: 'C51', email: 'ann@example.com' }),
    );
    expect(causes(order, {}, twins)).toEqual(['customer-ambiguous']);
    expect(causes(order, {}, worldWith(customer({ externalId: 'SHOPIFY_CUST_7001', isInactive: true })))).toEqual([
      'customer-inactive',
    ]);
  });

  test('a NetSuite customer of another Shopify customer is not taken by e-mail', () => {
    const other = worldWith(customer({ externalId: 'SHOPIFY_CUST_9', email: 'ann@example.com' }));
    expect(entity(order, {}, other)[0]).toEqual({ externalId: 'SHOPIFY_CUST_7001' });
  });

  test('guests: made, found by e-mail, the default customer, or they wait', () => {
    const { customer: _, ...guest } = order;
    expect(entity(guest)).toMatchObject([
      { externalId: 'SHOPIFY_GUEST_8837991727410' },
      { kind: 'create', recordType: 'customer' },
    ]);
    expect(entity(guest, {}, worldWith(customer({ email: 'ann@example.com' })))).toEqual([{ id: '50' }]);
    expect(entity(guest, { customer: { guests: 'default', defaultCustomer: '60' } })).toEqual([{ id: '60' }]);
    expect(causes(guest, { customer: { guests: 'wait' } })).toEqual(['guest']);
    const { email: _e, billingAddress: _b, shippingAddress: _s, ...nobody } = guest;
    expect(causes(nobody)).toEqual(['guest']);
    expect(entity(nobody, { customer: { defaultCustomer: '60' } })).toEqual([{ id: '60' }]);
  });

  test('companies, and rules for accounts', () => {
    const company = {
      companyId: '31',
      companyName: 'Acme Inc',
      companyExternalId: 'ACME',
      locationId: '1',
      locationName: 'HQ',
    };
    const business = { ...order, company, poNumber: 'PO 7' };
    expect(entity(business)).toMatchObject([
      { externalId: 'SHOPIFY_COMP_31' },
      { body: { isPerson: false, companyName: 'Acme Inc' } },
    ]);
    expect(entity(business, {}, worldWith(customer({ externalId: 'ACME', isPerson: false })))).toEqual([{ id: '50' }]);
    expect(body(business).otherRefNum).toBe('PO 7');
    const rules = [
      { when: { sourceName: 'pos' }, set: { customer: '70', location: '5', department: '8' } },
      { when: { tag: 'VIP' }, set: { department: '9', class: '2' } },
    ];
    const pos = body(
      { ...order, sourceName: 'pos', tags: ['vip'] },
      { rules, defaults: { class: '1', subsidiary: '3' } },
    );
    expect(pos).toMatchObject({
      entity: { id: '70' },
      location: { id: '5' },
      department: { id: '8' },
      class: { id: '2' },
      subsidiary: { id: '3' },
    });
  });

  test('hidden customer data is told', () => {
    const { customer: _, ...given } = { ...order, hidden: ['order.customer'] };
    expect(planOf(given).notes.join()).toMatch(/order\.customer/);
  });
});

describe('items', () => {
  const withSku = (sku: string | undefined) => ({
    ...order,
    lines: order.lines.map(({ sku: _, ...line }) => ({ ...line, ...(sku === undefined ? {} : { sku }) })),
  });
  const plan = (
    given: Order,
    items: { id: string; itemId: string; isInactive?: boolean }[],
    more: Record<string, unknown> = {},
  ) => {
    const input = inputOf(given, newWorld(), more);
    return planShopifyOrder({ ...input, items: input.items.map((one) => ({ ...one, items })) });
  };

  test('padded, aliased, unknown, ambiguous, inactive, missing', () => {
    expect(lookupsOf(withSku(' tee-1 '), settingsOf()).skus).toEqual(['TEE-1']);
    expect(lookupsOf(withSku('old'), settingsOf({ skuAliases: { OLD: 'New-2' } })).skus).toEqual(['NEW-2']);
    const item = { id: '1', itemId: 'TEE' };
    expect(plan(order, []).problems[0]).toMatchObject({
      cause: 'sku-unknown',
      reason: expect.stringMatching(/no item for SKU TEE/),
    });
    expect(plan(order, [item, { ...item, id: '2' }]).problems[0]?.cause).toBe('sku-ambiguous');
    expect(plan(order, [{ ...item, isInactive: true }]).problems[0]?.cause).toBe('sku-inactive');
    expect(
      plan(order, [
        { ...item, isInactive: true },
        { ...item, id: '2' },
      ]).problems,
    ).toEqual([]);
    expect(plan(withSku(undefined), []).problems[0]?.cause).toBe('sku-missing');
    expect(plan(order, [], { items: { fallback: '99' } }).problems).toEqual([]);
  });

  test('all unknown SKUs are told at once, and 300 lines are planned', () => {
    const many = orderOf({
      lines: Array.from({ length: 300 }, (_, i) => ({ sku: `S${i}`, quantity: 1, price: '1.01', tax: 7 })),
    });
    expect(plan(many, []).problems).toHaveLength(300);
    expect(itemsOf(body(many))).toHaveLength(301);
  });
});

describe('header', () => {
  test('the day is the account’s, not UTC’s', () => {
    const late = { ...order, processedAt: '2026-11-21T03:30:00.000Z' };
    expect(body(late).tranDate).toBe('2026-11-20');
    expect(planShopifyOrder({ ...inputOf(late, newWorld()), timeZone: 'Europe/Berlin' }).writes.at(-1)).toMatchObject({
      body: { tranDate: '2026-11-21' },
    });
  });

  test('addresses: emoji, too long, no province, no country', () => {
    const long = `${'Long Street Name '.repeat(12)}1`;
    const odd = {
      ...address,
      firstName: 'Zoë 🎉',
      company: 'Acme',
      address1: long,
      provinceCode: undefined,
      province: undefined,
      countryCode: undefined,
      phone: '123',
    };
    const sent = body({ ...order, shippingAddress: JSON.parse(JSON.stringify(odd)) }).shippingAddress as Record<
      string,
      string
    >;
    expect(sent).toMatchObject({ addressee: 'Acme', attention: 'Zoë Lee', city: 'Austin', zip: '78701' });
    expect(`${sent.addr1} ${sent.addr2}`).toBe(long);
    expect(Math.max(...Object.values(sent).map((value) => value.length))).toBeLessThanOrEqual(150);
    expect(Object.keys(sent)).not.toEqual(expect.arrayContaining(['state', 'country', 'addrPhone']));
  });

  test('custom fields, memo, ship method, line fields', () => {
    const given = {
      ...order,
      note: 'ring twice',
      attributes: [{ key: 'gift', value: 'yes' }],
      metafields: [{ namespace: 'erp', key: 'zone', type: 'text', value: 'N' }],
      shippingLines: orderOf({ ...spec, shipping: [{ price: '0.00', title: 'Express' }] }).shippingLines,
    };
    const more = {
      fields: [
        { to: 'custbody_note', from: 'note' },
        { to: 'custbody_gift', from: 'attribute:gift' },
        { to: 'custbody_zone', from: 'metafield:erp.zone' },
        { to: 'custbody_none', from: 'poNumber' },
        { to: 'custbody_web', constant: true },
      ],
      lineFields: [{ to: 'custcol_sku', from: 'sku' }],
      memo: 'nameAndNote',
      shipping: { methods: { Express: '9' } },
    };
    expect(lookupsOf(given, settingsOf(more)).metafields).toEqual(['erp.zone']);
    const sent = body(given, more);
    expect(sent).toMatchObject({
      custbody_note: 'ring twice',
      custbody_gift: 'yes',
      custbody_zone: 'N',
      custbody_web: true,
      memo: 'Shopify order #1494: ring twice',
      shipMethod: { id: '9' },
    });
    expect(sent).not.toHaveProperty('custbody_none');
    expect(itemsOf(sent)[0]).toMatchObject({ custcol_sku: 'TEE' });
  });
});
