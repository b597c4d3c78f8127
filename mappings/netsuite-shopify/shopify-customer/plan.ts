/**
 * The whole decision of `shopifyCustomer`: who this is in NetSuite, and which of Shopify's own fields differ there.
 * Pure: planning again after the writes plans nothing.
 * The trap: the external id is the identity. A changed e-mail never makes a second customer, and an equal e-mail is only
 * the same customer while it bears no other Shopify customer's name.
 */
import type { Json, RecordBody, RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import { customerName } from '../shopify-order/names.ts';
import { customerBody, factsOf, fieldsOf, NO_NAME } from './draft.ts';
import { addressOf } from './text.ts';
import type { CustomerPlan, CustomerPlanInput, NetSuiteCustomer, SourceCustomer } from './types.ts';

type Choice =
  | { kind: 'found'; customer: NetSuiteCustomer; adopt: boolean }
  | { kind: 'none' }
  | { kind: 'ambiguous'; reason: string };

export function planShopifyCustomer(input: CustomerPlanInput): CustomerPlan {
  const { customer, id, target, settings } = input;
  const plan: CustomerPlan = { writes: [], problems: [], notes: [], numbers: [], sources: [] };
  plan.numbers.push({ kind: 'customer id', value: id });
  plan.sources.push({ source: `customer:${id}`, state: customer === undefined ? 'deleted' : 'live' });
  if (customer === undefined) {
    planGone(input, plan);
    return plan;
  }
  const choice = chooseCustomer(id, target, settings.matchEmail, settings.externalIdPrefix);
  if (choice.kind === 'ambiguous') plan.problems.push({ cause: 'customer-ambiguous', reason: choice.reason });
  else if (choice.kind === 'found') planUpdate(input, customer, choice.customer, choice.adopt, plan);
  else planCreate(input, customer, plan);
  return plan;
}

/** Who it is: by our name, then by e-mail. Several of either, or one that belongs to somebody else, is for a person. */
export function chooseCustomer(
  id: string,
  target: CustomerPlanInput['target'],
  matchEmail: boolean,
  prefix: string,
): Choice {
  const own = target.byName.find((candidate) => candidate.externalId === customerName(prefix, id));
  const [named, other] = own === undefined ? target.byName : [own];
  if (named !== undefined && other === undefined) return { kind: 'found', customer: named, adopt: false };
  if (named !== undefined) {
    const ids = target.byName.map((candidate) => candidate.entityId).join(', ');
    return {
      kind: 'ambiguous',
      reason: `the Shopify customer ${id} was merged from several NetSuite customers (${ids}); merge them in NetSuite`,
    };
  }
  if (!matchEmail) return { kind: 'none' };
  const isOfAnother = (candidate: NetSuiteCustomer) => candidate.externalId?.startsWith(`${prefix}_CUST_`) === true;
  const free = target.byEmail.filter((candidate) => !isOfAnother(candidate) && !candidate.isInactive);
  const [match, second] = free;
  if (match !== undefined && second === undefined) {
    return { kind: 'found', customer: match, adopt: match.externalId === undefined };
  }
  if (match === undefined) return { kind: 'none' };
  return {
    kind: 'ambiguous',
    reason:
      `${free.length} NetSuite customers have the e-mail of Shopify customer ${id} (${free.map((c) => c.entityId).join(', ')}); ` +
      `merge them, or give the right one the external id ${customerName(prefix, id)}`,
  };
}

/** `state` says nothing here: Shopify calls everybody DISABLED who has no account, guests first of all. */
function planGone(input: CustomerPlanInput, plan: CustomerPlan): void {
  const { id, target, settings, keptId } = input;
  const found = target.byName.find((c) => c.externalId === customerName(settings.externalIdPrefix, id));
  if (keptId !== undefined) {
    planMerged(input, keptId, found, plan);
    return;
  }
  if (settings.onDelete === 'ignore' || found === undefined || found.isInactive) {
    plan.notes.push('the customer was deleted in Shopify; NetSuite is left as it is');
    return;
  }
  plan.writes.push(activity(id, found, false, 'make customer %s inactive, it was deleted in Shopify'));
}

/** Told as deleted first and as merged later: the only one that NetSuite has goes on as the kept one, so it is active. */
function planMerged(
  { id, target, settings }: CustomerPlanInput,
  keptId: string,
  found: NetSuiteCustomer | undefined,
  plan: CustomerPlan,
): void {
  const isOnlyOne = target.byName.every((candidate) => candidate === found);
  if (settings.onDelete === 'inactivate' && found?.isInactive === true && isOnlyOne) {
    plan.writes.push(activity(id, found, true, `make customer %s active again, Shopify merged it into ${keptId}`));
    return;
  }
  plan.notes.push(`Shopify merged this customer into ${keptId}; its NetSuite customer is left as it is`);
}

const activity = (id: string, found: NetSuiteCustomer, isActive: boolean, title: string): RecordWrite => ({
  kind: 'update',
  source: `customer:${id}`,
  title: title.replace('%s', found.entityId),
  recordType: 'customer',
  id: found.id,
  body: { isInactive: !isActive },
  expect: [{ field: 'isInactive', value: String(!isActive) }],
});

function planCreate({ id, settings }: CustomerPlanInput, customer: SourceCustomer, plan: CustomerPlan): void {
  if (!settings.create) {
    plan.notes.push('NetSuite does not know this customer; it will be made with the first order (create: false)');
    return;
  }
  const hidden = customer.hidden.length > 0 && customer.email === undefined && customer.lastName === undefined;
  if (hidden) {
    plan.problems.push({
      cause: 'customer-hidden',
      reason: `Shopify does not show the app who customer ${id} is (protected customer data); ask Shopify for access`,
    });
    return;
  }
  const body = customerBody(factsOf(customer, settings), settings);
  plan.writes.push({
    kind: 'create',
    source: `customer:${id}`,
    title: `make a customer for Shopify customer ${id}`,
    recordType: 'customer',
    externalId: customerName(settings.externalIdPrefix, id),
    body,
    expect: typeof body.email === 'string' ? [{ field: 'email', value: body.email }] : [],
  });
}

function planUpdate(
  { id, settings }: CustomerPlanInput,
  customer: SourceCustomer,
  found: NetSuiteCustomer,
  adopt: boolean,
  plan: CustomerPlan,
): void {
  plan.numbers.push({ kind: 'customer', value: found.entityId });
  const facts = factsOf(customer, settings);
  const fields = fieldsOf(facts, settings);
  const body: RecordBody = adopt ? { externalId: customerName(settings.externalIdPrefix, id) } : {};
  const hasName = facts.lastName !== undefined || facts.companyName !== undefined;
  for (const owned of settings.owns.filter((one) => one !== 'name' || hasName)) {
    for (const [field, value] of Object.entries(fields[owned] ?? {})) {
      // NetSuite cannot turn a person into a company or back.
      if (field === 'isPerson' || value === NO_NAME || !isMeant(field, found) || isHeld(found, field, value)) continue;
      body[field] = value;
    }
  }
  const book = settings.owns.includes('addresses') ? addressChange(customer, found) : undefined;
  if (book !== undefined) body.addressBook = { items: [book] };
  if (settings.owns.includes('inactive') && found.isInactive) body.isInactive = false;
  const changed = Object.keys(body);
  if (changed.length === 0) return;
  plan.writes.push({
    kind: 'update',
    source: `customer:${id}`,
    title: `update ${changed.join(', ')} of customer ${found.entityId}`,
    recordType: 'customer',
    id: found.id,
    body,
    expect: [
      ...changed.flatMap((field) => {
        const value = body[field];
        return typeof value === 'string' || typeof value === 'boolean' ? [{ field, value: String(value) }] : [];
      }),
      ...(book === undefined || 'id' in book ? [] : [{ field: 'addressBook.items.length', value: bookLength(found) }]),
    ],
  });
}

const bookLength = (found: NetSuiteCustomer): string => String((found.addresses?.length ?? 0) + 1);

/** Names of a person are nothing to a company, and the other way round. */
const isMeant = (field: string, found: NetSuiteCustomer): boolean =>
  found.isPerson ? field !== 'companyName' : field !== 'firstName' && field !== 'lastName';

function isHeld(found: NetSuiteCustomer, field: string, value: Json): boolean {
  const held: Record<string, string | boolean | undefined> = {
    ...found.custom,
    firstName: found.firstName,
    lastName: found.lastName,
    companyName: found.companyName,
    email: found.email?.toLowerCase(),
    phone: found.phone,
    taxable: found.taxable,
  };
  const wanted = typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
  return held[field] === wanted;
}

/** The default address when NetSuite has none like it; existing entries are never changed, orders may hang on them. */
function addressChange(customer: SourceCustomer, found: NetSuiteCustomer): RecordBody | undefined {
  const address = addressOf(customer.defaultAddress);
  if (address === undefined || found.addresses === undefined) return undefined;
  const wanted = JSON.stringify(flat(address));
  const same = found.addresses.find((booked) => JSON.stringify(sorted(booked.fields)) === wanted);
  if (same?.defaultShipping === true) return undefined;
  if (same !== undefined) return { id: same.id, defaultShipping: true };
  return { defaultShipping: true, defaultBilling: found.addresses.length === 0, addressBookAddress: address };
}

const sorted = (fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).sort(([a], [b]) => a.localeCompare(b)));

function flat(address: RecordBody): Record<string, string> {
  return sorted(
    Object.fromEntries(
      Object.entries(address).map(([field, value]) => {
        const isReference = typeof value === 'object' && value !== null && 'id' in value;
        return [field, isReference ? String(value.id) : String(value)];
      }),
    ),
  );
}
