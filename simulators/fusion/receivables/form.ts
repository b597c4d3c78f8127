// Invoices and on-account credit memos are the same document under different attribute names; a form holds the names of one.
// Trap: on a credit memo the quantity is positive and the price negative.
import type { Item } from '../domain/values.ts';
import type { Problem } from '../http/refusal.ts';

export interface DocumentForm {
  /** In texts: `Attribute X in ReceivablesInvoice is required.` */
  label: string;
  kind: 'INV' | 'CM';
  currency: string;
  rateDate: string;
  status: string;
  shipSite: string;
  freight: string;
  lines: string;
  taxLines: string;
  distributions: string;
  /** Line number on a distribution. */
  distributionLine: string;
  quantity: string;
  lineAmount: string;
  description: string;
}

export const INVOICE: DocumentForm = {
  ...{ label: 'ReceivablesInvoice', kind: 'INV', currency: 'InvoiceCurrencyCode', rateDate: 'ConversionDate' },
  ...{ status: 'InvoiceStatus', shipSite: 'ShipToSite', freight: 'FreightAmount' },
  ...{ lines: 'receivablesInvoiceLines', taxLines: 'receivablesInvoiceLineTaxLines' },
  ...{ distributions: 'receivablesInvoiceDistributions', distributionLine: 'InvoiceLineNumber' },
  ...{ quantity: 'Quantity', lineAmount: 'LineAmount', description: 'Description' },
};

export const CREDIT_MEMO: DocumentForm = {
  ...{ label: 'ReceivablesCreditMemo', kind: 'CM', currency: 'CreditMemoCurrency', rateDate: 'ConversionRateDate' },
  ...{ status: 'CreditMemoStatus', shipSite: 'ShipToCustomerSite', freight: 'FreightCreditAmount' },
  ...{ lines: 'receivablesCreditMemoLines', taxLines: 'receivablesCreditMemoLineTaxLines' },
  ...{ distributions: 'receivablesCreditMemoDistributions', distributionLine: 'CreditMemoLineNumber' },
  ...{ quantity: 'LineQuantityCredit', lineAmount: 'LineAmountCredit', description: 'LineDescription' },
};

/** Everything found wrong so far, in the order found. */
export interface Findings {
  problems: Problem[];
  add(code: string, detail: string, path?: string): void;
  required(form: DocumentForm, name: string): void;
}

export function createFindings(): Findings {
  const problems: Problem[] = [];
  const add = (code: string, detail: string, path?: string) =>
    void problems.push({ code, detail, ...(path !== undefined && { path }) });
  return {
    problems,
    add,
    required: (form, name) => add('27014', `Attribute ${name} in ${form.label} is required.`, `/${name}`),
  };
}

/** Reasons for credit, codes of the lookup. */
export const CREDIT_REASONS: readonly string[] = [
  ...['RETURN', 'CANCELLATION', 'DAMAGED PRODUCT', 'PRICE CORRECTION', 'FREE PRODUCT', 'PRODUCT DIFFERENCE', 'QUALITY'],
];

export type Row = Item;
