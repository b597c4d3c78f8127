/**
 * The beginning and the end of a stock run: which Shopify locations can be written, and what no longer waits.
 * The trap: a location that is missing in the map is told, not guessed; the others go on.
 */
import { Context } from '@temporalio/activity';
import type { Location } from '../../connectors/shopify/types.ts';
import type { ShopifyStockSettings } from '../../settings/shopify-stock.ts';
import type { ConnectionMode } from '../../store/contract.ts';
import { recordCursor } from '../../store/records.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor } from '../ledger-entries.ts';
import { clearRecords, putRecords, STOCK_SYNC, type StockScope, stockSettings, type Told } from './stock-scope.ts';

export type BeginAnswer = { mode: ConnectionMode; enabled: boolean; locations: string[]; waiting: number };

export async function beginShopStock(deps: ActivityDeps, request: StockScope): Promise<BeginAnswer> {
  const open = await deps.connections.open(request.connection, 'netsuite-shopify');
  const settings = stockSettings(open);
  const known = await (await open.shopify()).locations();
  const told = placeProblems(known, settings);
  await putRecords(deps, request, told);
  const usable = new Set(known.filter(isUsable).map(({ id }) => id));
  const locations = [...new Set(Object.values(settings.locations))].filter((id) => usable.has(id));
  await clearRecords(
    deps,
    request,
    known.map(({ id }) => `location/${id}`).filter((key) => !told.some((one) => one.key === key)),
  );
  return { mode: open.row.mode, enabled: settings.enabled, locations, waiting: told.length };
}

const isUsable = ({ isActive, isFulfillmentService }: Location): boolean => isActive && !isFulfillmentService;

function placeProblems(known: Location[], settings: ShopifyStockSettings): Told[] {
  const mapped = new Set(Object.values(settings.locations));
  const byId = new Map(known.map((location) => [location.id, location]));
  const unusable = [...mapped].flatMap((id): Told[] => {
    const place = byId.get(id);
    if (place !== undefined && isUsable(place)) return [];
    const why =
      place === undefined
        ? 'is not in Shopify'
        : place.isActive
          ? 'belongs to a fulfilment service'
          : 'is not active in Shopify';
    const reason = `Shopify location ${place?.name ?? id} ${why}; correct syncs.shopifyStock.locations`;
    return [{ key: `location/${id}`, cause: 'location-unusable', reason }];
  });
  const ignored = new Set(settings.ignoreLocations);
  const unmapped = known
    .filter((place) => isUsable(place) && place.fulfillsOnlineOrders && !mapped.has(place.id) && !ignored.has(place.id))
    .map(
      ({ id, name }): Told => ({
        key: `location/${id}`,
        cause: 'location-unmapped',
        reason: `Shopify location ${name} (${id}) has no NetSuite location; map it in syncs.shopifyStock.locations, or name it in ignoreLocations`,
      }),
    );
  return [...unusable, ...unmapped];
}

export type FinishRequest = StockScope & { startedAt: string; summary: string; whole: boolean; stopped?: string };

const PAGE = 500;
const KEPT_MS = 30 * 86_400_000;

/** The run's line in the ledger; after a whole run, what nobody complained of any more is done. */
export async function finishShopStock(deps: ActivityDeps, request: FinishRequest): Promise<void> {
  const { connection, startedAt, summary, whole, stopped } = request;
  if (whole && stopped === undefined) {
    await clearStale(deps, request, startedAt);
    await deps.store.stock.prune(connection, new Date(Date.parse(startedAt) - KEPT_MS).toISOString());
  }
  const words = stopped === undefined ? summary : `${summary}; stopped: ${stopped}`;
  const entry = entryFor(Context.current(), { connection, sync: STOCK_SYNC, recordKey: 'run' }, deps.now(), {
    kind: 'status',
    outcome: stopped === undefined ? 'ok' : 'failed',
    step: 'run',
    summary: words,
  });
  await deps.store.ledger.append([entry]);
}

async function clearStale(deps: ActivityDeps, request: StockScope, startedAt: string): Promise<void> {
  const query = { connection: request.connection, sync: STOCK_SYNC, status: 'waiting', limit: PAGE } as const;
  const stale: string[] = [];
  for (let after: string | undefined; ; ) {
    const rows = await deps.store.records.list(after === undefined ? query : { ...query, after });
    stale.push(...rows.filter((row) => row.updatedAt < startedAt).map((row) => row.recordKey));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) break;
    after = recordCursor(last);
  }
  await clearRecords(deps, request, stale);
}
