// Splitting one order into parts and merging several into one, before labels are bought.
// Trap: parts keep their lineItemKeys, so one line of the source can show on several orders.
import Big from 'big.js';
import type { OrderItem, OrderRow } from './model.ts';
import { addOrderRow, requireOrder } from './orders.ts';
import { Refusal } from './refusal.ts';
import { newGuid, nextId, type World } from './world.ts';

export interface SplitPart {
  /** Quantities that leave the parent; a line is named by its key, SKU or id. */
  items: { lineItemKey?: string; sku?: string; orderItemId?: number; quantity: number }[];
}

/** The line an admin request means; Refusal 400 when there is none. */
export function findItem(items: readonly OrderItem[], wanted: SplitPart['items'][number]): OrderItem {
  const item = items.find(
    (i) =>
      (wanted.orderItemId !== undefined && i.orderItemId === wanted.orderItemId) ||
      (wanted.lineItemKey !== undefined && i.lineItemKey === wanted.lineItemKey) ||
      (wanted.sku !== undefined && wanted.lineItemKey === undefined && i.sku === wanted.sku),
  );
  if (!item) throw new Refusal(400, `No such line: ${JSON.stringify(wanted)}`);
  return item;
}

function takeItems(world: World, parent: OrderRow, part: SplitPart): OrderItem[] {
  return part.items.map((wanted) => {
    const item = findItem(parent.items, wanted);
    if (wanted.quantity <= 0 || wanted.quantity > item.quantity) {
      throw new Refusal(400, `Cannot take ${wanted.quantity} of ${item.quantity} from line ${item.orderItemId}`);
    }
    item.quantity -= wanted.quantity;
    return { ...item, orderItemId: nextId(world, 'item'), quantity: wanted.quantity };
  });
}

/** Splits parts off an order: the parent keeps its id, key and all order-level money; children point to it. */
export function splitOrder(world: World, orderId: number, parts: SplitPart[]): OrderRow[] {
  const parent = requireOrder(world, orderId);
  if (parent.orderStatus === 'shipped') throw new Refusal(400, 'A shipped order cannot be split.', 'invalid_status');
  const now = world.clock.now();
  const splitKey = parent.splitKey ?? `SEAuto-${newGuid()}`;
  const children = parts.map((part): OrderRow => {
    const child: OrderRow = {
      ...parent,
      items: takeItems(world, parent, part),
      advancedOptions: { ...parent.advancedOptions },
      orderId: nextId(world, 'order'),
      orderKey: newGuid().replaceAll('-', ''),
      keyGenerated: true,
      amountPaid: 0,
      taxAmount: 0,
      shippingAmount: 0,
      createdAt: now,
      modifiedAt: now,
      mergedOrSplit: true,
      mergedIds: [],
      parentId: parent.orderId,
      splitKey,
    };
    addOrderRow(world, child);
    return child;
  });
  parent.items = parent.items.filter((item) => item.quantity > 0);
  Object.assign(parent, { mergedOrSplit: true, splitKey, modifiedAt: now });
  return [parent, ...children];
}

const sum = (a: number, b: number) => Number(new Big(a).plus(b));

/** Merges orders into the first: it takes all lines and lists the others in mergedIds. */
export function mergeOrders(world: World, orderIds: number[]): OrderRow {
  const [survivor, ...sources] = orderIds.map((id) => requireOrder(world, id));
  if (!survivor || sources.length === 0) throw new Refusal(400, 'A merge needs at least two orders.');
  const now = world.clock.now();
  const { mergedSources, mergeKey } = world.settings.behaviour;
  for (const source of sources) {
    survivor.items = [...survivor.items, ...source.items];
    survivor.amountPaid = sum(survivor.amountPaid, source.amountPaid);
    survivor.taxAmount = sum(survivor.taxAmount, source.taxAmount);
    survivor.shippingAmount = sum(survivor.shippingAmount, source.shippingAmount);
    Object.assign(source, { active: mergedSources === 'child', parentId: survivor.orderId, mergedOrSplit: true });
    Object.assign(source, { orderStatus: 'cancelled', modifiedAt: now });
  }
  if (mergeKey === 'generated') rekey(world, survivor);
  survivor.mergedIds = [...survivor.mergedIds, ...sources.map((s) => s.orderId)];
  return Object.assign(survivor, { mergedOrSplit: true, modifiedAt: now });
}

function rekey(world: World, row: OrderRow): void {
  const old = world.ordersByKey.get(row.orderKey) ?? [];
  world.ordersByKey.set(
    row.orderKey,
    old.filter((r) => r !== row),
  );
  row.orderKey = newGuid().replaceAll('-', '');
  row.keyGenerated = true;
  world.ordersByKey.set(row.orderKey, [row]);
}
