/**
 * The play: about forty orders of one shop, and everything that goes wrong in a week of it, in under a minute.
 * The trap: faults are switched on for the scene and run out by themselves (`times`), so that no scene hides in the next.
 */
import type { Show } from '../show.ts';
import type { Stack } from '../stack.ts';
import { sleep, until } from '../wait.ts';
import type { PlayedOrder, Vendors } from './shop.ts';
import { addOrders, MISSING_SKU, type OrderSpec, readDumps, someLines, WAREHOUSES } from './shop.ts';

export type Play = { stack: Stack<Vendors>; vendors: Vendors; show: Show; take(count: number): PlayedOrder[] };

const PACE_MS = 350;
const POSTED_LIMIT_MS = 240_000;
const STRUCK_LIMIT_MS = 60_000;
const TRANSFORM = '!transform/itemFulfillment';

/** Orders that need something special; all others are plain. */
const SPECIAL: Record<string, Pick<OrderSpec, 'lines' | 'netSuite'>> = {
  1021: { lines: [{ sku: MISSING_SKU.inShop, quantity: 1 }] },
  1022: { lines: [{ sku: MISSING_SKU.inShop, quantity: 2 }, ...someLines(2, 1)] },
  1023: { lines: [{ sku: MISSING_SKU.inShop, quantity: 4 }] },
  1024: { lines: someLines(5, 2), netSuite: 'absent' },
};

export const FIRST_NUMBER = 1001;
export const ORDER_COUNT = 40;

export const orderSpecs = (): OrderSpec[] =>
  Array.from({ length: ORDER_COUNT }, (_, i) => {
    const number = String(FIRST_NUMBER + i);
    return { number, lines: someLines(i, 2 + (i % 2)), ...SPECIAL[number] };
  });

/** Puts all orders into both systems and plays them through. */
export async function playWeek(stack: Stack<Vendors>, show: Show): Promise<void> {
  const { vendors } = stack;
  const orders = await addOrders(vendors, orderSpecs());
  show.tell(`${orders.length} orders stand in ShipStation, ${orders.length - 1} of them in NetSuite too`);
  const take = (count: number) => orders.splice(0, count);
  const play: Play = { stack, vendors, show, take };
  for (const scene of SCENES) await scene(play);
}

const label = ({ vendors }: Play, orderId: number, box: object = {}) =>
  vendors.shipStation.buyLabels([{ orderId, warehouseId: WAREHOUSES[0].id, ...box }]);

async function posted(play: Play, order: PlayedOrder): Promise<void> {
  await until(`fulfilment of order ${order.number}`, POSTED_LIMIT_MS, async () => {
    const { books } = await readDumps(play.vendors);
    const sales = books.orders.find((one) => one.otherRefNum === order.number);
    return books.fulfilments.find((f) => f.salesOrderId === sales?.id);
  });
}

async function plain(play: Play): Promise<void> {
  play.show.tell('eight orders as they should be: a label is bought, NetSuite gets its item fulfilment');
  for (const [index, { orderId }] of play.take(8).entries()) {
    await label(play, orderId, { warehouseId: WAREHOUSES[index % 2]?.id });
    await sleep(PACE_MS);
  }
}

async function twoBoxes(play: Play): Promise<void> {
  for (const { orderId, number, items } of play.take(3)) {
    const [first, ...rest] = items.map(({ orderItemId, quantity }) => ({ orderItemId, quantity }));
    if (first === undefined) throw new Error(`order ${number} has no items`);
    play.show.tell(`order ${number} leaves in two boxes`);
    await label(play, orderId, { items: [first], keepOpen: true });
    await sleep(PACE_MS);
    await label(play, orderId, { items: rest });
  }
}

async function splitShipment(play: Play): Promise<void> {
  for (const { orderId, number, items } of play.take(2)) {
    const part = items.slice(0, 1).map(({ orderItemId, quantity }) => ({ orderItemId, quantity }));
    const [, child] = await play.vendors.shipStation.split(orderId, part);
    if (child === undefined) throw new Error(`order ${number} was not split`);
    play.show.tell(`order ${number} is split in ShipStation; its parts leave from two warehouses`);
    await label(play, child.orderId, { warehouseId: WAREHOUSES[1].id });
    await sleep(PACE_MS);
    await label(play, orderId);
  }
}

async function relabel(play: Play): Promise<void> {
  for (const order of play.take(3)) {
    const [first] = await label(play, order.orderId);
    await posted(play, order);
    await play.vendors.shipStation.voidLabel(first?.id ?? 0);
    play.show.tell(`order ${order.number}: label ${first?.id} is voided after NetSuite has it, a new one is bought`);
    await label(play, order.orderId);
  }
  const [hasty] = play.take(1);
  const [wrong] = await label(play, hasty?.orderId ?? 0);
  await play.vendors.shipStation.voidLabel(wrong?.id ?? 0);
  play.show.tell(`order ${hasty?.number}: label bought and voided at once; it must not reach NetSuite`);
}

