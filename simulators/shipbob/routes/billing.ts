// Invoices and transactions.
// Trap: the cursor is read from the query string only, even for the POST; in the body it is ignored.

import { type Call, type Operation, ok } from '../api/operation.ts';
import { transactionFilter } from '../api/shapes.ts';
import { dayOf } from '../domain/billing.ts';
import type { Transaction } from '../domain/model.ts';
import { nowMs } from '../domain/world.ts';
import { cursorPage } from '../http/paging.ts';
import { readQuery } from '../http/query.ts';
import { notFound } from '../http/refusals.ts';
import { invoiceView, transactionView } from '../render/others.ts';

const SCOPES = ['billing_read'];
const DAY = 86_400_000;
const LIMITS = { fallback: 100, max: 1000, sizeName: 'PageSize' };

export const FEES: readonly string[] = [
  ...[
    'Shipping',
    'Per Pick Fee',
    'Address Correction',
    'Kitting Fee',
    'B2B - Each Pick',
    'B2B - Order',
    'VAS - Paid Requests',
  ],
  ...['Inventory Placement Program Fee', 'WRO Receiving Fee', 'WRO Label Fee', 'URO Storage Fee', 'Warehousing Fee'],
  ...[
    'Return to sender - Processing Fees',
    'Return Processed by Operations Fee',
    'Return Label',
    'Credit',
    'Payment',
    'Others',
  ],
];

/** Newest first unless asked otherwise. */
const inOrder = <T>(rows: T[], sortOrder: unknown): T[] =>
  String(sortOrder ?? 'Descending').toLowerCase() === 'ascending' ? rows : rows.reverse();

const dayAt = (epochMs: number | undefined, fallback: string) => (epochMs === undefined ? fallback : dayOf(epochMs));

function invoices(call: Call) {
  const cursor = cursorPage(call.query, LIMITS);
  const { query } = cursor;
  const from = dayAt(query.date('FromDate'), dayOf(nowMs(call.world) - 30 * DAY));
  const to = dayAt(query.date('ToDate'), '9999-12-31');
  const types = query.list('InvoiceTypes')?.map((text) => text.toLowerCase());
  const rows = [...call.world.invoices.values()]
    .filter((row) => row.date >= from && row.date <= to)
    .filter((row) => !types || types.includes(row.type.toLowerCase()));
  const page = cursor.page(inOrder(rows, query.text('SortOrder')), call.world.settings.paging.billingNext, call.place);
  return ok({ ...page, items: page.items.map(invoiceView) });
}

const shown = (call: Call): Transaction[] =>
  [...call.world.transactions.values()]
    .filter((row) => row.visibleAtMs <= call.world.clock.elapsedMs())
    .sort((a, b) => (a.chargeDate === b.chargeDate ? (a.id < b.id ? -1 : 1) : a.chargeDate < b.chargeDate ? -1 : 1));

function ofInvoice(call: Call) {
  const id = Number(call.params.invoiceId);
  if (!call.world.invoices.has(id)) throw notFound('problem');
  const cursor = cursorPage(call.query, LIMITS);
  const rows = inOrder(
    shown(call).filter((row) => row.invoiceId === id),
    cursor.query.text('SortOrder'),
  );
  const page = cursor.page(rows, call.world.settings.paging.billingNext, call.place);
  return ok({ ...page, items: page.items.map((row) => transactionView(call.world, row)) });
}

interface Filter {
  from_date?: string | null;
  to_date?: string | null;
  invoice_ids?: string[] | null;
  invoiced_status?: boolean | null;
  reference_ids?: string[] | null;
  reference_types?: string[] | null;
  transaction_fees?: string[] | null;
  transaction_types?: string[] | null;
  page_size?: number;
  sort_order?: string;
}

function matching(call: Call, filter: Filter): Transaction[] {
  const asked = (text: string | null | undefined) => (text ? Date.parse(text) : undefined);
  const from = dayAt(asked(filter.from_date), dayOf(nowMs(call.world) - 7 * DAY));
  const to = dayAt(asked(filter.to_date), '9999-12-31');
  const among = (list: string[] | null | undefined, value: string) =>
    !list || list.length === 0 || list.includes(value);
  return shown(call)
    .filter((row) => row.chargeDate >= from && row.chargeDate <= to)
    .filter((row) => filter.invoiced_status == null || (row.invoiceId !== null) === filter.invoiced_status)
    .filter((row) => among(filter.invoice_ids, String(row.invoiceId ?? '')))
    .filter((row) => among(filter.reference_ids, row.referenceId) && among(filter.reference_types, row.referenceType))
    .filter((row) => among(filter.transaction_fees, row.fee) && among(filter.transaction_types, row.type));
}

function transactions(call: Call) {
  const asked = call.body as Filter;
  const size = asked.page_size && asked.page_size > 0 ? asked.page_size : LIMITS.fallback;
  // Only the cursor counts of the query string here.
  const text = call.query.text('Cursor');
  const query = readQuery(text === undefined ? '' : String(new URLSearchParams({ Cursor: text })), () => {});
  const cursor = cursorPage(query, { ...LIMITS, size }, asked);
  const filter = cursor.body as Filter;
  const page = cursor.page(
    inOrder(matching(call, filter), filter.sort_order),
    call.world.settings.paging.billingNext,
    call.place,
  );
  return ok({ ...page, items: page.items.map((row) => transactionView(call.world, row)) });
}

/** Billing. */
export const billingOperations: Operation[] = [
  {
    ...{
      id: 'billing.invoices',
      method: 'GET',
      path: '/invoices',
      scopes: SCOPES,
      dialect: 'problem',
      answer: invoices,
    },
    query: ['Cursor', 'FromDate', 'ToDate', 'InvoiceTypes', 'PageSize', 'SortOrder'],
  },
  {
    ...{ id: 'billing.invoiceTransactions', method: 'GET', path: '/invoices/{invoiceId}/transactions', scopes: SCOPES },
    ...{ dialect: 'problem', query: ['Cursor', 'PageSize', 'SortOrder'], answer: ofInvoice },
  },
  {
    ...{ id: 'billing.transactions', method: 'POST', path: '/transactions:query', scopes: SCOPES, dialect: 'problem' },
    ...{ query: ['Cursor'], body: transactionFilter, readOnly: true, answer: transactions },
  },
  {
    ...{ id: 'billing.fees', method: 'GET', path: '/transaction-fees', scopes: SCOPES, dialect: 'problem' },
    answer: () => ok({ fee_list: FEES }),
  },
];
