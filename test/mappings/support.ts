/** Small builders for the mapping tests: one order, one sales order, parcels. */
import type { Fulfillment, SalesOrder, SalesOrderRef } from '../../connectors/netsuite/types.ts';
import type { Order, OrderItem, Shipment, ShipStationFulfillment } from '../../connectors/shipstation/types.ts';
import type { SourceView, TargetView } from '../../mappings/netsuite-shipstation/order-shipped/types.ts';
import { type OrderShippedSettings, orderShippedSchema } from '../../settings/order-shipped.ts';

export const settings = (overrides: Record<string, unknown> = {}): OrderShippedSettings =>
  orderShippedSchema.parse(overrides);

export const orderItem = (orderItemId: string, sku: string, quantity: string): OrderItem => ({
  orderItemId,
  sku,
  name: sku,
  quantity,
  adjustment: false,
});

export const order = (items: OrderItem[] = [orderItem('1', 'A', '5'), orderItem('2', 'B', '1')]): Order => ({
  orderId: '900',
  orderNumber: '1042',
  orderKey: 'erp:SO-1042',
  orderStatus: 'shipped',
  customFields: {},
  items,
  mergedOrSplit: false,
  mergedIds: [],
  createdAt: '2026-07-15T15:00:00.000Z',
  modifiedAt: '2026-07-15T15:00:00.000Z',
});

type ItemRow = [sku: string, quantity: string, lineItemKey?: string];

export const label = (shipmentId: string, items: ItemRow[] | undefined, more: Partial<Shipment> = {}): Shipment => ({
  shipmentId,
  orderId: '900',
  orderNumber: '1042',
  createdAt: `2026-07-15T23:51:${shipmentId.slice(-2)}.000Z`,
  shipDate: '2026-07-15',
  trackingNumber: `1Z${shipmentId}`,
  isReturnLabel: false,
  carrierCode: 'ups',
  serviceCode: 'ups_ground',
  warehouseId: '24079',
  voided: false,
  weight: { value: '120', units: 'ounces' },
  ...(items === undefined
    ? {}
    : {
        items: items.map(([sku, quantity, lineItemKey]) => ({
          orderItemId: sku === 'A' ? '1' : '2',
          sku,
          name: sku,
          quantity,
          ...(lineItemKey ? { lineItemKey } : {}),
        })),
      }),
  ...more,
});

export const mark = (fulfillmentId: string): ShipStationFulfillment => ({
  fulfillmentId,
  orderId: '900',
  createdAt: `2026-07-16T10:00:${fulfillmentId}.000Z`,
  shipDate: '2026-07-16',
  voided: false,
});

type LineRow = [line: number, sku: string, quantity: string, fulfilled: string];

export const salesOrder = (
  rows: LineRow[] = [
    [1, 'A', '5', '0'],
    [4, 'B', '1', '0'],
  ],
  status = 'B',
): SalesOrder => ({
  id: '12345',
  tranId: 'SO1001',
  status,
  lines: rows.map(([line, sku, quantity, quantityFulfilled]) => ({
    line,
    itemId: `item-${sku}`,
    itemType: 'InvtPart',
    quantity,
    quantityFulfilled,
    isClosed: false,
    locationId: '6',
    custom: {},
  })),
});

export const fulfillment = (externalId: string, rows: [line: number, quantity: string][]): Fulfillment => ({
  id: `f-${externalId}`,
  tranId: `IF-${externalId}`,
  status: 'C',
  ...(externalId === '' ? {} : { externalId }),
  createdFromId: '12345',
  tranDate: '2026-07-15',
  lines: rows.map(([orderLine, quantity]) => ({ line: orderLine, orderLine, quantity, itemReceive: true })),
  packages: [{ trackingNumber: '1ZX' }],
});

type ViewInput = {
  order?: Order;
  salesOrder?: SalesOrder;
  shipments?: Shipment[];
  marks?: ShipStationFulfillment[];
  fulfillments?: Fulfillment[];
  candidates?: SalesOrderRef[];
  foreignSkus?: TargetView['foreignSkus'];
  complete?: boolean;
};

export function view(input: ViewInput): { source: SourceView; target: TargetView } {
  const own = input.salesOrder ?? salesOrder();
  const candidates = input.candidates ?? [own];
  return {
    source: {
      order: input.order ?? order(),
      family: [],
      shipments: input.shipments ?? [],
      fulfillments: input.marks ?? [],
      complete: input.complete ?? true,
    },
    target: {
      matches: [{ orderId: '900', tried: ['otherRefNum = 1042'], candidates }],
      salesOrders: candidates.length === 1 ? [own] : [],
      items: own.lines.map((line) => ({ id: line.itemId, itemId: line.itemId.replace('item-', '') })),
      fulfillments: input.fulfillments ?? [],
      foreignSkus: input.foreignSkus ?? [],
    },
  };
}
