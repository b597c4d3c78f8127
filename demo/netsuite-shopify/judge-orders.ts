/**
 * The judgement over the orders of the shop: one sales order each, to the cent; one paper for each movement of money.
 * The trap: units that never left come off the sales order, those that had left are credited, and a cancelled order
 * keeps its amounts and is closed.
 */
import Big from 'big.js';
import {
  type Dumps,
  type Paper,
  type Refund,
  type ShopOrder,
  salesOrdersOf,
  sumUp,
  type Units,
  unitWords,
} from './dumps.ts';
import { addTo, exactlyOne, type Findings, mustWait } from './findings.ts';
import { CURRENCIES } from './store.ts';

const NOT_PAID = ['PENDING', 'AUTHORIZED'];
const CLOSED = 'H';
const TAKEN = ['SALE', 'CAPTURE'];

export function judgeOrders(dumps: Dumps, found: Findings): void {
  found.orders = dumps.shop.orders.length;
  for (const order of dumps.shop.orders) judgeOrder(dumps, order, found);
  for (const paper of dumps.books.papers) {
    const words = OURS[paper.type];
    if (words !== undefined && !found.claimed.has(paper))
      found.doubled.push(`${words} ${paper.tranId} (${paper.externalId}) belongs to nothing in Shopify`);
  }
  for (const email of dumps.books.doubledCustomers) found.doubled.push(`two customers of ${email}`);
}

const OURS: Record<string, string> = {
  salesOrder: 'sales order',
  customerDeposit: 'deposit',
  creditMemo: 'credit memo',
  customerRefund: 'customer refund',
};

function judgeOrder(dumps: Dumps, order: ShopOrder, found: Findings): void {
  const held = salesOrdersOf(dumps.books, order);
  const cause = causeToWait(dumps, order);
  if (cause !== undefined && held.length === 0) {
    mustWait(found, cause, order.name);
    return;
  }
  if (isNeverPosted(order) && held.length === 0) return;
  const sales = exactlyOne(found, held, `sales order of ${order.name}`);
  if (sales === undefined) return;
  found.salesOrders += 1;
  judgeSalesOrder(order, sales, found);
  judgePayments(dumps, order, sales, found);
  judgeRefunds(dumps, order, sales, found);
}

function causeToWait({ books }: Dumps, { lines, isCancelled, financialStatus }: ShopOrder): string | undefined {
  if (isCancelled) return undefined;
  if (NOT_PAID.includes(financialStatus)) return 'not-paid';
  const isUnknown = lines.some(({ kind, sku }) => kind === 'goods' && sku !== null && !books.skus.includes(sku));
  return isUnknown ? 'sku-unknown' : undefined;
}

/** Cancelled so early that NetSuite never hears of it, and all its money is back. */
const isNeverPosted = (order: ShopOrder): boolean => order.isCancelled && taken(order).eq(back(order));

const sumOf = (amounts: string[]) => amounts.reduce((sum, amount) => sum.plus(amount), Big(0));
const moved = ({ payments }: ShopOrder, kinds: string[]) =>
  payments.filter(({ kind, status }) => kinds.includes(kind) && status === 'SUCCESS');
const taken = (order: ShopOrder) => sumOf(moved(order, TAKEN).map(({ amount }) => amount));
const back = (order: ShopOrder) => sumOf(moved(order, ['REFUND']).map(({ amount }) => amount));

/** Units that had left, so that their money is credited. */
const hadLeft = ({ isCancelled }: ShopOrder, { restock }: Refund): boolean =>
  !isCancelled && !restock.includes('CANCEL');

