/**
 * NetSuite stock, mapped as `stockLevels` maps it ↔ what ShipStation shows on hand. The trap: a page of NetSuite's may end
 * in the middle of an item, so the rows of its last item go along in the cursor.
 */
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import type { StockRow } from '../../connectors/netsuite/read-types.ts';
import { explainStock, rowOfLevel, STOCK_RULES } from '../../mappings/netsuite-shipstation/reconcile/stock.ts';
import type { ReconcileRow } from '../../mappings/shared/reconcile/types.ts';
import { normaliseSku } from '../../mappings/shared/sku.ts';
import type { ConnectionOf } from '../../settings/connection.ts';
import { durationMs } from '../../settings/duration.ts';
import type { OpenConnection } from '../connection-registry.ts';
import { type StockRules, stockIn, stockOfItems, stockRules, wantedOf } from '../netsuite-shipstation/stock-scope.ts';
import { itemLevels, kitsOfNetSuite, kitsOfSettings } from '../netsuite-shipstation/stock-source.ts';
import type { ReconcileStream, SidePage } from './contract.ts';

const PAGE_ROWS = 1_000;
const LEVELS_PER_PAGE = 100;
/** So long after the time of a run its word no longer counts, in addition to twice its interval. */
const SLACK_MS = 3_600_000;

type Cursor = { after?: string; carry: StockRow[] } | { kits: true };

export const stockStream: ReconcileStream = {
  name: 'stock',
  sync: 'stockLevels',
  source: 'netsuite',
  target: 'shipstation',
  // Stock is what it is now; of a range in the past nothing can be said.
  isOn: (open, { to, today }) => settingsOf(open).syncs.stockLevels.enabled && to >= today,
  async readSource(open, _window, cursor): Promise<SidePage> {
    const rules = stockRules(settingsOf(open));
    const api = await open.netSuite();
    const at: Cursor = cursor === undefined ? { carry: [] } : (JSON.parse(cursor) as Cursor);
    if ('kits' in at) return { rows: await kitRows(api, rules) };
    const page = { pageSize: PAGE_ROWS, ...(at.after === undefined ? {} : { after: at.after }) };
    const found = await api.readStock(rules.query, page);
    const all = [...at.carry, ...found.rows];
    const lastItem = found.next === undefined ? undefined : all.at(-1)?.itemId;
    const items = Map.groupBy(
      all.filter(({ itemId }) => itemId !== lastItem),
      ({ itemId }) => itemId,
    );
    const next: Cursor =
      found.next === undefined
        ? { kits: true }
        : { after: found.next, carry: all.filter(({ itemId }) => itemId === lastItem) };
    return {
      rows: [...items.values()].flatMap((rows) => itemLevels(rules, rows)).map(sourceRow),
      next: JSON.stringify(next),
    };
  },
  async readTarget(open, _window, cursor): Promise<SidePage> {
    const { places } = stockRules(settingsOf(open));
    const [index, page] = cursor === undefined ? [0, undefined] : (JSON.parse(cursor) as [number, string | undefined]);
    const locationId = places[index];
    if (locationId === undefined) return { rows: [] };
    const at = { limit: LEVELS_PER_PAGE, ...(page === undefined || page === null ? {} : { cursor: page }) };
    const found = await (await open.shipStation()).listInventory({ locationId }, at);
    const rows = found.rows.map(({ sku, onHand }) =>
      rowOfLevel('target', { sku, location: locationId, quantity: onHand }),
    );
    const next = found.next === undefined ? [index + 1] : [index, found.next];
    return index + 1 >= places.length && found.next === undefined ? { rows } : { rows, next: JSON.stringify(next) };
  },
  rules: () => STOCK_RULES,
  async explain(store, open, found, group) {
    const [sku = '', location = ''] = splitKey(found.key);
    const rows = await store.stock.list({ connection: open.row.id, skuKeys: [sku], limit: 1_000 });
    const last = rows.find((row) => row.location === location);
    const every = durationMs(settingsOf(open).syncs.stockLevels.every) ?? 0;
    const staleBefore = new Date(Date.now() - 2 * every - SLACK_MS).toISOString();
    return explainStock(found, group, last, staleBefore);
  },
};

function settingsOf(open: OpenConnection): ConnectionOf<'netsuite-shipstation'> {
  if (open.settings.pair !== 'netsuite-shipstation') throw new Error(`stock of a ${open.settings.pair} connection`);
  return open.settings;
}

const sourceRow = ({ sku, location, wanted }: { sku: string; location: string; wanted: number }): ReconcileRow =>
  rowOfLevel('source', { sku, location, quantity: wanted });

const splitKey = (key: string): [string, string] => {
  const at = key.lastIndexOf('@');
  return [normaliseSku(key.slice(0, at)), key.slice(at + 1)];
};

const KITS_AT_ONCE = 200;

/** Kits have no stock of their own; theirs is worked out from their parts'. */
async function kitRows(api: NetSuite, rules: StockRules): Promise<ReconcileRow[]> {
  const kits = [...(await kitsOfNetSuite(api, rules)), ...(await kitsOfSettings(api, rules)).kits];
  const rows: ReconcileRow[] = [];
  for (let start = 0; start < kits.length; start += KITS_AT_ONCE) {
    const some = kits.slice(start, start + KITS_AT_ONCE);
    const ids = some.flatMap((kit) => kit.parts.map(({ itemId }) => itemId));
    const stockOf = stockIn(await stockOfItems(api, rules, ids));
    rows.push(...some.flatMap((kit) => wantedOf(rules, { ...kit, kit: true }, stockOf)).map(sourceRow));
  }
  return rows;
}
