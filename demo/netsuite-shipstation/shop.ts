/**
 * The shop that is played: its goods, places, and orders that stand in both systems as a merchant would have them.
 * The trap: NetSuite numbers order lines with gaps, so ShipStation's line keys are taken from what NetSuite answered.
 */

import type { NetSuiteSim } from './books.ts';
import type { Dumps, ShopItem } from './dumps.ts';
import type { ShipStationSim } from './shipstation-sim.ts';
import type { Rules } from './verdict.ts';

export const WAREHOUSES = [
  { id: 70001, name: 'Main', location: '1' },
  { id: 70002, name: 'West Coast', location: '9002' },
] as const;

export const RULES: Rules = {
  locations: Object.fromEntries(WAREHOUSES.map(({ id, location }) => [String(id), location])),
};

const GOODS = ['COFFEE-1KG', 'COFFEE-250', 'TEA-GREEN', 'TEA-BLACK', 'FILTER-100', 'MUG-WHITE', 'GRINDER', 'KETTLE'];
/** As ShipStation spells it, and as somebody typed it into NetSuite by mistake. */
export const MISSING_SKU = { inShop: 'MUG-BLUE', inNetSuite: 'MUG-BLEU', id: '9100' };

export type OrderSpec = {
  number: string;
  lines: { sku: string; quantity: number }[];
  /** The sales order in NetSuite: approved unless said otherwise. */
  netSuite?: 'approved' | 'unapproved' | 'absent';
};

/** An order in both systems. */
export type PlayedOrder = { orderId: number; number: string; items: ShopItem[] };

export type Vendors = { netSuite: NetSuiteSim; shipStation: ShipStationSim };

export const readDumps = async ({ netSuite, shipStation }: Vendors): Promise<Dumps> => {
  // The shop first: a fulfilment can only be of what had left before.
  const shop = await shipStation.shop();
  return { shop, books: await netSuite.books() };
};

/** `n` goods of the catalogue beginning at `from`, for orders that differ. */
export const someLines = (from: number, n: number): OrderSpec['lines'] =>
  Array.from({ length: n }, (_, i) => ({
    sku: GOODS[(from + i) % GOODS.length] ?? 'COFFEE-1KG',
    quantity: 1 + ((from + i) % 3),
  }));

/** Goods and places in both systems. */
export async function openShop({ netSuite, shipStation }: Vendors): Promise<void> {
  const [, west] = WAREHOUSES;
  await netSuite.addLocation(west.location, west.name);
  await netSuite.addCustomer('Morning Ritual Coffee');
  const stock = WAREHOUSES.map(({ location }) => ({ location, quantity: 100_000 }));
  await netSuite.addItems([
    ...GOODS.map((itemId) => ({ itemId, stock })),
    { id: MISSING_SKU.id, itemId: MISSING_SKU.inNetSuite, stock },
  ]);
  for (const { id, name } of WAREHOUSES) await shipStation.addWarehouse(id, name);
}

/** Corrects the name of the item that nobody could find. */
export const mendSku = ({ netSuite }: Vendors): Promise<unknown> =>
  netSuite.addItems([{ id: MISSING_SKU.id, itemId: MISSING_SKU.inShop }]);

export const addSalesOrders = ({ netSuite }: Vendors, specs: OrderSpec[]) =>
  netSuite.addOrders(
    specs.map(({ number, lines, netSuite: state }) => ({
      otherRefNum: number,
      location: WAREHOUSES[0].location,
      orderStatus: state === 'unapproved' ? ('A' as const) : ('B' as const),
      lines: lines.map(({ sku, quantity }) => ({ item: netSuiteName(sku), quantity, rate: 12 })),
    })),
  );

/** Orders in both systems, ready to be shipped. */
export async function addOrders(vendors: Vendors, specs: OrderSpec[]): Promise<PlayedOrder[]> {
  const known = specs.filter((spec) => spec.netSuite !== 'absent');
  const sales = await addSalesOrders(vendors, known);
  const lineKeys = new Map(known.map((spec, index) => [spec.number, sales[index]?.lines ?? []]));
  const orderIds = await vendors.shipStation.addOrders(
    specs.map(({ number, lines }) => ({
      orderNumber: number,
      items: lines.map((line, index) => {
        const key = lineKeys.get(number)?.[index]?.line;
        return key === undefined ? line : { ...line, lineItemKey: String(key) };
      }),
    })),
    true,
  );
  const { orders } = await vendors.shipStation.shop();
  return specs.map(({ number }, index) => {
    const order = orders.find((one) => one.orderId === orderIds[index]);
    if (order === undefined) throw new Error(`ShipStation did not take order ${number}`);
    return { orderId: order.orderId, number, items: order.items };
  });
}

const netSuiteName = (sku: string) => (sku === MISSING_SKU.inShop ? MISSING_SKU.inNetSuite : sku);
