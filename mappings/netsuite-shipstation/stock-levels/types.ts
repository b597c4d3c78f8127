/**
 * The words of the stock mapping. The trap: a level is what ShipStation shows on hand, a whole number; a quantity is
 * NetSuite's, a decimal text that may be negative or broken.
 */

/** What one sold piece is made of: NetSuite items and how many of each. A plain item is made of one of itself. */
export type Part = { itemId: string; quantity: string };

/** A SKU as ShipStation calls it. `kit`: whole sets are counted before anything else. */
export type Sellable = { sku: string; parts: Part[]; kit: boolean };

/** NetSuite's quantity of an item at one of its locations; undefined where it has no row. */
export type StockOf = (itemId: string, netSuiteLocation: string) => string | undefined;

export type Buffers = {
  all: string;
  byLocation: Record<string, string>;
  bySku: Record<string, string>;
  bySkuAndLocation: Record<string, Record<string, string>>;
};

/** How quantities become levels. */
export type LevelRules = {
  /** NetSuite location id → ShipStation inventory location id. */
  locations: Record<string, string>;
  unitFactors: Record<string, string>;
  rounding: 'down' | 'nearest' | 'up';
  buffers: Buffers;
};

/** What a level should be at a ShipStation inventory location. */
export type Level = { location: string; level: number };

/** How NetSuite items become SKUs. */
export type SkuRules = {
  skuField: 'itemid' | 'externalid' | 'upccode';
  skuAliases: Record<string, string>;
  onlySkus: string[];
  ignoreSkus: string[];
};
