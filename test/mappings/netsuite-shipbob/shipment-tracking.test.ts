/** ShipBob shipments → sales order and fulfilments: examples, and any order of events: the last state, each shipment once. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { Fulfillment, SalesOrder } from '../../../connectors/netsuite/types.ts';
import type { DeliveryState } from '../../../connectors/shipbob/types.ts';
import { planShipmentTracking } from '../../../mappings/netsuite-shipbob/shipment-tracking/plan.ts';
import { stateOfAll } from '../../../mappings/netsuite-shipbob/shipment-tracking/state.ts';
import type {
  TrackedOrder,
  TrackedShipment,
  TrackingRules,
  TrackingTarget,
} from '../../../mappings/netsuite-shipbob/shipment-tracking/types.ts';
import { shipmentTrackingSchema } from '../../../settings/shipment-tracking.ts';

const FIELDS = {
  status: 'custbody_status',
  carrier: 'custbody_carrier',
  trackingNumber: 'custbody_number',
  trackingLink: 'custbody_link',
  shippedOn: 'custbody_shipped',
  deliveredOn: 'custbody_delivered',
  changedAt: 'custbody_time',
};
const rules = (sync: object = {}, shared: Partial<TrackingRules> = {}): TrackingRules => ({
  ...shipmentTrackingSchema.parse({ salesOrderFields: FIELDS, ...sync }),
  ...{ locations: {}, skuAliases: {} },
  ...shared,
});

const shipment = (id: string, quantity: number, more: Partial<TrackedShipment> = {}): TrackedShipment => ({
  ...{ id, status: 'Completed', delivery: 'inTransit', details: [], changedAt: '2026-11-21T08:00:00.000Z' },
  ...{ createdAt: '2026-11-20T10:00:05.000Z', fulfilledAt: '2026-11-21T04:30:00.000Z', locationId: '10' },
  tracking: { carrier: 'USPS', service: 'Ground', number: `T${id}`, url: `https://t.example/${id}` },
  products: [{ id: '31', sku: 'TEA-01', name: 'Tea', units: [{ inventoryId: '8600', quantity }] }],
  ...more,
});
const order = (shipments: TrackedShipment[], quantity = 3): TrackedOrder => ({
  ...{ id: '600', number: '1001', referenceId: 'SO-1', products: [{ id: '31', sku: 'TEA-01', quantity }] },
  shipments,
});

const salesOrder = (more: Partial<SalesOrder> = {}): SalesOrder => ({
  ...{ id: '55', tranId: 'SO1001', status: 'B' },
  lines: [
    { line: 1, itemId: '98', quantity: '3', quantityFulfilled: '0', isClosed: false, locationId: '6', custom: {} },
    { line: 4, itemId: '99', quantity: '2', quantityFulfilled: '0', isClosed: false, locationId: '6', custom: {} },
  ],
  ...more,
});
const target = (more: Partial<TrackingTarget> = {}): TrackingTarget => ({
  match: { tried: ['externalId = SO-1'], candidates: [{ id: '55', tranId: 'SO1001', status: 'B' }] },
  ...{ salesOrder: salesOrder(), orderFields: {}, fulfillments: [], taken: {}, foreignSkus: [] },
  items: [
    { id: '98', itemId: 'TEA-01' },
    { id: '99', itemId: 'CUP-01' },
  ],
  ...more,
});
const planned = (one: TrackedOrder, at: TrackingTarget = target(), how: TrackingRules = rules()) =>
  planShipmentTracking({ order: one, target: at, rules: how, timeZone: 'America/New_York' });
const kinds = (writes: RecordWrite[]) => writes.map(({ kind, recordType }) => `${kind} ${recordType}`);
const bodyOf = (write: RecordWrite | undefined) => (write !== undefined && 'body' in write ? write.body : {});

test('fields and fulfilment: day in the account’s zone, the other line left alone, package with number', () => {
  const { writes } = planned(order([shipment('700', 2)]));
  expect(kinds(writes)).toEqual(['update salesOrder', 'transform itemFulfillment']);
  expect(bodyOf(writes[0])).toEqual({
    custbody_status: 'In transit',
    custbody_carrier: 'USPS Ground',
    custbody_number: 'T700',
    custbody_link: 'https://t.example/700',
    custbody_shipped: '2026-11-20',
    custbody_time: '2026-11-21T08:00:00.000Z',
  });
  expect(writes[1]).toMatchObject({ externalId: 'IF_SB_700', from: { recordType: 'salesOrder', id: '55' } });
  expect(bodyOf(writes[1])).toEqual({
    tranDate: '2026-11-20',
    memo: 'ShipBob shipment 700, order 600',
    shipStatus: { id: 'C' },
    item: {
      items: [
        { orderLine: { decimal: '1' }, quantity: { decimal: '2' }, itemReceive: true, location: { id: '6' } },
        { orderLine: { decimal: '4' }, itemReceive: false },
      ],
    },
    package: {
      items: [{ packageDescr: 'USPS Ground', packageTrackingNumber: 'T700', packageWeight: { decimal: '0.01' } }],
    },
  });
});

test('a newer state that NetSuite shows is never overwritten; the same state is written once', () => {
  const shown = (time: string) => target({ orderFields: { custbody_time: time, custbody_status: 'Delivered' } });
  const of = (time: string) => planned(order([shipment('700', 2)]), shown(time), rules({ fulfillment: 'none' }));
  expect(of('2026-11-21T08:00:01Z')).toMatchObject({
    writes: [],
    notes: expect.arrayContaining([expect.stringMatching(/newer/)]),
  });
  expect(kinds(of('2026-11-21T07:59:59Z').writes)).toEqual(['update salesOrder']);
  // ShipBob tells one time to the second and another to the millisecond.
  expect(kinds(of('2026-11-21T08:00:00.111Z').writes)).toEqual(['update salesOrder']);
});

test('the state of several: trouble first, partly shipped, else the least advanced', () => {
  const of = (...states: [string, DeliveryState][]) =>
    stateOfAll(
      states.map(([status, delivery], at) => shipment(String(at), 1, { status, delivery })),
      rules(),
    );
  expect(of(['Completed', 'delivered'], ['Completed', 'inTransit'])).toBe('inTransit');
  expect(of(['Completed', 'delivered'], ['Processing', 'pending'])).toBe('partlyShipped');
  expect(of(['Completed', 'delivered'], ['OnHold', 'pending'])).toBe('onHold');
  expect(of(['Completed', 'delivered'], ['Cancelled', 'cancelled'])).toBe('delivered');
  expect(of(['Cancelled', 'cancelled'])).toBe('cancelled');
  const held = [shipment('1', 1, { status: 'Exception', delivery: 'pending' })];
  expect(stateOfAll(held, rules({ exceptionsAsStatus: false }))).toBe('processing');
});

test('several values share a field and are left out whole; a list field gets ids', () => {
  const long = Array.from({ length: 20 }, (_, at) => shipment(`70${at}`, 0));
  const { writes } = planned(order(long), target(), rules({ fulfillment: 'none', maxLength: 50 }));
  const links = String(bodyOf(writes[0]).custbody_link);
  expect(links.length).toBeLessThanOrEqual(50);
  expect(links.split(', ').every((link) => /^https:\/\/t\.example\/70\d+$/.test(link))).toBe(true);
  const list = rules({ fulfillment: 'none', statusIsList: true, statuses: { inTransit: '3' } });
  expect(bodyOf(planned(order([shipment('1', 1)]), target(), list).writes[0]).custbody_status).toEqual({ id: '3' });
});

const posted = (id: string, more: Partial<Fulfillment> = {}): TrackingTarget['fulfillments'][number] => ({
  ...{
    id: `f${id}`,
    tranId: `IF${id}`,
    status: 'C',
    externalId: `IF_SB_${id}`,
    createdFromId: '55',
    tranDate: '2026-11-20',
  },
  lines: [{ line: 1, orderLine: 1, itemId: '98', quantity: '2', itemReceive: true }],
  packages: [{ trackingNumber: `T${id}` }],
  fields: {},
  ...more,
});
const onlyRecords = rules({ salesOrderFields: {} });

test('a number that is replaced is replaced on our fulfilment; a cancelled shipment takes ours back', () => {
  const changed = planned(
    order([shipment('700', 2, { tracking: { number: 'NEW' } })]),
    target({ fulfillments: [posted('700')] }),
    onlyRecords,
  );
  expect(changed.writes).toMatchObject([{ kind: 'update', id: 'f700', replace: ['package'] }]);
  const gone = order([shipment('700', 2, { status: 'Cancelled', delivery: 'cancelled' })]);
  const at = target({ fulfillments: [posted('700')] });
  expect(planned(gone, at, onlyRecords).writes).toMatchObject([{ kind: 'remove', externalId: 'IF_SB_700' }]);
  const wait = rules({ salesOrderFields: {}, onCancelled: 'wait' });
  expect(planned(gone, at, wait)).toMatchObject({ writes: [], problems: [{ cause: 'cancelled-after-posting' }] });
});

test('one that somebody posted under the same number is taken, remembered, and never made again', () => {
  const byHand = posted('700', { externalId: 'HAND-1' });
  const first = planned(order([shipment('700', 2)]), target({ fulfillments: [byHand] }), onlyRecords);
  expect(first).toMatchObject({ writes: [], taken: [{ shipmentId: '700', fulfillmentId: 'f700' }] });
  const later = order([shipment('700', 2, { tracking: { number: 'NEW' } })]);
  const remembered = target({ fulfillments: [byHand], taken: { 700: 'f700' } });
  expect(planned(later, remembered, onlyRecords)).toMatchObject({ writes: [], problems: [], taken: [] });
  const adopt = rules({ salesOrderFields: {}, fulfillment: 'adopt' });
  expect(planned(later, remembered, adopt).writes).toMatchObject([{ kind: 'update', id: 'f700' }]);
  expect(planned(order([shipment('800', 1)]), target(), adopt).writes).toEqual([]);
});

test('what waits: no sales order, several, not approved, unknown centre, SKU; the fields are written all the same', () => {
  const one = order([shipment('700', 2)]);
  const none = { ...target({ match: { tried: ['tranId = SO-1'], candidates: [] } }) };
  delete none.salesOrder;
  expect(planned(one, none)).toMatchObject({ writes: [], problems: [{ cause: 'order-not-found' }] });
  expect(planned(one, none, rules({ notFound: 'ignore' })).problems).toEqual([]);
  const unapproved = planned(one, target({ salesOrder: salesOrder({ status: 'A' }) }));
  expect([kinds(unapproved.writes), unapproved.problems[0]?.cause]).toEqual([
    ['update salesOrder'],
    'order-not-approved',
  ]);
  const unmapped = planned(one, target(), rules({}, { locations: { 11: '7' } }));
  expect(unmapped.problems).toMatchObject([{ cause: 'warehouse-unmapped' }]);
  const foreign = order([
    shipment('700', 2, { products: [{ id: '5', sku: 'X-1', units: [{ inventoryId: '1', quantity: 1 }] }] }),
    shipment('701', 1),
  ]);
  const waiting = planned(foreign);
  expect(waiting.problems).toMatchObject([{ cause: 'sku-missing', reason: expect.stringContaining('X-1') }]);
  expect(kinds(waiting.writes)).toEqual(['update salesOrder', 'transform itemFulfillment']);
  expect(planned(order([shipment('700', 4)], 4)).problems).toMatchObject([{ cause: 'over-shipped' }]);
});

test('bundles: their number follows from what was ordered, or from the settings, and is never guessed', () => {
  const parts = (a: number, b: number) => ({
    products: [
      {
        id: '31',
        sku: 'TEA-01',
        units: [
          { inventoryId: '1', quantity: a },
          { inventoryId: '2', quantity: b },
        ],
      },
    ],
  });
  const quantity = (plan: ReturnType<typeof planned>) => {
    const write = plan.writes.find(({ recordType }) => recordType === 'itemFulfillment');
    return JSON.stringify(bodyOf(write).item ?? null);
  };
  expect(quantity(planned(order([shipment('700', 0, parts(2, 4))], 2)))).toContain('"quantity":{"decimal":"2"}');
  const nameless = { ...order([shipment('700', 0, parts(2, 4))], 2), products: [{ sku: 'tea-01', quantity: 2 }] };
  expect(quantity(planned(nameless))).toContain('"quantity":{"decimal":"2"}');
  const split = order([shipment('700', 0, parts(1, 2))], 2);
  expect(planned(split, target(), onlyRecords).problems).toMatchObject([{ cause: 'bundle-unclear' }]);
  expect(quantity(planned(split, target(), rules({ bundles: { 'TEA-01': { units: 3 } } })))).toContain(
    '"quantity":{"decimal":"1"}',
  );
  const asParts = rules({ bundles: { 'TEA-01': { units: 3, items: { 'TEA-01': 1, 'CUP-01': 2 } } } });
  expect(quantity(planned(split, target(), asParts))).toMatch(
    /"decimal":"1".*"orderLine":\{"decimal":"4"\},"quantity":\{"decimal":"2"\}/,
  );
});

/** A toy NetSuite that takes the writes as the real one does. */
type World = { target: TrackingTarget };
function carryOut(world: World, write: RecordWrite): void {
  const { target: now } = world;
  if (write.kind === 'update' && write.recordType === 'salesOrder') {
    const fields = Object.entries(write.body).map(([name, value]) => [name, value === null ? '' : String(value)]);
    world.target = { ...now, orderFields: { ...now.orderFields, ...Object.fromEntries(fields) } };
    return;
  }
  const number = JSON.stringify(bodyOf(write)).match(/"packageTrackingNumber":"([^"]+)"/)?.[1];
  const packages = number === undefined ? [{}] : [{ trackingNumber: number }];
  if (write.kind === 'update') {
    world.target = {
      ...now,
      fulfillments: now.fulfillments.map((one) => (one.id === write.id ? { ...one, packages } : one)),
    };
    return;
  }
  if (write.kind === 'remove') {
    world.target = recount({ ...now, fulfillments: now.fulfillments.filter(({ id }) => id !== write.id) });
    return;
  }
  expect(now.fulfillments.some(({ externalId }) => externalId === write.externalId)).toBe(false);
  const items = (bodyOf(write).item as { items: { orderLine: { decimal: string }; quantity?: { decimal: string } }[] })
    .items;
  const named = new Map(items.map((item) => [Number(item.orderLine.decimal), item.quantity?.decimal ?? '0']));
  const lines = (now.salesOrder?.lines ?? []).flatMap((line) => {
    const open = Number(line.quantity) - Number(line.quantityFulfilled);
    const quantity = named.get(line.line) ?? String(open);
    expect(Number(quantity)).toBeLessThanOrEqual(open);
    return Number(quantity) === 0 ? [] : [{ line: line.line, orderLine: line.line, quantity, itemReceive: true }];
  });
  const id = write.externalId.split('_').at(-1) ?? '';
  world.target = recount({ ...now, fulfillments: [...now.fulfillments, posted(id, { lines, packages })] });
}
function recount(now: TrackingTarget): TrackingTarget {
  const { salesOrder: so } = now;
  if (so === undefined) return now;
  const taken = (line: number) =>
    now.fulfillments
      .flatMap(({ lines }) => lines)
      .filter(({ orderLine }) => orderLine === line)
      .reduce((sum, { quantity }) => sum + Number(quantity), 0);
  return {
    ...now,
    salesOrder: { ...so, lines: so.lines.map((line) => ({ ...line, quantityFulfilled: String(taken(line.line)) })) },
  };
}
function settle(world: World, one: TrackedOrder) {
  for (let round = 0; round < 10; round++) {
    const plan = planned(one, world.target);
    if (plan.writes.length === 0) return plan;
    for (const write of plan.writes.slice(0, 1)) carryOut(world, write);
  }
  throw new Error('it never settles');
}

