/**
 * From NetSuite quantities to the levels that ShipStation should show: sum of the mapped locations, whole kits, units, buffer,
 * rounding, never below nothing. The trap: the buffer is in ShipStation's units and comes off before the rounding.
 */
import Big from 'big.js';
import { normaliseSku, skuTable } from '../../shared/sku.ts';
import type { Buffers, Level, LevelRules, Part, Sellable, StockOf } from './types.ts';

const ROUNDING = { down: Big.roundDown, nearest: Big.roundHalfUp, up: Big.roundUp } as const;

/** One level for each ShipStation location of the map, also where NetSuite has no row: then it has none of it. */
export function levelsFor(rules: LevelRules): (sellable: Sellable, stockOf: StockOf) => Level[] {
  const sources = Map.groupBy(Object.keys(rules.locations), (location) => rules.locations[location] ?? '');
  const factor = skuTable(rules.unitFactors);
  const buffer = bufferTable(rules.buffers);
  return (sellable, stockOf) =>
    [...sources].map(([location, netSuiteLocations]) => {
      const pieces = piecesOf(sellable, (itemId) => total(itemId, netSuiteLocations, stockOf));
      const units = pieces.times(factor(sellable.sku) ?? 1);
      return { location, level: wholeLevel(units, buffer(sellable.sku, location), rules.rounding) };
    });
}

function total(itemId: string, locations: string[], stockOf: StockOf): Big {
  return locations.reduce((sum, location) => sum.plus(stockOf(itemId, location) ?? 0), Big(0));
}

/** A kit is as often there as the scarcest of its parts allows. */
function piecesOf({ parts, kit }: Sellable, quantityOf: (itemId: string) => Big): Big {
  const counts = needed(parts).map(({ itemId, quantity }) => {
    const pieces = quantityOf(itemId).div(quantity);
    return kit ? pieces.round(0, Big.roundDown) : pieces;
  });
  return counts.reduce((least, count) => (count.lt(least) ? count : least), counts[0] ?? Big(0));
}

/** The same item twice in a kit is needed that many times together; a part of which none is needed limits nothing. */
function needed(parts: Part[]): Part[] {
  const sums = new Map<string, Big>();
  for (const { itemId, quantity } of parts) sums.set(itemId, (sums.get(itemId) ?? Big(0)).plus(quantity));
  return [...sums].filter(([, sum]) => sum.gt(0)).map(([itemId, sum]) => ({ itemId, quantity: sum.toFixed() }));
}

function wholeLevel(units: Big, buffer: string, rounding: LevelRules['rounding']): number {
  const kept = buffer.endsWith('%') ? units.times(buffer.slice(0, -1)).div(100) : Big(buffer);
  const level = units.minus(units.gt(0) ? kept : 0).round(0, ROUNDING[rounding]);
  return level.gt(0) ? Math.min(level.toNumber(), Number.MAX_SAFE_INTEGER) : 0;
}

/** SKU at a location, then SKU, then location, then all. */
function bufferTable(buffers: Buffers): (sku: string, location: string) => string {
  const bySku = skuTable(buffers.bySku);
  const both = new Map(
    Object.entries(buffers.bySkuAndLocation).map(([sku, table]) => [normaliseSku(sku), table] as const),
  );
  return (sku, location) =>
    both.get(normaliseSku(sku))?.[location] ?? bySku(sku) ?? buffers.byLocation[location] ?? buffers.all;
}
