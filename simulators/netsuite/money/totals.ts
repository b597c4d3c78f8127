// The computed amounts of a transaction: subtotal, header discount, tax and total.
// Trap: the subtotal includes discount lines; only the header's discount item counts as discountTotal.
import { money, sum } from '../decimal.ts';
import { asNumber, asText, listOf, type Rec, spaceMap, type World } from '../world.ts';
import { taxOf } from './tax.ts';

function currencyRate(world: World, currency: string | undefined): number {
  const rate = currency === undefined ? undefined : spaceMap(world, 'currency').get(currency)?.body.exchangeRate;
  return typeof rate === 'number' ? rate : 1;
}

/** Sets subtotal, discountTotal, taxTotal, total and exchangeRate in place. */
export function setTotals(world: World, rec: Rec): void {
  const { body } = rec;
  if (world.switches.dropShippingWithoutMethod && body.shipMethod === undefined) delete body.shippingCost;
  const lines = [...listOf(rec, 'item'), ...listOf(rec, 'expense')];
  body.subtotal = money(sum(lines.map((line) => asNumber(line.amount))));
  body.discountTotal = body.discountItem === undefined ? 0 : money(asNumber(body.discountRate));
  body.taxTotal = taxOf(world, rec);
  const parts = [body.subtotal, body.discountTotal, asNumber(body.shippingCost), asNumber(body.handlingCost)];
  body.total = money(sum([...parts, body.taxTotal]));
  body.exchangeRate ??= currencyRate(world, asText(body.currency));
}
