/**
 * What a delivery of Shopify's means for the syncs of a connection. The trap: one action comes as several deliveries of
 * different topics; all of them mean the same record, whose workflow takes them together.
 */
import { isComplianceTopic } from '../connectors/shopify/topics.ts';
import { readEvent } from '../connectors/shopify/webhook.ts';
import type { InboxRow } from '../store/contract.ts';
import type { EventRouter } from './events.ts';
import { noteScopes, noteUninstalled } from './netsuite-shopify/app-events.ts';
import { noteMerged } from './netsuite-shopify/merged-customers.ts';
import { isForeignEvent } from './netsuite-shopify/stock-events.ts';
import type { WakeRow } from './sync-sources.ts';

export const routeShopifyEvent: EventRouter = async ({ deps, open, row, text }) => {
  const { settings } = open;
  if (settings.pair !== 'netsuite-shopify') return [];
  if (isComplianceTopic(row.topic)) return [privacyRequest(row)];
  if (row.topic === 'app/uninstalled') await noteUninstalled(deps, settings.id);
  if (row.topic === 'app/scopes_update') await noteScopes(deps, open);
  const event = readEvent(row.topic, Buffer.from(text));
  const wake = (key: string): WakeRow => ({
    key,
    source: `shopify:${row.topic}:${event.resourceId ?? '-'}`,
    // A delivery that comes again means: look again.
    state: `${row.dedupeKey.slice(0, 16)}:${row.deliveries}`,
    at: event.updatedAt ?? row.receivedAt,
  });
  const { syncs } = settings;
  const { customerId: kept, mergedCustomerId: merged } = event;
  if (kept !== undefined && merged !== undefined) {
    await noteMerged(deps.store, settings.id, { kept, merged, at: row.receivedAt });
  }
  return [
    ...(event.orderId !== undefined && syncs.shopifyOrder.enabled
      ? [{ sync: 'shopifyOrder', rows: [wake(event.orderId)] }]
      : []),
    ...(event.customerId !== undefined && syncs.shopifyCustomer.enabled
      ? [{ sync: 'shopifyCustomer', rows: [event.customerId, merged ?? []].flat().map(wake) }]
      : []),
    ...(syncs.shopifyStock.enabled && (await isForeignEvent(deps, settings.id, event, text))
      ? [{ sync: 'shopifyStock', rows: [wake(`inventory/${event.inventoryItemId}`)] }]
      : []),
  ];
};

/** What the law demands waits for a person under the delivery's own id. */
const privacyRequest = (row: InboxRow): { sync: string; rows: WakeRow[] } => ({
  sync: 'shopifyPrivacy',
  rows: [{ key: row.id, source: `shopify:${row.topic}`, state: row.id, at: row.receivedAt }],
});
