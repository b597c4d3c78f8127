import { describe, expect, test } from '@jest/globals';
import type { Fulfillment, SalesOrder } from '../../connectors/netsuite/types.ts';
import { planOrderShipped } from '../../mappings/netsuite-shipstation/order-shipped/plan.ts';
import type { Write } from '../../mappings/netsuite-shipstation/order-shipped/types.ts';
import { fulfillment, label, order, orderItem, salesOrder, settings, view } from './support.ts';

type Rows = Parameters<typeof salesOrder>[0];
type Input = { first: Rows; second: Rows; items: [string, string][]; fulfillments?: Fulfillment[]; isLost?: boolean };

/** Order 901 was merged into order 900; sales orders 12345 and 12346. */
function plan({ first, second, items, fulfillments = [], isLost = false }: Input) {
  const own = salesOrder(first);
  const other: SalesOrder = { ...salesOrder(second), id: '12346', tranId: 'SO1002' };
  const survivor = { ...order([orderItem('1', 'A', '2'), orderItem('2', 'B', '3')]), mergedIds: ['901'] };
  const { source, target } = view({ order: survivor, salesOrder: own, shipments: [label('501', items)], fulfillments });
  const matches = [...target.matches, { orderId: '901', tried: ['otherRefNum = 1043'], candidates: [other] }];
  const names = new Set([...own.lines, ...other.lines].map((line) => line.itemId));
  return planOrderShipped({
    source: { ...source, family: isLost ? [] : [{ ...survivor, orderId: '901', mergedIds: [], parentId: '900' }] },
    target: {
      ...target,
      matches: isLost ? target.matches : matches,
      salesOrders: isLost ? [own] : [own, other],
      items: [...names].map((id) => ({ id, itemId: id.replace('item-', '') })),
    },
    settings: settings(),
    timeZone: 'America/New_York',
  });
}

const drafts = (writes: Write[]) =>
  writes.flatMap((write) => (write.kind === 'create' ? [[write.draft.externalId, write.draft.lines]] : []));
const line = (orderLine: number, quantity: string) => ({ orderLine, quantity, locationId: '6' });
const AB: Input = { first: [[1, 'A', '2', '0']], second: [[1, 'B', '3', '0']], items: [['A', '2'], ['B', '3']] }; // biome-ignore format: one row each

describe('one parcel of merged orders', () => {
  test('becomes one fulfilment on each sales order', () => {
    const result = plan(AB);
    expect(result.problems).toEqual([]);
    expect(drafts(result.writes)).toEqual([
      ['IF_SS_501_12345', [line(1, '2')]],
      ['IF_SS_501_12346', [line(1, '3')]],
    ]);
  });

  test('whose first fulfilment is made still gets the second', () => {
    const made = fulfillment('IF_SS_501_12345', [[1, '2']]);
    const result = plan({ ...AB, first: [[1, 'A', '2', '2']], fulfillments: [made] });
    expect(result.problems).toEqual([]);
    expect(drafts(result.writes)).toEqual([['IF_SS_501_12346', [line(1, '3')]]]);
  });

  test('is settled when both are made', () => {
    const both = [
      fulfillment('IF_SS_501_12345', [[1, '2']]),
      { ...fulfillment('IF_SS_501_12346', [[1, '3']]), createdFromId: '12346' },
    ];
    const result = plan({ ...AB, first: [[1, 'A', '2', '2']], second: [[1, 'B', '3', '3']], fulfillments: both });
    expect([result.problems, result.writes]).toEqual([[], []]);
  });

  test('one of whose fulfilments was changed by hand is told, and the rest is left alone', () => {
    const changed = fulfillment('IF_SS_501_12345', [[1, '1']]);
    const result = plan({ ...AB, first: [[1, 'A', '2', '1']], fulfillments: [changed] });
    expect(result.problems.map((problem) => problem.cause)).toEqual(['quantity-differs']);
    expect(result.writes).toEqual([]);
  });

  test('with the same SKU on both: clear when it takes all that is open', () => {
    const same = { first: [[1, 'A', '2', '0']] as Rows, second: [[1, 'A', '3', '0']] as Rows };
    const all = plan({ ...same, items: [['A', '2'], ['A', '3']] }); // biome-ignore format: one row each
    expect(all.problems).toEqual([]);
    expect(drafts(all.writes)).toEqual([
      ['IF_SS_501_12345', [line(1, '2')]],
      ['IF_SS_501_12346', [line(1, '3')]],
    ]);
    const part = plan({ ...same, items: [['A', '2']] });
    expect(part.problems.map((problem) => problem.cause)).toEqual(['merge-ambiguous']);
    expect(part.writes).toEqual([]);
  });

  test('waits when the order that was merged in can no longer be read, even if all would fit', () => {
    const result = plan({ ...AB, first: [[1, 'A', '9', '0'], [2, 'B', '9', '0']], isLost: true }); // biome-ignore format: one row each
    expect(result.writes).toEqual([]);
    expect(result.problems).toEqual([
      expect.objectContaining({ cause: 'merge-ambiguous', reason: expect.stringContaining('order 901') }),
    ]);
  });
});
