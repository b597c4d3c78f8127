/** What `reconcile --heal` asks of the planner: ours that differ are mended, and nothing else is touched. */
import { describe, expect, test } from '@jest/globals';
import { planOrderShipped } from '../../mappings/netsuite-shipstation/order-shipped/plan.ts';
import { fulfillment, label, mark, salesOrder, settings, view } from './support.ts';

type Input = Parameters<typeof view>[0];
const plan = (input: Input, options: { heal?: boolean } & Record<string, unknown> = {}) => {
  const { heal = true, ...overrides } = options;
  return planOrderShipped({ ...view(input), settings: settings(overrides), timeZone: 'UTC', heal });
};

const tracked = (externalId: string, rows: [number, string][], trackingNumber: string) => ({
  ...fulfillment(externalId, rows),
  packages: [{ trackingNumber }],
});

/** One label of 2 A; NetSuite holds 3 under its name. */
const tooMany = (lines: [number, string, string, string][] = [[1, 'A', '5', '3']]): Input => ({
  salesOrder: salesOrder(lines),
  shipments: [label('501', [['A', '2']])],
  fulfillments: [tracked('IF_SS_501', [[1, '3']], '1Z501')],
});

describe('a wrong quantity', () => {
  test('waits in an ordinary look', () => {
    const result = plan(tooMany(), { heal: false });
    expect(result.writes).toEqual([]);
    expect(result.problems.map((problem) => problem.cause)).toEqual(['quantity-differs']);
  });

  test('is taken back to be made again under the same name', () => {
    const result = plan(tooMany());
    expect(result).toMatchObject({ problems: [], mends: true });
    expect(result.writes).toMatchObject([{ kind: 'remove', fulfillmentId: 'f-IF_SS_501', externalId: 'IF_SS_501' }]);
  });

  test('is corrected in place where the settings say so and the lines are the same', () => {
    const result = plan(tooMany(), { onMismatch: 'correct' });
    expect(result.writes).toMatchObject([{ kind: 'correct', lines: [{ line: 1, orderLine: 1, quantity: '2' }] }]);
    const otherLine = {
      ...tooMany([
        [1, 'A', '5', '0'],
        [4, 'B', '3', '3'],
      ]),
      fulfillments: [tracked('IF_SS_501', [[4, '3']], '1Z501')],
    };
    expect(plan(otherLine, { onMismatch: 'correct' }).writes).toMatchObject([{ kind: 'remove' }]);
  });

  test('goods of another item with the same count are seen too', () => {
    const swapped = {
      ...tooMany([
        [1, 'A', '5', '0'],
        [4, 'B', '3', '2'],
      ]),
      fulfillments: [tracked('IF_SS_501', [[4, '2']], '1Z501')],
    };
    expect(plan(swapped, { heal: false })).toMatchObject({ writes: [], problems: [] });
    expect(plan(swapped).writes).toMatchObject([{ kind: 'remove' }]);
  });

  test('is left alone where it could not be made again, and says why', () => {
    const closed = salesOrder([[1, 'A', '5', '3']]);
    const lines = closed.lines.map((line) => ({ ...line, isClosed: true }));
    const result = plan({ ...tooMany(), salesOrder: { ...closed, lines } });
    expect(result.writes).toEqual([]);
    expect(result.problems.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('line 1 of SO1001 is closed'),
    ]);
    const elsewhere = plan(tooMany(), { locations: { '1': '6' } });
    expect(elsewhere.writes).toEqual([]);
    expect(elsewhere.problems[0]?.reason).toContain('warehouse 24079');
  });

  test('is a person’s matter where the settings say so', () => {
    const result = plan(tooMany(), { onMismatch: 'wait' });
    expect([result.writes, result.problems.map(({ cause }) => cause)]).toEqual([[], ['quantity-differs']]);
  });

  test('comes alone: another parcel is posted from the next look', () => {
    const result = plan({ ...tooMany(), shipments: [label('501', [['A', '2']]), label('502', [['A', '1']])] });
    expect(result.writes.map((write) => write.kind)).toEqual(['remove']);
  });
});

test('what is right is left alone', () => {
  const result = plan({ ...tooMany(), fulfillments: [tracked('IF_SS_501', [[1, '2']], '1z501 ')] });
  expect(result).toMatchObject({ writes: [], problems: [] });
  expect(result.mends).toBeUndefined();
});

test('another tracking number is replaced, only when asked', () => {
  const wrong = { ...tooMany(), fulfillments: [tracked('IF_SS_501', [[1, '2']], '1ZWRONG')] };
  expect(plan(wrong, { heal: false }).writes).toEqual([]);
  expect(plan(wrong).writes).toMatchObject([{ kind: 'addTracking', packages: [{ trackingNumber: '1Z501' }] }]);
  expect(plan(wrong, { onMismatch: 'wait' }).writes).toEqual([]);
});

test('what is in an order marked as shipped is not known, so it is never mended', () => {
  const result = plan({
    salesOrder: salesOrder([[1, 'A', '5', '1']]),
    marks: [mark('7')],
    fulfillments: [fulfillment('IF_SSF_7', [[1, '1']])],
  });
  expect(result).toMatchObject({ writes: [], problems: [] });
});

test('a deleted fulfilment is made again and a lost void taken back by any look', () => {
  const deleted = plan({ ...tooMany([[1, 'A', '5', '0']]), fulfillments: [] }, { heal: false });
  expect(deleted.writes).toMatchObject([{ kind: 'create', draft: { externalId: 'IF_SS_501' } }]);
  const voided = plan({ ...tooMany(), shipments: [label('501', [['A', '2']], { voided: true })] }, { heal: false });
  expect(voided.writes).toMatchObject([{ kind: 'remove', externalId: 'IF_SS_501' }]);
});
