/**
 * What an order has besides goods: shipping, duties, fees, tips without a line, tax that a marketplace owes, the till's
 * rounding. Each becomes its own line with its own item.
 * The trap: a tip is a line and also a total, a used gift card is a payment and no line, removed shipping stays listed.
 */
import type { ShippingLine, TaxLine } from '../../../connectors/shopify/types.ts';
import { add, isZero, subtract, total } from '../../shared/money.ts';
import type { LineAmounts } from './amounts.ts';
import type { Reading } from './identities.ts';
import { marketplaceTax, type Posting, sumOfTaxes, taxesOf } from './pick.ts';
import { unset } from './slots.ts';
import type { LineKind, OrderPlanInput, PlannedLine, Problem, TaxShare } from './types.ts';

export type Extras = {
  lines: PlannedLine[];
  problems: Problem[];
  shippingCost?: string;
  shippingTaxes: TaxShare[];
  shipMethod?: string;
  /** Tax of lines besides goods that a marketplace owes. */
  marketplace: string;
};

type Priced = { net: string; taxes: TaxShare[]; marketplace: string };

export function extrasOf(input: OrderPlanInput, amounts: LineAmounts[], reading: Reading, posting: Posting): Extras {
  const extras: Extras = { lines: [], problems: [], shippingTaxes: [], marketplace: '0' };
  addShipping(input, posting, extras);
  addDuties(input, amounts, reading, posting, extras);
  addFees(input, reading, posting, extras);
  const { items } = input.settings;
  const { pick } = posting;
  const tips = total(
    input.order.lines.filter((line) => line.isTip),
    (line) =>
      subtract(
        pick(line.originalTotal),
        total(line.allocations, (allocation) => pick(allocation.amount)),
      ),
  );
  addOne(input, extras, 'tip', 'TIP', items.tip, subtract(pick(input.order.totals.tip), tips), 'the tip');
  addOne(input, extras, 'cashRounding', 'CASH', items.cashRounding, reading.cashRounding, 'the rounding of the till');
  return extras;
}

/** A single line without tax; nothing when it is zero. */
function addOne(
  input: OrderPlanInput,
  extras: Extras,
  kind: LineKind,
  key: string,
  itemId: string | undefined,
  amount: string,
  what: string,
): void {
  if (isZero(amount)) return;
  if (itemId === undefined) extras.problems.push(unset(`items.${kind}`, what, input.order.name));
  else extras.lines.push(lineOf(kind, key, itemId, { net: amount, taxes: [], marketplace: '0' }, what));
}

function lineOf(
  kind: LineKind,
  key: string,
  itemId: string,
  priced: Priced,
  description: string,
  isGone = false,
): PlannedLine {
  const taxes = priced.taxes.filter((tax) => !isZero(tax.amount));
  return { key, kind, itemId, quantity: 1, amount: priced.net, description, taxes, custom: {}, isGone };
}

/** Net of tax. `isInside`: the price holds its tax. */
function pricedOf(price: string, taxLines: TaxLine[], isInside: boolean, posting: Posting): Priced {
  const taxes = taxesOf(taxLines, posting);
  const marketplace = marketplaceTax(taxLines, posting);
  const net = isInside ? subtract(price, sumOfTaxes(taxes), marketplace) : price;
  return { net, taxes, marketplace };
}

