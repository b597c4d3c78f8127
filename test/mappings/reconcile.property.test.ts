/** Random months: every planted difference is found under its own name, and nothing else. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parcelRules, rowOfPosted, rowOfShipment } from '../../mappings/netsuite-shipstation/reconcile/parcels.ts';
import { compareGroup } from '../../mappings/shared/reconcile/compare.ts';
import type { Finding, Group, JudgedRow, ReconcileRow } from '../../mappings/shared/reconcile/types.ts';
import { label, settings } from './support.ts';

const OWN = settings({ skuAliases: { 'old-a': 'A' }, ignoreSkus: ['INSURANCE'], kits: { KIT: { K1: 2, K2: 1 } } });
const CONTEXT = { settings: OWN, timeZone: 'UTC' };
const RULES = parcelRules(OWN);
const RANGE = { from: '2026-07-01', to: '2026-07-31' };

const judged = (row: ReconcileRow): JudgedRow => ({
  ...row,
  judged: row.day === undefined || (row.day >= RANGE.from && row.day <= RANGE.to),
});

/** Both lists joined, as the store joins them. */
function groupsOf(sources: ReconcileRow[], targets: ReconcileRow[]): Group[] {
  const all = [...sources, ...targets].map(judged);
  return [...new Set(all.map(({ key }) => key))].map((key) => {
    const own = all.filter((row) => row.key === key);
    const own1 = own.filter(({ side }) => side === 'source');
    const names = new Set(own.map(({ altKey }) => altKey).filter((name) => name !== undefined));
    const side = own1.length > 0 ? 'target' : 'source';
    const alike = all.filter((row) => row.key !== key && row.side === side && names.has(row.altKey ?? ''));
    return { key, sources: own1, targets: own.filter((row) => row.side === 'target'), alike };
  });
}

type Planted =
  | 'nothing'
  | 'missing'
  | 'lost-void'
  | 'wrong-quantity'
  | 'tracking-differs'
  | 'made-by-hand'
  | 'posted-twice'
  | 'no-source';

const PLANTED: Planted[] = [
  'nothing',
  'missing',
  'lost-void',
  'wrong-quantity',
  'tracking-differs',
  'made-by-hand',
  'posted-twice',
  'no-source',
];

type Parcel = { planted: Planted; day: number; a: number; b: number; names: 'alias' | 'plain' | 'kit' };
const parcels = fc.array(
  fc.record({
    planted: fc.constantFrom(...PLANTED),
    day: fc.integer({ min: 1, max: 31 }),
    a: fc.integer({ min: 1, max: 9 }),
    b: fc.integer({ min: 1, max: 9 }),
    names: fc.constantFrom('alias' as const, 'plain' as const, 'kit' as const),
  }),
  { maxLength: 25 },
);

function itemsOf({ a, b, names }: Parcel): [string, string][] {
  if (names === 'kit')
    return [
      ['K1', String(2 * a)],
      ['K2', String(a)],
      ['B', String(b)],
    ];
  return [
    [names === 'alias' ? ' Old-A ' : 'a', String(a)],
    ['B', String(b)],
    ['insurance', '1'],
  ];
}

function build(parcel: Parcel, index: number): { sources: ReconcileRow[]; targets: ReconcileRow[] } {
  const { planted, a, b, names } = parcel;
  const id = String(5_000 + index);
  const day = `2026-07-${String(parcel.day).padStart(2, '0')}`;
  const shipment = label(id, itemsOf(parcel), { shipDate: day, voided: planted === 'lost-void' });
  const first = names === 'kit' ? ['KIT'] : ['Shirts : A', 'ean-a'];
  const posted = (over: { id: string; externalId?: string; tracking?: string; more?: number }) =>
    rowOfPosted(
      {
        id: over.id,
        tranId: `IF${over.id}`,
        ...(over.externalId === undefined ? {} : { externalId: over.externalId }),
        day,
        goods: [
          { names: first, quantity: String(a + (over.more ?? 0)) },
          { names: ['B'], quantity: String(b) },
        ],
        trackingNumbers: [over.tracking ?? `1z${id} `],
      },
      CONTEXT,
    );
  const name = `IF_SS_${id}`;
  const source = rowOfShipment(shipment, CONTEXT);
  const sources = source === undefined || planted === 'no-source' ? [] : [source];
  switch (planted) {
    case 'missing':
      return { sources, targets: [] };
    case 'made-by-hand':
      return { sources, targets: [posted({ id })] };
    case 'posted-twice':
      return { sources, targets: [posted({ id, externalId: name }), posted({ id: `${id}9` })] };
    case 'wrong-quantity':
      return { sources, targets: [posted({ id, externalId: name, more: 1 })] };
    case 'tracking-differs':
      return { sources, targets: [posted({ id, externalId: name, tracking: 'TYPO' })] };
    default:
      return { sources, targets: [posted({ id, externalId: name })] };
  }
}

const compareAll = (sources: ReconcileRow[], targets: ReconcileRow[]): Finding[] =>
  groupsOf(sources, targets).flatMap((group) => compareGroup(group, RULES));

test('what was planted is found, and nothing else', () => {
  fc.assert(
    fc.property(parcels, (month) => {
      const built = month.map(build);
      const found = compareAll(
        built.flatMap(({ sources }) => sources),
        built.flatMap(({ targets }) => targets),
      );
      const expected = month.flatMap(({ planted }, index) =>
        planted === 'nothing' ? [] : [[`IF_SS_${5_000 + index}`, planted]],
      );
      expect(found.map(({ key, what }) => [key, what]).sort()).toEqual(expected.sort());
      for (const one of found) expect(one.explained).toBe(one.what === 'made-by-hand');
    }),
    { numRuns: 150 },
  );
});

test('the order in which rows come does not matter', () => {
  fc.assert(
    fc.property(parcels, fc.nat(), (month, seed) => {
      const built = month.map(build);
      const sources = built.flatMap((one) => one.sources);
      const targets = built.flatMap((one) => one.targets);
      const turned = <T>(rows: T[]): T[] => rows.map((_, index) => rows[(index + seed) % rows.length]!);
      const names = (found: Finding[]) => found.map(({ key, what, reason }) => `${key} ${what} ${reason}`).sort();
      expect(names(compareAll(turned(sources), turned(targets)))).toEqual(names(compareAll(sources, targets)));
    }),
    { numRuns: 50 },
  );
});

test('nothing outside the range is judged, but a pair across its edge is seen whole', () => {
  const outside = build({ planted: 'missing', day: 1, a: 1, b: 1, names: 'plain' }, 1).sources.map((row) => ({
    ...row,
    day: '2026-06-30',
  }));
  expect(compareAll(outside, [])).toEqual([]);
  const { sources, targets } = build({ planted: 'nothing', day: 1, a: 1, b: 1, names: 'plain' }, 2);
  expect(
    compareAll(
      sources.map((row) => ({ ...row, day: '2026-06-30' })),
      targets,
    ),
  ).toEqual([]);
  expect(compareAll([], targets).map(({ what }) => what)).toEqual(['no-source']);
});
