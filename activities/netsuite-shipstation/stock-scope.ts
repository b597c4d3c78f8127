/**
 * What all steps of a stock run share: their request, the rules in force, and how a SKU's make-up is kept in the table.
 * The trap: orderShipped's aliases count here too; both tables read ShipStation SKU → NetSuite item.
 */
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import type { StockRow } from '../../connectors/netsuite/read-types.ts';
import { levelsFor } from '../../mappings/netsuite-shipstation/stock-levels/levels.ts';
import { skusFor } from '../../mappings/netsuite-shipstation/stock-levels/skus.ts';
import type { Sellable, StockOf } from '../../mappings/netsuite-shipstation/stock-levels/types.ts';
import { normaliseSku } from '../../mappings/shared/sku.ts';
import type { ConnectionOf } from '../../settings/connection.ts';
import type { WantedLevel } from '../../store/stock-contract.ts';
import type { RecordScope } from '../ledger-entries.ts';

export const PAIR = 'netsuite-shipstation';

/** `run` names the run's rows in the table; `only`: just these ShipStation SKUs. */
export type StockRequest = RecordScope & { run: string; only?: string[] };

export type StockRules = ReturnType<typeof stockRules>;

export function stockRules({ syncs }: ConnectionOf<typeof PAIR>) {
  const settings = syncs.stockLevels;
  const skuAliases = { ...syncs.orderShipped.skuAliases, ...settings.skuAliases };
  return {
    settings,
    skuAliases,
    query: { locationIds: Object.keys(settings.locations), quantity: settings.quantity },
    /** ShipStation's inventory locations, each once. */
    places: [...new Set(Object.values(settings.locations))],
    skusOf: skusFor({ ...settings, skuAliases }),
    levelsOf: levelsFor(settings),
  };
}

/** A SKU's rows of the table. */
export function wantedOf(rules: StockRules, sellable: Sellable, stockOf: StockOf): WantedLevel[] {
  const { sku, parts, kit } = sellable;
  const madeOf = JSON.stringify({ kit, parts });
  return rules
    .levelsOf(sellable, stockOf)
    .map(({ location, level }) => ({ skuKey: normaliseSku(sku), sku, location, madeOf, wanted: level }));
}

/** The make-up of a SKU as the table keeps it. */
export const sellableOf = (row: { sku: string; madeOf: string }): Sellable => ({
  sku: row.sku,
  ...(JSON.parse(row.madeOf) as Pick<Sellable, 'kit' | 'parts'>),
});

export function stockIn(rows: Pick<StockRow, 'itemId' | 'locationId' | 'quantity'>[]): StockOf {
  const table = new Map(rows.map((row) => [`${row.itemId}|${row.locationId}`, row.quantity]));
  return (itemId, location) => table.get(`${itemId}|${location}`);
}

/** So many items per query; their rows are that many times the locations. */
const ITEMS_AT_ONCE = 400;

/** The present stock of these items at the mapped locations. */
export async function stockOfItems(api: NetSuite, rules: StockRules, itemIds: string[]): Promise<StockRow[]> {
  const unique = [...new Set(itemIds)];
  const rows: StockRow[] = [];
  for (let start = 0; start < unique.length; start += ITEMS_AT_ONCE) {
    const query = { ...rules.query, itemIds: unique.slice(start, start + ITEMS_AT_ONCE) };
    for (let after: string | undefined; ; ) {
      const page = await api.readStock(query, after === undefined ? {} : { after });
      rows.push(...page.rows);
      if (page.next === undefined) break;
      after = page.next;
    }
  }
  return rows;
}
