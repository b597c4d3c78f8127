// Builds a whole document from a body, or refuses it with every problem at once.
// Trap: nothing is stored and no number is drawn before all checks have passed.
import { plusDays } from '../domain/calendar.ts';
import { amount, childRows, type Item, num, text } from '../domain/values.ts';
import { created, type World } from '../domain/world.ts';
import { Refusal } from '../http/refusal.ts';
import { buildDistributions, type Totals, totalsOf } from './distributions.ts';
import { CREDIT_REASONS, createFindings, type DocumentForm, type Findings } from './form.ts';
import { buildHeader, type Header } from './header.ts';
import { buildLines } from './lines.ts';

export interface Built {
  header: Header;
  totals: Totals;
  /** Ready to be stored, but for what only one kind of document has. */
  row: Item;
}

function checkSign(form: DocumentForm, totals: Totals, found: Findings): void {
  if (form.kind === 'INV' && totals.all.lt(0))
    found.add('AR_CREATION_SIGN', 'The amount of the transaction doesn’t have the creation sign of its type.');
}

function checkReason(body: Item, form: DocumentForm, found: Findings): void {
  const reason = text(body, 'CreditReason');
  if (form.kind === 'CM' && reason !== '' && !CREDIT_REASONS.includes(reason))
    found.add('AR_CREDIT_REASON', `The credit reason ${reason} isn't a valid code.`, '/CreditReason');
}

function numberFor(world: World, header: Header, sent: string): string {
  const { source } = header;
  if (!source || source.numbering === 'manual') return sent;
  const lastNumber = source.lastNumber + 1;
  world.sources.patch(`${source.businessUnit}|${source.name}`, { lastNumber });
  return String(lastNumber);
}

function headerRow(world: World, form: DocumentForm, body: Item, header: Header): Item {
  const { unit, customer, site, term } = header;
  return {
    ...body,
    CustomerTransactionId: world.nextId(),
    TransactionNumber: numberFor(world, header, text(body, 'TransactionNumber')),
    ...{ TransactionDate: header.transactionDate, AccountingDate: header.accountingDate },
    [form.status]: header.status,
    [form.currency]: header.currency?.code ?? null,
    ...(header.rate !== '1' && { ConversionRate: Number(header.rate) }),
    ...(header.rate !== '1' && { [form.rateDate]: body[form.rateDate] ?? header.transactionDate }),
    ...{ BillToCustomerNumber: customer?.number ?? null, BillToCustomerName: customer?.name ?? null },
    ...{ BillToSite: site?.number ?? null, LegalEntityIdentifier: unit?.legalEntityIdentifier ?? null },
    AllowCompletion: body.AllowCompletion ?? 'Y',
    ...(form.kind === 'INV' && {
      ...{ BillToPartyId: customer?.partyId ?? null, PaymentTerms: term?.name ?? null },
      DueDate: plusDays(header.transactionDate, term?.days ?? 0),
      ...{ BillingDate: body.BillingDate ?? header.transactionDate, InvoicePrinted: 'N' },
    }),
    ...created(world),
  };
}

const withIds = (world: World, rows: Item[], key: string): Item[] =>
  rows.map((row) => ({ [key]: world.nextId(), ...row, ...created(world) }));

/** A document ready to be stored; throws a Refusal with all problems. */
export function buildDocument(world: World, form: DocumentForm, body: Item): Built {
  const found = createFindings();
  const header = buildHeader(world, body, form, found);
  checkReason(body, form, found);
  const context = { unitName: text(body, 'BusinessUnit'), decimals: header.currency?.decimals ?? 2 };
  const lines = buildLines(world, form, body, found, context);
  const totals = totalsOf(lines, amount(body, form.freight));
  checkSign(form, totals, found);
  const distributions = buildDistributions({ world, form, header, lines, totals, found }, body);
  if (found.problems.length > 0) throw new Refusal(400, found.problems);
  const row: Item = {
    ...headerRow(world, form, body, header),
    EnteredAmount: num(totals.all),
    [form.lines]: lines.map((line) => line.row),
    [form.distributions]: distributions,
    attachments: withIds(world, childRows(body, 'attachments'), 'AttachedDocumentId'),
    ...(form.kind === 'INV' && { notes: withIds(world, childRows(body, 'notes'), 'NoteId') }),
  };
  return { header, totals, row };
}
