// V1 webhook subscriptions: subscribe, list (PascalCase), delete; there is no update call.
// Trap: doubled subscriptions are accepted and each of them delivers.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Subscription } from '../domain/model.ts';
import { notFound } from '../domain/refusal.ts';
import { nextId, type World } from '../domain/world.ts';
import { invalidRequest } from './errors.ts';
import { readBody } from './orders.ts';

const EVENTS = [
  'ORDER_NOTIFY',
  'ITEM_ORDER_NOTIFY',
  'SHIP_NOTIFY',
  'ITEM_SHIP_NOTIFY',
  'FULFILLMENT_SHIPPED',
  'FULFILLMENT_REJECTED',
];

const listed = (row: Subscription) => ({
  IsLabelAPIHook: false,
  WebHookID: row.id,
  SellerID: 100000,
  StoreID: row.storeId,
  HookType: row.event,
  MessageFormat: 'Json',
  Url: row.url,
  Name: row.name,
  BulkCopyBatchID: null,
  BulkCopyRecordID: null,
  Active: true,
  WebhookLogs: [],
  Seller: null,
  Store: null,
});

/** An absolute http(s) address of at most 200 characters. */
export const isHookUrl = (url: string) => url.length <= 200 && URL.canParse(url) && /^https?:/.test(url);

function subscribe(world: World, request: FastifyRequest) {
  const given = readBody(world, request, ['target_url', 'event'], (body) => ({
    url: body.text('target_url') ?? '',
    event: body.text('event') ?? '',
    storeId: body.whole('store_id'),
    name: body.text('friendly_name') ?? '',
  }));
  if (!isHookUrl(given.url)) throw invalidRequest({ 'request.target_url': ['The target_url is not valid.'] });
  if (!EVENTS.includes(given.event)) throw invalidRequest({ 'request.event': [`Unknown event '${given.event}'.`] });
  if (given.name.length > 100) throw invalidRequest({ 'request.friendly_name': ['At most 100 characters.'] });
  if (given.storeId !== null && !world.stores.has(given.storeId)) throw notFound(`Store ${given.storeId}`);
  const id = nextId(world, 'webhook');
  world.subscriptions.set(id, { api: 'v1', id, headers: [], ...given });
  return { id };
}

/** Adds the subscription routes. */
export function addWebhookRoutes(app: FastifyInstance, world: World): void {
  app.post('/webhooks/subscribe', (request) => subscribe(world, request));
  app.get('/webhooks', () => ({
    webhooks: [...world.subscriptions.values()].filter((row) => row.api === 'v1').map(listed),
  }));
  app.delete('/webhooks/:id(^\\d+$)', (request, reply) => {
    const id = Number((request.params as { id: string }).id);
    if (world.subscriptions.get(id)?.api !== 'v1') throw notFound(`Webhook ${id}`);
    world.subscriptions.delete(id);
    return reply.code(200).send();
  });
}
