/**
 * V1 answers, read tolerantly: members not named here are ignored, null means absent. Each schema gives our own record.
 * The trap: a shipment's createDate is an instant in Pacific wall clock, its shipDate a plain day.
 */
import { z } from 'zod';
import { compact } from './compact.ts';
import { dated, decimal, flag, id, list, optional, optionalId, optionalText } from './schemas-parts.ts';
import { v1Day, v1ToUtc } from './time.ts';
import type { Order, OrderItem, Shipment, ShipmentItem, ShipStationFulfillment, Weight } from './types.ts';

export const instant = dated((text) => v1ToUtc(text), 'a V1 date-time');
export const optionalInstant = optional(instant);
const day = dated(v1Day, 'a V1 date');

const weight = z
  .object({ value: decimal.nullish(), units: optionalText })
  .nullish()
  .transform((raw): Weight | undefined =>
    raw?.value && raw.units ? { value: raw.value, units: raw.units } : undefined,
  );

/** `{ <member>: [...], total, page, pages }`; `pages` is 0 in the vendor's own samples. */
const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);
export const v1Page = <T extends z.ZodType>(member: 'orders' | 'shipments' | 'fulfillments', row: T) =>
  z.object({ [member]: list(row), total: count, page: count, pages: count }).transform((raw) => ({
    rows: (raw[member] ?? []) as z.output<T>[],
    total: Number(raw.total),
    pages: Number(raw.pages),
  }));

export const orderItemShape = {
  orderItemId: id,
  lineItemKey: optionalText,
  sku: optionalText,
  name: optionalText,
  quantity: decimal,
  adjustment: flag,
};
const orderItem = z.object(orderItemShape).transform((raw): OrderItem => compact({ ...raw, name: raw.name ?? '' }));

const rawOrderOptions = z
  .object({
    warehouseId: optionalId,
    storeId: optionalId,
    customField1: optionalText,
    customField2: optionalText,
    customField3: optionalText,
    mergedOrSplit: flag,
    mergedIds: list(id),
    parentId: optionalId,
  })
  .nullish()
  .transform((raw) => raw ?? { mergedOrSplit: false, mergedIds: [] });

type OrderOptions = {
  warehouseId?: string | undefined;
  storeId?: string | undefined;
  customField1?: string | undefined;
  customField2?: string | undefined;
  customField3?: string | undefined;
  mergedOrSplit: boolean;
  mergedIds: string[];
  parentId?: string | undefined;
};

/** The part of advancedOptions that says what an order belongs to, with its custom fields apart. */
export const v1OrderOptions = rawOrderOptions.transform((raw) => {
  const { customField1, customField2, customField3, ...options }: OrderOptions = raw;
  return { ...options, customFields: compact({ customField1, customField2, customField3 }) };
});

export const orderShape = {
  orderId: id,
  orderNumber: optionalText,
  orderKey: optionalText,
  orderStatus: z.string(),
  weight,
  createDate: instant,
  modifyDate: optionalInstant,
  advancedOptions: v1OrderOptions,
};
const orderHead = z.object(orderShape);

/** What every view of an order has, whatever it makes of the items. */
export const orderWith = <T>(raw: z.output<typeof orderHead>, items: T[]) =>
  compact({
    orderId: raw.orderId,
    orderNumber: raw.orderNumber ?? '',
    orderKey: raw.orderKey,
    orderStatus: raw.orderStatus,
    items,
    weight: raw.weight,
    createdAt: raw.createDate,
    modifiedAt: raw.modifyDate ?? raw.createDate,
    ...raw.advancedOptions,
  });

export const v1Order = z
  .object({ ...orderShape, items: list(orderItem) })
  .transform((raw): Order => orderWith(raw, raw.items));

const shipmentItem = z
  .object({
    orderItemId: optionalId,
    lineItemKey: optionalText,
    sku: optionalText,
    name: optionalText,
    quantity: decimal,
  })
  .transform((raw): ShipmentItem => compact({ ...raw, name: raw.name ?? '' }));

export const storeOptions = z.object({ storeId: optionalId }).nullish();

export const v1Shipment = z
  .object({
    shipmentId: id,
    orderId: optionalId,
    orderNumber: optionalText,
    createDate: instant,
    shipDate: day,
    trackingNumber: optionalText,
    isReturnLabel: flag,
    carrierCode: optionalText,
    serviceCode: optionalText,
    warehouseId: optionalId,
    voided: flag,
    voidDate: optionalInstant,
    weight,
    advancedOptions: storeOptions,
    shipmentItems: list(shipmentItem),
  })
  .transform((raw): Shipment => {
    const { createDate, voidDate, advancedOptions, shipmentItems, ...same } = raw;
    return compact({
      ...same,
      createdAt: createDate,
      voidedAt: voidDate,
      storeId: advancedOptions?.storeId,
      items: shipmentItems.length > 0 ? shipmentItems : undefined,
    });
  });

/** A fulfillment without an order gives undefined: there is nothing to look at. */
export const v1Fulfillment = z
  .object({
    fulfillmentId: id,
    orderId: optionalId,
    orderNumber: optionalText,
    createDate: instant,
    shipDate: day,
    trackingNumber: optionalText,
    carrierCode: optionalText,
    voided: flag,
    voidRequested: flag,
    voidDate: optionalInstant,
  })
  .transform((raw): ShipStationFulfillment | undefined => {
    const { orderId, createDate, voidDate, voidRequested, ...same } = raw;
    if (orderId === undefined) return undefined;
    const voided = raw.voided || voidRequested;
    return compact({ ...same, orderId, createdAt: createDate, voided, voidedAt: voidDate });
  });

/** PascalCase, unlike everything else in V1. */
export const v1Webhooks = z.object({
  webhooks: list(
    z.object({ WebHookID: id, HookType: z.string(), Url: z.string(), Name: optionalText, StoreID: optionalId }),
  ),
});

export const v1Subscribed = z.object({ id });

export const v1Stores = z.array(z.object({ storeId: id, storeName: optionalText }));
