/**
 * What `shopifyCustomer` observes and plans. The trap: names, e-mails and addresses are in here, so a view or a plan
 * stays inside one activity and never crosses the workflow boundary.
 */
import type { RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { Address, Customer } from '../../../connectors/shopify/types.ts';
import type { ShopifyCustomerSettings } from '../../../settings/shopify-customer.ts';

/** A Shopify customer as read, with what only some answers carry. `state` DISABLED, INVITED, ENABLED, DECLINED. */
export type SourceCustomer = Customer & {
  addresses?: Address[];
  /** SUBSCRIBED, UNSUBSCRIBED, NOT_SUBSCRIBED, PENDING, … */
  emailConsent?: string;
};

/** An address as NetSuite holds it; `id` is the line of the address book. */
export type BookedAddress = {
  id: string;
  defaultShipping: boolean;
  defaultBilling: boolean;
  fields: Record<string, string>;
};

export type NetSuiteCustomer = {
  id: string;
  entityId: string;
  externalId?: string;
  isPerson: boolean;
  isInactive: boolean;
  firstName?: string;
  lastName?: string;
  companyName?: string;
  email?: string;
  phone?: string;
  taxable?: boolean;
  /** Absent when the address book was not read; then addresses are left alone. */
  addresses?: BookedAddress[];
  /** NetSuite ids of the currencies it may be dealt with in; absent when they were not read. */
  currencyIds?: string[];
  /** Values of the custom fields and the consent field that the settings name. */
  custom: Record<string, string | boolean>;
};

/** NetSuite customers that may be this one. `byName`: under our external id, or under that of a merged customer. */
export type CustomerMatches = { byName: NetSuiteCustomer[]; byEmail: NetSuiteCustomer[] };

export type CustomerPlanInput = {
  /** undefined = deleted in Shopify; then `id` alone says who it was. */
  customer: SourceCustomer | undefined;
  id: string;
  target: CustomerMatches;
  /** Of a deleted one: whom Shopify merged it into. */
  keptId?: string;
  settings: ShopifyCustomerSettings;
};

export type CustomerPlan = {
  writes: RecordWrite[];
  problems: { cause: string; reason: string; recheckMs?: number }[];
  notes: string[];
  numbers: { kind: string; value: string }[];
  sources: { source: string; state: string }[];
};
