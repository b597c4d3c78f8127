/**
 * Receivables invoices and on-account credit memos.
 * The trap: an invoice's cross reference can be asked for by its finder only, a credit memo's by `q`; both are compared
 * again here, because a finder may take a value as a pattern.
 */
import { type Caller, idSegment } from './call.ts';
import { compact } from './compact.ts';
import type { FusionPage } from './contract.ts';
import { isOfType, unexpected } from './errors.ts';
import { all, changed, type ListAsk, page, readWhole } from './lists.ts';
import type { Finder } from './query.ts';
import type { FusionBody, FusionView, TransactionName, TransactionRow } from './types.ts';
import { dayOf, instantOf, itemOf, textOf } from './view.ts';

const INVOICES = '/receivablesInvoices';
const MEMOS = '/receivablesCreditMemos';
const BY_ID = 'CustomerTransactionId:asc';
const COMMON_FIELDS = [
  ...['CustomerTransactionId', 'TransactionNumber', 'TransactionSource', 'TransactionType', 'CrossReference'],
  ...['EnteredAmount', 'TransactionDate', 'AccountingDate', 'BusinessUnit', 'BillToCustomerNumber', 'BillToSite'],
  'LastUpdateDate',
];
const INVOICE_FIELDS = [...COMMON_FIELDS, 'InvoiceStatus', 'InvoiceCurrencyCode'];
const MEMO_FIELDS = [...COMMON_FIELDS, 'CreditMemoStatus', 'CreditMemoCurrency'];
const INVOICE_CHILDREN = [
  'receivablesInvoiceLines',
  'receivablesInvoiceLines.receivablesInvoiceLineTaxLines',
  'receivablesInvoiceDistributions',
];
const MEMO_CHILDREN = [
  'receivablesCreditMemoLines',
  'receivablesCreditMemoLines.receivablesCreditMemoLineTaxLines',
  'receivablesCreditMemoDistributions',
];

/** undefined for an item without an id, which is none. */
export function transactionRow(item: FusionView): TransactionRow | undefined {
  const id = textOf(item, 'CustomerTransactionId');
  if (id === undefined) return undefined;
  return compact({
    id,
    number: textOf(item, 'TransactionNumber') ?? '',
    source: textOf(item, 'TransactionSource'),
    type: textOf(item, 'TransactionType'),
    crossReference: textOf(item, 'CrossReference'),
    status: textOf(item, 'InvoiceStatus', 'CreditMemoStatus'),
    currency: textOf(item, 'InvoiceCurrencyCode', 'CreditMemoCurrency'),
    amount: textOf(item, 'EnteredAmount'),
    transactionDate: dayOf(item, 'TransactionDate'),
    accountingDate: dayOf(item, 'AccountingDate'),
    businessUnit: textOf(item, 'BusinessUnit'),
    customerNumber: textOf(item, 'BillToCustomerNumber'),
    site: textOf(item, 'BillToSite'),
    changedAt: instantOf(item, 'LastUpdateDate'),
  });
}

/** What Fusion found is what was asked for, as far as it tells. */
function isNamed(row: TransactionRow, name: TransactionName): boolean {
  const fits = (found: string | undefined, asked: string) => found === undefined || found === asked;
  if (!fits(row.source, name.source)) return false;
  return 'number' in name ? fits(row.number, name.number) : fits(row.crossReference, name.crossReference);
}

const searchOf = (values: Record<string, string>): Finder => ({ name: 'invoiceSearch', values });

export async function findInvoices(caller: Caller, name: TransactionName): Promise<TransactionRow[]> {
  const asked =
    'number' in name
      ? { where: [{ attribute: 'TransactionNumber', value: name.number }] }
      : { finder: searchOf({ TransactionSource: name.source, CrossReference: name.crossReference }) };
  const query = { ...asked, fields: INVOICE_FIELDS, orderBy: BY_ID };
  const rows = await all(caller, { path: INVOICES, query }, transactionRow);
  return rows.filter((row) => isNamed(row, name));
}

