/**
 * Whether Shopify's word of a level says something new. The trap: it also tells of what we have set ourselves; an echo shows
 * the value that we saw last, or the one that we are about to see.
 */
import { z } from 'zod';
import type { ShopifyEvent } from '../../connectors/shopify/webhook-event.ts';
import type { ActivityDeps } from '../deps.ts';

const body = z.looseObject({ available: z.int().nullish() });
const ROWS = 100;

/** True for a level that we know, and that is neither as we saw it last nor as it should be. */
export async function isForeignLevel(
  { store }: ActivityDeps,
  connection: string,
  { inventoryItemId, locationId }: ShopifyEvent,
  text: string,
): Promise<boolean> {
  if (inventoryItemId === undefined || locationId === undefined) return false;
  const told = body.safeParse(JSON.parse(text));
  const rows = await store.stock.list({ connection, skuKeys: [inventoryItemId], limit: ROWS });
  const row = rows.find(({ location }) => location === locationId);
  if (row === undefined || !told.success) return false;
  const { available } = told.data;
  return available !== row.shown && available !== row.wanted;
}
