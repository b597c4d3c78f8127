// Orders: create or replace, hold, tags, cancel, delete. The rules of POST /orders/createorder live here.
// Trap: an update replaces the whole order; only awaiting_payment, awaiting_shipment and on_hold may be updated.
import { customerFor, productIdOf } from './implicit.ts';
import type { OrderContent, OrderItem, OrderRow } from './model.ts';
import { notFound, Refusal } from './refusal.ts';
import { indexOrder, newGuid, nextId, pushTo, unindexOrder, type World } from './world.ts';

const UPDATABLE: readonly string[] = ['awaiting_payment', 'awaiting_shipment', 'on_hold'];

export interface OrderIdentity {
  orderId: number | null;
  orderKey: string | null;
}

/** An order that still shows in lists; Refusal 404 otherwise. */
export function requireOrder(world: World, orderId: number): OrderRow {
  const row = world.orders.get(orderId);
  if (!row?.active) throw notFound(`Order ${orderId}`);
  return row;
}

/** Finds an active order by its key, in one store or in the whole account as the settings say. */
export function findByKey(world: World, orderKey: string, storeId: number): OrderRow | undefined {
  const rows = world.ordersByKey.get(orderKey) ?? [];
  const wholeAccount = world.settings.behaviour.orderKeyScope === 'account';
  return rows.find((row) => row.active && (wholeAccount || row.advancedOptions.storeId === storeId));
}

function findTarget(world: World, content: OrderContent, identity: OrderIdentity): OrderRow | undefined {
  if (identity.orderId !== null) {
    const row = requireOrder(world, identity.orderId);
    if (identity.orderKey !== null && row.orderKey !== identity.orderKey) {
      throw new Refusal(400, `Order ${row.orderId} has another orderKey.`, 'identifier_conflict');
    }
    return row;
  }
  return identity.orderKey === null ? undefined : findByKey(world, identity.orderKey, content.advancedOptions.storeId);
}

function assertUpdatable(row: OrderRow, identity: OrderIdentity): void {
  if (!UPDATABLE.includes(row.orderStatus)) {
    throw new Refusal(400, `Order ${row.orderNumber} is ${row.orderStatus} and cannot be updated.`, 'invalid_status');
  }
  if (row.mergedOrSplit && (identity.orderId === null || identity.orderKey === null)) {
    throw new Refusal(400, 'Updating a split or merged order requires both orderId and orderKey.');
  }
}

/** Gives lines their ids: a line keeps its orderItemId when its lineItemKey was there before. */
function identifyItems(world: World, items: OrderItem[], old: readonly OrderItem[]): OrderItem[] {
  return items.map((item) => {
    const before = old.find((o) => o.lineItemKey !== null && o.lineItemKey === item.lineItemKey);
    const orderItemId = before?.orderItemId ?? nextId(world, 'item');
    return {
      ...item,
      orderItemId,
      productId: productIdOf(world, item),
      createdAt: before?.createdAt ?? item.createdAt,
    };
  });
}

function insertOrder(world: World, content: OrderContent, orderKey: string | null, importBatch: string): OrderRow {
  const now = world.clock.now();
  const row: OrderRow = {
    ...content,
    items: identifyItems(world, content.items, []),
    orderId: nextId(world, 'order'),
    orderKey: orderKey ?? newGuid().replaceAll('-', ''),
    keyGenerated: orderKey === null,
    createdAt: now,
    modifiedAt: now,
    customerId: customerFor(world, content),
    userId: null,
    holdUntil: null,
    active: true,
    importBatch,
    mergedOrSplit: false,
    mergedIds: [],
    parentId: null,
    splitKey: null,
  };
  addOrderRow(world, row);
  return row;
}

/** Stores a finished row and indexes it. */
export function addOrderRow(world: World, row: OrderRow): void {
  world.orders.set(row.orderId, row);
  pushTo(world.ordersByKey, row.orderKey, row);
  indexOrder(world, row);
}

