/** What becomes of a return in NetSuite: examples, and properties over inspections that come bit by bit. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import { planReturn, salesOrderLookups } from '../../../mappings/netsuite-shipbob/customer-return/plan.ts';
import type { ReturnInput, ReturnSource } from '../../../mappings/netsuite-shipbob/customer-return/types.ts';
import { customerReturnSchema } from '../../../settings/customer-return.ts';
import { CATALOG, lotsOf } from './receiving.ts';
import { carryOut, line, newToy, stockOf, type Toy } from './toy.ts';

type Taken = Record<string, number>;
type Row = { sku: string; announced: number; taken?: Taken };
type World = { toy: Toy; sold: { itemId: string; quantity: number; shipped?: number }[]; isOrdered: boolean };

const PLACES = {
  restock: { as: 'location' },
  quarantine: { as: 'location', location: '6' },
  dispose: { as: 'writeOff' },
};

const returnOf = (rows: Row[], more: Partial<ReturnSource> = {}): ReturnSource => ({
  ...{ id: '88001', status: 'Processing', centerId: '10', state: 's', trackingNumbers: [] },
  keys: { orderReference: 'shop-5551', reference: 'RMA-17' },
  inspectedAt: '2026-12-03T14:00:00Z',
  rows: rows.map(({ sku, announced, taken = {} }) => ({
    ...{ inventoryId: `i-${sku}`, sku, announced },
    taken: Object.entries(taken).map(([action, quantity]) => ({ action, quantity })),
  })),
  ...more,
});

const newWorld = (sold: [string, number][], isOrdered = true): World => ({
  toy: newToy(),
  sold: sold.map(([itemId, quantity]) => ({ itemId, quantity })),
  isOrdered,
});

function inputOf(source: ReturnSource, { toy, sold, isOrdered }: World, settings: object = {}): ReturnInput {
  const found = { id: '500', tranId: 'SO1', status: 'F' };
  const skus = [...new Set(source.rows.flatMap(({ sku }) => sku ?? []))];
  return {
    source,
    target: {
      postings: toy.postings,
      match: { tried: ['otherRefNum = shop-5551'], candidates: isOrdered ? [found] : [] },
      ...(isOrdered
        ? {
            salesOrder: {
              ...found,
              lines: sold.map(({ itemId, quantity, shipped = quantity }, at) =>
                line(at + 1, itemId, quantity, { received: String(shipped), rate: '9.5' }),
              ),
            },
          }
        : {}),
      ...(toy.order === undefined ? {} : { authorization: { ...toy.order, isOwn: true } }),
      items: skus.map((sku) => ({ sku, items: CATALOG.filter(({ name }) => name === sku) })),
      lots: lotsOf(toy),
    },
    settings: customerReturnSchema.parse({
      adjustment: { account: '154' },
      actions: PLACES,
      correction: 'adjust',
      ...settings,
    }),
    places: { locations: { 10: '5' } },
    skuAliases: {},
    timeZone: 'America/New_York',
    now: '2026-12-04T12:00:00Z',
    day: '2026-12-03',
  };
}

const decimal = (value: unknown): string => (value as { decimal: string }).decimal;
type Sent = { line?: unknown; item?: { id: string }; quantity?: unknown; isClosed?: boolean };

/** The authorisation as NetSuite would keep it; everything else is stock. */
function carry(world: World, write: RecordWrite): void {
  const { toy } = world;
  const sent =
    'body' in write && write.recordType === 'returnAuthorization'
      ? ((write.body.item as { items: Sent[] }).items ?? [])
      : [];
  if (write.kind === 'transform' && write.recordType === 'returnAuthorization') {
    if (toy.order !== undefined) throw new Error('a second authorisation');
    const lines = sent.map((one, at) => line(at + 1, one.item!.id, Number(decimal(one.quantity))));
    toy.order = { type: 'returnAuthorization', id: '77', tranId: 'RMA1', status: 'B', lines };
    return;
  }
  if (write.kind !== 'update') {
    carryOut(toy, write, lotNames(toy));
    return;
  }
  const lines = [...toy.order!.lines];
  for (const one of sent) {
    const at = lines.findIndex((held) => one.line !== undefined && held.line === decimal(one.line));
    const quantity = one.quantity === undefined ? {} : { quantity: decimal(one.quantity) };
    if (at < 0) lines.push(line(lines.length + 1, one.item!.id, Number(decimal(one.quantity))));
    else lines[at] = { ...lines[at]!, ...quantity, ...(one.isClosed === true ? { isClosed: true } : {}) };
  }
  toy.order = { ...toy.order!, lines };
}

