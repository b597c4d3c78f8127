/**
 * Follows a webhook's pointer: all its pages, then one wake for each order. The trap: ShipStation may send the pointer
 * before the rows are there; an empty answer is not "nothing", it is "not yet".
 */
import { Context } from '@temporalio/activity';
import { ConnectorError } from '../connectors/http/errors.ts';
import type { PointerRow } from '../connectors/shipstation/types.ts';
import { parsePointer } from '../connectors/shipstation/webhook.ts';
import type { OpenConnection } from './connection-registry.ts';
import type { ActivityDeps } from './deps.ts';
import { entryFor, type RecordScope } from './ledger-entries.ts';
import { profileSyncOf } from './netsuite-shipstation/customer-profiles/scope.ts';
import { profileRows } from './netsuite-shipstation/customer-profiles/source.ts';
import { noteOrders } from './order-events.ts';
import { wakeRecords } from './wake.ts';

export type PointerRequest = RecordScope & { inboxId: string };
/** `rows` counts what the pointer held; 0 = not there yet. */
export type PointerAnswer = { rows: number; orders: number; topic: string };

/** What left the house wakes what books it; new orders are told of and go to the sync of their customers' profiles. */
const SHIPPING = /^(shipment|fulfillment):/;
const MOST_PAGES = 1_000;

export async function followPointer(deps: ActivityDeps, request: PointerRequest): Promise<PointerAnswer> {
  const row = await deps.store.inbox.get(request.inboxId);
  if (row === undefined)
    throw new ConnectorError({
      type: 'NotFound',
      system: 'ml-connector',
      message: `inbox row ${request.inboxId} is gone`,
    });
  const pointer = parsePointer(Buffer.from(deps.vault.open(row.sealedBody, `inbox/${row.connection}`)));
  const open = await deps.connections.get(request.connection);
  const shipStation = await open.shipStation();
  const rows: PointerRow[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const next = await shipStation.readPointer(pointer, page);
    rows.push(...next.rows);
    Context.current().heartbeat(page);
    if (!next.hasMore) break;
  }
  const shipped = rows
    .filter((r) => SHIPPING.test(r.source) && !r.isReturnLabel)
    .map(({ orderId, source, voided, at }) => ({ key: orderId, source, state: voided ? 'voided' : 'live', at }));
  const orders = new Set<string>();
  for (const sync of shippingSyncs(open)) {
    const woken = await wakeRecords(deps, { connection: request.connection, sync }, shipped, 'webhook');
    if (woken.length > 0) await noteEvents(deps, request, { sync, ...row }, woken);
    for (const orderId of woken) orders.add(orderId);
  }
  const told = await followOrders(deps, open, rows);
  return { rows: rows.length, orders: orders.size + told, topic: row.topic };
}

/** What looks at an order when something left the house. */
function shippingSyncs({ settings }: OpenConnection): string[] {
  if (settings.pair !== 'fusion-shipstation') return ['orderShipped'];
  const { receivablesPosting, inventoryPosting } = settings.syncs;
  return [
    ...(receivablesPosting.enabled ? ['receivablesPosting'] : []),
    ...(inventoryPosting.enabled ? ['inventoryPosting'] : []),
  ];
}

/** New orders: their events, and a wake for the records that put the customer's profile on them. */
async function followOrders(deps: ActivityDeps, open: OpenConnection, rows: PointerRow[]): Promise<number> {
  const orders = rows.flatMap(({ order }) => (order === undefined ? [] : [order]));
  await noteOrders(deps, open, orders, 'webhook');
  const due = profileRows(open, orders);
  const target = { connection: open.row.id, sync: profileSyncOf(open) };
  return (await wakeRecords(deps, target, due, 'webhook')).length;
}

async function noteEvents(
  deps: ActivityDeps,
  request: PointerRequest,
  { sync, topic, receivedAt }: { sync: string; topic: string; receivedAt: string },
  orders: string[],
): Promise<void> {
  const entries = orders.map((orderId) =>
    entryFor(Context.current(), { connection: request.connection, sync, recordKey: orderId }, deps.now(), {
      kind: 'event',
      outcome: 'ok',
      step: topic,
      system: 'shipstation',
      sourceTime: receivedAt,
      summary: `webhook ${topic} arrived`,
    }),
  );
  await deps.store.ledger.append(entries);
}

export async function closePointer(deps: ActivityDeps, request: PointerRequest): Promise<void> {
  await deps.store.inbox.setState(request.inboxId, 'done');
}
