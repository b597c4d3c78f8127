/**
 * Where each sync finds what changed: one page of a stream as rows that can be woken. A new sync that is swept adds a line.
 * The trap: a row's `source` and `state` name one event of the vendor's; settled ones are not looked at again, so a state
 * that can change (a voided label, a later update) must be part of them.
 */

import type { OpenConnection } from './connection-registry.ts';
import type { ActivityDeps } from './deps.ts';
import { customerAlignmentSource } from './fusion-shipstation/customer-source.ts';
import { shippedSource } from './fusion-shipstation/shipped-source.ts';
import { warehouseChargesSource } from './netsuite-shipbob/charges.ts';
import { replenishmentSource } from './netsuite-shipbob/purchase-order.ts';
import { receivingOrderSource } from './netsuite-shipbob/receiving-stream.ts';
import { customerReturnSource } from './netsuite-shipbob/return-stream.ts';
import { shipmentTrackingSource } from './netsuite-shipbob/tracked-order.ts';
import { customerProfilesSource } from './netsuite-shipstation/customer-profiles/source.ts';
import { fulfillmentUpdateSource } from './netsuite-shopify/fulfillment-stream.ts';
import { shopifyCustomerSource, shopifyOrderSource } from './netsuite-shopify/sources.ts';
import { orderShippedSource } from './order-shipped-source.ts';

export type Window = { from: string; to: string };

/** Something that changed: the record that it belongs to, and the name and state of the change. */
export type WakeRow = { key: string; source: string; state: string /** The vendor's time of it. */; at: string };

/** `rows` may be fewer than the vendor's page had (`read`); `next` is the cursor of the page after it; `total` counts all. */
export type SourcePage = { rows: WakeRow[]; read: number; next?: string; total?: number };

export type SyncSource = {
  /** How far before its high-water mark a stream is read again, in ms. */
  overlapMs(open: OpenConnection, stream: string): number;
  /** Streams that are read anew this many days back once a day, because the vendor cannot be asked for late changes. */
  deepScanDays?: Record<string, number>;
  readPage(
    open: OpenConnection,
    stream: string,
    window: Window,
    cursor: string | undefined,
    deps: ActivityDeps,
  ): Promise<SourcePage>;
};

const SOURCES: Record<string, SyncSource> = {
  receivingOrder: receivingOrderSource,
  customerReturn: customerReturnSource,
  replenishment: replenishmentSource,
  shipmentTracking: shipmentTrackingSource,
  orderShipped: orderShippedSource,
  shopifyOrder: shopifyOrderSource,
  shopifyCustomer: shopifyCustomerSource,
  fulfillmentUpdate: fulfillmentUpdateSource,
  customerProfiles: customerProfilesSource,
  customerAlignment: customerAlignmentSource,
  warehouseCharges: warehouseChargesSource,
  receivablesPosting: shippedSource('receivablesPosting'),
  inventoryPosting: shippedSource('inventoryPosting', { returns: true }),
};

/** Throws when no such sync is swept: a line is missing here. */
export function syncSource(sync: string): SyncSource {
  const found = SOURCES[sync];
  if (found === undefined) throw new Error(`the sync ${sync} has no source of changes`);
  return found;
}
