// V2 shapes of the same rows: snake_case, `se-` ids, UTC, money with a currency.
// Trap: label and fulfillment ship_date are Pacific midnight in UTC, shipment ship_date is UTC midnight.
import type * as m from '../domain/model.ts';
import type { World } from '../domain/world.ts';
import { CARRIERS } from '../v1/carriers.ts';
import { iso, isoOrNull, isoSeconds, se } from './http.ts';

export const usd = (amount: number) => ({ currency: 'usd', amount });

const residence = (value: boolean | null) => (value === null ? 'unknown' : value ? 'yes' : 'no');

/** V2 address of a V1 one. */
export const v2Address = (a: m.Address, email: string | null = null) => ({
  name: a.name,
  phone: a.phone,
  email,
  company_name: a.company,
  address_line1: a.street1,
  address_line2: a.street2,
  address_line3: a.street3,
  city_locality: a.city,
  state_province: a.state,
  postal_code: a.postalCode,
  country_code: a.country,
  address_residential_indicator: residence(a.residential),
});

const UNITS = { pounds: 'pound', ounces: 'ounce', grams: 'gram' };
const weight = (w: m.Weight | null) => (w ? { value: w.value, unit: UNITS[w.units] } : { value: 0, unit: 'ounce' });

const SHIPMENT_STATUS: Record<m.OrderStatus, string> = {
  awaiting_payment: 'awaiting_payment',
  awaiting_shipment: 'pending',
  pending_fulfillment: 'processing',
  shipped: 'label_purchased',
  on_hold: 'on_hold',
  cancelled: 'cancelled',
  rejected_fulfillment: 'pending',
};

/** The V2 status of an order; a marked order's V2 status is unverified. */
export const v2Status = (row: m.OrderRow) => SHIPMENT_STATUS[row.orderStatus];

/** The key a client gave; keys that the vendor generated do not show in V2. */
export const externalShipmentId = (row: m.OrderRow) => (row.keyGenerated ? null : row.orderKey);

const carrierOf = (code: string | null) => CARRIERS.find((carrier) => carrier.code === code);

/** V2 names some carriers without the "walleted" suffix. */
const v2CarrierCode = (code: string) => code.replace('_walleted', '');

const item = (row: m.OrderRow, i: m.OrderItem) => ({
  item_id: se(i.orderItemId),
  sku: i.sku,
  name: i.name,
  quantity: i.quantity,
  unit_price: i.unitPrice,
  tax_amount: i.taxAmount,
  shipping_amount: i.shippingAmount,
  sales_order_id: se(row.parentId ?? row.orderId),
  sales_order_item_id: se(i.orderItemId),
  external_order_id: externalShipmentId(row),
  external_order_item_id: i.lineItemKey,
  bundle_sku: null,
  allocation_status: null,
  image_url: i.imageUrl,
  weight: weight(i.weight),
  inventory_location: i.warehouseLocation,
  options: i.options,
  product_id: i.productId === null ? null : String(i.productId),
  fullfilment_sku: i.fulfillmentSku,
  upc: i.upc,
});

const advancedOptions = (a: m.AdvancedOptions) => ({
  bill_to_account: a.billToAccount,
  bill_to_country_code: a.billToCountryCode,
  bill_to_party: a.billToParty,
  bill_to_postal_code: a.billToPostalCode,
  contains_alcohol: a.containsAlcohol,
  non_machinable: a.nonMachinable,
  saturday_delivery: a.saturdayDelivery,
  custom_field1: a.customField1,
  custom_field2: a.customField2,
  custom_field3: a.customField3,
});

function shipFrom(row: m.OrderRow, world: World) {
  const warehouse = world.warehouses.get(row.advancedOptions.warehouseId ?? -1) ?? [...world.warehouses.values()][0];
  return {
    ship_from: warehouse ? v2Address(warehouse.originAddress) : null,
    return_to: warehouse ? v2Address(warehouse.returnAddress) : null,
  };
}

