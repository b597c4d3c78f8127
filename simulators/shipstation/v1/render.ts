// V1 shapes: every null is sent, date-times are Pacific with seven fraction digits, money is a bare number.
// Trap: shipment.shipDate is date-only, fulfillment.shipDate is a midnight date-time, item dates are trimmed.
import Big from 'big.js';
import type * as m from '../domain/model.ts';
import { v1DateTime, v1TrimmedDateTime } from '../domain/pacific.ts';
import type { World } from '../domain/world.ts';

const when = (ms: number | null) => (ms === null ? null : v1DateTime(ms));

const WEIGHT_UNITS = { pounds: 0, ounces: 1, grams: 2 };

const weight = (w: m.Weight | null) => w && { value: w.value, units: w.units, WeightUnits: WEIGHT_UNITS[w.units] };

/** Lines, tax and shipping summed without float drift. */
export function orderTotal(row: m.OrderRow): number {
  const lines = row.items.reduce((sum, i) => sum.plus(new Big(i.unitPrice).times(i.quantity)), new Big(0));
  return Number(lines.plus(row.taxAmount).plus(row.shippingAmount));
}

const orderItem = (i: m.OrderItem) => ({
  orderItemId: i.orderItemId,
  lineItemKey: i.lineItemKey,
  sku: i.sku,
  name: i.name,
  imageUrl: i.imageUrl,
  weight: weight(i.weight),
  quantity: i.quantity,
  unitPrice: i.unitPrice,
  taxAmount: i.taxAmount,
  shippingAmount: i.shippingAmount,
  warehouseLocation: i.warehouseLocation,
  options: i.options,
  productId: i.productId,
  fulfillmentSku: i.fulfillmentSku,
  adjustment: i.adjustment,
  upc: i.upc,
  createDate: v1TrimmedDateTime(i.createdAt),
  modifyDate: v1TrimmedDateTime(i.modifiedAt),
});

const advancedOptions = (row: m.OrderRow) => {
  const a = row.advancedOptions;
  return {
    warehouseId: a.warehouseId,
    nonMachinable: a.nonMachinable,
    saturdayDelivery: a.saturdayDelivery,
    containsAlcohol: a.containsAlcohol,
    mergedOrSplit: row.mergedOrSplit,
    mergedIds: row.mergedIds,
    parentId: row.parentId,
    storeId: a.storeId,
    customField1: a.customField1,
    customField2: a.customField2,
    customField3: a.customField3,
    source: a.source,
    billToParty: a.billToParty,
    billToAccount: a.billToAccount,
    billToPostalCode: a.billToPostalCode,
    billToCountryCode: a.billToCountryCode,
    billToMyOtherAccount: a.billToMyOtherAccount,
  };
};

/** The full order object. */
export const v1Order = (row: m.OrderRow) => ({
  orderId: row.orderId,
  orderNumber: row.orderNumber,
  orderKey: row.orderKey,
  orderDate: v1DateTime(row.orderDate),
  createDate: v1DateTime(row.createdAt),
  modifyDate: v1DateTime(row.modifiedAt),
  paymentDate: when(row.paymentDate),
  shipByDate: when(row.shipByDate),
  orderStatus: row.orderStatus,
  customerId: row.customerId,
  customerUsername: row.customerUsername,
  customerEmail: row.customerEmail,
  billTo: row.billTo,
  shipTo: row.shipTo,
  items: row.items.map(orderItem),
  orderTotal: orderTotal(row),
  amountPaid: row.amountPaid,
  taxAmount: row.taxAmount,
  shippingAmount: row.shippingAmount,
  customerNotes: row.customerNotes,
  internalNotes: row.internalNotes,
  gift: row.gift,
  giftMessage: row.giftMessage,
  paymentMethod: row.paymentMethod,
  requestedShippingService: row.requestedShippingService,
  carrierCode: row.carrierCode,
  serviceCode: row.serviceCode,
  packageCode: row.packageCode,
  confirmation: row.confirmation,
  shipDate: row.shipDate,
  holdUntilDate: when(row.holdUntil),
  weight: weight(row.weight),
  dimensions: row.dimensions,
  insuranceOptions: row.insuranceOptions,
  internationalOptions: { contents: null, customsItems: null, nonDelivery: null, ...row.internationalOptions },
  advancedOptions: advancedOptions(row),
  tagIds: row.tagIds,
  userId: row.userId,
  externallyFulfilled: false,
  externallyFulfilledBy: null,
  externallyFulfilledById: null,
  externallyFulfilledByName: null,
  labelMessages: null,
});

