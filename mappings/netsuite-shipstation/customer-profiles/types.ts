/**
 * Shapes of the sync customerProfiles: a NetSuite customer as the program knows it, what it becomes on an order.
 * The trap: almost everything here is personal; only ids, codes and names of fields may reach summaries and records.
 */
import type { OrderAddress, OrderChange, OrderDetail } from '../../../connectors/shipstation/types.ts';
import type { CustomerProfilesSettings } from '../../../settings/customer-profiles.ts';

/** A customer with what stands above it. */
export type Profile = {
  customerId: string;
  /** By which orders know it; absent where the field that the settings name is empty. */
  accountNumber?: string;
  externalId?: string;
  /** The company's or the person's name. */
  company?: string;
  /** Who a letter is addressed to, where that is not the company. */
  contact?: string;
  email?: string;
  phone?: string;
  parentId?: string;
  /** Account numbers of the customers above, from the direct parent up to the top. */
  chain: string[];
  reseller?: string;
  terms?: string;
  category?: string;
  billing?: OrderAddress;
  shipping?: OrderAddress;
};

/** What was found for an order. `several`: the rule that fits more than one customer, with their ids or numbers. */
export type Owner =
  | { kind: 'one'; profile: Profile; fingerprint: string; rule: string }
  | { kind: 'several'; rule: string; customerIds: string[] }
  | { kind: 'none'; tried: string[] };

/** One part of an order that can be ours: single fields, or the place of an address with street, city and country. */
export type Slot =
  | 'customerUsername'
  | 'customField1'
  | 'customField2'
  | 'customField3'
  | `${'billTo' | 'shipTo'}.${'place' | 'name' | 'company' | 'phone'}`;

export type SlotValues = Partial<Record<Slot, string>>;

/**
 * What we wrote on an order and saw there afterwards. `tried`: what was on its way when we last heard; it counts as ours
 * only where the order has it.
 */
export type Written = {
  slots: SlotValues;
  tags: string[];
  tried?: { slots: SlotValues; tags: string[] };
  /** Of the profile that the order was last looked at with. */
  fingerprint?: string;
};

export const NOTHING_WRITTEN: Written = { slots: {}, tags: [] };

export type Tag = { tagId: string; name: string };

/** One replacement of an order, with the tags to set afterwards; done only while the order's `modifyDate` is this one. */
export type ProfileWrite = {
  orderId: string;
  title: string;
  modifyDate: string;
  /** The parts that it changes, and how the order's members follow from them. */
  slots: SlotValues;
  change: OrderChange;
  addTags: Tag[];
  removeTags: Tag[];
  /** What is ours once it is done. */
  after: { slots: SlotValues; tags: string[] };
};

/** Whose customers they are: the system's name, and what `customerIds` of several owners are. */
export type ProfileBook = { system: string; ids: string };

export type ProfileInput = {
  /** Absent = NetSuite. */
  book?: ProfileBook;
  order: OrderDetail;
  owner: Owner;
  written: Written;
  settings: CustomerProfilesSettings;
  /** The account's tags; empty where the settings name none. */
  tags: Tag[];
};

export type ProfileProblem = { cause: string; reason: string };

export type ProfilePlan = {
  write?: ProfileWrite;
  problems: ProfileProblem[];
  /** In plain words, nothing personal. */
  notes: string[];
  numbers: { kind: string; value: string }[];
  /** What is ours as the order stands now. */
  written: Written;
};
