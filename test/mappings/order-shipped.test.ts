import { describe, expect, test } from '@jest/globals';
import { planOrderShipped } from '../../mappings/netsuite-shipstation/order-shipped/plan.ts';
import type { Write } from '../../mappings/netsuite-shipstation/order-shipped/types.ts';
import { fulfillment, label, mark, order, orderItem, salesOrder, settings, view } from './support.ts';

const plan = (input: Partial<Parameters<typeof view>[0]>, overrides = {}) => {
  const { source, target } = view(input);
  return planOrderShipped({ source, target, settings: settings(overrides), timeZone: 'America/New_York' });
};
const creates = (writes: Write[]) => writes.flatMap((write) => (write.kind === 'create' ? [write.draft] : []));

describe('a parcel becomes one fulfilment', () => {
  test('named by the shipment, lines by SKU, what stays open is left out', () => {
    const result = plan({ shipments: [label('501', [['A', '2']])] });
    expect(result.problems).toEqual([]);
    expect(creates(result.writes)).toEqual([
      {
        salesOrderId: '12345',
        externalId: 'IF_SS_501',
        tranDate: '2026-07-15',
        memo: 'ShipStation shipment 501, order 1042',
        shipStatus: 'C',
        lines: [{ orderLine: 1, quantity: '2', locationId: '6' }],
        leaveOut: [4],
        packageSublist: 'package',
        packages: [{ description: 'ups ups_ground', trackingNumber: '1Z501', weight: '7.5' }],
      },
    ]);
  });

  test('lines that no fulfilment can have are not named at all, not even to be left out', () => {
    const own = salesOrder([[1, 'A', '5', '0'], [4, 'FEE', '1', '0'], [6, 'CARE', '1', '0'], [9, 'BOX', '1', '0']]); // biome-ignore format: one order
    const types = new Map([[4, 'OthCharge'], [6, 'Service'], [9, 'NonInvtPart']]); // biome-ignore format: one table
    own.lines = own.lines.map((line) => ({ ...line, itemType: types.get(line.line) ?? 'InvtPart' }));
    const parts = view({ salesOrder: own, shipments: [label('501', [['A', '2']])] });
    const leftOut = (isFulfillable: Record<string, boolean>) => {
      const items = parts.target.items.map((item) => ({ ...item, isFulfillable: isFulfillable[item.itemId] }));
      const target = { ...parts.target, items: items.map(({ isFulfillable: is, ...item }) => (is === undefined ? item : { ...item, isFulfillable: is })) }; // biome-ignore format: one item
      const planned = planOrderShipped({ source: parts.source, target, settings: settings(), timeZone: 'UTC' });
      return creates(planned.writes).map((draft) => draft.leaveOut);
    };
    expect(leftOut({})).toEqual([[9]]);
    expect(leftOut({ CARE: true, BOX: false })).toEqual([[6]]);
  });

  test('a second parcel takes what the first one left', () => {
    const first = fulfillment('IF_SS_501', [
      [1, '2'],
      [4, '1'],
    ]);
    const result = plan({
      salesOrder: salesOrder([
        [1, 'A', '5', '2'],
        [4, 'B', '1', '1'],
      ]),
      shipments: [
        label('501', [
          ['A', '2'],
          ['B', '1'],
        ]),
        label('502', [['A', '3']]),
      ],
      fulfillments: [first],
    });
    expect(creates(result.writes).map((d) => [d.externalId, d.lines, d.leaveOut])).toEqual([
      ['IF_SS_502', [{ orderLine: 1, quantity: '3', locationId: '6' }], []],
    ]);
  });

  test('the same view again plans nothing', () => {
    const posted = fulfillment('IF_SS_501', [[1, '5']]);
    const result = plan({
      salesOrder: salesOrder([[1, 'A', '5', '5']]),
      shipments: [label('501', [['A', '5']])],
      fulfillments: [posted],
    });
    expect([result.writes, result.problems]).toEqual([[], []]);
  });

  test('SKUs are compared without case and blanks, and through aliases', () => {
    const result = plan(
      {
        shipments: [
          label('501', [
            [' a ', '1'],
            ['old-b', '1'],
          ]),
        ],
      },
      { skuAliases: { 'OLD-B': 'b' } },
    );
    expect(creates(result.writes)[0]?.lines.map((line) => [line.orderLine, line.quantity])).toEqual([
      [1, '1'],
      [4, '1'],
    ]);
  });

  test('a line key wins over the SKU order, unless it points at another item', () => {
    const twice = salesOrder([
      [1, 'A', '5', '0'],
      [3, 'A', '5', '0'],
      [4, 'B', '1', '0'],
    ]);
    const keyed = plan({ salesOrder: twice, shipments: [label('501', [['A', '2', '3']])] });
    expect(creates(keyed.writes)[0]?.lines.map((line) => line.orderLine)).toEqual([3]);
    const coincidence = plan({ salesOrder: twice, shipments: [label('501', [['A', '2', '4']])] });
    expect(creates(coincidence.writes)[0]?.lines.map((line) => line.orderLine)).toEqual([1]);
  });
});