async function marked(play: Play): Promise<void> {
  const [first, second, third] = play.take(3);
  if (first === undefined || second === undefined || third === undefined) throw new Error('three orders are missing');
  await play.vendors.shipStation.markAsShipped(first.orderId, '1ZOUTSIDE0000001');
  await play.vendors.shipStation.markAsShipped(second.orderId);
  play.show.tell(`orders ${first.number} and ${second.number} are marked as shipped; ShipStation sends no webhook`);
  const one = third.items.slice(0, 1).map(({ orderItemId, quantity }) => ({ orderItemId, quantity }));
  await label(play, third.orderId, { items: one, keepOpen: true });
  await play.vendors.shipStation.markAsShipped(third.orderId, '1ZOUTSIDE0000002');
  play.show.tell(`order ${third.number}: one label, the rest marked as shipped`);
}

async function mustWait(play: Play): Promise<void> {
  const orders = play.take(4);
  for (const { orderId } of orders) await label(play, orderId);
  const numbers = orders.map(({ number }) => number);
  play.show.tell(
    `orders ${numbers.slice(0, 3).join(', ')} hold SKU ${MISSING_SKU.inShop}, which NetSuite does not know`,
  );
  play.show.tell(`order ${numbers[3]} is in ShipStation only`);
}

async function workerKilled(play: Play): Promise<void> {
  const orders = play.take(4);
  await play.vendors.shipStation.buyLabels(orders.map(({ orderId }) => ({ orderId, warehouseId: WAREHOUSES[0].id })));
  await sleep(250);
  const pid = play.stack.kill('worker');
  const killedMs = Date.now();
  play.show.tell(`kill -9 of the worker (process ${pid}) while it works on ${orders.length} orders`, 'bad');
  await until('another worker', POSTED_LIMIT_MS, async () => {
    const now = play.stack.pidOf('worker');
    return now === undefined || now === pid ? undefined : now;
  });
  play.show.tell(`the supervisor has started another worker after ${((Date.now() - killedMs) / 1000).toFixed(1)} s`);
}

async function vendorTrouble(play: Play): Promise<void> {
  const { netSuite, shipStation } = play.vendors;
  play.show.tell('both vendors answer 429 Too Many Requests to the next calls');
  await shipStation.addFaults([{ kind: 'rate-limit', times: 6, retryAfterSec: 1, path: '^/(orders|shipments)' }]);
  await netSuite.addFaults([{ kind: 'rate-limit', times: 12 }]);
  await shipStation.buyLabels(play.take(4).map(({ orderId }) => ({ orderId, warehouseId: WAREHOUSES[1].id })));
  await struck(play);
  await netSuite.expireTokens();
  const [signedOut] = play.take(1);
  play.show.tell(`NetSuite's access token expires all of a sudden, then order ${signedOut?.number} leaves`);
  await label(play, signedOut?.orderId ?? 0);
  await netSuite.addFaults([{ kind: 'drop-after', times: 3, method: 'POST', path: TRANSFORM }]);
  const lost = play.take(3);
  play.show.tell(
    `NetSuite makes the next three fulfilments, but its answers are lost (orders ${numbersOf(lost)} leave)`,
  );
  for (const { orderId } of lost) await label(play, orderId);
  await struck(play);
}

const numbersOf = (orders: PlayedOrder[]): string => orders.map(({ number }) => number).join(', ');

/** Waits until every fault that was ordered has struck, so that the next scene does not hide it. */
async function struck({ vendors, show }: Play): Promise<void> {
  const left = async () => {
    const faults = [...(await vendors.netSuite.faults()), ...(await vendors.shipStation.faults())];
    return faults.every(({ hits, times }) => hits >= (times ?? 0)) ? faults : undefined;
  };
  const done = await until('the faults', STRUCK_LIMIT_MS, left).catch(() => undefined);
  if (done === undefined) show.tell('some of these faults have not struck yet', 'dim');
}

async function badWebhooks(play: Play): Promise<void> {
  const { shipStation } = play.vendors;
  const [silent, late, twice] = play.take(3);
  if (silent === undefined || late === undefined || twice === undefined) throw new Error('three orders are missing');
  await shipStation.setWebhooks({ lossProbability: 1 });
  await label(play, silent.orderId);
  play.show.tell(`order ${silent.number}: its webhook is lost; the sweep has to find it`);
  await shipStation.setWebhooks({ lossProbability: 0, delayMs: 6000 });
  await label(play, late.orderId);
  play.show.tell(`order ${late.number}: its webhook comes six seconds late`);
  await shipStation.setWebhooks({ delayMs: 0, duplicateProbability: 1 });
  await label(play, twice.orderId);
  await shipStation.setWebhooks({ duplicateProbability: 0 });
  const delivered = (await shipStation.deliveries()).filter(({ state }) => state === 'delivered');
  for (const { id } of delivered.slice(0, 10)) await shipStation.redeliver(id);
  play.show.tell(`order ${twice.number}: its webhook comes twice; ten old webhooks are sent again`);
}

async function returned(play: Play): Promise<void> {
  const [order] = play.take(1);
  await label(play, order?.orderId ?? 0);
  await play.vendors.shipStation.buyReturnLabel(order?.orderId ?? 0);
  play.show.tell(`order ${order?.number} gets a return label too, which is nobody's fulfilment`);
}

const SCENES = [
  plain,
  twoBoxes,
  splitShipment,
  relabel,
  marked,
  mustWait,
  workerKilled,
  vendorTrouble,
  badWebhooks,
  returned,
];
