/** Receiving orders for tests: short descriptions to sources and inputs. */
import type { ReceivingInput, ReceivingSource } from '../../../mappings/netsuite-shipbob/receiving-order/types.ts';
import type { ItemMatch, ItemTracking, StockItem } from '../../../mappings/netsuite-shipbob/stock/types.ts';
import { receivingOrderSchema } from '../../../settings/receiving-order.ts';
import type { Toy } from './toy.ts';

export const item = (id: string, name: string, tracking: ItemTracking = 'none'): StockItem => ({
  ...{ id, name, isInactive: false, itemType: 'InvtPart', tracking },
});

/** NetSuite's items in these tests. */
export const CATALOG: StockItem[] = [
  item('11', 'TEA-01'),
  item('12', 'TEA-02'),
  item('13', 'TEA-03'),
  item('21', 'LOT-01', 'lot'),
];

export const matchesOf = (source: ReceivingSource, catalog: StockItem[]): ItemMatch[] =>
  [...new Set(source.rows.flatMap(({ sku }) => sku ?? []))].map((sku) => ({
    sku,
    items: catalog.filter(({ name }) => name === sku),
  }));

type Row = { sku: string; quantity: number; lot?: string; lotDay?: string };

export const sourceOf = (rows: Row[], more: Partial<ReceivingSource> = {}): ReceivingSource => ({
  id: '443002',
  status: 'Processing',
  purchaseOrderNumber: 'PO-4711',
  centerId: '10',
  stowedAt: '2026-12-10T03:30:00Z',
  rows: rows.map(({ sku, quantity, lot, lotDay }) => ({
    ...{ inventoryId: `i-${sku}`, sku, quantity },
    ...(lot === undefined ? {} : { lotNumber: lot }),
    ...(lotDay === undefined ? {} : { lotDay }),
  })),
  unclear: [],
  variances: [],
  trackingNumbers: ['1Z1'],
  state: 's',
  ...more,
});

/** Lots that the toy has seen, with ids. */
export const lotsOf = (toy: Toy) =>
  [
    ...new Set(
      toy.postings.flatMap((one) =>
        one.lines.flatMap((line) => line.lots.map((lot) => `${line.itemId}|${lot.number}`)),
      ),
    ),
  ].map((key) => ({ id: `id:${key}`, itemId: key.split('|')[0]!, number: key.split('|')[1]! }));

export function inputOf(
  source: ReceivingSource,
  toy: Toy,
  settings: Record<string, unknown> = {},
  catalog = CATALOG,
): ReceivingInput {
  const { order } = toy;
  return {
    source,
    target: {
      postings: toy.postings,
      match: {
        tried: ['tranId = PO-4711'],
        candidates: order === undefined ? [] : [{ id: order.id, tranId: order.tranId, status: order.status }],
      },
      ...(order === undefined ? {} : { order }),
      items: matchesOf(source, catalog),
      lots: lotsOf(toy),
    },
    settings: receivingOrderSchema.parse({ adjustment: { account: '154' }, ...settings }),
    places: { locations: { 10: '5' } },
    skuAliases: {},
    timeZone: 'America/New_York',
    now: '2026-12-10T12:00:00Z',
    day: '2026-12-09',
  };
}
