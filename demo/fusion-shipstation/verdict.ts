/**
 * The judgement over both simulators' dumps: what left the house, and whether Fusion's receivables and inventory hold
 * exactly that. Written anew and as plainly as possible, so that it shares no mistake with the connector.
 * The trap: money is compared order by order (how a total is shared between boxes is nobody's business, its sum is), goods
 * shipment by shipment.
 */
import Big from 'big.js';
import { DateTime } from 'luxon';
import type { Shop } from '../netsuite-shipstation/dumps.ts';
import type { VerdictTable, Waiting } from '../scenario.ts';
import type { Books } from './fusion-sim.ts';
import { CHANNELS, MISSING_ITEM, WAREHOUSES, ZONE } from './shop.ts';

/** What ShipStation holds of an order's money and channel, besides what every demo reads. */
export type OrderMoney = { orderId: number; orderNumber: string; orderTotal: number; storeId: number };
export type Dumps = { shop: Shop; money: OrderMoney[]; books: Books; isPeriodClosed: boolean };

export type Verdict = Waiting & {
  lost: string[];
  doubled: string[];
  wrong: string[];
  shipments: number;
  invoices: number;
  shipped: string;
  invoiced: string;
  units: number;
  issued: number;
};

type Shipment = Shop['parcels'][number];

export function judge(dumps: Dumps): Verdict {
  const { shop, books } = dumps;
  const found: Verdict = {
    ...{ mustWait: {}, lost: [], doubled: [], wrong: [...books.problems] },
    ...{
      shipments: 0,
      invoices: books.invoices.length - books.creditMemos.length,
      shipped: '0.00',
      invoiced: '0.00',
      units: 0,
      issued: 0,
    },
  };
  const parcels = shop.parcels.filter(({ isReturn }) => !isReturn);
  for (const parcel of parcels) judgeShipment(parcel, dumps, found);
  for (const order of dumps.money) judgeOrder(order, parcels, dumps, found);
  return found;
}

export const tableOf = (verdict: Verdict): VerdictTable => ({
  facts: [
    ['shipments that left / invoices less credit memos', `${verdict.shipments} / ${verdict.invoices}`],
    ['shipped by ShipStation / invoiced in Fusion', `${verdict.shipped} / ${verdict.invoiced} USD`],
    ['units that left / issued from inventory', `${verdict.units} / ${verdict.issued}`],
  ],
  faults: [
    { name: 'lost', short: 'lost', list: verdict.lost },
    { name: 'doubled', short: 'doubled', list: verdict.doubled },
    { name: 'wrong amount, customer, day, organisation, account or quantity', short: 'wrong', list: verdict.wrong },
  ],
  waits: '',
});

function mustWait(found: Verdict, cause: string, who: string): void {
  const known = found.mustWait[cause] ?? [];
  if (!known.includes(who)) found.mustWait[cause] = [...known, who];
}

const isOdd = (skus: string[], { items }: Books): boolean =>
  skus.includes(MISSING_ITEM) && !items.includes(MISSING_ITEM);
const skusOf = ({ items = [] }: Shipment): string[] => items.map(({ sku }) => sku);

function judgeShipment(parcel: Shipment, dumps: Dumps, found: Verdict): void {
  const { books } = dumps;
  const who = `shipment ${parcel.id} of order ${parcel.orderNumber}`;
  const invoices = books.invoices.filter(({ CrossReference }) => CrossReference === `SS:${parcel.id}`);
  const memos = books.creditMemos.filter(({ CrossReference }) => CrossReference === `SS:${parcel.id}/void`);
  if (!parcel.voided) found.shipments += 1;
  judgeGoods(parcel, who, dumps, found);
  if (invoices.length > 1) found.doubled.push(`${who}: ${invoices.length} invoices`);
  if (memos.length > 1) found.doubled.push(`${who}: ${memos.length} credit memos`);
  const [invoice] = invoices;
  if (parcel.voided) {
    if (invoice !== undefined && memos.length === 0) {
      // A credit memo needs an open period, too.
      if (dumps.isPeriodClosed) mustWait(found, 'period-closed', `receivables of ${parcel.orderNumber}`);
      else found.lost.push(`${who} was voided, its invoice was not taken back`);
    }
    return;
  }
  if (memos.length > 0) found.wrong.push(`${who} is live, but its invoice was credited`);
  if (invoice === undefined) {
    if (dumps.isPeriodClosed) mustWait(found, 'period-closed', `receivables of ${parcel.orderNumber}`);
    else if (isOdd(skusOf(parcel), books)) mustWait(found, 'refused', `receivables of ${parcel.orderNumber}`);
    else found.lost.push(`${who}: no invoice`);
    return;
  }
  const day = dayOf(parcel);
  if (invoice.AccountingDate !== day) found.wrong.push(`${who}: booked on ${invoice.AccountingDate}, not ${day}`);
  const channel = channelOf(parcel, dumps);
  if (invoice.BillToCustomerNumber !== channel?.customer)
    found.wrong.push(`${who}: billed to ${invoice.BillToCustomerNumber}, not ${channel?.customer}`);
  const { organization } = warehouseOf(parcel);
  for (const { ItemNumber, Warehouse } of invoice.lines)
    if (ItemNumber && Warehouse !== organization) found.wrong.push(`${who}: ${ItemNumber} from ${Warehouse}`);
}

