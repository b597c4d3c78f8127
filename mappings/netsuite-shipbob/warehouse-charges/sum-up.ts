/**
 * An invoice's charges as sums, and whether they come to the invoice to the cent.
 * The trap: it is not promised whether amounts include their taxes, nor which sign credits bear; both are found out from
 * the invoice's own total, and an invoice that fits no reading waits. Charges may have parts of a cent, invoices do not.
 */
import type { BillingTransaction, Invoice } from '../../../connectors/shipbob/types.ts';
import {
  absolute,
  add,
  inCurrency,
  isEqual,
  isMore,
  isZero,
  negate,
  roundTogether,
  total,
} from '../../shared/money.ts';
import type { ChargeLine, Reading } from './types.ts';

/** Its amount was seen with its tax inside, while others are before tax. */
const WITH_TAX_INSIDE = ['WRO Receiving Fee'];
const MONEY_BACK = ['Refund', 'Credit'];

type Taxes = 'inside' | 'on top' | 'on top of all';
type Sign = 'as sent' | 'money back is negative';
type Row = { one: BillingTransaction; amount: string; tax: string };

export type SummedUp = { reading: Reading; lines: ChargeLine[] };
export type SumOptions = { lines: 'reference' | 'fee'; mostLines: number };

/** What a settled record remembers of an invoice and its list shows again. */
export const invoiceState = ({ date, amount, currency, type }: Invoice): string =>
  `${date} ${amount} ${currency} ${type}`;

const isBack = ({ type }: BillingTransaction): boolean => MONEY_BACK.includes(type);

/** Of all charges of an invoice. Doubled rows (pages that moved) count once. */
export function sumUp(invoice: Invoice, rows: BillingTransaction[], options: SumOptions): SummedUp {
  const charges = [...new Map(rows.map((row) => [row.id, row])).values()];
  const strangers = charges.filter(({ currency }) => currency !== invoice.currency);
  if (strangers[0] !== undefined) {
    const reason = `ShipBob's invoice ${invoice.id} is in ${invoice.currency}, but has charges in ${strangers[0].currency}`;
    return { reading: { cause: 'currencies-mixed', reason }, lines: [] };
  }
  const fitting = fittingOf(invoice, readings(charges));
  if (fitting === undefined) return { reading: incomplete(invoice, charges), lines: [] };
  const { sign, taxes } = fitting;
  const real = charges.filter(({ amount }) => !isZero(amount));
  const wrong = real.filter((one) => isBack(one) && isMore(one.amount, '0'));
  if (sign === 'as sent' && wrong.length > 0 && wrong.length < real.length) {
    const reason = `ShipBob's invoice ${invoice.id} adds ${wrong.length} credits or refunds to what else is on it instead of taking them off; look at it in ShipBob and enter it by hand`;
    return { reading: { cause: 'sign-unclear', reason }, lines: [] };
  }
  const signed = charges.map((one) => rowOf(one, wrong.length > 0 ? 'money back is negative' : sign, taxes));
  const split = grouped(signed, options.lines);
  const lines = inWholeCents(split.length > options.mostLines ? grouped(signed, 'fee') : split, invoice.currency);
  return { reading: { owed: total(lines, ({ amount, tax }) => add(amount, tax)) }, lines };
}

/** The reading that comes to the invoice; only when none does exactly, one that does when it is rounded. */
const fittingOf = ({ amount: owed, currency }: Invoice, all: ReturnType<typeof readings>) =>
  all.find(({ amount }) => isEqual(amount, owed)) ??
  all.find(({ amount }) => isEqual(inCurrency(amount, currency), owed));

/** NetSuite would round each line by itself, and the bill would miss the invoice. */
function inWholeCents(lines: ChargeLine[], currency: string): ChargeLine[] {
  const amounts = lines.flatMap(({ amount, tax }) => [amount, tax]);
  if (amounts.every((amount) => isEqual(amount, inCurrency(amount, currency)))) return lines;
  const rounded = roundTogether(amounts, currency);
  return lines
    .map((line, at) => ({ ...line, amount: rounded[2 * at] ?? '0', tax: rounded[2 * at + 1] ?? '0' }))
    .filter(({ amount, tax }) => !isZero(amount) || !isZero(tax));
}

/** Likeliest first. */
function readings(charges: BillingTransaction[]): { sign: Sign; taxes: Taxes; amount: string }[] {
  const signs: Sign[] = ['as sent', 'money back is negative'];
  const all: Taxes[] = ['inside', 'on top', 'on top of all'];
  return signs.flatMap((sign) =>
    all.map((taxes) => {
      const rows = charges.map((one) => rowOf(one, sign, taxes));
      return { sign, taxes, amount: total(rows, ({ amount, tax }) => add(amount, tax)) };
    }),
  );
}

function rowOf(one: BillingTransaction, sign: Sign, taxes: Taxes): Row {
  const isOnTop = taxes === 'on top of all' || (taxes === 'on top' && !WITH_TAX_INSIDE.includes(one.fee));
  const tax = isOnTop ? total(one.taxes, ({ amount }) => amount) : '0';
  const flip = sign === 'money back is negative' && isBack(one);
  return { one, amount: flip ? negate(absolute(one.amount)) : one.amount, tax: flip ? negate(absolute(tax)) : tax };
}

function incomplete(invoice: Invoice, charges: BillingTransaction[]): Reading {
  const amount = total(charges, (one) => one.amount);
  const taxes = total(
    charges.flatMap((one) => one.taxes),
    (tax) => tax.amount,
  );
  const withTaxes = isZero(taxes) ? '' : `, ${add(amount, taxes)} with taxes`;
  const reason = `ShipBob's invoice ${invoice.id} says ${invoice.amount} ${invoice.currency}, its ${charges.length} charges come to ${amount}${withTaxes}; charges may be shown some hours late`;
  return { cause: 'sum-differs', reason };
}

function grouped(rows: Row[], by: SumOptions['lines']): ChargeLine[] {
  const groups = new Map<string, ChargeLine>();
  for (const { one, amount, tax } of rows) {
    const line: ChargeLine = {
      fee: one.fee,
      kind: one.type === 'Payment' ? 'payment' : isBack(one) ? 'back' : 'charge',
      ...(one.fulfillmentCenter === undefined ? {} : { centre: one.fulfillmentCenter }),
      ...(by === 'reference' ? referenceOf(one) : {}),
      ...{ amount, tax, count: 1 },
    };
    const key = JSON.stringify([line.fee, line.kind, line.centre, line.referenceType, line.reference]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, line);
    else {
      known.amount = add(known.amount, amount);
      known.tax = add(known.tax, tax);
      known.count += 1;
    }
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
  return sorted.filter((line) => !isZero(line.amount) || !isZero(line.tax));
}

/** `0` stands for nothing in particular. */
function referenceOf({
  referenceId,
  referenceType,
}: BillingTransaction): Pick<ChargeLine, 'reference' | 'referenceType'> {
  if (referenceId === undefined || referenceId === '0') return {};
  return { reference: referenceId, ...(referenceType === undefined ? {} : { referenceType }) };
}
