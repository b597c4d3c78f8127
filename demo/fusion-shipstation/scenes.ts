/**
 * The play: a day of a retailer with three warehouses and three channels, and what goes wrong in it.
 * The trap: faults are switched on for the scene and run out by themselves (`times`), so that no scene hides in the next.
 */
import type { Show } from '../show.ts';
import type { Stack } from '../stack.ts';
import { sleep, until } from '../wait.ts';
import { addOrders, MISSING_ITEM, type PlayedOrder, thisPeriod, type Vendors } from './shop.ts';

type Play = { stack: Stack<Vendors>; vendors: Vendors; show: Show; take(count: number): PlayedOrder[] };

const PACE_MS = 300;
const LIMIT_MS = 240_000;
const STRUCK_LIMIT_MS = 60_000;

export async function playDay(stack: Stack<Vendors>, show: Show): Promise<void> {
  const { vendors } = stack;
  const orders = await addOrders(vendors);
  show.tell(`${orders.length} orders of three channels stand in ShipStation`);
  const play: Play = { stack, vendors, show, take: (count) => orders.splice(0, count) };
  for (const scene of SCENES) await scene(play);
}

const label = ({ vendors }: Play, { orderId, warehouseId }: PlayedOrder, box: object = {}) =>
  vendors.shipStation.buyLabels([{ orderId, warehouseId, ...box }]);

const numbersOf = (orders: PlayedOrder[]): string => orders.map(({ number }) => number).join(', ');

async function invoiced({ vendors }: Play, shipmentId: number): Promise<void> {
  await until(`the invoice of shipment ${shipmentId}`, LIMIT_MS, async () => {
    const { invoices, moves } = await vendors.fusion.books();
    const isBooked = moves.some(({ SourceHeaderId }) => Number(SourceHeaderId) === shipmentId);
    return isBooked ? invoices.find(({ CrossReference }) => CrossReference === `SS:${shipmentId}`) : undefined;
  });
}

async function plain(play: Play): Promise<void> {
  play.show.tell('six orders leave from Seattle, Dallas and Newark: an invoice and inventory transactions for each');
  for (const order of play.take(6)) {
    await label(play, order);
    await sleep(PACE_MS);
  }
}

async function twoBoxes(play: Play): Promise<void> {
  for (const order of play.take(2)) {
    const [first, ...rest] = order.items.map(({ orderItemId, quantity }) => ({ orderItemId, quantity }));
    if (first === undefined) throw new Error(`order ${order.number} has no items`);
    play.show.tell(`order ${order.number} leaves in two boxes, which share shipping, tax and discount to the cent`);
    await label(play, order, { items: [first], keepOpen: true });
    await sleep(PACE_MS);
    await label(play, order, { items: rest });
  }
}

async function relabel(play: Play): Promise<void> {
  const [order, hasty] = play.take(2);
  if (order === undefined || hasty === undefined) throw new Error('two orders are missing');
  const [first] = await label(play, order);
  await invoiced(play, first?.id ?? 0);
  await play.vendors.shipStation.voidLabel(first?.id ?? 0);
  play.show.tell(
    `order ${order.number}: label ${first?.id} is voided after Fusion has its invoice; a new one is bought`,
  );
  await label(play, order);
  const [wrong] = await label(play, hasty);
  await play.vendors.shipStation.voidLabel(wrong?.id ?? 0);
  play.show.tell(`order ${hasty.number}: label bought and voided at once; nothing of it may stand in the books`);
}

async function unknownItem(play: Play): Promise<void> {
  const orders = play.take(3);
  for (const order of orders) await label(play, order);
  play.show.tell(`orders ${numbersOf(orders)} leave; two of them hold ${MISSING_ITEM}, which Fusion does not know`);
}

