// receivablesInvoices: create, the three changeable attributes, deletion of incomplete ones, attachments and notes.
// Trap: a complete invoice is final; it is corrected by a credit memo only.
import { isOpen, plusDays } from '../domain/calendar.ts';
import { childRows, type Item, num, text } from '../domain/values.ts';
import { created, updated, type World } from '../domain/world.ts';
import { invalid, Refusal } from '../http/refusal.ts';
import type { Call, Resource } from '../http/resource.ts';
import type { Totals } from './distributions.ts';
import { buildDocument } from './document.ts';
import { INVOICE } from './form.ts';

const PATCHABLE = ['InvoiceStatus', 'PaymentTerms', 'TransactionDate'];
const keyOf = (row: Item) => text(row, 'CustomerTransactionId');

function installment(world: World, row: Item, totals: Totals): Item {
  const [lines, tax, freight, all] = [totals.lines, totals.tax, totals.freight, totals.all].map(num);
  return {
    ...{ InstallmentId: world.nextId(), InstallmentSequenceNumber: 1, InstallmentDueDate: row.DueDate ?? null },
    ...{ OriginalAmount: all ?? 0, InstallmentBalanceDue: all ?? 0, AccountedBalanceDue: all ?? 0, AmountPaid: 0 },
    ...{ InstallmentLineAmountOriginal: lines ?? 0, InstallmentLineAmountDue: lines ?? 0 },
    ...{ InstallmentTaxAmountOriginal: tax ?? 0, InstallmentTaxAmountDue: tax ?? 0 },
    ...{ InstallmentFreightAmountOriginal: freight ?? 0, InstallmentFreightAmountDue: freight ?? 0 },
    ...{ InstallmentStatus: 'Open', PaymentDaysLate: 0, DisputeAmount: 0, ...created(world) },
  };
}

/** Stores an invoice from a coerced body; throws a Refusal with all problems. */
export function createInvoice(world: World, body: Item): Item {
  const { row, totals } = buildDocument(world, INVOICE, body);
  const invoice: Item = {
    ...row,
    InvoiceBalanceAmount: num(totals.all),
    receivablesInvoiceInstallments: [installment(world, row, totals)],
  };
  return world.invoices.put(keyOf(invoice), invoice);
}

function checkPatch(world: World, row: Item, changes: Item): void {
  const foreign = Object.keys(changes).filter((name) => !PATCHABLE.includes(name));
  if (foreign.length > 0) {
    const problems = foreign.map((name) => ({
      code: '27008',
      detail: `Attribute ${name} can't be updated.`,
      path: `/${name}`,
    }));
    throw new Refusal(400, problems, true);
  }
  const status = text(changes, 'InvoiceStatus');
  if (status !== '' && !['Complete', 'Incomplete', 'Frozen'].includes(status))
    throw invalid('AR_INVOICE_STATUS', "The value of the attribute InvoiceStatus isn't valid.", '/InvoiceStatus');
  const reopens = status === 'Incomplete' && world.settings.receivables.allowReopen;
  if (text(row, 'InvoiceStatus') === 'Complete' && !reopens)
    throw invalid('AR_INVOICE_COMPLETE', "A complete transaction can't be updated.");
}

function checkPeriod(world: World, row: Item): void {
  const ledgerId = world.units.find((one) => one.name === text(row, 'BusinessUnit'))?.ledgerId ?? 0;
  const day = text(row, 'AccountingDate');
  if (!isOpen(world, ledgerId, world.settings.receivables.applicationId, day))
    throw invalid('AR_GL_DATE_INVALID', `The accounting date ${day} isn't in an open or future-enterable period.`);
}

function update({ world }: Call, row: Item, changes: Item): Item {
  checkPatch(world, row, changes);
  const name = text(changes, 'PaymentTerms') || text(row, 'PaymentTerms');
  const term = world.terms.find((one) => one.name === name);
  if (!term) throw invalid('AR_PAYMENT_TERM_NOT_FOUND', "The payment terms you entered don't exist.", '/PaymentTerms');
  if (text(changes, 'InvoiceStatus') === 'Complete') checkPeriod(world, row);
  const day = text(changes, 'TransactionDate') || text(row, 'TransactionDate');
  return world.invoices.patch(keyOf(row), { ...changes, DueDate: plusDays(day, term.days), ...updated(world) });
}

function remove({ world }: Call, row: Item): void {
  if (text(row, 'InvoiceStatus') === 'Complete')
    throw invalid('AR_INVOICE_COMPLETE', "A complete transaction can't be deleted.");
  world.invoices.remove(keyOf(row));
}

const CHILD_KEYS: Readonly<Record<string, string>> = { attachments: 'AttachedDocumentId', notes: 'NoteId' };

function addChild({ world }: Call, row: Item, child: string, body: Item): Item {
  const key = CHILD_KEYS[child];
  if (key === undefined && text(row, 'InvoiceStatus') === 'Complete')
    throw invalid('AR_INVOICE_COMPLETE', "A complete transaction can't be updated.");
  const made: Item = { ...(key !== undefined && { [key]: world.nextId() }), ...body, ...created(world) };
  world.invoices.patch(keyOf(row), { [child]: [...childRows(row, child), made], ...updated(world) });
  return made;
}

function updateChild({ world }: Call, row: Item, child: string, old: Item, changes: Item): Item {
  const made = { ...old, ...changes, ...updated(world) };
  const rows = childRows(row, child).map((one) => (one === old ? made : one));
  world.invoices.patch(keyOf(row), { [child]: rows, ...updated(world) });
  return made;
}

export const invoices: Resource = {
  ...{ base: 'fscm', name: 'receivablesInvoices' },
  rows: (world) => world.invoices.all(),
  one: (world, key) => world.invoices.get(key),
  create: ({ world }, body) => createInvoice(world, body),
  ...{ update, remove, addChild, updateChild },
};
