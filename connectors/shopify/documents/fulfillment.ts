/**
 * Fulfilment orders and fulfilments. The trap: nothing here is idempotent but tracking updates and cancelling.
 */
import { mutation, query } from './document.ts';
import { FULFILLMENT, FULFILLMENT_LINE, PAGE } from './fragments.ts';

const FULFILLMENT_ORDER_LINE = `fragment FulfillmentOrderLine on FulfillmentOrderLineItem {
  id totalQuantity remainingQuantity sku inventoryItemId lineItem { id }
}`;

export const FULFILLMENT_ORDERS = query(
  'OrderFulfillmentOrders',
  133,
  `query OrderFulfillmentOrders($id: ID!, $after: String) {
  order(id: $id) {
    fulfillmentOrders(first: 20, after: $after) {
      nodes {
        id status requestStatus fulfillAt
        supportedActions { action }
        fulfillmentHolds { id reason reasonNotes }
        assignedLocation { name location { id } }
        deliveryMethod { methodType }
        lineItems(first: 100) { nodes { ...FulfillmentOrderLine } pageInfo { ...Page } }
      }
      pageInfo { ...Page }
    }
  }
}`,
  [FULFILLMENT_ORDER_LINE, PAGE],
);

export const FULFILLMENT_ORDER_LINES_PAGE = query(
  'FulfillmentOrderLinesPage',
  21,
  `query FulfillmentOrderLinesPage($id: ID!, $after: String!) {
  fulfillmentOrder(id: $id) {
    lineItems(first: 100, after: $after) { nodes { ...FulfillmentOrderLine } pageInfo { ...Page } }
  }
}`,
  [FULFILLMENT_ORDER_LINE, PAGE],
);

export const ORDER_FULFILLMENTS = query(
  'OrderFulfillments',
  24,
  'query OrderFulfillments($id: ID!) { order(id: $id) { fulfillments(first: 250) { ...Fulfillment } } }',
  [FULFILLMENT, FULFILLMENT_LINE, PAGE],
);

export const FULFILLMENT_CREATE = mutation(
  'FulfillmentCreate',
  32,
  `mutation FulfillmentCreate($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { ...Fulfillment } userErrors { field message } }
}`,
  [FULFILLMENT, FULFILLMENT_LINE, PAGE],
);

export const TRACKING_UPDATE = mutation(
  'FulfillmentTrackingUpdate',
  10,
  `mutation FulfillmentTrackingUpdate($id: ID!, $tracking: FulfillmentTrackingInput!, $notify: Boolean!) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking, notifyCustomer: $notify) {
    fulfillment { id }
    userErrors { field message }
  }
}`,
);

export const FULFILLMENT_CANCEL = mutation(
  'FulfillmentCancel',
  10,
  `mutation FulfillmentCancel($id: ID!) {
  fulfillmentCancel(id: $id) { fulfillment { id status } userErrors { field message } }
}`,
);
