/** Whatever people do to an order between our looks: their edits stand, a second look plans nothing, closed orders rest. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { OrderDetail } from '../../connectors/shipstation/types.ts';
import { OPEN_STATUSES, planProfile } from '../../mappings/netsuite-shipstation/customer-profiles/plan.ts';
import { slotsOf } from '../../mappings/netsuite-shipstation/customer-profiles/slots.ts';
import {
  NOTHING_WRITTEN,
  type Profile,
  type Slot,
  type Written,
} from '../../mappings/netsuite-shipstation/customer-profiles/types.ts';
import { profileDifferences } from '../../mappings/netsuite-shipstation/customer-profiles/verify.ts';
import { afterWrite, carriedOut, input, one, order, profile, settings } from './customer-profiles-support.ts';

const word = fc.constantFrom('A1', 'B 2', 'c;3', 'D>4', '  E5 ', 'ap@northside.example');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const clean = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
const address = fc
  .record({
    name: maybe(word),
    company: maybe(word),
    street1: maybe(word),
    city: maybe(word),
    country: maybe(word),
    phone: maybe(word),
  })
  .map(clean) as fc.Arbitrary<OrderDetail['billTo']>;

const anyProfile = fc
  .record({
    accountNumber: maybe(word),
    company: maybe(word),
    phone: maybe(word),
    terms: maybe(word),
    category: maybe(word),
    billing: maybe(address),
    shipping: maybe(address),
    chain: fc.array(word, { maxLength: 3 }),
  })
  .map((parts) => ({ ...clean(profile({ ...(parts as Partial<Profile>) })) }));
const fields = fc
  .record({ customField1: maybe(word), customField2: maybe(word), customField3: maybe(word) })
  .map(clean);
const anyOrder = fc
  .record({
    customerUsername: maybe(word),
    customFields: fields,
    billTo: address,
    shipTo: address,
    tagIds: fc.subarray(['1', '2', '3']),
  })
  .map((parts) => clean(order({ ...(parts as Partial<OrderDetail>) })));
const anySettings = fc
  .record({
    username: fc.constantFrom('whenEmpty', 'whenEmptyOrEmail', 'never'),
    customField3: fc.constantFrom('', '{company};{top}'),
    billTo: fc.boolean(),
    shipTo: fc.boolean(),
    fieldLength: fc.constantFrom(10, 40, 100),
    tags: fc.constantFrom({}, { category: { A1: 'one', 'B 2': 'two' } }, { terms: { A1: 'three' } }),
  })
  .map((parts) => settings(parts));
const TAGS = [
  { tagId: '1', name: 'one' },
  { tagId: '2', name: 'two' },
  { tagId: '3', name: 'three' },
];

/** A person changes some parts of the order; the rest stays as it is. */
const edit = fc.record({
  customerUsername: maybe(word),
  customFields: maybe(fields),
  billTo: maybe(address),
  shipTo: maybe(address),
  tagIds: maybe(fc.subarray(['1', '2', '3'])),
});

test('a person’s edit is never overwritten, and what we wrote is there', () => {
  fc.assert(
    fc.property(
      anyOrder,
      fc.array(fc.tuple(anyProfile, edit), { minLength: 1, maxLength: 5 }),
      anySettings,
      (start, steps, chosen) => {
        let present: OrderDetail = start;
        let written: Written = NOTHING_WRITTEN;
        const touched = new Map<Slot, string>();
        for (const [slot, text] of Object.entries(slotsOf(start)) as [Slot, string][])
          if (text !== '') touched.set(slot, text);
        for (const [is, change] of steps) {
          const plan = planProfile(input({ order: present, owner: one(is), written, settings: chosen, tags: TAGS }));
          written = plan.written;
          if (plan.write !== undefined) {
            const before = present;
            present = carriedOut(before, plan.write);
            expect(profileDifferences(plan.write, present)).toEqual([]);
            for (const slot of Object.keys(plan.write.slots) as Slot[]) {
              const isMail = slot === 'customerUsername' && chosen.username === 'whenEmptyOrEmail';
              if (!isMail) expect([slot, touched.get(slot)]).toEqual([slot, undefined]);
            }
            const untouched = Object.entries(slotsOf(before)).filter(([slot]) => !(slot in (plan.write?.slots ?? {})));
            const now: Record<string, string> = slotsOf(present);
            for (const [slot, text] of untouched) expect([slot, now[slot]]).toEqual([slot, text]);
            written = afterWrite(plan.write);
            for (const slot of Object.keys(plan.write.slots) as Slot[]) touched.delete(slot);
          }
          const last = present;
          present = clean({
            ...present,
            ...(clean(change) as Partial<OrderDetail>),
            modifyDate: `${present.modifyDate}e`,
          });
          const [was, now] = [slotsOf(last), slotsOf(present)];
          for (const slot of Object.keys(now) as Slot[]) {
            if (was[slot] === now[slot]) continue;
            // Put back to just what we wrote it is ours again; empty and never ours it is free.
            if (written.slots[slot] === now[slot] || (now[slot] === '' && written.slots[slot] === undefined))
              touched.delete(slot);
            else touched.set(slot, now[slot]);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('a second look plans nothing, also when the first one’s answer was lost', () => {
  fc.assert(
    fc.property(anyOrder, anyProfile, anySettings, (start, is, chosen) => {
      const base = { owner: one(is), settings: chosen, tags: TAGS };
      const { write } = planProfile(input({ ...base, order: start }));
      if (write === undefined) return;
      const after = carriedOut(start, write);
      expect(planProfile(input({ ...base, order: after, written: afterWrite(write) })).write).toBeUndefined();
      const tried = {
        slots: {},
        tags: [],
        tried: { slots: write.slots, tags: write.addTags.map(({ tagId }) => tagId) },
      };
      expect(planProfile(input({ ...base, order: after, written: tried })).write).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

test('no closed order is written and no field is longer than allowed', () => {
  const status = fc.constantFrom(
    'shipped',
    'cancelled',
    'awaiting_shipment',
    'on_hold',
    'awaiting_payment',
    'something_new',
  );
  fc.assert(
    fc.property(anyOrder, anyProfile, anySettings, status, (start, is, chosen, orderStatus) => {
      const { write } = planProfile(
        input({ order: { ...start, orderStatus }, owner: one(is), settings: chosen, tags: TAGS }),
      );
      if (!OPEN_STATUSES.includes(orderStatus)) expect(write).toBeUndefined();
      const { customField1 = '', customField2 = '', customField3 = '' } = write?.change ?? {};
      for (const text of [customField1, customField2, customField3])
        expect(text.length).toBeLessThanOrEqual(chosen.fieldLength);
    }),
    { numRuns: 200 },
  );
});
