/**
 * What the mappings of this pair see of ShipStation: an order with its money, and everything that left with it.
 * The trap: ShipStation's order total is computed by it from lines, tax and shipping; each part may be zero or missing.
 */
import type {
  Order,
  OrderAddress,
  OrderItem,
  Shipment,
  ShipStationFulfillment,
} from '../../connectors/shipstation/types.ts';

/** `unitPrice` may be negative on adjustment rows (discounts). `taxAmount` is the line's. */
export type SoldItem = OrderItem & {
  unitPrice: string;
  taxAmount?: string;
  shippingAmount?: string;
  productId?: string;
};

/** Personal data in customerEmail, customerUsername and the addresses: never in summaries, numbers or search attributes. */
export type SoldOrder = Omit<Order, 'items'> & {
  items: SoldItem[];
  /** Instant, UTC. */
  orderedAt?: string;
  paidAt?: string;
  paymentMethod?: string;
  total: string;
  amountPaid: string;
  taxAmount: string;
  shippingAmount: string;
  customerId?: string;
  customerUsername?: string;
  customerEmail?: string;
  billTo: OrderAddress;
  shipTo: OrderAddress;
};

/** `complete`: the marks "as shipped" were read too. `family`: parents of a split order, orders merged into it. */
export type SoldView = {
  order: SoldOrder;
  shipments: Shipment[];
  fulfillments: ShipStationFulfillment[];
  complete: boolean;
  family: SoldOrder[];
};

/** One thing that keeps a record waiting, in plain words that say what to do. */
export type Problem = { cause: string; reason: string };
