/**
 * The further pages of an order's long lists, and the refusal to go on with a list that may have been cut.
 * The trap: an order edited between two pages would be half old and half new; its `updatedAt` tells.
 */
import { z } from 'zod';
import { ConnectorError } from '../http/errors.ts';
import type { Answer, Caller } from './call.ts';
import { compact } from './compact.ts';
import { FULFILLMENT_LINES_PAGE, LIST_LIMIT, ORDER_LINES_PAGE, REFUND_LINES_PAGE } from './documents/order.ts';
import { gidOf } from './ids.ts';
import { assertCurrencies, type Currencies } from './money.ts';
import { orderLine } from './schemas-order-lines.ts';
import { type fulfillment, fulfillmentLine, type refund, refundLine } from './schemas-order-parts.ts';
import type { Fulfillment, Refund } from './types.ts';
import { type Connection, connection, instant, maybe } from './values.ts';

/** Calls `read` for each further page and gives back all rows. A parent that has gone meanwhile is a Conflict. */
export async function restOf<T>(
  first: Connection<T>,
  read: (after: string) => Promise<Connection<T> | undefined>,
): Promise<T[]> {
  const rows = [...first.nodes];
  let next = first.next;
  while (next !== undefined) {
    const page = await read(next);
    if (page === undefined) throw changed('it disappeared while it was read');
    rows.push(...page.nodes);
    next = page.next === next ? undefined : page.next;
  }
  return rows;
}

const linesPage = z.object({ order: maybe(z.object({ updatedAt: instant, lineItems: connection(orderLine) })) });
const refundPage = z.object({ refund: maybe(z.object({ refundLineItems: connection(refundLine) })) });
const fulfillmentPage = z.object({
  fulfillment: maybe(z.object({ fulfillmentLineItems: connection(fulfillmentLine) })),
});

type RawLines = Connection<z.output<typeof orderLine>>;

/** Looks at the bare answer, where each amount still has its currency, before it is read. */
const inCurrencies = <T>(currencies: Currencies, schema: z.ZodType<T>): z.ZodType<T> =>
  z.pipe(
    z.unknown().transform((data) => {
      assertCurrencies(data, currencies);
      return data;
    }),
    schema,
  );

/** What the pages of one order share. */
export type OrderReading = { caller: Caller; currencies: Currencies; hidden: Set<string> };

export async function allLines(reading: OrderReading, head: { id: string; updatedAt: string; lineItems: RawLines }) {
  const { caller, currencies, hidden } = reading;
  return restOf(head.lineItems, async (after) => {
    const variables = { id: gidOf('Order', head.id), after };
    const answer = await caller.run(ORDER_LINES_PAGE, variables, inCurrencies(currencies, linesPage));
    note(hidden, answer);
    const page = answer.data.order;
    if (page !== undefined && page.updatedAt !== head.updatedAt) throw changed('it changed while it was read');
    return page?.lineItems;
  });
}

export async function toRefund(reading: OrderReading, raw: z.output<typeof refund>): Promise<Refund> {
  const { return: returned, totalRefundedSet, refundLineItems, refundShippingLines, orderAdjustments, ...rest } = raw;
  const schema = inCurrencies(reading.currencies, refundPage);
  const lines = await restOf(refundLineItems, async (after) => {
    const answer = await reading.caller.run(REFUND_LINES_PAGE, { id: gidOf('Refund', raw.id), after }, schema);
    note(reading.hidden, answer);
    return answer.data.refund?.refundLineItems;
  });
  return compact({
    ...rest,
    returnId: returned?.id,
    returnName: returned?.name,
    total: totalRefundedSet,
    lines,
    shippingLines: whole('refunded shipping lines', refundShippingLines),
    adjustments: whole('adjustments of a refund', orderAdjustments),
    transactions: whole('payments of a refund', raw.transactions),
  });
}

export async function toFulfillment(caller: Caller, raw: z.output<typeof fulfillment>): Promise<Fulfillment> {
  const { trackingInfo, location, fulfillmentLineItems, ...rest } = raw;
  const lines = await restOf(fulfillmentLineItems, async (after) => {
    const answer = await caller.run(
      FULFILLMENT_LINES_PAGE,
      { id: gidOf('Fulfillment', raw.id), after },
      fulfillmentPage,
    );
    return answer.data.fulfillment?.fulfillmentLineItems;
  });
  return compact({ ...rest, locationId: location, tracking: trackingInfo, lines });
}

/** A plain list has no cursor: a full one may have been cut. */
export function uncut<T>(what: string, rows: T[]): T[] {
  if (rows.length < LIST_LIMIT) return rows;
  throw tooMany(`${LIST_LIMIT} or more ${what}`);
}

/** A list of which no second page is ever asked. */
export function whole<T>(what: string, page: Connection<T>): T[] {
  if (page.next === undefined) return page.nodes;
  throw tooMany(`more than ${page.nodes.length} ${what}`);
}

export function note(hidden: Set<string>, answer: Answer<unknown>): void {
  for (const path of answer.hidden) hidden.add(path);
}

/** Page by page in the order they come; for small documents in sequence, so that the cost bucket is not drained at once. */
export async function inTurn<T, R>(rows: readonly T[], read: (row: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const row of rows) results.push(await read(row));
  return results;
}

const tooMany = (words: string) =>
  new ConnectorError({
    type: 'Invalid',
    system: 'shopify',
    code: 'TOO_MANY',
    message: `The Shopify order has ${words}: more than can be read without a gap, so it is left alone.`,
  });

const changed = (words: string) =>
  new ConnectorError({
    type: 'Conflict',
    system: 'shopify',
    code: 'CHANGED_WHILE_READ',
    message: `The Shopify order was not read: ${words}.`,
  });
