/** What the scenes share: the orders that were placed, and waiting for what NetSuite has of them. */
import type { Show } from '../show.ts';
import type { Stack } from '../stack.ts';
import { until } from '../wait.ts';
import { type Paper, type ShopOrder, salesOrdersOf } from './dumps.ts';
import { FIRST_NUMBER, orderSpec } from './orders.ts';
import type { Vendors } from './store.ts';

export type Play = { stack: Stack<Vendors>; vendors: Vendors; show: Show; orders: ShopOrder[] };

export const LIMIT_MS = 240_000;

/** The next order of the week. */
export async function place(play: Play, quiet = false): Promise<ShopOrder> {
  const { what, basket } = orderSpec(play.orders.length);
  const order = await play.vendors.shopify.place(basket);
  play.orders.push(order);
  if (!quiet) play.show.tell(`${order.name}: ${what}`);
  return order;
}

/** By its number, e.g. 1004. */
export function numbered({ orders }: Play, number: number): ShopOrder {
  const order = orders[number - FIRST_NUMBER];
  if (order === undefined) throw new Error(`#${number} has not been placed`);
  return order;
}

/** Its sales order, as soon as there is one. */
export const posted = ({ vendors }: Play, order: ShopOrder): Promise<Paper> =>
  until(`sales order of ${order.name}`, LIMIT_MS, async () => {
    const [sales] = salesOrdersOf({ papers: await vendors.netSuite.papers() }, order);
    return sales;
  });

/** Waits until every fault that was ordered has struck, so that the next scene does not hide it. */
export async function struck({ vendors, show }: Play): Promise<void> {
  const left = async () => {
    const faults = [...(await vendors.netSuite.faults()), ...(await vendors.shopify.faults())];
    return faults.every(({ hits, times }) => hits >= (times ?? 0)) ? true : undefined;
  };
  const done = await until('the faults', STRUCK_LIMIT_MS, left).catch(() => undefined);
  if (done === undefined) show.tell('some of these faults have not struck yet', 'dim');
}

const STRUCK_LIMIT_MS = 60_000;
