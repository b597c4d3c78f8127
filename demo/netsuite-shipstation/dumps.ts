/**
 * What both simulators hold, in one small shape: the only thing that a verdict is made from.
 * The trap: nothing of the connector's own store may ever get in here, or it would be judged by its own word.
 */

export type ShopItem = { orderItemId: number; lineItemKey?: string; sku: string; quantity: number };

export type ShopOrder = {
  orderId: number;
  orderNumber: string;
  /** The order this one was split off from or merged into. */
  parentId?: number;
  mergedIds: number[];
  items: ShopItem[];
};

/** A label, or an order marked as shipped. `items` is absent where ShipStation does not say what is in the box. */
export type Parcel = {
  kind: 'shipment' | 'fulfillment';
  id: number;
  orderId: number;
  orderNumber: string;
  voided: boolean;
  isReturn: boolean;
  createdAt: string;
  /** Plain day, yyyy-mm-dd. */
  shipDate: string;
  tracking?: string;
  warehouseId?: number;
  items?: ShopItem[];
};

export type Shop = { orders: ShopOrder[]; parcels: Parcel[] };

export type SalesOrder = {
  id: string;
  tranId: string;
  otherRefNum?: string;
  /** Letter A to H. */
  status: string;
  lines: { line: number; sku: string; quantity: number; location?: string }[];
};

export type Fulfilment = {
  id: string;
  tranId: string;
  externalId?: string;
  salesOrderId: string;
  tranDate: string;
  tracking: string[];
  lines: { orderLine: number; quantity: number; location?: string }[];
};

export type Books = {
  /** Item names (SKUs) that NetSuite knows. */
  skus: string[];
  orders: SalesOrder[];
  fulfilments: Fulfilment[];
};

export type Dumps = { shop: Shop; books: Books };

/** External id under which a parcel's fulfilment stands in NetSuite. */
export const fulfilmentName = (parcel: Pick<Parcel, 'kind' | 'id'>): string =>
  parcel.kind === 'shipment' ? `IF_SS_${parcel.id}` : `IF_SSF_${parcel.id}`;

/** `label 271726263` or `mark 33974374`, for sentences. */
export const parcelWords = (parcel: Pick<Parcel, 'kind' | 'id'>): string =>
  `${parcel.kind === 'shipment' ? 'label' : 'mark'} ${parcel.id}`;
