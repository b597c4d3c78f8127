/**
 * Shopify's deliveries, signed over the raw bytes with the app's secret (several while it is being changed).
 * The trap: the headers are not signed; what they say only names and deduplicates, the order itself is read anew.
 */
import { createHash } from 'node:crypto';
import { resolveShopifySettings, shopifySettingsSchema } from '../../connectors/shopify/settings.ts';
import type { ShopifyCredentials } from '../../connectors/shopify/types.ts';
import { readEvent, verifyDelivery, WebhookRejected } from '../../connectors/shopify/webhook.ts';
import { toldAvailable } from '../../connectors/shopify/webhook-event.ts';
import { isForeignLevel } from '../../store/stock-echo.ts';
import { Rejected } from '../rejection.ts';
import type { HookRequest, WebhookHandler } from './contract.ts';

export const createShopifyHandler = (): WebhookHandler => ({
  system: 'shopify',
  pairs: ['netsuite-shopify'],
  accept: async (request) => {
    const { settings, headers, rawBody, secret } = request;
    const section = typeof settings === 'object' && settings !== null && 'shopify' in settings ? settings.shopify : {};
    const { shop } = resolveShopifySettings(shopifySettingsSchema.parse(section));
    const secrets = secretsOf((await secret('shopify')) as ShopifyCredentials | undefined);
    const delivery = judged(() => verifyDelivery({ rawBody, headers, secrets, shop }));
    // The last key also knows the same event that came by another subscription.
    const key = delivery.dedupeKeys.at(-1) ?? delivery.webhookId;
    const dedupeKey = createHash('sha256').update(`shopify\n${shop}\n${key}`).digest('hex');
    return { topic: delivery.topic, dedupeKey, isEcho: await isEcho(request, delivery.topic) };
  },
});

/** Each level that we set comes back as a delivery; thousands of them would stand in the way of orders. */
async function isEcho({ stock, connection, rawBody }: HookRequest, topic: string): Promise<boolean> {
  if (topic !== 'inventory_levels/update') return false;
  const { inventoryItemId: skuKey, locationId: location } = readEvent(topic, rawBody);
  const told = toldAvailable(rawBody.toString('utf8'));
  if (skuKey === undefined || location === undefined || told === undefined) return false;
  // When it cannot be told now, the workflow finds out.
  return !(await isForeignLevel(stock, connection, { skuKey, location, ...told }).catch(() => true));
}

function secretsOf(credentials: ShopifyCredentials | undefined): string[] {
  const own = credentials !== undefined && 'clientSecret' in credentials ? [credentials.clientSecret] : [];
  return [...own, ...(credentials?.webhookSecrets ?? [])];
}

function judged<T>(judge: () => T): T {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof WebhookRejected)) throw error;
    const reason = error.status === 401 ? 'signature-wrong' : 'malformed';
    throw new Rejected(error.status, reason, error.reason, { cause: error });
  }
}
