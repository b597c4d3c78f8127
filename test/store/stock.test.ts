import { expect, test } from '@jest/globals';
import type { StockState, WantedLevel } from '../../store/stock-contract.ts';
import { onEachBackend, sharedStore } from './backends.ts';

const AT = '2026-11-21T10:00:00.000Z';
const level = (skuKey: string, location: string, wanted: number): WantedLevel => ({
  skuKey,
  location,
  sku: skuKey,
  madeOf: '[]',
  wanted,
});

onEachBackend((backend) => {
  const store = sharedStore(backend);
  const stock = () => store().stock;
  const seen = async (connection: string, run: string) =>
    (await stock().list({ connection, run, limit: 100 })).map((row) => [
      row.skuKey,
      row.location,
      row.wanted,
      row.shown,
    ]);

  test('what is wanted meets what is shown; rows of nobody are passed over', async () => {
    await stock().putWanted('a', 'r1', AT, [level('A', 'l1', 5), level('A', 'l2', 0), level('B', 'l1', 7)]);
    const known = await stock().putShown('a', AT, [
      { skuKey: 'A', location: 'l1', sku: 'a', shown: 4 },
      { skuKey: 'FOREIGN', location: 'l1', sku: 'foreign', shown: 9 },
    ]);
    expect(known).toBe(1);
    expect(await seen('a', 'r1')).toEqual([
      ['A', 'l1', 5, 4],
      ['A', 'l2', 0, undefined],
      ['B', 'l1', 7, undefined],
    ]);
    const rows = await stock().list({ connection: 'a', skuKeys: ['A'], limit: 9 });
    expect(rows.map((row) => [row.sku, row.known])).toEqual([
      ['a', true],
      ['a', true],
    ]);
    expect(await stock().hasUnknown('a', 'r1')).toBe(true);
    await stock().putKnown('a', [{ skuKey: 'B', sku: 'b' }]);
    expect(await stock().hasUnknown('a', 'r1')).toBe(false);
  });

  test('reading again keeps the state within a run; another run begins anew and keeps what is shown', async () => {
    await stock().putWanted('b', 'r1', AT, [level('A', 'l1', 5)]);
    await stock().putShown('b', AT, [{ skuKey: 'A', location: 'l1', sku: 'A', shown: 4 }]);
    await stock().change('b', [
      { skuKey: 'A', location: 'l1', state: 'waiting', tries: 2, changedIn: 'r1', cause: 'c', reason: 'why' },
    ]);
    await stock().putWanted('b', 'r1', AT, [level('A', 'l1', 6)]);
    const [again] = await stock().list({ connection: 'b', limit: 9 });
    expect(again).toMatchObject({ wanted: 6, shown: 4, state: 'waiting', tries: 2, changedIn: 'r1', reason: 'why' });
    await stock().putWanted('b', 'r2', AT, [level('A', 'l1', 6)]);
    const [next] = await stock().list({ connection: 'b', limit: 9 });
    expect(next).toMatchObject({ run: 'r2', shown: 4, state: 'same', tries: 0 });
    expect(next).not.toHaveProperty('cause');
    await stock().forgetShown('b', ['A']);
    expect((await stock().list({ connection: 'b', limit: 9 }))[0]).not.toHaveProperty('shown');
  });

  test('work comes by urgency, whole SKUs together, and what was sent without an answer first', async () => {
    const rows = ['A', 'B', 'C', 'D'].flatMap((sku) => [level(sku, 'l1', 1), level(sku, 'l2', 1)]);
    await stock().putWanted('c', 'r1', AT, rows);
    const set = (skuKey: string, location: string, state: StockState, rank: number) => ({
      skuKey,
      location,
      state,
      rank,
    });
    await stock().change('c', [
      set('A', 'l1', 'todo', 30),
      set('B', 'l1', 'todo', 20),
      set('B', 'l2', 'todo', 10),
      set('C', 'l2', 'todo', 15),
      set('D', 'l1', 'writing', 99),
    ]);
    const next = async (skus: number) =>
      (await stock().nextWork('c', 'r1', skus)).map((row) => `${row.skuKey}${row.location}`);
    expect(await next(10)).toEqual(['Dl1', 'Bl2', 'Bl1', 'Cl2', 'Al1']);
    expect(await next(2)).toEqual(['Dl1', 'Bl2', 'Bl1']);
    expect(await stock().nextWork('c', 'other', 5)).toEqual([]);
    expect(await stock().counts('c', 'r1')).toEqual([
      { state: 'same', rows: 3, skus: 3 },
      { state: 'todo', rows: 4, skus: 3 },
      { state: 'writing', rows: 1, skus: 1 },
    ]);
  });

  test('the list goes on behind a row, and old rows go', async () => {
    await stock().putWanted('d', 'r1', '2026-01-01T00:00:00Z', [level('A', 'l1', 1), level('A', 'l2', 1)]);
    await stock().putWanted('d', 'r2', AT, [level('B', 'l1', 1)]);
    const after = { skuKey: 'A', location: 'l1' };
    expect((await stock().list({ connection: 'd', after, limit: 1 })).map((row) => row.location)).toEqual(['l2']);
    expect(await stock().prune('d', AT)).toBe(2);
    expect((await stock().list({ connection: 'd', limit: 9 })).map((row) => row.skuKey)).toEqual(['B']);
  });

  test('SKUs that stand on several things of a run are known, and rows are found by SKU', async () => {
    const named = (skuKey: string, sku: string) => ({ ...level(skuKey, 'l1', 1), sku });
    await stock().putWanted('shared', 'r1', AT, [named('1', 'A'), named('2', 'A'), named('3', 'B')]);
    await stock().putWanted('shared', 'r0', AT, [named('4', 'B')]);
    expect(await stock().sharedSkus('shared', 'r1', ['A', 'B', 'C'])).toEqual(['A']);
    expect(await stock().sharedSkus('shared', 'r1', [])).toEqual([]);
    const rows = await stock().list({ connection: 'shared', skus: ['B'], limit: 10 });
    expect(rows.map(({ skuKey }) => skuKey)).toEqual(['3', '4']);
  });
});
