/**
 * Reading one order whole, and the further pages of its long lists.
 * The trap: `refunds`, `fulfillments` and `transactions` are plain lists without a cursor, so the most is asked at once.
 */
import { query } from './document.ts';
import {
  ADDRESS,
  ALLOCATION,
  FULFILLMENT,
  FULFILLMENT_LINE,
  LINE,
  MONEY,
  ORDER_REF,
  PAGE,
  REFUND_LINE,
  TAX,
  TRANSACTION,
} from './fragments.ts';

/** The most that one plain list gives; a full list may have been cut. */
export const LIST_LIMIT = 250;

const HEAD = `
  ...OrderRef
  number confirmationNumber poNumber email phone note tags
  customAttributes { key value }
  processedAt closedAt cancelReason confirmed edited returnStatus sourceName sourceIdentifier
  app { name }
  retailLocation { id }
  taxesIncluded dutiesIncluded taxExempt estimatedTaxes currencyCode presentmentCurrencyCode
  paymentGatewayNames discountCodes
  customer { id displayName firstName lastName taxExempt defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
  purchasingEntity {
    __typename
    ... on PurchasingCompany { company { id name externalId } location { id name externalId } }
  }
  billingAddress { ...Address }
  shippingAddress { ...Address }
  risk { recommendation assessments { riskLevel } }
  paymentTerms @include(if: $terms) {
    paymentTermsName paymentTermsType dueInDays overdue
    paymentSchedules(first: 20) { nodes { dueAt completedAt } }
  }
  metafields(first: 50, keys: $metafields) @include(if: $withMetafields) { nodes { namespace key type value } }`;

const TOTALS = `
  subtotalPriceSet { ...Money }
  totalShippingPriceSet { ...Money }
  totalTaxSet { ...Money }
  totalDiscountsSet { ...Money }
  totalTipReceivedSet { ...Money }
  originalTotalDutiesSet { ...Money }
  originalTotalAdditionalFeesSet { ...Money }
  totalPriceSet { ...Money }
  originalTotalPriceSet { ...Money }
  currentSubtotalPriceSet { ...Money }
  currentShippingPriceSet { ...Money }
  currentTotalTaxSet { ...Money }
  currentTotalDiscountsSet { ...Money }
  currentTotalDutiesSet { ...Money }
  currentTotalAdditionalFeesSet { ...Money }
  currentTotalPriceSet { ...Money }
  totalReceivedSet { ...Money }
  totalRefundedSet { ...Money }
  totalRefundedShippingSet { ...Money }
  totalOutstandingSet { ...Money }
  netPaymentSet { ...Money }
  totalCashRoundingAdjustment { paymentSet { ...Money } refundSet { ...Money } }
  additionalFees { id name price { ...Money } taxLines { ...Tax } }
  taxLines { ...Tax }`;

const DISCOUNTS = `
  discountApplications(first: 100) {
    nodes {
      __typename index targetType targetSelection allocationMethod
      value { __typename ... on MoneyV2 { amount currencyCode } ... on PricingPercentageValue { percentage } }
      ... on DiscountCodeApplication { code }
      ... on ManualDiscountApplication { title }
      ... on AutomaticDiscountApplication { title }
      ... on ScriptDiscountApplication { title }
    }
    pageInfo { ...Page }
  }`;

const SHIPPING = `
  shippingLines(first: 50, includeRemovals: true) {
    nodes {
      id title code source carrierIdentifier isRemoved
      originalPriceSet { ...Money }
      discountedPriceSet { ...Money }
      currentDiscountedPriceSet { ...Money }
      taxLines { ...Tax }
      discountAllocations { ...Allocation }
    }
    pageInfo { ...Page }
  }`;

const REFUNDS = `
  refunds(first: 250) {
    id createdAt processedAt updatedAt note
    return @include(if: $returns) { id name }
    totalRefundedSet { ...Money }
    duties { amountSet { ...Money } originalDuty { id } }
    refundLineItems(first: 50) { nodes { ...RefundLine } pageInfo { ...Page } }
    refundShippingLines(first: 20) {
      nodes { id shippingLine { id title } subtotalAmountSet { ...Money } taxAmountSet { ...Money } }
      pageInfo { ...Page }
    }
    orderAdjustments(first: 20) {
      nodes { id reason amountSet { ...Money } taxAmountSet { ...Money } }
      pageInfo { ...Page }
    }
    transactions(first: 50) { nodes { ...Transaction } pageInfo { ...Page } }
  }`;

export const ORDER_BY_ID = query(
  'OrderById',
  255,
  `query OrderById($id: ID!, $terms: Boolean!, $returns: Boolean!, $metafields: [String!], $withMetafields: Boolean!) {
  order(id: $id) {${HEAD}${TOTALS}${DISCOUNTS}${SHIPPING}
  lineItems(first: 100) { nodes { ...Line } pageInfo { ...Page } }
  transactions(first: 250) { ...Transaction }
  fulfillments(first: 250) { ...Fulfillment }${REFUNDS}
  }
}`,
  [ORDER_REF, MONEY, TAX, ALLOCATION, ADDRESS, LINE, TRANSACTION, REFUND_LINE, FULFILLMENT, FULFILLMENT_LINE, PAGE],
);

export const ORDER_LINES_PAGE = query(
  'OrderLinesPage',
  93,
  `query OrderLinesPage($id: ID!, $after: String!) {
  order(id: $id) { updatedAt lineItems(first: 100, after: $after) { nodes { ...Line } pageInfo { ...Page } } }
}`,
  [LINE, ALLOCATION, TAX, MONEY, PAGE],
);

export const REFUND_LINES_PAGE = query(
  'RefundLinesPage',
  30,
  `query RefundLinesPage($id: ID!, $after: String!) {
  refund(id: $id) { refundLineItems(first: 100, after: $after) { nodes { ...RefundLine } pageInfo { ...Page } } }
}`,
  [REFUND_LINE, MONEY, PAGE],
);

export const FULFILLMENT_LINES_PAGE = query(
  'FulfillmentLinesPage',
  21,
  `query FulfillmentLinesPage($id: ID!, $after: String!) {
  fulfillment(id: $id) {
    fulfillmentLineItems(first: 100, after: $after) { nodes { ...FulfillmentLine } pageInfo { ...Page } }
  }
}`,
  [FULFILLMENT_LINE, PAGE],
);
