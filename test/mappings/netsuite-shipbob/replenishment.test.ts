/** Purchase orders → receiving orders: examples, and whatever happens on both sides: never two that stand, sums right. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ReceivingDraft, VariantsOfSku } from '../../../connectors/shipbob/types.ts';
import { planReplenishment } from '../../../mappings/netsuite-shipbob/replenishment/plan.ts';
import { replenishmentRules } from '../../../mappings/netsuite-shipbob/replenishment/rules.ts';
import type {
  Link,
  PoLine,
  PurchaseOrder,
  ReplenishmentTarget,
  ReplenishmentWrite,
  Wro,
} from '../../../mappings/netsuite-shipbob/replenishment/types.ts';
import { replenishmentSchema } from '../../../settings/replenishment.ts';

const SKUS = ['TEA-01', 'TEA-02', 'TEA-03'];
const NOW = '2026-11-21T10:00:00Z';

const rules = (sync: object = {}, shared: object = {}) =>
  replenishmentRules(replenishmentSchema.parse(sync), { locations: { 10: '1', 11: '2' }, skuAliases: {}, ...shared });
const variants = (skus = SKUS): VariantsOfSku[] =>
  skus.map((sku, at) => ({
    sku,
    match: 'exact',
    variants: [
      {
        id: `9${at}`,
        productId: '1',
        productName: sku,
        productType: 'Regular',
        barcodes: [],
        isLot: false,
        bundle: [],
        inventoryId: `860${at}`,
      },
    ],
  }));
const line = (number: number, sku: string, quantity: string, more: Partial<PoLine> = {}): PoLine => ({
  ...{
    line: number,
    itemId: sku,
    sku,
    itemType: 'InvtPart',
    quantity,
    received: '0',
    isClosed: false,
    locationId: '1',
  },
  ...more,
});
const order = (lines: PoLine[], more: Partial<PurchaseOrder> = {}): PurchaseOrder => ({
  ...{ id: '55', tranId: 'PO-4711', status: 'B', tracking: [], modifiedAt: NOW, lines },
  ...more,
});
const nothing: ReplenishmentTarget = { links: [], orders: [], variants: variants() };
const planned = (po: PurchaseOrder, sync: object = {}, target: ReplenishmentTarget = nothing, shared: object = {}) =>
  planReplenishment({ po, target, settings: rules(sync, shared), timeZone: 'America/New_York', now: NOW });
const draftIn = (writes: ReplenishmentWrite[]): ReceivingDraft => {
  const [write] = writes;
  if (write?.kind !== 'create') throw new Error(`no create in ${JSON.stringify(writes)}`);
  return write.draft;
};

test('one receiving order: number, centre by location, day of arrival at noon of the connection’s zone', () => {
  const po = order([
    line(1, 'TEA-01', '500', { expectedOn: '2026-12-08' }),
    line(4, 'TEA-02', '240', { expectedOn: '2026-12-10' }),
  ]);
  expect(draftIn(planned(po).writes)).toEqual({
    purchaseOrderNumber: 'PO-4711',
    fulfillmentCenterId: '10',
    packageType: 'Package',
    boxPackaging: 'EverythingInOneBox',
    expectedArrivalAt: '2026-12-08T17:00:00Z',
    boxes: [
      {
        trackingNumber: 'PO-4711-1',
        items: [
          { inventoryId: '8600', quantity: 500 },
          { inventoryId: '8601', quantity: 240 },
        ],
      },
    ],
  });
});

test('a day that is past becomes the next one; none at all the default', () => {
  const past = draftIn(planned(order([line(1, 'TEA-01', '1', { expectedOn: '2026-01-01' })])).writes);
  expect(past.expectedArrivalAt).toBe('2026-11-22T17:00:00Z');
  expect(draftIn(planned(order([line(1, 'TEA-01', '1')])).writes).expectedArrivalAt).toBe('2026-12-05T17:00:00Z');
});

test('boxes by line and by carton, with the carrier’s numbers where there are some', () => {
  const po = order([line(1, 'TEA-01', '25'), line(2, 'TEA-02', '3')], { tracking: ['1Z1', '1Z2'] });
  const perLine = draftIn(planned(po, { boxes: { rule: 'perLine' } }).writes);
  expect(perLine.boxes.map(({ trackingNumber }) => trackingNumber)).toEqual(['1Z1', '1Z2']);
  const cartons = draftIn(planned(po, { boxes: { rule: 'cartons', unitsPerCarton: { 'tea-01': 10 } } }).writes);
  expect(cartons.boxes.map(({ items }) => items[0]?.quantity)).toEqual([10, 10, 5, 3]);
  expect(cartons.boxes[3]?.trackingNumber).toBe('PO-4711-4');
  const many = planned(order([line(1, 'TEA-01', '51')]), {
    boxes: { rule: 'cartons', unitsPerCarton: { 'TEA-01': 1 } },
  });
  expect(many).toMatchObject({ writes: [], problems: [{ cause: 'too-many-boxes' }] });
});

test('what waits names the SKU: unknown, a bundle, several, parts of units, no lot', () => {
  const po = order([line(1, 'TEA-01', '1'), line(2, 'X-1', '2')]);
  const missing = planned(po);
  expect(missing.writes).toEqual([]);
  expect(missing.problems).toMatchObject([{ cause: 'sku-not-in-shipbob' }]);
  expect(missing.problems[0]?.reason).toMatch(/X-1.*line 2.*PO-4711/);
  const [known] = variants(['X-1']);
  const [base] = known?.variants ?? [];
  const of = (found: object[]) =>
    planned(
      order([line(2, 'X-1', '2')]),
      {},
      { ...nothing, variants: [{ sku: 'X-1', match: 'exact', variants: found.map((one) => ({ ...base!, ...one })) }] },
    );
  expect(of([{ inventoryId: undefined }]).problems).toMatchObject([{ cause: 'sku-without-stock' }]);
  expect(of([{ inventoryId: '1' }, { inventoryId: '2' }]).problems).toMatchObject([{ cause: 'sku-ambiguous' }]);
  expect(of([{ inventoryId: '1' }, { inventoryId: '1' }]).problems).toEqual([]);
  expect(of([{ isLot: true }]).problems).toMatchObject([{ cause: 'lot-missing' }]);
  expect(planned(order([line(1, 'TEA-01', '1.5')])).problems).toMatchObject([{ cause: 'quantity-not-whole' }]);
});

test('lots of the line; an alias of the connection read backwards', () => {
  const lot = { lotNumber: 'L-26A', lotDate: '2027-11-30' };
  const [known] = variants(['SB-TEA']);
  const byLot = { ...known!, variants: known!.variants.map((one) => ({ ...one, isLot: true })) };
  const target = { ...nothing, variants: [byLot] };
  const plan = planned(order([line(1, 'tea 1', '7', lot)]), {}, target, { skuAliases: { 'SB-TEA': 'TEA 1' } });
  expect(draftIn(plan.writes).boxes[0]?.items).toEqual([
    { inventoryId: '8600', quantity: 7, lotNumber: 'L-26A', lotDate: '2027-11-30T00:00:00Z' },
  ]);
});

test('two centres: two receiving orders with numbers of their own; a location of several centres waits', () => {
  const po = order([
    line(1, 'TEA-01', '5'),
    line(2, 'TEA-02', '6', { locationId: '2' }),
    line(3, 'TEA-03', '7', { locationId: '99' }),
  ]);
  const drafts = planned(po).writes.map((write) => (write.kind === 'create' ? write.draft : undefined));
  expect(drafts.map((draft) => [draft?.fulfillmentCenterId, draft?.purchaseOrderNumber])).toEqual([
    ['10', 'PO-4711'],
    ['11', 'PO-4711 FC11'],
  ]);
  const shared = { locations: { 10: '1', 11: '1' } };
  expect(planned(po, {}, nothing, shared)).toMatchObject({ writes: [], problems: [{ cause: 'centre-ambiguous' }] });
  expect(draftIn(planned(po, { locations: { 1: '11' } }, nothing, shared).writes).fulfillmentCenterId).toBe('11');
});

test('left alone: not approved, old, received before, other places, no goods', () => {
  const lines = [line(1, 'TEA-01', '5')];
  expect(planned(order(lines, { status: 'A' }))).toMatchObject({ writes: [], problems: [] });
  expect(planned(order(lines, { tranDate: '2026-01-01' }), { notBefore: '2026-06-01' }).writes).toEqual([]);
  const partly = order([line(1, 'TEA-01', '5', { received: '2' })], { status: 'D' });
  expect(planned(partly)).toMatchObject({ writes: [], problems: [] });
  expect(draftIn(planned(partly, { partlyReceived: true }).writes).boxes[0]?.items[0]?.quantity).toBe(3);
  expect(planned(order([line(1, 'TEA-01', '5', { locationId: '99' })])).writes).toEqual([]);
  expect(planned(order([line(1, 'FEE', '5', { itemType: 'Service' })])).writes).toEqual([]);
});

test('the memo keeps a person’s words, and only ours are replaced', () => {
  const detail = { number: 'PO-4711', centreId: '10', ordered: [{ line: 1, sku: 'TEA-01', quantity: '5' }] };
  const made: ReplenishmentTarget = {
    links: [{ name: 'n', state: 'made', wroId: '443002', detail }],
    orders: [{ id: '443002', status: 'Awaiting', number: 'PO-4711', expected: [] }],
    variants: [],
  };
  const memoOf = (memo?: string) => {
    const po = order([line(1, 'TEA-01', '5.0')], memo === undefined ? {} : { memo });
    const [write] = planned(po, {}, made).writes;
    return write?.kind === 'note' && write.write.kind === 'update' ? write.write.body.memo : undefined;
  };
  expect(memoOf()).toBe('ShipBob WRO 443002');
  expect(memoOf('by sea')).toBe('by sea; ShipBob WRO 443002');
  expect(memoOf('by sea; ShipBob WRO 1, 2')).toBe('by sea; ShipBob WRO 443002');
  expect(memoOf('by sea; ShipBob WRO 443002')).toBeUndefined();
});

/** A toy ShipBob and our links: takes the writes as the activity does; refuses a number that is taken. */
type World = { orders: Wro[]; links: Link[]; po: PurchaseOrder; next: number };

