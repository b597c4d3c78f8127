/**
 * The sales order as Shopify says it now: all lines, shipping, tax, and the total that NetSuite will compute from them.
 * The trap: the total is summed from the planned lines and compared with Shopify's to the cent; what differs is not posted.
 */
import type { Order, OrderLine } from '../../../connectors/shopify/types.ts';
import { absolute, add, inCurrency, isEqual, isMore, isZero, subtract, total } from '../../shared/money.ts';
import { amountsOf, type LineAmounts } from './amounts.ts';
import { bookedIn } from './booked.ts';
import { type Extras, extrasOf } from './extras.ts';
import { goodsLines } from './goods.ts';
import { readingOf, wantedTotals } from './identities.ts';
import { type Posting, postingOf, sumOfTaxes } from './pick.ts';
import { type Slot, unset } from './slots.ts';
import { taxSettingProblems } from './tax.ts';
import type { OrderPlanInput, PlannedLine, PlannedOrder, Problem } from './types.ts';
import { type LineUnits, unitsOf } from './units.ts';

export type Sale = { planned: PlannedOrder; units: LineUnits[]; posting: Posting; problems: Problem[] };

/** `shippedOf`: units of a Shopify line that NetSuite has shipped or billed. */
export function saleOf(input: OrderPlanInput, slots: Slot[], shippedOf: (line: OrderLine) => number): Sale {
  const { order, settings } = input;
  const posting = postingOf(order, settings);
  const units = unitsOf(order, bookedIn(input), shippedOf);
  const reading = readingOf(order, posting);
  if ('cause' in reading) return { planned: nothing(posting), units, posting, problems: [reading] };
  const amounts = amountsOf(order, units, posting);
  const goods = goodsLines(input, slots, amounts, posting.currency);
  const extras = extrasOf(input, amounts, reading, posting);
  const problems = [...goods.problems, ...extras.problems];
  const lines = [...goods.lines, ...extras.lines];
  addTaxLines(input, amounts, lines, extras, problems);
  problems.push(...taxSettingProblems(input, [...lines.flatMap((line) => line.taxes), ...extras.shippingTaxes]));
  const planned = withTotal(input, lines, extras, posting);
  if (problems.length > 0) return { planned, units, posting, problems };
  const checked = compared(input, planned, amounts, units, posting);
  return { ...checked, units, posting };
}

const nothing = ({ currency }: Posting): PlannedOrder => ({
  lines: [],
  shippingTaxes: [],
  currency,
  taxTotal: '0',
  total: '0',
});

/** Tax as lines: all of it in mode taxLine, what a marketplace owes in every mode. */
function addTaxLines(
  input: OrderPlanInput,
  amounts: LineAmounts[],
  lines: PlannedLine[],
  extras: Extras,
  problems: Problem[],
): void {
  const { order, settings } = input;
  const single = (key: string, kind: 'tax' | 'marketplaceTax', amount: string, what: string) => {
    const itemId = settings.items[kind];
    if (itemId === undefined) {
      if (!isZero(amount)) problems.push(unset(`items.${kind}`, what, order.name));
      return;
    }
    const description = kind === 'tax' ? 'Tax' : 'Tax of the marketplace';
    lines.push({ key, kind, itemId, quantity: 1, amount, description, taxes: [], custom: {}, isGone: isZero(amount) });
  };
  const marketplace = marketplaceOf(amounts, extras);
  const taxes = add(sumOfTaxes(lines.flatMap((line) => line.taxes)), sumOfTaxes(extras.shippingTaxes));
  if (settings.tax.channelLiable === 'line') single('MTAX', 'marketplaceTax', marketplace, 'the marketplace’s tax');
  if (settings.tax.mode === 'taxLine') single('TAX', 'tax', taxes, 'its tax (tax.mode: taxLine)');
}

const marketplaceOf = (amounts: LineAmounts[], extras: Extras): string =>
  add(
    total(amounts, (line) => line.marketplace),
    extras.marketplace,
  );

