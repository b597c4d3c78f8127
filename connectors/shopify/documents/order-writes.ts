/**
 * Writing to an order. The trap: `orderUpdate` replaces tags and attributes, `tagsAdd` only adds; both echo as webhooks.
 */
import { mutation, query } from './document.ts';

export const ORDER_CANCEL = mutation(
  'OrderCancel',
  10,
  `mutation OrderCancel(
  $id: ID!, $reason: OrderCancelReason!, $restock: Boolean!, $refund: OrderCancelRefundMethodInput!,
  $notify: Boolean!, $note: String
) {
  orderCancel(
    orderId: $id, reason: $reason, restock: $restock, refundMethod: $refund, notifyCustomer: $notify, staffNote: $note
  ) { job { id done } orderCancelUserErrors { code field message } }
}`,
);

export const JOB = query('JobById', 1, 'query JobById($id: ID!) { job(id: $id) { id done } }');

export const TAGS_ADD = mutation(
  'TagsAdd',
  10,
  `mutation TagsAdd($id: ID!, $tags: [String!]!) {
  tagsAdd(id: $id, tags: $tags) { node { id } userErrors { field message } }
}`,
);

export const METAFIELDS_SET = mutation(
  'MetafieldsSet',
  10,
  `mutation MetafieldsSet($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) { metafields { id } userErrors { code field message elementIndex } }
}`,
);

export const ORDER_UPDATE = mutation(
  'OrderUpdate',
  10,
  `mutation OrderUpdate($input: OrderInput!) {
  orderUpdate(input: $input) { order { id updatedAt } userErrors { field message } }
}`,
);