function carryOut(world: World, write: ReplenishmentWrite): void {
  if (write.kind === 'note') {
    if (write.write.kind === 'update') world.po = { ...world.po, memo: String(write.write.body.memo) };
    return;
  }
  const put = (state: Link['state'], detail: Link['detail'], wroId?: string) => {
    const rest = world.links.filter(({ name }) => name !== write.name);
    world.links = [...rest, { name: write.name, state, detail, ...(wroId === undefined ? {} : { wroId }) }];
  };
  if (write.kind === 'create') {
    const taken = (number: string) => world.orders.some((wro) => wro.number === number);
    const number = taken(write.draft.purchaseOrderNumber) ? write.otherNumber : write.draft.purchaseOrderNumber;
    expect(taken(number)).toBe(false);
    const id = String(world.next++);
    const expected = write.draft.boxes.flatMap(({ items }) => items);
    world.orders.push({ id, number, status: 'Awaiting', expected });
    put('made', { number, centreId: write.draft.fulfillmentCenterId, ordered: write.ordered }, id);
    return;
  }
  const wro = world.orders.find(({ id }) => id === write.wroId)!;
  if (write.kind === 'cancel') {
    expect(wro.status).toBe('Awaiting');
    wro.status = 'Cancelled';
  }
  put(write.kind === 'adopt' ? 'found' : 'undone', write.detail, write.wroId);
}

