/**
 * What each NetSuite fulfilment ships, in Shopify's words: units of an item that the Shopify order has.
 * The trap: a kit is one line here and several there, or the other way; which, only the Shopify order's own lines tell.
 */
import type { FulfillmentOrder } from '../../../connectors/shopify/types.ts';
import { normaliseSku, skuTable } from '../../shared/sku.ts';
import type { FulfillmentSource, SourceFulfillment, SourceFulfillmentLine, SourceItem } from './types.ts';

/** Units of one thing: an item id, or `set:<SKU>` for a set whose parts are lines in NetSuite. */
export type Want = { goods: string; units: number; locationId?: string; keys: string[] };
export type Wants = { fulfillment: SourceFulfillment; wants: Want[]; foreign: string[]; broken: string[] };

export type Names = {
  /** Item id → words for a person. */
  sku(itemId: string): string;
  /** What a Shopify line is, of all that the sales order ships; undefined: nothing of it. */
  goodsOf(line: { lineId: string; sku?: string }): string | undefined;
};

type Rules = { kits: Record<string, Record<string, number>>; skuAliases: Record<string, string> };

export function namesFor(source: FulfillmentSource, rules: Rules): Names {
  const itemOf = new Map(source.items.flatMap(({ id, names }) => names.map((name) => [name, id] as const)));
  const byKey = new Map(source.lines.flatMap(({ key, itemId }) => (key === undefined ? [] : [[key, itemId] as const])));
  const alias = skuTable(rules.skuAliases);
  const kit = skuTable(rules.kits);
  const first = new Map(source.items.map((item: SourceItem) => [item.id, item.names[0] ?? item.id]));
  return {
    sku: (goods) => (goods.startsWith('set:') ? goods.slice(4) : (first.get(goods) ?? `item ${goods}`)),
    goodsOf({ lineId, sku = '' }) {
      const named = byKey.get(`L${lineId}`) ?? itemOf.get(normaliseSku(alias(sku) ?? sku));
      if (named !== undefined) return named;
      return kit(sku) === undefined ? undefined : `set:${normaliseSku(sku)}`;
    },
  };
}

/** In the order given; parts of a set that came in an earlier fulfilment count for the one that completes it. */
export function wantsOf(
  source: FulfillmentSource,
  fulfillments: SourceFulfillment[],
  orders: FulfillmentOrder[],
  names: Names,
  rules: Rules,
): Wants[] {
  const sold = new Set(orders.flatMap((order) => order.lines.flatMap((line) => names.goodsOf(line) ?? [])));
  const sets = setsOf(source, sold, rules);
  const loose = new Map<string, number>();
  return fulfillments.map((fulfillment) => {
    const result: Wants = { fulfillment, wants: [], foreign: [], broken: [] };
    for (const line of shippedLines(fulfillment, sold)) {
      const units = Number(line.quantity);
      if (!Number.isInteger(units)) result.broken.push(`${line.quantity} × ${names.sku(line.itemId)}`);
      else if (sold.has(line.itemId)) result.wants.push(wantOf(source, line, units));
      else if (sets.some((set) => set.parts.has(line.itemId))) add(loose, line.itemId, units);
      else result.foreign.push(`${units} × ${names.sku(line.itemId)}`);
    }
    for (const { goods, parts } of sets) {
      const units = Math.min(...[...parts].map(([id, per]) => Math.floor((loose.get(id) ?? 0) / per)));
      if (units <= 0) continue;
      for (const [id, per] of parts) add(loose, id, -units * per);
      result.wants.push({ goods, units, keys: [] });
    }
    result.wants = merged(result.wants);
    return result;
  });
}

type SetOfParts = { goods: string; parts: Map<string, number> };

/** Sets of the settings that this order has, with their parts as item ids of this sales order. */
function setsOf(source: FulfillmentSource, sold: Set<string>, rules: Rules): SetOfParts[] {
  const itemOf = new Map(source.items.flatMap(({ id, names }) => names.map((name) => [name, id] as const)));
  return Object.entries(rules.kits).flatMap(([sku, parts]) => {
    const goods = `set:${normaliseSku(sku)}`;
    const ids = Object.entries(parts).map(([name, per]) => [itemOf.get(normaliseSku(name)) ?? name, per] as const);
    return sold.has(goods) && ids.length > 0 ? [{ goods, parts: new Map(ids) }] : [];
  });
}

/** A kit's own line where Shopify sells the kit; its members where Shopify sells those. */
function shippedLines(fulfillment: SourceFulfillment, sold: Set<string>): SourceFulfillmentLine[] {
  const kits = new Map(
    Map.groupBy(
      fulfillment.lines.filter((line) => line.kitMemberOf !== undefined),
      (line) => line.kitMemberOf ?? 0,
    ),
  );
  return fulfillment.lines
    .filter((line) => line.kitMemberOf === undefined && Number(line.quantity) !== 0)
    .flatMap((line) => {
      const members = kits.get(line.line) ?? [];
      const isSoldInParts = !sold.has(line.itemId) && members.some((member) => sold.has(member.itemId));
      if (!isSoldInParts) return [line];
      return members.map((member) =>
        line.locationId === undefined ? member : { locationId: line.locationId, ...member },
      );
    });
}

function wantOf(source: FulfillmentSource, line: SourceFulfillmentLine, units: number): Want {
  const key = source.lines.find((one) => one.line === line.orderLine)?.key;
  return {
    goods: line.itemId,
    units,
    keys: key === undefined ? [] : [key],
    ...(line.locationId === undefined ? {} : { locationId: line.locationId }),
  };
}

/** One want per thing and location. */
function merged(wants: Want[]): Want[] {
  const groups = Map.groupBy(wants, ({ goods, locationId = '' }) => `${goods} ${locationId}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const units = group.reduce((sum, want) => sum + want.units, 0);
    return [{ ...first, units, keys: group.flatMap(({ keys }) => keys) }];
  });
}

function add(counts: Map<string, number>, name: string, units: number): void {
  counts.set(name, (counts.get(name) ?? 0) + units);
}
