/**
 * Which record a delivery is about: ids only, because a delivery only ever says "look again".
 * The trap: the bodies of receiving, return and billing topics are not published, so every name that an id has been seen
 * or guessed under is tried; a delivery without any known id leads nowhere and the sweep finds the record.
 */
import { z } from 'zod';
import { toInstant } from './time.ts';
import { WebhookRejected } from './webhook-rejected.ts';

export type ShipBobEvent = {
  orderId?: string;
  shipmentId?: string;
  receivingOrderId?: string;
  returnId?: string;
  transactionId?: string;
  /** Of a billing event: the invoice, where it has one, and what it was charged for. */
  invoiceId?: string;
  referenceId?: string;
  /** ShipBob's own time of the change, where the body tells one. */
  changedAt?: string;
};

const key = z
  .union([z.string().regex(/^[A-Za-z0-9_-]{1,64}$/), z.int().positive().transform(String)])
  .optional()
  .catch(undefined);
const words = z.string().max(300).optional().catch(undefined);

const bodySchema = z.looseObject({
  id: key,
  order_id: key,
  shipment_id: key,
  wro_id: key,
  receiving_order_id: key,
  receiving_id: key,
  return_id: key,
  transaction_id: key,
  invoice_id: key,
  reference_id: words,
  last_tracking_update_at: words,
  last_update_at: words,
  last_updated_date: words,
  event_time: words,
  shipments: z
    .array(z.looseObject({ last_update_at: words, last_tracking_update_at: words }))
    .optional()
    .catch(undefined),
});
type Body = z.output<typeof bodySchema>;

/** WebhookRejected 400 for a body that is no JSON object. */
export function readEvent(topic: string, rawBody: Buffer): ShipBobEvent {
  const parsed = bodySchema.safeParse(parseJson(rawBody));
  if (!parsed.success) throw new WebhookRejected(400, 'malformed', 'the body is not a JSON object');
  const body = parsed.data;
  const found = { ...idsOf(topic, body), referenceId: body.reference_id, changedAt: changedAt(body) };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

type Ids = { [K in keyof ShipBobEvent]?: string | undefined };

function idsOf(topic: string, body: Body): Ids {
  if (topic.startsWith('order.shipment.')) {
    return {
      shipmentId: body.shipment_id ?? (body.order_id === body.id ? undefined : body.id),
      orderId: body.order_id,
    };
  }
  // A shipment instead of its order has been sent under this topic, too: it names its order.
  if (topic.startsWith('order.')) return { orderId: body.order_id ?? body.id };
  if (topic.startsWith('wro.'))
    return { receivingOrderId: body.wro_id ?? body.receiving_order_id ?? body.receiving_id ?? body.id };
  if (topic.startsWith('return.')) return { returnId: body.return_id ?? body.id };
  if (topic.startsWith('billing.'))
    return { transactionId: body.transaction_id ?? body.id, invoiceId: body.invoice_id };
  return {};
}

function changedAt(body: Body): string | undefined {
  const told = [body, ...(body.shipments ?? [])].flatMap((part) => [part.last_update_at, part.last_tracking_update_at]);
  const times = [...told, body.last_updated_date, body.event_time].map((time) => toInstant(time ?? ''));
  return times
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);
}

function parseJson(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    return undefined;
  }
}
