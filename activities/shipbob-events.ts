/**
 * What a delivery of ShipBob's means for the syncs of a connection. The trap: many bodies are not published; one without a
 * known id wakes nothing, and the sweep finds its record.
 */
import { readEvent, type ShipBobEvent } from '../connectors/shipbob/webhook.ts';
import type { EventRouter } from './events.ts';

type Target = { sync: string; key: string | undefined };

/** By the first part of the topic. */
const TARGETS: Record<string, (event: ShipBobEvent) => Target> = {
  wro: ({ receivingOrderId }) => ({ sync: 'receivingOrder', key: receivingOrderId }),
  order: ({ orderId }) => ({ sync: 'shipmentTracking', key: orderId }),
  return: ({ returnId }) => ({ sync: 'customerReturn', key: returnId }),
  billing: ({ invoiceId }) => ({ sync: 'warehouseCharges', key: invoiceId }),
};

export const routeShipBobEvent: EventRouter = async ({ open, row, text }) => {
  const { settings } = open;
  if (settings.pair !== 'netsuite-shipbob') return [];
  const event = readEvent(row.topic, Buffer.from(text));
  const target = TARGETS[row.topic.split('.')[0] ?? '']?.(event);
  if (target?.key === undefined) return [];
  const enabled = Object.entries(settings.syncs).some(([name, sync]) => name === target.sync && sync.enabled);
  if (!enabled) return [];
  const wake = {
    key: target.key,
    source: `shipbob:${row.topic}:${target.key}`,
    // A delivery that comes again means: look again.
    state: `${row.dedupeKey.slice(0, 16)}:${row.deliveries}`,
    at: event.changedAt ?? row.receivedAt,
  };
  return [{ sync: target.sync, rows: [wake] }];
};
