// Which topics each version lets one subscribe to, and the scope each needs.
// Trap: the schema of 2026-01 lacks wro.* and tracking.updated although its pages list them; a setting decides.
import type { World } from '../domain/world.ts';

const BASE = [
  ...['order.shipped', 'order.shipment.delivered', 'order.shipment.exception', 'order.shipment.on_hold'],
  ...['order.shipment.cancelled', 'return.created', 'return.updated', 'return.completed'],
];
const BILLING = ['billing.charge.created', 'billing.refund.created', 'billing.credit.created'];
const NEWER = [
  ...['order.delivered', 'order.shipment.tracking.updated', 'order.shipment.address.updated'],
  ...['order.shipment.line_item.added', 'order.shipment.line_item.removed', 'order.shipment.line_item.updated'],
  ...['order.shipment.shipping_service.updated', 'wro.created', 'wro.updated', 'wro.completed'],
  ...['wro.box.arrived', 'wro.box.scanned', 'wro.box.stowed'],
];

/** Topics a subscription may name under a version. */
export function topicsOf(world: World, version: string): string[] {
  if (version < '2026-01') return BASE;
  const newer = version >= '2026-07' || world.settings.behaviour.newTopicsIn202601 === 'accept';
  return [...BASE, ...BILLING, ...(newer ? NEWER : [])];
}

/** Read scopes of which one is needed to hear a topic. */
export function scopesOf(topic: string): string[] {
  if (topic.startsWith('return.')) return ['returns_read'];
  if (topic.startsWith('wro.')) return ['receiving_read'];
  if (topic.startsWith('billing.')) return ['billing_read'];
  return topic.startsWith('order.shipment.') ? ['orders_read', 'fulfillments_read'] : ['orders_read'];
}