const lotNames = (toy: Toy) => new Map(lotsOf(toy).map(({ id, number }) => [id, number]));

function settle(world: World, source: ReturnSource, settings: object = {}) {
  for (let round = 0; round < 40; round++) {
    const plan = planReturn(inputOf(source, world, settings));
    const [first] = plan.writes;
    if (first === undefined) return plan;
    carry(world, first);
  }
  throw new Error('it never comes to rest');
}
const causes = (plan: { problems: { cause: string }[] }) => plan.problems.map(({ cause }) => cause);
const at = (world: World, place: string) => world.toy.stock.get(`11|${place}|`) ?? 0;

test('goods are expected, then received by what was done with them; what is disposed of is written off', () => {
  const world = newWorld([['11', 5]]);
  expect(settle(world, returnOf([{ sku: 'TEA-01', announced: 4 }])).notes).toEqual([
    'Processing: nothing is inspected yet',
  ]);
  expect(world.toy.order).toBeUndefined();
  settle(world, returnOf([{ sku: 'TEA-01', announced: 4, taken: { Restock: 1 } }]));
  settle(world, returnOf([{ sku: 'TEA-01', announced: 4, taken: { Restock: 1, Quarantine: 1, Dispose: 1 } }]));
  settle(
    world,
    returnOf([{ sku: 'TEA-01', announced: 4, taken: { Restock: 1, Quarantine: 1, Dispose: 1 } }], {
      status: 'Completed',
    }),
  );
  expect([at(world, '5'), at(world, '6')]).toEqual([1, 1]);
  expect(world.toy.order?.lines.map(({ quantity, received, isClosed }) => [quantity, received, isClosed])).toEqual([
    ['4', '3', true],
  ]);
  expect(world.toy.postings.map(({ tranId, type }) => [tranId, type])).toEqual([
    ['SB_RET_88001_1', 'itemReceipt'],
    ['SB_RET_88001_2', 'itemReceipt'],
    ['SB_RET_88001_3', 'itemReceipt'],
    ['SB_RET_88001_4', 'inventoryAdjustment'],
  ]);
});

test('no sales order: it waits and says what was looked for, or adjusts stock alone', () => {
  const source = returnOf([{ sku: 'TEA-01', announced: 1, taken: { Restock: 1 } }]);
  const world = newWorld([], false);
  const plan = settle(world, source);
  expect([causes(plan), plan.problems[0]?.reason]).toEqual([
    ['order-not-found'],
    expect.stringContaining('otherRefNum = shop-5551'),
  ]);
  settle(world, source, { orderNotFound: 'adjust' });
  expect([world.toy.postings.map(({ type }) => type), at(world, '5')]).toEqual([['inventoryAdjustment'], 1]);
});

test('a missing SKU parks its own goods; they come onto the authorisation once the item exists', () => {
  const world = newWorld([
    ['11', 2],
    ['13', 2],
  ]);
  const source = returnOf([
    { sku: 'TEA-01', announced: 1, taken: { Restock: 1 } },
    { sku: 'TEA-09', announced: 2, taken: { Restock: 2 } },
  ]);
  expect(causes(settle(world, source))).toEqual(['sku-unknown']);
  expect(at(world, '5')).toBe(1);
  const later = { ...source, rows: source.rows.map((row) => (row.sku === 'TEA-09' ? { ...row, sku: 'TEA-03' } : row)) };
  expect(settle(world, later).problems).toEqual([]);
  expect([stockOf(world.toy, '13'), world.toy.order?.lines.length]).toEqual([2, 2]);
});

test('more than was shipped is adjusted or waits; an unknown action waits; a cancelled return is closed', () => {
  const source = returnOf([{ sku: 'TEA-01', announced: 1, taken: { Restock: 3 } }]);
  const world = newWorld([['11', 2]]);
  settle(world, source);
  expect(world.toy.postings.map(({ type }) => type)).toEqual(['itemReceipt', 'inventoryAdjustment']);
  expect(causes(settle(newWorld([['11', 2]]), source, { excess: 'wait' }))).toEqual(['over-receipt']);
  expect(causes(settle(newWorld([['12', 2]]), source, { excess: 'wait' }))).toEqual(['not-on-order']);
  const odd = settle(newWorld([['11', 2]]), returnOf([{ sku: 'TEA-01', announced: 1, taken: { Refurbish: 1 } }]));
  expect([causes(odd), odd.problems[0]?.reason]).toEqual([['action-unknown'], expect.stringContaining('"Refurbish"')]);
  const cancelled = newWorld([['11', 2]]);
  settle(cancelled, returnOf([{ sku: 'TEA-01', announced: 1 }]), { authorize: 'announced' });
  settle(cancelled, returnOf([{ sku: 'TEA-01', announced: 1 }], { status: 'Cancelled' }));
  expect(cancelled.toy.order?.lines[0]?.isClosed).toBe(true);
});

