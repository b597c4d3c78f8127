// The rows behind both views (V1 and V2): one order, one label, one fulfilment, whatever API shows it.
// Trap: instants are UTC epoch ms here; `shipDate` is a plain Pacific calendar day, never an instant.

export type OrderStatus =
  | 'awaiting_payment'
  | 'awaiting_shipment'
  | 'pending_fulfillment'
  | 'shipped'
  | 'on_hold'
  | 'cancelled'
  | 'rejected_fulfillment';

export const ORDER_STATUSES: readonly string[] = [
  'awaiting_payment',
  'awaiting_shipment',
  'pending_fulfillment',
  'shipped',
  'on_hold',
  'cancelled',
  'rejected_fulfillment',
];

export interface Address {
  name: string | null;
  company: string | null;
  street1: string | null;
  street2: string | null;
  street3: string | null;
  city: string | null;
  state: string | null;
  postalCode: string | null;
  country: string | null;
  phone: string | null;
  residential: boolean | null;
  addressVerified: string | null;
}

export interface Weight {
  value: number;
  units: 'pounds' | 'ounces' | 'grams';
}

export interface Dimensions {
  units: string;
  length: number;
  width: number;
  height: number;
}

export interface ItemOption {
  name: string;
  value: string;
}

export interface OrderItem {
  orderItemId: number;
  lineItemKey: string | null;
  sku: string | null;
  name: string;
  imageUrl: string | null;
  weight: Weight | null;
  quantity: number;
  unitPrice: number;
  taxAmount: number | null;
  shippingAmount: number | null;
  warehouseLocation: string | null;
  options: ItemOption[];
  productId: number | null;
  fulfillmentSku: string | null;
  adjustment: boolean;
  upc: string | null;
  createdAt: number;
  modifiedAt: number;
}

export interface InsuranceOptions {
  provider: string | null;
  insureShipment: boolean;
  insuredValue: number;
}

export interface AdvancedOptions {
  warehouseId: number | null;
  nonMachinable: boolean;
  saturdayDelivery: boolean;
  containsAlcohol: boolean;
  storeId: number;
  customField1: string | null;
  customField2: string | null;
  customField3: string | null;
  source: string | null;
  billToParty: string | null;
  billToAccount: string | null;
  billToPostalCode: string | null;
  billToCountryCode: string | null;
  billToMyOtherAccount: string | null;
}

/** What a createorder body can set; replaced as a whole on each update. */
export interface OrderContent {
  orderNumber: string;
  orderDate: number;
  orderStatus: OrderStatus;
  paymentDate: number | null;
  shipByDate: number | null;
  customerUsername: string | null;
  customerEmail: string | null;
  billTo: Address;
  shipTo: Address;
  items: OrderItem[];
  amountPaid: number;
  taxAmount: number;
  shippingAmount: number;
  customerNotes: string | null;
  internalNotes: string | null;
  gift: boolean;
  giftMessage: string | null;
  paymentMethod: string | null;
  requestedShippingService: string | null;
  carrierCode: string | null;
  serviceCode: string | null;
  packageCode: string | null;
  confirmation: string | null;
  shipDate: string | null;
  weight: Weight | null;
  dimensions: Dimensions | null;
  insuranceOptions: InsuranceOptions;
  internationalOptions: Record<string, unknown>;
  advancedOptions: AdvancedOptions;
  tagIds: number[] | null;
}

export interface OrderRow extends OrderContent {
  orderId: number;
  orderKey: string;
  createdAt: number;
  modifiedAt: number;
  customerId: number | null;
  userId: string | null;
  holdUntil: number | null;
  active: boolean;
  importBatch: string;
  mergedOrSplit: boolean;
  mergedIds: number[];
  parentId: number | null;
  /** Generated key that the labels of all parts of a split carry in V2. */
  splitKey: string | null;
  /** true when the client sent no orderKey: V2 then shows no external id. */
  keyGenerated: boolean;
}

