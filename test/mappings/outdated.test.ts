import { describe, expect, test } from '@jest/globals';
import type { FulfillmentDraft } from '../../connectors/netsuite/types.ts';
import { isOutdated, unnamedItems } from '../../mappings/netsuite-shipstation/order-shipped/remaining.ts';
import { salesOrder } from './support.ts';

const draft: FulfillmentDraft = {
  salesOrderId: '12345',
  externalId: 'IF_SS_501',
  tranDate: '2026-07-15',
  memo: '',
  lines: [{ orderLine: 1, quantity: '2' }],
  leaveOut: [4],
  packageSublist: 'package',
  packages: [],
};
type Rows = Parameters<typeof salesOrder>[0];
const seen: Rows = [[1, 'A', '5', '3'], [4, 'B', '1', '0'], [7, 'C', '1', '1']]; // biome-ignore format: one order

describe('a draft is outdated', () => {
  test('not while the sales order offers what it was made for', () => {
    expect(isOutdated(draft, salesOrder(seen))).toBe(false);
  });

  test.each<[string, Rows]>([
    [
      'a line that was full is open again: it would be shipped whole',
      [
        [1, 'A', '5', '3'],
        [4, 'B', '1', '0'],
        [7, 'C', '1', '0'],
      ],
    ],
    [
      'a line to leave out is taken meanwhile',
      [
        [1, 'A', '5', '3'],
        [4, 'B', '1', '1'],
        [7, 'C', '1', '1'],
      ],
    ],
    [
      'less remains than it ships',
      [
        [1, 'A', '5', '4'],
        [4, 'B', '1', '0'],
        [7, 'C', '1', '1'],
      ],
    ],
    ['a line was added', [...seen, [9, 'D', '1', '0']]],
  ])('when %s', (_why, rows) => {
    expect(isOutdated(draft, salesOrder(rows))).toBe(true);
  });

  test('when the line was closed, but not for lines that are no goods or come through a purchase order', () => {
    const closed = salesOrder(seen);
    closed.lines = closed.lines.map((line) => (line.line === 4 ? { ...line, isClosed: true } : line));
    expect(isOutdated(draft, closed)).toBe(true);
    const more = salesOrder([...seen, [8, 'D', '1', '0'], [9, 'E', '1', '0']]);
    more.lines = more.lines.map((line) =>
      line.line === 8 ? { ...line, itemType: 'Discount' } : line.line === 9 ? { ...line, createPo: 'DropShip' } : line,
    );
    expect(isOutdated(draft, more)).toBe(false);
  });

  test('when a line was added that can be fulfilled, not for a charge or a service', () => {
    const more = salesOrder([...seen, [8, 'FEE', '1', '0'], [9, 'CARE', '1', '0']]);
    more.lines = more.lines.map((line) =>
      line.line === 8 ? { ...line, itemType: 'OthCharge' } : line.line === 9 ? { ...line, itemType: 'Service' } : line,
    );
    expect(unnamedItems(draft, more)).toEqual(['item-FEE', 'item-CARE']);
    expect(isOutdated(draft, more)).toBe(false);
    const told = (isFulfillable: boolean) => [{ id: 'item-CARE', itemId: 'CARE', itemType: 'Service', isFulfillable }];
    expect(isOutdated(draft, more, told(false))).toBe(false);
    expect(isOutdated(draft, more, told(true))).toBe(true);
  });
});
