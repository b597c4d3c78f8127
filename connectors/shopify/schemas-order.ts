/**
 * The head of an order and its totals, from Shopify's spelling into ours.
 * The trap: some totals are null where there is nothing; they become zero in the order's own currencies.
 */
import { z } from 'zod';
import { compact } from './compact.ts';
import { zeroMoney } from './money.ts';
import { additionalFee, discountApplication, orderLine, shippingLine, taxLine } from './schemas-order-lines.ts';
import { fulfillment, refund, transaction } from './schemas-order-parts.ts';
import type {
  Address,
  Metafield,
  OrderCustomer,
  OrderRef,
  OrderTotals,
  PaymentTerms,
  PurchasingCompany,
} from './types.ts';
import { attribute, bag, connection, id, instant, maybe, optionalInstant, ref, text } from './values.ts';

export const orderRefFields = {
  id,
  name: z.string(),
  createdAt: instant,
  updatedAt: instant,
  cancelledAt: optionalInstant,
  test: z.boolean(),
  displayFinancialStatus: text,
  displayFulfillmentStatus: z.string(),
};

type RefFields = z.output<z.ZodObject<typeof orderRefFields>>;

export const toOrderRef = (order: RefFields): OrderRef =>
  compact({
    id: order.id,
    name: order.name,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    cancelledAt: order.cancelledAt,
    test: order.test,
    financialStatus: order.displayFinancialStatus,
    fulfillmentStatus: order.displayFulfillmentStatus,
  });

export const orderRef: z.ZodType<OrderRef> = z.object(orderRefFields).transform(toOrderRef);

export const address: z.ZodType<Address> = z
  .object({
    firstName: text,
    lastName: text,
    company: text,
    address1: text,
    address2: text,
    city: text,
    province: text,
    provinceCode: text,
    zip: text,
    country: text,
    countryCodeV2: text,
    phone: text,
  })
  .transform(({ countryCodeV2, ...rest }) => compact({ ...rest, countryCode: countryCodeV2 }));

/** Not z.ZodType: `email` and `phone` may also be held back one by one. */
export const emailOf = maybe(z.object({ emailAddress: text })).transform((value) => value?.emailAddress);
export const phoneOf = maybe(z.object({ phoneNumber: text })).transform((value) => value?.phoneNumber);

const customer: z.ZodType<OrderCustomer> = z
  .object({
    id,
    displayName: text,
    firstName: text,
    lastName: text,
    taxExempt: z.boolean(),
    defaultEmailAddress: emailOf,
    defaultPhoneNumber: phoneOf,
  })
  .transform(({ defaultEmailAddress, defaultPhoneNumber, ...rest }) =>
    compact({ ...rest, email: defaultEmailAddress, phone: defaultPhoneNumber }),
  );

const party = z.object({ id, name: z.string(), externalId: text });

const purchasingEntity = z
  .object({ __typename: z.string(), company: maybe(party), location: maybe(party) })
  .transform(({ company, location }): PurchasingCompany | undefined => {
    if (company === undefined || location === undefined) return undefined;
    return compact({
      companyId: company.id,
      companyName: company.name,
      companyExternalId: company.externalId,
      locationId: location.id,
      locationName: location.name,
      locationExternalId: location.externalId,
    });
  });

const schedules = z.object({ nodes: z.array(z.object({ dueAt: optionalInstant, completedAt: optionalInstant })) });

const paymentTerms = z
  .object({
    paymentTermsName: z.string(),
    paymentTermsType: z.string(),
    dueInDays: z.number().int().nullish(),
    overdue: z.boolean(),
    paymentSchedules: schedules,
  })
  .transform((terms): PaymentTerms => {
    const open = terms.paymentSchedules.nodes.filter((schedule) => schedule.completedAt === undefined);
    return compact({
      name: terms.paymentTermsName,
      type: terms.paymentTermsType,
      dueInDays: terms.dueInDays ?? undefined,
      dueAt: open
        .map((schedule) => schedule.dueAt)
        .filter((at) => at !== undefined)
        .sort()
        .at(-1),
      overdue: terms.overdue,
    });
  });

const metafield: z.ZodType<Metafield> = z.object({
  namespace: z.string(),
  key: z.string(),
  type: z.string(),
  value: z.string(),
});

