/**
 * What is played: the merchant's goods, places and papers as they stand in both systems before anything happens.
 * The trap: one item bears a wrong name in NetSuite, one purchase order and one sales order are not entered yet.
 */
import { type NetSuiteBooks, type NewItem, netSuiteBooks } from './books.ts';
import type { Dumps } from './dumps.ts';
import { type Lines, type ShipBobSim, shipBobSim } from './shipbob-sim.ts';

export type Vendors = { netSuite: NetSuiteBooks; shipBob: ShipBobSim };

export const openVendors = (urls: Record<'netsuite' | 'shipbob', string>): Vendors => ({
  netSuite: netSuiteBooks(urls.netsuite),
  shipBob: shipBobSim(urls.shipbob),
});

/** ShipBob's fulfilment centres and NetSuite's locations for them. */
export const CENTRES = [
  { id: 10, location: '1' },
  { id: 11, location: '9002' },
] as const;
export const OPENING_STOCK = 1000;

export const GOODS = ['COFFEE-1KG', 'COFFEE-250', 'TEA-GREEN', 'TEA-BLACK', 'FILTER-100', 'MUG-WHITE'];
/** As ShipBob spells it, and as somebody typed it into NetSuite by mistake. */
export const MISSING_SKU = { inShipBob: 'MUG-BLUE', inNetSuite: 'MUG-BLEU', id: '9100' };

export const FIELDS = { status: 'custbody_sb_status', number: 'custbody_sb_number', time: 'custbody_sb_time' };
export const VENDOR = { id: '301', entityId: 'ShipBob' };
const SUPPLIER = '302';
export const FEE_ACCOUNT = '111';
export const STOCK_ACCOUNT = '154';

export type PurchaseOrder = { number: string; centre: (typeof CENTRES)[number]; lines: Lines };

/** Announced to ShipBob by the connector; the third was announced by a person already, the fourth cannot be yet. */
export const ANNOUNCED: PurchaseOrder[] = [
  { number: 'PO-501', centre: CENTRES[0], lines: goods(0, 2, 60) },
  { number: 'PO-502', centre: CENTRES[1], lines: goods(2, 3, 40) },
  { number: 'PO-503', centre: CENTRES[0], lines: goods(1, 2, 25) },
  { number: 'PO-504', centre: CENTRES[0], lines: [...goods(5, 1, 30), { sku: MISSING_SKU.inShipBob, quantity: 12 }] },
];
/** Announced by the merchant's own people; the last is not entered in NetSuite yet. */
export const BY_HAND: PurchaseOrder[] = [
  { number: 'PO-601', centre: CENTRES[1], lines: goods(3, 2, 50) },
  { number: 'PO-602', centre: CENTRES[0], lines: [...goods(4, 1, 40), { sku: MISSING_SKU.inShipBob, quantity: 24 }] },
];
export const LATE_PURCHASE_ORDER: PurchaseOrder = { number: 'PO-699', centre: CENTRES[0], lines: goods(0, 1, 80) };

const FIRST_ORDER = 2001;
export const ORDER_COUNT = 12;
export const LATE_ORDER = '2012';

export type SalesOrder = { number: string; lines: Lines };
export const SALES_ORDERS: SalesOrder[] = Array.from({ length: ORDER_COUNT }, (_, at) => ({
  number: String(FIRST_ORDER + at),
  lines: goods(at, 1 + (at % 3), 1 + (at % 2)),
}));

/** `n` goods of the catalogue beginning at `from`. */
function goods(from: number, n: number, quantity: number): Lines {
  return Array.from({ length: n }, (_, at) => ({
    sku: GOODS[(from + at) % GOODS.length] ?? 'COFFEE-1KG',
    quantity: quantity + at,
  }));
}

/** As somebody types it into ShipBob's web page. */
export const handmade = ({ number, centre, lines }: PurchaseOrder) => ({
  ...{ purchaseOrderNumber: number, centerId: centre.id, lines },
});

export async function openDepot({ netSuite, shipBob }: Vendors): Promise<void> {
  const stock = CENTRES.map(({ location }) => ({ location, quantity: OPENING_STOCK }));
  const items: NewItem[] = GOODS.map((itemId, at) => ({ id: String(9000 + at), itemId, stock }));
  await netSuite.addCustomFields(Object.values(FIELDS));
  await netSuite.seed({
    locations: [{ id: CENTRES[1].location, name: 'Cicero' }],
    customers: [{ companyName: 'Morning Ritual Coffee' }],
    vendors: [VENDOR, { id: SUPPLIER, companyName: 'Harvest & Kiln' }],
  });
  await netSuite.addItems([...items, { id: MISSING_SKU.id, itemId: MISSING_SKU.inNetSuite, stock }]);
  await addSalesOrders(
    { netSuite, shipBob },
    SALES_ORDERS.filter(({ number }) => number !== LATE_ORDER),
  );
  await addPurchaseOrders({ netSuite, shipBob }, BY_HAND);
  const products = [...GOODS, MISSING_SKU.inShipBob].map((sku) => ({ sku }));
  await shipBob.seed({ products, wros: [...BY_HAND, LATE_PURCHASE_ORDER].map(handmade) });
  // 150 calls a minute, as in life, would make this play take many minutes.
  await shipBob.set({ limits: { perWindow: 5000 }, billing: { feeLagMs: 0 } });
}

export const addSalesOrders = ({ netSuite }: Vendors, orders: SalesOrder[]) =>
  netSuite.seed({
    salesOrders: orders.map(({ number, lines }) => ({
      otherRefNum: number,
      location: CENTRES[0].location,
      lines: lines.map(({ sku, quantity }) => ({ item: inNetSuite(sku), quantity, rate: 12 })),
    })),
  });

export const addPurchaseOrders = ({ netSuite }: Vendors, orders: PurchaseOrder[]) =>
  netSuite.seed({
    records: orders.map(({ number, centre, lines }) => ({
      type: 'purchaseOrder',
      body: {
        entity: { id: SUPPLIER },
        tranId: number,
        location: { id: centre.location },
        orderStatus: { id: 'B' },
        item: {
          items: lines.map(({ sku, quantity }) => ({
            item: { id: idOf(inNetSuite(sku)) },
            quantity,
            rate: 3,
            location: { id: centre.location },
          })),
        },
      },
    })),
  });

/** The item gets the name that ShipBob knows it by. */
export const mendSku = ({ netSuite }: Vendors) =>
  netSuite.addItems([{ id: MISSING_SKU.id, itemId: MISSING_SKU.inShipBob }]);

const inNetSuite = (sku: string) => (sku === MISSING_SKU.inShipBob ? MISSING_SKU.inNetSuite : sku);
const idOf = (itemId: string) => {
  const at = GOODS.indexOf(itemId);
  return at < 0 ? MISSING_SKU.id : String(9000 + at);
};

export const readDumps = async ({ netSuite, shipBob }: Vendors): Promise<Dumps> => {
  // The warehouse first: a posting can only be of what had happened before.
  const warehouse = await shipBob.warehouse();
  return { warehouse, books: await netSuite.books() };
};
