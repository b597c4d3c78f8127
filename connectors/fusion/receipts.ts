/**
 * Standard receipts: money that came in for invoices.
 * The trap: what a receipt is applied to is decided later by Fusion's own job; right after the creation all of it is unapplied.
 */
import type { Caller } from './call.ts';
import { compact } from './compact.ts';
import { all } from './lists.ts';
import type { Condition } from './query.ts';
import { create } from './receivables.ts';
import type { FusionBody, FusionView, ReceiptRow } from './types.ts';
import { dayOf, textOf } from './view.ts';

const RECEIPTS = '/standardReceipts';
const FIELDS = [
  ...['StandardReceiptId', 'ReceiptNumber', 'Amount', 'Currency', 'ReceiptDate', 'CustomerAccountNumber'],
  ...['UnappliedAmount', 'Status', 'BusinessUnit'],
];

function receiptRow(item: FusionView): ReceiptRow | undefined {
  const id = textOf(item, 'StandardReceiptId');
  if (id === undefined) return undefined;
  return compact({
    id,
    number: textOf(item, 'ReceiptNumber') ?? '',
    amount: textOf(item, 'Amount') ?? '',
    currency: textOf(item, 'Currency'),
    receiptDate: dayOf(item, 'ReceiptDate'),
    customerNumber: textOf(item, 'CustomerAccountNumber'),
    unapplied: textOf(item, 'UnappliedAmount'),
    status: textOf(item, 'Status'),
  });
}

export function findReceipts(
  caller: Caller,
  { number, businessUnit }: { number: string; businessUnit?: string },
): Promise<ReceiptRow[]> {
  const where: Condition[] = [
    { attribute: 'ReceiptNumber', value: number },
    ...(businessUnit === undefined ? [] : [{ attribute: 'BusinessUnit', value: businessUnit }]),
  ];
  const query = { where, fields: FIELDS, orderBy: 'StandardReceiptId:asc' };
  return all(caller, { path: RECEIPTS, query }, receiptRow);
}

export const createReceipt = (caller: Caller, body: FusionBody): Promise<ReceiptRow> =>
  create(caller, RECEIPTS, body, receiptRow);
