/**
 * V2 answers, read tolerantly. The vocabulary flips: a V2 label is a V1 shipment, a V2 shipment is a V1 order, and ids
 * are the same numbers behind `se-`. The trap: absent links are empty objects, not null.
 */
import { z } from 'zod';
import { compact } from './compact.ts';
import { dated, flag, id, list, optional, optionalId, optionalText } from './schemas-parts.ts';
import type { RawPointerRow } from './schemas-v1-pointers.ts';
import { v2ToUtc } from './time.ts';

/** `se-123` as `123`; anything else as it stands. */
const withoutPrefix = (text: string): string => text.replace(/^se-/i, '');

const seId = id.transform(withoutPrefix);
const optionalSeId = optionalId.transform((text) => (text === undefined ? undefined : withoutPrefix(text)));
const instant = dated(v2ToUtc, 'a V2 timestamp');
const optionalInstant = optional(instant);

const link = z
  .object({ href: optionalText })
  .nullish()
  .transform((raw) => raw?.href);

/** `{ <member>: [...], total, links }`; `next` is the address of the next page, undefined on the last. */
export const v2Page = <T extends z.ZodType>(member: 'labels' | 'shipments' | 'fulfillments', row: T) =>
  z.object({ [member]: list(row), total: z.number(), links: z.object({ next: link }).nullish() }).transform((raw) => ({
    rows: (raw[member] ?? []) as z.output<T>[],
    total: Number(raw.total),
    next: (raw.links as { next?: string | undefined } | null | undefined)?.next,
  }));

export const v2LabelPointer = z
  .object({
    label_id: seId,
    shipment_id: optionalSeId,
    status: optionalText,
    created_at: instant,
    voided: flag,
    voided_at: optionalInstant,
    is_return_label: flag,
  })
  .transform((raw): RawPointerRow => {
    const voided = raw.voided || raw.status === 'voided';
    const at = voided ? (raw.voided_at ?? raw.created_at) : raw.created_at;
    const source = `shipment:${raw.label_id}`;
    return compact({ orderId: raw.shipment_id, source, voided, isReturnLabel: raw.is_return_label, at });
  });

export const v2FulfillmentPointer = z
  .object({
    fulfillment_id: seId,
    shipment_id: optionalSeId,
    created_at: instant,
    voided: flag,
    void_requested: flag,
    voided_at: optionalInstant,
  })
  .transform((raw): RawPointerRow => {
    const voided = raw.voided || raw.void_requested;
    const at = voided ? (raw.voided_at ?? raw.created_at) : raw.created_at;
    const source = `fulfillment:${raw.fulfillment_id}`;
    return compact({ orderId: raw.shipment_id, source, voided, isReturnLabel: false, at });
  });

export const v2ShipmentPointer = z
  .object({
    shipment_id: seId,
    created_at: instant,
    modified_at: optionalInstant,
    is_return: flag,
    store_id: optionalSeId,
  })
  .transform((raw): RawPointerRow => {
    const orderId = raw.shipment_id;
    const at = raw.modified_at ?? raw.created_at;
    const source = `order:${orderId}`;
    return compact({ orderId, source, voided: false, isReturnLabel: raw.is_return, at, storeId: raw.store_id });
  });

/** A bare array, and the id is kept as the vendor writes it because only the vendor reads it again. */
export const v2Webhooks = z.array(
  z.object({ webhook_id: id, event: z.string(), url: z.string(), name: optionalText, store_id: optionalSeId }),
);

export const v2Subscribed = z.object({ webhook_id: id });
