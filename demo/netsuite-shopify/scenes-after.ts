/**
 * What happens to orders later: changes, refunds, parcels, a comparison of stock.
 * The trap: who changes an order waits until NetSuite has it, or the connector would only see how it ends.
 */
import { mlConnector } from '../command.ts';
import { sleep, until } from '../wait.ts';
import type { ShopOrder } from './dumps.ts';
import { TAXES } from './orders.ts';
import { LIMIT_MS, numbered, type Play, place, posted, struck } from './play.ts';
import { CONNECTION, SKUS } from './store.ts';

/** A line is added to #1001 and paid; #1015 is cancelled; a unit of #1003 is taken back before it leaves. */
export async function changed(play: Play): Promise<void> {
  const { shopify } = play.vendors;
  const [edited, cancelled, shortened] = [numbered(play, 1001), numbered(play, 1015), numbered(play, 1003)];
  for (const order of [edited, cancelled, shortened]) await posted(play, order);
  await shopify.addLine(edited.id, [{ sku: SKUS[3] ?? '', quantity: 2 }], TAXES);
  await shopify.pay(edited.id);
  play.show.tell(`${edited.name}: two ${SKUS[3]} are added and paid while it is open`);
  await shopify.cancel(cancelled.id);
  play.show.tell(`${cancelled.name} is cancelled, its money given back`);
  const [line] = shortened.lines;
  await shopify.refund(shortened.id, [{ line: line?.sku ?? '', quantity: 1, restockType: 'CANCEL' }]);
  play.show.tell(`${shortened.name}: one ${line?.sku} is refunded before anything has left`);
}

/** Eight parcels leave NetSuite; #1004 leaves in two. */
export async function shipped(play: Play): Promise<void> {
  const { shopify } = play.vendors;
  const lost = 'FulfillmentCreate';
  await shopify.addFaults([{ kind: 'drop-after', operation: lost, times: 1 }]);
  play.show.tell('the warehouse ships eight parcels; the answer to the first fulfilment in Shopify is lost');
  const parts = numbered(play, 1004);
  const [first, ...rest] = parts.lines.map(({ sku }) => sku ?? '');
  const unitsOf = (skus: string[]) =>
    Object.fromEntries(parts.lines.filter(({ sku }) => skus.includes(sku ?? '')).map((one) => [one.sku, one.quantity]));
  for (const number of [1002, 1005, 1008, 1009, 1014]) await ship(play, numbered(play, number), [trackingOf(number)]);
  await ship(play, parts, ['1Z999AA10123456784'], unitsOf([first ?? '']));
  await ship(play, parts, ['9400111899223197428490'], unitsOf(rest));
  play.show.tell(`${parts.name} leaves in two parcels, by UPS and by USPS`);
  await ship(play, numbered(play, 1006), ['BOX-1006-A', 'BOX-1006-B']);
  await struck(play);
}

const trackingOf = (number: number): string => `1Z999AA1${String(number).padStart(10, '0')}`;

async function ship(play: Play, order: ShopOrder, tracking: string[], units?: Record<string, number>): Promise<void> {
  await play.vendors.netSuite.warehouse.ship(await posted(play, order), tracking, units);
}

/** A unit of #1002 comes back. */
export async function returned(play: Play): Promise<void> {
  const { shopify } = play.vendors;
  const order = numbered(play, 1002);
  await until(`fulfilment of ${order.name}`, LIMIT_MS, async () => {
    const { orders } = await shopify.shop();
    return orders.find(({ id }) => id === order.id)?.parcels[0];
  });
  const line = order.lines.find(({ quantity }) => quantity > 1) ?? order.lines[0];
  await shopify.refund(order.id, [{ line: line?.sku ?? '', quantity: 1, restockType: 'RETURN' }]);
  play.show.tell(`${order.name}: one ${line?.sku} comes back, is refunded and stocked again`);
}

/** All levels are compared; #1024 is bought between reading and writing, #1025 right after it. */
export async function stockRun(play: Play): Promise<void> {
  const { vendors, stack, show } = play;
  const { lists } = await vendors.shopify.comparing();
  await vendors.netSuite.addFaults([{ kind: 'slow', path: 'suiteql', times: 3, delayMs: 1000 }]);
  show.tell('ml-connector stock run: every level of the shop is compared with NetSuite');
  const run = mlConnector(stack.env, ['stock', 'run', CONNECTION, '--json']);
  await until('levels that are read', LIMIT_MS, async () => {
    const now = await vendors.shopify.comparing();
    return now.lists > lists && now.isReading ? true : undefined;
  });
  const { name } = await place(play, true);
  show.tell(`${name} is bought between reading and writing`);
  const { exitCode, stdout } = await run;
  if (exitCode > 1) throw new Error(`stock run ended with ${exitCode}: ${stdout}`);
  await sleep(100);
  await place(play);
}