/** Plans and writes until nothing is left; answers the last plan. */
function settle(world: World, sync: object) {
  for (let round = 0; round < 12; round++) {
    const target = { links: world.links, orders: world.orders, variants: variants() };
    const plan = planned(world.po, sync, target);
    if (plan.writes.length === 0) return plan;
    for (const write of plan.writes) carryOut(world, write);
  }
  throw new Error('it never settles');
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('quantity' as const), at: fc.nat(2), to: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ kind: fc.constant('close' as const), at: fc.nat(2), to: fc.nat(1) }),
  fc.record({ kind: fc.constant('status' as const), at: fc.nat(5), to: fc.nat() }),
  fc.record({ kind: fc.constant('arrive' as const), at: fc.nat(), to: fc.nat() }),
  fc.record({ kind: fc.constant('cancelThere' as const), at: fc.nat(), to: fc.nat() }),
  fc.record({ kind: fc.constant('byHand' as const), at: fc.nat(), to: fc.nat() }),
);

test('whatever happens on both sides: it settles, at most one stands for each centre, and ours hold what is ordered', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 12 }),
      fc.constantFrom('hold', 'remake'),
      fc.constantFrom('wait', 'remake'),
      (steps, onChange, onCancelledThere) => {
        const sync = { onChange, onCancelledThere };
        const lines = [line(1, 'TEA-01', '5'), line(2, 'TEA-02', '6', { locationId: '2' }), line(3, 'TEA-03', '7')];
        const world: World = { orders: [], links: [], po: order(lines), next: 1 };
        for (const { kind, at, to } of steps) {
          const some = world.orders[at % Math.max(1, world.orders.length)];
          const change = (more: Partial<PoLine>) => {
            world.po = {
              ...world.po,
              lines: world.po.lines.map((one, index) => (index === at ? { ...one, ...more } : one)),
            };
          };
          if (kind === 'quantity') change({ quantity: String(to) });
          if (kind === 'close') change({ isClosed: to === 1 });
          if (kind === 'status') world.po = { ...world.po, status: 'BABHCB'[at] ?? 'B' };
          if (kind === 'arrive' && some?.status === 'Awaiting') some.status = 'Arrived';
          if (kind === 'cancelThere' && some?.status === 'Awaiting') some.status = 'Cancelled';
          if (kind === 'byHand' && !world.orders.some(({ number }) => number === 'PO-4711'))
            world.orders.push({ id: String(world.next++), number: 'PO-4711', status: 'Awaiting', expected: [] });
          const before = world.orders.filter(({ status }) => status === 'Arrived').map(({ id }) => id);
          const plan = settle(world, sync);
          const standing = world.links.filter(({ state }) => state === 'made' || state === 'found');
          const centres = standing.map(({ detail }) => detail.centreId);
          expect(new Set(centres).size).toBe(centres.length);
          // Nothing that has arrived is touched.
          for (const id of before) expect(world.orders.find((wro) => wro.id === id)?.status).toBe('Arrived');
          // Every one that stands in ShipBob is known.
          for (const wro of world.orders.filter(({ status }) => status !== 'Cancelled'))
            expect(
              plan.problems.length > 0 || world.po.status !== 'B' || standing.some(({ wroId }) => wroId === wro.id),
            ).toBe(true);
          // Ours that nobody waits for and that have not arrived hold exactly what is ordered.
          for (const link of standing.filter(({ state }) => state === 'made')) {
            const wro = world.orders.find(({ id }) => id === link.wroId);
            if (wro?.status !== 'Awaiting' || plan.problems.length > 0 || world.po.status !== 'B') continue;
            const centre = { 1: '10', 2: '11' } as Record<string, string>;
            const wanted = world.po.lines
              .filter((one) => !one.isClosed && centre[one.locationId ?? ''] === link.detail.centreId)
              .reduce((sum, one) => sum + Number(one.quantity), 0);
            expect(wro.expected.reduce((sum, one) => sum + one.quantity, 0)).toBe(wanted);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
