/** Reading an order whole and putting it back changed: whatever is not changed must be there afterwards. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createShipStation } from '../../connectors/shipstation/index.ts';
import { shipStationSettingsSchema } from '../../connectors/shipstation/settings.ts';
import { type ShipStationSimulator, startShipStationSimulator } from '../../simulators/shipstation/server.ts';
import { credentials } from './shipstation-support.ts';

let sim: ShipStationSimulator;

beforeEach(async () => {
  sim = await startShipStationSimulator({
    startAt: '2026-11-01T08:30:00.000Z',
    settings: { limits: { v1PerWindow: 0 } },
  });
});
afterEach(() => sim.close());

const connect = (changes: object = {}) =>
  createShipStation(
    shipStationSettingsSchema.parse({ v1BaseUrl: sim.url, v2BaseUrl: sim.url, ...changes }),
    credentials,
    {},
  );

const RICH = {
  orderNumber: 'B-1',
  orderKey: 'erp:B-1',
  customerEmail: 'ap@northside.example',
  billTo: { name: 'Pat Doe', country: 'US' },
  shipTo: { name: 'Dock', street1: '2 Elm St', city: 'Sparks', postalCode: '89431', country: 'US', residential: true },
  items: [
    {
      lineItemKey: '1',
      sku: 'A',
      name: 'A',
      quantity: 2,
      unitPrice: 0.1,
      options: [{ name: 'c', value: 'red' }],
      weight: { value: 3.5, units: 'ounces' },
    },
    { lineItemKey: 'd', name: 'off', quantity: 1, unitPrice: -0.05, adjustment: true },
  ],
  amountPaid: 12.34,
  taxAmount: 0.07,
  internalNotes: 'by hand',
  giftMessage: 'hi',
  gift: true,
  carrierCode: 'ups_walleted',
  serviceCode: 'ups_ground',
  weight: { value: 12, units: 'ounces' },
  dimensions: { units: 'inches', length: 2, width: 3, height: 4 },
  insuranceOptions: { provider: 'carrier', insureShipment: true, insuredValue: 5 },
  advancedOptions: { customField3: 'kept', source: 'erp', saturdayDelivery: true, billToParty: 'third_party' },
};

const place = (more: object = {}): string => {
  const [orderId] = sim.seed({ orders: [{ ...RICH, ...more }] }).orderIds;
  return String(orderId);
};

async function whole(orderId: string) {
  const found = await connect().readOrderWhole(orderId);
  if (found === undefined) throw new Error('no order');
  return found;
}

test('only the changed members differ afterwards', async () => {
  const orderId = place();
  const before = await whole(orderId);
  expect(before.detail).toMatchObject({
    orderKey: 'erp:B-1',
    customerEmail: 'ap@northside.example',
    billTo: { name: 'Pat Doe', country: 'US' },
    customFields: { customField3: 'kept' },
    tagIds: [],
  });
  expect(before.detail).not.toHaveProperty('customerUsername');
  const answer = await connect().replaceOrder(before.raw, {
    customerUsername: 'ACCT-1',
    customField1: 'a=1',
    customField3: '',
    billTo: { name: 'Pat Doe', street1: '1 Main St', city: 'Reno', country: 'US' },
  });
  const after = await whole(orderId);
  expect(after.detail).toEqual(answer);
  expect(after.raw).toEqual({
    ...before.raw,
    modifyDate: expect.any(String),
    items: expect.any(Array),
    customerId: expect.any(Number),
    customerUsername: 'ACCT-1',
    billTo: expect.objectContaining({ name: 'Pat Doe', street1: '1 Main St', city: 'Reno', state: null }),
    advancedOptions: { ...(before.raw.advancedOptions as object), customField1: 'a=1', customField3: null },
  });
  const bare = (items: unknown) =>
    (items as Record<string, unknown>[]).map(({ createDate: _c, modifyDate: _m, ...item }) => item);
  expect(bare(after.raw.items)).toEqual(bare(before.raw.items));
});

test('a split part is named by id and key; a held order stays on hold with its date', async () => {
  const orderId = place();
  const [, part] = sim.admin.split({ orderId: Number(orderId) }, [{ items: [{ sku: 'A', quantity: 1 }] }]);
  const { raw } = await whole(String(part?.orderId));
  const answer = await connect().replaceOrder(raw, { customField1: 'x' });
  expect(answer).toMatchObject({
    orderId: String(part?.orderId),
    mergedOrSplit: true,
    parentId: orderId,
    customFields: { customField1: 'x' },
  });

  sim.admin.hold({ orderId: Number(orderId) }, '2026-12-01T08:00:00.000Z');
  const held = await whole(orderId);
  await connect().replaceOrder(held.raw, { customField1: 'y' });
  expect((await whole(orderId)).raw).toMatchObject({ orderStatus: 'on_hold', holdUntilDate: held.raw.holdUntilDate });
});

test('a shipped order is refused, and a lost answer says that it is uncertain', async () => {
  const orderId = place();
  const { raw } = await whole(orderId);
  sim.faults.replace([{ kind: 'drop-after', method: 'POST', path: 'createorder', times: 1 }]);
  await expect(connect().replaceOrder(raw, { customField1: 'x' })).rejects.toMatchObject({ type: 'Uncertain' });
  expect((await whole(orderId)).detail.customFields.customField1).toBe('x');
  sim.admin.buyLabels([{ orderId: Number(orderId) }]);
  await expect(connect().replaceOrder(raw, { customField1: 'z' })).rejects.toMatchObject({
    type: 'Invalid',
    status: 400,
  });
  expect(await connect().readOrderWhole('999999')).toBeUndefined();
});

test('tags are listed, set and taken off', async () => {
  sim.seed({ tags: [{ tagId: 77, name: 'B2B' }] });
  const orderId = place();
  expect(await connect().listTags()).toContainEqual({ tagId: '77', name: 'B2B' });
  await connect().setTag(orderId, '77', true);
  await connect().setTag(orderId, '77', true);
  expect((await whole(orderId)).detail.tagIds).toEqual(['77']);
  await connect().setTag(orderId, '77', false);
  expect((await whole(orderId)).detail.tagIds).toEqual([]);
  await expect(connect().setTag(orderId, '1', true)).rejects.toMatchObject({ type: 'NotFound' });
});

test('orders are listed by change, newest first, and by status, oldest first, with their families', async () => {
  const [a, b] = [place(), place({ orderNumber: 'B-2', orderKey: 'k2' })];
  sim.clock.advance(60_000);
  sim.admin.hold({ orderId: Number(a) });
  const api = connect({ pageSize: 1 });
  const first = await api.listOrders({ modifiedSince: '2026-11-01T08:00:00.000Z' });
  expect([first.rows.map(({ orderId }) => orderId), first.hasMore, first.total]).toEqual([[a], true, 2]);
  const second = await api.listOrders({ modifiedSince: '2026-11-01T08:00:00.000Z' }, 2);
  expect(second.rows).toMatchObject([{ orderId: b, orderNumber: 'B-2', orderStatus: 'awaiting_shipment' }]);
  expect((await api.listOrders({ status: 'on_hold' })).rows).toMatchObject([{ orderId: a, orderStatus: 'on_hold' }]);
  sim.admin.restore({ orderId: Number(a) });
  sim.admin.merge([{ orderId: Number(a) }, { orderId: Number(b) }]);
  expect((await api.listOrders({ status: 'awaiting_shipment' })).rows).toMatchObject([
    { orderId: a, mergedIds: [b], mergedOrSplit: true },
  ]);
  expect(JSON.stringify(first.rows)).not.toMatch(/Pat|Elm|example/);
});
