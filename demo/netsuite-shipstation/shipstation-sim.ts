/**
 * The ShipStation simulator as a shop's staff uses it: orders, labels, voids, splits; and its dump for the verdict.
 * The trap: these go to the control API, which has no rate limit; the connector's own calls do.
 */
import { type Control, controlAt } from '../control.ts';
import type { Fault } from '../netsuite-sim.ts';
import type { FaultHits } from '../scenario.ts';
import type { Parcel, Shop, ShopItem, ShopOrder } from './dumps.ts';

export const SHIPSTATION_KEY = { apiKey: 'demo-key', apiSecret: 'demo-secret' };

export type NewShopOrder = {
  orderNumber: string;
  items: { sku: string; quantity: number; lineItemKey?: string }[];
};

export type BoxItems = { orderItemId: number; quantity: number }[];

export type Box = {
  orderId: number;
  /** Absent = everything that no label holds yet. */
  items?: BoxItems;
  keepOpen?: boolean;
  withoutItems?: boolean;
  warehouseId?: number;
  shipDate?: string;
};

type RawItem = { orderItemId: number; lineItemKey: string | null; sku: string; quantity: number; adjustment?: boolean };
type RawOrder = {
  orderId: number;
  orderNumber: string;
  items: RawItem[];
  advancedOptions: { parentId: number | null; mergedIds: number[] };
};
type RawParcel = {
  orderId: number;
  orderNumber: string;
  voided: boolean;
  createDate: string;
  shipDate: string;
  trackingNumber: string | null;
  warehouseId?: number | null;
};
type RawShipment = RawParcel & { shipmentId: number; isReturnLabel: boolean; shipmentItems: RawItem[] | null };
type RawMark = RawParcel & { fulfillmentId: number };
export type Delivery = { id: number; event: string; state: string; attempts: { status: number | null }[] };
export type LoggedRequest = { method: string; path: string; status: number; fault: string | null };

export type ShipStationSim = ReturnType<typeof shipStationSim>;

/** `url` is the simulator's address. */
export function shipStationSim(url: string) {
  const control = controlAt(`${url}/__sim`);
  return {
    url,
    control,
    /** Answers the order ids, in the order given. */
    addOrders: async (orders: NewShopOrder[], notify: boolean) => {
      const rows = orders.map((order) => ({ ...order, items: order.items.map(namedItem) }));
      return (await control.send<{ orderIds: number[] }>('POST', '/seed', { orders: rows, notify })).orderIds;
    },
    addWarehouse: (warehouseId: number, warehouseName: string) =>
      control.send('POST', '/seed', { warehouses: [{ warehouseId, warehouseName }] }),
    buyLabels: async (boxes: Box[]): Promise<Parcel[]> =>
      (await control.send<{ shipments: RawShipment[] }>('POST', '/labels', { orders: boxes })).shipments.map(labelOf),
    buyReturnLabel: (orderId: number) => control.send<RawShipment>('POST', '/return-label', { orderId }),
    markAsShipped: async (orderId: number, trackingNumber?: string): Promise<Parcel> =>
      markOf(await control.send<RawMark>('POST', '/mark-shipped', { orderId, trackingNumber })),
    voidLabel: (shipmentId: number) => control.send('POST', '/void-label', { shipmentId }),
    split: async (orderId: number, items: BoxItems): Promise<ShopOrder[]> => {
      const { orders } = await control.send<{ orders: RawOrder[] }>('POST', '/split', { orderId, parts: [{ items }] });
      return orders.map(orderOf);
    },
    merge: (orderIds: number[]) => control.send('POST', '/merge', { orders: orderIds.map((orderId) => ({ orderId })) }),
    shop: () => readShop(control),
    setWebhooks: (webhooks: Record<string, unknown>) => control.send('POST', '/settings', { webhooks }),
    setLimits: (limits: Record<string, unknown>) => control.send('POST', '/settings', { limits }),
    addFaults: (faults: Fault[]) => control.send('POST', '/faults', faults),
    setFaults: (faults: Fault[]) => control.send('PUT', '/faults', faults),
    faults: () => control.get<FaultHits[]>('/faults'),
    deliveries: () => control.get<Delivery[]>('/deliveries'),
    redeliver: (id: number) => control.send('POST', `/deliveries/${id}/redeliver`, {}),
    /** Waits until nothing is in flight or waits for its first attempt. */
    deliveriesIdle: (timeoutMs: number) => control.send('POST', '/deliveries/idle', { timeoutMs }),
    /** Makes retries of undelivered webhooks due now. */
    flushDeliveries: () => control.send('POST', '/deliveries/flush', {}),
    requests: () => control.get<{ total: number; requests: LoggedRequest[] }>('/requests'),
  };
}

const namedItem = <T extends { sku: string }>(item: T) => ({ ...item, name: item.sku, unitPrice: 9.5 });

async function readShop(control: Control): Promise<Shop> {
  const [orders, shipments, marks] = await Promise.all([
    control.get<RawOrder[]>('/orders'),
    control.get<RawShipment[]>('/shipments'),
    control.get<RawMark[]>('/fulfillments'),
  ]);
  return { orders: orders.map(orderOf), parcels: [...shipments.map(labelOf), ...marks.map(markOf)] };
}

const itemOf = ({ orderItemId, lineItemKey, sku, quantity }: RawItem): ShopItem => ({
  orderItemId,
  sku,
  quantity,
  ...(lineItemKey === null ? {} : { lineItemKey }),
});

const orderOf = (raw: RawOrder): ShopOrder => ({
  orderId: raw.orderId,
  orderNumber: raw.orderNumber,
  mergedIds: raw.advancedOptions.mergedIds,
  ...(raw.advancedOptions.parentId === null ? {} : { parentId: raw.advancedOptions.parentId }),
  items: raw.items.filter((item) => item.adjustment !== true).map(itemOf),
});

const parcelOf = (raw: RawParcel) => ({
  orderId: raw.orderId,
  orderNumber: raw.orderNumber,
  voided: raw.voided,
  createdAt: raw.createDate,
  shipDate: raw.shipDate.slice(0, 10),
  ...(raw.trackingNumber === null ? {} : { tracking: raw.trackingNumber }),
  ...(raw.warehouseId === null || raw.warehouseId === undefined ? {} : { warehouseId: raw.warehouseId }),
});

const labelOf = (raw: RawShipment): Parcel => ({
  ...parcelOf(raw),
  kind: 'shipment',
  id: raw.shipmentId,
  isReturn: raw.isReturnLabel,
  ...(raw.shipmentItems === null ? {} : { items: raw.shipmentItems.map(itemOf) }),
});

const markOf = (raw: RawMark): Parcel => ({
  ...parcelOf(raw),
  kind: 'fulfillment',
  id: raw.fulfillmentId,
  isReturn: false,
});
