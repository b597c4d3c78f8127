/** What the trace tells of an order before it ships. */
import { expect, test } from '@jest/globals';
import type { OrderSight } from '../../connectors/shipstation/types.ts';
import { eventsOf, lookOf } from '../../mappings/netsuite-shipstation/order-events.ts';

const sight = (more: Partial<OrderSight> = {}): OrderSight => ({
  orderId: '9',
  orderNumber: '1042',
  orderStatus: 'awaiting_shipment',
  mergedOrSplit: false,
  mergedIds: [],
  modifiedAt: '2026-07-15T15:00:00.000Z',
  ...more,
});
const later = { modifiedAt: '2026-07-15T16:00:00.000Z' };
const told = (before: Partial<OrderSight> | undefined, now: Partial<OrderSight>, isAnnounced = false) =>
  eventsOf(before === undefined ? undefined : lookOf(sight(before)), sight({ ...later, ...now }), isAnnounced).map(
    ({ orderId, words }) => `${orderId}: ${words}`,
  );

test('holds, releases, cancellations and edits are told in plain words', () => {
  expect(told({}, { orderStatus: 'on_hold' })).toEqual(['9: put on hold in ShipStation']);
  expect(told({ orderStatus: 'on_hold' }, {})).toEqual(['9: released from hold in ShipStation (awaiting shipment)']);
  expect(told({}, { orderStatus: 'cancelled' })).toEqual(['9: cancelled in ShipStation']);
  expect(told({ orderStatus: 'awaiting_payment' }, {})).toEqual(['9: is awaiting shipment in ShipStation now']);
  expect(told({}, {})).toEqual(['9: changed in ShipStation (awaiting shipment)']);
  expect(told({ orderStatus: 'cancelled' }, {})).toEqual(['9: open again in ShipStation (awaiting shipment)']);
});

test('splits and merges are told on every order that they concern', () => {
  expect(told(undefined, { parentId: '5', mergedOrSplit: true })).toEqual([
    '9: split off order 5 in ShipStation',
    '5: split in ShipStation; a part of it is order 9 now',
  ]);
  expect(told({}, { mergedIds: ['5', '6'], mergedOrSplit: true })).toEqual([
    '9: orders 5, 6 merged into it in ShipStation',
    '5: merged into order 1042 in ShipStation',
    '6: merged into order 1042 in ShipStation',
  ]);
  expect(told({}, { parentId: '5', orderStatus: 'cancelled' })[0]).toBe('9: merged into order 5 in ShipStation');
});

test('nothing is told twice, backwards, or of what orderShipped tells itself', () => {
  expect(told(later, {})).toEqual([]);
  expect(told({ ...later, orderStatus: 'cancelled' }, { modifiedAt: '2026-07-15T15:00:00.000Z' })).toEqual([]);
  expect(told({}, { orderStatus: 'shipped' })).toEqual([]);
  expect(told(undefined, {})).toEqual([]);
  expect(told(undefined, {}, true)).toEqual(['9: arrived in ShipStation (awaiting shipment)']);
});
