/**
 * Invoices and the transactions behind them.
 * The trap: the cursor belongs into the query string also where the filters are a body; in the body it is ignored without
 * a word, and misspelt filters likewise.
 */
import { z } from 'zod';
import { type Caller, segment } from './call.ts';
import { type Check, checked, checksOf, followed, linkedPage, nextCursor, nextLink, oneOf } from './paging.ts';
import { invoice, transaction } from './schemas-billing.ts';
import { dayOf, endOf, startOf } from './time.ts';
import type { BillingTransaction, Invoice, InvoiceFilter, ListPage, TransactionFilter } from './types.ts';
import { rows } from './values.ts';

/** ShipBob allows 1000; smaller pages keep answers quick. */
const ROWS = 250;
const CURSOR = 'Cursor';

export function listInvoices(caller: Caller, filter: InvoiceFilter, cursor?: string): Promise<ListPage<Invoice>> {
  const { from, to, types } = filter;
  const query = {
    FromDate: from === undefined ? undefined : startOf(from),
    ToDate: to === undefined ? undefined : endOf(to),
    // How several are written is not agreed between the documents; the rows are compared anyway.
    InvoiceTypes: types?.length === 1 ? types[0] : undefined,
    PageSize: String(ROWS),
    SortOrder: 'Ascending',
  };
  const checks = [
    ...days<Invoice>({ from: 'FromDate', to: 'ToDate' }, filter, ({ date }) => date),
    ...checksOf([oneOf<Invoice>('InvoiceTypes', types, ({ type }) => type)]),
  ];
  return linkedPage(caller, { path: '/invoices', query, row: invoice, checks }, CURSOR, cursor);
}

export function invoiceTransactions(
  caller: Caller,
  invoiceId: string,
  cursor?: string,
): Promise<ListPage<BillingTransaction>> {
  const query = { PageSize: String(ROWS), SortOrder: 'Ascending' };
  const fits = ({ invoiceId: own }: BillingTransaction) => own === undefined || own === invoiceId;
  const listing = {
    path: `/invoices/${segment(invoiceId)}/transactions`,
    query,
    row: transaction,
    checks: [{ name: 'invoiceId', fits }],
    isRecord: true,
  };
  return linkedPage(caller, listing, CURSOR, cursor);
}

/** Days are compared as ShipBob writes them; an instant counts for its whole day. */
export async function findTransactions(
  caller: Caller,
  filter: TransactionFilter,
  cursor?: string,
): Promise<ListPage<BillingTransaction>> {
  const schema = z.object({ items: rows(transaction), next: nextLink });
  const query = followed({}, cursor);
  const path = '/transactions:query';
  const json = bodyOf(filter);
  const { items, next } = await caller.read(schema, { method: 'POST', path, query, json, collection: true });
  return checked(checksFor(filter), items, nextCursor(next, CURSOR, cursor));
}

export const feeTypes = async (caller: Caller): Promise<string[]> => {
  const schema = z.object({ fee_list: rows(z.string()) });
  return (await caller.read(schema, { method: 'GET', path: '/transaction-fees', collection: true })).fee_list;
};

function bodyOf(filter: TransactionFilter): Record<string, unknown> {
  const members = {
    from_date: filter.from === undefined ? undefined : startOf(filter.from),
    to_date: filter.to === undefined ? undefined : endOf(filter.to),
    invoice_ids: filter.invoiceIds,
    invoiced_status: filter.isInvoiced,
    reference_ids: filter.referenceIds,
    reference_types: filter.referenceTypes,
    transaction_fees: filter.fees,
    transaction_types: filter.types,
    page_size: ROWS,
    sort_order: 'Ascending',
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function checksFor(filter: TransactionFilter): Check<BillingTransaction>[] {
  const { isInvoiced } = filter;
  return [
    ...checksOf<BillingTransaction>([
      oneOf('invoice_ids', filter.invoiceIds, (row) => row.invoiceId),
      oneOf('reference_ids', filter.referenceIds, (row) => row.referenceId),
      oneOf('reference_types', filter.referenceTypes, (row) => row.referenceType),
      oneOf('transaction_fees', filter.fees, (row) => row.fee),
      oneOf('transaction_types', filter.types, (row) => row.type),
      isInvoiced === undefined ? undefined : { name: 'invoiced_status', fits: (row) => row.isInvoiced === isInvoiced },
    ]),
    ...days<BillingTransaction>({ from: 'from_date', to: 'to_date' }, filter, (row) => row.chargedOn),
  ];
}

/** Whole days, one more at either end: whose midnight ShipBob counts by is not written down. */
function days<T>(
  names: { from: string; to: string },
  { from, to }: { from?: string; to?: string },
  dayOfRow: (row: T) => string,
): Check<T>[] {
  return checksOf<T>([
    from === undefined ? undefined : { name: names.from, fits: (row) => dayOfRow(row) >= shifted(from, -1) },
    to === undefined ? undefined : { name: names.to, fits: (row) => dayOfRow(row) <= shifted(to, 1) },
  ]);
}

const shifted = (text: string, days: number): string =>
  new Date(Date.parse(`${dayOf(text)}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
