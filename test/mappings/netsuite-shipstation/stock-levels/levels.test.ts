import { expect, test } from '@jest/globals';
import Big from 'big.js';
import fc from 'fast-check';
import { levelsFor } from '../../../../mappings/netsuite-shipstation/stock-levels/levels.ts';
import { differs, rankOf } from '../../../../mappings/netsuite-shipstation/stock-levels/order.ts';
import { skusFor } from '../../../../mappings/netsuite-shipstation/stock-levels/skus.ts';
import type { LevelRules, Sellable } from '../../../../mappings/netsuite-shipstation/stock-levels/types.ts';

const NO_BUFFERS = { all: '0', byLocation: {}, bySku: {}, bySkuAndLocation: {} };
const rules = (over: Partial<LevelRules> = {}): LevelRules => ({
  locations: { '1': 'east' },
  unitFactors: {},
  rounding: 'down',
  buffers: NO_BUFFERS,
  ...over,
});
const plain = (itemId = '7', sku = 'S'): Sellable => ({ sku, parts: [{ itemId, quantity: '1' }], kit: false });
const stock = (table: Record<string, string>) => (item: string, location: string) => table[`${item}@${location}`];
const level = (over: Partial<LevelRules>, sellable: Sellable, table: Record<string, string>) =>
  Object.fromEntries(levelsFor(rules(over))(sellable, stock(table)).map((one) => [one.location, one.level]));

test('locations: mapped one by one, several into one, and no row means nothing', () => {
  const locations = { '1': 'east', '2': 'west', '3': 'west', '4': 'far' };
  expect(level({ locations }, plain(), { '7@1': '5', '7@2': '3', '7@3': '4', '7@9': '99' })).toEqual({
    east: 5,
    west: 7,
    far: 0,
  });
});

test('less than nothing is nothing, but takes from the other locations of the same place', () => {
  expect(level({}, plain(), { '7@1': '-3' })).toEqual({ east: 0 });
  expect(level({ locations: { '1': 'east', '2': 'east' } }, plain(), { '7@1': '-3', '7@2': '5' })).toEqual({ east: 2 });
});

test('kits: the scarcest part decides, whole kits only, a part named twice counts twice', () => {
  const kit = (parts: [string, string][]): Sellable => ({
    sku: 'K',
    kit: true,
    parts: parts.map(([itemId, quantity]) => ({ itemId, quantity })),
  });
  const table = { 'a@1': '25', 'b@1': '9', 'c@1': '0.9' };
  expect(
    level(
      {},
      kit([
        ['a', '2'],
        ['b', '3'],
      ]),
      table,
    ),
  ).toEqual({ east: 3 });
  expect(
    level(
      {},
      kit([
        ['a', '2'],
        ['b', '3'],
        ['missing', '1'],
      ]),
      table,
    ),
  ).toEqual({ east: 0 });
  expect(
    level(
      {},
      kit([
        ['b', '2'],
        ['b', '2'],
      ]),
      table,
    ),
  ).toEqual({ east: 2 });
  expect(level({}, kit([['c', '0.3']]), table)).toEqual({ east: 3 });
  expect(level({}, kit([]), table)).toEqual({ east: 0 });
  expect(level({}, kit([['a', '0']]), table)).toEqual({ east: 0 });
});

test('units, then buffer, then rounding', () => {
  const half = { '7@1': '10.5' };
  expect(level({ unitFactors: { s: '12' } }, plain(), half)).toEqual({ east: 126 });
  expect(level({}, plain(), half)).toEqual({ east: 10 });
  expect(level({ rounding: 'nearest' }, plain(), half)).toEqual({ east: 11 });
  expect(level({ rounding: 'up' }, plain(), { '7@1': '10.1' })).toEqual({ east: 11 });
  expect(level({ buffers: { ...NO_BUFFERS, all: '10%' } }, plain(), half)).toEqual({ east: 9 });
  expect(level({ buffers: { ...NO_BUFFERS, all: '20' } }, plain(), half)).toEqual({ east: 0 });
});

test('the most particular buffer counts: SKU at a place, SKU, place, all', () => {
  const buffers = {
    all: '1',
    byLocation: { east: '2', west: '3' },
    bySku: { B: '4', C: '5' },
    bySkuAndLocation: { c: { east: '6' } },
  };
  const locations = { '1': 'east', '2': 'west', '3': 'far' };
  const table = { '7@1': '10', '7@2': '10', '7@3': '10' };
  const of = (sku: string) => level({ buffers, locations }, plain('7', sku), table);
  expect(of('A')).toEqual({ east: 8, west: 7, far: 9 });
  expect(of('b')).toEqual({ east: 6, west: 6, far: 6 });
  expect(of('C')).toEqual({ east: 4, west: 5, far: 5 });
});

const quantity = fc.bigInt({ min: -1_000_000n, max: 1_000_000n }).map((n) => Big(String(n)).div(100).toFixed());

