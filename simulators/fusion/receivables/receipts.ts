// standardReceipts: created unapplied; AutoMatch applies them to the invoices of their remittance references later.
// Trap: right after the create Status and State are empty; number, date, amount and customer together are unique.
import Big from 'big.js';
import { isOpen } from '../domain/calendar.ts';
import { amount, childRows, given, type Item, num, text } from '../domain/values.ts';
import { created, updated, type World } from '../domain/world.ts';
import { Refusal } from '../http/refusal.ts';
import type { Call, Resource } from '../http/resource.ts';
import { createFindings, type Findings } from './form.ts';
import { dailyRate } from './header.ts';

const keyOf = (row: Item) => text(row, 'StandardReceiptId');
const REQUIRED = ['BusinessUnit', 'ReceiptMethod', 'ReceiptNumber', 'Amount', 'Currency', 'ReceiptDate'];

function duplicate(world: World, body: Item): boolean {
  const names = ['ReceiptNumber', 'ReceiptDate', 'CustomerAccountNumber'];
  return world.receipts
    .all()
    .some(
      (row) =>
        names.every((name) => text(row, name) === text(body, name)) && amount(row, 'Amount').eq(amount(body, 'Amount')),
    );
}

function checkSetup(world: World, body: Item, found: Findings): void {
  for (const name of REQUIRED)
    if (!given(body, name))
      found.add('FND_CMN_REQ_ATTRIB_API_SERV', `You must provide a value for the attribute ${name}.`, `/${name}`);
  const unit = world.units.find((row) => row.name === text(body, 'BusinessUnit'));
  if (given(body, 'BusinessUnit') && !unit)
    found.add('AR_RAPI_BU_INVALID', "The business unit isn't valid.", '/BusinessUnit');
  const method = text(body, 'ReceiptMethod');
  if (method !== '' && !world.receiptMethods.find((row) => row.name === method))
    found.add('AR_INVAL_RECEIPT_MTH_ID', "The receipt method isn't valid.", '/ReceiptMethod');
  if (given(body, 'Currency') && !world.currencies.has(text(body, 'Currency')))
    found.add('AR_RAPI_CURR_CODE_INVALID', "The currency code isn't valid.", '/Currency');
  const day = text(body, 'AccountingDate') || text(body, 'ReceiptDate');
  if (unit && day !== '' && !isOpen(world, unit.ledgerId, world.settings.receivables.applicationId, day))
    found.add('AR_GL_DATE_INVALID', `The accounting date ${day} isn't in an open period.`, '/AccountingDate');
}

function checkCustomer(world: World, body: Item, found: Findings) {
  const [number, name] = [text(body, 'CustomerAccountNumber'), text(body, 'CustomerName')];
  if (number === '' && name === '') return undefined;
  const customer = world.customers.find(
    (row) => row.active && (number === '' || row.number === number) && (name === '' || row.name === name),
  );
  if (!customer) found.add('AR_RAPI_CUS_INVALID', "The customer isn't valid.", '/CustomerAccountNumber');
  return customer;
}

/** Stores a receipt from a coerced body; throws a Refusal with all problems. */
export function createReceipt(world: World, body: Item): Item {
  const found = createFindings();
  checkSetup(world, body, found);
  const customer = checkCustomer(world, body, found);
  if (duplicate(world, body))
    found.add(
      'AR_RCP_DUP_NUM',
      'A receipt with this number, date, amount and customer already exists.',
      '/ReceiptNumber',
    );
  if (found.problems.length > 0) throw new Refusal(400, found.problems);
  const ledger = world.ledgers.get(world.units.find((row) => row.name === text(body, 'BusinessUnit'))?.ledgerId ?? '');
  const day = text(body, 'ReceiptDate');
  const type = text(body, 'ConversionRateType');
  const daily = ledger && dailyRate(world, text(body, 'Currency'), ledger.currency, type, day);
  const rate = new Big(text(body, 'ConversionRate') || (daily?.rate ?? 1));
  const id = world.nextId();
  const row: Item = {
    ...body,
    ...{ StandardReceiptId: id, AccountingDate: text(body, 'AccountingDate') || day },
    ...{ CustomerAccountNumber: customer?.number ?? null, CustomerName: customer?.name ?? null },
    ...{ UnappliedAmount: body.Amount ?? 0, AccountedAmount: num(amount(body, 'Amount').times(rate)) },
    ...{ Status: null, State: null, ...created(world) },
    remittanceReferences: childRows(body, 'remittanceReferences').map((one) => ({
      ...{ RemittanceReferenceId: world.nextId(), ...one, ...created(world) },
    })),
  };
  world.receipts.put(id, row);
  const { autoMatchMs } = world.settings.receivables;
  if (autoMatchMs >= 0) world.scheduler.after(autoMatchMs, () => void autoMatch(world, String(id)));
  return row;
}

