/**
 * The webhook topics that a connection may want, in both spellings.
 * The trap: the compliance topics (customers/redact, …) are not here; they are set in the app's own configuration.
 */

export const WEBHOOK_TOPICS = [
  'ORDERS_CREATE',
  'ORDERS_UPDATED',
  'ORDERS_PAID',
  'ORDERS_CANCELLED',
  'ORDERS_EDITED',
  'ORDERS_DELETE',
  'REFUNDS_CREATE',
  'FULFILLMENTS_CREATE',
  'FULFILLMENTS_UPDATE',
  'CUSTOMERS_CREATE',
  'CUSTOMERS_UPDATE',
  'CUSTOMERS_DELETE',
  'CUSTOMERS_ENABLE',
  'CUSTOMERS_DISABLE',
  'CUSTOMERS_MERGE',
  'INVENTORY_LEVELS_UPDATE',
  'INVENTORY_ITEMS_UPDATE',
  'PRODUCTS_UPDATE',
  'LOCATIONS_CREATE',
  'LOCATIONS_UPDATE',
  'BULK_OPERATIONS_FINISH',
  'APP_UNINSTALLED',
  'APP_SCOPES_UPDATE',
] as const;

export type WebhookTopic = (typeof WEBHOOK_TOPICS)[number];

/** `customers/merge` asks for the scope `read_customer_merge`, which an app may do without. */
export const OPTIONAL_TOPICS: readonly WebhookTopic[] = ['CUSTOMERS_MERGE'];

/** Answered with 200 by law: what a shop or customer asks to be told or forgotten. */
export const COMPLIANCE_TOPICS = ['customers/data_request', 'customers/redact', 'shop/redact'] as const;

/** `ORDERS_CREATE` → `orders/create`, as deliveries spell it. */
const SPELLED = new Map(WEBHOOK_TOPICS.map((topic) => [spelled(topic), topic]));

function spelled(topic: string): string {
  const [first = '', ...rest] = topic.toLowerCase().split('_');
  const folder =
    rest[0] === 'levels' || rest[0] === 'items' || rest[0] === 'operations' ? `${first}_${rest.shift()}` : first;
  return `${folder}/${rest.join('_')}`;
}

export const isComplianceTopic = (topic: string): boolean => COMPLIANCE_TOPICS.some((known) => known === topic);

/** `orders/create` → `ORDERS_CREATE`; undefined for a topic that is not ours. */
export const topicOf = (header: string): WebhookTopic | undefined => SPELLED.get(header.toLowerCase());

type Enabled = { enabled: boolean };

/** The topics that the syncs of a connection live on. */
export function wantedTopics(syncs: {
  shopifyOrder: Enabled;
  shopifyCustomer: Enabled;
  shopifyStock?: Enabled;
}): WebhookTopic[] {
  const inOrder = (topic: string) => /^(ORDERS|REFUNDS|FULFILLMENTS)_/.test(topic);
  const wanted = (topic: string): boolean =>
    (syncs.shopifyOrder.enabled && inOrder(topic)) ||
    (syncs.shopifyCustomer.enabled && topic.startsWith('CUSTOMERS_')) ||
    (syncs.shopifyStock?.enabled === true && topic === 'INVENTORY_LEVELS_UPDATE') ||
    topic === 'APP_UNINSTALLED' ||
    topic === 'APP_SCOPES_UPDATE';
  return WEBHOOK_TOPICS.filter(wanted);
}
