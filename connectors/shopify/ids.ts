/**
 * Shopify's global ids: `gid://shopify/Order/123` outside, `123` inside.
 * The trap: ids have up to 18 digits, more than a JSON number holds; they are text everywhere.
 */
import { ConnectorError } from '../http/errors.ts';

/** The tail without a query part: `gid://shopify/InventoryLevel/9?inventory_item_id=1` → `9`. */
export function idOf(gid: string): string {
  const tail = gid.slice(gid.lastIndexOf('/') + 1);
  const end = tail.indexOf('?');
  return end < 0 ? tail : tail.slice(0, end);
}

/** Throws `Invalid` code BAD_ID for anything that cannot be an id of Shopify's. */
export function gidOf(type: string, id: string): string {
  if (/^[A-Za-z0-9-]{1,64}$/.test(id)) return `gid://shopify/${type}/${id}`;
  throw new ConnectorError({
    type: 'Invalid',
    system: 'shopify',
    code: 'BAD_ID',
    message: `"${id.slice(0, 80)}" is not an id of a Shopify ${type}: write the digits only.`,
  });
}
