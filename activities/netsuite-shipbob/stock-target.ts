/**
 * What NetSuite knows of the goods: items by SKU with how they are tracked, lots, the order behind them, open periods.
 * The trap: accounts without the lot or serial feature do not have its column, and asking for it refuses the whole query.
 */
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import { valueAt } from '../../connectors/netsuite/record-view.ts';
import { statusLetter } from '../../connectors/netsuite/status.ts';
import { narrowed } from '../../mappings/netsuite-shipbob/stock/match.ts';
import type {
  ItemMatch,
  ItemTracking,
  LotRef,
  Match,
  OrderLine,
  Posting,
  SourceOrder,
} from '../../mappings/netsuite-shipbob/stock/types.ts';
import { linesIn } from './views.ts';

const AT_ONCE = 200;
const marks = (values: string[]): string => values.map(() => '?').join(', ');
const chunks = (values: string[]): string[][] =>
  Array.from({ length: Math.ceil(values.length / AT_ONCE) }, (_, i) => values.slice(i * AT_ONCE, (i + 1) * AT_ONCE));

/** Items that bear the SKUs; several and none are for the plan to tell. */
export async function readStockItems(api: NetSuite, skus: string[]): Promise<ItemMatch[]> {
  if (skus.length === 0) return [];
  const found = await api.findItemsBySku(skus);
  const tracking = await readTracking(api, [...new Set(found.flatMap((one) => one.candidates.map(({ id }) => id)))]);
  return found.map(({ sku, candidates }) => ({
    sku,
    items: candidates.map((item) => ({
      id: item.id,
      name: item.sku,
      isInactive: item.isInactive,
      ...(item.itemType === undefined ? {} : { itemType: item.itemType }),
      tracking: tracking.get(item.id) ?? 'none',
    })),
  }));
}

const TRACKED: [string, ItemTracking][] = [
  ['islotitem', 'lot'],
  ['isserialitem', 'serial'],
];

async function readTracking(api: NetSuite, ids: string[]): Promise<Map<string, ItemTracking>> {
  const found = new Map<string, ItemTracking>();
  for (const some of chunks(ids)) {
    const ask = async (columns: string[]) => {
      const wanted = columns.map((column) => `i.${column} = 'T'`).join(' OR ');
      const query = `SELECT i.id, ${columns.map((column) => `i.${column}`).join(', ')} FROM item i WHERE (${wanted}) AND i.id IN (${marks(some)}) ORDER BY i.id`;
      return (await api.suiteQl(query, some).catch(withoutFeature))?.rows;
    };
    const columns = TRACKED.map(([column]) => column);
    const together = await ask(columns);
    const rows = together ?? (await Promise.all(columns.map((column) => ask([column])))).flatMap((one) => one ?? []);
    for (const row of rows)
      for (const [column, tracking] of TRACKED) if (row[column] === 'T') found.set(row.id ?? '', tracking);
  }
  return found;
}

/** A column that the account does not have: nothing is tracked that way. */
function withoutFeature(error: unknown): undefined {
  if (error instanceof ConnectorError && error.type === 'Config' && error.status !== 403) return undefined;
  throw error;
}

/** NetSuite's ids of the lots that are wanted or booked. */
export async function readLots(
  api: NetSuite,
  items: ItemMatch[],
  rows: { lotNumber?: string }[],
  postings: Posting[],
): Promise<LotRef[]> {
  const tracked = items.flatMap((match) => match.items).filter((item) => item.tracking === 'lot');
  const names = [
    ...rows.flatMap(({ lotNumber }) => lotNumber ?? []),
    ...postings.flatMap((one) => one.lines.flatMap((line) => line.lots.map((lot) => lot.number))),
  ];
  if (tracked.length === 0 || postings.length === 0) return [];
  const ids = [...new Set(tracked.map(({ id }) => id))];
  const lots: LotRef[] = [];
  for (const some of chunks([...new Set(names)])) {
    const query =
      'SELECT n.id, n.item, n.inventorynumber FROM inventorynumber n ' +
      `WHERE n.inventorynumber IN (${marks(some)}) ORDER BY n.id`;
    const { rows: found } = await api.suiteQl(query, some);
    lots.push(...found.map((row) => ({ id: row.id ?? '', itemId: row.item ?? '', number: row.inventorynumber ?? '' })));
  }
  return lots.filter(({ itemId }) => ids.includes(itemId));
}

/** The rules one after another: the first that finds exactly one wins; a later one may only decide among several. */
export async function matchTransaction(
  api: NetSuite,
  code: 'PurchOrd' | 'SalesOrd' | 'RtnAuth',
  lookups: { field: string; value: string }[],
): Promise<Match> {
  const match: Match = { tried: [], candidates: [] };
  for (const { field, value } of lookups) {
    match.tried.push(`${field} = ${value}`);
    const query = `SELECT t.id, t.tranid, t.status FROM transaction t WHERE t.type = ? AND t.${field} = ? ORDER BY t.id`;
    const { rows } = await api.suiteQl(query, [code, value], { limit: 10 });
    const found = rows.map((row) => ({ id: row.id ?? '', tranId: row.tranid ?? '', status: statusLetter(row.status) }));
    match.candidates = narrowed(found, match.candidates);
    if (match.candidates.length === 1) break;
  }
  return match;
}

/** A purchase order or return authorisation with what is received of each line; undefined when it is gone. */
export async function readSourceOrder(
  api: NetSuite,
  type: SourceOrder['type'],
  { id, tranId, status }: { id: string; tranId: string; status: string },
): Promise<SourceOrder | undefined> {
  const view = await api.readRecord(type, { id }, { sublists: ['item'] });
  if (view === undefined) return undefined;
  const header = valueAt(view, 'location');
  const lines = linesIn(view, 'item').map((line): OrderLine => {
    const itemType = valueAt(line, 'itemType');
    const locationId = valueAt(line, 'location') ?? header;
    const rate = valueAt(line, 'rate');
    return {
      line: valueAt(line, 'line') ?? '',
      itemId: valueAt(line, 'item') ?? '',
      quantity: valueAt(line, 'quantity') ?? '0',
      received: valueAt(line, 'quantityReceived') ?? '0',
      isClosed: valueAt(line, 'isClosed') === 'true',
      ...(itemType === undefined ? {} : { itemType }),
      ...(locationId === undefined ? {} : { locationId }),
      ...(rate === undefined ? {} : { rate }),
    };
  });
  return { type, id, tranId, status, lines };
}

const MOST_DAYS_AHEAD = 400;

/** The day itself, or the first day after it that lies in an open period. Days are yyyy-mm-dd. */
export async function openDay(api: NetSuite, day: string, closedPeriod: 'wait' | 'nextOpenDay'): Promise<string> {
  if (closedPeriod === 'wait') return day;
  const last = new Date(Date.parse(`${day}T00:00:00Z`) + MOST_DAYS_AHEAD * 86_400_000).toISOString().slice(0, 10);
  const periods = await api.readPeriods({ from: day, to: last });
  const open = periods.find((period) => !period.isClosed && period.isLocked !== true && period.to >= day);
  return open === undefined || open.from < day ? day : open.from;
}
