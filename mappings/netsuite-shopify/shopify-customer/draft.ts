/**
 * A NetSuite customer as Shopify describes one: fields by owner, address book, tags.
 * The trap: a person needs a last name and a company its name, and Shopify may have neither.
 */
import type { RecordBody } from '../../../connectors/netsuite/record-types.ts';
import type { Address } from '../../../connectors/shopify/types.ts';
import type { ShopifyCustomerSettings } from '../../../settings/shopify-customer.ts';
import { addressOf, companyText, emailOf, personName, phoneOf } from './text.ts';
import type { SourceCustomer } from './types.ts';

/** Stands for a first name that Shopify does not have; never written over one that NetSuite has. */
export const NO_NAME = '-';

const LONGEST_ENTITY_ID = 80;

/** Only what a customer is made of; orders of guests and companies give it too. */
export type CustomerFacts = {
  id: string;
  firstName?: string | undefined;
  lastName?: string | undefined;
  companyName?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  taxExempt?: boolean | undefined;
  tags?: string[] | undefined;
  note?: string | undefined;
  emailConsent?: string | undefined;
  shipping?: Address | undefined;
  billing?: Address | undefined;
};

export function factsOf(customer: SourceCustomer, settings: ShopifyCustomerSettings): CustomerFacts {
  const address = customer.defaultAddress ?? customer.addresses?.[0];
  return {
    id: customer.id,
    firstName: customer.firstName ?? address?.firstName,
    lastName: customer.lastName ?? address?.lastName,
    companyName: settings.companyName === 'address' ? address?.company : undefined,
    email: customer.email,
    phone: customer.phone ?? address?.phone,
    taxExempt: customer.taxExempt,
    tags: customer.tags,
    note: customer.note,
    emailConsent: customer.emailConsent,
    shipping: address,
    billing: address,
  };
}

type Owned = ShopifyCustomerSettings['owns'][number];

/** Body fields by their owner; what Shopify does not say is left out, never cleared. */
export function fieldsOf(facts: CustomerFacts, settings: ShopifyCustomerSettings): Partial<Record<Owned, RecordBody>> {
  const email = emailOf(facts.email);
  const phone = phoneOf(facts.phone);
  const consent = consentOf(facts, settings);
  const tags = tagFields(facts, settings);
  return {
    name: nameFields(facts),
    ...(email === undefined ? {} : { email: { email } }),
    ...(phone === undefined ? {} : { phone: { phone } }),
    ...(consent === undefined ? {} : { consent }),
    ...(tags === undefined ? {} : { tags }),
    ...(facts.taxExempt === undefined ? {} : { taxExempt: { taxable: !facts.taxExempt } }),
  };
}

function nameFields(facts: CustomerFacts): RecordBody {
  const companyName = companyText(facts.companyName);
  if (companyName !== undefined) return { isPerson: false, companyName };
  const first = personName(facts.firstName);
  const last = personName(facts.lastName);
  const mailbox = personName(emailOf(facts.email)?.split('@')[0]);
  const lastName = last ?? first ?? mailbox ?? `Shopify ${facts.id}`.slice(0, 32);
  return { isPerson: true, firstName: last === undefined ? NO_NAME : (first ?? NO_NAME), lastName };
}

function consentOf(facts: CustomerFacts, settings: ShopifyCustomerSettings): RecordBody | undefined {
  const field = settings.consentField;
  if (field === undefined || facts.emailConsent === undefined) return undefined;
  const isGiven = facts.emailConsent.toUpperCase() === 'SUBSCRIBED';
  // NetSuite's own subscription status: 1 soft opt-in, 2 soft opt-out.
  return { [field]: field === 'globalSubscriptionStatus' ? { id: isGiven ? '1' : '2' } : isGiven };
}

function tagFields(facts: CustomerFacts, settings: ShopifyCustomerSettings): RecordBody | undefined {
  const present = new Set((facts.tags ?? []).map((tag) => tag.trim().toLowerCase()));
  const entries = Object.entries(settings.tags).flatMap(([tag, { field, value }]) => {
    if (present.has(tag.toLowerCase())) return [[field, value] as const];
    // A flag is taken back with its tag; a text is not, another tag or a person may have set it.
    return typeof value === 'boolean' && facts.tags !== undefined ? [[field, !value] as const] : [];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** What is sent to create the customer. */
export function customerBody(facts: CustomerFacts, settings: ShopifyCustomerSettings, subsidiary?: string): RecordBody {
  const fields: RecordBody = Object.assign({}, ...Object.values(fieldsOf(facts, settings)));
  const reference = (field: string, id: string | undefined) => (id === undefined ? {} : { [field]: { id } });
  const book = addressBook(facts);
  return {
    ...fields,
    ...(settings.entityId === 'auto' ? {} : { entityId: entityIdOf(fields, facts.id) }),
    ...reference('subsidiary', subsidiary ?? settings.subsidiary),
    ...reference('currency', settings.currency),
    ...reference('category', settings.category),
    ...reference('taxItem', settings.taxItem),
    ...(book.length === 0 ? {} : { addressBook: { items: book } }),
  };
}

function entityIdOf({ companyName, firstName, lastName }: RecordBody, id: string): string {
  const names = [companyName, firstName, lastName].filter((name) => typeof name === 'string' && name !== NO_NAME);
  return `${names.join(' ').slice(0, LONGEST_ENTITY_ID - id.length - 1)} ${id}`;
}

/** One entry when both addresses are the same. */
function addressBook(facts: CustomerFacts): RecordBody[] {
  const shipping = addressOf(facts.shipping);
  const billing = addressOf(facts.billing) ?? shipping;
  const entry = (address: RecordBody, defaultShipping: boolean, defaultBilling: boolean): RecordBody => ({
    defaultShipping,
    defaultBilling,
    addressBookAddress: address,
  });
  if (billing === undefined) return [];
  if (shipping === undefined) return [entry(billing, false, true)];
  if (JSON.stringify(shipping) === JSON.stringify(billing)) return [entry(shipping, true, true)];
  return [entry(shipping, true, false), entry(billing, false, true)];
}
