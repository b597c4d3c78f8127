/** Small builders for the customer profile tests: an order, a customer three levels down, and ShipStation carrying out a write. */
import type { OrderDetail } from '../../connectors/shipstation/types.ts';
import {
  NOTHING_WRITTEN,
  type Owner,
  type Profile,
  type ProfileInput,
  type ProfileWrite,
  type Written,
} from '../../mappings/netsuite-shipstation/customer-profiles/types.ts';
import { type CustomerProfilesSettings, customerProfilesSchema } from '../../settings/customer-profiles.ts';

export const settings = (overrides: Record<string, unknown> = {}): CustomerProfilesSettings =>
  customerProfilesSchema.parse(overrides);

export const order = (more: Partial<OrderDetail> = {}): OrderDetail => ({
  orderId: '900',
  orderNumber: '1042',
  orderKey: 'key-1042',
  orderStatus: 'awaiting_shipment',
  customFields: {},
  mergedOrSplit: false,
  mergedIds: [],
  createdAt: '2026-07-15T15:00:00.000Z',
  modifiedAt: '2026-07-15T15:00:00.000Z',
  modifyDate: '2026-07-15T08:00:00.0000000',
  customerEmail: 'ap@northside.example',
  billTo: { name: 'Pat Doe' },
  shipTo: { name: 'Receiving', street1: '2 Elm St', city: 'Sparks', postalCode: '89431', country: 'US' },
  tagIds: [],
  ...more,
});

export const profile = (more: Partial<Profile> = {}): Profile => ({
  customerId: '417',
  accountNumber: 'ACCT-00417',
  company: 'Northside Dental',
  email: 'ap@northside.example',
  phone: '775-555-0100',
  parentId: '412',
  chain: ['ACCT-00412', 'ACCT-00400'],
  reseller: 'ACCT-00400',
  terms: 'Net 30',
  category: 'Wholesale',
  billing: { street1: '1 Main St', city: 'Reno', state: 'NV', postalCode: '89501', country: 'US' },
  shipping: { name: 'Dock 4', street1: '9 Dock Rd', city: 'Reno', state: 'NV', postalCode: '89502', country: 'US' },
  ...more,
});

export const one = (of: Profile = profile()): Owner => ({ kind: 'one', profile: of, fingerprint: 'f', rule: 'r' });

export const input = (more: Partial<ProfileInput> = {}): ProfileInput => ({
  order: order(),
  owner: one(),
  written: NOTHING_WRITTEN,
  settings: settings(),
  tags: [],
  ...more,
});

/** ShipStation after the write: the members that were given are replaced, the time moves on. */
export function carriedOut(before: OrderDetail, write: ProfileWrite): OrderDetail {
  const { customerUsername, billTo, shipTo, ...fields } = write.change;
  const kept = { ...before.customFields, ...fields };
  const after: OrderDetail = {
    ...before,
    modifyDate: `${before.modifyDate}+`,
    customFields: Object.fromEntries(Object.entries(kept).filter(([, text]) => text !== '')),
    billTo: billTo ?? before.billTo,
    shipTo: shipTo ?? before.shipTo,
    tagIds: [
      ...before.tagIds.filter((id) => !write.removeTags.some(({ tagId }) => tagId === id)),
      ...write.addTags.map(({ tagId }) => tagId),
    ],
  };
  if (customerUsername !== undefined) after.customerUsername = customerUsername;
  return after;
}

export const afterWrite = (write: ProfileWrite): Written => ({ ...write.after, fingerprint: 'f' });
