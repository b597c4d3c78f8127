/**
 * What was shipped of an order and what Fusion's receivables hold of it, as rows: money to the cent, order by order.
 * The trap: a posted share is never changed afterwards, so of an order that is shipped in part a few cents may lie elsewhere;
 * the second look asks the plan itself. What is shipped in full must come to ShipStation's total exactly.
 */
import type { TransactionRow } from '../../../connectors/fusion/types.ts';
import { add, isZero } from '../../shared/money.ts';
import type { CompareRules } from '../../shared/reconcile/compare.ts';
import type { ReconcileRow, Sum } from '../../shared/reconcile/types.ts';
import { accountingDay } from '../posting-day.ts';
import { amountsOf } from '../receivables/amounts.ts';
import { billsOf, isAllShipped } from '../receivables/bills.ts';
import { currencyOf } from '../receivables/draft.ts';
import type { Bill, Frame } from '../receivables/types.ts';
import type { SoldView } from '../types.ts';

export const INVOICE_RULES: CompareRules = {
  source: 'ShipStation',
  target: 'Fusion',
  thing: 'invoice',
  alike: 'same cross reference',
};

/** Nothing while nothing of it is to be invoiced yet. */
export function rowOfSold(sold: SoldView, frame: Frame): ReconcileRow[] {
  const { order } = sold;
  const bills = billsOf(sold, frame.settings);
  const last = bills.at(-1);
  if (last === undefined || bills.some(({ notYet }) => notYet !== undefined)) return [];
  const live = bills.filter(({ voided }) => !voided);
  const isTold = live.every(({ problem }) => problem === undefined);
  const currency = currencyOf({ storeId: order.storeId }, frame);
  const amounts = isTold ? amountsOf(order, { open: live, posted: [] }, frame.settings, currency) : [];
  const shares = amounts.map((one) => one.total);
  const total = isTold ? totalOf(sold, live, shares) : undefined;
  const words = live.length === 1 ? '1 bill' : `${live.length} bills`;
  return [
    {
      side: 'source',
      id: `order/${order.orderId}`,
      key: order.orderId,
      recordKey: order.orderId,
      day: accountingDay(last, frame.timeZone, frame.settings.day),
      at: last.voidedAt ?? last.createdAt,
      facts: {
        label: `order ${order.orderNumber} (${words})`,
        order: order.orderNumber,
        ...(total === undefined ? {} : { amounts: { total } }),
        sums: bills.map((bill) => ({
          ...whereOf(bill, frame),
          unit: currency,
          value: shares[live.indexOf(bill)] ?? '0',
        })),
        ...(live.length === 0 || (total !== undefined && isZero(total)) ? { goods: [] } : {}),
      },
    },
  ];
}

function totalOf({ order }: SoldView, live: Bill[], shares: string[]): string {
  if (live.length === 0) return '0';
  return isAllShipped(order, live) ? order.total : add(...shares);
}

function whereOf(bill: Bill, { warehouses, defaultWarehouse, timeZone, settings }: Frame) {
  const { id, warehouseId } = bill;
  const warehouse = (warehouseId === undefined ? undefined : warehouses[warehouseId]) ?? defaultWarehouse;
  const place = warehouse === undefined ? {} : { place: warehouse.organization };
  return { ref: id, day: accountingDay(bill, timeZone, settings.day), ...place };
}

/** The bill that a cross reference of ours names: `SS:77`, `SS:F12`, `SS:O5`, with `/void` for what takes it back. */
export function billIdOf(crossReference: string | undefined, prefix: string): string | undefined {
  if (crossReference?.startsWith(`${prefix}:`) !== true) return undefined;
  return /^[FO]?\d+(-\d+)?/.exec(crossReference.slice(prefix.length + 1))?.[0];
}

/** `orderOf`: of a shipment's id, as far as it is known; `O<order id>` tells it itself. */
export function rowOfTransaction(
  row: TransactionRow,
  kind: 'invoice' | 'credit memo',
  prefix: string,
  orderOf: (billId: string) => string | undefined,
): ReconcileRow[] {
  const billId = billIdOf(row.crossReference, prefix);
  if (billId === undefined) return [];
  const orderId = billId.startsWith('O') ? /^O(\d+)/.exec(billId)?.[1] : orderOf(billId);
  const { transactionDate, accountingDate = transactionDate } = row;
  return [
    {
      side: 'target',
      id: `${kind}/${row.id}`,
      key: orderId ?? `${prefix}:${billId}`,
      ...(orderId === undefined ? {} : { recordKey: orderId }),
      ...(accountingDate === undefined ? {} : { day: accountingDate }),
      facts: {
        label: `${kind} ${row.number}${row.status === undefined || row.status === 'Complete' ? '' : ` (${row.status})`}`,
        ours: true,
        ...(row.amount === undefined ? {} : { amounts: { total: row.amount }, sums: [sumOf(row, billId, row.amount)] }),
      },
    },
  ];
}

/** By the day of shipping, which a closed period does not move. */
const sumOf = ({ currency, transactionDate }: TransactionRow, ref: string, value: string): Sum => ({
  ...{ ref, unit: currency ?? '?', value },
  ...(transactionDate === undefined ? {} : { day: transactionDate }),
});
