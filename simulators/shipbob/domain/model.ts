// The rows of one simulated merchant account. Instants are epoch ms, money is a decimal string.
// Trap: stock lives in the stock book, not in these rows; a WRO holds only what was counted and stowed for it.

export interface Center {
  id: number;
  name: string;
  abbreviation: string;
  /** Windows zone name, as the vendor gives it. */
  timezone: string;
  address1: string;
  city: string;
  state: string;
  country: string;
  zipCode: string;
  active: boolean;
  receiving: boolean;
  accessGranted: boolean;
  /** Centre that WROs for this one are sent to instead. */
  hubId: number | null;
}

export interface Channel {
  id: number;
  name: string;
  applicationName: string;
}

export interface Variant {
  id: number;
  productId: number;
  sku: string;
  name: string;
  active: boolean;
  upc: string | null;
  /** null for a bundle: it has no stock of its own. */
  inventoryId: number | null;
  isLot: boolean;
  minimumShelfLifeDays: number | null;
  bundle: { variantId: number; quantity: number }[];
}

export interface Product {
  id: number;
  name: string;
  type: 'Regular' | 'Bundle';
  createdMs: number;
  updatedMs: number;
  variantIds: number[];
}

export type WroStatus =
  | 'Awaiting'
  | 'PartiallyArrived'
  | 'Arrived'
  | 'PartiallyArrivedAtHub'
  | 'ArrivedAtHub'
  | 'ProcessingAtHub'
  | 'InternalTransfer'
  | 'Processing'
  | 'Completed'
  | 'Incomplete'
  | 'Cancelled';

export type BoxStatus =
  | 'Awaiting'
  | 'Arrived'
  | 'Counting'
  | 'Stowing'
  | 'Completed'
  | 'Cancelled'
  | 'InternalTransfer';

export interface BoxItem {
  inventoryId: number;
  quantity: number;
  received: number;
  stowed: number;
  lotNumber: string | null;
  lotMs: number | null;
}

export interface Box {
  id: number;
  number: number;
  status: BoxStatus;
  trackingNumber: string;
  arrivedMs: number | null;
  receivedMs: number | null;
  countingMs: number | null;
  items: BoxItem[];
}

export interface Wro {
  id: number;
  status: WroStatus;
  packageType: string;
  boxPackagingType: string;
  purchaseOrderNumber: string | null;
  expectedArrivalMs: number;
  insertMs: number;
  updatedMs: number;
  completedMs: number | null;
  externalSyncMs: number | null;
  centerId: number;
  boxes: Box[];
  history: { id: number; status: WroStatus; atMs: number }[];
  /** Credential that made it; `person` for the web page, `staff` for a split. */
  madeBy: string;
}

export interface Uro {
  id: number;
  barcode: string;
  trackingBarcode: string | null;
  reason: string;
  comment: string;
  createdMs: number;
  linkedWroId: number | null;
  linkedMs: number | null;
  inventoryId: number | null;
  quantity: number;
}

export interface Address {
  address1: string;
  address2: string | null;
  company_name: string | null;
  city: string;
  state: string | null;
  zip_code: string | null;
  country: string;
}

export interface Recipient {
  name: string;
  email: string | null;
  phone_number: string | null;
  address: Address;
}

export interface OrderLine {
  variantId: number;
  quantity: number;
  unitPrice: string | null;
  externalLineId: number | null;
}

export interface Order {
  id: number;
  orderNumber: string | null;
  referenceId: string;
  channelId: number;
  type: string;
  createdMs: number;
  /** Elapsed ms from which reads show it. */
  visibleAtMs: number;
  purchaseDate: string | null;
  shippingMethod: string;
  recipient: Recipient;
  lines: OrderLine[];
  tags: { name: string; value: string }[];
  giftMessage: string | null;
  totalPrice: number | null;
  shipmentIds: number[];
  madeBy: string;
}

export type ShipmentStatus =
  | 'None'
  | 'Processing'
  | 'Completed'
  | 'Exception'
  | 'OnHold'
  | 'Cancelled'
  | 'CleanSweeped'
  | 'LabeledCreated'
  | 'ImportReview';

export interface Tracking {
  carrier: string;
  carrierService: string;
  number: string;
  url: string;
  shippedMs: number | null;
}

export interface ShipmentItem {
  variantId: number;
  inventory: { inventoryId: number; quantity: number; lot: string | null; lotMs: number | null }[];
}

export interface Shipment {
  id: number;
  orderId: number;
  status: ShipmentStatus;
  /** Status detail id (201 InTransit …) with its inventory item where one is meant. */
  details: { id: number; inventoryId: number | null }[];
  createdMs: number;
  updatedMs: number;
  lastTrackingMs: number | null;
  actualMs: number | null;
  deliveryMs: number | null;
  centerId: number;
  shipOption: string;
  trackingUploaded: boolean;
  tracking: Tracking | null;
  items: ShipmentItem[];
  /** Its stock was taken from the book; false = stock plays no part in it. */
  stocked: boolean;
  invoiceAmount: string | null;
  timeline: { id: number; atMs: number }[];
}

export interface ReturnAction {
  action: string;
  reason: string;
  quantity: number;
}

export interface ReturnItem {
  inventoryId: number;
  quantity: number;
  requested: string;
  lotNumber: string | null;
  lotMs: number | null;
  bundleParentSku: string | null;
  taken: ReturnAction[];
}

export type ReturnStatus = 'AwaitingArrival' | 'Arrived' | 'Processing' | 'Completed' | 'Cancelled';

export interface ReturnRow {
  id: number;
  referenceId: string;
  status: ReturnStatus;
  type: 'Regular' | 'ReturnToSender';
  channelId: number;
  centerId: number;
  trackingNumber: string | null;
  originalShipmentId: number | null;
  insertMs: number;
  history: { status: ReturnStatus; atMs: number }[];
  items: ReturnItem[];
  fees: { amount: string; fee: string }[];
  madeBy: string;
}

export type TransactionType = 'Charge' | 'Refund' | 'Credit' | 'Payment' | 'BalanceAdjustment';

export interface Transaction {
  id: string;
  type: TransactionType;
  fee: string;
  amount: string;
  currency: string;
  /** YYYY-MM-DD. */
  chargeDate: string;
  referenceId: string;
  referenceType: string;
  center: string | null;
  invoiceId: number | null;
  taxes: { type: string; rate: number; amount: string }[];
  details: Record<string, string>;
  /** Elapsed ms from which reads show it. */
  visibleAtMs: number;
}

export interface Invoice {
  id: number;
  /** YYYY-MM-DD. */
  date: string;
  type: string;
  amount: string;
  currency: string;
  runningBalance: string;
}

export interface Subscription {
  id: string;
  topics: string[];
  url: string;
  description: string | null;
  /** Signing secrets, newest first; several while a rotation lasts. */
  secrets: string[];
  enabled: boolean;
  createdMs: number;
}
