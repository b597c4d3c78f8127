/**
 * On whose account the order goes: a rule's customer, the company, the customer, or a guest.
 * The trap: an order without a customer is normal (guests, POS, hidden data), one with two possible customers is not.
 */
import type { RecordBody, RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { ShopifyOrderSettings } from '../../../settings/shopify-order.ts';
import { type CustomerFacts, customerBody, factsOf } from '../shopify-customer/draft.ts';
import { chooseCustomer } from '../shopify-customer/plan.ts';
import { emailOf } from '../shopify-customer/text.ts';
import type { NetSuiteCustomer } from '../shopify-customer/types.ts';
import { companyName, customerName, guestName } from './names.ts';
import { postingOf } from './pick.ts';
import { ruled, segment } from './rules.ts';
import type { OrderPlanInput, Problem } from './types.ts';

/** `write` makes or names the customer first. */
export type Entity = { ref: { id: string } | { externalId: string }; write?: RecordWrite; name?: string };

export function entityOf(input: OrderPlanInput): Entity | Problem {
  const { order, settings } = input;
  const fixed = ruled(input, 'customer');
  if (fixed !== undefined) return { ref: { id: fixed } };
  if (order.company !== undefined && settings.customer.companies === 'company') return companyOf(input);
  return order.customer === undefined ? guestOf(input) : customerOf(input, order.customer.id);
}

/** What must be looked up in NetSuite to choose the customer: external ids and e-mails. */
export function customerLookups(
  order: OrderPlanInput['order'],
  settings: ShopifyOrderSettings,
): { names: string[]; emails: string[] } {
  const prefix = settings.externalIdPrefix;
  const { company, customer } = order;
  const email = emailOf(customer?.email ?? order.email);
  const emails = email === undefined ? [] : [email];
  if (company !== undefined && settings.customer.companies === 'company') {
    const own = company.companyExternalId;
    return { names: [companyName(prefix, company.companyId), ...(own === undefined ? [] : [own])], emails: [] };
  }
  const name = customer === undefined ? guestName(prefix, order.id) : customerName(prefix, customer.id);
  return { names: [name], emails };
}

/** The NetSuite currency that the order is posted in, where the settings name one. */
export const postedCurrencyId = (order: OrderPlanInput['order'], settings: ShopifyOrderSettings): string | undefined =>
  settings.currency.ids[postingOf(order, settings).currency];

/** NetSuite takes an order only in a currency of its customer. */
const currencyList = (id: string): RecordBody => ({ currencyList: { items: [{ currency: { id } }] } });

type Named = { body: RecordBody; expect: { field: string; value: string }[]; title: string };

/** `named`: our external id for it, where it shall get that too. Both changes are one write. */
function found(input: OrderPlanInput, customer: NetSuiteCustomer, named?: Named): Entity | Problem {
  const { order, settings } = input;
  if (customer.isInactive) {
    return {
      cause: 'customer-inactive',
      reason: `${order.name}: its NetSuite customer ${customer.entityId} is inactive; make the customer active again`,
    };
  }
  const entity = { ref: { id: customer.id }, name: customer.entityId };
  const currency = postedCurrencyId(order, settings);
  const held = customer.currencyIds;
  const lacking = currency === undefined || held === undefined || held.includes(currency) ? undefined : currency;
  if (named === undefined && lacking === undefined) return entity;
  const titles = [
    ...(named === undefined ? [] : [named.title]),
    ...(lacking === undefined ? [] : [`allow customer ${customer.entityId} to buy in currency ${lacking}`]),
  ];
  const write: RecordWrite = {
    kind: 'update',
    source: named === undefined ? `order:${order.id}` : `customer:${order.customer?.id ?? order.id}`,
    title: titles.join(', and '),
    recordType: 'customer',
    id: customer.id,
    body: { ...named?.body, ...(lacking === undefined ? {} : currencyList(lacking)) },
    expect: named?.expect ?? [],
  };
  return { ...entity, write };
}

function customerOf(input: OrderPlanInput, id: string): Entity | Problem {
  const { order, customer, customerSettings, settings } = input;
  const prefix = settings.externalIdPrefix;
  const choice = chooseCustomer(id, customer, customerSettings.matchEmail, prefix);
  if (choice.kind === 'ambiguous') return { cause: 'customer-ambiguous', reason: `${order.name}: ${choice.reason}` };
  const name = customerName(prefix, id);
  if (choice.kind === 'none') return made(input, name, factsFor(input, id), `Shopify customer ${id}`);
  const adopt: Named = {
    title: `name customer ${choice.customer.entityId} as Shopify customer ${id} (same e-mail)`,
    body: { externalId: name },
    expect: [{ field: 'externalId', value: name }],
  };
  return found(input, choice.customer, choice.adopt ? adopt : undefined);
}

function factsFor({ order, customer, customerSettings }: OrderPlanInput, id: string): CustomerFacts {
  const { billingAddress, shippingAddress } = order;
  const address = billingAddress ?? shippingAddress;
  const isCompany = customerSettings.companyName === 'address';
  const own = order.customer;
  const known = customer.source === undefined ? undefined : factsOf(customer.source, customerSettings);
  return {
    id,
    firstName: known?.firstName ?? own?.firstName ?? address?.firstName,
    lastName: known?.lastName ?? own?.lastName ?? address?.lastName,
    companyName: known?.companyName ?? (isCompany ? address?.company : undefined),
    email: known?.email ?? own?.email ?? order.email,
    phone: known?.phone ?? own?.phone ?? order.phone ?? address?.phone,
    taxExempt: known?.taxExempt ?? own?.taxExempt,
    tags: known?.tags,
    emailConsent: known?.emailConsent,
    shipping: shippingAddress,
    billing: billingAddress,
  };
}

function made(input: OrderPlanInput, externalId: string, facts: CustomerFacts, what: string): Entity {
  const currency = postedCurrencyId(input.order, input.settings);
  const body = {
    ...customerBody(facts, input.customerSettings, segment(input, 'subsidiary')),
    ...(currency === undefined ? {} : currencyList(currency)),
  };
  return {
    ref: { externalId },
    write: {
      kind: 'create',
      source: `order:${input.order.id}`,
      title: `make a customer for ${what}`,
      recordType: 'customer',
      externalId,
      body,
      expect: typeof body.email === 'string' ? [{ field: 'email', value: body.email }] : [],
    },
  };
}

function companyOf(input: OrderPlanInput): Entity | Problem {
  const { order, customer, settings } = input;
  const { company } = order;
  if (company === undefined) return guestOf(input);
  const name = companyName(settings.externalIdPrefix, company.companyId);
  const known =
    customer.byName.find((one) => one.externalId === name) ??
    customer.byName.find((one) => one.externalId === company.companyExternalId);
  if (known !== undefined) return found(input, known);
  const facts = { ...factsFor(input, company.companyId), companyName: company.companyName, tags: undefined };
  return made(input, name, facts, `Shopify company ${company.companyId}`);
}

function guestOf(input: OrderPlanInput): Entity | Problem {
  const { order, customer, settings } = input;
  const { guests, defaultCustomer } = settings.customer;
  const named = customer.byName.find((one) => one.externalId === guestName(settings.externalIdPrefix, order.id));
  if (named !== undefined) return found(input, named);
  if (guests === 'default' || !isKnown(order)) {
    if (defaultCustomer !== undefined) return { ref: { id: defaultCustomer } };
    return guestProblem(
      order.name,
      'nobody is named as its customer; set customer.defaultCustomer, or a rule with customer',
    );
  }
  if (guests === 'wait') return guestProblem(order.name, 'orders of guests wait (customer.guests: wait)');
  const active = customer.byEmail.filter((one) => !one.isInactive);
  const [match, second] = active;
  if (match !== undefined && second === undefined) return found(input, match);
  if (second !== undefined) {
    return {
      cause: 'customer-ambiguous',
      reason: `${order.name}: ${active.length} NetSuite customers have the guest's e-mail (${active.map((c) => c.entityId).join(', ')}); merge them`,
    };
  }
  return made(
    input,
    guestName(settings.externalIdPrefix, order.id),
    factsFor(input, order.id),
    `the guest of ${order.name}`,
  );
}

const isKnown = (order: OrderPlanInput['order']): boolean =>
  [order.email, order.phone, order.billingAddress?.lastName, order.shippingAddress?.lastName].some(
    (value) => value !== undefined && value.trim() !== '',
  );

const guestProblem = (order: string, why: string): Problem => ({ cause: 'guest', reason: `${order}: ${why}` });
