// The view of an order: head, sums, people, and doors to its parts.
// Trap: sums are worked out once per view, so a view must not outlive a change of its order.

import type { OrderRow } from '../../domain/model.ts';
import { type Bag, graphqlAmount } from '../../domain/money.ts';
import { financialStatus, fulfillmentStatus } from '../../domain/status.ts';
import { currentQuantity, orderTaxLines, type Totals, totalsOf } from '../../domain/totals.ts';
import type { World } from '../../domain/world.ts';
import { connection, listConnection, plainList } from '../connection.ts';
import { type Args, type Context, type View, versionAtLeast } from '../context.ts';
import { gid } from '../ids.ts';
import { addressView, attributeViews, countView, instant, metafieldFields, moneyBag, taxLineView } from './basics.ts';
import { customerView } from './customer.ts';
import { fulfillmentOrderView, fulfillmentView } from './fulfillment.ts';
import { locationView } from './inventory.ts';
import { applicationView, lineView, shippingView } from './line.ts';
import { refundView, transactionView } from './payment.ts';

const byId = <T extends { id: number }>(rows: T[]) => rows.map((row) => ({ row, id: row.id, value: row.id }));

function sums(order: OrderRow, totals: () => Totals): View {
  const bag = (pick: (t: Totals) => Bag) => () => moneyBag(pick(totals()), order.money);
  const some = (pick: (t: Totals) => Bag) => () =>
    pick(totals()).shop.eq(0) ? null : moneyBag(pick(totals()), order.money);
  const plain = (pick: (t: Totals) => Bag) => () => graphqlAmount(pick(totals()).shop);
  return {
    subtotalPriceSet: bag((t) => t.subtotal),
    totalShippingPriceSet: bag((t) => t.shipping),
    totalTaxSet: bag((t) => t.tax),
    totalDiscountsSet: bag((t) => t.discounts),
    totalTipReceivedSet: bag((t) => t.tips),
    totalPriceSet: bag((t) => t.total),
    subtotalPrice: plain((t) => t.subtotal),
    totalTax: plain((t) => t.tax),
    totalPrice: plain((t) => t.total),
    totalShippingPrice: plain((t) => t.shipping),
    originalTotalPriceSet: () => moneyBag(order.originalTotal, order.money),
    originalTotalDutiesSet: some((t) => t.duties),
    originalTotalAdditionalFeesSet: some((t) => t.fees),
    currentSubtotalPriceSet: bag((t) => t.current.subtotal),
    currentTotalTaxSet: bag((t) => t.current.tax),
    currentTotalDiscountsSet: bag((t) => t.current.discounts),
    currentTotalDutiesSet: some((t) => t.current.duties),
    currentTotalAdditionalFeesSet: some((t) => t.current.fees),
    currentShippingPriceSet: bag((t) => t.current.shipping),
    currentTotalPriceSet: bag((t) => t.current.total),
    totalReceivedSet: bag((t) => t.received),
    totalRefundedSet: bag((t) => t.refunded),
    totalRefundedShippingSet: bag((t) => t.refundedShipping),
    totalOutstandingSet: bag((t) => t.outstanding),
    totalCapturableSet: bag((t) => t.capturable),
    netPaymentSet: bag((t) => t.netPayment),
    totalCashRoundingAdjustment: {
      paymentSet: moneyBag(order.cashRounding.payment, order.money),
      refundSet: moneyBag(order.cashRounding.refund, order.money),
    },
  };
}

function parts(world: World, order: OrderRow): View {
  const lines = (args: Args, context: Context) =>
    listConnection(order.lines, args, context, (row) => lineView(world, order, row));
  return {
    lineItems: lines,
    shippingLines: (args: Args, context: Context) => {
      const rows = order.shippingLines.filter((row) => args.includeRemovals === true || !row.removed);
      return listConnection(rows, args, context, (row) => shippingView(order, row));
    },
    shippingLine: () => (order.shippingLines[0] ? shippingView(order, order.shippingLines[0]) : null),
    discountApplications: (args: Args, context: Context) =>
      listConnection(order.discounts, args, context, (row) =>
        applicationView(row, order.discounts.indexOf(row), order.money),
      ),
    fulfillmentOrders: (args: Args, context: Context) =>
      connection(byId(order.fulfillmentOrders), args, context, (row) => fulfillmentOrderView(world, row)),
    fulfillments: (args: Args) => plainList(order.fulfillments, args, (row) => fulfillmentView(world, order, row)),
    fulfillmentsCount: () => countView(order.fulfillments.length),
    refunds: (args: Args) => plainList(order.refunds, args, (row) => refundView(world, order, row)),
    transactions: (args: Args) => plainList(order.transactions, args, (row) => transactionView(order, row)),
    transactionsCount: () => countView(order.transactions.length),
    additionalFees: () =>
      order.fees.map((fee) => ({
        ...{ id: gid('AdditionalFee', fee.id), name: fee.name, price: moneyBag(fee.price, order.money) },
        taxLines: fee.taxLines.map((row) => taxLineView(row, order.money)),
      })),
    taxLines: () => orderTaxLines(order).map((row) => taxLineView(row, order.money)),
    ...metafieldFields(order.metafields),
  };
}

