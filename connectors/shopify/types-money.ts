/**
 * Amounts in the two currencies of an order.
 * The trap: shop and presentment amounts are not convertible by one rate; refunds use their own. Never mix them.
 */

/** Decimal strings, at least with the digits of their currency: `55.00`, `1000` (JPY). Currencies stand on the order. */
export type Money = { shop: string; presentment: string };

export type TaxLine = {
  title: string;
  /** A fraction such as `0.08`; only for display, tax is never computed from it. */
  rate?: string;
  source?: string;
  /** Collected and remitted by a marketplace: not the shop's liability. */
  channelLiable: boolean;
  amount: Money;
};
