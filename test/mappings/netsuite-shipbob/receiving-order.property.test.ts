/** However a receiving order is stowed, recounted and looked at: NetSuite holds what is stowed, the order is never overrun. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planReceiving } from '../../../mappings/netsuite-shipbob/receiving-order/plan.ts';
import { CATALOG, inputOf, sourceOf } from './receiving.ts';
import { converge, line, newToy, stockOf, type Toy } from './toy.ts';

const SKUS = ['TEA-01', 'TEA-02', 'LOT-01'];
const lotNames = (toy: Toy) => () =>
  new Map(
    toy.postings.flatMap((one) =>
      one.lines.flatMap(({ itemId, lots }) => lots.map(({ number }) => [`id:${itemId}|${number}`, number] as const)),
    ),
  );

/** Figures of one look: TEA-01, TEA-02, LOT-01 lot A, LOT-01 lot B. */
const look = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(20), fc.nat(20));
const ordered = fc.option(fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30), fc.nat(9)), { nil: undefined });

const rowsOf = ([one, two, a, b]: number[]) => [
  { sku: 'TEA-01', quantity: one! },
  { sku: 'TEA-02', quantity: two! },
  { sku: 'LOT-01', quantity: a!, lot: 'A' },
  { sku: 'LOT-01', quantity: b!, lot: 'B' },
];

test('the last look is what NetSuite holds, lot by lot, whatever came before', () => {
  fc.assert(
    fc.property(
      fc.array(look, { minLength: 1, maxLength: 7 }),
      ordered,
      fc.integer({ min: 1, max: 5 }),
      (looks, order, mostLines) => {
        const toy = newToy(
          order === undefined
            ? undefined
            : {
                ...{ type: 'purchaseOrder', id: '9', tranId: 'PO-4711', status: 'B' },
                // The first item stands on two lines; the last line is none of this receiving order's.
                lines: [
                  line(1, '11', order[0]),
                  line(3, '11', order[3]),
                  line(4, '12', order[1]),
                  line(7, '21', order[2]),
                  line(9, '77', 5),
                ],
              },
        );
        for (const figures of looks) {
          const source = sourceOf(rowsOf(figures));
          const plan = () => planReceiving(inputOf(source, toy, { mostLines, numberUnknown: 'adjust' }));
          expect(converge(toy, plan, lotNames(toy)).problems).toEqual([]);
          expect([stockOf(toy, '11'), stockOf(toy, '12')]).toEqual(figures.slice(0, 2));
          expect([toy.stock.get('21|5|A') ?? 0, toy.stock.get('21|5|B') ?? 0]).toEqual(figures.slice(2));
          expect(toy.order?.lines.find((one) => one.line === '9')?.received ?? '0').toBe('0');
          expect(toy.postings.map(({ number }) => number)).toEqual(toy.postings.map((_, index) => index + 1));
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('SKUs that come to be known late and refusals in between change nothing in the end', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(look, fc.subarray(SKUS), fc.boolean()), { minLength: 1, maxLength: 6 }), (rounds) => {
      const toy = newToy({
        ...{ type: 'purchaseOrder', id: '9', tranId: 'PO-4711', status: 'B' },
        lines: [line(1, '11', 20), line(4, '12', 20), line(7, '21', 20)],
      });
      const grown = [0, 0, 0, 0];
      for (const [figures, known, isRefused] of rounds) {
        for (const [index, figure] of figures.entries()) grown[index] = Math.max(grown[index]!, figure);
        const catalog = CATALOG.filter(({ name }) => known.includes(name));
        const source = sourceOf(rowsOf(grown));
        const plan = () => {
          const made = planReceiving(inputOf(source, toy, {}, catalog));
          // What NetSuite refuses (a locked order) leaves the other write of the plan.
          return isRefused ? { ...made, writes: made.writes.filter((write) => write.kind !== 'transform') } : made;
        };
        const last = converge(toy, plan, lotNames(toy));
        expect(last.problems.every(({ cause }) => cause === 'sku-unknown')).toBe(true);
      }
      const source = sourceOf(rowsOf(grown));
      converge(toy, () => planReceiving(inputOf(source, toy)), lotNames(toy));
      expect([stockOf(toy, '11'), stockOf(toy, '12'), stockOf(toy, '21')]).toEqual([
        grown[0],
        grown[1],
        grown[2]! + grown[3]!,
      ]);
    }),
    { numRuns: 300 },
  );
});

test('a view that misses any posting cannot book twice: the next name is taken', () => {
  fc.assert(
    fc.property(fc.array(look, { minLength: 2, maxLength: 6 }), fc.nat(5), (looks, hidden) => {
      const toy = newToy();
      for (const figures of looks)
        converge(
          toy,
          () => planReceiving(inputOf(sourceOf(rowsOf(figures)), toy, { numberUnknown: 'adjust' })),
          lotNames(toy),
        );
      if (toy.postings.length === 0) return;
      const missed = toy.postings[hidden % toy.postings.length]!;
      const view = { ...toy, postings: toy.postings.filter((one) => one !== missed) };
      const last = looks.at(-1)!;
      const { writes } = planReceiving(inputOf(sourceOf(rowsOf(last)), view, { numberUnknown: 'adjust' }));
      for (const write of writes) expect('externalId' in write && toy.names.has(write.externalId)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
