/**
 * Reading lists: orders and customers that changed, variants, the shop.
 * The trap: a search needs its sort key to match its range, and without one orders come by `processedAt`.
 */
import { query } from './document.ts';
import { ORDER_REF, PAGE } from './fragments.ts';

export const ORDERS_UPDATED = query(
  'OrdersUpdatedSince',
  13,
  `query OrdersUpdatedSince($q: String!, $after: String) {
  orders(first: 250, after: $after, query: $q, sortKey: UPDATED_AT) { nodes { ...OrderRef } pageInfo { ...Page } }
}`,
  [ORDER_REF, PAGE],
);

/** Historical orders: by the day they were made, whatever happened to them since. */
export const ORDERS_CREATED = query(
  'OrdersCreatedIn',
  13,
  `query OrdersCreatedIn($q: String!, $after: String) {
  orders(first: 250, after: $after, query: $q, sortKey: CREATED_AT) { nodes { ...OrderRef } pageInfo { ...Page } }
}`,
  [ORDER_REF, PAGE],
);

export const ORDERS_COUNT = query(
  'OrdersCount',
  10,
  'query OrdersCount($q: String!) { ordersCount(query: $q) { count precision } }',
);

export const ORDERS_BY_NAME = query(
  'OrdersByName',
  7,
  `query OrdersByName($q: String!, $after: String) {
  orders(first: 20, after: $after, query: $q, sortKey: ID) { nodes { ...OrderRef } pageInfo { ...Page } }
}`,
  [ORDER_REF, PAGE],
);

const CUSTOMER = `fragment Customer on Customer {
  id displayName firstName lastName state tags note taxExempt createdAt updatedAt
  defaultEmailAddress { emailAddress marketingState }
  defaultPhoneNumber { phoneNumber }
  defaultAddress { firstName lastName company address1 address2 city province provinceCode zip country countryCodeV2 phone }
}`;

export const CUSTOMER_BY_ID = query(
  'CustomerById',
  3,
  'query CustomerById($id: ID!) { customer(id: $id) { ...Customer } }',
  [CUSTOMER],
);

export const CUSTOMERS_UPDATED = query(
  'CustomersUpdatedSince',
  29,
  `query CustomersUpdatedSince($q: String!, $after: String) {
  customers(first: 100, after: $after, query: $q, sortKey: UPDATED_AT) { nodes { ...Customer } pageInfo { ...Page } }
}`,
  [CUSTOMER, PAGE],
);

const VARIANT = `fragment Variant on ProductVariant {
  id sku barcode price taxable requiresComponents updatedAt
  product { id title status isGiftCard }
  inventoryItem { id tracked requiresShipping }
}`;

export const VARIANTS_BY_SKU = query(
  'VariantsBySku',
  35,
  `query VariantsBySku($q: String!, $after: String) {
  productVariants(first: 250, after: $after, query: $q, sortKey: ID) { nodes { ...Variant } pageInfo { ...Page } }
}`,
  [VARIANT, PAGE],
);

export const ALL_VARIANTS = query(
  'AllVariants',
  35,
  `query AllVariants($after: String) {
  productVariants(first: 250, after: $after, sortKey: ID) { nodes { ...Variant } pageInfo { ...Page } }
}`,
  [VARIANT, PAGE],
);

export const SHOP = query(
  'ShopPing',
  4,
  `query ShopPing {
  shop { id name myshopifyDomain currencyCode ianaTimezone taxesIncluded plan { publicDisplayName } }
  currentAppInstallation { accessScopes { handle } }
}`,
);