test('goods that come back before NetSuite knows that they left wait for the fulfilment; they are no excess', () => {
  const source = returnOf([
    { sku: 'TEA-01', announced: 2, taken: { Restock: 1, Dispose: 1 } },
    { sku: 'TEA-02', announced: 1, taken: { Restock: 1 } },
  ]);
  const world = newWorld([
    ['11', 3],
    ['12', 1],
  ]);
  world.sold[0]!.shipped = 0;
  const plan = settle(world, source);
  expect([causes(plan), plan.problems[0]?.reason]).toEqual([
    ['order-not-shipped'],
    expect.stringContaining('2 × SKU TEA-01 came back, but NetSuite has shipped 0 of it on SO1'),
  ]);
  expect([at(world, '5'), stockOf(world.toy, '12')]).toEqual([0, 1]);
  world.sold[0]!.shipped = 3;
  expect(settle(world, source).problems).toEqual([]);
  expect(world.toy.postings.map(({ type }) => type)).toEqual(['itemReceipt', 'itemReceipt', 'inventoryAdjustment']);
  expect([at(world, '5'), world.toy.order?.lines.map(({ received }) => received)]).toEqual([1, ['1', '2']]);
});

test('a unit moved to another place afterwards waits, or is moved', () => {
  const first = returnOf([{ sku: 'TEA-01', announced: 1, taken: { Restock: 1 } }]);
  const second = returnOf([{ sku: 'TEA-01', announced: 1, taken: { Quarantine: 1 } }]);
  const waits = newWorld([['11', 1]]);
  settle(waits, first, { correction: 'wait' });
  expect([causes(settle(waits, second, { correction: 'wait' })), at(waits, '6')]).toEqual([['corrected'], 0]);
  settle(waits, second);
  expect([at(waits, '5'), at(waits, '6')]).toEqual([0, 1]);
});

test('the original order is looked for by the rules, in their order', () => {
  const input = inputOf(returnOf([]), newWorld([]), {
    match: [
      { shipbob: 'orderNumber', netsuite: 'tranId' },
      { shipbob: 'orderReference', netsuite: 'otherRefNum', stripPrefix: 'shop-', prefix: '#' },
    ],
  });
  expect(salesOrderLookups(input)).toEqual([{ field: 'otherRefNum', value: '#5551' }]);
});

test('however inspections come, each unit is where its action says, once, and the authorisation is never overrun', () => {
  const inspection = fc.record({
    sku: fc.constantFrom('TEA-01', 'TEA-02'),
    action: fc.constantFrom('Restock', 'Quarantine', 'Dispose'),
    quantity: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(
      fc.array(inspection, { maxLength: 8 }),
      fc.nat(12),
      fc.nat(12),
      fc.nat(9),
      fc.boolean(),
      (steps, sold1, sold2, announced, isOrdered) => {
        const world = newWorld(
          [
            ['11', sold1],
            ['12', sold2],
          ],
          isOrdered,
        );
        const taken: Record<string, Taken> = { 'TEA-01': {}, 'TEA-02': {} };
        const rows = () => Object.entries(taken).map(([sku, done]) => ({ sku, announced, taken: done }));
        const settings = { orderNotFound: 'adjust' };
        for (const { sku, action, quantity } of steps) {
          taken[sku] = { ...taken[sku], [action]: (taken[sku]![action] ?? 0) + quantity };
          expect(settle(world, returnOf(rows()), settings).problems).toEqual([]);
        }
        settle(world, returnOf(rows(), { status: 'Completed' }), settings);
        for (const [itemId, sku] of [
          ['11', 'TEA-01'],
          ['12', 'TEA-02'],
        ] as const) {
          expect(world.toy.stock.get(`${itemId}|5|`) ?? 0).toBe(taken[sku]!.Restock ?? 0);
          expect(world.toy.stock.get(`${itemId}|6|`) ?? 0).toBe(taken[sku]!.Quarantine ?? 0);
          const came = Object.values(taken[sku]!).reduce((sum, one) => sum + one, 0);
          const received = (world.toy.order?.lines ?? [])
            .filter((one) => one.itemId === itemId)
            .reduce((sum, one) => sum + Number(one.received), 0);
          expect(received).toBe(isOrdered ? Math.min(came, itemId === '11' ? sold1 : sold2) : 0);
        }
        expect((world.toy.order?.lines ?? []).every((one) => one.isClosed || one.quantity === one.received)).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
});
