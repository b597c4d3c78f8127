/**
 * A small Shopify of its own: orders whose sums hold in both currencies and both tax modes, with edits and refunds.
 * It shares no arithmetic with the mapping, so that a mistake there is not repeated here.
 */
import Big from 'big.js';
import type {
  Address,
  Money,
  Order,
  OrderLine,
  Refund,
  ShippingLine,
  TaxLine,
  Transaction,
} from '../../../connectors/shopify/types.ts';

const DIGITS: Record<string, number> = { JPY: 0, KWD: 3 };

export type LineSpec = {
  sku?: string;
  quantity: number;
  price: string;
  /** Whole discount on the line. */
  off?: string;
  /** Percent. */
  tax?: number;
  removed?: number;
  fulfilled?: number;
  more?: Partial<OrderLine>;
};
export type RefundSpec = {
  lines?: { index: number; quantity: number; restockType?: string }[];
  shipping?: boolean;
  /** Money beyond the lines; negative = less. */
  extra?: string;
  status?: string;
  unpaid?: boolean;
};
export type Spec = {
  lines: LineSpec[];
  shipping?: { price: string; off?: string; tax?: number; removed?: boolean; title?: string }[];
  taxesIncluded?: boolean;
  currencies?: { shop: string; presentment: string };
  /** Presentment per shop unit. */
  rate?: string;
  /** Shares of the total that were paid by gateway; the last one takes the rest. */
  payments?: { gateway: string; amount?: string; kind?: string; status?: string }[];
  refunds?: RefundSpec[];
  more?: Partial<Order>;
};

export const address: Address = {
  firstName: 'Ann',
  lastName: 'Lee',
  address1: '1 Main St',
  city: 'Austin',
  province: 'Texas',
  provinceCode: 'TX',
  zip: '78701',
  country: 'United States',
  countryCode: 'US',
};

type Bag = { shop: Big; presentment: Big };

