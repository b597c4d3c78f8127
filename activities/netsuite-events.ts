/**
 * What an event of NetSuite's means for the syncs of a connection. The trap: it is a hint only; where nothing of ours
 * bears its numbers, what may have waited for such a record is looked at again, and never more than a few hundred.
 */
import { parsePush } from '../connectors/netsuite/push.ts';
import type { ConnectionRow, RecordRow, Store } from '../store/contract.ts';
import { syncManifest } from '../workflows/manifest.ts';
import type { EventRouter } from './events.ts';
import { meantForShop } from './netsuite-shopify/pushed.ts';
import type { WakeRow } from './sync-sources.ts';

const MOST_WOKEN = 200;

/** Causes of waiting that a record of this type may end. */
const ENDS: Record<string, readonly string[]> = {
  salesorder: ['order-not-found', 'order-ambiguous', 'order-closed', 'order-not-approved'],
  item: ['sku-missing', 'sku-ambiguous', 'sku-unknown'],
  customer: ['customer-not-found', 'customer-ambiguous'],
  invoice: ['order-closed'],
};

export const routeNetSuiteEvent: EventRouter = async ({ deps, open, row, body }) => {
  const { settings } = open;
  if (!('netsuite' in settings)) return [];
  const bySync = new Map<string, Map<string, WakeRow>>();
  const events = parsePush(settings.netsuite.account, Buffer.from(JSON.stringify(body)));
  const forShop = await meantForShop(open, events);
  for (const [index, event] of events.entries()) {
    const numbers = [event.externalId, event.recordId, event.createdFrom].filter((number) => number !== undefined);
    const source = `netsuite:${event.recordType}:${event.recordId}`;
    const at = event.occurredAt ?? row.receivedAt;
    const add = (sync: string, key: string) => {
      const rows = bySync.get(sync) ?? new Map<string, WakeRow>();
      rows.set(key, { key, source, state: event.eventId ?? row.dedupeKey, at });
      bySync.set(sync, rows);
    };
    const syncs = Object.keys(settings.syncs);
    for (const direct of DIRECT[event.recordType]?.(event.recordId) ?? [])
      if (syncs.includes(direct.sync)) add(direct.sync, direct.key);
    for (const { sync, key } of forShop[index] ?? []) add(sync, key);
    for (const record of await recordsBehind(deps.store, open.row, event.recordType, numbers))
      add(record.sync, record.recordKey);
  }
  return [...bySync].map(([sync, rows]) => ({ sync, rows: [...rows.values()] }));
};

/** Record types that are a sync's own source. */
const DIRECT: Record<string, (id: string) => { sync: string; key: string }[]> = {
  purchaseorder: (id) => [{ sync: 'replenishment', key: id }],
  customer: (id) => [{ sync: 'customerProfiles', key: `customer/${id}` }],
};

/** Records that bear one of the numbers, and those that wait for just such a thing. */
async function recordsBehind(
  store: Store,
  { id: connection }: ConnectionRow,
  recordType: string,
  numbers: string[],
): Promise<RecordRow[]> {
  const found = await Promise.all(numbers.map((number) => store.records.findByNumber(number, connection)));
  const kind = recordType.endsWith('item') ? 'item' : recordType;
  const waiting = (ENDS[kind] ?? []).map((cause) =>
    store.records.list({ connection, status: 'waiting', cause, limit: MOST_WOKEN }),
  );
  const records = [...found, ...(await Promise.all(waiting))].flat();
  // Rows of a sync that runs as a whole are no workflows of their own.
  return records.filter(({ sync }) => syncManifest(sync)?.kind === 'record');
}
