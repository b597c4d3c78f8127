/**
 * The webhook topics that each sync needs. There is none for stock.
 * The trap: deliveries may come twice, late, out of order, or never (delivered is not always told), so sweeps go on.
 */

export const TOPICS = {
  receivingOrder: [
    'wro.created',
    'wro.updated',
    'wro.completed',
    'wro.box.arrived',
    'wro.box.scanned',
    'wro.box.stowed',
  ],
  shipmentTracking: [
    'order.shipped',
    'order.delivered',
    'order.shipment.delivered',
    'order.shipment.exception',
    'order.shipment.on_hold',
    'order.shipment.cancelled',
    'order.shipment.tracking.updated',
  ],
  customerReturn: ['return.created', 'return.updated', 'return.completed'],
  warehouseCharges: ['billing.charge.created', 'billing.refund.created', 'billing.credit.created'],
} as const satisfies Record<string, readonly string[]>;

/** All topics of some syncs, each once; a sync that needs none has none. */
export function topicsFor(syncs: readonly string[]): string[] {
  const known: Record<string, readonly string[]> = TOPICS;
  return [...new Set(syncs.flatMap((sync) => known[sync] ?? []))];
}
