/**
 * The judgement over both simulators' dumps: what ShipBob did, and whether NetSuite (and ShipBob, for what is announced)
 * holds exactly that. Written anew and as plainly as possible, so that it shares no mistake with the connector.
 * The trap: stock in NetSuite is compared as a whole besides, so that a posting without a name of ours is found as well.
 */
import Big from 'big.js';
import type { VerdictTable } from '../scenario.ts';
import { CENTRES, MISSING_SKU, OPENING_STOCK } from './depot.ts';
import { type Dumps, named, type Paper, sumUp, total } from './dumps.ts';
import { compare, type Findings, move, mustWait, type Verdict } from './findings.ts';
import { judgeParcels } from './judge-parcels.ts';

export function judge(dumps: Dumps): Verdict {
  const found: Findings = {
    ...{ lost: [], doubled: [], wrong: [...dumps.warehouse.problems], mustWait: {}, moved: {} },
    ...{ stowed: 0, booked: 0, shipments: 0, fulfilments: 0, announced: 0, inspected: 0, received: 0 },
    ...{ invoiced: '0.00', billed: '0.00' },
  };
  judgeReceiving(dumps, found);
  judgeAnnounced(dumps, found);
  judgeParcels(dumps, found);
  judgeReturns(dumps, found);
  judgeBills(dumps, found);
  judgeStock(dumps, found);
  const { moved: _moved, ...verdict } = found;
  return verdict;
}

export const tableOf = (verdict: Verdict): VerdictTable => ({
  facts: [
    ['units stowed by ShipBob / booked in NetSuite', `${verdict.stowed} / ${verdict.booked}`],
    ['shipments that left / item fulfilments', `${verdict.shipments} / ${verdict.fulfilments}`],
    ['purchase orders announced to ShipBob', String(verdict.announced)],
    ['units of returns inspected / received', `${verdict.inspected} / ${verdict.received}`],
    ['invoiced by ShipBob / billed in NetSuite', `${verdict.invoiced} / ${verdict.billed}`],
  ],
  faults: [
    { name: 'lost', short: 'lost', list: verdict.lost },
    { name: 'doubled', short: 'doubled', list: verdict.doubled },
    { name: 'wrong quantity, place, tracking, status, amount or stock', short: 'wrong', list: verdict.wrong },
  ],
  waits: '',
});

const locationOf = (centreId: number): string => CENTRES.find(({ id }) => id === centreId)?.location ?? '?';
const isMissing = ({ books }: Dumps, sku: string): boolean => !books.skus.includes(sku);
const purchaseOrder = ({ books }: Dumps, number: string): Paper | undefined =>
  books.papers.find(({ type, tranId }) => type === 'purchaseOrder' && tranId === number);

function judgeReceiving(dumps: Dumps, found: Findings): void {
  const { books, warehouse } = dumps;
  for (const wro of warehouse.wros) {
    const who = `receiving order ${wro.id}`;
    const name = `SB_WRO_${wro.id}`;
    const receipts = named(books, 'itemReceipt', name).flatMap(({ lines }) => lines);
    const adjusted = named(books, 'inventoryAdjustment', name).flatMap(({ lines }) => lines);
    const order = wro.purchaseOrderNumber === null ? undefined : purchaseOrder(dumps, wro.purchaseOrderNumber);
    const isHeld = wro.purchaseOrderNumber !== null && order === undefined;
    const come = Object.entries(wro.stowed).filter(([, units]) => units !== 0);
    const known = come.filter(([sku]) => !isHeld && !isMissing(dumps, sku));
    const want = Object.fromEntries(known);
    found.stowed += total(wro.stowed);
    found.booked += total(sumUp([...receipts, ...adjusted]));
    if (isHeld && come.length > 0) mustWait(found, 'order-not-found', who);
    else if (known.length < come.length) mustWait(found, 'sku-unknown', who);
    compare(who, want, sumUp([...receipts, ...adjusted]), found);
    const location = locationOf(wro.centerId);
    for (const line of [...receipts, ...adjusted])
      if (line.location !== location) found.wrong.push(`${who}: ${line.sku} at location ${line.location}`);
    for (const [sku, units] of known) move(found, sku, location, units);
    if (order === undefined) continue;
    // What the order has room for is received on it, never adjusted; nothing is received beyond it.
    const ordered = sumUp(order.lines);
    const received = sumUp(receipts);
    for (const [sku, units] of known) {
      const owed = Math.min(units, ordered[sku] ?? 0);
      if ((received[sku] ?? 0) < owed)
        found.wrong.push(`${who}: ${received[sku] ?? 0} ${sku} received on ${order.tranId}, not ${owed}`);
    }
  }
}

