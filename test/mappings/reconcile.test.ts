import { describe, expect, test } from '@jest/globals';
import { parcelName, rowOfMark, rowOfShipment } from '../../mappings/netsuite-shipstation/reconcile/parcels.ts';
import { explainStock, rowOfLevel, STOCK_RULES } from '../../mappings/netsuite-shipstation/reconcile/stock.ts';
import { compareGroup } from '../../mappings/shared/reconcile/compare.ts';
import { explain } from '../../mappings/shared/reconcile/explain.ts';
import { goodsDifferences } from '../../mappings/shared/reconcile/goods.ts';
import type { Finding, Group } from '../../mappings/shared/reconcile/types.ts';
import { label, mark, settings } from './support.ts';

const CONTEXT = { settings: settings(), timeZone: 'America/New_York' };

describe('goods', () => {
  const goods = (...rows: [string[], string][]) => rows.map(([names, quantity]) => ({ names, quantity }));
  test('lines of the same goods are pooled on both sides', () => {
    const source = goods([['A'], '2'], [['A'], '1.5'], [['B'], '1']);
    expect(goodsDifferences(source, goods([['A', 'SHIRT : A'], '3.5'], [['B'], '1']))).toEqual([]);
  });
  test('what one side has alone is named', () => {
    expect(goodsDifferences(goods([['A'], '2']), goods([['B'], '2']))).toEqual([
      { name: 'B', source: '0', target: '2' },
      { name: 'A', source: '2', target: '0' },
    ]);
  });
  test('goods without a SKU are what is left over, if that fits', () => {
    expect(goodsDifferences(goods([[], '2'], [['A'], '1']), goods([['A'], '1'], [['B'], '2']))).toEqual([]);
    expect(goodsDifferences(goods([[], '3']), goods([['B'], '2']))).toEqual([
      { name: 'B', source: '0', target: '2' },
      { name: 'goods without SKU', source: '3', target: '0' },
    ]);
  });
});

describe('rows', () => {
  test('a parcel counts on the day that it is posted on', () => {
    const late = label('501', [['A', '1']], { createdAt: '2026-08-01T02:00:00.000Z', shipDate: '2026-08-03' });
    expect(rowOfShipment(late, CONTEXT)).toMatchObject({ key: 'IF_SS_501', day: '2026-08-03', altKey: '1Z501' });
    const byLabel = { ...CONTEXT, settings: settings({ shipDate: 'labelCreated' }) };
    expect(rowOfShipment(late, byLabel)?.day).toBe('2026-07-31');
    expect(rowOfShipment({ ...late, isReturnLabel: true }, CONTEXT)).toBeUndefined();
  });
  test('a fulfilment is known by its name, whatever sales order stands behind it', () => {
    expect(parcelName('IF_SS_501', 'IF_SS')).toBe('IF_SS_501');
    expect(parcelName('IF_SS_501_12345', 'IF_SS')).toBe('IF_SS_501');
    expect(parcelName('IF_SSF_7', 'IF_SS')).toBe('IF_SSF_7');
    for (const foreign of ['IF_SSX_7', 'IF_SS_', 'OTHER_501', 'IF_SS_501_x'])
      expect(parcelName(foreign, 'IF_SS')).toBeUndefined();
  });
  test('a label without an order is told and explained; a mark as shipped is only there or not', () => {
    const { orderId: _none, ...loose } = label('501', undefined);
    const group = (row: Group['sources'][number]): Group => ({ key: row.key, sources: [row], targets: [], alike: [] });
    const rules = { source: 'S', target: 'T', thing: 'thing' };
    expect(compareGroup(group({ ...rowOfShipment(loose, CONTEXT)!, judged: true }), rules)).toMatchObject([
      { what: 'nothing-to-post', explained: true },
    ]);
    expect(compareGroup(group({ ...rowOfMark(mark('7'), CONTEXT), judged: true }), rules)).toMatchObject([
      { key: 'IF_SSF_7', what: 'missing', healable: true },
    ]);
  });
  test('money is compared to the cent', () => {
    const row = (side: 'source' | 'target', total: string) => ({
      side,
      id: side,
      key: 'K',
      judged: true,
      facts: { label: side, amounts: { total } },
    });
    const compare = (total: string) =>
      compareGroup(
        { key: 'K', sources: [row('source', '10.10')], targets: [row('target', total)], alike: [] },
        { source: 'S', target: 'T', thing: 'order' },
      );
    expect(compare('10.1')).toEqual([]);
    expect(compare('10.11')).toMatchObject([{ what: 'amount-differs', explained: false, healable: false }]);
  });
});

