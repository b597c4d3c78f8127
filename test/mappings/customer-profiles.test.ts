/** What a customer's profile changes on an open order, by example. */
import { expect, test } from '@jest/globals';
import { encode } from '../../mappings/netsuite-shipstation/customer-profiles/encode.ts';
import {
  keysOfCustomer,
  keysOfOrder,
  narrow,
  questionsOf,
  shownAccount,
} from '../../mappings/netsuite-shipstation/customer-profiles/match.ts';
import { planProfile } from '../../mappings/netsuite-shipstation/customer-profiles/plan.ts';
import { profileDifferences } from '../../mappings/netsuite-shipstation/customer-profiles/verify.ts';
import { customerProfilesSchema } from '../../settings/customer-profiles.ts';
import { afterWrite, carriedOut, input, one, order, profile, settings } from './customer-profiles-support.ts';

const CHAIN = 'chain:ACCT-00412>ACCT-00400;reseller:ACCT-00400;terms:Net 30;category:Wholesale';

test('three levels of hierarchy reach the order; what the order has of its own stays', () => {
  const { write, problems } = planProfile(input());
  expect(problems).toEqual([]);
  expect(write).toMatchObject({
    orderId: '900',
    modifyDate: '2026-07-15T08:00:00.0000000',
    change: {
      customerUsername: 'ACCT-00417',
      customField1: 'ACCT-00417',
      customField2: CHAIN,
      billTo: {
        name: 'Pat Doe',
        company: 'Northside Dental',
        street1: '1 Main St',
        city: 'Reno',
        state: 'NV',
        postalCode: '89501',
        country: 'US',
        phone: '775-555-0100',
      },
    },
  });
  expect(write?.change).not.toHaveProperty('shipTo');
  expect(write?.change).not.toHaveProperty('customField3');
  expect(write?.title).toBe(
    'write username, custom field 1, custom field 2, bill-to address, bill-to company, bill-to phone of account ACCT-00417 on order 1042',
  );
});

test('closed orders are left alone whatever they lack', () => {
  for (const orderStatus of ['shipped', 'cancelled', 'pending_fulfillment', 'rejected_fulfillment']) {
    const plan = planProfile(input({ order: order({ orderStatus }) }));
    expect([plan.write, plan.problems]).toEqual([undefined, []]);
  }
});

test('a second look plans nothing; a changed profile goes over our own text and not over a person’s', () => {
  const first = planProfile(input()).write!;
  const written = carriedOut(order(), first);
  expect(profileDifferences(first, written)).toEqual([]);
  expect(planProfile(input({ order: written, written: afterWrite(first) })).write).toBeUndefined();

  const edited = { ...written, customFields: { ...written.customFields, customField1: 'call before delivery' } };
  const promoted = one(profile({ accountNumber: 'ACCT-9', terms: 'Net 60' }));
  const second = planProfile(input({ order: edited, owner: promoted, written: afterWrite(first) }));
  expect(second.write?.change).toEqual({
    customerUsername: 'ACCT-9',
    customField2: CHAIN.replace('Net 30', 'Net 60'),
  });
  expect(second.notes).toEqual(['kept as somebody left it: custom field 1']);
});

test('what a person emptied is not filled again, and what stood there before us is never ours', () => {
  const first = planProfile(input()).write!;
  const { customerUsername: _emptied, ...emptied } = carriedOut(order(), first);
  const again = planProfile(input({ order: emptied, written: afterWrite(first) }));
  expect([again.write, again.notes]).toEqual([undefined, ['kept as somebody left it: username']]);

  const own = order({
    customerUsername: 'ACCT-00417',
    customFields: { customField1: 'ACCT-00417', customField2: CHAIN },
  });
  const foreign = planProfile(
    input({ order: own, owner: one(profile({ accountNumber: 'NEW' })), settings: settings({ billTo: false }) }),
  );
  expect(foreign.write).toBeUndefined();
});

test('an order edited in its billing address keeps all of it', () => {
  const first = planProfile(input()).write!;
  const written = carriedOut(order(), first);
  const edited = { ...written, billTo: { ...written.billTo, street1: '77 Other St' } };
  const moved = one(profile({ billing: { street1: '5 New St', city: 'Elko', country: 'US' }, phone: '1' }));
  const plan = planProfile(input({ order: edited, owner: moved, written: afterWrite(first) }));
  expect([plan.write, plan.notes]).toEqual([undefined, ['kept as somebody left it: bill-to address']]);
});

test('a write whose answer was lost is known as ours when it is seen, and not when it never arrived', () => {
  const write = planProfile(input()).write!;
  const tried = { slots: {}, tags: [], tried: { slots: write.slots, tags: [] } };
  const landed = planProfile(input({ order: carriedOut(order(), write), written: tried }));
  expect(landed.write).toBeUndefined();
  expect(landed.written.slots.customField1).toBe('ACCT-00417');
  expect(planProfile(input({ written: tried })).write?.change).toEqual(write.change);
});

test('an e-mail address as username may give way where the settings say so', () => {
  const mailed = order({ customerUsername: 'AP@northside.example' });
  expect(planProfile(input({ order: mailed })).write?.change).not.toHaveProperty('customerUsername');
  const allowed = settings({ username: 'whenEmptyOrEmail' });
  expect(planProfile(input({ order: mailed, settings: allowed })).write?.change.customerUsername).toBe('ACCT-00417');
  const named = order({ customerUsername: 'pat.doe' });
  expect(planProfile(input({ order: named, settings: allowed })).write?.change).not.toHaveProperty('customerUsername');
});

