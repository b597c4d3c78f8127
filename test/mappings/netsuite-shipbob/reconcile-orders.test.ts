// Purchase orders and receiving orders meet under their number, also where ShipBob kept it and the next one bears another.
import { expect, test } from '@jest/globals';
import {
  numbersOf,
  rowsOfAnnounced,
  rowsOfPurchaseOrder,
} from '../../../mappings/netsuite-shipbob/reconcile/purchase-orders.ts';
import { replenishmentRules } from '../../../mappings/netsuite-shipbob/replenishment/rules.ts';
import { replenishmentSchema } from '../../../settings/replenishment.ts';

const rules = replenishmentRules(replenishmentSchema.parse({}), { locations: { '10': '6' }, skuAliases: {} });
const line = { line: 1, itemId: '98', sku: 'TEA-01', quantity: '5', received: '0', isClosed: false, locationId: '6' };
const po = { id: '7', tranId: 'PO-77', status: 'B', tracking: [], lines: [line] };
const announced = (purchaseOrderNumber: string, status = 'Awaiting') =>
  rowsOfAnnounced({
    id: '443065',
    status,
    purchaseOrderNumber,
    insertedAt: '2026-11-21T00:00:00.000Z',
    items: [{ inventoryId: '1', sku: 'TEA-01', expected: 5, received: 0, stowed: 0 }],
    history: [],
  });

test('a receiving order that was made anew under another number is the one of its purchase order', () => {
  const [asked] = rowsOfPurchaseOrder(po, rules, 'America/New_York');
  for (const number of ['PO-77', ' po-77 ', 'PO-77 R2', 'PO-77 R11'])
    expect(announced(number)[0]?.key).toBe(asked?.key);
  for (const number of ['PO-77 FC11', 'PO-77R2', 'PO-77 R']) expect(announced(number)[0]?.key).not.toBe(asked?.key);
  expect(announced('PO-77 R2', 'Cancelled')).toEqual([]);
  expect(numbersOf('PO-77')).toEqual(expect.arrayContaining(['PO-77', 'PO-77 R2', 'PO-77 R9']));
});
