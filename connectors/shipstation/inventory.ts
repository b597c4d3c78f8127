/**
 * V2 inventory: levels by list or by SKU, one level set at a time, the places that hold stock, the products.
 * The trap: `adjust` sets what is on hand, `increment` and `decrement` add up, so only `adjust` is ever sent here; and a 403
 * means that the account has no inventory, which is no reason to park a connection whose orders go on.
 */
import { ConnectorError } from '../http/errors.ts';
import type { Caller } from './call.ts';
import { compact } from './compact.ts';
import { v2InventoryLevels, v2InventoryLocations, v2Products } from './schemas-v2-inventory.ts';

/** `onHand` counts sellable pieces; ShipStation itself takes open orders (`allocated`) off for what it calls available. */
export type InventoryLevel = {
  sku: string;
  locationId: string;
  warehouseId?: string;
  onHand: number;
  allocated: number;
};
export type InventoryLocation = { id: string; name: string; warehouseId?: string };
/** `next` is the cursor of the page after it. */
export type InventoryPage<T> = { rows: T[]; total: number; next?: string };

export type Inventory = {
  /** Levels by location: of one SKU, of one location, or all. */
  listInventory(
    filter: { sku?: string; locationId?: string },
    page?: { cursor?: string; limit?: number },
  ): Promise<InventoryPage<InventoryLevel>>;
  /** Sets what is on hand; may be repeated. A refusal of the SKU or location is `Invalid` or `NotFound`. */
  setOnHand(level: { sku: string; locationId: string; onHand: number; reason: string; note: string }): Promise<void>;
  listInventoryLocations(cursor?: string): Promise<InventoryPage<InventoryLocation>>;
  /** The products' SKUs: of one SKU, or all. */
  listProducts(filter: { sku?: string }, cursor?: string): Promise<InventoryPage<{ sku: string }>>;
};

const LEVELS = '/v2/inventory';
const LOCATIONS = '/v2/inventory_locations';
const PRODUCTS = '/v2/products';
/** The most that the API allows for products; what it allows for levels is not told. */
const PRODUCTS_PER_PAGE = 100;

export function createInventory(v2: () => Caller): Inventory {
  return {
    async listInventory({ sku, locationId }, { cursor, limit } = {}) {
      const query = compact({
        group_by: 'location',
        sku,
        inventory_location_id: locationId,
        limit: limit === undefined ? undefined : String(limit),
      });
      const request = { method: 'GET' as const, path: LEVELS, query: cursor === undefined ? query : queryOf(cursor) };
      const answer = await v2().read(v2InventoryLevels, request).catch(told);
      return pageOf(answer);
    },
    async setOnHand({ sku, locationId, onHand, reason, note }) {
      const json = { transaction_type: 'adjust', sku, quantity: onHand, inventory_location_id: locationId };
      const body = { ...json, condition: 'sellable', reason, notes: note };
      await v2().send({ method: 'POST', path: LEVELS, json: body, write: true }).catch(told);
    },
    async listInventoryLocations(cursor) {
      const query = cursor === undefined ? {} : queryOf(cursor);
      return pageOf(await v2().read(v2InventoryLocations, { method: 'GET', path: LOCATIONS, query }).catch(told));
    },
    async listProducts({ sku }, cursor) {
      const first = compact({ sku, page_size: String(PRODUCTS_PER_PAGE) });
      const query = cursor === undefined ? first : queryOf(cursor);
      return pageOf(await v2().read(v2Products, { method: 'GET', path: PRODUCTS, query }).catch(told));
    },
  };
}

/** A link's own query is the cursor; its host and path are never used. */
function pageOf<T>(answer: { rows: T[]; total: number; next: string | undefined }): InventoryPage<T> {
  const search = answer.next === undefined || answer.rows.length === 0 ? '' : searchOf(answer.next);
  return { rows: answer.rows, total: answer.total, ...(search === '' ? {} : { next: search }) };
}

const searchOf = (link: string): string => link.slice(link.indexOf('?') + 1 || link.length);

const queryOf = (cursor: string): Record<string, string> => Object.fromEntries(new URLSearchParams(cursor));

function told(error: unknown): never {
  if (!(error instanceof ConnectorError) || error.status !== 403) throw error;
  throw new ConnectorError({
    type: 'Config',
    system: 'shipstation',
    code: 'NO_INVENTORY',
    message:
      'ShipStation refuses its inventory API (403): the account needs V2, the Inventory add-on, and internal inventory switched on',
    cause: error,
  });
}