test('tags are set by table; one that a person took off is not put back, a foreign one never taken off', () => {
  const tagged = settings({ tags: { category: { wholesale: 'B2B' }, terms: { 'Net 30': 'Terms' } } });
  const tags = [
    { tagId: '5', name: 'b2b' },
    { tagId: '6', name: 'Terms' },
  ];
  const base = { settings: tagged, tags };
  const first = planProfile(input({ ...base, order: order({ tagIds: ['6', '9'] }) })).write!;
  expect([first.addTags, first.removeTags]).toEqual([[{ tagId: '5', name: 'b2b' }], []]);
  const written = carriedOut(order({ tagIds: ['6', '9'] }), first);
  const retail = one(profile({ category: 'Retail', terms: 'Prepaid' }));
  const second = planProfile(input({ ...base, order: written, owner: retail, written: afterWrite(first) })).write;
  expect([second?.addTags, second?.removeTags]).toEqual([[], [{ tagId: '5', name: 'b2b' }]]);
  const off = { ...written, tagIds: ['6', '9'] };
  const third = planProfile(input({ ...base, order: off, written: afterWrite(first) }));
  expect([third.write, third.notes]).toEqual([undefined, ['kept as somebody left it: tags']]);
  const missing = planProfile(input({ settings: tagged, tags: [] }));
  expect(missing.problems.map(({ cause }) => cause)).toEqual(['tag-missing', 'tag-missing']);
  expect(missing.write?.change.customField1).toBe('ACCT-00417');
});

test('what cannot be decided waits and says whom it fits by ids alone', () => {
  const several = planProfile(
    input({ owner: { kind: 'several', rule: 'customerEmail = email', customerIds: ['4', '7'] } }),
  );
  expect(several.problems).toEqual([
    {
      cause: 'customer-ambiguous',
      reason: expect.stringContaining('fits 2 customers in NetSuite by customerEmail = email (internal ids 4, 7)'),
    },
  ]);
  const nobody = { kind: 'none' as const, tried: ['customerEmail = email'] };
  expect(planProfile(input({ owner: nobody }))).toMatchObject({
    problems: [],
    notes: [expect.stringContaining('left alone')],
  });
  const strict = planProfile(input({ owner: nobody, settings: settings({ onUnknown: 'wait' }) }));
  expect(strict.problems[0]?.cause).toBe('customer-not-found');
  const numberless = profile();
  delete numberless.accountNumber;
  expect(planProfile(input({ owner: one(numberless) })).problems[0]?.cause).toBe('account-number-missing');
});

test('an order that ShipStation would refuse or double is not written', () => {
  const nameless = input({ order: order({ billTo: {} }), settings: settings({ billTo: false }) });
  expect(planProfile(nameless)).toMatchObject({ problems: [{ cause: 'bill-to-nameless' }] });
  expect(planProfile(nameless).write).toBeUndefined();
  const { orderKey: _none, ...keyless } = order();
  expect(planProfile(input({ order: keyless })).problems[0]?.cause).toBe('order-without-key');
});

test('custom fields leave out what is missing or does not fit, and never cut a value', () => {
  const of = profile({ terms: 'Net;30 > days', company: 'A'.repeat(60) });
  expect(encode('acct={accountNumber};terms={terms};by={externalId};{category}', of, 100)).toBe(
    'acct=ACCT-00417;terms=Net 30 days;Wholesale',
  );
  expect(encode('{company};{accountNumber}', of, 30)).toBe('ACCT-00417');
  expect(encode('{parent}/{top}', of, 100)).toBe('ACCT-00412/ACCT-00400');
  expect(encode('', of, 100)).toBe('');
  const wrong = customerProfilesSchema.safeParse({ customField1: '{acount}' });
  expect(wrong.error?.issues[0]?.message).toContain('{acount} is not known; use accountNumber');
});

test('questions follow the rules in their order; order and customer meet under the same key', () => {
  const rules = settings({
    accountNumber: 'custentity_acct',
    match: [
      { shipstation: 'customField1', netsuite: 'accountNumber', stripPrefix: 'acct=' },
      { shipstation: 'customerUsername', netsuite: 'accountNumber' },
      { shipstation: 'customerEmail', netsuite: 'email' },
      { shipstation: 'customField2', netsuite: 'id' },
    ],
  });
  const of = order({ customFields: { customField1: 'acct=A7', customField2: 'no id' }, customerUsername: 'a7' });
  expect(questionsOf(of, rules)).toEqual([
    { rule: 'customField1 = accountNumber', netsuite: 'custentity_acct', value: 'A7' },
    { rule: 'customerEmail = email', netsuite: 'email', value: 'ap@northside.example' },
  ]);
  expect(keysOfCustomer({ custentity_acct: 'a7 ', email: 'AP@Northside.example', id: '5' }, rules)).toEqual([
    ...keysOfOrder(of, rules),
    'id=5',
  ]);
  expect(questionsOf(order({ customerEmail: 'none given' }), settings())).toEqual([]);
});

test('several candidates only become fewer', () => {
  expect(narrow(undefined, 'a', [])).toBeUndefined();
  const known = narrow(undefined, 'a', ['1', '2', '2']);
  expect(known).toEqual({ rule: 'a', customerIds: ['1', '2'] });
  expect(narrow(known, 'b', ['2'])).toEqual({ rule: 'a and b', customerIds: ['2'] });
  expect(narrow(known, 'b', ['9'])).toBe(known);
});

test('an account number that may be a name is not shown', () => {
  const shown = (accountNumber: string) => shownAccount({ customerId: '7', accountNumber });
  expect(['ACCT-00417', '10/4.2', 'Ada Lovelace', 'ap@x.example', 'Northside'].map(shown)).toEqual([
    'account ACCT-00417',
    'account 10/4.2',
    'customer 7',
    'customer 7',
    'customer 7',
  ]);
});
