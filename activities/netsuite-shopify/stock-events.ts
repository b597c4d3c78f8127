/** Shopify's word of a level, held against what we know of it. See store/stock-echo.ts for what counts as news. */
import { type ShopifyEvent, toldAvailable } from '../../connectors/shopify/webhook-event.ts';
import { isForeignLevel } from '../../store/stock-echo.ts';
import type { ActivityDeps } from '../deps.ts';

/** True for a level that we know, and that is neither as we saw it last nor as it should be. */
export async function isForeignEvent(
  { store }: ActivityDeps,
  connection: string,
  { inventoryItemId, locationId }: ShopifyEvent,
  text: string,
): Promise<boolean> {
  if (inventoryItemId === undefined || locationId === undefined) return false;
  const available = toldAvailable(text);
  if (available === undefined) return false;
  return isForeignLevel(store.stock, connection, { skuKey: inventoryItemId, location: locationId, ...available });
}
