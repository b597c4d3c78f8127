/**
 * Which customers an order may belong to: the questions that its own fields ask, and what their answers come to.
 * The trap: an e-mail address is often shared, so a rule that fits several customers decides nothing by itself.
 */
import type { OrderDetail } from '../../../connectors/shipstation/types.ts';
import type { CustomerMatchRule, CustomerProfilesSettings } from '../../../settings/customer-profiles.ts';
import type { Profile } from './types.ts';

/** `netsuite` is the field of the customer in which `value` is looked for. */
export type Question = { rule: string; netsuite: string; value: string };

type Named = Pick<OrderDetail, 'customerUsername' | 'customerEmail' | 'customFields'>;

/** In the order of the rules, those that the order can ask at all; the same question is asked once. */
export function questionsOf(order: Named, settings: CustomerProfilesSettings): Question[] {
  const asked = new Map<string, Question>();
  for (const rule of settings.match) {
    const value = valueFor(order, rule);
    if (value === undefined) continue;
    const netsuite = fieldOf(rule, settings);
    const key = keyOf(netsuite, value);
    if (!asked.has(key)) asked.set(key, { rule: `${rule.shipstation} = ${rule.netsuite}`, netsuite, value });
  }
  return [...asked.values()];
}

const fieldOf = (rule: CustomerMatchRule, settings: CustomerProfilesSettings): string =>
  rule.netsuite === 'accountNumber' ? settings.accountNumber : rule.netsuite;

function valueFor(order: Named, rule: CustomerMatchRule): string | undefined {
  const { customerUsername, customerEmail, customFields } = order;
  const raw = { customerUsername, customerEmail, ...customFields }[rule.shipstation]?.trim();
  if (raw === undefined || raw === '') return undefined;
  const bare =
    rule.stripPrefix !== undefined && raw.startsWith(rule.stripPrefix) ? raw.slice(rule.stripPrefix.length) : raw;
  const value = `${rule.prefix ?? ''}${bare.trim()}`;
  // NetSuite's internal ids are numbers; anything else would be a fault of the query, not a miss.
  if (value === '' || (rule.netsuite === 'id' && !/^\d+$/.test(value))) return undefined;
  // Only an e-mail address can be one; other texts in that field would ask in vain.
  return rule.netsuite === 'email' && !value.includes('@') ? undefined : value;
}

/** The name under which a value is remembered (hashed), so that order and customer find each other later. */
export const keyOf = (netsuite: string, value: string): string => `${netsuite}=${value.trim().toLowerCase()}`;

export const keysOfOrder = (order: Named, settings: CustomerProfilesSettings): string[] =>
  questionsOf(order, settings).map(({ netsuite, value }) => keyOf(netsuite, value));

/** What a customer can be known by; `values` by NetSuite field. */
export function keysOfCustomer(
  values: Record<string, string | undefined>,
  settings: CustomerProfilesSettings,
): string[] {
  const fields = new Set(settings.match.map((rule) => fieldOf(rule, settings)));
  return [...fields].flatMap((field) => {
    const value = values[field]?.trim();
    return value === undefined || value === '' ? [] : [keyOf(field, value)];
  });
}

/** What is known after some of the questions. */
export type Candidates = { rule: string; customerIds: string[] };

/** Takes in one more answer: candidates of an earlier rule can only become fewer, and nobody is left means no decision. */
export function narrow(known: Candidates | undefined, rule: string, answer: string[]): Candidates | undefined {
  const ids = [...new Set(answer)];
  if (ids.length === 0) return known;
  if (known === undefined) return { rule, customerIds: ids };
  const both = known.customerIds.filter((id) => ids.includes(id));
  return both.length === 0 ? known : { rule: `${known.rule} and ${rule}`, customerIds: both };
}

/** A code such as `ACCT-00417` may be shown; what may be a name or an address is not. */
export function shownAccount(profile: Pick<Profile, 'accountNumber' | 'customerId'>): string {
  const { accountNumber, customerId } = profile;
  const isCode = accountNumber !== undefined && /^(?=.*\d)[\w.\-/#]{1,40}$/.test(accountNumber);
  return isCode ? `account ${accountNumber}` : `customer ${customerId}`;
}
