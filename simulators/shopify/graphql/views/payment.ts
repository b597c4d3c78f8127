// Views of transactions and refunds.
// Trap: a refund's total is the money of its successful transactions, not the worth of its lines.
import type { OrderRow, RefundLineRow, RefundRow, TransactionRow } from '../../domain/model.ts';
import { graphqlAmount, sum } from '../../domain/money.ts';
import type { World } from '../../domain/world.ts';
import { connection, listConnection } from '../connection.ts';
import type { Args, Context, View } from '../context.ts';
import { gid } from '../ids.ts';
import { instant, moneyBag } from './basics.ts';
import { locationView } from './inventory.ts';
import { dutyView, lineView, shippingView } from './line.ts';
import { orderView } from './order.ts';

const AUTOMATIC = new Set(['shopify_payments', 'gift_card', 'paypal', 'shop_pay_installments']);
const NAMES: Record<string, string> = {
  shopify_payments: 'Shopify Payments',
  gift_card: 'Gift Card',
  paypal: 'PayPal',
};

export function transactionView(order: OrderRow, row: TransactionRow): View {
  const parent = order.transactions.find((one) => one.id === row.parentId);
  return {
    __typename: 'OrderTransaction',
    id: gid('OrderTransaction', row.id),
    kind: row.kind,
    status: row.status,
    test: row.test,
    gateway: row.gateway,
    formattedGateway: NAMES[row.gateway] ?? row.gateway,
    manualPaymentGateway: !AUTOMATIC.has(row.gateway),
    createdAt: instant(row.createdAt),
    processedAt: instant(row.processedAt),
    amount: graphqlAmount(row.amount.shop),
    amountSet: moneyBag(row.amount, order.money),
    amountRoundingSet: null,
    parentTransaction: () => (parent ? transactionView(order, parent) : null),
    paymentId: row.paymentId,
    authorizationExpiresAt: instant(row.authorizationExpiresAt),
    authorizationCode: null,
    errorCode: row.errorCode,
    accountNumber: null,
    receiptJson: null,
    fees: [],
    settlementCurrency: null,
    settlementCurrencyRate: null,
  };
}

function refundLineView(world: World, order: OrderRow, row: RefundLineRow): View {
  const line = order.lines.find((one) => one.id === row.lineId);
  const bag = (value: RefundLineRow['price']) => moneyBag(value, order.money);
  return {
    id: gid('RefundLineItem', row.id),
    quantity: row.quantity,
    restockType: row.restockType,
    restocked: row.restocked,
    location: () => {
      const place = row.locationId === null ? undefined : world.locations.get(row.locationId);
      return place ? locationView(world, place) : null;
    },
    lineItem: () => (line ? lineView(world, order, line) : null),
    price: graphqlAmount(row.price.shop),
    priceSet: bag(row.price),
    subtotal: graphqlAmount(row.subtotal.shop),
    subtotalSet: bag(row.subtotal),
    totalTax: graphqlAmount(row.tax.shop),
    totalTaxSet: bag(row.tax),
  };
}

export function refundView(world: World, order: OrderRow, row: RefundRow): View {
  const moved = order.transactions.filter((one) => row.transactionIds.includes(one.id));
  const bag = (value: RefundLineRow['price']) => moneyBag(value, order.money);
  const duties = order.lines.flatMap((line) => line.duties);
  return {
    __typename: 'Refund',
    id: gid('Refund', row.id),
    legacyResourceId: String(row.id),
    createdAt: instant(row.createdAt),
    processedAt: instant(row.createdAt),
    updatedAt: instant(row.updatedAt),
    note: row.note,
    return: null,
    staffMember: null,
    order: () => orderView(world, order),
    totalRefundedSet: () => bag(sum(moved.filter((one) => one.status === 'SUCCESS').map((one) => one.amount))),
    duties: () =>
      row.duties.map((one) => {
        const original = duties.find((duty) => duty.id === one.dutyId);
        return { amountSet: bag(one.amount), originalDuty: original ? dutyView(original, order.money) : null };
      }),
    refundLineItems: (args: Args, context: Context) =>
      listConnection(row.lines, args, context, (one) => refundLineView(world, order, one)),
    refundShippingLines: (args: Args, context: Context) =>
      listConnection(row.shipping, args, context, (one) => {
        const line = order.shippingLines.find((shipping) => shipping.id === one.shippingLineId);
        return {
          id: gid('RefundShippingLine', one.id),
          shippingLine: () => (line ? shippingView(order, line) : null),
          subtotalAmountSet: bag(one.subtotal),
          taxAmountSet: bag(one.tax),
        };
      }),
    orderAdjustments: (args: Args, context: Context) =>
      listConnection(row.adjustments, args, context, (one) => ({
        ...{
          id: gid('OrderAdjustment', one.id),
          reason: one.reason,
          amountSet: bag(one.amount),
          taxAmountSet: bag(one.tax),
        },
      })),
    transactions: (args: Args, context: Context) =>
      connection(
        moved.map((one) => ({ row: one, id: one.id, value: one.id })),
        args,
        context,
        (one) => transactionView(order, one),
      ),
  };
}
