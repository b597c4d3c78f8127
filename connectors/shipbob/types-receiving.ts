/**
 * Warehouse receiving orders (WRO) as the rest of the program sees them. Quantities are whole units.
 * The trap: `stowed` is what can be sold and what is booked; `received` stays 0 until late on the order and disagrees with
 * the boxes meanwhile. Lots are told by boxes only. A recount may make `stowed` smaller, even after Completed.
 */
import type { FulfillmentCenter } from './types-places.ts';

/** As ShipBob writes it; new ones may come. `Incomplete` is a draft that nobody submitted: never final. */
export type ReceivingStatus =
  | 'Awaiting'
  | 'PartiallyArrived'
  | 'Arrived'
  | 'PartiallyArrivedAtHub'
  | 'ArrivedAtHub'
  | 'ProcessingAtHub'
  | 'InternalTransfer'
  | 'Processing'
  | 'Completed'
  | 'Incomplete'
  | 'Cancelled';

export type PackageType = 'Package' | 'Pallet' | 'FloorLoadedContainer';
export type BoxPackaging = 'EverythingInOneBox' | 'OneSkuPerBox' | 'MultipleSkuPerBox';

/** One inventory id over all boxes of an order. */
export type ReceivingItem = {
  inventoryId: string;
  /** Absent when ShipBob does not tell it: look it up by the inventory id. */
  sku?: string;
  expected: number;
  received: number;
  stowed: number;
};

export type StatusChange = { status: string; at: string };

export type ReceivingOrder = {
  id: string;
  /** One of ReceivingStatus, or a new word. */
  status: string;
  packageType?: string;
  boxPackaging?: string;
  /** Unique in the account; orders that ShipBob split off carry a changed or no number, and no link to their parent. */
  purchaseOrderNumber?: string;
  expectedArrivalAt?: string;
  insertedAt: string;
  updatedAt?: string;
  /** When anybody, perhaps another integration, flagged it as synchronised. */
  externalSyncAt?: string;
  /** The hub where the wanted centre lies in a hub's region. */
  fulfillmentCenter?: FulfillmentCenter;
  items: ReceivingItem[];
  history: StatusChange[];
};

/** `status`: Awaiting, Arrived, Counting, Stowing, Completed, Cancelled, InternalTransfer. */
export type ReceivingBox = {
  id: string;
  number?: number;
  status: string;
  trackingNumber?: string;
  arrivedAt?: string;
  receivedAt?: string;
  countingStartedAt?: string;
  items: ReceivingBoxItem[];
};

export type ReceivingBoxItem = {
  inventoryId: string;
  expected: number;
  received: number;
  stowed: number;
  lotNumber?: string;
  /** The lot's expiry, an instant. */
  lotDate?: string;
};

/** What each final centre of a hub's order got (inventory placement program only). */
export type ReceivingDistribution = {
  fulfillmentCenterId: string;
  inventoryId: string;
  sku?: string;
  /** NotStarted, InProgress, Stowing, Completed. */
  status: string;
  expected: number;
  received: number;
  stowed: number;
  lotNumber?: string;
  lotDate?: string;
};

/** All given filters must hold. Instants ISO-8601 UTC, both ends included. There is no filter by time of change. */
export type ReceivingFilter = {
  ids?: string[];
  statuses?: ReceivingStatus[];
  purchaseOrderNumbers?: string[];
  fulfillmentCenterIds?: string[];
  insertedFrom?: string;
  insertedTo?: string;
  completedFrom?: string;
  completedTo?: string;
  externalSync?: boolean;
};

export type ReceivingDraft = {
  /** The name by which a lost answer is looked up; unique in the account, no comma. */
  purchaseOrderNumber: string;
  fulfillmentCenterId: string;
  packageType: PackageType;
  boxPackaging: BoxPackaging;
  /** In the future. */
  expectedArrivalAt: string;
  /** At most 50 when packageType is Package. */
  boxes: ReceivingDraftBox[];
};

/** A box must have a tracking number, also when the carrier has given none yet. */
export type ReceivingDraftBox = { trackingNumber: string; items: ReceivingDraftItem[] };

/** Items with lots need both lot fields, others neither. */
export type ReceivingDraftItem = { inventoryId: string; quantity: number; lotNumber?: string; lotDate?: string };

/** What `setExternalSync` did with one order. */
export type SyncFlagOutcome = { id: string; done: boolean; reason?: string };
