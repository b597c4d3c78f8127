// The header of a document: unit, source, type, terms, currency, dates, number, with everything wrong about it.
// Trap: AccountingDate follows TransactionDate, which follows today in the legal entity's zone, not in UTC.
import { isOpen } from '../domain/calendar.ts';
import type { BusinessUnit, Currency, Ledger, Rate, Source, Term, TrxType } from '../domain/model.ts';
import { given, type Item, text } from '../domain/values.ts';
import type { World } from '../domain/world.ts';
import type { DocumentForm, Findings } from './form.ts';
import { type Bill, billTo, checkShipTo } from './parties.ts';

export interface Header extends Bill {
  unit: BusinessUnit | undefined;
  ledger: Ledger | undefined;
  source: Source | undefined;
  type: TrxType | undefined;
  term: Term | undefined;
  currency: Currency | undefined;
  /** Entered → ledger currency. */
  rate: string;
  transactionDate: string;
  accountingDate: string;
  status: string;
}

const ofUnit = (row: { businessUnit: string | null }, unit: string) =>
  row.businessUnit === null || row.businessUnit === unit;

function setup(world: World, body: Item, form: DocumentForm, found: Findings) {
  const [unitName, sourceName, typeName] = ['BusinessUnit', 'TransactionSource', 'TransactionType'].map((name) => {
    if (!given(body, name)) found.required(form, name);
    return text(body, name);
  }) as [string, string, string];
  const unit = world.units.find((row) => row.name === unitName && row.active);
  if (unitName !== '' && !unit)
    found.add('AR_BU_NOT_FOUND', "The business unit you entered doesn't exist.", '/BusinessUnit');
  const source = world.sources.find((row) => row.name === sourceName && ofUnit(row, unitName));
  if (sourceName !== '' && !source)
    found.add('AR_BATCH_SOURCE_NOT_FOUND', "The transaction source you entered doesn't exist.", '/TransactionSource');
  const type = world.types.find((row) => row.name === typeName && ofUnit(row, unitName) && row.kind === form.kind);
  if (typeName !== '' && !type)
    found.add('AR_TRX_TYPE_NOT_FOUND', "The transaction type you entered doesn't exist.", '/TransactionType');
  return { unit, source, type };
}

/** The latest daily rate that is valid on a day. */
export const dailyRate = (world: World, from: string, to: string, type: string, day: string): Rate | undefined =>
  world.rates
    .all()
    .findLast(
      (row) => row.from === from && row.to === to && row.type === type && (row.date === null || row.date === day),
    );

function rateOf(world: World, body: Item, form: DocumentForm, ledger: Ledger, day: string, found: Findings): string {
  const code = text(body, form.currency) || ledger.currency;
  const [type, sent] = [text(body, 'ConversionRateType'), text(body, 'ConversionRate')];
  const wrong = (detail: string): string => {
    found.add('AR_FUNC_CURRENCY_REQ', detail, '/ConversionRateType');
    return '1';
  };
  if (code === ledger.currency)
    return type === '' && sent === ''
      ? '1'
      : wrong('Conversion data are only for a currency other than that of the ledger.');
  if (type === '') return wrong('Enter a conversion rate type for the currency.');
  if (type === 'User') return sent === '' ? wrong('Enter a conversion rate for the type User.') : sent;
  if (sent !== '') return wrong('A conversion rate can only be entered for the type User.');
  const daily = dailyRate(world, code, ledger.currency, type, text(body, form.rateDate) || day);
  return daily?.rate ?? wrong('There is no conversion rate for the currency and the date.');
}

function money(world: World, body: Item, form: DocumentForm, ledger: Ledger | undefined, day: string, found: Findings) {
  const code = text(body, form.currency) || ledger?.currency || '';
  const currency = world.currencies.get(code);
  if (code !== '' && !currency)
    found.add('AR_CURRENCY_NOT_FOUND', `The currency ${code} doesn't exist.`, `/${form.currency}`);
  const rate = ledger && currency ? rateOf(world, body, form, ledger, day, found) : '1';
  return { currency, rate };
}

function term(world: World, body: Item, form: DocumentForm, bill: Bill, found: Findings): Term | undefined {
  if (form.kind === 'CM') return undefined;
  const name = text(body, 'PaymentTerms') || text(bill.customer?.profile ?? undefined, 'PaymentTerms');
  if (name === '') found.required(form, 'PaymentTerms');
  const known = world.terms.find((row) => row.name === name);
  if (name !== '' && !known)
    found.add('AR_PAYMENT_TERM_NOT_FOUND', "The payment terms you entered don't exist.", '/PaymentTerms');
  return known;
}

function checkNumber(world: World, body: Item, source: Source | undefined, form: DocumentForm, found: Findings): void {
  if (!source) return;
  const number = text(body, 'TransactionNumber');
  if (source.numbering === 'automatic') {
    if (number !== '' && world.settings.receivables.numberOnAutomatic === 'refuse')
      found.add('AR_TRX_NUMBER_AUTO', 'The transaction source numbers transactions itself.', '/TransactionNumber');
    return;
  }
  if (number === '') found.required(form, 'TransactionNumber');
  else if (numberTaken(world, source.name, number))
    found.add(
      'AR_TRX_NUMBER_DUPLICATE',
      'The transaction number already exists for this transaction source.',
      '/TransactionNumber',
    );
}

/** Whether a source has used a number, on an invoice or a credit memo. */
export function numberTaken(world: World, source: string, number: string): boolean {
  const same = (row: Item) => text(row, 'TransactionNumber') === number && text(row, 'TransactionSource') === source;
  return world.invoices.find(same) !== undefined || world.creditMemos.find(same) !== undefined;
}

function statusOf(world: World, body: Item, form: DocumentForm, found: Findings): string {
  const status = text(body, form.status) || 'Complete';
  const allowed = world.settings.receivables.allowIncomplete ? ['Complete', 'Incomplete'] : ['Complete'];
  if (!allowed.includes(status))
    found.add('AR_INVOICE_STATUS', `The value of the attribute ${form.status} isn't valid.`, `/${form.status}`);
  return status;
}

/** Checks and completes a header; what is wrong is added to the findings. */
export function buildHeader(world: World, body: Item, form: DocumentForm, found: Findings): Header {
  const { unit, source, type } = setup(world, body, form, found);
  const ledger = world.ledgers.get(unit?.ledgerId ?? '');
  const transactionDate = text(body, 'TransactionDate') || world.today();
  const accountingDate = text(body, 'AccountingDate') || transactionDate;
  const { applicationId } = world.settings.receivables;
  if (ledger && !isOpen(world, ledger.id, applicationId, accountingDate)) {
    const detail = `The accounting date ${accountingDate} isn't in an open or future-enterable period.`;
    found.add('AR_GL_DATE_INVALID', detail, '/AccountingDate');
  }
  const bill = billTo(world, body, unit, form, found);
  checkShipTo(world, body, unit, form, found);
  checkNumber(world, body, source, form, found);
  const method = text(body, 'ReceiptMethod');
  if (method !== '' && !world.receiptMethods.find((row) => row.name === method))
    found.add('AR_RECEIPT_METHOD_NOT_FOUND', "The receipt method you entered doesn't exist.", '/ReceiptMethod');
  return {
    ...bill,
    ...{ unit, ledger, source, type, transactionDate, accountingDate },
    term: term(world, body, form, bill, found),
    ...money(world, body, form, ledger, transactionDate, found),
    status: statusOf(world, body, form, found),
  };
}
