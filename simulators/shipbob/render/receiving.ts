// WROs, boxes, distributions and unidentified receiving orders as the API shows them.
// Trap: WRO-level received_quantity stays 0 until the WRO is Completed; stowed_quantity is the figure that grows.
import { skuOf } from '../domain/catalog.ts';
import type { Box, Center, Uro, Wro } from '../domain/model.ts';
import { tally } from '../domain/receiving.ts';
import type { World } from '../domain/world.ts';
import { iso, iso7 } from './time.ts';

/** A fulfilment centre. */
export const centerView = (row: Center) => ({
  ...{ id: row.id, name: row.name, timezone: row.timezone, address1: row.address1, address2: '', city: row.city },
  ...{ state: row.state, country: row.country, zip_code: row.zipCode, phone_number: '5555555555' },
  email: 'receiving@fulfillment.example',
});

/** A WRO. */
export function wroView(world: World, wro: Wro, version: string) {
  const center = world.centers.get(wro.centerId);
  const late = world.settings.behaviour.receivedLate && wro.status !== 'Completed';
  return {
    ...{ id: wro.id, status: wro.status, package_type: wro.packageType, box_packaging_type: wro.boxPackagingType },
    purchase_order_number: wro.purchaseOrderNumber,
    expected_arrival_date: iso(wro.expectedArrivalMs),
    insert_date: iso7(wro.insertMs),
    last_updated_date: iso7(wro.updatedMs),
    box_labels_uri: `/${version}/receiving/${wro.id}/labels`,
    external_sync_timestamp: wro.externalSyncMs === null ? null : iso7(wro.externalSyncMs),
    fulfillment_center: center ? centerView(center) : null,
    inventory_quantities: [...tally(wro)].map(([inventoryId, sum]) => ({
      ...{ inventory_id: inventoryId, sku: skuOf(world, inventoryId), expected_quantity: sum.expected },
      ...{ received_quantity: late ? 0 : sum.received, stowed_quantity: sum.stowed },
    })),
    status_history: wro.history.map(({ id, status, atMs }) => ({ id, status, timestamp: iso(atMs) })),
  };
}

/** A box with its lots. */
export const boxView = (box: Box) => ({
  ...{ box_id: box.id, box_number: box.number, box_status: box.status, tracking_number: box.trackingNumber },
  ...{
    arrived_date: iso(box.arrivedMs),
    received_date: iso(box.receivedMs),
    counting_started_date: iso(box.countingMs),
  },
  box_items: box.items.map((item) => ({
    ...{ inventory_id: item.inventoryId, quantity: item.quantity, received_quantity: item.received },
    ...{ stowed_quantity: item.stowed, lot_number: item.lotNumber, lot_date: iso(item.lotMs) },
  })),
});

/** Where the placement programme sends the units; here always to the WRO's own centre. */
export function distributionView(world: World, wro: Wro) {
  const center = world.centers.get(wro.centerId);
  const status =
    { Completed: 'Completed', Processing: 'Stowing', Awaiting: 'NotStarted' }[String(wro.status)] ?? 'InProgress';
  return {
    ...{ id: wro.id, status: wro.status },
    distributions: wro.boxes.flatMap((box) =>
      box.items.map((item) => ({
        ...{
          fulfillment_center_id: wro.centerId,
          fulfillment_center_abbreviation: center?.abbreviation ?? null,
          status,
        },
        ...{ inventory_id: item.inventoryId, product_sku: skuOf(world, item.inventoryId), lot_number: item.lotNumber },
        ...{ lot_date: iso(item.lotMs), expected_quantity: item.quantity, received_quantity: item.received },
        stowed_quantity: item.stowed,
      })),
    ),
  };
}

/** An unidentified receiving order. */
export const uroView = (uro: Uro) => ({
  ...{
    id: uro.id,
    barcode: uro.barcode,
    tracking_barcode: uro.trackingBarcode,
    reason: uro.reason,
    comment: uro.comment,
  },
  ...{
    created_date: iso(uro.createdMs),
    linked_wro_id: uro.linkedWroId,
    linked_wro_date: iso(uro.linkedMs),
    attachments: [],
  },
});
