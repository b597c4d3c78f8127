/** Everything that the worker bundles; the exported names are the workflow types. */
export { backfill } from './backfill.ts';
export { catalogCheck } from './catalog-check.ts';
export { customerProfiles } from './customer-profiles.ts';
export { fulfillmentUpdate } from './fulfillment-update.ts';
export { orderShipped } from './order-shipped.ts';
export { parkedConnection } from './parked-connection.ts';
export { preview } from './preview.ts';
export { reconciliation } from './reconciliation.ts';
export { replenishment } from './replenishment.ts';
export { shopifyCustomer } from './shopify-customer.ts';
export { shopifyOrder } from './shopify-order.ts';
export { shopifyPrivacy } from './shopify-privacy.ts';
export { shopifyStock } from './shopify-stock.ts';
export { stockLevels } from './stock-levels.ts';
export { sweep } from './sweep.ts';
export { webhookGuard } from './webhook-guard.ts';
export { webhookPointer } from './webhook-pointer.ts';
