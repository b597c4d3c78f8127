/**
 * Stock and products. Quantities are whole units.
 * The trap: bundles have no stock of their own, items without stock may have no row at all, and levels lag about a minute.
 */

/** Over all centres. `sellable` = on hand − committed − exception. */
export type InventoryLevel = {
  inventoryId: string;
  sku?: string;
  name?: string;
  onHand: number;
  fulfillable: number;
  committed: number;
  sellable: number;
  exception: number;
  awaiting: number;
  internalTransfer: number;
  backordered: number;
};

export type StockFigures = {
  onHand: number;
  /** on hand − committed. */
  fulfillable: number;
  committed: number;
  awaiting: number;
  internalTransfer: number;
};

export type LocationStock = { locationId: string; name?: string } & StockFigures;
export type InventoryByLocation = { inventoryId: string; sku?: string; name?: string; locations: LocationStock[] };
export type LotStock = { lotNumber?: string; lotDate?: string; locations: LocationStock[] } & StockFigures;
export type InventoryByLot = { inventoryId: string; sku?: string; name?: string; lots: LotStock[] };

export type InventoryItem = {
  inventoryId: string;
  sku?: string;
  name?: string;
  isLot: boolean;
  isActive: boolean;
  isBundle: boolean;
  isDigital: boolean;
};

/** A change of stock as ShipBob's audit tells it. `quantity` is + for an increment and − for a decrement. */
export type InventoryEvent = {
  id: string;
  /** e.g. ReceivingStow, OrderPicked, InventoryAdjusted, InventoryRestocked. */
  category: string;
  at: string;
  inventoryId: string;
  orderId?: string;
  /** e.g. the number of the receiving order; the spelling of keys is not promised. */
  references: { key: string; value: string }[];
  changes: {
    facilityId?: string;
    locationId?: string;
    sku?: string;
    quantity: number;
    committed?: number;
    lotNumber?: string;
    expiresAt?: string;
    status?: string;
  }[];
};

/** At most 90 days. */
export type InventoryEventFilter = {
  facilityId: string;
  inventoryIds?: string[];
  category?: string;
  from?: string;
  to?: string;
};

export type Variant = {
  id: string;
  productId: string;
  productName: string;
  /** Regular or Bundle. */
  productType: string;
  sku?: string;
  name?: string;
  /** e.g. Active. */
  status?: string;
  upc?: string;
  gtin?: string;
  barcodes: string[];
  /** Absent for bundles and variants that were never stocked. Merged variants share one. */
  inventoryId?: string;
  onHand?: number;
  isLot: boolean;
  minimumShelfLifeDays?: number;
  /** The components, for a bundle. */
  bundle: { variantId: string; sku?: string; quantity: number }[];
  updatedAt?: string;
};

/** `match`: exact; otherCase = one variant whose SKU differs in capitals only; several = more than one fits; none. */
export type VariantsOfSku = { sku: string; match: 'exact' | 'otherCase' | 'several' | 'none'; variants: Variant[] };
