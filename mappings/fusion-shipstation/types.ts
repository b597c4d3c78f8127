/**
 * What the mappings of this pair see of ShipStation: an order with its money, and everything that left with it.
 * The trap: ShipStation's order total is computed by it from lines, tax and shipping; each part may be zero or missing.
 */
import type { Shipment, ShipStationFulfillment, SoldOrder } from '../../connectors/shipstation/types.ts';

export type { SoldItem, SoldOrder } from '../../connectors/shipstation/types.ts';

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
