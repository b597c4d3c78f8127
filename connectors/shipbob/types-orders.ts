/**
 * Orders and their shipments. Money is a decimal string; instants are ISO-8601 UTC. Persons are left out on purpose.
 * The trap: a shipment that is `Completed` has left ShipBob and is not delivered; `delivery` and `deliveredAt` tell that,
 * and they change without a change of `status`.
 */

export type Order = {
  id: string;
  /** The merchant's own number, as shown to the buyer. */
  number?: string;
  /** Unique for ever in its channel. */
  referenceId?: string;
  /** Processing, Exception, PartiallyFulfilled, Fulfilled, Cancelled, ImportReview. */
  status: string;
  /** DTC, DropShip or B2B. */
  type?: string;
  createdAt: string;
  purchasedAt?: string;
  shippingMethod?: string;
  channelId?: string;
  totalPrice?: string;
  products: OrderProduct[];
  tags: { name: string; value: string }[];
  shipments: Shipment[];
};

export type OrderProduct = {
  /** Not always told. */
  id?: string;
  referenceId?: string;
  sku?: string;
  quantity: number;
  unitPrice?: string;
  externalLineId?: string;
};

/** How far the parcel is, from the status details; `pending` until there is a label. */
export type DeliveryState =
  | 'pending'
  | 'labelled'
  | 'awaitingCarrier'
  | 'inTransit'
  | 'outForDelivery'
  | 'delivered'
  | 'deliveryException'
  | 'cancelled';

export type Shipment = {
  id: string;
  orderId: string;
  referenceId?: string;
  /** None, Processing, Completed, Exception, OnHold, Cancelled, CleanSweeped, LabeledCreated, ImportReview. */
  status: string;
  details: ShipmentDetail[];
  delivery: DeliveryState;
  createdAt?: string;
  updatedAt?: string;
  trackingUpdatedAt?: string;
  estimatedFulfillmentAt?: string;
  /** When it was shipped. */
  fulfilledAt?: string;
  deliveredAt?: string;
  /** The latest of all its times: which of two readings is the newer one by ShipBob's own clock. */
  changedAt?: string;
  location?: { id: string; name?: string };
  shipOption?: string;
  /** Absent until there is a label. */
  tracking?: Tracking;
  isTrackingUploaded: boolean;
  /** Decimal string; may come only hours after the label. */
  invoiceAmount?: string;
  invoiceCurrency?: string;
  products: ShipmentProduct[];
};

/** Ids: 1xx picked, packed, labelled; 200 awaiting carrier … 203 delivered, 204 delivery exception; 3xx exception; 4xx on hold. */
export type ShipmentDetail = {
  id: number;
  name: string;
  description?: string;
  inventoryId?: string;
};

export type Tracking = {
  carrier?: string;
  service?: string;
  number?: string;
  url?: string;
  shippedAt?: string;
  bol?: string;
  proNumber?: string;
  scac?: string;
};

/** `quantity` is the sum over its items: ShipBob tells none of its own. A bundle's items are its components. */
export type ShipmentProduct = {
  id: string;
  referenceId?: string;
  sku?: string;
  name?: string;
  quantity: number;
  items: ShipmentItem[];
};

export type ShipmentItem = {
  inventoryId: string;
  name?: string;
  quantity: number;
  committed?: number;
  lotNumber?: string;
  expiresAt?: string;
  serialNumbers: string[];
};

/** typeId: 601 created, 602 picked, 603 packed, 604 labelled, 607 in transit, 608 out for delivery, 609 delivered, 611 attempt failed. */
export type TimelineEvent = { typeId: number; name: string; text?: string; at: string };

/** What the carrier says; `status` in the carrier feed's words, e.g. `Return to sender`. */
export type CarrierTracking = {
  shipmentId: string;
  carrier?: string;
  service?: string;
  number?: string;
  url?: string;
  status?: string;
  substatus?: string;
  message?: string;
  eta?: string;
  updatedAt?: string;
  history: { status?: string; substatus?: string; message?: string; location?: string; at: string }[];
};

/** Instants ISO-8601 UTC, both ends included; all given filters must hold. */
export type OrderFilter = {
  ids?: string[];
  createdFrom?: string;
  createdTo?: string;
  updatedFrom?: string;
  updatedTo?: string;
  trackingUpdatedFrom?: string;
  trackingUpdatedTo?: string;
  hasTracking?: boolean;
};
