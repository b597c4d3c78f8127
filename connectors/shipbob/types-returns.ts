/**
 * Returns. The trap: what was asked for is not what was done; stock is booked from `taken`, each with its own quantity,
 * and one item may be split over several of them. Bundles come as their components.
 */
import type { StatusChange } from './types-receiving.ts';

export type ReturnStatus = 'AwaitingArrival' | 'Arrived' | 'Processing' | 'Completed' | 'Cancelled';

export type Return = {
  id: string;
  referenceId?: string;
  /** One of ReturnStatus (blanks taken out), or a new word. */
  status: string;
  /** Regular, or ReturnToSender (made by ShipBob itself). */
  type?: string;
  /** The store's own number of the order. */
  storeOrderId?: string;
  originalShipmentId?: string;
  trackingNumber?: string;
  /** Of the parcel that went out. */
  originalTrackingNumber?: string;
  channelId?: string;
  fulfillmentCenter?: { id: string; name?: string };
  insertedAt: string;
  arrivedAt?: string;
  processingAt?: string;
  completedAt?: string;
  cancelledAt?: string;
  /** The latest of all its times. */
  changedAt: string;
  history: StatusChange[];
  invoice?: { amount: string; currency: string };
  charges: { amount: string; type: string }[];
  items: ReturnItem[];
};

export type ReturnItem = {
  inventoryId: string;
  sku?: string;
  name?: string;
  quantity: number;
  bundleParentSku?: string;
  lotNumber?: string;
  lotDate?: string;
  requested?: { action: string; type?: string; instructions?: string };
  taken: ReturnAction[];
};

/** `action`: Restock, Quarantine, Dispose, or a new word. */
export type ReturnAction = { action: string; reason?: string; quantity: number };

/** Instants ISO-8601 UTC, both ends included; all given filters must hold. */
export type ReturnFilter = {
  ids?: string[];
  referenceIds?: string[];
  statuses?: ReturnStatus[];
  originalShipmentIds?: string[];
  insertedFrom?: string;
  insertedTo?: string;
  completedFrom?: string;
  completedTo?: string;
};
