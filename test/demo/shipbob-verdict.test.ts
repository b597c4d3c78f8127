/** The judge of ShipBob's demo: that it finds a loss, a double, a wrong place, number, status and amount, and stock that nobody explains. */
import { expect, test } from '@jest/globals';
import { CENTRES, FIELDS, GOODS, OPENING_STOCK } from '../../demo/netsuite-shipbob/depot.ts';
import type { Dumps, Paper } from '../../demo/netsuite-shipbob/dumps.ts';
import { judge, tableOf } from '../../demo/netsuite-shipbob/verdict.ts';
import { isRight } from '../../demo/scenario.ts';

const TEA = GOODS[2]!;
let count = 0;

const paper = (type: string, more: Partial<Paper>): Paper => ({
  ...{
    id: String(++count),
    type,
    tranId: `${type}${count}`,
    externalId: '',
    createdFrom: '',
    otherRefNum: '',
    memo: '',
  },
  ...{ status: '', total: '0', custom: {}, tracking: [], lines: [] },
  ...more,
});
const lines = (quantity: number, location = '1') => [{ sku: TEA, quantity, location }];

/** Ten units received on a purchase order, one of three shipped came back, and one invoice: all as it should be. */
function good(): Dumps {
  const onHand = Object.fromEntries(CENTRES.map(({ location }) => [`${TEA}|${location}`, OPENING_STOCK]));
  onHand[`${TEA}|1`] = OPENING_STOCK + 10 - 3 + 1;
  const parcel = { id: 7, status: 'Completed', detail: 'Delivered', trackingNumber: '94', items: { [TEA]: 3 } };
  return {
    warehouse: {
      wros: [
        {
          ...{ id: 1, status: 'Completed', purchaseOrderNumber: 'PO-1', centerId: 10, madeBy: 'person' },
          ...{ expected: { [TEA]: 10 }, stowed: { [TEA]: 10 } },
        },
      ],
      orders: [{ id: 6, referenceId: '2001', shipments: [parcel] }],
      returns: [
        { id: 8, shipmentId: 7, centerId: 10, items: [{ sku: TEA, taken: [{ action: 'Restock', quantity: 1 }] }] },
      ],
      invoices: [{ id: 9, type: 'Shipping', amount: '12.34' }],
      problems: [],
    },
    books: {
      skus: [TEA],
      onHand,
      papers: [
        paper('purchaseOrder', { tranId: 'PO-1', lines: lines(10) }),
        paper('itemReceipt', { externalId: 'SB_WRO_1_1', lines: lines(10) }),
        paper('salesOrder', {
          ...{ id: 'so', otherRefNum: '2001' },
          custom: { [FIELDS.status]: 'Delivered', [FIELDS.number]: '94' },
        }),
        paper('itemFulfillment', { externalId: 'IF_SB_7', createdFrom: 'so', tracking: ['94'], lines: lines(3) }),
        paper('returnAuthorization', { externalId: 'SB_RMA_8' }),
        paper('itemReceipt', { externalId: 'SB_RET_8_1', lines: lines(1) }),
        paper('vendorBill', { externalId: 'SB_VB_9', total: '12.34' }),
      ],
    },
  };
}

const found = (change: (dumps: Dumps) => void) => {
  const dumps = good();
  change(dumps);
  const verdict = judge(dumps);
  return { ...verdict, right: isRight(tableOf(verdict)) };
};
const paperOf = ({ books }: Dumps, name: string) => books.papers.find(({ externalId }) => externalId === name)!;
const without = (name: string) => (dumps: Dumps) => {
  dumps.books.papers = dumps.books.papers.filter(({ externalId }) => externalId !== name);
};
const again = (name: string, change: Partial<Paper>) => (dumps: Dumps) =>
  void dumps.books.papers.push({ ...paperOf(dumps, name), id: 'again', ...change });
const changed = (name: string, change: Partial<Paper>) => (dumps: Dumps) =>
  void Object.assign(paperOf(dumps, name), change);

test('what is as it should be is right', () => {
  expect(found(() => undefined)).toMatchObject({ right: true, mustWait: {}, stowed: 10, booked: 10, billed: '12.34' });
});

const LOST = ['SB_WRO_1_1', 'IF_SB_7', 'SB_RMA_8', 'SB_RET_8_1', 'SB_VB_9'];
test.each(LOST)('%s is missing: lost', (name) => {
  expect(found(without(name)).lost).toHaveLength(1);
});

test.each([
  ['SB_WRO_1_1', { externalId: 'SB_WRO_1_2' }],
  ['IF_SB_7', { externalId: 'by hand' }],
  ['SB_RET_8_1', { externalId: 'SB_RET_8_2' }],
  ['SB_VB_9', { externalId: 'SB_VB_9_2' }],
])('%s a second time under another name: doubled', (name, change) => {
  expect(found(again(name, change)).doubled).toHaveLength(1);
});

test.each([
  ['another place', changed('SB_WRO_1_1', { lines: lines(10, '9002') })],
  ['adjusted though the order has room', changed('SB_WRO_1_1', { type: 'inventoryAdjustment' })],
  ['an old tracking number', changed('IF_SB_7', { tracking: ['93'] })],
  ['another sales order', changed('IF_SB_7', { createdFrom: 'other' })],
  ['a cent', changed('SB_VB_9', { total: '12.35' })],
  ['a fulfilment of no shipment', again('IF_SB_7', { externalId: '', tracking: ['1'] })],
  ['stock that nobody explains', ({ books }: Dumps) => void Object.assign(books.onHand, { [`${TEA}|9002`]: 1 })],
  [
    'a status that is over',
    ({ books }: Dumps) =>
      void Object.assign(books.papers.find(({ id }) => id === 'so')!.custom, { [FIELDS.status]: 'In transit' }),
  ],
  [
    'what the simulator found itself',
    ({ warehouse }: Dumps) => void warehouse.problems.push('a write without channel'),
  ],
])('%s: wrong', (_what, change) => {
  const verdict = found(change as (dumps: Dumps) => void);
  expect([verdict.right, verdict.wrong.length]).toEqual([false, 1]);
});

test('who cannot go on is told by cause, and owes nothing yet', () => {
  const noOrder = found(({ books }) => {
    books.papers = books.papers.filter(({ type }) => ['vendorBill', 'itemReceipt', 'purchaseOrder'].includes(type));
    books.papers = books.papers.filter(({ externalId }) => !externalId.startsWith('SB_RET'));
    books.onHand[`${TEA}|1`] = OPENING_STOCK + 10;
  });
  expect(noOrder).toMatchObject({ right: true, mustWait: { 'order-not-found': ['order 2001', 'return 8'] } });
  const noPurchaseOrder = found(({ books }) => {
    books.papers = books.papers.filter(({ tranId, externalId }) => tranId !== 'PO-1' && externalId !== 'SB_WRO_1_1');
    books.onHand[`${TEA}|1`] = OPENING_STOCK - 2;
  });
  expect(noPurchaseOrder).toMatchObject({ right: true, mustWait: { 'order-not-found': ['receiving order 1'] } });
});

test('a purchase order that is announced twice, or not at all', () => {
  const twice = found(({ warehouse }) => void warehouse.wros.push({ ...warehouse.wros[0]!, id: 2, stowed: {} }));
  expect(twice.doubled).toEqual(['purchase order PO-1: receiving orders 1, 2']);
  const never = found(
    ({ books }) => void books.papers.push(paper('purchaseOrder', { tranId: 'PO-2', lines: lines(4) })),
  );
  expect(never.lost).toEqual(['purchase order PO-2: not announced to ShipBob']);
});
