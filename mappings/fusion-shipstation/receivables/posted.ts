/**
 * An invoice as Fusion holds it, read into what the plan compares.
 * The trap: the sums of what is posted count, not what we would send today; an attribute that a pod leaves out is absent.
 */
import type { FusionView, ViewValue } from '../../../connectors/fusion/types.ts';
import type { PostedInvoice, PostedLine } from './types.ts';

type View = { [attribute: string]: ViewValue };

export function postedInvoice(view: FusionView): PostedInvoice {
  return {
    id: text(view, 'CustomerTransactionId') ?? '',
    number: text(view, 'TransactionNumber') ?? '',
    source: text(view, 'TransactionSource') ?? '',
    amount: text(view, 'EnteredAmount') ?? '0',
    ...named('crossReference', text(view, 'CrossReference')),
    ...named('status', text(view, 'InvoiceStatus')),
    ...named('currency', text(view, 'InvoiceCurrencyCode')),
    ...named('comments', text(view, 'Comments')),
    ...named('customer', text(view, 'BillToCustomerNumber')),
    ...named('site', text(view, 'BillToSite')),
    lines: children(view, 'receivablesInvoiceLines').map(postedLine),
    distributions: children(view, 'receivablesInvoiceDistributions').map((row) => ({
      accountClass: text(row, 'AccountClass') ?? '',
      account: text(row, 'AccountCombination') ?? '',
      amount: text(row, 'Amount') ?? '0',
      ...named('line', text(row, 'InvoiceLineNumber')),
    })),
  };
}

function postedLine(row: View, index: number): PostedLine {
  return {
    number: text(row, 'LineNumber') ?? String(index + 1),
    quantity: text(row, 'Quantity') ?? '0',
    price: text(row, 'UnitSellingPrice') ?? '0',
    ...named('item', text(row, 'ItemNumber')),
    ...named('memo', text(row, 'MemoLine')),
    ...named('description', text(row, 'Description')),
    ...named('unit', text(row, 'UnitOfMeasure')),
    ...named('taxCode', text(row, 'TaxClassificationCode')),
    ...named('warehouse', text(row, 'Warehouse')),
  };
}

function children(view: View, name: string): View[] {
  const rows = view[name];
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row) => (typeof row === 'object' && row !== null && !Array.isArray(row) ? [row] : []));
}

/** undefined for what is missing or empty. */
function text(view: View, attribute: string): string | undefined {
  const value = view[attribute];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

type Named<K extends string> = { [key in K]?: string };
const named = <K extends string>(key: K, value: string | undefined): Named<K> =>
  (value === undefined ? {} : { [key]: value }) as Named<K>;