export function orderOf(spec: Spec): Order {
  const currencies = spec.currencies ?? { shop: 'USD', presentment: 'USD' };
  const rate = Big(spec.rate ?? '1');
  const round = (value: Big, side: keyof Bag) => value.round(DIGITS[currencies[side]] ?? 2, Big.roundHalfUp);
  const bag = (amount: string): Bag => ({
    shop: round(Big(amount), 'shop'),
    presentment: round(Big(amount).times(rate), 'presentment'),
  });
  const map = (of: (side: keyof Bag) => Big): Bag => ({ shop: of('shop'), presentment: of('presentment') });
  const plus = (...bags: Bag[]): Bag => map((side) => bags.reduce((sum, one) => sum.plus(one[side]), Big(0)));
  const minus = (a: Bag, b: Bag): Bag => map((side) => a[side].minus(b[side]));
  const times = (a: Bag, n: number): Bag => map((side) => a[side].times(n));
  const part = (a: Bag, from: number, count: number, whole: number): Bag =>
    map((side) => {
      const upTo = (n: number) => round(a[side].times(n).div(whole), side);
      return upTo(from + count).minus(upTo(from));
    });
  const money = (a: Bag): Money => ({
    shop: a.shop.toFixed(2),
    presentment: a.presentment.toFixed(DIGITS[currencies.presentment] ?? 2),
  });
  const zero = bag('0');
  const taxOf = (net: Bag, percent: number): Bag =>
    map((side) =>
      round(spec.taxesIncluded ? net[side].times(percent).div(100 + percent) : net[side].times(percent).div(100), side),
    );
  const taxLines = (tax: Bag, percent: number): TaxLine[] =>
    percent === 0
      ? []
      : [{ title: 'State Tax', rate: String(percent / 100), channelLiable: false, amount: money(tax) }];

  const refunds: Refund[] = [];
  const lines = spec.lines.map((line, index) => {
    const list = times(bag(line.price), line.quantity);
    const off = bag(line.off ?? '0');
    const paid = minus(list, off);
    const tax = taxOf(paid, line.tax ?? 0);
    const refunded = (spec.refunds ?? []).flatMap((refund) => refund.lines ?? []).filter((row) => row.index === index);
    const gone = (line.removed ?? 0) + refunded.reduce((sum, row) => sum + row.quantity, 0);
    return { index, line, unit: bag(line.price), list, off, paid, tax, gone };
  });
  const shipping = (spec.shipping ?? []).map((row, index) => {
    const net = minus(bag(row.price), bag(row.off ?? '0'));
    return { index, row, price: bag(row.price), net, tax: taxOf(net, row.tax ?? 0) };
  });
  const liveShipping = shipping.filter(({ row }) => !row.removed);
  const inside = spec.taxesIncluded === true;
  const subtotal = plus(zero, ...lines.map((line) => line.paid));
  const shippingNet = plus(zero, ...liveShipping.map((row) => row.net));
  const tax = plus(zero, ...lines.map((line) => line.tax), ...liveShipping.map((row) => row.tax));
  const total = plus(subtotal, shippingNet, inside ? zero : tax);

  const payments = spec.payments ?? [{ gateway: 'shopify_payments' }];
  let unpaid = total;
  const transactions: Transaction[] = payments.map((payment, index) => {
    const amount = payment.amount === undefined ? unpaid : bag(payment.amount);
    if (payment.kind !== 'AUTHORIZATION') unpaid = minus(unpaid, amount);
    return transaction(
      String(800 + index),
      payment.kind ?? 'SALE',
      payment.status ?? 'SUCCESS',
      payment.gateway,
      money(amount),
    );
  });

  // Removed units were the first to go, then the refunds in their order.
  const goneSoFar = lines.map(({ line }) => line.removed ?? 0);
  let backSubtotal = zero;
  let backTax = zero;
  let backShipping = zero;
  let refundedMoney = zero;
  for (const [number, refund] of (spec.refunds ?? []).entries()) {
    let due = zero;
    const rows = (refund.lines ?? []).map(({ index, quantity, restockType }, place) => {
      const line = lines[index]!;
      const from = goneSoFar[index]!;
      goneSoFar[index] = from + quantity;
      const goods = part(line.paid, from, quantity, line.line.quantity);
      const goodsTax = part(line.tax, from, quantity, line.line.quantity);
      due = plus(due, goods, inside ? zero : goodsTax);
      const type = restockType ?? 'CANCEL';
      return {
        ...{
          id: `9${number}${place}`,
          lineId: String(111 + index),
          quantity,
          restockType: type,
          restocked: type !== 'NO_RESTOCK',
        },
        ...{ unitPrice: money(line.unit), subtotal: money(goods), tax: money(goodsTax) },
      };
    });
    const shippingRows = refund.shipping
      ? liveShipping.map((row) => {
          due = plus(due, row.net, inside ? zero : row.tax);
          backShipping = plus(backShipping, row.net);
          backTax = plus(backTax, row.tax);
          return {
            id: `99${row.index}`,
            shippingLineId: `20${row.index}`,
            title: row.row.title ?? 'Standard',
            subtotal: money(row.net),
            tax: money(row.tax),
          };
        })
      : [];
    const moved = plus(due, bag(refund.extra ?? '0'));
    const status = refund.status ?? 'SUCCESS';
    const move = transaction(
      `70${number}`,
      'REFUND',
      status,
      payments[payments.length - 1]!.gateway,
      money(moved),
      String(800 + payments.length - 1),
    );
    if (!refund.unpaid) transactions.push(move);
    if (!refund.unpaid && status === 'SUCCESS') refundedMoney = plus(refundedMoney, moved);
    refunds.push({
      ...{ id: `60${number}`, processedAt: '2026-11-25T14:00:00.000Z', updatedAt: '2026-11-25T14:00:00.000Z' },
      ...{ total: money(moved), lines: rows, shippingLines: shippingRows, duties: [] },
      adjustments:
        refund.extra === undefined
          ? []
          : [{ id: `a${number}`, reason: 'REFUND_DISCREPANCY', amount: money(bag(refund.extra)), tax: money(zero) }],
      transactions: refund.unpaid ? [] : [move],
    });
  }
  for (const line of lines) {
    backSubtotal = plus(backSubtotal, part(line.paid, 0, line.gone, line.line.quantity));
    backTax = plus(backTax, part(line.tax, 0, line.gone, line.line.quantity));
  }
  const currentSubtotal = minus(subtotal, backSubtotal);
  const currentShipping = minus(shippingNet, backShipping);
  const currentTax = minus(tax, backTax);
  const currentTotal = plus(currentSubtotal, currentShipping, inside ? zero : currentTax);
  const received = plus(
    zero,
    ...transactions
      .filter((one) => ['SALE', 'CAPTURE'].includes(one.kind) && one.status === 'SUCCESS')
      .map((one) => ({ shop: Big(one.amount.shop), presentment: Big(one.amount.presentment) })),
  );
  const orderLines: OrderLine[] = lines.map(({ index, line, unit, list, off, paid, tax: lineTax, gone }) => ({
    ...{ id: String(111 + index), title: line.sku ?? 'Line', name: line.sku ?? 'Line', quantity: line.quantity },
    ...(line.sku === undefined ? {} : { sku: line.sku }),
    currentQuantity: line.quantity - gone,
    unfulfilledQuantity: Math.max(0, line.quantity - (line.fulfilled ?? 0) - goneUnshipped(spec, index)),
    ...{ nonFulfillableQuantity: 0, refundableQuantity: line.quantity - gone, requiresShipping: true, taxable: true },
    ...{ isGiftCard: false, isTip: false, attributes: [], productId: '401', variantId: String(501 + index) },
    ...{ unitPrice: money(unit), originalTotal: money(list), discountedTotal: money(paid) },
    allocations: off.shop.eq(0) ? [] : [{ applicationIndex: 0, targetType: 'LINE_ITEM', amount: money(off) }],
    taxLines: taxLines(lineTax, line.tax ?? 0),
    duties: [],
    ...line.more,
  }));
  const shippingLines: ShippingLine[] = shipping.map(({ index, row, price, net, tax: rowTax }) => ({
    ...{ id: `20${index}`, title: row.title ?? 'Standard', code: 'STD', isRemoved: row.removed ?? false },
    ...{ originalPrice: money(price), discountedPrice: money(net), currentDiscountedPrice: money(net) },
    taxLines: taxLines(rowTax, row.tax ?? 0),
    allocations: [],
  }));
  return {
    ...{ id: '8837991727410', name: '#1494', number: 1494, test: false, confirmed: true },
    ...{
      createdAt: '2026-11-20T15:15:00.000Z',
      processedAt: '2026-11-20T15:14:58.000Z',
      updatedAt: '2026-11-20T15:15:02.000Z',
    },
    ...{
      financialStatus: 'PAID',
      fulfillmentStatus: 'UNFULFILLED',
      email: 'ann@example.com',
      tags: [],
      attributes: [],
    },
    edited: spec.lines.some((line) => (line.removed ?? 0) > 0) || shipping.some(({ row }) => row.removed === true),
    ...{ returnStatus: 'NO_RETURN', sourceName: 'web', dutiesIncluded: false, taxExempt: false, estimatedTaxes: false },
    taxesIncluded: inside,
    currencies,
    ...{ paymentGatewayNames: payments.map((one) => one.gateway), discountCodes: [] },
    customer: { id: '7001', firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com', taxExempt: false },
    ...{ billingAddress: address, shippingAddress: address },
    ...{ lines: orderLines, shippingLines, additionalFees: [], taxLines: [], transactions, refunds },
    discountApplications: [
      {
        index: 0,
        kind: 'code',
        targetType: 'LINE_ITEM',
        targetSelection: 'ALL',
        allocationMethod: 'ACROSS',
        name: 'SAVE10',
        value: { percentage: '10.0' },
      },
    ],
    fulfillments: fulfillmentsOf(spec),
    ...{ metafields: [], hidden: [] },
    totals: {
      ...{
        subtotal: money(subtotal),
        shipping: money(shippingNet),
        tax: money(tax),
        discounts: money(plus(zero, ...lines.map((line) => line.off))),
      },
      ...{
        tip: money(zero),
        duties: money(zero),
        additionalFees: money(zero),
        total: money(total),
        originalTotal: money(total),
      },
      ...{
        currentSubtotal: money(currentSubtotal),
        currentShipping: money(currentShipping),
        currentTax: money(currentTax),
      },
      ...{
        currentDiscounts: money(zero),
        currentDuties: money(zero),
        currentAdditionalFees: money(zero),
        currentTotal: money(currentTotal),
      },
      ...{
        received: money(received),
        refunded: money(refundedMoney),
        refundedShipping: money(backShipping),
        outstanding: money(zero),
      },
      ...{
        netPayment: money(minus(received, refundedMoney)),
        cashRoundingPayment: money(zero),
        cashRoundingRefund: money(zero),
      },
    },
    ...spec.more,
  };
}

/** Units that went off a line before they were shipped. */
const goneUnshipped = (spec: Spec, index: number): number =>
  (spec.lines[index]?.removed ?? 0) +
  (spec.refunds ?? [])
    .flatMap((refund) => refund.lines ?? [])
    .filter((row) => row.index === index && row.restockType !== 'RETURN')
    .reduce((sum, row) => sum + row.quantity, 0);

const transaction = (
  id: string,
  kind: string,
  status: string,
  gateway: string,
  amount: Money,
  parentId?: string,
): Transaction => ({
  ...{
    id,
    kind,
    status,
    test: false,
    gateway,
    formattedGateway: gateway,
    isGiftCard: gateway === 'gift_card',
    isManual: false,
    amount,
  },
  ...(parentId === undefined ? {} : { parentId }),
  ...{ createdAt: '2026-11-20T15:15:00.000Z', processedAt: '2026-11-20T15:15:00.000Z' },
});

const fulfillmentsOf = (spec: Spec): Order['fulfillments'] => {
  const lines = spec.lines.flatMap((line, index) =>
    line.fulfilled ? [{ id: `f${index}`, lineId: String(111 + index), quantity: line.fulfilled }] : [],
  );
  if (lines.length === 0) return [];
  const at = '2026-11-22T15:15:00.000Z';
  return [
    {
      id: '5001',
      name: '#1494-F1',
      status: 'SUCCESS',
      createdAt: at,
      updatedAt: at,
      tracking: [{ number: '1Z1' }],
      lines,
    },
  ];
};
