/**
 * V2: what webhooks point to (labels, fulfillments, shipments = orders) and webhook subscriptions.
 * The trap: a pointer to one record answers without an envelope, and is not there yet when the webhook was early.
 */
import type { z } from 'zod';
import type { Page } from '../http/contract.ts';
import { ConnectorError } from '../http/errors.ts';
import type { Caller } from './call.ts';
import { compact } from './compact.ts';
import { pointerRows } from './paging.ts';
import type { PointerTarget } from './pointer.ts';
import type { RawPointerRow } from './schemas-v1-pointers.ts';
import {
  v2FulfillmentPointer,
  v2LabelPointer,
  v2Page,
  v2ShipmentPointer,
  v2Subscribed,
  v2Webhooks,
} from './schemas-v2.ts';
import { numericStoreId, type Wanted } from './subscription-limits.ts';
import type { PointerRow, WebhookSubscription } from './types.ts';

const WEBHOOKS = '/v2/environment/webhooks';

const pages = {
  labels: v2Page('labels', v2LabelPointer),
  shipments: v2Page('shipments', v2ShipmentPointer),
  fulfillments: v2Page('fulfillments', v2FulfillmentPointer),
};
const singles = { label: v2LabelPointer, shipment: v2ShipmentPointer };

/** One page behind a pointer that was already re-hosted; one record that is not there is an empty page. */
export async function readV2Pointer(
  v2: Caller,
  storeIds: readonly string[],
  target: PointerTarget & { api: 'v2' },
  page: number,
): Promise<Page<PointerRow>> {
  const request = { method: 'GET' as const, path: target.path, query: target.query };
  if (target.kind === 'label' || target.kind === 'shipment') {
    const rows = page > 1 ? [] : await readOne(v2, singles[target.kind], target.path);
    return { rows: pointerRows(rows, storeIds), page, hasMore: false, total: rows.length };
  }
  const answer = await v2.read(pages[target.kind], request);
  const hasMore = answer.next !== undefined && answer.rows.length > 0;
  return { rows: pointerRows(answer.rows, storeIds), page, hasMore, total: answer.total };
}

async function readOne(v2: Caller, schema: z.ZodType<RawPointerRow>, path: string): Promise<RawPointerRow[]> {
  return v2.read(schema, { method: 'GET', path }).then(
    (row) => [row],
    (error: unknown) => {
      if (error instanceof ConnectorError && error.type === 'NotFound') return [];
      throw error;
    },
  );
}

export async function listV2Webhooks(v2: Caller): Promise<WebhookSubscription[]> {
  const rows = await v2.read(v2Webhooks, { method: 'GET', path: WEBHOOKS });
  return rows.map((row) =>
    compact({
      api: 'v2' as const,
      id: row.webhook_id,
      event: row.event,
      url: row.url,
      name: row.name,
      storeId: row.store_id,
    }),
  );
}

export async function subscribeV2(v2: Caller, wanted: Wanted): Promise<{ id: string }> {
  const json = compact({
    name: wanted.name,
    event: wanted.event.toLowerCase(),
    url: wanted.url,
    store_id: numericStoreId(wanted.storeId),
  });
  const made = await v2.read(v2Subscribed, { method: 'POST', path: WEBHOOKS, json, write: true });
  return { id: made.webhook_id };
}

export const v2WebhookPath = (id: string): string => `${WEBHOOKS}/${encodeURIComponent(id)}`;
