import { expect, test } from '@jest/globals';
import { stockLevelsSchema } from '../../settings/stock-levels.ts';

const problems = (given: object) =>
  stockLevelsSchema.safeParse(given).error?.issues.map((issue) => issue.message) ?? [];

test('off by default; on only with locations', () => {
  expect(stockLevelsSchema.parse({})).toMatchObject({
    enabled: false,
    quantity: 'onHand',
    every: '24h',
    buffers: { all: '0' },
  });
  expect(problems({ enabled: true })).toEqual([expect.stringContaining('no location is mapped')]);
  expect(problems({ enabled: true, locations: { '1': 'se-il-1' } })).toEqual([]);
});

test('numbers as YAML reads them become decimal text', () => {
  const given = { unitFactors: { A: 12, B: '0.5' }, buffers: { all: 3, bySku: { A: '10%' } }, ignoreLocations: [7] };
  expect(stockLevelsSchema.parse(given)).toMatchObject({
    unitFactors: { A: '12', B: '0.5' },
    buffers: { all: '3', bySku: { A: '10%' } },
    ignoreLocations: ['7'],
  });
});

test('nonsense is refused', () => {
  expect(problems({ unitFactors: { A: 0 } })).toHaveLength(1);
  expect(problems({ unitFactors: { A: '0.0' } })).toHaveLength(1);
  expect(problems({ buffers: { all: -1 } })).toHaveLength(1);
  expect(problems({ buffers: { all: 'ten' } })).toHaveLength(1);
  expect(problems({ lowstock: 3 })).toHaveLength(1);
});

test('what the store keeps can be read again', () => {
  const once = stockLevelsSchema.parse({
    enabled: true,
    locations: { '1': 'x' },
    unitFactors: { A: 12 },
    ignoreLocations: [7],
  });
  expect(stockLevelsSchema.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
});
