// Published operations that nobody here needs: they answer 501 instead of making something up.
// Trap: a 501 is the simulator's own, never the vendor's.
import type { Operation } from '../api/operation.ts';

const PATHS: readonly [Operation['method'], string, string][] = [
  ['GET', '/taxonomy', 'products_read'],
  ['GET', '/taxonomy/{id}', 'products_read'],
  ['GET', '/taxonomy/{id}/parent', 'products_read'],
  ['GET', '/packaging-requirement', 'products_read'],
  ['PATCH', '/product/{id}', 'products_write'],
  ['DELETE', '/product/{id}', 'products_write'],
  ['GET', '/product/{id}/variants', 'products_read'],
  ['POST', '/product/{id}/variants', 'products_write'],
  ['PATCH', '/product/{id}/variants', 'products_write'],
  ['POST', '/product:moveVariants', 'products_write'],
  ['POST', '/product/{id}:moveVariants', 'products_write'],
  ['POST', '/variant/{id}:merge', 'products_write'],
  ['POST', '/variant/{id}:convertToBundle', 'products_write'],
  ['POST', '/order:estimate', 'orders_write'],
  ['GET', '/order/{id}/store-order-json', 'orders_read'],
  ['GET', '/shipment/{id}:getLineItems', 'orders_read'],
  ['PUT', '/shipment/{id}:updateAddress', 'orders_write'],
  ['POST', '/shipment/{id}:updateLineItems', 'orders_write'],
  ['PUT', '/shipment:bulkUpdateShippingService', 'orders_write'],
];

/** What is published but not modelled. */
export const unmodelledOperations: Operation[] = PATHS.map(([method, path, scope]) => ({
  ...{ id: 'unmodelled', method, path, scopes: [scope], dialect: 'classic' },
  answer: () => ({ status: 501, body: { error: `The simulator does not model ${method} ${path}` } }),
}));
