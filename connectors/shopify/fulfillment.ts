/**
 * Fulfilment orders and fulfilments: what may be shipped, shipping it, mending tracking, cancelling.
 * The trap: creating one is not idempotent and its refusals are only words; the ones that mean "the order has moved on"
 * are a Conflict, so that it is looked at again.
 */
import { z } from 'zod';
import { ConnectorError } from '../http/errors.ts';
import type { Caller } from './call.ts';
import { compact } from './compact.ts';
import {
  FULFILLMENT_CANCEL,
  FULFILLMENT_CREATE,
  FULFILLMENT_ORDER_LINES_PAGE,
  FULFILLMENT_ORDERS,
  ORDER_FULFILLMENTS,
  TRACKING_UPDATE,
} from './documents/fulfillment.ts';
import { unexpectedAnswer } from './errors.ts';
import { gidOf } from './ids.ts';
import { inTurn, restOf, toFulfillment, uncut } from './order-pages.ts';
import { fulfillment, fulfillmentOrder, fulfillmentOrderLine } from './schemas-order-parts.ts';
import type { Fulfillment, FulfillmentDraft, FulfillmentOrder, TrackingDraft } from './types.ts';
import { assertAccepted, type Judge, userErrors } from './user-errors.ts';
import { connection, maybe, ref } from './values.ts';

const ordersAnswer = z.object({ order: maybe(z.object({ fulfillmentOrders: connection(fulfillmentOrder) })) });
const linesAnswer = z.object({ fulfillmentOrder: maybe(z.object({ lineItems: connection(fulfillmentOrderLine) })) });

/** All pages of fulfilment orders and of their lines. `NotFound` when there is no such order. */
export async function fulfillmentOrders(caller: Caller, orderId: string): Promise<FulfillmentOrder[]> {
  const read = async (after: string | null) =>
    (await caller.run(FULFILLMENT_ORDERS, { id: gidOf('Order', orderId), after }, ordersAnswer)).data.order
      ?.fulfillmentOrders;
  const first = await read(null);
  if (first === undefined) throw noOrder(orderId);
  return inTurn(await restOf(first, read), (raw) => toFulfillmentOrder(caller, raw));
}

async function toFulfillmentOrder(caller: Caller, raw: z.output<typeof fulfillmentOrder>): Promise<FulfillmentOrder> {
  const { supportedActions, fulfillmentHolds, assignedLocation, deliveryMethod, lineItems, ...rest } = raw;
  const lines = await restOf(lineItems, async (after) => {
    const variables = { id: gidOf('FulfillmentOrder', raw.id), after };
    return (await caller.run(FULFILLMENT_ORDER_LINES_PAGE, variables, linesAnswer)).data.fulfillmentOrder?.lineItems;
  });
  return compact({
    ...rest,
    supportedActions: supportedActions.map(({ action }) => action),
    holds: fulfillmentHolds,
    locationId: assignedLocation.location,
    locationName: assignedLocation.name,
    deliveryMethod: deliveryMethod?.methodType,
    lines,
  });
}

/** Only the fulfilments of an order. `NotFound` when there is no such order. */
export async function listFulfillments(caller: Caller, orderId: string): Promise<Fulfillment[]> {
  const schema = z.object({ order: maybe(z.object({ fulfillments: z.array(fulfillment) })) });
  const { data } = await caller.run(ORDER_FULFILLMENTS, { id: gidOf('Order', orderId) }, schema);
  if (data.order === undefined) throw noOrder(orderId);
  return inTurn(uncut('fulfilments', data.order.fulfillments), (raw) => toFulfillment(caller, raw));
}

export const createVariables = (draft: FulfillmentDraft) => ({
  fulfillment: compact({
    notifyCustomer: draft.notifyCustomer,
    trackingInfo: draft.tracking === undefined ? undefined : trackingInput(draft.tracking),
    lineItemsByFulfillmentOrder: draft.fulfillmentOrders.map(({ id, lines }) =>
      compact({
        fulfillmentOrderId: gidOf('FulfillmentOrder', id),
        fulfillmentOrderLineItems:
          lines === undefined || lines.length === 0
            ? undefined
            : lines.map((line) => ({ id: gidOf('FulfillmentOrderLineItem', line.id), quantity: line.quantity })),
      }),
    ),
  }),
});

/** Always the lists: mixing `number` with `urls` is refused. */
export const trackingInput = (tracking: TrackingDraft) =>
  compact({
    company: tracking.company,
    numbers: tracking.numbers,
    urls: tracking.urls === undefined || tracking.urls.length === 0 ? undefined : tracking.urls,
  });

/** These say that the fulfilment order is no longer what it was when it was read. */
const MOVED_ON = /unfulfillable status|invalid fulfillment order line item quantity|does not exist/i;

const judgeCreate: Judge = ({ message }) => {
  if (MOVED_ON.test(message)) return { type: 'Conflict', code: 'FULFILLMENT_ORDER_CHANGED' };
  return undefined;
};

export async function createFulfillment(caller: Caller, draft: FulfillmentDraft): Promise<Fulfillment> {
  const schema = z.object({ fulfillmentCreate: z.object({ fulfillment: maybe(fulfillment), userErrors }) });
  const { data } = await caller.run(FULFILLMENT_CREATE, createVariables(draft), schema);
  assertAccepted(FULFILLMENT_CREATE, data.fulfillmentCreate.userErrors, judgeCreate);
  const made = data.fulfillmentCreate.fulfillment;
  if (made === undefined) throw unexpectedAnswer(FULFILLMENT_CREATE, 'neither a fulfilment nor a refusal');
  return toFulfillment(caller, made).catch(madeButUnread);
}

/** It stands in the shop; only the further pages of its lines were not read. */
function madeButUnread(cause: unknown): never {
  const message = 'Shopify FulfillmentCreate: the fulfilment was made, but not all of its lines could be read';
  throw new ConnectorError({ type: 'Uncertain', system: 'shopify', code: 'NOT_READ_BACK', message, cause });
}

export async function updateTracking(
  caller: Caller,
  id: string,
  tracking: TrackingDraft,
  notify: boolean,
): Promise<void> {
  const variables = { id: gidOf('Fulfillment', id), tracking: trackingInput(tracking), notify };
  const schema = z.object({ fulfillmentTrackingInfoUpdate: z.object({ fulfillment: ref, userErrors }) });
  const { data } = await caller.run(TRACKING_UPDATE, variables, schema);
  assertAccepted(TRACKING_UPDATE, data.fulfillmentTrackingInfoUpdate.userErrors);
}

export async function cancelFulfillment(caller: Caller, id: string): Promise<void> {
  const schema = z.object({ fulfillmentCancel: z.object({ fulfillment: ref, userErrors }) });
  const { data } = await caller.run(FULFILLMENT_CANCEL, { id: gidOf('Fulfillment', id) }, schema);
  assertAccepted(FULFILLMENT_CANCEL, data.fulfillmentCancel.userErrors);
}

const noOrder = (id: string) =>
  new ConnectorError({
    type: 'NotFound',
    system: 'shopify',
    code: 'NO_ORDER',
    message: `Shopify has no order ${id}, or it is older than the app may see.`,
  });
