/**
 * The parts that several documents select. The trap: GraphQL refuses a fragment that is sent but not used.
 */

export const MONEY = `fragment Money on MoneyBag {
  shopMoney { amount currencyCode }
  presentmentMoney { amount currencyCode }
}`;

export const TAX = `fragment Tax on TaxLine { title rate source channelLiable priceSet { ...Money } }`;

export const ALLOCATION = `fragment Allocation on DiscountAllocation {
  allocatedAmountSet { ...Money }
  discountApplication { index targetType }
}`;

export const ADDRESS = `fragment Address on MailingAddress {
  firstName lastName company address1 address2 city province provinceCode zip country countryCodeV2 phone
}`;

export const PAGE = `fragment Page on PageInfo { hasNextPage endCursor }`;

export const LINE = `fragment Line on LineItem {
  id name title variantTitle sku vendor
  quantity currentQuantity unfulfilledQuantity nonFulfillableQuantity refundableQuantity
  requiresShipping taxable isGiftCard
  customAttributes { key value }
  product { id }
  variant { id inventoryItem { id } }
  lineItemGroup { id title quantity variantId variantSku productId }
  originalUnitPriceSet { ...Money }
  originalTotalSet { ...Money }
  discountedTotalSet { ...Money }
  discountAllocations { ...Allocation }
  taxLines { ...Tax }
  duties { id harmonizedSystemCode countryCodeOfOrigin price { ...Money } taxLines { ...Tax } }
}`;

export const ORDER_REF = `fragment OrderRef on Order {
  id name createdAt updatedAt cancelledAt test displayFinancialStatus displayFulfillmentStatus
}`;

export const TRANSACTION = `fragment Transaction on OrderTransaction {
  id kind status test gateway formattedGateway manualPaymentGateway
  createdAt processedAt authorizationExpiresAt paymentId errorCode
  parentTransaction { id }
  amountSet { ...Money }
}`;

export const REFUND_LINE = `fragment RefundLine on RefundLineItem {
  id quantity restockType restocked
  location { id }
  lineItem { id sku }
  priceSet { ...Money }
  subtotalSet { ...Money }
  totalTaxSet { ...Money }
}`;

export const FULFILLMENT_LINE = `fragment FulfillmentLine on FulfillmentLineItem { id quantity lineItem { id sku } }`;

export const FULFILLMENT = `fragment Fulfillment on Fulfillment {
  id name status displayStatus createdAt updatedAt
  trackingInfo { company number url }
  location { id }
  fulfillmentLineItems(first: 100) { nodes { ...FulfillmentLine } pageInfo { ...Page } }
}`;
