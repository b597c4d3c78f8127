/**
 * The play: a week of a merchant whose goods lie at ShipBob, all five syncs in under a minute, and what goes wrong in it.
 * The trap: faults are switched on for the scene and run out by themselves (`times`), so that no scene hides in the next.
 */
import type { Show } from '../show.ts';
import type { Stack } from '../stack.ts';
import { sleep, until } from '../wait.ts';
import {
  ANNOUNCED,
  addPurchaseOrders,
  BY_HAND,
  CENTRES,
  GOODS,
  handmade,
  LATE_ORDER,
  LATE_PURCHASE_ORDER,
  MISSING_SKU,
  readDumps,
  SALES_ORDERS,
  type Vendors,
} from './depot.ts';
import type { Lines } from './shipbob-sim.ts';

type Placed = { number: string; lines: Lines; shipments: number[] };
type Play = {
  stack: Stack<Vendors>;
  vendors: Vendors;
  show: Show;
  /** ShipBob's orders that have not been played yet, and those that were. */
  orders: Placed[];
  shipped: Placed[];
  /** Receiving orders by purchase order number. */
  wros: Record<string, number>;
};

const PACE_MS = 250;
const LIMIT_MS = 240_000;
const STRUCK_LIMIT_MS = 60_000;

/** Puts the orders into ShipBob and plays everything through. */
export async function playWeek(stack: Stack<Vendors>, show: Show): Promise<void> {
  const play: Play = { stack, vendors: stack.vendors, show, orders: [], shipped: [], wros: {} };
  for (const { number, lines } of SALES_ORDERS) play.orders.push(await place(play, number, lines));
  for (const scene of SCENES) await scene(play);
}

async function place({ vendors }: Play, referenceId: string, lines: Lines): Promise<Placed> {
  // The second order leaves in as many parcels as it has lines.
  const parcels = lines.map(({ quantity }, line) => [{ line, quantity }]);
  const { shipmentIds } = await vendors.shipBob.placeOrder({
    ...{ referenceId, lines },
    ...(referenceId === '2002' ? { parcels } : {}),
  });
  return { number: referenceId, lines, shipments: shipmentIds };
}

async function announced(play: Play): Promise<void> {
  const { vendors, show, wros } = play;
  const [, lost, byHand, odd] = ANNOUNCED;
  if (lost === undefined || byHand === undefined || odd === undefined) throw new Error('purchase orders are missing');
  const hand = await vendors.shipBob.receive.create(handmade(byHand));
  show.tell(`a person has announced ${byHand.number} to ShipBob by hand: receiving order ${hand.id}`);
  await vendors.shipBob.addFaults([{ kind: 'drop-after', operation: 'receiving.create', times: 1 }]);
  await addPurchaseOrders(vendors, ANNOUNCED);
  show.tell('four purchase orders are approved in NetSuite; the answer of the first announcement is lost');
  show.tell(`${odd.number} holds ${MISSING_SKU.inNetSuite}, which ShipBob does not know by that name`);
  for (const { number } of inWork()) {
    wros[number] = await until(`receiving order of ${number}`, LIMIT_MS, async () => {
      const { wros: rows } = await vendors.shipBob.warehouse();
      return rows.find(({ purchaseOrderNumber }) => purchaseOrderNumber === number)?.id;
    });
  }
}

/** The goods come, in slices, while webhooks come twice and in disorder. */
async function received(play: Play): Promise<void> {
  const { vendors, show, wros } = play;
  const { shipBob } = vendors;
  const unnamed = { centerId: CENTRES[1].id, lines: [{ sku: GOODS[5] ?? '', quantity: 36 }] };
  wros.none = (await shipBob.receive.create(unnamed)).id;
  show.tell('eight receiving orders are at the dock; their goods are stowed in slices');
  await shipBob.set({ webhooks: { duplicateProbability: 0.5, reorderProbability: 0.5, reorderMs: 1500 } });
  for (let slice = 0; slice < 3; slice++) {
    for (const { number, lines } of inWork())
      for (const { sku, quantity } of lines) await stow(play, number, sku, thirds(quantity, slice));
    await sleep(PACE_MS);
  }
  await stow(play, 'none', GOODS[5] ?? '', 36);
  show.tell(
    `${MISSING_SKU.inShipBob} of receiving order ${wros['PO-602']} is not in NetSuite; its other goods are booked`,
  );
  show.tell(`receiving order ${wros['PO-699']} names a purchase order that nobody has entered`);
  await shipBob.set({ webhooks: { duplicateProbability: 0, reorderProbability: 0 } });
}

