// Carrier tracking by shipment id or tracking number.
// Trap: shipments without a label are left out of the answer, not refused.
import { type Operation, ok } from '../api/operation.ts';
import type { Shipment } from '../domain/model.ts';
import { broken } from '../http/refusals.ts';
import { carrierView } from '../render/orders.ts';

function tracked(rows: Shipment[]) {
  return ok(rows.filter((row) => row.tracking !== null).map(carrierView));
}

/** Carrier tracking by shipment or by number. */
export const trackingOperations: Operation[] = [
  {
    ...{
      id: 'tracking.byShipment',
      method: 'GET',
      path: '/shipments-tracking',
      scopes: ['orders_read', 'fulfillments_read', 'tracking_read'],
    },
    ...{ dialect: 'problem', query: ['ShipmentIds'] },
    answer: (call) => {
      const ids = call.query.ints('ShipmentIds') ?? [];
      if (ids.length < 1 || ids.length > 25) throw broken('problem', 400, 'ShipmentIds takes 1 to 25 ids');
      return tracked(ids.flatMap((id) => call.world.shipments.get(id) ?? []));
    },
  },
  {
    ...{
      id: 'tracking.byNumber',
      method: 'GET',
      path: '/tracking',
      scopes: ['tracking_read'],
      dialect: 'problem',
      query: ['TrackingIds'],
    },
    answer: (call) => {
      const numbers = call.query.list('TrackingIds') ?? [];
      return tracked([...call.world.shipments.values()].filter((row) => numbers.includes(row.tracking?.number ?? '')));
    },
  },
];