function withTotal(input: OrderPlanInput, lines: PlannedLine[], extras: Extras, posting: Posting): PlannedOrder {
  const ownTax = add(sumOfTaxes(lines.flatMap((line) => line.taxes)), sumOfTaxes(extras.shippingTaxes));
  const taxTotal = input.settings.tax.mode === 'taxLine' ? '0' : ownTax;
  const { shippingCost, shippingTaxes, shipMethod } = extras;
  return {
    lines,
    shippingTaxes,
    ...(shippingCost === undefined ? {} : { shippingCost }),
    ...(shipMethod === undefined ? {} : { shipMethod }),
    currency: posting.currency,
    taxTotal,
    total: totalOf(lines, shippingCost, taxTotal, posting.currency),
  };
}

const totalOf = (lines: PlannedLine[], shipping: string | undefined, tax: string, currency: string): string =>
  inCurrency(
    add(
      total(lines, (line) => (line.isGone ? '0' : line.amount)),
      shipping ?? '0',
      tax,
    ),
    currency,
  );

function compared(
  input: OrderPlanInput,
  planned: PlannedOrder,
  amounts: LineAmounts[],
  units: LineUnits[],
  posting: Posting,
): { planned: PlannedOrder; problems: Problem[] } {
  const { order, settings } = input;
  const leftOut = settings.tax.channelLiable === 'leaveOut' ? leftOutTax(order, amounts, posting) : '0';
  const sums =
    order.cancelledAt === undefined ? wantedTotals(order, units, posting) : [posting.pick(order.totals.total)];
  const wanted = sums.map((sum) => subtract(sum, leftOut));
  if (wanted.some((sum) => isEqual(sum, planned.total))) return { planned, problems: [] };
  const nearest = wanted.reduce((best, sum) =>
    isMore(distance(best, planned.total), distance(sum, planned.total)) ? sum : best,
  );
  const difference = subtract(nearest, planned.total);
  const itemId = settings.items.rounding;
  if (!isMore(absolute(difference), settings.roundingLimit) && itemId !== undefined) {
    const key = { key: 'ROUND', kind: 'rounding' as const, itemId, quantity: 1 };
    const line = { ...key, amount: difference, description: 'Rounding', taxes: [], custom: {}, isGone: false };
    const lines = [...planned.lines, line];
    return { planned: { ...planned, lines, total: inCurrency(nearest, posting.currency) }, problems: [] };
  }
  return { planned, problems: [differs(input, planned, nearest, difference, posting)] };
}

const distance = (a: string, b: string): string => absolute(subtract(a, b));

const leftOutTax = (order: Order, amounts: LineAmounts[], posting: Posting): string =>
  add(
    total(amounts, (line) => line.marketplace),
    total(
      [...order.shippingLines.filter((line) => !line.isRemoved), ...order.additionalFees].flatMap(
        (row) => row.taxLines,
      ),
      (tax) => (tax.channelLiable ? posting.pick(tax.amount) : '0'),
    ),
  );

function differs(
  input: OrderPlanInput,
  planned: PlannedOrder,
  wanted: string,
  difference: string,
  posting: Posting,
): Problem {
  const { order } = input;
  const { currency } = posting;
  return {
    cause: 'total-differs',
    reason:
      `${order.name}: NetSuite's total would be ${planned.total} ${currency}, Shopify's is ${inCurrency(wanted, currency)} ` +
      `${currency}; the difference is ${inCurrency(difference, currency)} ${currency}: ${likelyCause(input, difference, posting)}. ` +
      'Nothing was posted.',
  };
}

function likelyCause({ order, settings }: OrderPlanInput, difference: string, { pick }: Posting): string {
  const is = (amount: string) => isEqual(absolute(amount), absolute(difference));
  const { totals } = order;
  const isForeign = order.currencies.shop !== order.currencies.presentment;
  if (is(pick(totals.cashRoundingPayment))) return 'it is the rounding of the cash payment';
  if (is(pick(totals.tax))) return 'it is the whole tax, which is perhaps inside the prices of some lines only';
  if (is(pick(totals.duties))) return 'it is the duties';
  if (is(pick(totals.tip))) return 'it is the tip';
  if (isForeign && order.refunds.length > 0 && settings.currency.use === 'shop') {
    return 'probably the other exchange rate of a refund; currency.use: presentment has none';
  }
  if (!isMore(absolute(difference), String(order.lines.length / 100))) {
    return 'odd cents of rounding; items.rounding and roundingLimit allow a named rounding line';
  }
  return order.edited ? 'the order was edited in a way that Shopify’s sums do not tell' : 'no known amount explains it';
}
