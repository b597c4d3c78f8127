// The request bodies as published, strict: what a member is called, its type, whether it may be missing or null.
// Trap: an unknown member is only recorded, the vendor ignores it; everything else that does not fit is refused.
import { z } from 'zod';

const int = z.int().min(-2_147_483_648).max(2_147_483_647);
const id = int;
const text = z.string();
const some = z.string().min(1);
const date = z
  .string()
  .refine((value) => /^\d{4}-\d\d-\d\d([T ]|$)/.test(value) && !Number.isNaN(Date.parse(value)), 'is no date');
const maybe = <T extends z.ZodType>(of: T) => of.nullable().optional();

const boxItem = z.strictObject({
  ...{ inventory_id: id, quantity: int.min(1), lot_date: maybe(date), lot_number: maybe(text) },
});
const box = z.strictObject({ tracking_number: some, box_items: z.array(boxItem).min(1) });
const packageType = z.enum(['Package', 'Pallet', 'FloorLoadedContainer']);
const boxPackaging = z.enum(['EverythingInOneBox', 'OneSkuPerBox', 'MultipleSkuPerBox']);

export const createReceiving = z.strictObject({
  fulfillment_center: z.strictObject({ id }),
  ...{ package_type: packageType, box_packaging_type: boxPackaging, expected_arrival_date: date },
  ...{ purchase_order_number: maybe(text), boxes: z.array(box).min(1) },
});

/** 2026-07: a box item may name its SKU instead of the inventory id. Freight members have no published spelling and stay unknown. */
export const createReceivingBySku = createReceiving.extend({
  boxes: z
    .array(box.extend({ box_items: z.array(boxItem.extend({ inventory_id: id.optional(), sku: maybe(text) })).min(1) }))
    .min(1),
});

export const patchReceiving = z.strictObject({
  fulfillment_center: z.strictObject({ id }).optional(),
  ...{
    expected_arrival_date: date.optional(),
    purchase_order_number: maybe(text),
    boxes: z.array(box).min(1).optional(),
  },
});

export const externalSync = z.strictObject({ ids: maybe(z.array(id)), is_external_sync: z.boolean().optional() });
export const associateWro = z.strictObject({ wro_id: id });

const address = z.strictObject({
  ...{ address1: some, address2: maybe(text), company_name: maybe(text), city: some, country: some },
  ...{ state: maybe(text), zip_code: maybe(text) },
});
const programAddress = address.extend({ type: text.optional() });

const orderProduct = z.strictObject({
  ...{ id: id.optional(), product_id: id.optional(), reference_id: text.min(1).optional(), name: maybe(text) },
  ...{ quantity: int.min(1), unit_price: maybe(z.number()), sku: maybe(text), gtin: maybe(text.max(50)) },
  ...{ upc: maybe(text), external_line_id: maybe(int), quantity_unit_of_measure_code: maybe(text) },
});

export const createOrder = z.strictObject({
  ...{ reference_id: some.max(300), order_number: maybe(text.max(400)), shipping_method: some },
  ...{ type: z.enum(['DTC', 'DropShip', 'B2B']), purchase_date: maybe(date), requested_delivery_date: maybe(date) },
  recipient: z.strictObject({
    ...{ name: some.max(300), email: maybe(text), phone_number: maybe(text.max(50)), address },
  }),
  products: z.array(orderProduct),
  ...{ location_id: maybe(id), gift_message: maybe(text.max(500)), origin_platform_program: maybe(text.max(100)) },
  tags: maybe(z.array(z.strictObject({ name: some.max(50), value: some.max(500) }))),
  financials: maybe(z.strictObject({ total_price: maybe(z.number()) })),
  shipping_terms: maybe(
    z.strictObject({
      carrier_type: z.enum(['Parcel', 'Freight']).optional(),
      payment_term: z.enum(['Collect', 'ThirdParty', 'Prepaid', 'MerchantResponsible']).optional(),
    }),
  ),
  retailer_program_data: maybe(
    z.strictObject({
      ...{
        purchase_order_number: some,
        retailer_program_type: some,
        mark_for_store: maybe(text),
        department: maybe(text),
      },
      ...{ customer_ticket_number: maybe(text), delivery_date: maybe(date), doNotShipBeforeDate: maybe(date) },
      ...{ shipByDate: maybe(date), addresses: maybe(z.array(programAddress)) },
    }),
  ),
  sales_channel: maybe(text),
});

export const shipmentIds = z.strictObject({ shipment_ids: maybe(z.array(id)) });
export const trackingUpload = z.strictObject({
  shipment_ids: maybe(z.array(id)),
  is_tracking_uploaded: z.boolean().optional(),
});

export const createReturn = z.strictObject({
  ...{ fulfillment_center: z.strictObject({ id, name: maybe(text) }), reference_id: some.max(50) },
  ...{ tracking_number: maybe(text.max(500)), original_shipment_id: maybe(id) },
  inventory: z.array(
    z.strictObject({
      ...{ id, quantity: int, requested_action: z.enum(['Default', 'Restock', 'Quarantine', 'Dispose']) },
      ...{ lot_number: maybe(text), lot_date: maybe(date) },
    }),
  ),
});

export const createSubscription = z.strictObject({
  ...{ topics: z.array(text).min(1), url: some, description: maybe(text) },
  secret: maybe(z.string().regex(/^whsec_[a-zA-Z0-9+/]{32}$/)),
});

export const transactionFilter = z.strictObject({
  ...{
    from_date: maybe(date),
    to_date: maybe(date),
    invoice_ids: maybe(z.array(text)),
    invoiced_status: maybe(z.boolean()),
  },
  ...{
    page_size: int.optional(),
    reference_ids: maybe(z.array(text)),
    sort_order: z.enum(['Ascending', 'Descending']).optional(),
  },
  reference_types: maybe(z.array(z.enum(['Shipment', 'Return', 'WRO', 'URO']))),
  transaction_fees: maybe(z.array(text)),
  transaction_types: maybe(z.array(z.enum(['Charge', 'Refund', 'Credit', 'Payment', 'BalanceAdjustment']))),
});

export const historyFilter = z.strictObject({
  ...{ facility_id: id, inventory_ids: maybe(z.array(id)), event_category: maybe(text), start_date: maybe(date) },
  ...{ end_date: maybe(date), cursor: maybe(int), merchant_user_id: maybe(id) },
});

/** Only the members that matter here; the published variant has many more, so the rest is let through. */
export const createProduct = z.looseObject({
  ...{ name: some, type_id: z.int().optional(), taxonomy_id: maybe(id) },
  variants: z.array(z.looseObject({ sku: some, name: maybe(text) })).min(1),
});
