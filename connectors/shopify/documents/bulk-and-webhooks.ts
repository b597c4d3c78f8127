/**
 * Bulk exports and webhook subscriptions. The trap: a bulk query may not use `nodes` nor more than two levels of lists.
 */
import { mutation, query } from './document.ts';
import { PAGE } from './fragments.ts';

export const BULK_RUN = mutation(
  'BulkRun',
  10,
  `mutation BulkRun($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: false) {
    bulkOperation { id status errorCode objectCount fileSize url partialDataUrl }
    userErrors { code field message }
  }
}`,
);

export const BULK_POLL = query(
  'BulkPoll',
  1,
  `query BulkPoll($id: ID!) {
  bulkOperation(id: $id) { id status errorCode objectCount fileSize url partialDataUrl }
}`,
);

export const WEBHOOK_LIST = query(
  'WebhookList',
  20,
  `query WebhookList($after: String) {
  webhookSubscriptions(first: 100, after: $after) { nodes { id topic uri name apiVersion { handle } } pageInfo { ...Page } }
}`,
  [PAGE],
);

export const WEBHOOK_CREATE = mutation(
  'WebhookCreate',
  10,
  `mutation WebhookCreate($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) {
    webhookSubscription { id }
    userErrors { field message }
  }
}`,
);

export const WEBHOOK_DELETE = mutation(
  'WebhookDelete',
  10,
  `mutation WebhookDelete($id: ID!) {
  webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } }
}`,
);