/** Pieces by item: minus what left, and nothing of what was voided. */
function judgeGoods(parcel: Shipment, who: string, { books }: Dumps, found: Verdict): void {
  const { organization, account } = warehouseOf(parcel);
  const moves = books.moves.filter(({ SourceHeaderId }) => Number(SourceHeaderId) === parcel.id);
  const has: Record<string, number> = {};
  for (const { ItemNumber, TransactionQuantity, OrganizationName, AccountCombination } of moves) {
    has[ItemNumber] = (has[ItemNumber] ?? 0) - TransactionQuantity;
    if (OrganizationName !== organization) found.wrong.push(`${who}: ${ItemNumber} issued from ${OrganizationName}`);
    if (AccountCombination !== account) found.wrong.push(`${who}: ${ItemNumber} on ${AccountCombination}`);
  }
  const want: Record<string, number> = {};
  if (!parcel.voided) for (const { sku, quantity } of parcel.items ?? []) want[sku] = (want[sku] ?? 0) + quantity;
  for (const item of new Set([...Object.keys(want), ...Object.keys(has)])) {
    const [wanted, got] = [want[item] ?? 0, has[item] ?? 0];
    found.units += wanted;
    found.issued += got;
    if (got === wanted) continue;
    if (got === 0 && isOdd([item], books)) mustWait(found, 'rejected', `inventory of ${parcel.orderNumber}`);
    else if (got < wanted) found.lost.push(`${who}: ${got} of ${wanted} ${item} issued`);
    else found.doubled.push(`${who}: ${got} instead of ${wanted} ${item} issued`);
  }
}

/** All that left of an order is invoiced to the cent of what ShipStation asked for it. */
function judgeOrder(order: OrderMoney, parcels: Shipment[], { shop, books }: Dumps, found: Verdict): void {
  const own = parcels.filter(({ orderId, voided }) => orderId === order.orderId && !voided);
  const items = shop.orders.find(({ orderId }) => orderId === order.orderId)?.items ?? [];
  const left = own.flatMap(({ items: held = [] }) => held).reduce((sum, { quantity }) => sum + quantity, 0);
  const isWhole = left === items.reduce((sum, { quantity }) => sum + quantity, 0);
  if (own.length === 0) return;
  const names = own.map(({ id }) => `SS:${id}`);
  const invoices = books.invoices.filter(({ CrossReference }) => names.includes(CrossReference));
  const sum = invoices.reduce((all, { EnteredAmount }) => all.plus(EnteredAmount), Big(0));
  found.shipped = Big(found.shipped).plus(order.orderTotal).toFixed(2);
  found.invoiced = Big(found.invoiced).plus(sum).toFixed(2);
  if (!isWhole || invoices.length < own.length) return;
  if (!sum.eq(order.orderTotal))
    found.wrong.push(`order ${order.orderNumber} is ${order.orderTotal}, invoiced ${sum.toFixed(2)}`);
}

const warehouseOf = ({ warehouseId }: Shipment) => WAREHOUSES.find(({ id }) => id === warehouseId) ?? WAREHOUSES[0];

const channelOf = ({ orderId }: Shipment, { money }: Dumps) => {
  const storeId = money.find((one) => one.orderId === orderId)?.storeId;
  return CHANNELS.find((one) => one.storeId === storeId);
};

/** ShipStation writes Pacific wall clock; the books are kept in New York. */
const dayOf = ({ createdAt }: Shipment): string =>
  DateTime.fromISO(createdAt, { zone: 'America/Los_Angeles' }).setZone(ZONE).toISODate() ?? '?';
