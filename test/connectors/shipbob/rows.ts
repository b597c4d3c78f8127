// Records as ShipBob writes them, invented: stray shapes, seven digits of fraction, nulls.
export const wro = (id: number, change: Record<string, unknown> = {}) => ({
  id,
  status: 'Processing',
  package_type: 'Pallet',
  box_packaging_type: 'MultipleSkuPerBox',
  purchase_order_number: 'PO-4711',
  expected_arrival_date: '2026-12-08T15:00:00+00:00',
  insert_date: '2026-11-21T03:19:37.3484349+00:00',
  last_updated_date: '2026-12-09T17:02:11.4328299+00:00',
  box_labels_uri: `/2026-07/receiving/${id}/labels`,
  external_sync_timestamp: null,
  freight_details: { carrier: 'X' },
  fulfillment_center: { id: 10, name: 'Moreno Valley (CA)', timezone: 'Pacific Standard Time', city: 'Moreno Valley' },
  inventory_quantities: [
    { inventory_id: 8600001, sku: 'TEA-01', expected_quantity: 500, received_quantity: 0, stowed_quantity: 180 },
    { inventory_id: 8600002, sku: null, expected_quantity: 240, received_quantity: 0, stowed_quantity: 0 },
  ],
  status_history: [
    { id: 1, status: 'Awaiting', timestamp: '2026-11-21T03:19:37+00:00' },
    { id: 2, status: 'Processing', timestamp: '2026-12-09T15:00:00' },
  ],
  ...change,
});

export const box = {
  box_id: 1571189,
  box_number: 1,
  box_status: 'Stowing',
  tracking_number: '1Z0000000000000001',
  arrived_date: '2026-12-08T18:40:05.85+00:00',
  received_date: null,
  counting_started_date: '2026-12-09T15:00:00+00:00',
  box_items: [
    {
      inventory_id: 8600001,
      quantity: 500,
      received_quantity: 500,
      stowed_quantity: 180,
      lot_number: 'L-26A',
      lot_date: '2027-11-30T00:00:00+00:00',
    },
    {
      inventory_id: 8600002,
      quantity: 240,
      received_quantity: 0,
      stowed_quantity: 0,
      lot_number: null,
      lot_date: null,
    },
  ],
};

export const shipment = (id: number, change: Record<string, unknown> = {}) => ({
  id,
  order_id: 600000101,
  reference_id: 'shop-5551',
  status: 'Completed',
  status_details: [
    { id: 201, name: 'InTransit', description: 'Shipment In Transit', inventory_id: null, extra_information: null },
  ],
  created_date: '2026-11-20T10:00:05+00:00',
  last_update_at: '2026-11-21T08:00:00+00:00',
  last_tracking_update_at: '2026-11-21T07:58:00+00:00',
  actual_fulfillment_date: '2026-11-20T19:17:07.122+00:00',
  delivery_date: null,
  location: { id: 10, name: 'Moreno Valley (CA)' },
  ship_option: 'Standard',
  is_tracking_uploaded: false,
  tracking: {
    carrier: 'USPS',
    carrier_service: 'GroundAdvantage',
    tracking_number: '9400000000000000000001',
    tracking_url: 'https://tools.usps.test/1',
    shipping_date: null,
    bol: null,
  },
  invoice_amount: 6.85,
  invoice_currency_code: 'USD',
  recipient: { name: 'A. Buyer', email: 'buyer@example.test' },
  products: [
    {
      id: 31,
      reference_id: 'TEA-01',
      sku: 'TEA-01',
      name: 'Tea',
      inventory_items: [
        { id: 8600001, name: 'Tea', quantity: 2, quantity_committed: 2, lot: 'L-26A', serial_numbers: null },
        { id: 8600001, name: 'Tea', quantity: 1, quantity_committed: 1, lot: 'L-26B', serial_numbers: ['S1'] },
      ],
    },
  ],
  ...change,
});

export const order = (id: number, change: Record<string, unknown> = {}) => ({
  id,
  order_number: '1001',
  reference_id: 'shop-5551',
  status: 'PartiallyFulfilled',
  type: 'DTC',
  created_date: '2026-11-20T10:00:00+00:00',
  purchase_date: null,
  shipping_method: 'Standard',
  channel: { id: 100102, name: 'Acme' },
  recipient: { name: 'A. Buyer', email: 'buyer@example.test', address: { address1: '1 Main St' } },
  products: [{ id: 31, reference_id: 'TEA-01', sku: 'TEA-01', quantity: 3, unit_price: 12.5, external_line_id: 1 }],
  tags: [],
  financials: { total_price: 37.5 },
  shipments: [shipment(700000101)],
  ...change,
});

export const returned = (id: number, change: Record<string, unknown> = {}) => ({
  id,
  reference_id: 'RMA-17',
  status: 'Completed',
  return_type: 'Regular',
  store_order_id: '1001',
  original_shipment_id: 700000101,
  tracking_number: null,
  shipment_tracking_number: '9400000000000000000001',
  customer_name: 'A. Buyer',
  channel: { id: 100102, name: 'Acme' },
  fulfillment_center: { id: 10, name: 'Moreno Valley (CA)' },
  insert_date: '2026-11-28T10:00:00+00:00',
  arrived_date: '2026-12-02T15:00:00+00:00',
  completed_date: '2026-12-03T14:20:00+00:00',
  status_history: [
    { status: 'Awaiting Arrival', timestamp: '2026-11-28T10:00:00+00:00' },
    { status: 'Completed', timestamp: '2026-12-03T14:20:00+00:00' },
  ],
  invoice: { amount: 3.0, currency_code: 'CAD' },
  transactions: [{ amount: 3.0, transaction_type: 'Return Processed by Operations Fee' }],
  inventory: [
    {
      id: 8600001,
      sku: 'TEA-01',
      name: 'Tea',
      quantity: 2,
      bundle_parent_sku: null,
      lot_information: { number: 'L-26A', expiration: '2027-11-30T00:00:00+00:00', minimumShelfLife: 30 },
      action_requested: { action: 'Restock', action_type: 'Inventory Default', instructions: null },
      action_taken: [
        { action: 'Restock', action_reason: '', quantity_processed: 1, image_url: null },
        { action: 'Quarantine', action_reason: 'Damaged', quantity_processed: 1, image_url: 'https://x.test/1' },
      ],
    },
  ],
  ...change,
});

export const charge = (id: string, change: Record<string, unknown> = {}) => ({
  transaction_id: id,
  transaction_type: 'Charge',
  transaction_fee: 'WRO Receiving Fee',
  amount: 45.1,
  currency_code: 'USD',
  charge_date: '2026-12-10',
  reference_id: '443002',
  reference_type: 'WRO',
  fulfillment_center: 'Moreno Valley (CA)',
  invoiced_status: false,
  invoice_id: null,
  invoice_date: null,
  invoice_type: null,
  taxes: [],
  additional_details: { Comment: 'late', InventoryId: 8600001, Nothing: null },
  ...change,
});

export const product = (id: number, variants: Record<string, unknown>[]) => ({
  id,
  name: 'Tea',
  type: 'Regular',
  updated_on: '2026-11-20T10:00:00+00:00',
  variants,
});
