/**
 * Orders as finance asks for them: what they come to and what was paid, a page at a time, without lines.
 * The trap: `transactions` is a plain list without a cursor; of refunds only whether there is one is asked here.
 */
import { query } from './document.ts';
import { MONEY, ORDER_REF, PAGE, TRANSACTION } from './fragments.ts';

export const ORDERS_BOOKED = query(
  'OrdersForBooks',
  50,
  `query OrdersForBooks($q: String!, $after: String) {
  orders(first: 100, after: $after, query: $q, sortKey: UPDATED_AT) {
    nodes {
      ...OrderRef
      processedAt sourceName
      currentTotalPriceSet { ...Money }
      refunds(first: 1) { id }
      transactions(first: 250) { ...Transaction }
    }
    pageInfo { ...Page }
  }
}`,
  [ORDER_REF, TRANSACTION, MONEY, PAGE],
);
