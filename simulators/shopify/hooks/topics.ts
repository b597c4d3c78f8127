// Topic names in both spellings: the GraphQL enum and the X-Shopify-Topic header.
// Trap: some resources keep an underscore (inventory_levels/update), so the split is by known resource.

const RESOURCES = [
  ...['ORDER_TRANSACTIONS', 'FULFILLMENT_ORDERS', 'INVENTORY_LEVELS', 'INVENTORY_ITEMS', 'DRAFT_ORDERS'],
  ...['BULK_OPERATIONS', 'ORDERS', 'REFUNDS', 'FULFILLMENTS', 'CUSTOMERS', 'PRODUCTS', 'LOCATIONS', 'APP', 'SHOP'],
];

/** ORDERS_CREATE → orders/create; a name that is no known topic comes back in lower case. */
export function headerTopic(enumName: string): string {
  if (enumName.includes('/')) return enumName;
  const resource = RESOURCES.find((name) => enumName.startsWith(`${name}_`));
  if (!resource) return enumName.toLowerCase();
  return `${resource.toLowerCase()}/${enumName.slice(resource.length + 1).toLowerCase()}`;
}