/** Each approved purchase order has one living receiving order. */
function judgeAnnounced(dumps: Dumps, found: Findings): void {
  for (const order of dumps.books.papers.filter(({ type }) => type === 'purchaseOrder')) {
    const who = `purchase order ${order.tranId}`;
    const living = dumps.warehouse.wros.filter(
      ({ purchaseOrderNumber, status }) => purchaseOrderNumber === order.tranId && status !== 'Cancelled',
    );
    const [wro, ...more] = living;
    // ShipBob knows each item by the name that it shall have.
    const isOdd = order.lines.some(({ sku }) => sku === MISSING_SKU.inNetSuite);
    if (wro === undefined && isOdd) mustWait(found, 'sku-not-in-shipbob', who);
    else if (wro === undefined) found.lost.push(`${who}: not announced to ShipBob`);
    if (more.length > 0) found.doubled.push(`${who}: receiving orders ${living.map(({ id }) => id).join(', ')}`);
    if (wro === undefined || wro.madeBy === 'person') continue;
    found.announced += 1;
    const want = JSON.stringify(Object.entries(sumUp(order.lines)).sort());
    if (want !== JSON.stringify(Object.entries(wro.expected).sort())) found.wrong.push(`${who}: announced otherwise`);
    if (!order.memo.includes(String(wro.id))) found.wrong.push(`${who}: does not name receiving order ${wro.id}`);
  }
}

function judgeReturns(dumps: Dumps, found: Findings): void {
  const { books, warehouse } = dumps;
  for (const row of warehouse.returns) {
    const who = `return ${row.id}`;
    const order = warehouse.orders.find(({ shipments }) => shipments.some(({ id }) => id === row.shipmentId));
    const sales = books.papers.find(
      ({ type, otherRefNum }) => type === 'salesOrder' && otherRefNum === order?.referenceId,
    );
    const actions = row.items.flatMap(({ sku, taken }) => taken.map((one) => ({ ...one, sku })));
    const restocked = sumUp(actions.filter(({ action }) => action === 'Restock'));
    const all = sumUp(actions);
    const [authorization, ...more] = named(books, 'returnAuthorization', `SB_RMA_${row.id}`);
    const receipts = named(books, 'itemReceipt', `SB_RET_${row.id}`).flatMap(({ lines }) => lines);
    const adjusted = named(books, 'inventoryAdjustment', `SB_RET_${row.id}`).flatMap(({ lines }) => lines);
    found.inspected += total(all);
    found.received += total(sumUp(receipts));
    if (sales === undefined && total(all) > 0) mustWait(found, 'order-not-found', who);
    const want = sales === undefined ? {} : all;
    compare(who, want, sumUp(receipts), found);
    if (total(want) > 0 && authorization === undefined) found.lost.push(`${who}: no return authorisation`);
    if (more.length > 0) found.doubled.push(`${who}: ${1 + more.length} return authorisations`);
    if (sales === undefined) continue;
    const off = sumUp(adjusted);
    for (const [sku, units] of Object.entries(all)) {
      const kept = restocked[sku] ?? 0;
      if ((off[sku] ?? 0) !== kept - units)
        found.wrong.push(`${who}: ${off[sku] ?? 0} ${sku} written off, not ${kept - units}`);
      move(found, sku, locationOf(row.centerId), kept);
    }
  }
}

/** One paper per invoice, and to the cent. */
function judgeBills({ books, warehouse }: Dumps, found: Findings): void {
  for (const { id, amount } of warehouse.invoices) {
    const bills = named(books, 'vendorBill', `SB_VB_${id}`).map((paper) => Big(paper.total));
    const credits = named(books, 'vendorCredit', `SB_VC_${id}`).map((paper) => Big(paper.total).times(-1));
    const papers = [...bills, ...credits];
    const sum = papers.reduce((all, one) => all.plus(one), Big(0));
    found.invoiced = Big(found.invoiced).plus(amount).toFixed(2);
    found.billed = Big(found.billed).plus(sum).toFixed(2);
    if (papers.length === 0) found.lost.push(`invoice ${id}: no bill`);
    else if (papers.length > 1) found.doubled.push(`invoice ${id}: ${papers.length} papers`);
    if (papers.length > 0 && !sum.eq(amount)) found.wrong.push(`invoice ${id} is ${amount}, billed ${sum.toFixed(2)}`);
  }
}

/** All stock of all places, whatever moved it. */
function judgeStock({ books }: Dumps, found: Findings): void {
  for (const sku of books.skus) {
    for (const { location } of CENTRES) {
      const key = `${sku}|${location}`;
      const [want, has] = [OPENING_STOCK + (found.moved[key] ?? 0), books.onHand[key] ?? 0];
      if (want !== has) found.wrong.push(`${has} ${sku} on hand at location ${location}, not ${want}`);
    }
  }
}
