/**
 * What both simulators hold, in one small shape: the only thing that a verdict is made from.
 * The trap: nothing of the connector's own store may ever get in here, or it would be judged by its own word.
 */

/** Units by SKU. */
export type Units = Record<string, number>;

/** Decimal text in the currency that the buyer saw. */
type Amount = string;

export type ShopLine = {
  sku: string | null;
  kind: string;
  quantity: number;
  /** What is still bought: without what an edit or a refund took off. */
  currentQuantity: number;
  /** Of all `quantity` units, after discounts and without tax. */
  net: Amount;
  tax: Amount;
};

export type Refund = { id: number; restock: string[]; units: Units; refunded: Amount };
/** A movement of money: SALE, CAPTURE, REFUND, AUTHORIZATION … */
export type Payment = { id: number; kind: string; status: string; gateway: string; amount: Amount };
export type ShopParcel = { id: number; status: string; tracking: string[]; units: Units };

export type ShopOrder = {
  id: number;
  name: string;
  currency: string;
  isCancelled: boolean;
  financialStatus: string;
  lines: ShopLine[];
  shipping: { net: Amount; tax: Amount };
  /** What Shopify itself says that the buyer has to pay in the end. */
  current: Amount;
  payments: Payment[];
  refunds: Refund[];
  parcels: ShopParcel[];
};

export type Shop = {
  orders: ShopOrder[];
  /** Units for sale by SKU. */
  available: Units;
  /** What each webhook that was signed wrongly was answered. */
  forged: number[];
  /** What the simulator itself found wrong with the requests it got. */
  problems: string[];
};

/** `left`: units that may still be shipped. */
export type BookLine = { line: number; sku: string; quantity: number; left: number };

/** A transaction of NetSuite's, of whatever kind. */
export type Paper = {
  id: string;
  type: string;
  tranId: string;
  externalId: string;
  createdFrom: string;
  otherRefNum: string;
  entity: string;
  currency: string;
  status: string;
  total: Amount;
  tracking: string[];
  lines: BookLine[];
};

export type Books = {
  /** Item names (SKUs) that NetSuite knows. */
  skus: string[];
  papers: Paper[];
  /** Units on hand that no order has taken, by SKU. */
  available: Units;
  /** E-mail addresses that two customers have. */
  doubledCustomers: string[];
};

export type Dumps = { shop: Shop; books: Books };

export const sumUp = (lines: readonly { sku: string | null; quantity: number }[]): Units => {
  const units: Units = {};
  for (const { sku, quantity } of lines) if (sku !== null) units[sku] = (units[sku] ?? 0) + quantity;
  return units;
};

/** `2 TEE, 1 MUG`; the same words for the same units. */
export const unitWords = (units: Units): string =>
  Object.entries(units)
    .filter(([, quantity]) => quantity !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([sku, quantity]) => `${quantity} ${sku}`)
    .join(', ');

/** The sales orders that are of this order, by our name or by the number that people type. */
export const salesOrdersOf = ({ papers }: Pick<Books, 'papers'>, { id, name }: ShopOrder): Paper[] =>
  papers.filter(
    ({ type, externalId, otherRefNum }) =>
      type === 'salesOrder' && (externalId === `SHOPIFY_SO_${id}` || otherRefNum === name),
  );
