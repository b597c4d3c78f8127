/**
 * What both simulators hold, in one small shape: the only thing that a verdict is made from.
 * The trap: nothing of the connector's own store may ever get in here, or it would be judged by its own word.
 */

/** Units by SKU. */
export type Units = Record<string, number>;

export type ReceivingOrder = {
  id: number;
  status: string;
  purchaseOrderNumber: string | null;
  centerId: number;
  /** `person` or who made it through the API. */
  madeBy: string;
  expected: Units;
  stowed: Units;
};

export type Parcel = {
  id: number;
  status: string;
  /** Of the status, e.g. InTransit. */
  detail: string | null;
  trackingNumber: string | null;
  items: Units;
};

export type ShopOrder = { id: number; referenceId: string; shipments: Parcel[] };

export type CustomerReturn = {
  id: number;
  shipmentId: number | null;
  centerId: number;
  items: { sku: string; taken: { action: string; quantity: number }[] }[];
};

export type Invoice = { id: number; type: string; amount: string };

export type Warehouse = {
  wros: ReceivingOrder[];
  orders: ShopOrder[];
  returns: CustomerReturn[];
  invoices: Invoice[];
  /** What the simulator itself found wrong with the requests it got. */
  problems: string[];
};

export type Line = { sku: string; quantity: number; location?: string };

/** A record of NetSuite's, of whatever kind. */
export type Paper = {
  id: string;
  type: string;
  tranId: string;
  externalId: string;
  createdFrom: string;
  otherRefNum: string;
  memo: string;
  status: string;
  /** Decimal text. */
  total: string;
  /** Custom fields. */
  custom: Record<string, string>;
  tracking: string[];
  lines: Line[];
};

export type Books = {
  /** Item names (SKUs) that NetSuite knows. */
  skus: string[];
  papers: Paper[];
  /** Units on hand by `SKU|location`. */
  onHand: Units;
};

export type Dumps = { warehouse: Warehouse; books: Books };

export const total = (units: Units): number => Object.values(units).reduce((sum, one) => sum + one, 0);

export const sumUp = (lines: readonly Line[]): Units => {
  const units: Units = {};
  for (const { sku, quantity } of lines) units[sku] = (units[sku] ?? 0) + quantity;
  return units;
};

/** Papers of a kind that bear one of our names, e.g. `SB_WRO_443002_1`. */
export const named = (books: Books, type: string, name: string): Paper[] =>
  books.papers.filter(
    (paper) => paper.type === type && (paper.externalId === name || paper.externalId.startsWith(`${name}_`)),
  );
