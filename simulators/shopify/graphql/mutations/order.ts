// Mutations on orders: update, tags, metafields, cancel, mark as paid, close; and draft orders.
// Trap: orderUpdate replaces tags and attributes, tagsAdd only adds.

import { cancelOrder, markAsPaid, type OrderPatch, updateOrder } from '../../domain/change.ts';
import { toAddress } from '../../domain/customers.ts';
import { completeDraft, createDraft, type DraftInput } from '../../domain/drafts.ts';
import type { AddressInput } from '../../domain/order-input.ts';
import { totalsOf } from '../../domain/totals.ts';
import { stamp, touchOrder, type World } from '../../domain/world.ts';
import { type Args, type Context, type Field, userError, vendorError } from '../context.ts';
import { gid, idOf, parseGid } from '../ids.ts';
import { visible } from '../lists.ts';
import { nodeOf } from '../queries.ts';
import { draftView } from '../views/app.ts';
import { orderView } from '../views/order.ts';
import { setMetafields } from './metafields.ts';

function findOrder(value: unknown, context: Context) {
  const order = context.world.orders.get(idOf(value, 'Order'));
  return order && visible(order, context) ? order : undefined;
}

const PLAIN = ['note', 'email', 'phone', 'poNumber'] as const;

function patchOf(world: World, input: Args): OrderPatch {
  const patch: OrderPatch = {};
  for (const name of PLAIN) if (input[name] !== undefined) patch[name] = input[name] as string | null;
  if (input.tags !== undefined) patch.tags = [...new Set((input.tags as string[]).map((tag) => tag.trim()))].sort();
  if (input.customAttributes !== undefined)
    patch.customAttributes = input.customAttributes as NonNullable<OrderPatch['customAttributes']>;
  if (input.shippingAddress !== undefined)
    patch.shippingAddress = toAddress(world, input.shippingAddress as AddressInput | null);
  return patch;
}

const orderUpdate: Field = ({ input }, context) => {
  const given = input as Args;
  const order = findOrder(given.id, context);
  const answer = (errors: unknown[]) => ({
    order: order && errors.length === 0 ? orderView(context.world, order) : null,
    userErrors: errors,
  });
  if (!order) return answer([userError(['id'], 'Order does not exist')]);
  const patch = patchOf(context.world, given);
  const metafields = (given.metafields ?? []) as Args[];
  if (Object.keys(patch).length === 0 && metafields.length === 0)
    return answer([userError(null, 'No valid update parameters have been provided')]);
  if (patch.phone && !/^\+?[\d\s().-]{6,}$/.test(patch.phone))
    return answer([userError(['phone'], 'Phone is invalid')]);
  if (metafields.length > 0)
    setMetafields(
      context,
      metafields.map((one) => ({ ...one, ownerId: given.id })),
    );
  updateOrder(context.world, order, patch);
  return answer([]);
};

interface Tagged {
  tags: string[];
  updatedAt: number;
}

function tagged(value: unknown, world: World): Tagged | undefined {
  const { type, id } = parseGid(value);
  if (type === 'Order') return world.orders.get(id);
  if (type === 'Customer') return world.customers.get(id);
  if (type === 'Product') return world.products.get(id);
  if (type === 'DraftOrder') return world.drafts.get(id);
  throw vendorError(`Invalid id: ${String(value)}`, 'RESOURCE_NOT_FOUND');
}

function changeTags(args: Args, context: Context, change: (old: string[], given: string[]) => string[]) {
  const row = tagged(args.id, context.world);
  if (!row) return { node: null, userErrors: [userError(['id'], 'Resource does not exist')] };
  const given = (args.tags as string[])
    .flatMap((tag) => tag.split(','))
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  const tags = change(row.tags, given);
  if (tags.join() !== row.tags.join()) {
    const order = context.world.orders.get(parseGid(args.id).id);
    if (order) updateOrder(context.world, order, { tags });
    else Object.assign(row, { tags, updatedAt: stamp(context.world) });
  }
  return { node: nodeOf(args.id, context), userErrors: [] };
}

