/**
 * Writing to an order: cancel, tags, metafields, header fields.
 * The trap: each of these bumps `updatedAt` and comes back as a webhook of our own doing.
 */
import { z } from 'zod';
import { ConnectorError } from '../http/errors.ts';
import type { Caller } from './call.ts';
import { compact } from './compact.ts';
import { JOB, METAFIELDS_SET, ORDER_CANCEL, ORDER_UPDATE, TAGS_ADD } from './documents/order-writes.ts';
import { unexpectedAnswer } from './errors.ts';
import { gidOf } from './ids.ts';
import type { CancelDraft, MetafieldDraft, OrderChange } from './types.ts';
import { assertAccepted, type Judge, userErrors } from './user-errors.ts';
import { id, instant, maybe, ref } from './values.ts';

const MAX_NOTE = 255;
const MAX_METAFIELDS = 25;

export const cancelVariables = (draft: CancelDraft) => ({
  id: gidOf('Order', draft.orderId),
  reason: draft.reason,
  restock: draft.restock,
  refund: { originalPaymentMethodsRefund: draft.refund },
  notify: draft.notifyCustomer,
  note: draft.staffNote?.slice(0, MAX_NOTE) ?? null,
});

const job = maybe(z.object({ id, done: z.boolean() }));

const judgeCancel: Judge = ({ message }) => {
  if (/already been cancel/i.test(message)) return { type: 'Conflict', code: 'ALREADY_CANCELLED' };
  if (/outstanding fulfillments/i.test(message)) return { type: 'Conflict', code: 'HAS_FULFILLMENTS' };
  return undefined;
};

export async function cancelOrder(caller: Caller, draft: CancelDraft): Promise<{ jobId?: string; done: boolean }> {
  const schema = z.object({ orderCancel: z.object({ job, orderCancelUserErrors: userErrors }) });
  const { data } = await caller.run(ORDER_CANCEL, cancelVariables(draft), schema);
  assertAccepted(ORDER_CANCEL, data.orderCancel.orderCancelUserErrors, judgeCancel);
  const started = data.orderCancel.job;
  return compact({ jobId: started?.id, done: started?.done === true });
}

export async function readJob(caller: Caller, jobId: string): Promise<{ id: string; done: boolean } | undefined> {
  return (await caller.run(JOB, { id: gidOf('Job', jobId) }, z.object({ job }))).data.job;
}

export async function addTags(caller: Caller, orderId: string, tags: readonly string[]): Promise<void> {
  if (tags.length === 0) return;
  const schema = z.object({ tagsAdd: z.object({ node: ref, userErrors }) });
  const { data } = await caller.run(TAGS_ADD, { id: gidOf('Order', orderId), tags }, schema);
  assertAccepted(TAGS_ADD, data.tagsAdd.userErrors);
}

export const metafieldVariables = (metafields: readonly MetafieldDraft[]) => ({
  metafields: metafields.map(({ ownerType, ownerId, ...rest }) => ({ ownerId: gidOf(ownerType, ownerId), ...rest })),
});

export async function setMetafields(caller: Caller, metafields: readonly MetafieldDraft[]): Promise<void> {
  if (metafields.length === 0) return;
  if (metafields.length > MAX_METAFIELDS) {
    const message = `Shopify: set at most ${MAX_METAFIELDS} metafields at once, not ${metafields.length}.`;
    throw new ConnectorError({ type: 'Invalid', system: 'shopify', code: 'TOO_MANY', message });
  }
  const { data } = await caller.run(
    METAFIELDS_SET,
    metafieldVariables(metafields),
    z.object({ metafieldsSet: z.object({ userErrors }) }),
  );
  assertAccepted(METAFIELDS_SET, data.metafieldsSet.userErrors);
}

export const updateVariables = (orderId: string, change: OrderChange) => {
  const { attributes, ...rest } = change;
  return { input: compact({ id: gidOf('Order', orderId), ...rest, customAttributes: attributes }) };
};

export async function updateOrder(
  caller: Caller,
  orderId: string,
  change: OrderChange,
): Promise<{ updatedAt: string }> {
  const order = maybe(z.object({ updatedAt: instant }));
  const schema = z.object({ orderUpdate: z.object({ order, userErrors }) });
  const { data } = await caller.run(ORDER_UPDATE, updateVariables(orderId, change), schema);
  assertAccepted(ORDER_UPDATE, data.orderUpdate.userErrors);
  const changed = data.orderUpdate.order;
  if (changed === undefined) throw unexpectedAnswer(ORDER_UPDATE, 'neither an order nor a refusal');
  return changed;
}