function replaceOrder(world: World, row: OrderRow, content: OrderContent, importBatch: string): boolean {
  const wasUnpaid = row.orderStatus === 'awaiting_payment';
  const released = wasUnpaid && content.orderStatus !== 'awaiting_payment' && content.orderStatus !== 'cancelled';
  const storeId = row.advancedOptions.storeId;
  unindexOrder(world, row);
  Object.assign(row, content, {
    items: identifyItems(world, content.items, row.items),
    advancedOptions: { ...content.advancedOptions, storeId },
    importBatch: released ? importBatch : row.importBatch,
    modifiedAt: world.clock.now(),
  });
  row.customerId = customerFor(world, row);
  indexOrder(world, row);
  return released;
}

/**
 * Creates an order or replaces the one with the same key. `announce` says that it belongs to the import's webhook:
 * a new order in any status but awaiting_payment, or an unpaid one that is released. Throws Refusal.
 */
export function upsertOrder(
  world: World,
  content: OrderContent,
  identity: OrderIdentity,
  importBatch: string,
): { row: OrderRow; announce: boolean } {
  if (!world.stores.has(content.advancedOptions.storeId)) {
    throw new Refusal(400, `Store ${content.advancedOptions.storeId} does not exist.`);
  }
  const target = findTarget(world, content, identity);
  if (!target) {
    const row = insertOrder(world, content, identity.orderKey, importBatch);
    return { row, announce: row.orderStatus !== 'awaiting_payment' };
  }
  assertUpdatable(target, identity);
  return { row: target, announce: replaceOrder(world, target, content, importBatch) };
}

/** Tells subscribers about the orders of one import action. */
export function announceImport(world: World, importBatch: string, rows: OrderRow[]): void {
  if (rows.length > 0) world.emit({ type: 'orders-imported', importBatch, rows });
}

const touch = (world: World, row: OrderRow, changes: Partial<OrderRow>) =>
  Object.assign(row, changes, { modifiedAt: world.clock.now() });

/** Puts an open order on hold until an instant (null = no end). */
export function holdOrder(world: World, orderId: number, until: number | null): OrderRow {
  const row = requireOrder(world, orderId);
  if (!UPDATABLE.includes(row.orderStatus)) {
    throw new Refusal(400, `Order ${row.orderNumber} is ${row.orderStatus} and cannot be held.`, 'invalid_status');
  }
  return touch(world, row, { orderStatus: 'on_hold', holdUntil: until });
}

/** Gives a held order back to awaiting_shipment. */
export function restoreOrder(world: World, orderId: number): OrderRow {
  const row = requireOrder(world, orderId);
  if (row.orderStatus !== 'on_hold') {
    throw new Refusal(400, `Order ${row.orderNumber} is not on hold.`, 'invalid_status');
  }
  return touch(world, row, { orderStatus: 'awaiting_shipment', holdUntil: null });
}

/** Cancels an order that has not been shipped. */
export function cancelOrder(world: World, orderId: number): OrderRow {
  const row = requireOrder(world, orderId);
  if (row.orderStatus === 'shipped') {
    throw new Refusal(400, `Order ${row.orderNumber} is shipped and cannot be cancelled.`, 'invalid_status');
  }
  return touch(world, row, { orderStatus: 'cancelled' });
}

/** Changes an order as a person in the web page would, shipped or not. */
export function editOrder(world: World, orderId: number, changes: Partial<OrderContent>): OrderRow {
  const row = requireOrder(world, orderId);
  unindexOrder(world, row);
  const advancedOptions = { ...row.advancedOptions, ...changes.advancedOptions };
  touch(world, row, { ...changes, advancedOptions });
  indexOrder(world, row);
  return row;
}

/** Adds or removes a tag of the account's list. */
export function tagOrder(world: World, orderId: number, tagId: number, present: boolean): OrderRow {
  const row = requireOrder(world, orderId);
  if (!world.tags.some((tag) => tag.tagId === tagId)) throw notFound(`Tag ${tagId}`);
  const others = (row.tagIds ?? []).filter((id) => id !== tagId);
  const tagIds = present ? [...others, tagId] : others;
  return touch(world, row, { tagIds: tagIds.length > 0 ? tagIds : null });
}

/** Soft delete: the row stays, no list shows it any more. */
export function deleteOrder(world: World, orderId: number): void {
  touch(world, requireOrder(world, orderId), { active: false });
}

/** Sets or clears the user of several orders, all or none. */
export function assignUser(world: World, orderIds: number[], userId: string | null): void {
  const rows = orderIds.map((id) => requireOrder(world, id));
  for (const row of rows) touch(world, row, { userId });
}
