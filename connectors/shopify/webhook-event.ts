/**
 * Which record a delivery is about: ids only, because a delivery only ever says "look again".
 * The trap: ids have more digits than a JSON number holds; they are quoted before the body is parsed, or the last digits
 * of long ones would be wrong.
 */
import { z } from 'zod';
import { idOf } from './ids.ts';
import { WebhookRejected } from './webhook-rejected.ts';

/** `resourceId` is the id of the body itself; the others name what it hangs on, where the topic tells. */
export type ShopifyEvent = {
  resourceId?: string;
  orderId?: string;
  customerId?: string;
  /** Of `customers/merge`: the one that is gone. */
  mergedCustomerId?: string;
  inventoryItemId?: string;
  locationId?: string;
  productId?: string;
  bulkOperationId?: string;
  updatedAt?: string;
};

const digits = z
  .union([z.string().regex(/^\d{1,20}$/), z.int().nonnegative().transform(String)])
  .optional()
  .catch(undefined);
const words = z.string().max(255).optional().catch(undefined);

const fields = z.looseObject({
  id: digits,
  admin_graphql_api_id: words,
  order_id: digits,
  inventory_item_id: digits,
  location_id: digits,
  updated_at: words,
  admin_graphql_api_customer_kept_id: words,
  admin_graphql_api_customer_deleted_id: words,
  status: words,
});
const bodySchema = fields.extend({ order_edit: fields.optional().catch(undefined) });

/** WebhookRejected 400 for a body that is no JSON object. */
export function readEvent(topic: string, rawBody: Buffer): ShopifyEvent {
  const parsed = bodySchema.safeParse(parseJson(rawBody));
  if (!parsed.success) throw new WebhookRejected(400, 'the body is not a JSON object');
  const body = parsed.data.order_edit ?? parsed.data;
  const own = body.admin_graphql_api_id === undefined ? body.id : idOf(body.admin_graphql_api_id);
  const found = {
    resourceId: topic.startsWith('inventory_levels/') ? levelId(body) : own,
    ...hangsOn(topic, own, body),
    updatedAt: body.updated_at,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

type Body = z.output<typeof fields>;

function hangsOn(topic: string, own: string | undefined, body: Body): ShopifyEvent {
  const [resource] = topic.split('/');
  const given = (name: keyof ShopifyEvent, value: string | undefined): ShopifyEvent =>
    value === undefined ? {} : { [name]: value };
  switch (resource) {
    case 'orders':
      return given('orderId', topic === 'orders/edited' ? body.order_id : own);
    case 'refunds':
    case 'fulfillments':
    case 'order_transactions':
      return given('orderId', body.order_id);
    case 'customers':
      return topic === 'customers/merge' ? mergeOf(body) : given('customerId', own);
    case 'inventory_levels':
      return { ...given('inventoryItemId', itemIdOf(body)), ...given('locationId', body.location_id) };
    case 'inventory_items':
      return given('inventoryItemId', own);
    case 'products':
      return given('productId', own);
    case 'locations':
      return given('locationId', own);
    case 'bulk_operations':
      return given('bulkOperationId', own);
    default:
      return {};
  }
}

/** A merge that failed or is still going on changes nothing. */
function mergeOf(body: Body): ShopifyEvent {
  const { admin_graphql_api_customer_kept_id: kept, admin_graphql_api_customer_deleted_id: gone } = body;
  const isDone = body.status === undefined || body.status === 'completed';
  return isDone && kept !== undefined && gone !== undefined
    ? { customerId: idOf(kept), mergedCustomerId: idOf(gone) }
    : {};
}

const levelSchema = z.looseObject({ available: z.int().nullish() });

/** What an `inventory_levels` body says of the stock; undefined for a body that is none. */
export function toldAvailable(rawBody: string): { available: number | null | undefined } | undefined {
  const told = levelSchema.safeParse(parseJson(Buffer.from(rawBody)));
  return told.success ? { available: told.data.available } : undefined;
}

/** `gid://shopify/InventoryLevel/9?inventory_item_id=7` holds the exact item id. */
const itemIdOf = (body: Body): string | undefined =>
  /[?&]inventory_item_id=(\d+)/.exec(body.admin_graphql_api_id ?? '')?.[1] ?? body.inventory_item_id;

/** A level changes again and again: its time belongs to what was told. */
function levelId(body: Body): string | undefined {
  const item = itemIdOf(body);
  return item === undefined ? undefined : `${item}@${body.location_id ?? ''}@${body.updated_at ?? ''}`;
}

function parseJson(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8').replace(/([:[,]\s*)(\d{16,20})(?=\s*[,}\]])/g, '$1"$2"'));
  } catch {
    return undefined;
  }
}
