// V2 webhook subscriptions under /v2/environment/webhooks.
// Trap: the list is a bare array, POST answers 200 (not 201), PUT and DELETE answer 204.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Subscription } from '../domain/model.ts';
import { notFound } from '../domain/refusal.ts';
import { nextId, type World } from '../domain/world.ts';
import { invalidField, objectBody, requiredField, se, seNumber, type V2Context, V2Problem } from './http.ts';

const EVENTS = [
  ...['batch', 'carrier_connected', 'order_source_refresh_complete', 'rate', 'report_complete'],
  ...['sales_orders_imported', 'track', 'batch_processed_v2', 'track_event_v2', 'shipment_created_v2'],
  ...['label_created_v2', 'fulfillment_shipped_v2', 'fulfillment_rejected_v2'],
];

const show = (row: Subscription) => ({
  webhook_id: se(row.id),
  url: row.url,
  event: row.event,
  headers: row.headers,
  name: row.name,
  store_id: row.storeId,
});

function readUrl(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw requiredField('url');
  if (!URL.canParse(value) || !/^https?:/.test(value))
    throw invalidField('url', 'url must be an absolute http(s) address.');
  return value;
}

function readHeaders(value: unknown): Subscription['headers'] {
  if (value === undefined || value === null) return [];
  const valid = Array.isArray(value) && value.every((h) => typeof h?.key === 'string' && typeof h?.value === 'string');
  if (!valid) throw invalidField('headers', 'headers is an array of {key, value}.');
  return value.map(({ key, value: text }) => ({ key, value: text }));
}

function storeOf(world: World, value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const id = typeof value === 'number' ? value : (seNumber(String(value)) ?? Number(value));
  if (!world.stores.has(id)) throw invalidField('store_id', `Store ${String(value)} does not exist.`);
  return id;
}

function create(world: World, request: FastifyRequest) {
  const body = objectBody(request, ['name', 'event', 'url', 'headers', 'store_id']);
  const event = EVENTS.find((e) => e === body.event);
  if (body.event === undefined) throw requiredField('event');
  if (!event) throw invalidField('event', `event is one of ${EVENTS.join(', ')}.`);
  const fresh: Subscription = {
    ...{ api: 'v2', id: 0, event, url: readUrl(body.url), headers: readHeaders(body.headers) },
    name: typeof body.name === 'string' ? body.name : '',
    storeId: storeOf(world, body.store_id),
  };
  for (const row of world.subscriptions.values()) {
    if (row.api === 'v2' && row.event === event && row.url === fresh.url && row.storeId === fresh.storeId) {
      throw new V2Problem(
        409,
        'webhook_event_type_conflict',
        'This event is already sent to this url.',
        'business_rules',
      );
    }
  }
  fresh.id = nextId(world, 'webhook');
  world.subscriptions.set(fresh.id, fresh);
  return show(fresh);
}

/** Adds the subscription routes. */
export function addWebhookRoutes(app: FastifyInstance, { world }: V2Context): void {
  const path = '/environment/webhooks';
  const find = (request: FastifyRequest) => {
    const { id } = request.params as { id: string };
    const row = world.subscriptions.get(seNumber(id) ?? -1);
    if (row?.api !== 'v2') throw notFound(`Webhook ${id}`);
    return row;
  };
  app.get(path, () => [...world.subscriptions.values()].filter((row) => row.api === 'v2').map(show));
  app.post(path, (request) => create(world, request));
  app.get(`${path}/:id`, (request) => show(find(request)));
  app.put(`${path}/:id`, (request, reply) => {
    const row = find(request);
    const body = objectBody(request, ['url', 'headers', 'name', 'store_id']);
    if (body.url !== undefined) row.url = readUrl(body.url);
    if (body.headers !== undefined) row.headers = readHeaders(body.headers);
    return reply.code(204).send();
  });
  app.delete(`${path}/:id`, (request, reply) => {
    world.subscriptions.delete(find(request).id);
    return reply.code(204).send();
  });
}
