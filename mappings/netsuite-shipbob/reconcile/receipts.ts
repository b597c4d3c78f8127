/**
 * What ShipBob stowed of a receiving order and what is booked of it in NetSuite, SKU by SKU.
 * The trap: NetSuite's lists tell quantities without their sign, so a correction downwards looks like one upwards there; a
 * difference is only believed after the second look, which reads the postings themselves.
 */
import type { TransactionRow } from '../../../connectors/netsuite/read-types.ts';
import type { ReceivingOrder } from '../../../connectors/shipbob/types.ts';
import { dayIn } from '../../shared/calendar.ts';
import type { CompareRules } from '../../shared/reconcile/compare.ts';
import type { Goods, ReconcileRow } from '../../shared/reconcile/types.ts';
import { normaliseSku, skuTable } from '../../shared/sku.ts';
import type { ItemMatch, Posting } from '../stock/types.ts';

export const RECEIPT_RULES: CompareRules = { source: 'ShipBob', target: 'NetSuite', thing: 'posting' };

type Context = { timeZone: string; skuAliases: Record<string, string>; externalIdPrefix: string };

/** Counts on the day on which ShipBob changed it last. */
export function rowOfReceiving(order: ReceivingOrder, { timeZone, skuAliases }: Context): ReconcileRow {
  const { id, status, purchaseOrderNumber, insertedAt, updatedAt = insertedAt } = order;
  const alias = skuTable(skuAliases);
  const goods = order.items.map(({ sku, inventoryId, stowed }): Goods => {
    const name = sku === undefined ? `inventory ${inventoryId}` : (alias(sku) ?? sku);
    return { names: [normaliseSku(name)], quantity: String(stowed) };
  });
  const number = purchaseOrderNumber === undefined ? '' : `, ${purchaseOrderNumber}`;
  const facts = { label: `receiving order ${id} (${status}${number})`, order: purchaseOrderNumber ?? id, goods };
  return { side: 'source', id, key: id, recordKey: id, day: dayIn(updatedAt, timeZone), at: updatedAt, facts };
}

/** The receiving order that a posting's name belongs to; undefined for names of others. */
function receivingOf(prefix: string, externalId = ''): string | undefined {
  const start = `${prefix}_WRO_`;
  return externalId.startsWith(start) ? /^(.+)_\d+$/.exec(externalId.slice(start.length))?.[1] : undefined;
}

/** As a list tells it; nothing for what is not ours, since stock is received at other places too. */
export function rowOfListed(row: TransactionRow, { externalIdPrefix }: Context): ReconcileRow[] {
  const id = receivingOf(externalIdPrefix, row.externalId);
  if (id === undefined) return [];
  const goods = (row.lines ?? []).flatMap(({ sku, itemId, quantity }): Goods[] =>
    itemId === undefined ? [] : [{ names: [normaliseSku(sku ?? `item ${itemId}`)], quantity }],
  );
  const shown = {
    type: row.type,
    id: row.id,
    tranId: row.tranId,
    ...(row.tranDate === undefined ? {} : { day: row.tranDate }),
  };
  return [rowOf(shown, id, goods)];
}

/** As the record itself says, with sign. */
export function rowOfPosting(posting: Posting, receivingId: string, items: ItemMatch[]): ReconcileRow {
  const nameOf = (itemId: string) => {
    const match = items.find((one) => one.items.some(({ id }) => id === itemId));
    return normaliseSku(match?.sku ?? `item ${itemId}`);
  };
  const goods = posting.lines.map(({ itemId, quantity }): Goods => ({ names: [nameOf(itemId)], quantity }));
  return rowOf(posting, receivingId, goods);
}

type Shown = { type: string; id: string; tranId: string; day?: string };

const rowOf = ({ type, id, tranId, day }: Shown, receivingId: string, goods: Goods[]): ReconcileRow => ({
  side: 'target',
  id: `${type}/${id}`,
  key: receivingId,
  recordKey: receivingId,
  ...(day === undefined ? {} : { day }),
  facts: {
    label: `${type === 'itemReceipt' ? 'item receipt' : 'inventory adjustment'} ${tranId === '' ? id : tranId}`,
    ours: true,
    goods,
  },
});