const inWork = () => [...ANNOUNCED.slice(0, 3), ...BY_HAND, LATE_PURCHASE_ORDER];
/** Thirds of a quantity, which add up to it. */
const thirds = (quantity: number, slice: number) =>
  Math.floor((quantity * (slice + 1)) / 3) - Math.floor((quantity * slice) / 3);

async function stow({ vendors, wros }: Play, number: string, sku: string, quantity: number): Promise<void> {
  const wro = wros[number];
  if (wro === undefined) throw new Error(`there is no receiving order of ${number}`);
  if (quantity > 0) await vendors.shipBob.receive.stow(wro, sku, quantity);
}

async function recounted(play: Play): Promise<void> {
  const { vendors, show, wros } = play;
  const [first] = ANNOUNCED;
  const sku = first?.lines[0]?.sku ?? '';
  await stow(play, 'PO-601', GOODS[3] ?? '', 3);
  show.tell(`PO-601: three more ${GOODS[3]} than ordered; the excess is adjusted`);
  for (const number of ['PO-501', 'PO-503', 'PO-601', 'none'])
    await vendors.shipBob.receive.complete(wros[number] ?? 0);
  await vendors.shipBob.receive.recount(wros['PO-501'] ?? 0, sku, -2);
  show.tell(`PO-501: a recount after completion finds two ${sku} fewer`);
}

/** Orders leave; carriers scan them. */
async function shipped(play: Play): Promise<void> {
  const { vendors, show } = play;
  const { shipBob } = vendors;
  show.tell('six orders leave ShipBob; the second in two parcels');
  for (const order of take(play, 6)) {
    for (const shipment of order.shipments) await shipBob.ship(shipment);
    await sleep(PACE_MS);
  }
  const [first, , third, fourth] = play.shipped;
  for (const order of play.shipped) for (const id of order.shipments) await shipBob.scan(id, 'InTransit');
  const { trackingNumber } = await shipBob.retrack(third?.shipments[0] ?? 0);
  show.tell(`order ${third?.number}: the tracking number is replaced by ${trackingNumber}`);
  await shipBob.set({ webhooks: { reorderProbability: 1, duplicateProbability: 1, reorderMs: 2000 } });
  for (const scan of ['DeliveryException', 'OutForDelivery', 'Delivered'])
    await shipBob.scan(fourth?.shipments[0] ?? 0, scan);
  for (const scan of ['OutForDelivery', 'Delivered']) await shipBob.scan(first?.shipments[0] ?? 0, scan);
  show.tell(`orders ${first?.number} and ${fourth?.number} are delivered; their webhooks come twice and in disorder`);
  await shipBob.set({ webhooks: { reorderProbability: 0, duplicateProbability: 0 } });
}

function take(play: Play, count: number): Placed[] {
  const taken = play.orders.splice(0, count);
  play.shipped.push(...taken);
  return taken;
}

const leave = async ({ vendors }: Play, orders: Placed[]) => {
  for (const { shipments } of orders) for (const id of shipments) await vendors.shipBob.ship(id);
};
const numbersOf = (orders: Placed[]): string => orders.map(({ number }) => number).join(', ');

async function workerKilled(play: Play): Promise<void> {
  const orders = take(play, 2);
  await leave(play, orders);
  await play.vendors.shipBob.receive.complete(play.wros['PO-502'] ?? 0);
  await sleep(150);
  const pid = play.stack.kill('worker');
  const killedMs = Date.now();
  play.show.tell(`kill -9 of the worker (process ${pid}) while it works on orders ${numbersOf(orders)}`, 'bad');
  await until('another worker', LIMIT_MS, async () => {
    const now = play.stack.pidOf('worker');
    return now === undefined || now === pid ? undefined : now;
  });
  play.show.tell(`the supervisor has started another worker after ${((Date.now() - killedMs) / 1000).toFixed(1)} s`);
}

async function vendorTrouble(play: Play): Promise<void> {
  const { netSuite, shipBob } = play.vendors;
  await shipBob.addFaults([{ kind: 'rate-limit', times: 3, retryAfterSec: 1 }]);
  await netSuite.addFaults([
    { kind: 'rate-limit', times: 6 },
    { kind: 'drop-after', times: 2, method: 'POST', path: '!transform/itemFulfillment' },
  ]);
  const lost = take(play, 2);
  play.show.tell('both vendors answer 429 Too Many Requests to the next calls');
  play.show.tell(`NetSuite makes two fulfilments, but its answers are lost (orders ${numbersOf(lost)} leave)`);
  await leave(play, lost);
  await struck(play);
  await netSuite.expireTokens();
  await shipBob.expireTokens();
  const [signedOut] = take(play, 1);
  play.show.tell(
    `both access tokens expire all of a sudden, then order ${signedOut?.number} leaves; its webhook is lost`,
  );
  await shipBob.set({ webhooks: { lossProbability: 1 } });
  if (signedOut !== undefined) await leave(play, [signedOut]);
  await shipBob.set({ webhooks: { lossProbability: 0 } });
  const again = await shipBob.redeliver(10);
  play.show.tell(`${again} old webhooks are sent again`);
  const late = take(play, 1);
  await leave(play, late);
  play.show.tell(`order ${LATE_ORDER} is in ShipBob only`);
}

