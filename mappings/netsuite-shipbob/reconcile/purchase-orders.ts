/**
 * Purchase orders for ShipBob's centres and the receiving orders that announce them, item by item.
 * The trap: a person may have made the receiving order, so it is known by its purchase order number and by nothing of ours;
 * and once goods arrive NetSuite's quantities change, so only purchase orders that nothing came of yet are compared.
 */
import type { TransactionRow } from '../../../connectors/netsuite/read-types.ts';
import type { ReceivingOrder } from '../../../connectors/shipbob/types.ts';
import { dayIn } from '../../shared/calendar.ts';
import type { CompareRules } from '../../shared/reconcile/compare.ts';
import type { Goods, ReconcileRow } from '../../shared/reconcile/types.ts';
import { normaliseSku } from '../../shared/sku.ts';
import { demandOf, isEnded, leftAlone, numberFor, numberOf } from '../replenishment/demand.ts';
import { shipBobSku } from '../replenishment/draft.ts';
import type { PurchaseOrder, ReplenishmentRules } from '../replenishment/types.ts';

export const PURCHASE_ORDER_RULES: CompareRules = {
  source: 'NetSuite',
  target: 'ShipBob',
  thing: 'receiving order',
  // ShipBob has receiving orders that no purchase order asked for.
  leavesOrphans: true,
};

const NOTHING_CAME = 'B';

export function purchaseOrderOf(row: TransactionRow): PurchaseOrder {
  const { id, tranId, status, tranDate, modifiedAt, lines = [] } = row;
  return {
    id,
    tranId,
    status,
    ...(tranDate === undefined ? {} : { tranDate }),
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
    tracking: [],
    lines: lines.map(
      ({ line, itemId = '', sku, itemType, quantity, quantityShippedOrReceived, isClosed, locationId }) => ({
        line,
        itemId,
        sku: sku?.split(' : ').at(-1) ?? itemId,
        quantity,
        received: quantityShippedOrReceived,
        isClosed,
        ...(itemType === undefined ? {} : { itemType }),
        ...(locationId === undefined ? {} : { locationId }),
      }),
    ),
  };
}

/** One row for each centre; a closed or rejected one is like a voided label: its receiving order must not stand. */
export function rowsOfPurchaseOrder(po: PurchaseOrder, rules: ReplenishmentRules, timeZone: string): ReconcileRow[] {
  const { id, tranId, modifiedAt } = po;
  const row = (key: string, facts: { goods?: Goods[]; voided?: boolean }): ReconcileRow => ({
    side: 'source',
    id: `purchaseOrder/${id}/${key}`,
    key: plain(key),
    recordKey: id,
    ...(modifiedAt === undefined ? {} : { day: dayIn(modifiedAt, timeZone), at: modifiedAt }),
    facts: { label: `purchase order ${tranId}`, order: tranId, ...facts },
  });
  if (isEnded(po)) return [row(numberOf(po, rules), { voided: true })];
  if (po.status !== NOTHING_CAME || leftAlone(po, rules) !== undefined) return [];
  const demand = demandOf(po, rules);
  return [...demand].map(([centreId, lines]) => {
    const goods = lines.map(
      ({ sku, open }): Goods => ({ names: [normaliseSku(shipBobSku(sku, rules))], quantity: open }),
    );
    return row(numberFor(po, centreId, demand, rules), { goods });
  });
}

/** Nothing for cancelled ones and for those without a number. */
export function rowsOfAnnounced({ id, status, purchaseOrderNumber, items }: ReceivingOrder): ReconcileRow[] {
  if (status === 'Cancelled' || purchaseOrderNumber === undefined) return [];
  const isTold = items.length > 0 && items.every(({ sku }) => sku !== undefined);
  const goods = items.map(({ sku = '', expected }) => ({ names: [normaliseSku(sku)], quantity: String(expected) }));
  return [
    {
      side: 'target',
      id: `receivingOrder/${id}`,
      key: plain(purchaseOrderNumber),
      facts: { label: `receiving order ${id}`, order: purchaseOrderNumber, ours: true, ...(isTold ? { goods } : {}) },
    },
  ];
}

/**
 * ShipBob compares numbers without blanks around them and without capitals; where it keeps the number of a cancelled
 * receiving order the next one bears `R2` behind it and stands for the same.
 */
const plain = (number: string): string =>
  number
    .trim()
    .toUpperCase()
    .replace(/ R\d+$/, '');

const MOST_MADE_ANEW = 9;

/** Every number under which ShipBob may have the receiving order of this one. */
export const numbersOf = (number: string): string[] => [
  number,
  ...Array.from({ length: MOST_MADE_ANEW - 1 }, (_, index) => `${number} R${index + 2}`),
];