export interface ShipmentItem {
  orderItemId: number;
  lineItemKey: string | null;
  sku: string | null;
  name: string;
  imageUrl: string | null;
  quantity: number;
  unitPrice: number;
  productId: number | null;
  warehouseLocation: string | null;
  fulfillmentSku: string | null;
}

export interface LabelPackage {
  packageId: number;
  trackingNumber: string;
  weight: Weight;
}

/** One purchased label: V1 "shipment", V2 "label". */
export interface ShipmentRow {
  shipmentId: number;
  orderId: number | null;
  orderKey: string | null;
  orderNumber: string | null;
  userId: string | null;
  customerEmail: string | null;
  createdAt: number;
  shipDate: string;
  shipDateMs: number;
  shipmentCost: number;
  insuranceCost: number;
  trackingNumber: string | null;
  isReturnLabel: boolean;
  batchId: number;
  batchNumber: string;
  carrierCode: string;
  serviceCode: string;
  packageCode: string;
  confirmation: string | null;
  warehouseId: number | null;
  storeId: number;
  voidedAt: number | null;
  marketplaceNotified: boolean;
  shipTo: Address;
  weight: Weight;
  dimensions: Dimensions | null;
  insuranceOptions: InsuranceOptions;
  billTo: Pick<AdvancedOptions, 'billToParty' | 'billToAccount' | 'billToPostalCode' | 'billToCountryCode'>;
  /** null = the label carries no items, even when they are asked for. */
  items: ShipmentItem[] | null;
  packages: LabelPackage[];
}

/** Shipped without a ShipStation label: marked as shipped, or by a fulfilment provider. */
export interface FulfillmentRow {
  fulfillmentId: number;
  orderId: number;
  orderNumber: string;
  storeId: number;
  userId: string | null;
  customerEmail: string | null;
  trackingNumber: string | null;
  createdAt: number;
  shipDate: string;
  shipDateMs: number;
  voidedAt: number | null;
  voidRequested: boolean;
  deliveredAt: number | null;
  carrierName: string;
  providerName: string | null;
  marketplaceNotified: boolean;
  shipTo: Address;
}

export interface CustomerRow {
  customerId: number;
  customerUserId: number;
  createdAt: number;
  modifiedAt: number;
  address: Address;
  email: string | null;
  username: string;
  marketplaceId: number;
  marketplace: string;
  tagIds: number[];
}

export interface ProductRow {
  productId: number;
  sku: string;
  name: string;
  price: number;
  weightOz: number | null;
  warehouseLocation: string | null;
  fulfillmentSku: string | null;
  active: boolean;
  createdAt: number;
  modifiedAt: number;
  /** Further members set by PUT, echoed as they came. */
  extra: Record<string, unknown>;
}

export interface WarehouseRow {
  warehouseId: number;
  warehouseName: string;
  originAddress: Address;
  returnAddress: Address;
  createdAt: number;
  isDefault: boolean;
  active: boolean;
}

export interface StoreRow {
  storeId: number;
  storeName: string;
  marketplaceId: number;
  marketplaceName: string;
  active: boolean;
  createdAt: number;
}

export interface TagRow {
  tagId: number;
  name: string;
  color: string;
}

export interface UserRow {
  userId: string;
  userName: string;
  name: string;
}

export interface Subscription {
  api: 'v1' | 'v2';
  id: number;
  /** V1 HookType in capitals, V2 event in lower case. */
  event: string;
  url: string;
  name: string;
  storeId: number | null;
  headers: { key: string; value: string }[];
}

export interface InventoryWarehouse {
  id: string;
  name: string;
  createdAt: number;
  updatedAt: number;
}

export interface InventoryLocation extends InventoryWarehouse {
  warehouseId: string;
}

export interface StockBucket {
  sku: string;
  locationId: string;
  condition: string;
  lot: string | null;
  onHand: number;
  /** Average cost as a decimal string, or null when never given. */
  cost: string | null;
}