test('a level is a whole number of 0 or more, never above what is there, and never falls when stock rises', () => {
  const anyRules = fc.record({
    locations: fc.constant({ '1': 'p', '2': 'p' }),
    unitFactors: fc.constantFrom({}, { S: '12' }, { S: '0.5' }),
    rounding: fc.constantFrom('down', 'nearest', 'up') as fc.Arbitrary<LevelRules['rounding']>,
    buffers: fc.constantFrom('0', '3', '2.5', '10%', '100%').map((all) => ({ ...NO_BUFFERS, all })),
  });
  fc.assert(
    fc.property(anyRules, quantity, quantity, fc.nat(1000), fc.boolean(), (given, one, two, more, kit) => {
      const sellable: Sellable = { sku: 'S', kit, parts: [{ itemId: '7', quantity: kit ? '3' : '1' }] };
      const now = levelsFor(given)(sellable, stock({ '7@1': one, '7@2': two }))[0]?.level ?? -1;
      const later =
        levelsFor(given)(sellable, stock({ '7@1': Big(one).plus(more).toFixed(), '7@2': two }))[0]?.level ?? -1;
      expect(Number.isSafeInteger(now) && now >= 0).toBe(true);
      expect(later).toBeGreaterThanOrEqual(now);
      const there = Big(one)
        .plus(two)
        .times(given.unitFactors.S ?? 1);
      if (there.lte(0)) expect(now).toBe(0);
      else expect(there.plus(1).gt(now)).toBe(true);
    }),
  );
});

test('a kit is never promised more often than its parts allow', () => {
  const parts = fc.uniqueArray(
    fc.record({ itemId: fc.constantFrom('a', 'b', 'c', 'd'), count: fc.integer({ min: 1, max: 9 }) }),
    {
      minLength: 1,
      selector: (part) => part.itemId,
    },
  );
  fc.assert(
    fc.property(
      parts,
      fc.dictionary(fc.constantFrom('a@1', 'b@1', 'c@1', 'd@1'), fc.nat(500).map(String)),
      (some, table) => {
        const sellable = {
          sku: 'K',
          kit: true,
          parts: some.map(({ itemId, count }) => ({ itemId, quantity: String(count) })),
        };
        const kits = level({}, sellable, table).east ?? -1;
        const has = (itemId: string) => Number(table[`${itemId}@1`] ?? 0);
        expect(some.every(({ itemId, count }) => kits * count <= has(itemId))).toBe(true);
        expect(some.some(({ itemId, count }) => (kits + 1) * count > has(itemId))).toBe(true);
      },
    ),
  );
});

test('SKUs: own name, last part of a sub-item, aliases backwards, filters', () => {
  const base = { skuField: 'itemid' as const, skuAliases: {}, onlySkus: [], ignoreSkus: [] };
  const of = (over: object, item: { sku: string; externalId?: string; upc?: string }) =>
    skusFor({ ...base, ...over })(item);
  expect(of({}, { sku: 'Shirt : Black : TEE-1' })).toEqual(['TEE-1']);
  expect(of({ skuField: 'externalid' }, { sku: 'A', externalId: 'X-1' })).toEqual(['X-1']);
  expect(of({ skuField: 'upccode' }, { sku: 'A' })).toEqual([]);
  const skuAliases = { 'SS-1': 'shirt : black', 'SS-2': 'BLACK', OTHER: 'else' };
  expect(of({ skuAliases }, { sku: 'Shirt : Black' })).toEqual(['SS-1', 'SS-2']);
  expect(of({ ignoreSkus: ['tee*'] }, { sku: 'TEE-1' })).toEqual([]);
  expect(of({ onlySkus: ['TEE-*', 'cap'] }, { sku: 'CAP' })).toEqual(['CAP']);
  expect(of({ onlySkus: ['TEE-*'] }, { sku: 'CAP' })).toEqual([]);
});

test('order of writing: sold out, then low, then the largest difference', () => {
  const rows: [name: string, level: number, shown: number | undefined][] = [
    ['small', 100, 99],
    ['large', 100, 5_000],
    ['low', 4, 5],
    ['low, far off', 3, 900],
    ['sold out', 0, 1],
    ['new', 40, undefined],
  ];
  const sorted = rows.toSorted((a, b) => rankOf(a[1], a[2], 5) - rankOf(b[1], b[2], 5)).map(([name]) => name);
  expect(sorted).toEqual(['sold out', 'low, far off', 'low', 'large', 'new', 'small']);
  fc.assert(fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => Number.isSafeInteger(rankOf(a, b, 5))));
});

test('no row shows nothing, so nothing need be written for a level of 0', () => {
  expect([differs(0, undefined), differs(0, 0), differs(1, undefined), differs(1, 1), differs(0, 1)]).toEqual([
    false,
    false,
    true,
    false,
    true,
  ]);
});