/** Waits until every fault that was ordered has struck, so that the next scene does not hide it. */
async function struck({ vendors, show }: Play): Promise<void> {
  const left = async () => {
    const faults = [...(await vendors.netSuite.faults()), ...(await vendors.shipBob.faults())];
    return faults.every(({ hits, times }) => hits >= (times ?? 0)) ? true : undefined;
  };
  const done = await until('the faults', STRUCK_LIMIT_MS, left).catch(() => undefined);
  if (done === undefined) show.tell('some of these faults have not struck yet', 'dim');
}

/** Four parcels come back: on the shelf, in quarantine, for the bin, and one of the order that NetSuite does not know. */
async function returned(play: Play): Promise<void> {
  const { vendors, show } = play;
  await postedOf(play, ['2001', '2003', '2004']);
  const back: [string, string[]][] = [
    ['2001', ['Restock']],
    ['2003', ['Restock', 'Dispose']],
    ['2004', ['Quarantine']],
    [LATE_ORDER, ['Restock']],
  ];
  for (const [number, actions] of back) {
    const order = play.shipped.find((one) => one.number === number);
    if (order === undefined) throw new Error(`order ${number} has not left`);
    const items = order.lines.slice(0, actions.length);
    const [shipmentId = 0] = order.shipments;
    const { id } = await vendors.shipBob.returns.create({ referenceId: `R-${number}`, shipmentId, items });
    const taken = items.map(({ sku, quantity }, at) => ({ sku, quantity, action: actions[at] ?? 'Restock' }));
    for (const one of taken) await vendors.shipBob.returns.process(id, [one]);
    await vendors.shipBob.returns.complete(id);
    show.tell(`return ${id} of order ${number}: ${taken.map(({ sku, action }) => `${sku} ${action}`).join(', ')}`);
  }
}

/** Nobody sends back what has not left, by NetSuite's own books. */
async function postedOf({ vendors }: Play, numbers: string[]): Promise<void> {
  await until('fulfilments of what comes back', LIMIT_MS, async () => {
    const { books } = await readDumps(vendors);
    const isPosted = (number: string) => {
      const sales = books.papers.find(({ type, otherRefNum }) => type === 'salesOrder' && otherRefNum === number);
      return books.papers.some(({ type, createdFrom }) => type === 'itemFulfillment' && createdFrom === sales?.id);
    };
    return numbers.every(isPosted) ? true : undefined;
  });
}

const DAY_MS = 86_400_000;
const dayBefore = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

/** Last week's invoice with a refund in it, and one that is money back; the answer of the first bill is lost. */
async function invoiced({ vendors, show, shipped: orders }: Play): Promise<void> {
  const { netSuite, shipBob } = vendors;
  const chargeDate = dayBefore(2);
  const shipments = orders.slice(0, 6).flatMap((order) => order.shipments);
  for (const [at, referenceId] of shipments.entries()) {
    const amount = `${5 + at}.${10 + at}`;
    await shipBob.charge({ fee: 'Shipping', amount, referenceType: 'Shipment', referenceId, chargeDate });
  }
  const [referenceId = 0] = shipments;
  const of = { fee: 'Shipping', referenceType: 'Shipment', referenceId };
  await shipBob.charge({ ...of, amount: '18.35', chargeDate: dayBefore(9) });
  await shipBob.charge({ ...of, type: 'Refund', amount: '5.10', chargeDate });
  await shipBob.charge({ type: 'Credit', fee: 'Credit', amount: '12.34', chargeDate });
  await netSuite.addFaults([{ kind: 'drop-after', times: 1, method: 'POST', path: 'vendorBill$' }]);
  const invoices = await shipBob.invoice(dayBefore(0));
  show.tell(
    `ShipBob invoices last week: ${invoices.map(({ id }) => id).join(', ')}; the answer of NetSuite's bill is lost`,
  );
}

const SCENES = [announced, received, recounted, shipped, workerKilled, vendorTrouble, returned, invoiced];
