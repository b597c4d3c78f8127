/**
 * Writes what happens to ShipStation's orders into the ledger of their orderShipped records, so that `trace` shows it.
 * The trap: the same order comes by webhook and by sweep; an event is told once, known by its name and the order's time.
 */
import { Context } from '@temporalio/activity';
import type { OrderDetail, OrderSight } from '../connectors/shipstation/types.ts';
import { eventsOf, lookOf, type OrderEvent, type OrderLook } from '../mappings/netsuite-shipstation/order-events.ts';
import { recordWorkflowId } from '../workflows/ids.ts';
import type { OpenConnection } from './connection-registry.ts';
import type { ActivityDeps } from './deps.ts';
import { entryFor } from './ledger-entries.ts';

const SYNC = 'orderShipped';

/** Whether the connection wants to know what happens to orders before they ship. */
export const wantsOrderEvents = ({ settings }: OpenConnection): boolean =>
  settings.pair === 'netsuite-shipstation' &&
  (settings.syncs.orderShipped.orderEvents || settings.syncs.customerProfiles.enabled);

/** Tells what is new about these orders and remembers how they look. `foundBy` webhook: ShipStation told of new orders. */
export async function noteOrders(
  deps: ActivityDeps,
  open: OpenConnection,
  orders: OrderSight[],
  foundBy: 'webhook' | 'sweep',
): Promise<void> {
  if (!wantsOrderEvents(open)) return;
  const connection = open.row.id;
  for (const order of orders) {
    const before = await readLook(deps, connection, order.orderId);
    const look = lookOf(order);
    for (const event of eventsOf(before, order, foundBy === 'webhook'))
      await tellOnce(deps, connection, event, order, foundBy);
    if (
      JSON.stringify(before) !== JSON.stringify(look) &&
      (before === undefined || before.modifiedAt <= look.modifiedAt)
    )
      await deps.store.orderNotes.putLook(connection, order.orderId, JSON.stringify(look));
    Context.current().heartbeat(order.orderId);
  }
}

/** After a change of our own, so that it is not told as somebody's. */
export async function rememberOrder(deps: ActivityDeps, connection: string, order: OrderDetail): Promise<void> {
  await deps.store.orderNotes.putLook(connection, order.orderId, JSON.stringify(lookOf(order)));
}

async function readLook(deps: ActivityDeps, connection: string, orderId: string): Promise<OrderLook | undefined> {
  const look = (await deps.store.orderNotes.get(connection, orderId))?.look;
  return look === undefined ? undefined : (JSON.parse(look) as OrderLook);
}

async function tellOnce(
  deps: ActivityDeps,
  connection: string,
  event: OrderEvent,
  order: OrderSight,
  foundBy: 'webhook' | 'sweep',
): Promise<void> {
  const { orderId, words } = event;
  const step = `order ${event.code}`;
  const ledger = await deps.store.ledger.forRecord(connection, SYNC, orderId);
  if (ledger.some((row) => row.kind === 'event' && row.step === step && isSameTime(row.sourceTime, order.modifiedAt)))
    return;
  const scope = { connection, sync: SYNC, recordKey: orderId };
  const entry = entryFor(Context.current(), scope, deps.now(), {
    kind: 'event',
    outcome: 'ok',
    step,
    system: 'shipstation',
    sourceTime: order.modifiedAt,
    summary: words,
  });
  await deps.store.ledger.append([entry]);
  await givePage(deps, scope, order, foundBy);
}

const isSameTime = (a: string | undefined, b: string): boolean => a !== undefined && Date.parse(a) === Date.parse(b);

/** An order that never shipped has no record yet; it gets the one that a look at it would come to. */
async function givePage(
  deps: ActivityDeps,
  scope: { connection: string; sync: string; recordKey: string },
  order: OrderSight,
  foundBy: 'webhook' | 'sweep',
): Promise<void> {
  const { connection, sync, recordKey } = scope;
  if ((await deps.store.records.get(connection, sync, recordKey)) !== undefined) return;
  const ownNumber = recordKey === order.orderId ? [{ kind: 'order', value: order.orderNumber }] : [];
  await deps.store.records.put({
    ...scope,
    status: 'done',
    workflowId: recordWorkflowId({ connection, sync, key: recordKey }),
    foundBy,
    numbers: [...ownNumber, { kind: 'order id', value: recordKey }],
    summary: 'nothing has left the house yet',
    at: deps.now().toISOString(),
  });
}