describe('why', () => {
  const found: Finding = {
    key: 'K',
    what: 'missing',
    cause: 'missing',
    explained: false,
    healable: true,
    recordKey: '9',
    reason: 'it is missing',
  };
  const waiting = { status: 'waiting', cause: 'sku-missing', reason: 'SKU X is unknown' };
  test.each([
    ['nobody knows', {}, 'missing', false, true],
    ['its record waits', { record: waiting }, 'waiting', true, false],
    [
      'its record waits because of another parcel',
      { record: waiting, verdict: { state: 'writes', otherCauses: ['sku-missing'] } },
      'missing',
      false,
      true,
    ],
    [
      'its record waits because the write is refused',
      { record: { ...waiting, cause: 'refused' }, verdict: { state: 'writes', otherCauses: [] } },
      'waiting',
      true,
      false,
    ],
    ['a person let it be', { record: { status: 'skipped', summary: 'skipped' } }, 'skipped', true, false],
    [
      'nothing is left to post',
      { record: { status: 'done' }, verdict: { state: 'nothing', reason: 'covered' } },
      'settled',
      true,
      false,
    ],
    [
      'it was posted once',
      { record: { status: 'done' }, posted: { ref: 'itemFulfillment/5', at: '2026-07-01T00:00:00Z' } },
      'deleted',
      false,
      true,
    ],
    [
      'it was posted once, and nothing would be posted now',
      { posted: { ref: 'x', at: '2026-07-01' }, verdict: { state: 'nothing', reason: '' } },
      'deleted',
      false,
      true,
    ],
    [
      'something new is in the way',
      { record: { status: 'done' }, verdict: { state: 'blocked', reason: 'closed' } },
      'missing',
      false,
      true,
    ],
  ] as const)('%s', (_name, knowledge, cause, explained, healable) => {
    const known = knowledge as Parameters<typeof explain>[1];
    expect(explain(found, known)).toMatchObject({ cause, explained, healable, what: 'missing' });
  });
  test('a wrong quantity that waits can still be mended on request', () => {
    const record = { status: 'waiting', cause: 'quantity-differs', reason: 'differs' };
    const wrong = { ...found, what: 'wrong-quantity' as const, cause: 'wrong-quantity' as const };
    expect(explain(wrong, { record, verdict: { state: 'writes', otherCauses: [] } })).toMatchObject({
      cause: 'waiting',
      explained: true,
      healable: true,
    });
  });
});

describe('stock', () => {
  const wrong: Finding = {
    key: 'A@1',
    what: 'wrong-quantity',
    cause: 'wrong-quantity',
    explained: false,
    healable: false,
    reason: 'differs',
  };
  const group = (source: number, target?: number): Group => ({
    key: 'A@1',
    sources: [{ ...rowOfLevel('source', { sku: 'a', location: '1', quantity: source }), judged: true }],
    targets:
      target === undefined
        ? []
        : [{ ...rowOfLevel('target', { sku: 'A', location: '1', quantity: target }), judged: true }],
    alike: [],
  });
  const last = { wanted: 5, shown: 5, state: 'same', wantedAt: '2026-11-21T00:00:00.000Z' };
  const stale = '2026-11-20T00:00:00.000Z';
  test('both sides bear one key', () => {
    expect(compareGroup(group(5, 5), STOCK_RULES)).toEqual([]);
    expect(compareGroup(group(0), STOCK_RULES)).toEqual([]);
    expect(compareGroup(group(5), STOCK_RULES)).toMatchObject([{ what: 'missing', healable: false, recordKey: 'a' }]);
    expect(compareGroup({ ...group(5, 5), sources: [] }, STOCK_RULES)).toEqual([]);
  });
  test.each([
    ['NetSuite moved', group(4, 5), last, 'moved'],
    ['ShipStation moved', group(5, 4), last, 'moved'],
    ['nobody moved', group(5, 4), { ...last, shown: 4 }, 'wrong-quantity'],
    ['it was refused', group(5, 4), { ...last, shown: 4, state: 'waiting', reason: 'unknown SKU' }, 'waiting'],
    ['the last run is too long ago', group(4, 5), { ...last, wantedAt: '2026-11-01T00:00:00.000Z' }, 'wrong-quantity'],
    ['no run has seen it', group(4, 5), undefined, 'wrong-quantity'],
  ] as const)('%s', (_name, both, run, cause) => {
    expect(explainStock(wrong, both, run, stale)).toMatchObject({ cause, explained: cause !== 'wrong-quantity' });
  });
});
