/**
 * What `orderShipped` observes and what it plans. Plain data only: all of it crosses the workflow boundary.
 * The trap: nothing personal (names, addresses, e-mails) may be added here, it would stand in every history.
 */
import type {
  Fulfillment,
  FulfillmentDraft,
  FulfillmentPackage,
  Item,
  PackageSublist,
  SalesOrder,
  SalesOrderRef,
} from '../../../connectors/netsuite/types.ts';
import type { Order, Shipment, ShipStationFulfillment } from '../../../connectors/shipstation/types.ts';

/** The order and everything that left with it. `family`: its parents (split) and the orders merged into it. */
export type SourceView = {
  order: Order;
  family: Order[];
  shipments: Shipment[];
  fulfillments: ShipStationFulfillment[];
  /** False when the marks "as shipped" were left unread because labels hold all goods. */
  complete: boolean;
};

/** How one ShipStation order was looked up in NetSuite. */
export type OrderMatch = { orderId: string; tried: string[]; candidates: SalesOrderRef[] };

export type TargetView = {
  matches: OrderMatch[];
  /** Sales orders of the matches that found exactly one. */
  salesOrders: SalesOrder[];
  items: Item[];
  /** Fulfilments of those sales orders, and ours found by name. */
  fulfillments: Fulfillment[];
  /** SKUs that are on none of the sales orders: whether NetSuite knows such an item at all. */
  foreignSkus: { sku: string; known: boolean }[];
};

/** One thing that left the house: a label, or an order marked as shipped. */
export type Parcel = {
  kind: 'shipment' | 'fulfillment';
  id: string;
  /** `shipment:<id>` or `fulfillment:<id>`. */
  source: string;
  /** External id of its NetSuite fulfilment. */
  name: string;
  createdAt: string;
  shipDate: string;
  voided: boolean;
  trackingNumber?: string;
  carrierCode?: string;
  serviceCode?: string;
  warehouseId?: string;
  weight?: { value: string; units: string };
  items?: ParcelItem[];
};

export type ParcelItem = { lineItemKey?: string; sku?: string; name: string; quantity: string; orderItemId?: string };

export type Write =
  | { kind: 'create'; source: string; title: string; draft: FulfillmentDraft }
  | { kind: 'remove'; source: string; title: string; fulfillmentId: string; externalId: string }
  | { kind: 'markVoided'; source: string; title: string; fulfillmentId: string; memo: string }
  | {
      kind: 'addTracking';
      source: string;
      title: string;
      fulfillmentId: string;
      packageSublist: PackageSublist;
      packages: FulfillmentPackage[];
    }
  /** Sets the quantities of a fulfilment of ours in place; `line` is the fulfilment's own line number. */
  | {
      kind: 'correct';
      source: string;
      title: string;
      fulfillmentId: string;
      externalId: string;
      lines: { line: number; orderLine: number; quantity: string }[];
    };

/** `cause` groups records in `errors`; `reason` says in plain words what is wrong, what to do and where. */
export type Problem = { cause: string; reason: string; source?: string };

export type Plan = {
  writes: Write[];
  problems: Problem[];
  /** Facts worth telling that need nobody. */
  notes: string[];
  numbers: { kind: string; value: string }[];
  /** The parcels in the state in which they are settled once the writes are done and nothing is in the way. */
  sources: { source: string; state: 'live' | 'voided' }[];
  /** True when the marks "as shipped" must be read as well before this can be decided. */
  lookThoroughly: boolean;
  /** True when the writes mend fulfilments that a person may have changed; asked for at most once in a look. */
  mends?: boolean;
};
