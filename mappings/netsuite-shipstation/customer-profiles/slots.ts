/**
 * The parts of an order that a profile can fill, as plain texts: read from an order, wanted from a profile, put together
 * into a change. The trap: the place of an address is one part; a street of ours beside somebody's own city is no address.
 */
import type { OrderAddress, OrderChange, OrderDetail } from '../../../connectors/shipstation/types.ts';
import type { CustomerProfilesSettings } from '../../../settings/customer-profiles.ts';
import { encode } from './encode.ts';
import type { Profile, Slot, SlotValues } from './types.ts';

const PLACE = ['street1', 'street2', 'street3', 'city', 'state', 'postalCode', 'country'] as const;
/** An address without these is none; a country alone often stands there by default. */
const TELLING = ['street1', 'street2', 'street3', 'city', 'postalCode'] as const;
const CUSTOM_FIELDS = ['customField1', 'customField2', 'customField3'] as const;
export const SIDES = ['billTo', 'shipTo'] as const;
type Side = (typeof SIDES)[number];

/** The place as one text that is equal for equal places; empty where there is none. */
export function placeText(address: OrderAddress): string {
  if (TELLING.every((member) => (address[member] ?? '').trim() === '')) return '';
  return JSON.stringify(PLACE.map((member) => (address[member] ?? '').trim()));
}

function placeOf(text: string): OrderAddress {
  if (text === '') return {};
  const parts = JSON.parse(text) as string[];
  return Object.fromEntries(PLACE.map((member, at) => [member, parts[at] ?? '']).filter(([, part]) => part !== ''));
}

/** What stands in each part of the order now; '' for nothing. */
export function slotsOf(order: OrderDetail): Record<Slot, string> {
  return {
    customerUsername: (order.customerUsername ?? '').trim(),
    customField1: (order.customFields.customField1 ?? '').trim(),
    customField2: (order.customFields.customField2 ?? '').trim(),
    customField3: (order.customFields.customField3 ?? '').trim(),
    'billTo.place': placeText(order.billTo),
    'billTo.name': (order.billTo.name ?? '').trim(),
    'billTo.company': (order.billTo.company ?? '').trim(),
    'billTo.phone': (order.billTo.phone ?? '').trim(),
    'shipTo.place': placeText(order.shipTo),
    'shipTo.name': (order.shipTo.name ?? '').trim(),
    'shipTo.company': (order.shipTo.company ?? '').trim(),
    'shipTo.phone': (order.shipTo.phone ?? '').trim(),
  };
}

/** What the profile wants to stand there; parts that are not its business are absent. */
export function wantedSlots(profile: Profile, settings: CustomerProfilesSettings): SlotValues {
  const wanted: SlotValues = {};
  if (settings.username !== 'never' && profile.accountNumber !== undefined)
    wanted.customerUsername = profile.accountNumber.trim();
  for (const field of CUSTOM_FIELDS)
    if (settings[field] !== '') wanted[field] = encode(settings[field], profile, settings.fieldLength);
  if (settings.billTo) Object.assign(wanted, wantedSide('billTo', profile, profile.billing));
  if (settings.shipTo) Object.assign(wanted, wantedSide('shipTo', profile, profile.shipping));
  return wanted;
}

function wantedSide(side: Side, profile: Profile, address: OrderAddress | undefined): SlotValues {
  const place = address === undefined ? '' : placeText(address);
  if (address === undefined || place === '') return {};
  const name = address.name ?? profile.contact ?? profile.company ?? '';
  const company = address.company ?? profile.company ?? '';
  return {
    [`${side}.place`]: place,
    [`${side}.name`]: name.trim(),
    [`${side}.company`]: company.trim(),
    [`${side}.phone`]: (address.phone ?? profile.phone ?? '').trim(),
  };
}

/** The change that puts these parts on the order; an address is given whole, with what it has of its own. */
export function changeOf(order: OrderDetail, slots: SlotValues): OrderChange {
  const change: OrderChange = {};
  if (slots.customerUsername !== undefined) change.customerUsername = slots.customerUsername;
  for (const field of CUSTOM_FIELDS) {
    const text = slots[field];
    if (text !== undefined) change[field] = text;
  }
  for (const side of SIDES) {
    const address = changedSide(order[side], slots, side);
    if (address !== undefined) change[side] = address;
  }
  return change;
}

function changedSide(present: OrderAddress, slots: SlotValues, side: Side): OrderAddress | undefined {
  const {
    [`${side}.place`]: place,
    [`${side}.name`]: name,
    [`${side}.company`]: company,
    [`${side}.phone`]: phone,
  } = slots as Record<string, string | undefined>;
  if ([place, name, company, phone].every((part) => part === undefined)) return undefined;
  const kept = place === undefined ? present : { ...without(present, PLACE), ...placeOf(place) };
  const named = { name, company, phone };
  return { ...kept, ...Object.fromEntries(Object.entries(named).filter(([, text]) => text !== undefined)) };
}

const without = (address: OrderAddress, members: readonly string[]): OrderAddress =>
  Object.fromEntries(Object.entries(address).filter(([member]) => !members.includes(member)));

const WORDS: Record<Slot, string> = {
  customerUsername: 'username',
  customField1: 'custom field 1',
  customField2: 'custom field 2',
  customField3: 'custom field 3',
  'billTo.place': 'bill-to address',
  'billTo.name': 'bill-to name',
  'billTo.company': 'bill-to company',
  'billTo.phone': 'bill-to phone',
  'shipTo.place': 'ship-to address',
  'shipTo.name': 'ship-to name',
  'shipTo.company': 'ship-to company',
  'shipTo.phone': 'ship-to phone',
};

/** The parts' names for a person. */
export const wordsOf = (slots: readonly string[]): string[] => slots.map((slot) => WORDS[slot as Slot] ?? slot);
