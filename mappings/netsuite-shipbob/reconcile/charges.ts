/**
 * Invoices of ShipBob's and the bills and bill credits of NetSuite as rows that can be compared.
 * The trap: one invoice may have several papers (a bill beside a credit, corrections), which count together.
 */
import type { TransactionRow } from '../../../connectors/netsuite/read-types.ts';
import type { Invoice } from '../../../connectors/shipbob/types.ts';
import type { WarehouseChargesSettings } from '../../../settings/warehouse-charges.ts';
import { absolute, isZero, negate } from '../../shared/money.ts';
import type { CompareRules } from '../../shared/reconcile/compare.ts';
import type { ReconcileRow } from '../../shared/reconcile/types.ts';
import { invoiceOf } from '../warehouse-charges/papers.ts';
import type { Paper, PaperType } from '../warehouse-charges/types.ts';

export const CHARGE_RULES: CompareRules = {
  source: 'ShipBob',
  target: 'NetSuite',
  thing: 'vendor bill',
  alike: 'same reference number',
};

/** Nothing for invoices that are not booked here. `owed`: what its charges come to, where that was read. */
export function rowOfInvoice(
  { id, date, type, amount, currency }: Invoice,
  settings: WarehouseChargesSettings,
  owed?: string,
): ReconcileRow[] {
  if (settings.skipTypes.includes(type)) return [];
  // Which sign credits bear is not agreed; an invoice of credits is money back in any case.
  const total = owed ?? (type === 'Credits' ? negate(absolute(amount)) : amount);
  const label = `ShipBob invoice ${id} (${type}, ${amount} ${currency})`;
  const facts = { label, order: id, amounts: { total }, ...(isZero(amount) ? { goods: [] } : {}) };
  return [{ side: 'source', id: `invoice/${id}`, key: id, altKey: id, recordKey: id, day: date, facts }];
}

const WORDS: Record<PaperType, string> = { vendorBill: 'vendor bill', vendorCredit: 'bill credit' };

const isPaper = (type: string): type is PaperType => type in WORDS;

/** Ours by their names; others of the vendor too, because one of them may be an invoice that was entered by hand. */
export function rowOfTransaction(row: TransactionRow, settings: WarehouseChargesSettings): ReconcileRow[] {
  const { type, externalId = '' } = row;
  const ours = invoiceOf(settings, externalId);
  if (!isPaper(type) || (ours === undefined && (settings.vendor === undefined || row.entityId !== settings.vendor)))
    return [];
  const { id, tranId, total = '0', tranDate } = row;
  return [rowOf({ type, id, tranId, total, ...(tranDate === undefined ? {} : { tranDate }) }, ours, settings)];
}

export const rowOfPaper = (paper: Paper, invoiceId: string, settings: WarehouseChargesSettings): ReconcileRow =>
  rowOf(paper, invoiceId, settings);

type Held = { type: PaperType; id: string; tranId?: string; total: string; tranDate?: string };

function rowOf(held: Held, invoiceId: string | undefined, { billNumber }: WarehouseChargesSettings): ReconcileRow {
  const { type, id, tranId = '', total, tranDate } = held;
  const isOurs = invoiceId !== undefined;
  const number = tranId.startsWith(billNumber) ? tranId.slice(billNumber.length) : tranId;
  return {
    side: 'target',
    id: `${type}/${id}`,
    key: invoiceId ?? `${type}/${id}`,
    ...(isOurs || number === '' ? {} : { altKey: number }),
    ...(isOurs ? { recordKey: invoiceId } : {}),
    ...(tranDate === undefined ? {} : { day: tranDate }),
    facts: {
      label: `${WORDS[type]} ${tranId === '' ? id : tranId}`,
      ...(isOurs ? { order: invoiceId, ours: true } : {}),
      amounts: { total: type === 'vendorBill' ? total : negate(total) },
    },
  };
}
