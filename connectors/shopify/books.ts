/**
 * Orders with their sums and payments, for comparing the books. The trap: a refund may come months after its order, so
 * the list goes by the last change, and has no end: an order that changes while it is read only comes later in it.
 */
import { z } from 'zod';
import type { Caller } from './call.ts';
import { compact } from './compact.ts';
import { ORDERS_BOOKED } from './documents/books.ts';
import { updatedIn } from './lists.ts';
import { orderRefFields, toOrderRef } from './schemas-order.ts';
import { transaction } from './schemas-order-parts.ts';
import type { BookedOrder, CursorPage } from './types.ts';
import { bag, connection, id, instant, text } from './values.ts';

const booked: z.ZodType<BookedOrder> = z
  .object({
    ...orderRefFields,
    processedAt: instant,
    sourceName: text,
    currentTotalPriceSet: bag,
    refunds: z.array(z.object({ id })),
    transactions: z.array(transaction),
  })
  .transform((order) =>
    compact({
      ...toOrderRef(order),
      processedAt: order.processedAt,
      sourceName: order.sourceName,
      total: order.currentTotalPriceSet,
      isRefunded: order.refunds.length > 0,
      transactions: order.transactions,
    }),
  );

const page = z.object({ orders: connection(booked) });

/** One page of orders changed since then, oldest change first. `cursor` is `next` of the page before. */
export async function ordersForBooks(caller: Caller, since: string, cursor?: string): Promise<CursorPage<BookedOrder>> {
  const { data } = await caller.run(ORDERS_BOOKED, { q: updatedIn({ from: since }), after: cursor ?? null }, page);
  return compact({ rows: data.orders.nodes, next: data.orders.next });
}