async function workerKilled(play: Play): Promise<void> {
  const orders = play.take(3);
  await play.vendors.shipStation.buyLabels(orders.map(({ orderId, warehouseId }) => ({ orderId, warehouseId })));
  await sleep(250);
  const pid = play.stack.kill('worker');
  play.show.tell(`kill -9 of the worker (process ${pid}) while it works on ${orders.length} orders`, 'bad');
  await until('another worker', LIMIT_MS, async () => {
    const now = play.stack.pidOf('worker');
    return now === undefined || now === pid ? undefined : now;
  });
  play.show.tell('the supervisor has started another worker');
}

async function fusionTrouble(play: Play): Promise<void> {
  const { fusion } = play.vendors;
  await fusion.addFaults([{ kind: 'drop-after', times: 2, operation: 'receivablesInvoices.create' }]);
  await fusion.slowInventory(1, 2_000);
  const lost = play.take(2);
  play.show.tell(
    `Fusion makes the next two invoices, but its answers are lost; inventory answers 408 (${numbersOf(lost)})`,
  );
  for (const order of lost) await label(play, order);
  await struck(play);
  await fusion.addFaults([{ kind: 'rate-limit', times: 4, retryAfterSec: 1 }]);
  await fusion.expireTokens();
  const [signedOut] = play.take(1);
  if (signedOut === undefined) throw new Error('an order is missing');
  play.show.tell(
    `429 Too Many Requests, and the access token ends all of a sudden; then order ${signedOut.number} leaves`,
  );
  await label(play, signedOut);
  await struck(play);
}

/** Waits until every fault that was ordered has struck, so that the next scene does not hide it. */
async function struck({ vendors, show }: Play): Promise<void> {
  const done = await until('the faults', STRUCK_LIMIT_MS, async () => {
    const faults = await vendors.fusion.faults();
    return faults.every(({ hits, times }) => hits >= (times ?? 0)) ? faults : undefined;
  }).catch(() => undefined);
  if (done === undefined) show.tell('some of these faults have not struck yet', 'dim');
}

async function badWebhooks(play: Play): Promise<void> {
  const { shipStation } = play.vendors;
  const [silent, late, twice] = play.take(3);
  if (silent === undefined || late === undefined || twice === undefined) throw new Error('three orders are missing');
  await shipStation.setWebhooks({ lossProbability: 1 });
  await label(play, silent);
  play.show.tell(`order ${silent.number}: its webhook is lost; the sweep has to find it`);
  await shipStation.setWebhooks({ lossProbability: 0, delayMs: 6000 });
  await label(play, late);
  play.show.tell(`order ${late.number}: its webhook comes six seconds late`);
  await shipStation.setWebhooks({ delayMs: 0, duplicateProbability: 1 });
  await label(play, twice);
  await shipStation.setWebhooks({ duplicateProbability: 0 });
  play.show.tell(`order ${twice.number}: its webhook comes twice`);
}

async function returned(play: Play): Promise<void> {
  const [order] = play.take(1);
  if (order === undefined) throw new Error('an order is missing');
  await label(play, order);
  await play.vendors.shipStation.buyReturnLabel(order.orderId);
  play.show.tell(`order ${order.number} gets a return label too, which is no sale`);
}

async function monthEnd(play: Play): Promise<void> {
  // What left before the books are closed is booked before; the play waits for it like an accountant would.
  await sleep(2_000);
  const { vendors, show } = play;
  await quiet(play);
  await vendors.fusion.receivablesPeriod(thisPeriod(), 'C');
  vendors.played.isPeriodClosed = true;
  const orders = play.take(3);
  show.tell(`somebody closes ${thisPeriod()} in receivables; orders ${numbersOf(orders)} leave nevertheless`, 'bad');
  for (const order of orders) await label(play, order);
}

/** Until no more invoices come. */
async function quiet({ vendors }: Play): Promise<void> {
  let before = -1;
  await until('quiet books', LIMIT_MS, async () => {
    const { invoices, moves } = await vendors.fusion.books();
    const now = invoices.length + moves.length;
    await sleep(7_000);
    const isQuiet = now === before;
    before = now;
    return isQuiet ? true : undefined;
  });
}

const SCENES = [plain, twoBoxes, relabel, unknownItem, workerKilled, fusionTrouble, badWebhooks, returned, monthEnd];
