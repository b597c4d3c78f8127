// The V2 create-shipment row, read into the same order content as a V1 createorder body.
// Trap: external_shipment_id and shipment_number are cut at 50 characters, silently.
import type { FastifyRequest } from 'fastify';
import type { Address, OrderContent, OrderItem } from '../domain/model.ts';
import { defaultStoreId, type World } from '../domain/world.ts';
import { noteUnknown, requiredField, seNumber } from './http.ts';

type Members = Record<string, unknown>;

const KNOWN = [
  ...['validate_address', 'external_shipment_id', 'shipment_number', 'carrier_id', 'service_code', 'ship_date'],
  ...['ship_to', 'ship_from', 'return_to', 'warehouse_id', 'items', 'advanced_options', 'tags', 'store_id', 'packages'],
  ...['create_sales_order', 'confirmation', 'customs', 'is_return', 'insurance_provider', 'order_source_code'],
  ...['external_order_id', 'shipment_status', 'hold_until_date', 'ship_by_date', 'notes_to_buyer', 'internal_notes'],
  ...['notes_from_buyer', 'notes_for_gift', 'is_gift', 'amount_paid', 'shipping_paid', 'tax_paid', 'assigned_user'],
];

const members = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
const text = (value: unknown) => (value === undefined || value === null ? null : String(value));
const idNumber = (value: unknown) => {
  if (typeof value === 'number') return value;
  const given = text(value);
  return given === null ? null : /^\d+$/.test(given) ? Number(given) : (seNumber(given) ?? null);
};
const amount = (value: unknown) => Number(members(value).amount ?? 0);

function readAddress(value: unknown): Address {
  const a = members(value);
  const indicator = a.address_residential_indicator;
  return {
    name: text(a.name),
    company: text(a.company_name),
    street1: text(a.address_line1),
    street2: text(a.address_line2),
    street3: text(a.address_line3),
    city: text(a.city_locality),
    state: text(a.state_province),
    postalCode: text(a.postal_code),
    country: text(a.country_code),
    phone: text(a.phone),
    residential: indicator === 'yes' ? true : indicator === 'no' ? false : null,
    addressVerified: 'Address not yet validated',
  };
}

function readItem(value: unknown, now: number): OrderItem {
  const i = members(value);
  return {
    ...{ orderItemId: 0, lineItemKey: text(i.external_order_item_id), sku: text(i.sku), name: text(i.name) ?? '' },
    ...{ imageUrl: text(i.image_url), weight: null, quantity: Number(i.quantity ?? 0), options: [] },
    ...{ unitPrice: Number(i.unit_price ?? 0), taxAmount: null, shippingAmount: null, productId: null },
    ...{ warehouseLocation: null, fulfillmentSku: null, adjustment: false, upc: text(i.upc) },
    createdAt: now,
    modifiedAt: now,
  };
}

function readAdvanced(world: World, row: Members): OrderContent['advancedOptions'] {
  const o = members(row.advanced_options);
  return {
    warehouseId: idNumber(row.warehouse_id),
    storeId: idNumber(row.store_id) ?? defaultStoreId(world),
    nonMachinable: o.non_machinable === true,
    saturdayDelivery: o.saturday_delivery === true,
    containsAlcohol: o.contains_alcohol === true,
    customField1: text(o.custom_field1),
    customField2: text(o.custom_field2),
    customField3: text(o.custom_field3),
    source: text(row.order_source_code),
    billToParty: text(o.bill_to_party),
    billToAccount: text(o.bill_to_account),
    billToPostalCode: text(o.bill_to_postal_code),
    billToCountryCode: text(o.bill_to_country_code),
    billToMyOtherAccount: null,
  };
}

/** Reads one row; throws a V2Problem for a missing member. */
export function readShipment(
  world: World,
  request: FastifyRequest,
  given: unknown,
): { content: OrderContent; orderKey: string | null } {
  const row = members(given);
  noteUnknown(request, row, KNOWN, 'shipments[].');
  if (!row.ship_to) throw requiredField('ship_to');
  const now = world.clock.now();
  const shipTo = readAddress(row.ship_to);
  const orderKey = text(row.external_shipment_id)?.slice(0, 50) ?? null;
  const content: OrderContent = {
    orderNumber: (text(row.shipment_number) ?? orderKey ?? `SE-${now}`).slice(0, 50),
    orderDate: now,
    orderStatus: 'awaiting_shipment',
    paymentDate: null,
    shipByDate: null,
    customerUsername: null,
    customerEmail: text(members(row.ship_to).email),
    billTo: { ...shipTo },
    shipTo,
    items: (Array.isArray(row.items) ? row.items : []).map((i) => readItem(i, now)),
    ...{
      amountPaid: amount(row.amount_paid),
      taxAmount: amount(row.tax_paid),
      shippingAmount: amount(row.shipping_paid),
    },
    ...{
      customerNotes: text(row.notes_from_buyer),
      internalNotes: text(row.internal_notes),
      gift: row.is_gift === true,
    },
    ...{ giftMessage: text(row.notes_for_gift), paymentMethod: null, requestedShippingService: null },
    ...{
      carrierCode: null,
      serviceCode: text(row.service_code),
      packageCode: null,
      confirmation: text(row.confirmation),
    },
    shipDate: text(row.ship_date)?.slice(0, 10) ?? null,
    weight: null,
    dimensions: null,
    insuranceOptions: { provider: null, insureShipment: false, insuredValue: 0 },
    internationalOptions: {},
    advancedOptions: readAdvanced(world, row),
    tagIds: null,
  };
  return { content, orderKey };
}
