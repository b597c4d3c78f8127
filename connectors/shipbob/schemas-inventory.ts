/**
 * Stock, stock events and products as ShipBob answers them → the records of types-inventory.
 * The trap: the same figure has other names on each level (`total_on_hand_quantity`, `on_hand_quantity`).
 */
import { z } from 'zod';
import { compact } from './compact.ts';
import type {
  InventoryByLocation,
  InventoryByLot,
  InventoryEvent,
  InventoryItem,
  InventoryLevel,
  LocationStock,
} from './types.ts';
import {
  flag,
  id,
  instant,
  list,
  looseText,
  maybe,
  optionalId,
  optionalInstant,
  optionalQuantity,
  quantity,
  text,
} from './values.ts';

const head = { inventory_id: id, sku: text, name: text };

export const inventoryLevel: z.ZodType<InventoryLevel> = z
  .object({
    ...head,
    total_on_hand_quantity: quantity,
    total_fulfillable_quantity: quantity,
    total_committed_quantity: quantity,
    total_sellable_quantity: quantity,
    total_exception_quantity: quantity,
    total_awaiting_quantity: quantity,
    total_internal_transfer_quantity: quantity,
    total_backordered_quantity: quantity,
  })
  .transform((row) =>
    compact({
      inventoryId: row.inventory_id,
      sku: row.sku,
      name: row.name,
      onHand: row.total_on_hand_quantity,
      fulfillable: row.total_fulfillable_quantity,
      committed: row.total_committed_quantity,
      sellable: row.total_sellable_quantity,
      exception: row.total_exception_quantity,
      awaiting: row.total_awaiting_quantity,
      internalTransfer: row.total_internal_transfer_quantity,
      backordered: row.total_backordered_quantity,
    }),
  );

const figures = {
  on_hand_quantity: quantity,
  fulfillable_quantity: quantity,
  committed_quantity: quantity,
  awaiting_quantity: quantity,
  internal_transfer_quantity: quantity,
};
const figuresOf = (row: { [K in keyof typeof figures]: number }) => ({
  onHand: row.on_hand_quantity,
  fulfillable: row.fulfillable_quantity,
  committed: row.committed_quantity,
  awaiting: row.awaiting_quantity,
  internalTransfer: row.internal_transfer_quantity,
});

const locationStock: z.ZodType<LocationStock> = z
  .object({ location_id: id, name: text, ...figures })
  .transform((row) => compact({ locationId: row.location_id, name: row.name, ...figuresOf(row) }));

export const inventoryByLocation: z.ZodType<InventoryByLocation> = z
  .object({ ...head, locations: list(locationStock) })
  .transform(({ inventory_id, ...rest }) => compact({ inventoryId: inventory_id, ...rest }));

const lotStock = z
  .object({ lot_number: text, lot_date: optionalInstant, ...figures, locations: list(locationStock) })
  .transform((row) =>
    compact({ lotNumber: row.lot_number, lotDate: row.lot_date, ...figuresOf(row), locations: row.locations }),
  );

export const inventoryByLot: z.ZodType<InventoryByLot> = z
  .object({ ...head, lots: list(lotStock) })
  .transform(({ inventory_id, ...rest }) => compact({ inventoryId: inventory_id, ...rest }));

export const inventoryItem: z.ZodType<InventoryItem> = z
  .object({
    ...head,
    is_lot: flag,
    variant: maybe(z.object({ is_active: z.boolean().nullish(), is_bundle: flag, is_digital: flag })),
  })
  .transform(({ inventory_id, is_lot, variant, ...rest }) =>
    compact({
      inventoryId: inventory_id,
      ...rest,
      isLot: is_lot,
      isActive: variant?.is_active !== false,
      isBundle: variant?.is_bundle === true,
      isDigital: variant?.is_digital === true,
    }),
  );

const side = z.object({
  facility_id: optionalId,
  location_id: optionalId,
  sku: text,
  quantity_change: quantity,
  committed_quantity_change: optionalQuantity,
  lot_number: text,
  expiration_date: optionalInstant,
  inventory_status: text,
});

/** Whatever sign ShipBob writes, an increment is more and a decrement less. */
function changeOf(row: z.output<typeof side> | undefined, sign: 1 | -1) {
  if (row === undefined) return [];
  return [
    compact({
      facilityId: row.facility_id,
      locationId: row.location_id,
      sku: row.sku,
      quantity: sign * Math.abs(row.quantity_change) || 0,
      committed: row.committed_quantity_change,
      lotNumber: row.lot_number,
      expiresAt: row.expiration_date,
      status: row.inventory_status,
    }),
  ];
}

export const inventoryEvent: z.ZodType<InventoryEvent> = z
  .object({
    inventory_audit_event_id: id,
    event_category: z.string(),
    event_datetime: instant,
    inventory_id: id,
    shipbob_order_id: optionalId,
    additional_reference: list(z.object({ key: text, value: looseText })),
    increment: maybe(side),
    decrement: maybe(side),
  })
  .transform((row) =>
    compact({
      id: row.inventory_audit_event_id,
      category: row.event_category,
      at: row.event_datetime,
      inventoryId: row.inventory_id,
      orderId: row.shipbob_order_id,
      references: row.additional_reference.map(({ key, value }) => ({ key: key ?? '', value: value ?? '' })),
      changes: [...changeOf(row.increment, 1), ...changeOf(row.decrement, -1)],
    }),
  );
