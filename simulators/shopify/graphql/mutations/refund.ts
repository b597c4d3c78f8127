// refundCreate: needs @idempotent; its errors are plain, without codes.
// Trap: amounts of transactions and shipping are in the buyer's currency when `currency` names it.
import type { OrderRow } from '../../domain/model.ts';
import { type RefundRequest, refundOrder } from '../../domain/refund.ts';
import { currentQuantity, totalsOf } from '../../domain/totals.ts';
import { type Args, type Context, type Field, userError } from '../context.ts';
import { idempotent } from '../idempotency.ts';
import { idOf } from '../ids.ts';
import { orderView } from '../views/order.ts';
import { refundView } from '../views/payment.ts';

function requestOf(order: OrderRow, input: Args): RefundRequest {
  const shipping = input.shipping as Args | null | undefined;
  const amount = shipping?.amount == null ? undefined : String(shipping.amount);
  const wanted = shipping?.fullRefund === true ? true : amount;
  return {
    note: (input.note ?? null) as string | null,
    inPresentment: input.currency != null && input.currency === order.money.presentment,
    lines: ((input.refundLineItems ?? []) as Args[]).map((row) => ({
      lineId: idOf(row.lineItemId, 'LineItem'),
      quantity: Number(row.quantity),
      restockType: (row.restockType ?? 'NO_RESTOCK') as 'NO_RESTOCK' | 'CANCEL' | 'RETURN',
      locationId: row.locationId == null ? null : idOf(row.locationId, 'Location'),
    })),
    ...(wanted !== undefined && { shipping: wanted }),
    duties: ((input.refundDuties ?? []) as Args[]).map((row) => ({ dutyId: idOf(row.dutyId, 'Duty') })),
    transactions: ((input.transactions ?? []) as Args[]).map((row) => ({
      parentId: row.parentId == null ? null : idOf(row.parentId, 'OrderTransaction'),
      gateway: String(row.gateway),
      amount: String(row.amount),
    })),
  };
}

function problems(order: OrderRow, request: RefundRequest, context: Context) {
  const tooMany = (request.lines ?? []).flatMap(({ lineId, quantity }, index) => {
    const line = order.lines.find((row) => row.id === lineId);
    const fits = line && quantity <= currentQuantity(order, line);
    const field = ['refundLineItems', String(index), 'quantity'];
    return fits ? [] : [userError(field, 'Quantity cannot refund more items than were purchased')];
  });
  const orphans = (request.transactions ?? []).filter(
    ({ parentId }) => parentId == null || !order.transactions.some((row) => row.id === parentId),
  );
  const parent =
    orphans.length > 0
      ? [userError(['transactions'], 'Transactions require a parent_id associated with the order')]
      : [];
  const { netPayment } = totalsOf(order, context.world.settings.behaviour);
  const side = request.inPresentment ? netPayment.presentment : netPayment.shop;
  const asked = (request.transactions ?? []).reduce((all, row) => all + Number(row.amount), 0);
  const over = side.lt(asked) ? [userError(['transactions'], 'Refund amount cannot exceed the amount paid')] : [];
  return [...tooMany, ...parent, ...over];
}

const refundCreate: Field = (args, context, info) => {
  const input = args.input as Args;
  const { world } = context;
  const refuse = (errors: unknown[]) => ({ refund: null, order: null, userErrors: errors });
  const act = () => {
    const order = world.orders.get(idOf(input.orderId, 'Order'));
    if (!order) return () => refuse([userError(['orderId'], 'Order does not exist')]);
    const request = requestOf(order, input);
    const errors = problems(order, request, context);
    if (errors.length > 0) return () => refuse(errors);
    const row = refundOrder(world, order, request);
    return () => ({ refund: refundView(world, order, row), order: orderView(world, order), userErrors: [] });
  };
  return idempotent(args, context, info, { act, refuse, coded: false });
};

export const refundMutations: Record<string, Field> = { refundCreate };
