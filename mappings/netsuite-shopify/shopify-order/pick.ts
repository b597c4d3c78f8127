/**
 * Which of an order's two currencies is posted, and small sums in it.
 * The trap: shop and presentment amounts are never mixed; every amount of a plan goes through `pick`.
 */
import type { Money, Order, TaxLine } from '../../../connectors/shopify/types.ts';
import type { ShopifyOrderSettings } from '../../../settings/shopify-order.ts';
import { total } from '../../shared/money.ts';
import type { TaxShare } from './types.ts';

export type Posting = { currency: string; pick: (money: Money) => string };

export function postingOf(order: Order, settings: ShopifyOrderSettings): Posting {
  const side = settings.currency.use;
  return { currency: order.currencies[side], pick: (money) => money[side] };
}

/** Tax of these lines, without what a marketplace owes. */
export const taxesOf = (taxLines: TaxLine[], posting: Posting): TaxShare[] =>
  taxLines
    .filter((tax) => !tax.channelLiable)
    .map((tax) => ({
      title: tax.title,
      ...(tax.rate === undefined ? {} : { rate: tax.rate }),
      amount: posting.pick(tax.amount),
    }));

/** Tax of these lines that a marketplace collects and remits. */
export const marketplaceTax = (taxLines: TaxLine[], posting: Posting): string =>
  total(
    taxLines.filter((tax) => tax.channelLiable),
    (tax) => posting.pick(tax.amount),
  );

export const taxTotal = (taxLines: TaxLine[], posting: Posting): string =>
  total(taxLines, (tax) => posting.pick(tax.amount));

export const sumOfTaxes = (taxes: TaxShare[]): string => total(taxes, (tax) => tax.amount);
