/**
 * Invoices and transactions as ShipBob answers them → the records of types-billing.
 * The trap: details are free: their keys are kept as they are and their values made text.
 */
import { z } from 'zod';
import { compact } from './compact.ts';
import { dayOf } from './time.ts';
import type { BillingTransaction, Invoice } from './types.ts';
import { amount, flag, id, list, looseText, optionalAmount, optionalId, text } from './values.ts';

const day = z.string().min(10).transform(dayOf);
const optionalDay = text.transform((value) => (value === undefined ? undefined : dayOf(value)));

export const invoice: z.ZodType<Invoice> = z
  .object({
    invoice_id: id,
    invoice_date: day,
    invoice_type: text,
    amount,
    currency_code: z.string().min(1),
    running_balance: optionalAmount,
  })
  .transform((row) =>
    compact({
      id: row.invoice_id,
      date: row.invoice_date,
      type: row.invoice_type ?? '',
      amount: row.amount,
      currency: row.currency_code,
      runningBalance: row.running_balance,
    }),
  );

const tax = z
  .object({ tax_type: text, tax_rate: optionalAmount, tax_amount: amount })
  .transform((row) => compact({ type: row.tax_type, rate: row.tax_rate, amount: row.tax_amount }));

const details = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((bag) => {
    const texts = Object.entries(bag ?? {}).map(([name, value]) => [name, looseText.safeParse(value).data] as const);
    return Object.fromEntries(texts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  });

export const transaction: z.ZodType<BillingTransaction> = z
  .object({
    transaction_id: id,
    transaction_type: z.string(),
    transaction_fee: text,
    amount,
    currency_code: z.string().min(1),
    charge_date: day,
    reference_id: looseText,
    reference_type: text,
    fulfillment_center: text,
    invoiced_status: flag,
    invoice_id: optionalId,
    invoice_date: optionalDay,
    invoice_type: text,
    taxes: list(tax),
    additional_details: details,
  })
  .transform((row) =>
    compact({
      id: row.transaction_id,
      type: row.transaction_type,
      fee: row.transaction_fee ?? row.transaction_type,
      amount: row.amount,
      currency: row.currency_code,
      chargedOn: row.charge_date,
      referenceId: row.reference_id,
      referenceType: row.reference_type,
      fulfillmentCenter: row.fulfillment_center,
      isInvoiced: row.invoiced_status,
      invoiceId: row.invoice_id,
      invoiceDate: row.invoice_date,
      invoiceType: row.invoice_type,
      taxes: row.taxes,
      details: row.additional_details,
    }),
  );
