/** The judge of the Fusion demo finds what it is there to find: a play that is right, and one wrong in each way. */
import { expect, test } from '@jest/globals';
import { type Dumps, judge } from '../../demo/fusion-shipstation/verdict.ts';

const right = (): Dumps => ({
  isPeriodClosed: false,
  money: [{ orderId: 1, orderNumber: '3001', orderTotal: 25.5, storeId: 81001 }],
  shop: {
    orders: [
      { orderId: 1, orderNumber: '3001', mergedIds: [], items: [{ orderItemId: 5, sku: 'SWITCH', quantity: 2 }] },
    ],
    parcels: [
      {
        ...{ kind: 'shipment', id: 77, orderId: 1, orderNumber: '3001', voided: false, isReturn: false },
        // 23:30 in California is the next month in New York.
        ...{ createdAt: '2026-10-31T22:30:00.0000000', shipDate: '2026-10-31', warehouseId: 70002 },
        items: [{ orderItemId: 5, sku: 'SWITCH', quantity: 2 }],
      },
    ],
  },
  books: {
    ...{ creditMemos: [], items: ['SWITCH'], problems: [] },
    invoices: [
      {
        ...{ CrossReference: 'SS:77', TransactionNumber: 'SS77', AccountingDate: '2026-11-01', EnteredAmount: 25.5 },
        BillToCustomerNumber: '1008',
        lines: [{ ItemNumber: 'SWITCH', Warehouse: 'Dallas', Quantity: 2 }],
      },
    ],
    moves: [
      {
        ...{ TransactionId: 1, OrganizationName: 'Dallas', ItemNumber: 'SWITCH', TransactionQuantity: -2 },
        ...{ TransactionDate: '2026-11-01T05:30:00Z', SourceHeaderId: 77, AccountCombination: '01-200-5110-0000-000' },
      },
    ],
  },
});

const found = (change: (dumps: Dumps) => void) => {
  const dumps = right();
  change(dumps);
  const { lost, doubled, wrong, mustWait } = judge(dumps);
  return { lost, doubled, wrong, mustWait };
};
const clean = { lost: [], doubled: [], wrong: [], mustWait: {} };

test('what is right is right', () => expect(found(() => undefined)).toEqual(clean));

test.each<[string, (dumps: Dumps) => void, object]>([
  ['no invoice', ({ books }) => books.invoices.pop(), { lost: ['shipment 77 of order 3001: no invoice'] }],
  [
    'no invoice while the period is closed',
    (dumps) => {
      dumps.books.invoices.pop();
      dumps.isPeriodClosed = true;
    },
    { mustWait: { 'period-closed': ['receivables of 3001'] } },
  ],
  [
    'two invoices',
    ({ books }) => books.invoices.push({ ...books.invoices[0]! }),
    { doubled: ['shipment 77 of order 3001: 2 invoices'], wrong: ['order 3001 is 25.5, invoiced 51.00'] },
  ],
  [
    'a cent too much',
    ({ books }) => Object.assign(books.invoices[0]!, { EnteredAmount: 25.51 }),
    { wrong: ['order 3001 is 25.5, invoiced 25.51'] },
  ],
  [
    'the day of California',
    ({ books }) => Object.assign(books.invoices[0]!, { AccountingDate: '2026-10-31' }),
    { wrong: ['shipment 77 of order 3001: booked on 2026-10-31, not 2026-11-01'] },
  ],
  [
    'another customer',
    ({ books }) => Object.assign(books.invoices[0]!, { BillToCustomerNumber: '1009' }),
    { wrong: ['shipment 77 of order 3001: billed to 1009, not 1008'] },
  ],
  ['nothing issued', ({ books }) => books.moves.pop(), { lost: ['shipment 77 of order 3001: 0 of 2 SWITCH issued'] }],
  [
    'issued twice',
    ({ books }) => books.moves.push({ ...books.moves[0]! }),
    { doubled: ['shipment 77 of order 3001: 4 instead of 2 SWITCH issued'] },
  ],
  [
    'another account',
    ({ books }) => Object.assign(books.moves[0]!, { AccountCombination: '01-100-5110-0000-000' }),
    { wrong: ['shipment 77 of order 3001: SWITCH on 01-100-5110-0000-000'] },
  ],
  [
    'voided, and its invoice stands',
    ({ shop }) => Object.assign(shop.parcels[0]!, { voided: true }),
    {
      lost: ['shipment 77 of order 3001 was voided, its invoice was not taken back'],
      doubled: ['shipment 77 of order 3001: 2 instead of 0 SWITCH issued'],
    },
  ],
])('found: %s', (_name, change, findings) => expect(found(change)).toEqual({ ...clean, ...findings }));
