/**
 * The judgement over both simulators' dumps: what happened in the shop and the warehouse, and whether the other side
 * holds exactly that. Written anew and as plainly as possible, so that it shares no mistake with the connector.
 * The trap: stock is right only when orders that NetSuite does not have yet are taken off its number.
 */
import type { VerdictTable } from '../scenario.ts';
import { type Dumps, type Paper, type ShopOrder, type ShopParcel, salesOrdersOf, sumUp, unitWords } from './dumps.ts';
import { type Findings, mustWait, newFindings, sumWords, type Verdict } from './findings.ts';
import { judgeOrders } from './judge-orders.ts';

const REFUSED = 401;

export function judge(dumps: Dumps): Verdict {
  const found = newFindings();
  found.wrong.push(...dumps.shop.problems);
  judgeOrders(dumps, found);
  judgeParcels(dumps, found);
  judgeStock(dumps, found);
  for (const status of dumps.shop.forged) {
    if (status === REFUSED) found.forged += 1;
    else found.wrong.push(`a forged webhook was answered ${status}`);
  }
  const { claimed: _claimed, ...verdict } = found;
  return verdict;
}

export const tableOf = (verdict: Verdict): VerdictTable => ({
  facts: [
    ['orders in Shopify / sales orders in NetSuite', `${verdict.orders} / ${verdict.salesOrders}`],
    ['paid in Shopify / deposited in NetSuite', `${sumWords(verdict.paid)} / ${sumWords(verdict.deposited)}`],
    ['given back in Shopify / refunded in NetSuite', `${sumWords(verdict.givenBack)} / ${sumWords(verdict.refunded)}`],
    ['shipped by NetSuite / fulfilments in Shopify', `${verdict.shipped} / ${verdict.fulfilments}`],
    ['stock levels compared / equal', `${verdict.levels} / ${verdict.levelsRight}`],
    ['forged webhooks refused (401)', String(verdict.forged)],
  ],
  faults: [
    { name: 'lost', short: 'lost', list: verdict.lost },
    { name: 'doubled', short: 'doubled', list: verdict.doubled },
    { name: 'wrong amount, goods, customer, tracking or stock', short: 'wrong', list: verdict.wrong },
  ],
  waits: '',
});

/** Each item fulfilment of NetSuite's is one fulfilment of Shopify's, with the same goods and numbers. */
function judgeParcels({ shop, books }: Dumps, found: Findings): void {
  const claimed = new Set<ShopParcel>();
  for (const paper of books.papers.filter(({ type }) => type === 'itemFulfillment')) {
    found.shipped += 1;
    const sales = books.papers.find(({ id }) => id === paper.createdFrom);
    const order = shop.orders.find((one) => sales !== undefined && salesOrdersOf(books, one).includes(sales));
    if (order === undefined) found.wrong.push(`${paper.tranId} is of no order of the shop`);
    else judgeParcel(paper, order, claimed, found);
  }
  for (const { name, parcels } of shop.orders) {
    const living = parcels.filter(({ status }) => status === 'SUCCESS');
    found.fulfilments += living.length;
    for (const parcel of living)
      if (!claimed.has(parcel)) found.doubled.push(`${name}: fulfilment ${parcel.id} of nothing that NetSuite shipped`);
  }
}

function judgeParcel(paper: Paper, order: ShopOrder, claimed: Set<ShopParcel>, found: Findings): void {
  const who = `${order.name}, ${paper.tranId}`;
  const units = unitWords(sumUp(paper.lines));
  const free = order.parcels.filter((parcel) => parcel.status === 'SUCCESS' && !claimed.has(parcel));
  const numbers = paper.tracking.join(', ');
  const isNumbered = (parcel: ShopParcel) => parcel.tracking.join(', ') === numbers;
  const parcel = free.find(isNumbered) ?? free.find((one) => unitWords(one.units) === units);
  if (parcel === undefined) {
    found.lost.push(`${who}: not fulfilled in Shopify`);
    return;
  }
  claimed.add(parcel);
  if (!isNumbered(parcel)) found.wrong.push(`${who}: tracking ${parcel.tracking.join(', ') || 'none'}, not ${numbers}`);
  if (unitWords(parcel.units) !== units)
    found.wrong.push(`${who}: ${unitWords(parcel.units)} fulfilled, ${units} shipped`);
}

/** What the shop may sell is what NetSuite has, without what is sold and not in NetSuite yet. */
function judgeStock({ shop, books }: Dumps, found: Findings): void {
  const unposted = shop.orders.filter((order) => !order.isCancelled && salesOrdersOf(books, order).length === 0);
  const owed = sumUp(
    unposted.flatMap(({ lines }) => lines.map(({ sku, currentQuantity }) => ({ sku, quantity: currentQuantity }))),
  );
  for (const [sku, shown] of Object.entries(shop.available)) {
    if (!books.skus.includes(sku)) {
      mustWait(found, 'sku-unknown', `stock of ${sku}`);
      continue;
    }
    const want = (books.available[sku] ?? 0) - (owed[sku] ?? 0);
    found.levels += 1;
    if (shown === want) found.levelsRight += 1;
    else found.wrong.push(`the shop shows ${shown} ${sku}, NetSuite has ${want}`);
  }
}
