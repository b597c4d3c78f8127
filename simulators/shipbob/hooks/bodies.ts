// The body of each event: the bare resource, without its topic.
// Trap: bodies of wro.*, return.* and billing.* are unpublished; the `slim` setting sends ids only, so that nobody relies on them.
import type { SimEvent, World } from '../domain/world.ts';
import { orderView, shipmentView } from '../render/orders.ts';
import { returnView, transactionView } from '../render/others.ts';
import { wroView } from '../render/receiving.ts';
import { iso7 } from '../render/time.ts';

const VERSION = '2026-07';

function wroBody(world: World, event: Extract<SimEvent, { kind: 'wro' }>, slim: boolean) {
  const { row, box } = event;
  const boxed = box ? { box_id: box.id, box_number: box.number, box_status: box.status } : {};
  if (!slim) return { ...wroView(world, row, VERSION), ...boxed };
  const last_updated_date = iso7(row.updatedMs);
  return {
    id: row.id,
    purchase_order_number: row.purchaseOrderNumber,
    status: row.status,
    last_updated_date,
    ...boxed,
  };
}

/** The body that is sent for an event now. */
export function bodyOf(world: World, event: SimEvent): object {
  const slim = world.settings.webhooks.bodies === 'slim';
  if (event.kind === 'order') return orderView(world, event.row, VERSION);
  if (event.kind === 'shipment') return shipmentView(world, event.row, VERSION);
  if (event.kind === 'wro') return wroBody(world, event, slim);
  if (event.kind === 'return')
    return slim
      ? { id: event.row.id, reference_id: event.row.referenceId, status: event.row.status }
      : returnView(world, event.row);
  const whole = transactionView(world, event.row);
  if (!slim) return whole;
  const { transaction_id, reference_id, reference_type, transaction_fee, amount, currency_code } = whole;
  return { transaction_id, reference_id, reference_type, transaction_fee, amount, currency_code };
}

/** The id by which the API knows the subject of an event. */
export const subjectOf = (event: SimEvent): string => String(event.row.id);