export function listInvoices(caller: Caller, filter: { changedSince: string }, cursor?: string) {
  const ask = { path: INVOICES, query: { fields: INVOICE_FIELDS }, key: 'CustomerTransactionId', ...filter };
  return changed(caller, ask, transactionRow, cursor);
}

export function invoicesOfDay(
  caller: Caller,
  { businessUnit, source, day }: { businessUnit: string; source: string; day: string },
  cursor?: string,
): Promise<FusionPage<TransactionRow>> {
  const finder = searchOf({ BusinessUnit: businessUnit, TransactionSource: source, TransactionDate: day });
  const ask: ListAsk = { path: INVOICES, query: { finder, fields: INVOICE_FIELDS, orderBy: BY_ID } };
  const ofDay = (item: FusionView) => {
    const row = transactionRow(item);
    return row?.transactionDate === undefined || row.transactionDate === day ? row : undefined;
  };
  return page(caller, ask, ofDay, cursor);
}

export const readInvoice = (caller: Caller, id: string): Promise<FusionView | undefined> =>
  readWhole(caller, `${INVOICES}/${idSegment(id)}`, INVOICE_CHILDREN);

export const createInvoice = (caller: Caller, body: FusionBody): Promise<TransactionRow> =>
  create(caller, INVOICES, body, transactionRow);

export async function updateInvoice(caller: Caller, id: string, body: FusionBody): Promise<void> {
  await caller.send({ method: 'PATCH', path: `${INVOICES}/${idSegment(id)}`, body });
}

export const deleteInvoice = (caller: Caller, id: string): Promise<void> =>
  remove(caller, `${INVOICES}/${idSegment(id)}`);

export async function findCreditMemos(caller: Caller, name: TransactionName): Promise<TransactionRow[]> {
  const own =
    'number' in name
      ? { attribute: 'TransactionNumber', value: name.number }
      : { attribute: 'CrossReference', value: name.crossReference };
  const where = [{ attribute: 'TransactionSource', value: name.source }, own];
  const rows = await all(
    caller,
    { path: MEMOS, query: { where, fields: MEMO_FIELDS, orderBy: BY_ID } },
    transactionRow,
  );
  return rows.filter((row) => isNamed(row, name));
}

export function creditMemosOfDay(
  caller: Caller,
  { businessUnit, source, day }: { businessUnit: string; source: string; day: string },
  cursor?: string,
): Promise<FusionPage<TransactionRow>> {
  const where = [
    { attribute: 'TransactionDate', value: day },
    { attribute: 'TransactionSource', value: source },
    { attribute: 'BusinessUnit', value: businessUnit },
  ];
  return page(caller, { path: MEMOS, query: { where, fields: MEMO_FIELDS, orderBy: BY_ID } }, transactionRow, cursor);
}

export const readCreditMemo = (caller: Caller, id: string): Promise<FusionView | undefined> =>
  readWhole(caller, `${MEMOS}/${idSegment(id)}`, MEMO_CHILDREN);

export const createCreditMemo = (caller: Caller, body: FusionBody): Promise<TransactionRow> =>
  create(caller, MEMOS, body, transactionRow);

/** POST of one record. `Uncertain` when the answer of a success does not tell what was made. */
export async function create<T>(
  caller: Caller,
  path: string,
  body: FusionBody,
  read: (item: FusionView) => T | undefined,
  area?: 'crm',
): Promise<T> {
  const answer = await caller.send({
    method: 'POST',
    path,
    body,
    collection: true,
    ...(area === undefined ? {} : { area }),
  });
  const item = itemOf(answer.body);
  const row = item === undefined ? undefined : read(item);
  if (row !== undefined) return row;
  throw unexpected({ method: 'POST', path, write: true }, answer.status, 'it does not tell what was made');
}

/** Gone already is fine. */
export async function remove(caller: Caller, path: string): Promise<void> {
  try {
    await caller.send({ method: 'DELETE', path });
  } catch (error) {
    if (!isOfType(error, 'NotFound')) throw error;
  }
}
