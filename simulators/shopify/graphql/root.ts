// The root value of every operation: queries and mutations by field name.
// Trap: mutations run one after the other within an operation, as the specification demands.
import type { View } from './context.ts';
import { appMutations } from './mutations/app.ts';
import { fulfillmentMutations } from './mutations/fulfillment.ts';
import { inventoryMutations } from './mutations/inventory.ts';
import { orderMutations } from './mutations/order.ts';
import { refundMutations } from './mutations/refund.ts';
import { queries } from './queries.ts';

export const rootValue: View = {
  ...queries,
  ...orderMutations,
  ...refundMutations,
  ...fulfillmentMutations,
  ...inventoryMutations,
  ...appMutations,
};
