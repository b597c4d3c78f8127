/**
 * Goods, gift cards sold, tips and their discounts as lines of the sales order, with exact amounts.
 * The trap: NetSuite's prices are without tax; with included taxes the net is what the buyer paid less Shopify's own tax
 * amounts, never a rate.
 */
import { add, isZero, negate, share, subtract, total } from '../../shared/money.ts';
import { type LineAmounts, paidFor } from './amounts.ts';
import { lineFields } from './fields.ts';
import { sumOfTaxes } from './pick.ts';
import { type Slot, unset } from './slots.ts';
import type { OrderPlanInput, PlannedLine, Problem, TaxShare } from './types.ts';

type Lines = { lines: PlannedLine[]; problems: Problem[] };

export function goodsLines(input: OrderPlanInput, slots: Slot[], amounts: LineAmounts[], currency: string): Lines {
  const result: Lines = { lines: [], problems: [] };
  for (const slot of slots) {
    const own = amounts.filter(({ units }) => slot.lines.includes(units.line));
    const quantity = keptOf(slot, own);
    if (typeof quantity !== 'number')
      result.problems.push({ ...quantity, reason: `${input.order.name}: ${quantity.reason}` });
    else addSlot(input, slot, own, quantity, currency, result);
  }
  return result;
}

/** Units of a slot that stay; a kit only stays whole. */
function keptOf(slot: Slot, own: LineAmounts[]): number | Problem {
  const [first] = own;
  if (first === undefined) return 0;
  if (slot.key.startsWith('L')) return first.units.kept;
  const ratios = own.map(({ units }) => (slot.quantity * units.kept) / units.line.quantity);
  const [ratio] = ratios;
  if (ratio !== undefined && Number.isInteger(ratio) && ratios.every((other) => other === ratio)) return ratio;
  return {
    cause: 'bundle-in-part',
    reason:
      `only a part of the bundle "${slot.title}" was taken off, and it is one kit in NetSuite; ` +
      'change the order in NetSuite by hand, or set bundles: components',
  };
}

function addSlot(
  input: OrderPlanInput,
  slot: Slot,
  own: LineAmounts[],
  quantity: number,
  currency: string,
  result: Lines,
): void {
  const { order, settings } = input;
  const parts = own.map((amounts) => netOf(amounts, order.taxesIncluded, currency));
  const net = total(parts, (part) => part.net);
  const discount = total(parts, (part) => part.discount);
  const isOwnLine = settings.discounts === 'line';
  const isGone = quantity === 0;
  const taxes = own.flatMap((amounts) => amounts.taxes);
  result.lines.push({
    ...{ key: slot.key, kind: slot.kind, itemId: slot.itemId, quantity, isGone },
    amount: isOwnLine ? add(net, discount) : net,
    description: slot.title,
    taxes: taxes.filter((tax) => !isZero(tax.amount)),
    custom: lineFields(input, slot),
  });
  if (!isOwnLine || !own.some(({ units }) => units.line.allocations.length > 0)) return;
  const item = settings.items.discount;
  if (item === undefined) {
    if (!isZero(discount)) result.problems.push(unset('items.discount', 'its discounts (discounts: line)', order.name));
    return;
  }
  result.lines.push(discountLine(input, slot, item, negate(discount), isGone || isZero(discount)));
}

const discountLine = (
  input: OrderPlanInput,
  slot: Slot,
  itemId: string,
  amount: string,
  isGone: boolean,
): PlannedLine => ({
  ...{ key: `D${slot.key.slice(1)}`, kind: 'discount', itemId, amount, isGone },
  description: discountNames(input, slot),
  taxes: [] as TaxShare[],
  custom: {},
});

function discountNames(input: OrderPlanInput, slot: Slot): string {
  const indexes = new Set(
    slot.lines.flatMap((line) => line.allocations.map((allocation) => allocation.applicationIndex)),
  );
  const names = input.order.discountApplications
    .filter((application) => indexes.has(application.index))
    .map((application) => application.name ?? 'discount');
  return names.length === 0 ? 'discount' : [...new Set(names)].join(', ');
}

/** Net of tax: after discounts, and the discount itself (with included taxes less the tax that it saved). */
function netOf(amounts: LineAmounts, taxesIncluded: boolean, currency: string): { net: string; discount: string } {
  const paid = paidFor(amounts);
  if (!taxesIncluded) return { net: paid, discount: amounts.discount };
  const tax = add(sumOfTaxes(amounts.taxes), amounts.marketplace);
  const saved = share(amounts.discount, tax, paid, currency);
  return { net: subtract(paid, tax), discount: subtract(amounts.discount, saved) };
}