/** An order as V2 shows it. */
export const v2Shipment = (row: m.OrderRow, world: World) => ({
  shipment_id: se(row.orderId),
  carrier_id: carrierOf(row.carrierCode)?.v2Id ?? null,
  service_code: row.serviceCode,
  external_shipment_id: externalShipmentId(row),
  shipment_number: row.orderNumber,
  hold_until_date: isoOrNull(row.holdUntil),
  ship_date: row.shipDate === null ? null : `${row.shipDate}T00:00:00Z`,
  ship_by_date: isoOrNull(row.shipByDate),
  deliver_by_date: null,
  created_at: iso(row.createdAt),
  modified_at: iso(row.modifiedAt),
  shipment_status: v2Status(row),
  ship_to: v2Address(row.shipTo, row.customerEmail),
  ...shipFrom(row, world),
  warehouse_id: row.advancedOptions.warehouseId === null ? null : se(row.advancedOptions.warehouseId),
  is_return: false,
  confirmation: row.confirmation ?? 'none',
  advanced_options: advancedOptions(row.advancedOptions),
  tags: world.tags.filter((tag) => row.tagIds?.includes(tag.tagId)).map(({ name }) => ({ name })),
  store_id: se(row.advancedOptions.storeId),
  packages: [{ package_code: row.packageCode ?? 'package', weight: weight(row.weight) }],
  total_weight: weight(row.weight),
  items: row.items.map((i) => item(row, i)),
  notes_for_gift: row.giftMessage,
  notes_from_buyer: row.customerNotes,
  notes_to_buyer: null,
  internal_notes: row.internalNotes,
  is_gift: row.gift,
  sales_order_ids:
    row.mergedIds.length > 0 ? [row.orderId, ...row.mergedIds].map(se) : [se(row.parentId ?? row.orderId)],
  amount_paid: usd(row.amountPaid),
  shipping_paid: usd(row.shippingAmount),
  tax_paid: usd(row.taxAmount),
});

function externalOf(row: m.ShipmentRow, order: m.OrderRow | undefined): string | null {
  if (!order) return null;
  return order.splitKey ?? externalShipmentId(order) ?? row.orderKey;
}

/** A label: no items, no ship-from, no warehouse. */
export function v2Label(row: m.ShipmentRow, world: World, base: string) {
  const order = row.orderId === null ? undefined : world.orders.get(row.orderId);
  const download = (kind: string) => `${base}/v2/downloads/1/${row.shipmentId}/label.${kind}`;
  return {
    label_id: se(row.shipmentId),
    status: row.voidedAt === null ? 'completed' : 'voided',
    shipment_id: row.orderId === null ? null : se(row.orderId),
    external_shipment_id: externalOf(row, order),
    external_order_id: null,
    ship_date: isoSeconds(row.shipDateMs),
    created_at: iso(row.createdAt),
    shipment_cost: usd(row.shipmentCost),
    insurance_cost: usd(row.insuranceCost),
    rate_details: [],
    tracking_number: row.trackingNumber,
    is_return_label: row.isReturnLabel,
    rma_number: null,
    is_international: false,
    batch_id: se(row.batchId),
    carrier_id: carrierOf(row.carrierCode)?.v2Id ?? null,
    carrier_code: v2CarrierCode(row.carrierCode),
    service_code: row.serviceCode,
    package_code: row.packageCode,
    confirmation: row.confirmation ?? 'none',
    voided: row.voidedAt !== null,
    voided_at: isoOrNull(row.voidedAt),
    void_type: row.voidedAt === null ? null : 'refund_assist',
    refund_details: null,
    trackable: true,
    tracking_status: 'in_transit',
    tracking_url: `https://track.example/${row.trackingNumber}`,
    label_format: 'pdf',
    label_download: { pdf: download('pdf'), png: download('png'), zpl: download('zpl'), href: download('pdf') },
    form_download: null,
    packages: row.packages.map((p, index) => ({
      package_id: p.packageId,
      package_code: row.packageCode,
      weight: weight(p.weight),
      dimensions: row.dimensions,
      tracking_number: p.trackingNumber,
      sequence: index + 1,
    })),
    ship_to: v2Address(row.shipTo),
  };
}

/** A fulfillment: `external` when it was only marked as shipped. */
export const v2Fulfillment = (row: m.FulfillmentRow) => ({
  fulfillment_id: se(row.fulfillmentId),
  shipment_id: se(row.orderId),
  shipment_number: row.orderNumber,
  user_id: row.userId,
  tracking_number: row.trackingNumber,
  created_at: iso(row.createdAt),
  ship_date: isoSeconds(row.shipDateMs),
  voided_at: isoOrNull(row.voidedAt),
  delivered_at: isoOrNull(row.deliveredAt),
  fulfillment_carrier_friendly_name: row.carrierName,
  fulfillment_provider_id: 'se-16846',
  fulfillment_provider_friendly_name: row.providerName ?? 'External',
  fulfillment_provider_code: row.providerName?.toLowerCase() ?? 'external',
  fulfillment_service_code: 'ext',
  fulfillment_fee: usd(0),
  void_requested: row.voidRequested,
  voided: row.voidedAt !== null,
  order_source_notified: row.marketplaceNotified,
  notification_error_message: null,
  ship_to: v2Address(row.shipTo, row.customerEmail),
});
