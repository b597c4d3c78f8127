// Shapes that all webhook bodies share: numeric ids, "55.00" amounts, shop-time offsets, snake case.
// Trap: GraphQL shows the same values differently (gids, "55.0", Z times); never share these helpers with it.
import { DateTime } from 'luxon';
import type { Address, TaxLineRow } from '../domain/model.ts';
import { type Bag, type Currencies, webhookAmount } from '../domain/money.ts';

/** An instant in the shop's zone with its offset, e.g. 2026-11-20T10:15:00-05:00. */
export function shopTime(epochMs: number, zone: string): string;
export function shopTime(epochMs: number | null, zone: string): string | null;
export function shopTime(epochMs: number | null, zone: string): string | null {
  if (epochMs === null) return null;
  return DateTime.fromMillis(epochMs, { zone }).toISO({ suppressMilliseconds: true });
}

/** Both sides of an amount. */
export const moneySet = (bag: Bag, money: Currencies) => ({
  shop_money: { amount: webhookAmount(bag.shop, money.shop), currency_code: money.shop },
  presentment_money: { amount: webhookAmount(bag.presentment, money.presentment), currency_code: money.presentment },
});

/** The plain amount: shop money. */
export const plain = (bag: Bag, money: Currencies): string => webhookAmount(bag.shop, money.shop);

/** A tax line. */
export const taxLine = (row: TaxLineRow, money: Currencies) => ({
  title: row.title,
  rate: row.rate,
  price: plain(row.price, money),
  price_set: moneySet(row.price, money),
  channel_liable: row.channelLiable,
});

/** An address, or null. */
export function addressBody(row: Address | null) {
  if (!row) return null;
  return {
    first_name: row.firstName,
    address1: row.address1,
    phone: row.phone,
    city: row.city,
    zip: row.zip,
    province: row.province,
    country: row.country,
    last_name: row.lastName,
    address2: row.address2,
    company: row.company,
    latitude: null,
    longitude: null,
    name: [row.firstName, row.lastName].filter((part) => part).join(' '),
    country_code: row.countryCode,
    province_code: row.provinceCode,
  };
}