function pay(world: World, invoice: Item, paid: Big): void {
  const balance = amount(invoice, 'InvoiceBalanceAmount').minus(paid);
  const [first, ...rest] = childRows(invoice, 'receivablesInvoiceInstallments');
  const changed: Item = {
    ...first,
    ...{ AmountPaid: num(amount(first, 'AmountPaid').plus(paid)), InstallmentBalanceDue: num(balance) },
    InstallmentStatus: balance.eq(0) ? 'Closed' : 'Open',
  };
  world.invoices.patch(text(invoice, 'CustomerTransactionId'), {
    ...{ InvoiceBalanceAmount: num(balance), receivablesInvoiceInstallments: [changed, ...rest] },
    ...updated(world),
  });
}

function invoiceOf(world: World, receipt: Item, reference: Item): Item | undefined {
  if (text(reference, 'ReceiptMatchBy') !== 'Transaction number') return undefined;
  return world.invoices.find(
    (row) =>
      text(row, 'TransactionNumber') === text(reference, 'ReferenceNumber') &&
      text(row, 'BillToCustomerNumber') === text(receipt, 'CustomerAccountNumber') &&
      text(row, 'InvoiceStatus') === 'Complete',
  );
}

/** Applies a receipt, or every unapplied one, to the invoices it names. */
export function autoMatch(world: World, key?: string): number {
  const open = world.receipts.all().filter((row) => key === undefined || keyOf(row) === key);
  for (const receipt of open) {
    let left = amount(receipt, 'UnappliedAmount');
    for (const reference of childRows(receipt, 'remittanceReferences')) {
      const invoice = invoiceOf(world, receipt, reference);
      const wanted = given(reference, 'ReferenceAmount') ? amount(reference, 'ReferenceAmount') : left;
      const parts = [wanted, left, amount(invoice, 'InvoiceBalanceAmount')];
      const paid = parts.reduce((least, one) => (one.lt(least) ? one : least));
      if (!invoice || paid.lte(0)) continue;
      pay(world, invoice, paid);
      left = left.minus(paid);
    }
    const Status = left.eq(0) ? 'Applied' : 'Unapplied';
    world.receipts.patch(keyOf(receipt), { UnappliedAmount: num(left), Status, State: 'Cleared', ...updated(world) });
  }
  return open.length;
}

const PATCHABLE = ['Comments', 'StructuredPaymentReference', 'PostmarkDate', 'MaturityDate'];

function update({ world }: Call, row: Item, changes: Item): Item {
  const foreign = Object.keys(changes).filter((name) => !PATCHABLE.includes(name));
  if (foreign.length > 0)
    throw new Refusal(
      400,
      foreign.map((name) => ({ code: '27008', detail: `Attribute ${name} can't be updated.` })),
    );
  return world.receipts.patch(keyOf(row), { ...changes, ...updated(world) });
}

export const receipts: Resource = {
  ...{ base: 'fscm', name: 'standardReceipts' },
  rows: (world) => world.receipts.all(),
  one: (world, key) => world.receipts.get(key),
  create: ({ world }, body) => createReceipt(world, body),
  update,
  remove: ({ world }, row) => {
    if (!amount(row, 'UnappliedAmount').eq(amount(row, 'Amount')))
      throw new Refusal(400, [{ code: 'AR_RCP_APPLIED', detail: "An applied receipt can't be deleted." }]);
    world.receipts.remove(keyOf(row));
  },
};
