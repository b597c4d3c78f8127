/**
 * V1 rows as pointers and sweeps need them. Only those few members are read, so that an odd member elsewhere in one row
 * cannot stop a whole sweep. The trap: a label without an order has orderId null; there is nothing to look at.
 */
import { z } from 'zod';
import { compact } from './compact.ts';
import { flag, id, list, optionalId, optionalText } from './schemas-parts.ts';
import { instant, optionalInstant, storeOptions } from './schemas-v1.ts';
import type { OrderSight, PointerRow } from './types.ts';

/** A row as pointers and sweeps need it; `orderId` is undefined for a label without an order. */
export type RawPointerRow = Omit<PointerRow, 'orderId'> & { orderId?: string; storeId?: string };

export const v1ShipmentPointer = z
  .object({
    shipmentId: id,
    orderId: optionalId,
    createDate: instant,
    voided: flag,
    voidDate: optionalInstant,
    isReturnLabel: flag,
    advancedOptions: storeOptions,
  })
  .transform((raw): RawPointerRow => {
    const { orderId, voided, isReturnLabel } = raw;
    const at = voided ? (raw.voidDate ?? raw.createDate) : raw.createDate;
    const source = `shipment:${raw.shipmentId}`;
    return compact({ orderId, source, voided, isReturnLabel, at, storeId: raw.advancedOptions?.storeId });
  });

export const v1FulfillmentPointer = z
  .object({
    fulfillmentId: id,
    orderId: optionalId,
    createDate: instant,
    voided: flag,
    voidRequested: flag,
    voidDate: optionalInstant,
  })
  .transform((raw): RawPointerRow => {
    const voided = raw.voided || raw.voidRequested;
    const at = voided ? (raw.voidDate ?? raw.createDate) : raw.createDate;
    const source = `fulfillment:${raw.fulfillmentId}`;
    return compact({ orderId: raw.orderId, source, voided, isReturnLabel: false, at });
  });

const sightOptions = z
  .object({ storeId: optionalId, mergedOrSplit: flag, mergedIds: list(id), parentId: optionalId })
  .nullish()
  .transform((raw) => raw ?? { mergedOrSplit: false, mergedIds: [] });

export const v1OrderSight = z
  .object({
    orderId: id,
    orderNumber: optionalText,
    orderStatus: optionalText,
    createDate: instant,
    modifyDate: optionalInstant,
    advancedOptions: sightOptions,
  })
  .transform(
    (raw): OrderSight =>
      compact({
        orderId: raw.orderId,
        orderNumber: raw.orderNumber ?? '',
        orderStatus: raw.orderStatus ?? '',
        modifiedAt: raw.modifyDate ?? raw.createDate,
        storeId: undefined as string | undefined,
        parentId: undefined as string | undefined,
        ...raw.advancedOptions,
      }),
  );

export const v1OrderPointer = v1OrderSight.transform((order): RawPointerRow => {
  const { orderId, storeId, modifiedAt } = order;
  return compact({
    orderId,
    source: `order:${orderId}`,
    voided: false,
    isReturnLabel: false,
    at: modifiedAt,
    storeId,
    order,
  });
});