function addShipping(input: OrderPlanInput, posting: Posting, extras: Extras): void {
  const { order, settings } = input;
  const isLine = settings.shipping.as === 'line';
  const priced = (line: ShippingLine) =>
    pricedOf(posting.pick(line.discountedPrice), line.taxLines, order.taxesIncluded, posting);
  const live = order.shippingLines.filter((line) => !line.isRemoved);
  const cost = total(live, (line) => priced(line).net);
  extras.marketplace = add(
    extras.marketplace,
    total(live, (line) => priced(line).marketplace),
  );
  const method = shipMethodOf(input, live);
  if (method !== undefined) extras.shipMethod = method;
  const taxes = live.flatMap((line) => priced(line).taxes).filter((tax) => !isZero(tax.amount));
  if (!isLine) {
    extras.shippingCost = cost;
    extras.shippingTaxes = taxes;
    const problem = headerProblem(input, cost, taxes, method, live[0]?.title);
    if (problem !== undefined) extras.problems.push(problem);
    return;
  }
  const item = settings.items.shipping;
  for (const [index, line] of order.shippingLines.entries()) {
    const one = priced(line);
    if (item === undefined) {
      if (!line.isRemoved && !isZero(one.net)) {
        extras.problems.push(unset('items.shipping', 'its shipping (shipping.as: line)', order.name));
      }
    } else extras.lines.push(lineOf('shipping', `S${line.id ?? index}`, item, one, line.title, line.isRemoved));
  }
}

function shipMethodOf({ settings }: OrderPlanInput, live: ShippingLine[]): string | undefined {
  const { methods, defaultMethod } = settings.shipping;
  const named = live.flatMap((line) => [line.title, line.code ?? '']).find((name) => methods[name] !== undefined);
  return (named === undefined ? undefined : methods[named]) ?? defaultMethod;
}

function headerProblem(
  input: OrderPlanInput,
  cost: string,
  taxes: TaxShare[],
  method: string | undefined,
  title: string | undefined,
): Problem | undefined {
  const { order, settings } = input;
  if (!isZero(cost) && method === undefined) {
    return {
      cause: 'ship-method-unmapped',
      reason:
        `${order.name}: shipping "${title ?? ''}" has no NetSuite ship item, and NetSuite keeps no shipping cost without ` +
        'one; add it to shipping.methods, or set shipping.defaultMethod or shipping.as: line',
    };
  }
  if (taxes.length === 0 || settings.tax.mode !== 'suiteTaxOverride') return undefined;
  return {
    cause: 'setting-missing',
    reason:
      `${order.name}: its shipping is taxed, and with tax.mode suiteTaxOverride that tax needs a line; ` +
      'set shipping.as: line and items.shipping',
  };
}

function addDuties(
  input: OrderPlanInput,
  amounts: LineAmounts[],
  reading: Reading,
  posting: Posting,
  extras: Extras,
): void {
  const { order, settings } = input;
  if (order.dutiesIncluded) return;
  const duties = amounts.flatMap(({ units }) => units.line.duties);
  const isInside = order.taxesIncluded && isZero(reading.extraTax);
  const rows = duties.map((duty) => pricedOf(posting.pick(duty.price), duty.taxLines, isInside, posting));
  // Orders imported by apps have a sum of duties and none on the lines.
  const net = duties.length === 0 ? posting.pick(order.totals.duties) : total(rows, (row) => row.net);
  const taxes = rows.flatMap((row) => row.taxes);
  const marketplace = total(rows, (row) => row.marketplace);
  extras.marketplace = add(extras.marketplace, marketplace);
  if (isZero(net)) return;
  if (settings.items.duty === undefined) extras.problems.push(unset('items.duty', 'its duties', order.name));
  else extras.lines.push(lineOf('duty', 'DUTY', settings.items.duty, { net, taxes, marketplace }, 'Duties'));
}

function addFees(input: OrderPlanInput, reading: Reading, posting: Posting, extras: Extras): void {
  const { order, settings } = input;
  const isInside = order.taxesIncluded && isZero(reading.extraTax);
  for (const fee of order.additionalFees) {
    const item = settings.items.fees[fee.name] ?? settings.items.fee;
    const priced = pricedOf(posting.pick(fee.price), fee.taxLines, isInside, posting);
    extras.marketplace = add(extras.marketplace, priced.marketplace);
    if (item === undefined) extras.problems.push(unset('items.fee', `the fee "${fee.name}"`, order.name));
    else extras.lines.push(lineOf('fee', `F${fee.id}`, item, priced, fee.name));
  }
}