const shipmentItem = (i: m.ShipmentItem) => ({
  orderItemId: i.orderItemId,
  lineItemKey: i.lineItemKey,
  sku: i.sku,
  name: i.name,
  imageUrl: i.imageUrl,
  weight: null,
  quantity: i.quantity,
  unitPrice: i.unitPrice,
  taxAmount: null,
  shippingAmount: null,
  warehouseLocation: i.warehouseLocation,
  options: null,
  productId: i.productId,
  fulfillmentSku: i.fulfillmentSku,
});

/** The shipment object; items are null unless asked for. */
export const v1Shipment = (row: m.ShipmentRow, withItems: boolean) => ({
  shipmentId: row.shipmentId,
  orderId: row.orderId,
  orderKey: row.orderKey,
  userId: row.userId,
  customerEmail: row.customerEmail,
  orderNumber: row.orderNumber,
  createDate: v1DateTime(row.createdAt),
  shipDate: row.shipDate,
  shipmentCost: row.shipmentCost,
  insuranceCost: row.insuranceCost,
  trackingNumber: row.trackingNumber,
  isReturnLabel: row.isReturnLabel,
  batchNumber: row.batchNumber,
  carrierCode: row.carrierCode,
  serviceCode: row.serviceCode,
  packageCode: row.packageCode,
  confirmation: row.confirmation,
  warehouseId: row.warehouseId,
  voided: row.voidedAt !== null,
  voidDate: when(row.voidedAt),
  marketplaceNotified: row.marketplaceNotified,
  notifyErrorMessage: null,
  shipTo: row.shipTo,
  weight: weight(row.weight),
  dimensions: row.dimensions,
  insuranceOptions: row.insuranceOptions,
  advancedOptions: { ...row.billTo, storeId: row.storeId },
  shipmentItems: withItems ? (row.items?.map(shipmentItem) ?? null) : null,
  labelData: null,
  formData: null,
});

/** The fulfillment object: no lines, no warehouse, no orderKey. */
export const v1Fulfillment = (row: m.FulfillmentRow) => ({
  fulfillmentId: row.fulfillmentId,
  orderId: row.orderId,
  orderNumber: row.orderNumber,
  userId: row.userId,
  customerEmail: row.customerEmail,
  trackingNumber: row.trackingNumber,
  createDate: v1DateTime(row.createdAt),
  shipDate: `${row.shipDate}T00:00:00.0000000`,
  voidDate: when(row.voidedAt),
  deliveryDate: when(row.deliveredAt),
  carrierCode: row.carrierName,
  sellerFillProviderId: row.providerName === null ? null : 16846,
  sellerFillProviderName: row.providerName,
  fulfillmentServiceCode: null,
  fulfillmentProviderCode: null,
  fulfillmentFee: 0,
  voidRequested: row.voidRequested,
  voided: row.voidedAt !== null,
  marketplaceNotified: row.marketplaceNotified,
  notifyErrorMessage: null,
  shipTo: row.shipTo,
});

/** The customer object: one flat address with `countryCode`, usernames, tags. */
export const v1Customer = (row: m.CustomerRow, world: World) => ({
  customerId: row.customerId,
  createDate: v1DateTime(row.createdAt),
  modifyDate: v1DateTime(row.modifiedAt),
  name: row.address.name,
  company: row.address.company,
  street1: row.address.street1,
  street2: row.address.street2,
  city: row.address.city,
  state: row.address.state,
  postalCode: row.address.postalCode,
  countryCode: row.address.country,
  phone: row.address.phone,
  email: row.email,
  addressVerified: 'Verified',
  marketplaceUsernames: [
    {
      customerUserId: row.customerUserId,
      customerId: row.customerId,
      createDate: v1DateTime(row.createdAt),
      modifyDate: v1DateTime(row.modifiedAt),
      marketplaceId: row.marketplaceId,
      marketplace: row.marketplace,
      username: row.username,
    },
  ],
  tags: world.tags.filter((tag) => row.tagIds.includes(tag.tagId)).map(({ tagId, name }) => ({ tagId, name })),
});
