/**
 * What of a receiving order is stowed, by SKU and lot.
 * The trap: lots are told by boxes only, the order's figures are told as a sum, and the two are read one after another;
 * where they disagree the smaller one counts until they agree.
 */
import type { ReceivingBox, ReceivingItem, ReceivingOrder } from '../../../connectors/shipbob/types-receiving.ts';
import { lotDayOf } from '../places.ts';
import type { ReceivingSource, StowedRow } from './types.ts';

const MOST_TRACKING = 20;

/** `skus`: of inventory that the order itself does not name. */
export function receivingSource(
  order: ReceivingOrder,
  boxes: ReceivingBox[],
  state: string,
  skus: Record<string, string> = {},
): ReceivingSource {
  const skuOf = (id: string) => order.items.find((item) => item.inventoryId === id)?.sku ?? skus[id];
  const named = (id: string) => skuOf(id) ?? `of inventory ${id}`;
  const inBoxes = boxRows(boxes, skuOf);
  const ids = [...new Set([...order.items, ...inBoxes].map((row) => row.inventoryId))];
  const clear = ids.map((id) => {
    const item = order.items.find((one) => one.inventoryId === id);
    return {
      id,
      ...settle(
        inBoxes.filter((row) => row.inventoryId === id),
        item,
        skuOf(id),
        boxes.length > 0,
      ),
    };
  });
  return {
    id: order.id,
    status: order.status,
    ...(order.purchaseOrderNumber === undefined ? {} : { purchaseOrderNumber: order.purchaseOrderNumber }),
    ...(order.fulfillmentCenter === undefined ? {} : { centerId: order.fulfillmentCenter.id }),
    stowedAt: order.updatedAt ?? order.history.at(-1)?.at ?? order.insertedAt,
    rows: clear.flatMap(({ rows }) => rows),
    unclear: clear.flatMap(({ id, differs }) => (differs === undefined ? [] : [{ sku: named(id), ...differs }])),
    variances: order.items
      .filter((item) => item.stowed !== item.expected)
      .map(({ inventoryId, expected, stowed }) => ({ sku: named(inventoryId), expected, stowed })),
    trackingNumbers: boxes.flatMap(({ trackingNumber }) => trackingNumber ?? []).slice(0, MOST_TRACKING),
    state,
  };
}

/** True when the boxes tell the same sums as the order. */
export const isAgreed = (order: ReceivingOrder, boxes: ReceivingBox[]): boolean =>
  boxes.length === 0 || receivingSource(order, boxes, '').unclear.length === 0;

function boxRows(boxes: ReceivingBox[], skuOf: (id: string) => string | undefined): StowedRow[] {
  const rows = new Map<string, StowedRow>();
  for (const { inventoryId, stowed, lotNumber, lotDate } of boxes.flatMap((box) => box.items)) {
    const key = JSON.stringify([inventoryId, lotNumber ?? '']);
    const known = rows.get(key);
    const sku = skuOf(inventoryId);
    const lotDay = known?.lotDay ?? lotDayOf(lotDate);
    rows.set(key, {
      inventoryId,
      quantity: (known?.quantity ?? 0) + stowed,
      ...(sku === undefined ? {} : { sku }),
      ...(lotNumber === undefined ? {} : { lotNumber }),
      ...(lotDay === undefined ? {} : { lotDay }),
    });
  }
  return [...rows.values()];
}

type Settled = { rows: StowedRow[]; differs?: { boxes: number; order: number } };

function settle(
  inBoxes: StowedRow[],
  item: ReceivingItem | undefined,
  sku: string | undefined,
  hasBoxes: boolean,
): Settled {
  const boxes = inBoxes.reduce((sum, row) => sum + row.quantity, 0);
  const order = item?.stowed ?? 0;
  const whole = { inventoryId: item?.inventoryId ?? '', quantity: order, ...(sku === undefined ? {} : { sku }) };
  if (!hasBoxes) return { rows: [whole] };
  if (boxes === order) return { rows: inBoxes.length === 0 ? [whole] : inBoxes };
  const differs = { boxes, order };
  if (boxes < order) return { rows: inBoxes.length === 0 ? [{ ...whole, quantity: 0 }] : inBoxes, differs };
  // Of several lots nobody can say which one the order does not count yet.
  const [only, second] = inBoxes;
  return { rows: only === undefined || second !== undefined ? [] : [{ ...only, quantity: order }], differs };
}
