import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type PlannedRow,
  type PlanRules,
  planSku,
} from '../../../../mappings/netsuite-shipstation/stock-levels/plan.ts';

const RULES: PlanRules = { run: 'r2', lowStock: 5, unknownSkus: 'wait', blocked: new Map() };
const row = (over: Partial<PlannedRow>): PlannedRow => ({
  location: 'east',
  wanted: 5,
  shown: 4,
  known: true,
  state: 'same',
  rank: 0,
  tries: 0,
  ...over,
});
const verdicts = (rows: PlannedRow[], rules: Partial<PlanRules> = {}) =>
  planSku('S', rows, { ...RULES, ...rules }).map(({ verdict }) => [verdict.state, verdict.cause]);

test('equal stays, different is to be written, what this run wrote counts as changed', () => {
  expect(
    verdicts([
      row({}),
      row({ shown: 5 }),
      row({ shown: 5, state: 'written', changedIn: 'r2' }),
      row({ shown: 5, changedIn: 'r1' }),
    ]),
  ).toEqual([
    ['todo', undefined],
    ['same', undefined],
    ['changed', undefined],
    ['same', undefined],
  ]);
});

test('a SKU is known as a whole: at one place is enough; unknown and with stock it waits, without stock it is equal', () => {
  const { shown: _, ...unseen } = row({ known: false });
  expect(verdicts([unseen, row({ known: false, shown: 5 })]).map(([state]) => state)).toEqual(['todo', 'same']);
  expect(verdicts([unseen, { ...unseen, wanted: 0 }])).toEqual([
    ['waiting', 'sku-unknown'],
    ['same', undefined],
  ]);
  expect(verdicts([unseen], { unknownSkus: 'ignore' })).toEqual([['same', undefined]]);
});

test('a place that cannot be written waits, the other one goes on', () => {
  const blocked = new Map([['west', { cause: 'location-empty', reason: 'no rows' }]]);
  expect(verdicts([row({}), row({ location: 'west', wanted: 0 })], { blocked })).toEqual([
    ['todo', undefined],
    ['waiting', 'location-empty'],
  ]);
});

test('a refused write stands for the run; an unanswered one stays under way', () => {
  expect(verdicts([row({ state: 'waiting', tries: 1, cause: 'refused', reason: 'no' })])).toEqual([
    ['waiting', 'refused'],
  ]);
  expect(verdicts([row({ state: 'waiting', cause: 'sku-ambiguous', reason: 'two' })])).toEqual([
    ['waiting', 'sku-ambiguous'],
  ]);
  expect(verdicts([row({ state: 'waiting', cause: 'sku-unknown' })])).toEqual([['todo', undefined]]);
  expect(verdicts([row({ state: 'writing', shown: 5 })])).toEqual([['writing', undefined]]);
});

test('a level that does not stay as it was set is given up after three writes', () => {
  expect(planSku('S', [row({ state: 'written', tries: 0 })], RULES)[0]?.verdict).toMatchObject({
    state: 'todo',
    tries: 1,
  });
  expect(planSku('S', [row({ state: 'written', tries: 2 })], RULES)[0]?.verdict).toMatchObject({
    state: 'failed',
    cause: 'read-back-differs',
    reason: expect.stringContaining('still shows 4'),
  });
});

test('an equal level is never to be written, whatever came before', () => {
  const anyRow = fc.record({
    wanted: fc.nat(50),
    state: fc.constantFrom('same', 'todo', 'written', 'changed', 'waiting', 'failed') as fc.Arbitrary<
      PlannedRow['state']
    >,
    known: fc.boolean(),
    tries: fc.nat(4),
  });
  fc.assert(
    fc.property(anyRow, (over) => {
      const [verdict] = verdicts([row({ ...over, shown: over.wanted })]);
      expect(verdict?.[0]).not.toBe('todo');
    }),
  );
});
