/**
 * What fulfillmentUpdate is woken by when no event came: item fulfilments that changed, and sales orders that did, because
 * a deleted fulfilment only shows there. Foreign orders are left out here.
 */
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import { salesOrderState } from '../../mappings/netsuite-shopify/fulfillment-update/plan.ts';
import { durationMs } from '../../settings/duration.ts';
import type { SyncSource, WakeRow } from '../sync-sources.ts';
import { shopifyOrderIdOf } from './fulfillment-source.ts';

const PAGE = 500;
const IDS_AT_ONCE = 200;

export const fulfillmentUpdateSource: SyncSource = {
  overlapMs: ({ settings }) =>
    settings.pair === 'netsuite-shopify' ? (durationMs(settings.syncs.fulfillmentUpdate.sweep.overlap) ?? 0) : 0,
  async readPage(open, stream, window, cursor) {
    const { settings } = open;
    if (settings.pair !== 'netsuite-shopify') return { rows: [], read: 0 };
    const { externalIdPrefix } = settings.syncs.shopifyOrder;
    const api = await open.netSuite();
    const type = stream === 'ordersChanged' ? 'salesOrder' : 'itemFulfillment';
    const at = { since: window.from, until: window.to, types: [type] as ['salesOrder' | 'itemFulfillment'] };
    const page = await api.listTransactionsChanged(at, { pageSize: PAGE, ...(cursor ? { after: cursor } : {}) });
    const next = page.next === undefined ? {} : { next: page.next };
    if (type === 'salesOrder') {
      const own = page.rows.filter((row) => shopifyOrderIdOf(externalIdPrefix, row.externalId) !== undefined);
      const rows = own.map((row) => rowOf(row.id, `salesOrder:${row.id}`, salesOrderState(row), row.modifiedAt));
      return { rows, read: page.rows.length, ...next };
    }
    const orders = await ordersBehind(
      api,
      page.rows.map(({ id }) => id),
      externalIdPrefix,
    );
    const rows = page.rows.flatMap((row) => {
      const key = orders.get(row.id);
      return key === undefined ? [] : [rowOf(key, `itemFulfillment:${row.id}`, row.modifiedAt ?? '', row.modifiedAt)];
    });
    return { rows, read: page.rows.length, ...next };
  },
};

const rowOf = (key: string, source: string, state: string, at: string | undefined): WakeRow => ({
  key,
  source,
  state,
  at: at ?? '',
});

/** Fulfilment id → id of the sales order it was made from, where that came from this shop. */
export async function ordersBehind(api: NetSuite, ids: string[], prefix: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
    const some = ids.slice(from, from + IDS_AT_ONCE);
    const query =
      'SELECT DISTINCT l.nextdoc AS fulfillment, o.id, o.externalid FROM nextTransactionLineLink l ' +
      `JOIN transaction o ON o.id = l.previousdoc WHERE o.type = 'SalesOrd' AND l.nextdoc IN (${some.map(() => '?').join(', ')})`;
    const { rows } = await api.suiteQl(query, some, { limit: 1000 });
    for (const { fulfillment, id, externalid } of rows) {
      if (fulfillment !== undefined && id !== undefined && shopifyOrderIdOf(prefix, externalid) !== undefined)
        found.set(fulfillment, id);
    }
  }
  return found;
}

/** Those of the sales orders that came from this shop. */
export async function ownOrders(api: NetSuite, ids: string[], prefix: string): Promise<Set<string>> {
  const numbers = ids.filter((id) => /^\d+$/.test(id));
  if (numbers.length === 0) return new Set();
  const query = `SELECT o.id, o.externalid FROM transaction o WHERE o.type = 'SalesOrd' AND o.id IN (${numbers.map(() => '?').join(', ')})`;
  const { rows } = await api.suiteQl(query, numbers, { limit: 1000 });
  return new Set(
    rows.flatMap(({ id, externalid }) => (shopifyOrderIdOf(prefix, externalid) === undefined ? [] : (id ?? []))),
  );
}
