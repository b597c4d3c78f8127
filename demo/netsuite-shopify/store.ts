/**
 * The shop that is played: its goods, its place, and both systems as they stand before the first order.
 * The trap: one item bears a wrong name in NetSuite, and every level in the shop is wrong until stock has been compared.
 */
import { type NetSuiteBooks, type NewItem, netSuiteBooks } from './books.ts';
import type { Dumps } from './dumps.ts';
import { type ShopifySim, shopifySim } from './shopify-sim.ts';

export type Vendors = { netSuite: NetSuiteBooks; shopify: ShopifySim };

export const openVendors = (urls: Record<'netsuite' | 'shopify', string>): Vendors => ({
  netSuite: netSuiteBooks(urls.netsuite),
  shopify: shopifySim(urls.shopify),
});

export const CONNECTION = 'demo-store';
/** NetSuite's location and Shopify's for the same shelf; the simulated shop always numbers its first two alike. */
export const PLACE = { netSuite: '1', shopify: '47000000025083' };
export const OTHER_PLACE = '47000000025193';
/** NetSuite's currencies. */
export const CURRENCIES: Record<string, string> = { USD: '1', EUR: '2' };
export const BANK = '1';
export const GIFT_CARDS = '220';
/** NetSuite items that are no goods, by the name of their setting. */
export const EXTRAS = {
  ...{ giftCard: '901', shipping: '903', tax: '904', tip: '905', adjustment: '906' },
};

const GOODS: Record<string, string> = {
  ...{ 'TEE-RED': '24.90', 'TEE-BLACK': '24.90', 'HOODIE-GREY': '59.00', CAP: '17.35', SOCKS: '7.99', TOTE: '12.50' },
};
export const SKUS = Object.keys(GOODS);
/** As the shop spells it, and as somebody typed it into NetSuite by mistake. */
export const MISSING_SKU = { inShop: 'MUG-BLUE', inNetSuite: 'MUG-BLEU', id: '9100' };
const GIFT_CARD_PRICE = '25.00';
const ON_HAND = 500;
const SHOWN_AT_FIRST = 480;

export async function openStore({ netSuite, shopify }: Vendors): Promise<void> {
  const stock = [{ location: PLACE.netSuite, quantity: ON_HAND }];
  const goods: NewItem[] = SKUS.map((itemId, at) => ({ id: String(9000 + at), itemId, stock }));
  const extras = Object.entries(EXTRAS).map(([itemId, id]) => ({ id, itemId, type: 'otherChargeSaleItem' }));
  await netSuite.warehouse.open();
  const body = { acctName: 'Gift Cards', acctNumber: '2200', acctType: 'OthCurrLiab' };
  await netSuite.seed({ records: [{ type: 'account', id: GIFT_CARDS, body }] });
  await netSuite.addItems([...goods, { id: MISSING_SKU.id, itemId: MISSING_SKU.inNetSuite, stock }, ...extras]);
  const shown = { stock: { [PLACE.shopify]: SHOWN_AT_FIRST } };
  const prices = { ...GOODS, [MISSING_SKU.inShop]: '14.00' };
  const variants = Object.entries(prices).map(([sku, price]) => ({ sku, price, ...shown }));
  await shopify.seed({
    products: [
      { title: 'Goods', variants },
      { title: 'Gift card', giftCard: true, variants: [{ sku: 'GIFT-25', price: GIFT_CARD_PRICE }] },
    ],
  });
  // A Plus shop's query budget; a standard shop's would make this play longer.
  await shopify.set({ limits: { bucketSize: 20_000, restoreRate: 1000 } });
}

/** The item gets the name that the shop knows it by. */
export const mendSku = ({ netSuite }: Vendors) =>
  netSuite.addItems([{ id: MISSING_SKU.id, itemId: MISSING_SKU.inShop }]);

export const readDumps = async ({ netSuite, shopify }: Vendors): Promise<Dumps> => {
  const shop = await shopify.shop();
  return { shop, books: await netSuite.books() };
};
