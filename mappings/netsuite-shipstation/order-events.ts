/**
 * What happened to a ShipStation order before it ships, told from how it looked before and how it looks now.
 * The trap: ShipStation tells only of new orders; everything else shows in the list of changed ones, where several changes
 * between two looks are one.
 */
import type { OrderSight } from '../../connectors/shipstation/types.ts';

/** Ids and states only; kept as text in the store. */
export type OrderLook = {
  status: string;
  modifiedAt: string;
  mergedOrSplit: boolean;
  mergedIds: string[];
  parentId?: string;
};

/** `code` names the event together with the order's time, so that none is told twice. */
export type OrderEvent = { orderId: string; code: string; words: string };

export const lookOf = (order: Omit<OrderSight, 'orderNumber'>): OrderLook => ({
  status: order.orderStatus,
  modifiedAt: order.modifiedAt,
  mergedOrSplit: order.mergedOrSplit,
  mergedIds: order.mergedIds,
  ...(order.parentId === undefined ? {} : { parentId: order.parentId }),
});

/** `isAnnounced`: ShipStation itself told of it as a new order. */
export function eventsOf(before: OrderLook | undefined, order: OrderSight, isAnnounced: boolean): OrderEvent[] {
  if (before !== undefined && order.modifiedAt < before.modifiedAt) return [];
  const tell = (code: string, words: string): OrderEvent => ({ orderId: order.orderId, code, words });
  const told = [...familyEvents(before, order, tell), ...statusEvents(before, order, isAnnounced, tell)];
  if (told.length > 0 || before === undefined || before.modifiedAt === order.modifiedAt) return told;
  return isOpen(order.orderStatus) ? [tell('changed', `changed in ShipStation (${wordsFor(order.orderStatus)})`)] : [];
}

type Tell = (code: string, words: string) => OrderEvent;

function familyEvents(before: OrderLook | undefined, order: OrderSight, tell: Tell): OrderEvent[] {
  const merged = order.mergedIds.filter((id) => before?.mergedIds.includes(id) !== true);
  const events: OrderEvent[] = [];
  if (merged.length > 0) {
    events.push(
      tell('merged', `order${merged.length > 1 ? 's' : ''} ${merged.join(', ')} merged into it in ShipStation`),
    );
    for (const orderId of merged)
      events.push({ orderId, code: 'merged-away', words: `merged into order ${order.orderNumber} in ShipStation` });
  }
  const { parentId, orderId } = order;
  if (parentId !== undefined && before?.parentId !== parentId) {
    const isMergedAway = order.orderStatus === 'cancelled';
    const words = isMergedAway
      ? `merged into order ${parentId} in ShipStation`
      : `split off order ${parentId} in ShipStation`;
    events.push(tell(isMergedAway ? 'merged-away' : 'split-off', words));
    if (!isMergedAway)
      events.push({
        orderId: parentId,
        code: `split ${orderId}`,
        words: `split in ShipStation; a part of it is order ${orderId} now`,
      });
  }
  return events;
}

function statusEvents(
  before: OrderLook | undefined,
  order: OrderSight,
  isAnnounced: boolean,
  tell: Tell,
): OrderEvent[] {
  const status = order.orderStatus;
  if (before?.status === status) return [];
  if (status === 'on_hold') return [tell('on-hold', 'put on hold in ShipStation')];
  if (status === 'cancelled') return [tell('cancelled', 'cancelled in ShipStation')];
  if (before === undefined) return isAnnounced ? [tell('new', `arrived in ShipStation (${wordsFor(status)})`)] : [];
  if (!isOpen(status)) return status === 'shipped' ? [] : [tell(status, `is ${wordsFor(status)} in ShipStation now`)];
  if (before.status === 'on_hold') return [tell('released', `released from hold in ShipStation (${wordsFor(status)})`)];
  if (!isOpen(before.status)) return [tell('open-again', `open again in ShipStation (${wordsFor(status)})`)];
  return [tell(status, `is ${wordsFor(status)} in ShipStation now`)];
}

const isOpen = (status: string): boolean => ['awaiting_payment', 'awaiting_shipment', 'on_hold'].includes(status);

const wordsFor = (status: string): string => status.replaceAll('_', ' ');