const same = (a: string) => (b: string) => a.toLowerCase() === b.toLowerCase();
const joined = (old: string[], given: string[]) => [...old, ...given.filter((tag) => !old.some(same(tag)))].sort();
const without = (old: string[], given: string[]) => old.filter((tag) => !given.some(same(tag)));

function cancelProblem(args: Args, order: ReturnType<typeof findOrder>) {
  const refuse = (message: string, code = 'INVALID', field: string[] | null = null) => [
    userError(field, message, code),
  ];
  if (!order) return refuse('Order does not exist', 'NOT_FOUND', ['orderId']);
  if (args.refund != null && args.refundMethod != null)
    return refuse('Only one of the arguments `refund` or `refund_method` is allowed.');
  if (String(args.staffNote ?? '').length > 255)
    return refuse('Staff note is too long. Maximum length is 255 characters.', 'INVALID', ['staffNote']);
  if (order.cancelledAt !== null)
    return refuse('Cannot cancel an order that has already been canceled', 'INVALID', ['orderId']);
  if (order.fulfillments.some((row) => row.status === 'SUCCESS'))
    return refuse('Cannot cancel an order that has outstanding fulfillments', 'INVALID', ['orderId']);
  return [];
}

const orderCancel: Field = (args, context) => {
  const { world } = context;
  const order = findOrder(args.orderId, context);
  const errors = cancelProblem(args, order);
  if (!order || errors.length > 0) return { job: null, orderCancelUserErrors: errors, userErrors: errors };
  const method = args.refundMethod as Args | null | undefined;
  const refund = args.refund === true || method?.originalPaymentMethodsRefund === true;
  const id = gid('Job', crypto.randomUUID());
  const job = { done: false };
  world.jobs.set(id, job);
  world.scheduler.after(world.settings.behaviour.cancelJobMs, () => {
    if (order.cancelledAt === null)
      cancelOrder(world, order, { reason: String(args.reason), restock: args.restock === true, refund });
    job.done = true;
  });
  return { job: { id, done: () => job.done, query: () => ({}) }, orderCancelUserErrors: [], userErrors: [] };
};

const orderMarkAsPaid: Field = ({ input }, context) => {
  const order = findOrder((input as Args).id, context);
  if (!order) return { order: null, userErrors: [userError(['id'], 'Order does not exist')] };
  const view = () => orderView(context.world, order);
  if (order.cancelledAt !== null || totalsOf(order, context.world.settings.behaviour).outstanding.shop.lte(0))
    return { order: view(), userErrors: [userError(['id'], 'Order cannot be marked as paid.')] };
  markAsPaid(context.world, order);
  return { order: view(), userErrors: [] };
};

const openOrClose =
  (closed: boolean): Field =>
  ({ input }, context) => {
    const order = findOrder((input as Args).id, context);
    if (!order) return { order: null, userErrors: [userError(['id'], 'Order does not exist')] };
    order.closedAt = closed ? stamp(context.world) : null;
    touchOrder(context.world, order);
    return { order: orderView(context.world, order), userErrors: [] };
  };

const draftOrderCreate: Field = ({ input }, context) => {
  const { row, errors } = createDraft(context.world, input as DraftInput, context.caller.appId);
  return { draftOrder: row ? draftView(context.world, row) : null, userErrors: errors };
};

const draftOrderComplete: Field = ({ id, paymentPending }, context) => {
  const row = context.world.drafts.get(idOf(id, 'DraftOrder'));
  if (!row) return { draftOrder: null, userErrors: [userError(['id'], 'Draft order does not exist')] };
  if (row.status === 'COMPLETED')
    return { draftOrder: draftView(context.world, row), userErrors: [userError(null, 'This order has been paid')] };
  completeDraft(context.world, row, { pending: paymentPending === true });
  return { draftOrder: draftView(context.world, row), userErrors: [] };
};

export const orderMutations: Record<string, Field> = {
  orderUpdate,
  orderCancel,
  orderMarkAsPaid,
  orderClose: openOrClose(true),
  orderOpen: openOrClose(false),
  tagsAdd: (args, context) => changeTags(args, context, joined),
  tagsRemove: (args, context) => changeTags(args, context, without),
  metafieldsSet: ({ metafields }, context) => setMetafields(context, metafields as Args[]),
  draftOrderCreate,
  draftOrderComplete,
};
