// Views of what belongs to the app: webhook subscriptions, bulk operations; and of draft orders.
// Trap: a bulk operation without rows has no url at all.
import type { BulkRow, BulkRunner } from '../../bulk/runner.ts';
import type { DraftRow, SubscriptionRow } from '../../domain/model.ts';
import type { World } from '../../domain/world.ts';
import type { View } from '../context.ts';
import { gid } from '../ids.ts';
import { instant, moneyBag } from './basics.ts';
import { orderView } from './order.ts';

export const subscriptionView = (row: SubscriptionRow): View => ({
  __typename: 'WebhookSubscription',
  id: gid('WebhookSubscription', row.id),
  legacyResourceId: String(row.id),
  topic: row.topic,
  uri: row.uri,
  callbackUrl: row.uri,
  endpoint: { __typename: 'WebhookHttpEndpoint', callbackUrl: row.uri },
  name: row.name,
  format: row.format,
  filter: row.filter,
  includeFields: row.includeFields,
  metafieldNamespaces: row.metafieldNamespaces,
  metafields: [],
  apiVersion: { handle: row.apiVersion, displayName: row.apiVersion, supported: true },
  createdAt: instant(row.createdAt),
  updatedAt: instant(row.updatedAt),
});

export const bulkView = (runner: BulkRunner, row: BulkRow): View => ({
  __typename: 'BulkOperation',
  id: gid('BulkOperation', row.id),
  type: 'QUERY',
  query: row.query,
  status: row.status,
  errorCode: row.errorCode,
  createdAt: instant(row.createdAt),
  completedAt: instant(row.completedAt),
  objectCount: String(row.objectCount),
  rootObjectCount: String(row.rootObjectCount),
  fileSize:
    row.status === 'COMPLETED' && row.lines.length > 0 ? String(Buffer.byteLength(row.lines.join('\n')) + 1) : null,
  url: runner.urlOf(row),
  partialDataUrl: runner.partialUrlOf(row),
});

export const draftView = (world: World, row: DraftRow): View => ({
  __typename: 'DraftOrder',
  id: gid('DraftOrder', row.id),
  legacyResourceId: String(row.id),
  name: row.name,
  status: row.status,
  tags: row.tags,
  ready: true,
  createdAt: instant(row.createdAt),
  updatedAt: instant(row.updatedAt),
  completedAt: instant(row.completedAt),
  invoiceUrl: `https://${world.settings.shop.domain}/invoices/${row.id}`,
  currencyCode: row.money.shop,
  totalPriceSet: moneyBag(row.total, row.money),
  order: () => {
    const order = row.orderId === null ? undefined : world.orders.get(row.orderId);
    return order ? orderView(world, order) : null;
  },
});
