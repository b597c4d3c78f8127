// Vendor rows as captures show them: nulls are sent, members that we do not read are there.

export const orderRow = (changes: object = {}) => ({
  orderId: 390639144,
  orderNumber: 'B2B-10482',
  orderKey: 'erp:SO-10482',
  orderDate: '2026-07-15T08:09:13.0000000',
  createDate: '2026-07-15T08:10:02.1100000',
  modifyDate: '2026-07-15T08:41:07.5930000',
  paymentDate: null,
  orderStatus: 'awaiting_shipment',
  customerId: 97823112,
  customerEmail: 'ap@northside.example',
  billTo: { name: 'Northside Dental AP', street1: '1 Main St' },
  shipTo: { name: 'Receiving', street1: '2 Elm St' },
  items: [
    {
      orderItemId: 7893121,
      lineItemKey: '1',
      sku: 'GLV-M-100',
      name: 'Nitrile glove M',
      weight: { value: 12.0, units: 'ounces', WeightUnits: 1 },
      quantity: 10,
      unitPrice: 3.0,
      options: [],
      adjustment: false,
      createDate: '2026-07-15T08:10:02.11',
    },
    { orderItemId: 7893122, lineItemKey: 'disc', sku: null, name: '', quantity: 1, unitPrice: -3.0, adjustment: true },
  ],
  orderTotal: 27.0,
  weight: { value: 120.5, units: 'ounces', WeightUnits: 1 },
  advancedOptions: {
    warehouseId: 24079,
    mergedOrSplit: false,
    mergedIds: [],
    parentId: null,
    storeId: 26815,
    customField1: 'acct=417;parent=12',
    customField2: null,
    customField3: '',
    source: 'erp',
  },
  tagIds: null,
  ...changes,
});

export const shipmentRow = (changes: object = {}) => ({
  shipmentId: 271726263,
  orderId: 390639144,
  orderKey: 'erp:SO-10482',
  userId: null,
  customerEmail: null,
  orderNumber: 'B2B-10482',
  createDate: '2026-07-15T16:51:14.5030000',
  shipDate: '2026-07-15',
  shipmentCost: 39.57,
  trackingNumber: '1Z999AA10123456784',
  isReturnLabel: false,
  batchNumber: null,
  carrierCode: 'ups_walleted',
  serviceCode: 'ups_ground',
  warehouseId: 24079,
  voided: false,
  voidDate: null,
  shipTo: { name: 'Receiving', street1: '2 ELM ST' },
  weight: { value: 120.0, units: 'ounces', WeightUnits: 1 },
  advancedOptions: { billToParty: null, storeId: 26815 },
  shipmentItems: null,
  labelData: null,
  ...changes,
});

export const shipmentItemRow = {
  orderItemId: 7893121,
  lineItemKey: '1',
  sku: 'GLV-M-100',
  name: 'Nitrile glove M',
  weight: null,
  quantity: 10,
  unitPrice: 3.0,
};

export const fulfillmentRow = (changes: object = {}) => ({
  fulfillmentId: 33974374,
  orderId: 390639144,
  orderNumber: 'B2B-10482',
  trackingNumber: null,
  createDate: '2026-07-15T08:50:50.0670000',
  shipDate: '2026-07-15T00:00:00.0000000',
  voidDate: null,
  deliveryDate: null,
  carrierCode: 'FedEx',
  fulfillmentFee: 0,
  voidRequested: false,
  voided: false,
  shipTo: { name: 'Receiving' },
  ...changes,
});

export const labelRow = (changes: object = {}) => ({
  label_id: 'se-271726263',
  status: 'completed',
  shipment_id: 'se-390639144',
  external_shipment_id: 'erp:SO-10482',
  ship_date: '2026-07-15T07:00:00Z',
  created_at: '2026-07-15T23:51:14.503Z',
  tracking_number: '1Z999AA10123456784',
  is_return_label: false,
  batch_id: 'se-64620276',
  voided: false,
  voided_at: null,
  packages: [{ package_id: 147982585 }],
  ...changes,
});

export const v2FulfillmentRow = (changes: object = {}) => ({
  fulfillment_id: 'se-16731019',
  shipment_id: 'se-390639144',
  created_at: '2026-09-03T14:50:25.067Z',
  ship_date: '2026-09-03T07:00:00Z',
  voided_at: null,
  void_requested: false,
  voided: false,
  ...changes,
});

/** A V1 envelope; `pages` 0 is what the vendor's own samples show. */
export const v1Envelope = (
  member: string,
  rows: unknown[],
  paging: { total?: number; page?: number; pages?: number } = {},
) => ({
  [member]: rows,
  total: paging.total ?? rows.length,
  page: paging.page ?? 1,
  pages: paging.pages ?? 1,
});

export const v2Envelope = (member: string, rows: unknown[], next?: string) => ({
  [member]: rows,
  total: rows.length,
  page: 1,
  pages: rows.length === 0 ? 0 : 1,
  links: {
    first: { href: 'https://x/first' },
    last: { href: 'https://x/last' },
    prev: {},
    next: next ? { href: next } : {},
  },
});
