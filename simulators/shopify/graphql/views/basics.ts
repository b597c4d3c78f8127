// Small views that many types share: money, instants, addresses, metafields, counts.
// Trap: GraphQL trims amounts ("55.0") and shows instants in UTC with Z; webhooks do neither.
import type { Address, Attribute, MetafieldRow, TaxLineRow } from '../../domain/model.ts';
import { type Bag, type Currencies, graphqlAmount } from '../../domain/money.ts';
import { connection } from '../connection.ts';
import type { Args, Context, View } from '../context.ts';
import { gid } from '../ids.ts';

/** 2026-11-20T15:15:02Z */
export function instant(epochMs: number): string;
export function instant(epochMs: number | null): string | null;
export function instant(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

export const moneyBag = (bag: Bag, money: Currencies): View => ({
  shopMoney: { amount: graphqlAmount(bag.shop), currencyCode: money.shop },
  presentmentMoney: { amount: graphqlAmount(bag.presentment), currencyCode: money.presentment },
});

export const taxLineView = (row: TaxLineRow, money: Currencies): View => ({
  title: row.title,
  rate: row.rate,
  ratePercentage: Math.round(row.rate * 1e8) / 1e6,
  source: row.source,
  channelLiable: row.channelLiable,
  price: graphqlAmount(row.price.shop),
  priceSet: moneyBag(row.price, money),
});

export const attributeViews = (rows: Attribute[]): View[] => rows.map(({ key, value }) => ({ key, value }));

export function addressView(row: Address | null): View | null {
  if (!row) return null;
  const { id, ...rest } = row;
  return {
    ...rest,
    id: gid('MailingAddress', `${id}?model_name=Address`),
    countryCodeV2: row.countryCode,
    name: [row.firstName, row.lastName].filter((part) => part).join(' ') || null,
    coordinatesValidated: false,
    formatted: [row.address1, row.city, row.zip].filter((part) => part),
    formattedArea: [row.city, row.provinceCode, row.country].filter((part) => part).join(', '),
    latitude: null,
    longitude: null,
    timeZone: null,
    validationResultSummary: null,
  };
}

/** A digest that changes with the value, for metafieldsSet's compareDigest. */
export function digestOf(value: string): string {
  let hash = 2_166_136_261;
  for (const char of value) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return hash.toString(16).padStart(8, '0').repeat(8);
}

export const metafieldView = (row: MetafieldRow): View => ({
  id: gid('Metafield', row.id),
  legacyResourceId: String(row.id),
  namespace: row.namespace,
  key: row.key,
  type: row.type,
  value: row.value,
  jsonValue: row.value,
  compareDigest: digestOf(row.value),
  createdAt: instant(row.createdAt),
  updatedAt: instant(row.updatedAt),
});

/** The metafield fields of an owner. */
export function metafieldFields(rows: MetafieldRow[]): View {
  return {
    metafield: ({ namespace, key }: Args) => {
      const found = rows.find((row) => row.namespace === (namespace ?? 'app--580111') && row.key === key);
      return found ? metafieldView(found) : null;
    },
    metafields: (args: Args, context: Context) => {
      const wanted = rows.filter((row) => args.namespace == null || row.namespace === args.namespace);
      return connection(
        wanted.map((row) => ({ row, id: row.id, value: row.id })),
        args,
        context,
        metafieldView,
      );
    },
  };
}

export const countView = (count: number): View => ({
  count: Math.min(count, 25_001),
  precision: count > 25_000 ? 'AT_LEAST' : 'EXACT',
});
