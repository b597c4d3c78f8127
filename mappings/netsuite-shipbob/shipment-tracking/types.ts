/**
 * What `shipmentTracking` observes. Plain data only: all of it crosses the workflow boundary.
 * The trap: nothing personal may be added here; ShipBob's orders hold names and addresses, and they are left out on purpose.
 */
import type { Fulfillment, Item, SalesOrder, SalesOrderRef } from '../../../connectors/netsuite/types.ts';
import type { DeliveryState, Tracking } from '../../../connectors/shipbob/types.ts';
import type { ShipmentTrackingSettings } from '../../../settings/shipment-tracking.ts';

/** The sync's settings with what the connection says for all its syncs, ShipBob's side first. */
export type TrackingRules = ShipmentTrackingSettings & {
  /** ShipBob centre → NetSuite location. */
  locations: Record<string, string>;
  defaultLocation?: string | undefined;
  /** ShipBob SKU → NetSuite item name. */
  skuAliases: Record<string, string>;
};

export type TrackedOrder = {
  id: string;
  number?: string;
  referenceId?: string;
  products: OrderedProduct[];
  shipments: TrackedShipment[];
};

/** ShipBob may leave the product's id empty. */
export type OrderedProduct = { id?: string; sku?: string; quantity: number };

/** Instants ISO-8601 UTC, ShipBob's own. */
export type TrackedShipment = {
  id: string;
  status: string;
  delivery: DeliveryState;
  details: { id: number; name: string }[];
  createdAt?: string;
  /** The newest of its times of change: which of two readings is the newer one. */
  changedAt: string;
  fulfilledAt?: string;
  deliveredAt?: string;
  locationId?: string;
  tracking?: Pick<Tracking, 'carrier' | 'service' | 'number' | 'url'>;
  products: TrackedProduct[];
};

/** `units`: pieces of stock, by inventory id. */
export type TrackedProduct = {
  id: string;
  sku?: string;
  name?: string;
  units: { inventoryId: string; quantity: number }[];
};

export type TrackingTarget = {
  match: { tried: string[]; candidates: SalesOrderRef[] };
  salesOrder?: SalesOrder;
  /** Values of the fields that the settings name. */
  orderFields: Record<string, string>;
  items: Item[];
  /** All of the sales order. */
  fulfillments: (Fulfillment & { fields: Record<string, string> })[];
  /** Shipment id → fulfilment that somebody else made and that was taken for it before. */
  taken: Record<string, string>;
  /** SKUs that are not on the sales order: whether NetSuite knows such an item at all. */
  foreignSkus: { sku: string; known: boolean }[];
};

export type Problem = { cause: string; reason: string; recheckMs?: number };