describe('what cannot be known waits', () => {
  test('a missing SKU is named, with whether NetSuite knows it', () => {
    const result = plan({
      shipments: [label('501', [['GLV-M-100', '1']])],
      foreignSkus: [{ sku: 'GLV-M-100', known: false }],
    });
    expect(result.writes).toEqual([]);
    expect(result.problems[0]).toMatchObject({ cause: 'sku-missing' });
    expect(result.problems[0]?.reason).toContain('SKU GLV-M-100 is not in NetSuite');
  });

  test('several sales orders: waits with the candidates named', () => {
    const candidates = [
      { id: '1', tranId: 'SO1', status: 'B' },
      { id: '2', tranId: 'SO2', status: 'E' },
    ];
    const result = plan({ candidates, shipments: [label('501', [['A', '1']])] });
    expect(result.problems[0]?.cause).toBe('order-ambiguous');
    expect(result.problems[0]?.reason).toMatch(/SO1 .*SO2/);
  });

  test('more than remains is never posted', () => {
    const result = plan({ shipments: [label('501', [['A', '6']])] });
    expect([result.writes, result.problems[0]?.cause]).toEqual([[], 'over-shipped']);
  });

  test('a label without items takes the order only when it is the sole one', () => {
    const sole = plan({ shipments: [label('501', undefined)] });
    expect(creates(sole.writes)[0]?.lines.map((line) => line.quantity)).toEqual(['5', '1']);
    const two = plan({ shipments: [label('501', undefined), label('502', [['A', '1']])] });
    expect(two.problems.map((problem) => problem.cause)).toEqual(['shipment-without-items']);
    expect(creates(two.writes).map((draft) => draft.externalId)).toEqual(['IF_SS_502']);
  });

  test('an unmapped warehouse and an order that is not approved', () => {
    const shipments = [label('501', [['A', '1']])];
    expect(plan({ shipments }, { locations: { '1': '9' } }).problems[0]?.cause).toBe('warehouse-unmapped');
    expect(plan({ shipments, salesOrder: salesOrder([[1, 'A', '5', '0']], 'A') }).problems[0]?.cause).toBe(
      'order-not-approved',
    );
  });
});

