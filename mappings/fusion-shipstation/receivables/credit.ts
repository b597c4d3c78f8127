/**
 * What takes an invoice back, and what pays it: on-account credit memos and receipts.
 * The trap: a credit memo has positive quantities and negative prices, and attributes of its own names. It copies what the
 * invoice holds, not what would be invoiced today.
 */
import { negate } from '../../shared/money.ts';
import { creditLines } from './credit-lines.ts';
import { conversionOf, crossReferenceOf, decimal, numberOf, sourceFor } from './draft.ts';
import type { Bill, Expected, Frame, PostedInvoice, ReceivablesWrite } from './types.ts';

type Crediting = {
  bill: Bill;
  invoice: PostedInvoice;
  currency: string;
  frame: Frame;
  day: string;
  bookedOn: string;
  note?: string;
};

export const memoReferenceOf = (bill: Bill, frame: Frame): string => `${crossReferenceOf(bill, frame)}/void`;
export const memoSourceOf = (bill: Bill, frame: Frame): string =>
  frame.settings.creditMemo.source ?? sourceFor(bill, frame);
/** At most 30 characters; a bill's id is short. */
export const receiptNumberOf = ({ id }: Bill, { settings }: Frame): string => `${settings.prefix}${id}R`;

const hasAccounts = ({ settings }: Frame): boolean => settings.accounts.length > 0 || settings.account !== undefined;

export function draftCreditMemo(crediting: Crediting): ReceivablesWrite {
  const { bill, invoice, currency, frame, day, bookedOn, note } = crediting;
  const { creditMemo } = frame.settings;
  const number = numberOf(bill, frame, 'V');
  const expect: Expected = { amount: negate(invoice.amount), currency };
  const reference = memoReferenceOf(bill, frame);
  const source = memoSourceOf(bill, frame);
  const { lines, distributions } = creditLines(invoice, currency, hasAccounts(frame));
  const { ConversionDate, ...conversion } = conversionOf(currency, day, frame);
  return {
    kind: 'creditMemo',
    bill: bill.id,
    name: { source, crossReference: reference },
    ...(number === undefined ? {} : { number }),
    expect,
    title: `credit invoice ${invoice.number} by ${invoice.amount} ${currency}, because ${bill.words} was voided`,
    body: {
      BusinessUnit: frame.business.businessUnit,
      TransactionSource: source,
      TransactionType: creditMemo.type,
      ...(number === undefined ? {} : { TransactionNumber: number }),
      TransactionDate: day,
      AccountingDate: bookedOn,
      ...(invoice.customer === undefined ? {} : { BillToCustomerNumber: invoice.customer }),
      ...(invoice.site === undefined ? {} : { BillToSite: invoice.site }),
      CreditMemoCurrency: currency,
      ...(creditMemo.reason === undefined ? {} : { CreditReason: creditMemo.reason }),
      ...conversion,
      ...(ConversionDate === undefined ? {} : { ConversionRateDate: ConversionDate }),
      CrossReference: reference,
      CreditMemoComments: `${bill.words} was voided; takes back invoice ${invoice.number}${note === undefined ? '' : `; ${note}`}`,
      receivablesCreditMemoLines: lines,
      ...(distributions.length === 0 ? {} : { receivablesCreditMemoDistributions: distributions }),
    },
  };
}

type Paying = { bill: Bill; invoice: Pick<PostedInvoice, 'number' | 'amount' | 'customer' | 'site'>; currency: string };

/** The receipt for an invoice; Fusion applies it later, by its remittance reference. */
export function draftReceipt(
  { bill, invoice, currency }: Paying,
  { frame, method, day, bookedOn }: { frame: Frame; method: string; day: string; bookedOn: string },
): ReceivablesWrite {
  const number = receiptNumberOf(bill, frame);
  const { businessUnit } = frame.business;
  return {
    kind: 'receipt',
    bill: bill.id,
    number,
    businessUnit,
    expect: { amount: invoice.amount, currency },
    title: `make receipt ${number} over ${invoice.amount} ${currency} for invoice ${invoice.number}`,
    body: {
      ReceiptNumber: number,
      ReceiptMethod: method,
      BusinessUnit: businessUnit,
      Amount: decimal(invoice.amount),
      Currency: currency,
      ...conversionOf(currency, day, frame),
      ReceiptDate: day,
      AccountingDate: bookedOn,
      ...(invoice.customer === undefined ? {} : { CustomerAccountNumber: invoice.customer }),
      ...(invoice.site === undefined ? {} : { CustomerSite: invoice.site }),
      Comments: `paid order of ${bill.words}`,
      remittanceReferences: [
        {
          ReceiptMatchBy: 'Transaction number',
          ReferenceNumber: invoice.number,
          ReferenceAmount: decimal(invoice.amount),
        },
      ],
    },
  };
}
