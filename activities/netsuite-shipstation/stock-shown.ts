/**
 * Reads what ShipStation shows into the work table: levels by location page by page, or of single SKUs, and the list of
 * products. The trap: rows may shift between pages, so a level that was missed is only read once more before it is written.
 */
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { InventoryLevel, InventoryPage } from '../../connectors/shipstation/inventory.ts';
import { normaliseSku } from '../../mappings/shared/sku.ts';
import type { ActivityDeps } from '../deps.ts';
import { PAIR, type StockRequest, stockRules } from './stock-scope.ts';

/** `place`: index of the location that is being read; `page`: the vendor's cursor there. */
export type ShownCursor = { place: number; page?: string; limit?: number };
export type ShownRequest = StockRequest & { cursor?: ShownCursor };
/** `next`: where it goes on; `waitMs`: after so long, because the budget is spent. Absent at the end. */
export type ShownAnswer = { rows: number; pages: number; next?: ShownCursor; waitMs?: number };

const STEP_MS = 10_000;
/** What a page may hold is not told; with a smaller one the list only takes longer. */
const PAGE_SIZES = { wanted: 500, safe: 100 };

export async function readShown(deps: ActivityDeps, request: ShownRequest): Promise<ShownAnswer> {
  const { settings, shipStation } = await deps.connections.open(request.connection, PAIR);
  const api = await shipStation();
  const { places } = stockRules(settings);
  const startedMs = Date.now();
  let cursor = request.cursor ?? { place: 0 };
  const read = { rows: 0, pages: 0 };
  for (;;) {
    const locationId = places[cursor.place];
    if (locationId === undefined) return read;
    const { page, limit = PAGE_SIZES.wanted } = cursor;
    const found = await api
      .listInventory({ locationId }, { limit, ...(page === undefined ? {} : { cursor: page }) })
      .catch((error: unknown) => pauseOr(error, read.pages > 0));
    if ('waitMs' in found) return { ...read, next: cursor, waitMs: found.waitMs };
    if ('tooMany' in found) {
      if (limit === PAGE_SIZES.safe) throw found.tooMany;
      cursor = { ...cursor, limit: PAGE_SIZES.safe };
      continue;
    }
    await putLevels(deps, request, found.rows);
    read.rows += found.rows.length;
    read.pages += 1;
    cursor = nextOf(cursor, found);
    if (Date.now() - startedMs > STEP_MS && cursor.place < places.length) return { ...read, next: cursor };
  }
}

const nextOf = ({ place, limit }: ShownCursor, found: InventoryPage<InventoryLevel>): ShownCursor => ({
  place: found.next === undefined ? place + 1 : place,
  ...(found.next === undefined ? {} : { page: found.next }),
  ...(limit === undefined ? {} : { limit }),
});

/** Out of budget after some pages: what was read is kept. A refused page size is tried smaller. */
function pauseOr(error: unknown, some: boolean): { waitMs: number } | { tooMany: ConnectorError } {
  if (!(error instanceof ConnectorError)) throw error;
  if (error.type === 'RateLimited' && some) return { waitMs: error.retryAfterMs ?? 1_000 };
  if (error.type === 'Invalid' && error.status === 400) return { tooMany: error };
  throw error;
}

async function putLevels(deps: ActivityDeps, { connection }: StockRequest, rows: InventoryLevel[]): Promise<void> {
  const shown = rows.map(({ sku, locationId, onHand }) => ({
    skuKey: normaliseSku(sku),
    location: locationId,
    sku,
    shown: onHand,
  }));
  await deps.store.stock.putShown(connection, new Date().toISOString(), shown);
}

/** The levels of single SKUs, in every spelling that the table knows; and whether they are products. */
export async function readShownOf(deps: ActivityDeps, request: StockRequest & { only: string[] }): Promise<void> {
  const { connection, only } = request;
  const api = await (await deps.connections.open(connection, PAIR)).shipStation();
  const rows = await deps.store.stock.list({ connection, skuKeys: only.map(normaliseSku), limit: 100_000 });
  for (const sku of new Set(rows.map((row) => row.sku))) {
    const levels = (await api.listInventory({ sku })).rows;
    await putLevels(deps, request, levels);
    if (levels.length === 0) await putProducts(deps, connection, (await api.listProducts({ sku })).rows);
  }
}

export type ProductsAnswer = { products: number; next?: string; waitMs?: number };

/** Which SKUs are products, for those that have no level anywhere. */
export async function readProducts(
  deps: ActivityDeps,
  request: StockRequest & { cursor?: string },
): Promise<ProductsAnswer> {
  const api = await (await deps.connections.open(request.connection, PAIR)).shipStation();
  const startedMs = Date.now();
  let { cursor } = request;
  for (let products = 0; ; ) {
    const found = await api.listProducts({}, cursor).catch((error: unknown) => pauseOr(error, products > 0));
    if ('tooMany' in found) throw found.tooMany;
    if ('waitMs' in found) return { products, waitMs: found.waitMs, ...(cursor === undefined ? {} : { next: cursor }) };
    await putProducts(deps, request.connection, found.rows);
    products += found.rows.length;
    if (found.next === undefined) return { products };
    cursor = found.next;
    if (Date.now() - startedMs > STEP_MS) return { products, next: cursor };
  }
}

async function putProducts(deps: ActivityDeps, connection: string, rows: { sku: string }[]): Promise<void> {
  const products = rows.filter(({ sku }) => sku !== '').map(({ sku }) => ({ skuKey: normaliseSku(sku), sku }));
  await deps.store.stock.putKnown(connection, products);
}

/** Mapped places that ShipStation does not have. */
export async function findMissingPlaces(deps: ActivityDeps, request: StockRequest): Promise<{ missing: string[] }> {
  const { settings, shipStation } = await deps.connections.open(request.connection, PAIR);
  const api = await shipStation();
  const known = new Set<string>();
  for (let cursor: string | undefined; ; ) {
    const page = await api.listInventoryLocations(cursor);
    for (const row of page.rows) known.add(row.id);
    if (page.next === undefined) break;
    cursor = page.next;
  }
  return { missing: stockRules(settings).places.filter((place) => !known.has(place)) };
}