const risk = z
  .object({ recommendation: z.string(), assessments: z.array(z.object({ riskLevel: z.string() })) })
  .transform(({ recommendation, assessments }) => ({
    recommendation,
    levels: assessments.map((one) => one.riskLevel),
  }));

const maybeBag = maybe(bag);

const totals = {
  subtotalPriceSet: maybeBag,
  totalShippingPriceSet: bag,
  totalTaxSet: maybeBag,
  totalDiscountsSet: maybeBag,
  totalTipReceivedSet: bag,
  originalTotalDutiesSet: maybeBag,
  originalTotalAdditionalFeesSet: maybeBag,
  totalPriceSet: bag,
  originalTotalPriceSet: bag,
  currentSubtotalPriceSet: bag,
  currentShippingPriceSet: bag,
  currentTotalTaxSet: bag,
  currentTotalDiscountsSet: bag,
  currentTotalDutiesSet: maybeBag,
  currentTotalAdditionalFeesSet: maybeBag,
  currentTotalPriceSet: bag,
  totalReceivedSet: bag,
  totalRefundedSet: bag,
  totalRefundedShippingSet: bag,
  totalOutstandingSet: bag,
  netPaymentSet: bag,
  totalCashRoundingAdjustment: z.object({ paymentSet: bag, refundSet: bag }),
};

export const order = z.object({
  ...orderRefFields,
  ...totals,
  number: z.number().int(),
  confirmationNumber: text,
  poNumber: text,
  email: text,
  phone: text,
  note: text,
  tags: z.array(z.string()),
  customAttributes: z.array(attribute),
  processedAt: instant,
  closedAt: optionalInstant,
  cancelReason: text,
  confirmed: z.boolean(),
  edited: z.boolean(),
  returnStatus: z.string(),
  sourceName: text,
  sourceIdentifier: text,
  app: maybe(z.object({ name: z.string() })),
  retailLocation: ref,
  taxesIncluded: z.boolean(),
  dutiesIncluded: z.boolean(),
  taxExempt: z.boolean(),
  estimatedTaxes: z.boolean(),
  currencyCode: z.string(),
  presentmentCurrencyCode: z.string(),
  paymentGatewayNames: z.array(z.string()),
  discountCodes: z.array(z.string()),
  customer: maybe(customer),
  purchasingEntity: maybe(purchasingEntity),
  billingAddress: maybe(address),
  shippingAddress: maybe(address),
  risk: maybe(risk),
  paymentTerms: maybe(paymentTerms),
  metafields: maybe(z.object({ nodes: z.array(metafield) })),
  additionalFees: z.array(additionalFee),
  taxLines: z.array(taxLine),
  discountApplications: connection(discountApplication),
  shippingLines: connection(shippingLine),
  lineItems: connection(orderLine),
  transactions: z.array(transaction),
  fulfillments: z.array(fulfillment),
  refunds: z.array(refund),
});

export type RawOrder = z.output<typeof order>;

export function toTotals(raw: RawOrder): OrderTotals {
  const zero = zeroMoney({ shop: raw.currencyCode, presentment: raw.presentmentCurrencyCode });
  return {
    subtotal: raw.subtotalPriceSet ?? zero,
    shipping: raw.totalShippingPriceSet,
    tax: raw.totalTaxSet ?? zero,
    discounts: raw.totalDiscountsSet ?? zero,
    tip: raw.totalTipReceivedSet,
    duties: raw.originalTotalDutiesSet ?? zero,
    additionalFees: raw.originalTotalAdditionalFeesSet ?? zero,
    total: raw.totalPriceSet,
    originalTotal: raw.originalTotalPriceSet,
    currentSubtotal: raw.currentSubtotalPriceSet,
    currentShipping: raw.currentShippingPriceSet,
    currentTax: raw.currentTotalTaxSet,
    currentDiscounts: raw.currentTotalDiscountsSet,
    currentDuties: raw.currentTotalDutiesSet ?? zero,
    currentAdditionalFees: raw.currentTotalAdditionalFeesSet ?? zero,
    currentTotal: raw.currentTotalPriceSet,
    received: raw.totalReceivedSet,
    refunded: raw.totalRefundedSet,
    refundedShipping: raw.totalRefundedShippingSet,
    outstanding: raw.totalOutstandingSet,
    netPayment: raw.netPaymentSet,
    cashRoundingPayment: raw.totalCashRoundingAdjustment.paymentSet,
    cashRoundingRefund: raw.totalCashRoundingAdjustment.refundSet,
  };
}
