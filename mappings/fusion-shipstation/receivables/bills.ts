/**
 * What is invoiced of an order: one bill for each shipment, or one for the whole order.
 * The trap: a re-label is a new shipment and so a new invoice; a return label is no sale and is left out.
 */
import { isLess, isPositive, plus, sum } from '../../shared/quantity.ts';
import { contentsOf, isSameLine, type Packed, type ParcelItem, parcelsOf, parcelWords } from '../inventory/parcels.ts';
import type { Problem, SoldItem, SoldOrder, SoldView } from '../types.ts';
import type { Bill, GoodsLine } from './types.ts';

type BillSettings = { invoice: 'perShipment' | 'perOrder'; marks: 'rest' | 'ignore' };

export const goodsOf = ({ items }: SoldOrder): SoldItem[] => items.filter((item) => !item.adjustment);

/** Oldest first, voided ones too. `generation`: of the order's bill, when earlier ones were credited. */
export function billsOf(sold: SoldView, { invoice, marks }: BillSettings, generation = 1): Bill[] {
  const packed = parcelsOf(sold, { returns: 'ignore', marks });
  const bills = packed.flatMap((one) => billOf(one, packed, sold) ?? []);
  return invoice === 'perShipment' ? bills : orderBill(sold, bills, generation);
}

/** As sweeps name them. */
export function sourcesOf(sold: SoldView, { marks }: BillSettings): { source: string; state: string }[] {
  return parcelsOf(sold, { returns: 'ignore', marks }).map(({ parcel }) => ({
    source: parcel.source,
    state: parcel.voided ? 'voided' : 'live',
  }));
}

/** undefined for a mark that adds nothing to what labels hold. */
function billOf(packed: Packed, all: Packed[], sold: SoldView): Bill | undefined {
  const { parcel } = packed;
  const { kind, id, createdAt, shipDate, voided, voidedAt, warehouseId, storeId } = parcel;
  const contents = contentsOf(packed, all, sold);
  if (Array.isArray(contents) && contents.length === 0 && !voided && kind === 'fulfillment') return undefined;
  const priced = Array.isArray(contents) && !voided ? pricedLines(contents, sold.order, warehouseId) : [];
  const problem = Array.isArray(contents) ? (Array.isArray(priced) ? undefined : priced) : contents;
  return {
    id: kind === 'fulfillment' ? `F${id}` : id,
    words: parcelWords(parcel),
    ...{ createdAt, shipDate, voided },
    ...(voidedAt === undefined ? {} : { voidedAt }),
    ...(warehouseId === undefined ? {} : { warehouseId }),
    ...(storeId === undefined ? {} : { storeId }),
    tracking: trackingOf(sold, parcel.source),
    lines: Array.isArray(priced) ? priced : [],
    ...(problem === undefined || voided ? {} : { problem }),
  };
}

function trackingOf({ shipments, fulfillments }: SoldView, source: string): string[] {
  const rows = [
    ...shipments.map((one) => ({ source: `shipment:${one.shipmentId}`, number: one.trackingNumber })),
    ...fulfillments.map((one) => ({ source: `fulfillment:${one.fulfillmentId}`, number: one.trackingNumber })),
  ];
  return rows.flatMap((row) => (row.source === source && row.number ? [row.number] : []));
}

function pricedLines(contents: ParcelItem[], order: SoldOrder, warehouseId: string | undefined): GoodsLine[] | Problem {
  const lines: GoodsLine[] = [];
  for (const part of contents) {
    if (!isPositive(part.quantity)) continue;
    const item = itemOf(part, order);
    if (item === undefined) return noPrice(part, order);
    if (item.adjustment) continue;
    const { orderItemId, sku, name, unitPrice } = item;
    const same = lines.find((line) => line.orderItemId === orderItemId);
    if (same !== undefined) same.quantity = plus(same.quantity, part.quantity);
    else
      lines.push({
        ...{ orderItemId, name, unitPrice, quantity: part.quantity },
        ...(sku === undefined || sku.trim() === '' ? {} : { sku }),
        ...(warehouseId === undefined ? {} : { warehouseId }),
      });
  }
  return lines;
}

/** By the line's id, else by its key, else by a SKU that only one line bears. */
function itemOf(part: ParcelItem, order: SoldOrder): SoldItem | undefined {
  const byId = order.items.find((item) => item.orderItemId === part.orderItemId);
  if (byId !== undefined) return byId;
  const key = part.lineItemKey;
  const byKey = key === undefined ? [] : goodsOf(order).filter((item) => item.lineItemKey === key);
  if (byKey.length === 1) return byKey[0];
  const { orderItemId: _other, ...nameless } = part;
  const bySku = goodsOf(order).filter((item) => isSameLine(item, nameless));
  return bySku.length === 1 ? bySku[0] : undefined;
}

const noPrice = ({ sku, quantity }: ParcelItem, { orderNumber }: SoldOrder): Problem => ({
  cause: 'line-unknown',
  reason: `a shipment holds ${quantity} of ${sku === undefined ? 'a line without SKU' : `SKU ${sku}`}, which no single line of order ${orderNumber} bears, so its price is not known; invoice it by hand and skip this record, or mend the order in ShipStation`,
});

/** What of the order's goods live bills hold; by order line. */
export const shippedOf = (item: SoldItem, bills: readonly Bill[]): string =>
  sum(
    bills
      .filter((bill) => !bill.voided)
      .flatMap((bill) => bill.lines)
      .filter((line) => line.orderItemId === item.orderItemId)
      .map((line) => line.quantity),
  );

export const isAllShipped = (order: SoldOrder, bills: readonly Bill[]): boolean =>
  goodsOf(order).every((item) => !isLess(shippedOf(item, bills), item.quantity));

/** The order as one bill, dated by the shipment that completed it. Voided when nothing of it is live any more. */
function orderBill(sold: SoldView, bills: Bill[], generation: number): Bill[] {
  const live = bills.filter((bill) => !bill.voided);
  const last = live.at(-1) ?? bills.at(-1);
  if (last === undefined) return [];
  const { order } = sold;
  const problem = live.find((bill) => bill.problem !== undefined)?.problem;
  const isWhole = isAllShipped(order, live);
  const shipped = `${live.length} ${live.length === 1 ? 'shipment' : 'shipments'} so far`;
  const { notYet: _none, problem: _own, ...rest } = last;
  return [
    {
      ...rest,
      id: `O${order.orderId}${generation === 1 ? '' : `-${generation}`}`,
      words: `order ${order.orderNumber}`,
      voided: live.length === 0,
      tracking: live.flatMap((bill) => bill.tracking),
      lines: live.flatMap((bill) => bill.lines),
      ...(problem === undefined ? {} : { problem }),
      ...(isWhole || live.length === 0
        ? {}
        : { notYet: `order ${order.orderNumber} is not shipped in full yet (${shipped}); it is invoiced when it is` }),
    },
  ];
}
