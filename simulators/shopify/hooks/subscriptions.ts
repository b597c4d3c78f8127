// Webhook subscriptions: the vendor's checks when one is made or changed.
// Trap: errors name the field callbackUrl even when `uri` was sent, as the vendor does.
import type { SubscriptionRow } from '../domain/model.ts';
import { newId, stamp, type World } from '../domain/world.ts';

export interface SubscriptionInput {
  uri?: string | null;
  callbackUrl?: string | null;
  format?: string | null;
  filter?: string | null;
  includeFields?: string[] | null;
  metafieldNamespaces?: string[] | null;
  name?: string | null;
}

export interface UserError {
  field: string[] | null;
  message: string;
}

const LIMIT_NAME = /^[A-Za-z0-9_-]{1,50}$/;
const CALLBACK = ['webhookSubscription', 'callbackUrl'];
const INTERNAL = /(^localhost$)|(\.local$)|(^127\.)|(^10\.)|(^192\.168\.)|(^\[?::1\]?$)|(\.internal$)/;
const SHOPIFY = /(^|\.)(shopify\.com|myshopify\.com|shopifycloud\.com)$/;

function urlError(world: World, uri: string): string | null {
  if (uri.trim() === '') return "Address can't be blank";
  if (uri.startsWith('pubsub://') || uri.startsWith('arn:aws:events:')) return null;
  if (!URL.canParse(uri)) return 'Address is invalid';
  const { protocol, hostname } = new URL(uri);
  const local = world.settings.webhooks.allowLocal && INTERNAL.test(hostname);
  if (protocol !== 'https:' && !(local && protocol === 'http:'))
    return `Address protocol ${protocol}// is not supported`;
  if (SHOPIFY.test(hostname) || (!local && INTERNAL.test(hostname)))
    return 'Address cannot be a Shopify or an internal domain';
  return null;
}

/** `filter` is terms `field:value` over fields that, when includeFields is given, are among them. */
function filterError(filter: string, includeFields: string[]): string | null {
  const fields = [...filter.matchAll(/(?:^|[\s(])-?([\w.]+):/g)].map((match) => match[1] ?? '');
  const known = fields.every(
    (field) => includeFields.length === 0 || includeFields.includes(field.split('.')[0] ?? ''),
  );
  if (fields.length > 0 && known) return null;
  return 'The specified filter is invalid, please ensure you specify the field(s) you wish to filter on.';
}

function checkTaken(world: World, row: SubscriptionRow): UserError[] {
  const others = [...world.subscriptions.values()].filter((other) => other.id !== row.id && other.appId === row.appId);
  const same = others.some(
    (other) =>
      other.topic === row.topic && other.uri === row.uri && other.format === row.format && other.filter === row.filter,
  );
  const named = row.name !== null && others.some((other) => other.name?.toLowerCase() === row.name?.toLowerCase());
  return [
    ...(same ? [{ field: CALLBACK, message: 'Address for this topic has already been taken' }] : []),
    ...(named
      ? [{ field: ['webhookSubscription', 'name'], message: 'Name already exists, no duplicate allowed' }]
      : []),
  ];
}

function check(world: World, row: SubscriptionRow): UserError[] {
  const address = urlError(world, row.uri);
  const errors: UserError[] = address === null ? [] : [{ field: CALLBACK, message: address }];
  if (row.format === 'XML') {
    const message = "Format 'xml' is invalid for this webhook topic. Allowed formats: json";
    errors.push({ field: ['webhookSubscription', 'format'], message });
  }
  if (row.name !== null && !LIMIT_NAME.test(row.name))
    errors.push({ field: ['webhookSubscription', 'name'], message: 'Name is invalid' });
  const filter = row.filter === null ? null : filterError(row.filter, row.includeFields);
  if (filter) errors.push({ field: ['webhookSubscription', 'filter'], message: filter });
  return errors.length > 0 ? errors : checkTaken(world, row);
}

function merged(old: SubscriptionRow, input: SubscriptionInput): SubscriptionRow {
  return {
    ...old,
    uri: input.uri ?? input.callbackUrl ?? old.uri,
    format: input.format === 'XML' ? 'XML' : 'JSON',
    filter: input.filter === undefined ? old.filter : input.filter || null,
    includeFields: input.includeFields ?? old.includeFields,
    metafieldNamespaces: input.metafieldNamespaces ?? old.metafieldNamespaces,
    name: input.name === undefined ? old.name : input.name,
  };
}

/** Makes a subscription, or tells what is wrong with it. */
export function createSubscription(
  world: World,
  given: { topic: string; appId: number; apiVersion: string; input: SubscriptionInput },
): { row: SubscriptionRow | null; errors: UserError[] } {
  const now = stamp(world);
  const blank: SubscriptionRow = {
    ...{ id: 0, appId: given.appId, topic: given.topic, uri: '', name: null, format: 'JSON', filter: null },
    ...{ includeFields: [], metafieldNamespaces: [], apiVersion: given.apiVersion, createdAt: now, updatedAt: now },
  };
  const row = merged(blank, given.input);
  const errors = check(world, row);
  if (errors.length > 0) return { row: null, errors };
  row.id = newId(world);
  world.subscriptions.set(row.id, row);
  return { row, errors };
}

/** Changes a subscription, or tells what is wrong with the change. */
export function updateSubscription(
  world: World,
  old: SubscriptionRow,
  input: SubscriptionInput,
): { row: SubscriptionRow | null; errors: UserError[] } {
  const row = { ...merged(old, input), updatedAt: stamp(world) };
  const errors = check(world, row);
  if (errors.length > 0) return { row: null, errors };
  world.subscriptions.set(row.id, row);
  return { row, errors };
}
