/**
 * The retailer that is played: three warehouses, three channels, goods and customers in both systems.
 * The trap: an order's total is ShipStation's own sum of lines, tax, shipping and discount; nothing here computes it.
 */
import { DateTime } from 'luxon';
import { type ShipStationSim, shipStationSim } from '../netsuite-shipstation/shipstation-sim.ts';
import { type FusionSim, fusionSim } from './fusion-sim.ts';

export const ZONE = 'America/New_York';

export const WAREHOUSES = [
  { id: 70001, organization: 'Seattle', code: 'SEA', account: '01-100-5110-0000-000' },
  { id: 70002, organization: 'Dallas', code: 'DAL', account: '01-200-5110-0000-000' },
  { id: 70003, organization: 'Newark', code: 'NWK', account: '01-300-5110-0000-000' },
] as const;

export const CHANNELS = [
  { storeId: 81001, name: 'Web shop', customer: '1008' },
  { storeId: 81002, name: 'Amazon', customer: '1009' },
  { storeId: 81003, name: 'eBay', customer: '1010' },
] as const;

const GOODS = ['LAMP-DESK', 'LAMP-FLOOR', 'BULB-E27', 'CABLE-2M', 'SWITCH', 'SHADE-WHITE'];
/** As the shop spells it; somebody has not entered it in Fusion yet. */
export const MISSING_ITEM = 'SHADE-GREEN';
const PIECES = 100_000;

export type Vendors = {
  fusion: FusionSim;
  shipStation: ShipStationSim;
  /** What the players have done that no dump shows. */
  played: { isPeriodClosed: boolean };
};

export const openVendors = (urls: Record<'fusion' | 'shipstation', string>): Vendors => ({
  fusion: fusionSim(urls.fusion),
  shipStation: shipStationSim(urls.shipstation),
  played: { isPeriodClosed: false },
});

/** `Nov-26`, as Fusion names this month. */
export const thisPeriod = (): string => DateTime.now().setZone(ZONE).setLocale('en-US').toFormat('LLL-yy');

export async function openShop({ fusion, shipStation }: Vendors): Promise<void> {
  const places = WAREHOUSES.map(({ code }) => `${code}/Stores`);
  const onHand = Object.fromEntries(places.map((place) => [place, PIECES]));
  await fusion.seed({
    organizations: WAREHOUSES.map(({ code, organization }) => ({ code, name: organization })),
    subinventories: WAREHOUSES.map(({ code }) => ({ organization: code, name: 'Stores' })),
    memoLines: [{ name: 'Discount' }, { name: 'Sales Tax' }],
    customers: CHANNELS.map(({ name, customer }) => ({ name: `${name} buyers`, accountNumber: customer })),
  });
  await fusion.seed({ items: GOODS.map((number) => ({ number, onHand })) });
  for (const { id, organization } of WAREHOUSES) await shipStation.addWarehouse(id, organization);
  await shipStation.control.send('POST', '/seed', {
    stores: CHANNELS.map(({ storeId, name }) => ({ storeId, storeName: name })),
  });
}

/** Enters the item that nobody could find, with stock. */
export const mendItem = ({ fusion }: Vendors): Promise<unknown> =>
  fusion.seed({
    items: [
      { number: MISSING_ITEM, onHand: Object.fromEntries(WAREHOUSES.map(({ code }) => [`${code}/Stores`, PIECES])) },
    ],
  });

export type PlayedOrder = {
  orderId: number;
  number: string;
  warehouseId: number;
  items: { orderItemId: number; quantity: number }[];
};

export const FIRST_NUMBER = 3001;
export const ORDER_COUNT = 26;
/** Orders with the item that Fusion does not know. */
const ODD = [3012, 3013];

/** All orders, each somewhere else, with tax, shipping and now and then a discount. */
export async function addOrders({ shipStation }: Vendors): Promise<PlayedOrder[]> {
  const numbers = Array.from({ length: ORDER_COUNT }, (_, index) => FIRST_NUMBER + index);
  const { orderIds } = await shipStation.control.send<{ orderIds: number[] }>('POST', '/seed', {
    orders: numbers.map((number, index) => orderOf(number, index)),
    notify: true,
  });
  const { orders } = await shipStation.shop();
  return numbers.map((number, index) => {
    const order = orders.find((one) => one.orderId === orderIds[index]);
    if (order === undefined) throw new Error(`ShipStation did not take order ${number}`);
    const warehouseId = WAREHOUSES[index % WAREHOUSES.length]?.id ?? 0;
    return { orderId: order.orderId, number: String(number), warehouseId, items: order.items };
  });
}

function orderOf(number: number, index: number): object {
  const goods = [0, 1].map((step) => ({
    sku: GOODS[(index + step) % GOODS.length] ?? '',
    quantity: 1 + ((index + step) % 3),
    unitPrice: [19.99, 7.35, 3.33][(index + step) % 3],
  }));
  const odd = ODD.includes(number) ? [{ sku: MISSING_ITEM, quantity: 2, unitPrice: 24.5 }] : [];
  const discount = index % 4 === 1 ? [{ sku: 'WELCOME', quantity: 1, unitPrice: -2.5, adjustment: true }] : [];
  return {
    orderNumber: String(number),
    orderKey: `retail-${number}`,
    customerEmail: `buyer${number}@example.com`,
    items: [...goods, ...odd, ...discount].map((item, at) => ({
      name: item.sku,
      lineItemKey: String(at + 1),
      ...item,
    })),
    taxAmount: [0, 1.37, 2.05][index % 3],
    shippingAmount: [5.95, 0, 4.1][index % 3],
    advancedOptions: { storeId: CHANNELS[index % CHANNELS.length]?.storeId },
  };
}
