/** Whom an order is billed to, what is made of an unknown owner, and what the settings say about both. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  billToChannel,
  decideBilling,
  isBilledToChannel,
  shownNumber,
} from '../../../mappings/fusion-shipstation/customers/billing.ts';
import { draftCustomer } from '../../../mappings/fusion-shipstation/customers/draft.ts';
import type { FoundOwner, OwnedOrder } from '../../../mappings/fusion-shipstation/customers/types.ts';
import { asProfileSettings, customerAlignmentSchema } from '../../../settings/customer-alignment.ts';
import { receivablesPostingSchema } from '../../../settings/receivables-posting.ts';

const order = (changes: Partial<OwnedOrder> = {}): OwnedOrder => ({
  orderId: '7',
  orderNumber: 'W-7',
  storeId: '5',
  customFields: {},
  customerEmail: 'ann@lee.example',
  billTo: { name: 'Ann Lee' },
  shipTo: {
    name: 'Dock',
    company: 'Lee Ltd',
    street1: '1 Main St',
    street3: 'Rear',
    city: 'Reno',
    state: 'NV',
    postalCode: '89501',
  },
  ...changes,
});
const frame = (alignment: object = {}, channels = {}, receivables: object = {}) => ({
  settings: customerAlignmentSchema.parse({ enabled: true, ...alignment }),
  receivables: receivablesPostingSchema.parse(receivables),
  channels,
});
const create = (more: object = {}) =>
  customerAlignmentSchema.parse({ enabled: true, onUnknown: 'create', create: more });

test('an owner who is found is billed with the site where there is no doubt', () => {
  const owner: FoundOwner = {
    kind: 'one',
    account: { accountId: '1', number: '1009', site: 'S1' },
    rule: 'customerEmail = email',
  };
  expect(decideBilling(order(), owner, frame())).toEqual({
    customer: { account: '1009', site: 'S1', how: 'account 1009 found by customerEmail = email' },
  });
});

test('several wait with at most ten numbers, and never with the address', () => {
  const numbers = Array.from({ length: 12 }, (_, index) => String(1000 + index));
  const decision = decideBilling(
    order(),
    { kind: 'several', rule: 'customerEmail = email', numbers },
    frame({ onUnknown: 'create' }),
  );
  expect(decision).toMatchObject({
    problem: { cause: 'customer-ambiguous', reason: expect.stringContaining('1009 and 2 more') },
  });
  expect(JSON.stringify(decision)).not.toContain('lee.example');
});

test('nobody: the channel’s customer, the general one, a wait, or a new one', () => {
  const none: FoundOwner = { kind: 'none', tried: ['customerEmail = email'] };
  const channels = { 5: { name: 'Web', customer: { account: '1008' } }, 6: { name: 'Amazon' } };
  expect(decideBilling(order(), none, frame({}, channels))).toEqual({
    customer: { account: '1008', how: 'channel Web' },
  });
  expect(billToChannel(order({ storeId: '9' }), frame({}, channels, { customer: { account: '1' } }))).toEqual({
    customer: { account: '1', how: 'the general customer' },
  });
  expect(billToChannel(order({ storeId: '6' }), frame({}, channels))).toMatchObject({
    problem: { cause: 'customer-unknown' },
  });
  expect(decideBilling(order(), none, frame({ onUnknown: 'create' }))).toEqual({ create: true });
  expect(decideBilling(order(), none, frame({ onUnknown: 'wait' }))).toMatchObject({
    problem: { cause: 'customer-not-found', reason: expect.stringContaining('looked by customerEmail = email') },
  });
});

test('stores whose orders are always the channel’s, and a sync that is off', () => {
  expect(isBilledToChannel(order(), frame())).toBe(false);
  expect(isBilledToChannel(order(), frame({ channelOnly: ['5'] }))).toBe(true);
  expect(isBilledToChannel(order({ storeId: '6' }), frame({ channelOnly: ['5'] }))).toBe(false);
  expect(isBilledToChannel(order(), frame({ enabled: false }))).toBe(true);
});

test('a number that may be a name is not shown', () => {
  expect([shownNumber('1009'), shownNumber('ACCT-7'), shownNumber('Ann Lee'), shownNumber('annlee')]).toEqual([
    ...['account 1009', 'account ACCT-7', 'an account', 'an account'],
  ]);
});

test('a draft: an organisation where a company is named, else a person; the parcel’s place where the bill has none', () => {
  const drafted = draftCustomer(order(), 'ML-1', create({ sourceSystem: 'SHIPSTATION' }));
  expect(drafted).toEqual({
    draft: {
      accountName: 'Lee Ltd',
      party: {
        kind: 'organization',
        name: 'Lee Ltd',
        email: 'ann@lee.example',
        address: { lines: ['1 Main St', 'Rear'], city: 'Reno', state: 'NV', postalCode: '89501', country: 'US' },
        source: { system: 'SHIPSTATION', reference: 'ML-1' },
      },
    },
  });
  expect(draftCustomer(order(), 'ML-1', create({ kind: 'person', country: 'CA' }))).toMatchObject({
    draft: { accountName: 'Ann Lee', party: { kind: 'person', address: { country: 'CA' } } },
  });
});

test('an incomplete owner is never drafted, and the reason names the order only', () => {
  const text = fc.constantFrom(undefined, '', '  ', 'x');
  const address = fc.record({ name: text, company: text, street1: text }).map((row) => row as OwnedOrder['billTo']);
  fc.assert(
    fc.property(
      fc.constantFrom(undefined, '', 'no address', 'a@b.example'),
      address,
      address,
      (email, billTo, shipTo) => {
        const { customerEmail: _gone, ...rest } = order({ billTo, shipTo });
        const answer = draftCustomer(email === undefined ? rest : { ...rest, customerEmail: email }, 'ML-1', create());
        const isWhole = email === 'a@b.example' && [billTo, shipTo].some(({ street1 }) => street1?.trim());
        const isNamed =
          [billTo.name, billTo.company].some((one) => one?.trim()) ||
          [shipTo.name, shipTo.company].some((one) => one?.trim());
        if (!isWhole || !isNamed)
          expect(answer).toMatchObject({
            problem: { cause: 'customer-incomplete', reason: expect.stringContaining('W-7') },
          });
        if ('draft' in answer)
          expect([answer.draft.accountName.trim(), answer.draft.party.address.lines.length > 0]).toEqual(['x', true]);
      },
    ),
  );
});

test('changed rules make orders due again; placeholders that Fusion cannot fill are refused', () => {
  const unknown = (settings: object) =>
    (asProfileSettings(customerAlignmentSchema.parse(settings)) as { unknown?: string }).unknown;
  expect(unknown({ onUnknown: 'create' })).not.toBe(unknown({ onUnknown: 'channel' }));
  expect(unknown({ onUnknown: 'create', create: { at: 'order' } })).not.toBe(unknown({ onUnknown: 'create' }));
  expect(customerAlignmentSchema.safeParse({ customField1: '{reseller}' }).success).toBe(false);
  expect(asProfileSettings(customerAlignmentSchema.parse({}))).toMatchObject({
    billTo: false,
    shipTo: false,
    tags: {},
  });
});
