/**
 * What buyers put into their baskets, by the number that the shop gives the order.
 * The trap: amounts must not divide evenly, or rounding is never put to the test.
 */
import type { NewLine } from './shopify-sim.ts';
import { MISSING_SKU, SKUS } from './store.ts';

type Basket = Record<string, unknown> & { lines?: object[] };
export type OrderSpec = { what: string; basket: Basket };

const SALES_TAX = { title: 'State Tax', rate: 0.0825 };
const VAT = { title: 'VAT', rate: 0.19 };
const SHIPPING = { title: 'Standard', price: '6.90' };
export const TAXES = [SALES_TAX];
export const FIRST_NUMBER = 1001;

/** `n` goods of the catalogue beginning at `from`. */
const goods = (from: number, n: number): NewLine[] =>
  Array.from({ length: n }, (_, at) => ({
    sku: SKUS[(from + at) % SKUS.length] ?? '',
    quantity: 1 + ((from + at) % 3),
  }));

const taxed = { ...{ taxes: [SALES_TAX], shippingLines: [{ ...SHIPPING, taxes: [SALES_TAX] }] } };
const included = { taxesIncluded: true, taxes: [VAT], shippingLines: [{ ...SHIPPING, taxes: [VAT] }] };
const plain = (at: number): OrderSpec => ({
  what: 'an order like any other',
  basket: { ...taxed, lines: goods(at, 1 + (at % 3)) },
});
const missing = (quantity: number): NewLine => ({ sku: MISSING_SKU.inShop, quantity });

/** The first is #1001. */
const SPECS: OrderSpec[] = [
  { what: 'two articles, tax on top, shipping', basket: { ...taxed, lines: goods(0, 2) } },
  {
    what: 'a code for 10 % off',
    basket: { ...taxed, lines: goods(1, 3), discounts: [{ code: 'SAVE10', value: '10' }] },
  },
  {
    what: '7.00 off, spread over three lines',
    basket: { ...taxed, lines: goods(2, 3), discounts: [{ code: 'SEVEN', value: '7.00', valueType: 'fixed_amount' }] },
  },
  { what: 'prices that include VAT', basket: { ...included, lines: goods(3, 3) } },
  {
    what: 'a guest, free shipping by a code',
    basket: {
      ...{ ...taxed, customer: null, email: 'guest@example.com', lines: goods(4, 2) },
      discounts: [{ code: 'FREESHIP', value: '100', target: 'shipping_line' }],
    },
  },
  { what: 'a tip', basket: { ...taxed, tip: '3.00', lines: goods(5, 2) } },
  { what: 'a gift card is bought', basket: { taxes: [SALES_TAX], lines: [{ sku: 'GIFT-25' }, ...goods(0, 1)] } },
  {
    what: 'paid with a gift card and by card',
    basket: { ...taxed, lines: goods(1, 2), payments: [{ gateway: 'gift_card', amount: '25.00' }, {}] },
  },
  {
    what: 'paid in euros, 15 % off',
    basket: {
      ...{ ...included, lines: goods(2, 2), presentment: { currency: 'EUR', rate: '0.9213' } },
      discounts: [{ code: 'EU15', value: '15' }],
    },
  },
  { what: 'authorised only', basket: { ...taxed, lines: goods(3, 2), payment: 'authorized' } },
  { what: `a ${MISSING_SKU.inShop}`, basket: { ...taxed, lines: [missing(1)] } },
  { what: `a ${MISSING_SKU.inShop} and more`, basket: { ...taxed, lines: [missing(2), ...goods(4, 2)] } },
  { what: 'by bank transfer, not paid yet', basket: { ...taxed, lines: goods(5, 1), payment: 'pending' } },
];
export const ORDER_COUNT = 25;

/** The order with this place in the week, from 0. Everybody buys once, but for #1002, who comes back as #1014. */
export function orderSpec(at: number): OrderSpec {
  const { what, basket } = SPECS[at] ?? plain(at);
  const buyer = at === 13 ? 1 : at;
  const customer = { email: `buyer-${buyer}@example.com`, firstName: 'Robin', lastName: `Buyer ${buyer}` };
  return { what, basket: { customer, ...basket } };
}