function people(world: World, order: OrderRow): View {
  const { company } = order;
  const customer = () => (order.customerId === null ? undefined : world.customers.get(order.customerId));
  const companyView = company && { id: gid('Company', company.id), name: company.name, externalId: company.externalId };
  return {
    customer: () => {
      const row = customer();
      return row ? customerView(world, row) : null;
    },
    purchasingEntity: () => {
      if (!company) {
        const row = customer();
        return row ? { ...customerView(world, row), __typename: 'Customer' } : null;
      }
      const location = { id: gid('CompanyLocation', company.locationId), name: company.locationName, externalId: null };
      return { __typename: 'PurchasingCompany', company: companyView, location, contact: null };
    },
    email: order.email,
    phone: order.phone,
    billingAddress: addressView(order.billingAddress),
    shippingAddress: addressView(order.shippingAddress),
    displayAddress: addressView(order.shippingAddress ?? order.billingAddress),
    paymentTerms: order.paymentTerms && {
      id: gid('PaymentTerms', order.id),
      paymentTermsName: order.paymentTerms,
      translatedName: order.paymentTerms,
      paymentTermsType: 'NET',
      overdue: false,
      dueInDays: Number(/\d+/.exec(order.paymentTerms)?.[0] ?? 0),
      paymentSchedules: { nodes: [], edges: [] },
    },
    app: () =>
      order.appId === null
        ? null
        : { id: gid('App', order.appId), name: order.sourceName === 'pos' ? 'Point of Sale' : 'Online Store' },
    retailLocation: () => {
      const row = order.retailLocationId === null ? undefined : world.locations.get(order.retailLocationId);
      return row ? locationView(world, row) : null;
    },
  };
}

function head(world: World, order: OrderRow): View {
  return {
    __typename: 'Order',
    id: gid('Order', order.id),
    legacyResourceId: String(order.id),
    name: order.name,
    number: order.number,
    confirmationNumber: order.confirmationNumber,
    poNumber: order.poNumber,
    note: order.note,
    tags: order.tags,
    test: order.test,
    confirmed: true,
    edited: order.edited,
    closed: order.closedAt !== null,
    closedAt: instant(order.closedAt),
    createdAt: instant(order.createdAt),
    processedAt: instant(order.processedAt),
    updatedAt: instant(order.updatedAt),
    cancelledAt: instant(order.cancelledAt),
    cancelReason: order.cancelReason,
    cancellation: order.cancelledAt === null ? null : { staffNote: null },
    sourceName: order.sourceName,
    sourceIdentifier: order.sourceIdentifier,
    registeredSourceUrl: null,
    taxesIncluded: order.taxesIncluded,
    dutiesIncluded: order.dutiesIncluded,
    taxExempt: order.taxExempt,
    estimatedTaxes: order.estimatedTaxes,
    currencyCode: order.money.shop,
    presentmentCurrencyCode: order.money.presentment,
    customAttributes: attributeViews(order.customAttributes),
    customerLocale: 'en',
    clientIp: null,
    statusPageUrl: `https://${world.settings.shop.domain}/orders/${order.id}`,
    discountCode: order.discounts.find((row) => row.code !== null)?.code ?? null,
    discountCodes: order.discounts.flatMap((row) => (row.code === null ? [] : [row.code])),
    paymentGatewayNames: [...new Set(order.transactions.map((row) => row.gateway))],
    requiresShipping: order.lines.some((line) => line.requiresShipping),
    staffMember: null,
    merchantOfRecordApp: null,
    risk: { recommendation: 'NONE', assessments: [] },
  };
}

function returnStatus(order: OrderRow): string {
  return order.refunds.some((refund) => refund.lines.some((line) => line.restockType === 'RETURN'))
    ? 'RETURNED'
    : 'NO_RETURN';
}

/** The view of an order. */
export function orderView(world: World, order: OrderRow): View {
  let known: Totals | undefined;
  const totals = () => {
    known ??= totalsOf(order, world.settings.behaviour);
    return known;
  };
  return {
    ...head(world, order),
    ...sums(order, totals),
    ...people(world, order),
    ...parts(world, order),
    displayFinancialStatus: () => financialStatus(order, totals(), world.clock.now()),
    displayFulfillmentStatus: (_args: Args, context: Context) => {
      const status = fulfillmentStatus(order);
      return status === 'FULFILLMENT_NOT_REQUIRED' && !versionAtLeast(context, '2026-10') ? 'UNFULFILLED' : status;
    },
    returnStatus: () => returnStatus(order),
    fullyPaid: () => totals().outstanding.shop.lte(0),
    unpaid: () => totals().received.shop.eq(0),
    capturable: () => totals().capturable.shop.gt(0),
    canMarkAsPaid: () => totals().outstanding.shop.gt(0),
    refundable: () => totals().netPayment.shop.gt(0),
    subtotalLineItemsQuantity: () => order.lines.reduce((all, line) => all + line.quantity, 0),
    currentSubtotalLineItemsQuantity: () => order.lines.reduce((all, line) => all + currentQuantity(order, line), 0),
  };
}