function judgeSalesOrder(order: ShopOrder, sales: Paper, found: Findings): void {
  const { name, lines, shipping, refunds } = order;
  const sold = sumOf([...lines, shipping].flatMap(({ net, tax }) => [net, tax]));
  const neverLeft = order.isCancelled ? [] : refunds.filter((refund) => !hadLeft(order, refund));
  const want = sold.minus(sumOf(neverLeft.map(({ refunded }) => refunded)));
  if (!want.eq(sales.total)) found.wrong.push(`${name} is ${want.toFixed(2)}, ${sales.tranId} ${sales.total}`);
  if (sales.currency !== CURRENCIES[order.currency])
    found.wrong.push(`${name} is in ${order.currency}, ${sales.tranId} in currency ${sales.currency}`);
  if (order.isCancelled && sales.status !== CLOSED)
    found.wrong.push(`${name} is cancelled, ${sales.tranId} is not closed`);
  const credited = refunds.filter((refund) => hadLeft(order, refund));
  const left = want.minus(sumOf(credited.map(({ refunded }) => refunded)));
  if (!order.isCancelled && !left.eq(order.current))
    found.wrong.push(`${name}: Shopify says ${order.current} is left to pay, its lines ${left.toFixed(2)}`);
  judgeUnits(order, sales, credited, found);
}

/** The same goods, too: sums can agree by chance. */
function judgeUnits(order: ShopOrder, sales: Paper, credited: Refund[], found: Findings): void {
  const goods = order.lines.filter(({ kind }) => kind === 'goods');
  const want: Units = sumUp(
    goods.map(({ sku, quantity, currentQuantity }) => ({
      sku,
      quantity: order.isCancelled ? quantity : currentQuantity,
    })),
  );
  for (const { units } of credited)
    for (const [sku, quantity] of Object.entries(units)) want[sku] = (want[sku] ?? 0) + quantity;
  const has = sumUp(sales.lines.filter(({ sku }) => sku in want));
  if (unitWords(want) !== unitWords(has))
    found.wrong.push(`${order.name} has ${unitWords(want)}, ${sales.tranId} ${unitWords(has)}`);
}

function judgePayments({ books }: Dumps, order: ShopOrder, sales: Paper, found: Findings): void {
  for (const { id, amount } of moved(order, TAKEN)) {
    addTo(found.paid, order.currency, amount);
    const papers = books.papers.filter(({ externalId }) => externalId === `SHOPIFY_DEP_${id}`);
    const deposit = exactlyOne(found, papers, `deposit of ${amount} for ${order.name}`);
    if (deposit !== undefined) addTo(found.deposited, order.currency, deposit.total);
    judgeMoney(order, sales, deposit, amount, found);
  }
}

function judgeRefunds({ books }: Dumps, order: ShopOrder, sales: Paper, found: Findings): void {
  for (const refund of order.refunds.filter((one) => hadLeft(order, one))) {
    const papers = books.papers.filter(({ externalId }) => externalId === `SHOPIFY_REF_${refund.id}`);
    const credit = exactlyOne(found, papers, `credit memo of ${refund.refunded} for ${order.name}`);
    if (credit !== undefined) found.credited += 1;
    judgeMoney(order, sales, credit, refund.refunded, found);
  }
  for (const { id, amount } of moved(order, ['REFUND'])) {
    addTo(found.givenBack, order.currency, amount);
    const papers = books.papers.filter(({ externalId }) => externalId === `SHOPIFY_CR_${id}`);
    const paper = exactlyOne(found, papers, `customer refund of ${amount} for ${order.name}`);
    if (paper !== undefined) addTo(found.refunded, order.currency, paper.total);
    judgeMoney(order, sales, paper, amount, found);
  }
}

/** To the cent, and on the account of the buyer. */
function judgeMoney(order: ShopOrder, sales: Paper, paper: Paper | undefined, amount: string, found: Findings): void {
  if (paper === undefined) return;
  const { tranId, total, entity } = paper;
  if (!Big(total).eq(amount)) found.wrong.push(`${order.name}: ${tranId} is ${total}, not ${amount}`);
  if (entity !== sales.entity) found.wrong.push(`${order.name}: ${tranId} is on the account of another customer`);
}
