/** Sold orders, parcels and a connection's file for the tests of this pair's inventory mappings. */
import type { StockContext } from '../../../mappings/fusion-shipstation/inventory/draft.ts';
import type { SoldView } from '../../../mappings/fusion-shipstation/types.ts';
import { type ConnectionOf, connectionSchema } from '../../../settings/connection.ts';

type Settings = ConnectionOf<'fusion-shipstation'>;
type Item = { id: string; sku?: string; quantity: string; adjustment?: boolean };

export const ZONE = 'America/New_York';

/** The connection's file; `inventory` and `journal` are the settings of those syncs. */
export function settingsOf(more: Record<string, unknown> = {}, inventory: object = {}, journal: object = {}): Settings {
  return connectionSchema.parse({
    id: 'acme',
    pair: 'fusion-shipstation',
    mode: 'live',
    timeZone: ZONE,
    fusion: { baseUrl: 'http://127.0.0.1:1', identityUrl: 'http://127.0.0.1:1' },
    business: { businessUnit: 'Vision Operations', ledgerId: '300' },
    warehouses: { 10: { organization: 'Seattle', subinventory: 'Stores', costCenter: '110' } },
    syncs: {
      inventoryPosting: { enabled: true, account: '01-{costCenter}-5110', ...inventory },
      journalImport: { enabled: true, debitAccount: '01-000-5110', creditAccount: '01-000-1410', ...journal },
    },
    ...more,
  }) as Settings;
}

export function contextOf(settings: Settings, more: Partial<StockContext> = {}): StockContext {
  const { timeZone, warehouses, defaultWarehouse, channels, skuAliases, ignoreSkus, periods } = settings;
  return {
    sync: settings.syncs.inventoryPosting,
    ...{ timeZone, warehouses, defaultWarehouse, channels, skuAliases, ignoreSkus, periods },
    periodRecheckMs: 60_000,
    record: 'books/inventoryPosting/77',
    now: '2026-11-21T12:00:00.000Z',
    ...more,
  };
}

export type Label = {
  id: string;
  items?: Item[];
  at?: string;
  day?: string;
  voidedAt?: string;
  warehouseId?: string | null;
  storeId?: string;
  returned?: boolean;
};

/** An order with these lines, labels and marks. */
export function soldOf(
  lines: Item[],
  labels: Label[],
  marks: { id: string; at?: string; voidedAt?: string }[] = [],
): SoldView {
  const items = lines.map(({ id, sku, quantity, adjustment = false }) => ({
    orderItemId: id,
    name: 'thing',
    quantity,
    adjustment,
    unitPrice: '1',
    ...(sku === undefined ? {} : { sku }),
  }));
  const at = '2026-11-20T15:00:00.000Z';
  return {
    order: {
      ...{ orderId: '77', orderNumber: 'W-1', orderStatus: 'shipped', customFields: {}, items },
      ...{ mergedOrSplit: false, mergedIds: [], createdAt: at, modifiedAt: at, warehouseId: '10', storeId: '5' },
      ...{ total: '1', amountPaid: '1', taxAmount: '0', shippingAmount: '0', billTo: {}, shipTo: {} },
    },
    shipments: labels.map((label) => ({
      shipmentId: label.id,
      orderId: '77',
      createdAt: label.at ?? at,
      shipDate: label.day ?? '2026-11-20',
      isReturnLabel: label.returned ?? false,
      storeId: label.storeId ?? '5',
      voided: label.voidedAt !== undefined,
      ...(label.voidedAt === undefined ? {} : { voidedAt: label.voidedAt }),
      ...(label.warehouseId === null ? {} : { warehouseId: label.warehouseId ?? '10' }),
      ...(label.items === undefined
        ? {}
        : {
            items: label.items.map(({ id, sku, quantity }) => ({
              ...(id === '' ? {} : { orderItemId: id }),
              ...(sku === undefined ? {} : { sku }),
              name: 'thing',
              quantity,
            })),
          }),
    })),
    fulfillments: marks.map(({ id, at: markedAt = at, voidedAt }) => ({
      fulfillmentId: id,
      orderId: '77',
      createdAt: markedAt,
      shipDate: '2026-11-20',
      voided: voidedAt !== undefined,
      ...(voidedAt === undefined ? {} : { voidedAt }),
    })),
    complete: true,
    family: [],
  };
}
