/**
 * What ShipBob did with returned goods and what is booked of it in NetSuite, SKU by SKU.
 * The trap: what is written off is received and taken out again, so stock shows nothing of it; of a return that was only
 * written off no quantity is compared, only that something was booked.
 */
import type { TransactionRow } from '../../../connectors/netsuite/read-types.ts';
import type { Return } from '../../../connectors/shipbob/types-returns.ts';
import type { CustomerReturnSettings } from '../../../settings/customer-return.ts';
import { dayIn } from '../../shared/calendar.ts';
import { isPositive, sum } from '../../shared/quantity.ts';
import type { CompareRules } from '../../shared/reconcile/compare.ts';
import type { Goods, ReconcileRow } from '../../shared/reconcile/types.ts';
import { normaliseSku, skuTable } from '../../shared/sku.ts';
import type { ItemMatch, Posting } from '../stock/types.ts';

export const RETURN_RULES: CompareRules = { source: 'ShipBob', target: 'NetSuite', thing: 'posting' };

type Context = { timeZone: string; skuAliases: Record<string, string>; settings: CustomerReturnSettings };

/** Nothing before anything of it was inspected. Counts on the day on which it was worked on last. */
export function rowOfReturn(found: Return, { timeZone, skuAliases, settings }: Context): ReconcileRow[] {
  const { id, status, referenceId, changedAt } = found;
  const alias = skuTable(skuAliases);
  const taken = found.items.flatMap(({ sku, inventoryId, taken: units }) =>
    units.flatMap(({ action, quantity }) => {
      const rule = ruleOf(action, settings);
      if (rule === 'ignore' || quantity === 0) return [];
      const name = sku === undefined ? `inventory ${inventoryId}` : (alias(sku) ?? sku);
      return [{ names: [normaliseSku(name)], quantity: rule === 'writeOff' ? '0' : String(quantity) }];
    }),
  );
  if (taken.length === 0) return [];
  const label = `return ${id} (${status}${referenceId === undefined ? '' : `, ${referenceId}`})`;
  const isKept = isPositive(sum(taken.map(({ quantity }) => quantity)));
  const facts = { label, order: referenceId ?? id, ...(isKept ? { goods: taken } : {}) };
  return [{ side: 'source', id, key: id, recordKey: id, day: dayIn(changedAt, timeZone), at: changedAt, facts }];
}

/** Words that nobody knows wait for a person, and count as received. */
function ruleOf(action: string, { actions }: CustomerReturnSettings): 'location' | 'writeOff' | 'ignore' {
  const name = (['restock', 'quarantine', 'dispose'] as const).find((one) => one === action.trim().toLowerCase());
  return name === undefined ? 'location' : actions[name].as;
}

function returnOf(prefix: string, externalId = ''): string | undefined {
  const start = `${prefix}_RET_`;
  return externalId.startsWith(start) ? /^(.+)_\d+$/.exec(externalId.slice(start.length))?.[1] : undefined;
}

/** As a list tells it. Its quantities have no sign, so they are only compared by the second look. */
export function rowOfListedReturn(row: TransactionRow, prefix: string): ReconcileRow[] {
  const id = returnOf(prefix, row.externalId);
  if (id === undefined) return [];
  const { type, tranId, tranDate } = row;
  const shown = { type, id: row.id, tranId, ...(tranDate === undefined ? {} : { day: tranDate }) };
  const goods = (row.lines ?? []).flatMap(({ sku, itemId, quantity }): Goods[] =>
    itemId === undefined ? [] : [{ names: [normaliseSku(sku ?? `item ${itemId}`)], quantity }],
  );
  return [rowOf(shown, id, goods)];
}

/** As the record itself says, with sign. */
export function rowOfReturnPosting(posting: Posting, returnId: string, items: ItemMatch[]): ReconcileRow {
  const nameOf = (itemId: string) => items.find((one) => one.items.some(({ id }) => id === itemId))?.sku;
  const goods = posting.lines.map(
    ({ itemId, quantity }): Goods => ({ names: [normaliseSku(nameOf(itemId) ?? `item ${itemId}`)], quantity }),
  );
  return rowOf(posting, returnId, goods);
}

type Shown = { type: string; id: string; tranId: string; day?: string };

const rowOf = ({ type, id, tranId, day }: Shown, returnId: string, goods: Goods[]): ReconcileRow => ({
  side: 'target',
  id: `${type}/${id}`,
  key: returnId,
  recordKey: returnId,
  ...(day === undefined ? {} : { day }),
  facts: {
    label: `${type === 'itemReceipt' ? 'item receipt' : 'inventory adjustment'} ${tranId === '' ? id : tranId}`,
    ours: true,
    goods,
  },
});