const STEPS: [string, DeliveryState][] = [
  ['Processing', 'pending'],
  ['OnHold', 'pending'],
  ['LabeledCreated', 'labelled'],
  ['Completed', 'awaitingCarrier'],
  ['Completed', 'inTransit'],
  ['Completed', 'deliveryException'],
  ['Completed', 'delivered'],
  ['Cancelled', 'cancelled'],
];
const history = fc.array(
  fc.record({ which: fc.nat(2), step: fc.nat(STEPS.length - 1), number: fc.constantFrom('A', 'B') }),
  { minLength: 1, maxLength: 20 },
);

test('events in any order, doubled, readings old and new: the last state by ShipBob’s time, each shipment fulfilled once', () => {
  fc.assert(
    fc.property(history, fc.array(fc.nat(19), { maxLength: 40 }), (events, shuffled) => {
      // What ShipBob shows after each event, by its own clock.
      let now = order(
        [shipment('700', 1), shipment('701', 1), shipment('702', 1)].map((one) => ({
          ...one,
          status: 'Processing',
          delivery: 'pending' as const,
          changedAt: '2026-11-20T00:00:00.000Z',
        })),
      );
      const readings = [now];
      for (const [at, { which, step, number }] of events.entries()) {
        const [status, delivery] = STEPS[step]!;
        const changedAt = new Date(Date.UTC(2026, 10, 21, 0, at)).toISOString();
        const shipments = now.shipments.map((one, index) =>
          index === which
            ? { ...one, status, delivery, changedAt, tracking: { carrier: 'UPS', number: `${number}${one.id}` } }
            : one,
        );
        now = { ...now, shipments };
        readings.push(now);
      }
      const world: World = { target: target() };
      // Looks see any reading, old ones after new ones; the last look sees the last state.
      for (const at of [...shuffled.map((one) => one % readings.length), readings.length - 1])
        settle(world, readings[at]!);
      const last = settle(world, now);
      expect(world.target.orderFields.custbody_status ?? 'Processing').toBe(
        planned(now, target({ orderFields: {} }), rules({ fulfillment: 'none' })).writes.map(
          (write) => bodyOf(write).custbody_status,
        )[0] ?? 'Processing',
      );
      const left = now.shipments.filter(({ status }) => status === 'Completed').map(({ id }) => `IF_SB_${id}`);
      const names = world.target.fulfillments.map(({ externalId }) => externalId);
      expect(new Set(names).size).toBe(names.length);
      expect(left.every((name) => names.includes(name))).toBe(true);
      for (const { id, tracking, status } of now.shipments) {
        const own = world.target.fulfillments.find(({ externalId }) => externalId === `IF_SB_${id}`);
        if (own !== undefined && status === 'Completed')
          expect(own.packages).toEqual([{ trackingNumber: tracking?.number }]);
        if (status === 'Cancelled') expect(own).toBeUndefined();
      }
      expect(last.problems).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