describe('voids, returns and marks', () => {
  test('a void after posting takes the fulfilment back, alone, before anything else', () => {
    const shipments = [label('501', [['A', '5']], { voided: true }), label('502', [['A', '5']])];
    const posted = fulfillment('IF_SS_501', [[1, '5']]);
    const result = plan({ salesOrder: salesOrder([[1, 'A', '5', '5']]), shipments, fulfillments: [posted] });
    expect(result.writes.map((write) => write.kind)).toEqual(['remove']);
  });

  test('hand-over marks it and waits; a void before posting does nothing', () => {
    const shipments = [label('501', [['A', '5']], { voided: true })];
    const posted = fulfillment('IF_SS_501', [[1, '5']]);
    const handed = plan({ shipments, fulfillments: [posted] }, { onVoid: 'handOver' });
    expect(handed.writes.map((write) => write.kind)).toEqual(['markVoided']);
    expect(handed.problems.map((problem) => problem.cause)).toEqual(['voided-after-posting']);
    expect(plan({ shipments }).writes).toEqual([]);
  });

  test('a return label is none of ours', () => {
    expect(plan({ shipments: [label('501', [['A', '5']], { isReturnLabel: true })] })).toMatchObject({
      writes: [],
      problems: [],
      sources: [],
    });
  });

  test('an order marked as shipped posts the rest, once', () => {
    const result = plan({ shipments: [label('501', [['A', '2']])], marks: [mark('77'), mark('78')] });
    expect(
      creates(result.writes).map((d) => [d.externalId, d.lines.map((line) => [line.orderLine, line.quantity])]),
    ).toEqual([
      ['IF_SS_501', [[1, '2']]],
      [
        'IF_SSF_77',
        [
          [1, '3'],
          [4, '1'],
        ],
      ],
    ]);
  });

  test('with the marks unread, anything odd asks for a thorough look', () => {
    const result = plan({ complete: false, shipments: [label('501', [['A', '9']])] });
    expect([result.lookThoroughly, result.writes]).toEqual([true, []]);
  });

  test('a fulfilment made by hand under the same tracking number is adopted', () => {
    const byHand = { ...fulfillment('', [[1, '5']]), packages: [{ trackingNumber: '1z501' }] };
    const result = plan({
      salesOrder: salesOrder([[1, 'A', '5', '5']]),
      shipments: [label('501', [['A', '5']])],
      fulfillments: [byHand],
    });
    expect([result.writes, result.problems, result.notes[0]]).toEqual([
      [],
      [],
      expect.stringContaining('posted by hand'),
    ]);
  });
});

test('a closed order is told as closed, not as over-shipped', () => {
  const closed = salesOrder([[1, 'A', '2', '0']], 'H');
  for (const line of closed.lines) line.isClosed = true;
  const result = plan({ salesOrder: closed, shipments: [label('501', [['A', '2']])] });
  expect(result.writes).toEqual([]);
  expect(result.problems.map((problem) => problem.cause)).toEqual(['order-closed']);
});

describe('days and kits', () => {
  test('labelCreated takes the account’s calendar day of the instant', () => {
    const late = label('501', [['A', '1']], { createdAt: '2026-09-01T06:30:00.000Z', shipDate: '2026-08-31' });
    expect(creates(plan({ shipments: [late] }).writes)[0]?.tranDate).toBe('2026-08-31');
    expect(creates(plan({ shipments: [late] }, { shipDate: 'labelCreated' }).writes)[0]?.tranDate).toBe('2026-09-01');
  });

  test('components in the kit table become their kit', () => {
    const kit = salesOrder([[1, 'KIT', '3', '0']]);
    const orderWithKit = order([orderItem('9', 'KIT', '3')]);
    const kits = { KIT: { 'C-1': 2, 'C-2': 1 } };
    const result = plan(
      {
        order: orderWithKit,
        salesOrder: kit,
        shipments: [
          label('501', [
            ['C-1', '4'],
            ['C-2', '2'],
          ]),
        ],
      },
      { kits },
    );
    expect(creates(result.writes)[0]?.lines).toEqual([{ orderLine: 1, quantity: '2', locationId: '6' }]);
    const torn = plan(
      {
        order: orderWithKit,
        salesOrder: kit,
        shipments: [
          label('501', [
            ['C-1', '3'],
            ['C-2', '2'],
          ]),
        ],
      },
      { kits },
    );
    expect(torn.writes).toEqual([]);
    expect(torn.problems.length).toBeGreaterThan(0);
  });
});
