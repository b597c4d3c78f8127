// The state as a judge compares it, and a verdict over what must always hold.
// Trap: a duplicate here is by business key (cross reference, source line); ids and numbers of twins differ.
import Big from 'big.js';
import type { Identity } from '../auth/identity.ts';
import { periodOf } from '../domain/calendar.ts';
import { amount, childRows, type Item, num, text, total } from '../domain/values.ts';
import type { World } from '../domain/world.ts';
import type { RequestLog } from '../http/request-log.ts';

export interface DumpParts {
  world: World;
  log: RequestLog;
  identity: Identity;
}

const pick = (row: Item, names: readonly string[]): Item =>
  Object.fromEntries(names.map((name) => [name, row[name] ?? null]));

const HEAD = [
  ...['CustomerTransactionId', 'TransactionNumber', 'TransactionSource', 'TransactionType', 'BusinessUnit'],
  ...[
    'CrossReference',
    'BillToCustomerNumber',
    'BillToSite',
    'TransactionDate',
    'AccountingDate',
    'DueDate',
    'Comments',
  ],
  ...['EnteredAmount', 'CreatedBy', 'CreationDate', 'PurchaseOrder', 'PaymentTerms', 'ConversionRate'],
];
const LINE = [
  ...['LineNumber', 'ItemNumber', 'MemoLine', 'UnitSellingPrice', 'TaxClassificationCode', 'SalesOrder', 'Warehouse'],
];
const DISTRIBUTION = ['AccountClass', 'AccountCombination', 'Amount', 'AccountedAmount'];

function arPeriod(world: World, row: Item): string | null {
  const ledgerId = world.units.find((unit) => unit.name === text(row, 'BusinessUnit'))?.ledgerId ?? 0;
  const { applicationId } = world.settings.receivables;
  return periodOf(world, ledgerId, applicationId, text(row, 'AccountingDate'))?.name ?? null;
}

/** An invoice with lines, taxes, accounting and its period. */
export function invoiceDump(world: World, row: Item) {
  return {
    ...pick(row, HEAD),
    ...pick(row, ['InvoiceCurrencyCode', 'InvoiceStatus', 'InvoiceBalanceAmount']),
    period: arPeriod(world, row),
    lines: childRows(row, 'receivablesInvoiceLines').map((line) => ({
      ...pick(line, [...LINE, 'Description', 'Quantity', 'LineAmount', 'UnitOfMeasure']),
      tax: num(total(childRows(line, 'receivablesInvoiceLineTaxLines').map((tax) => amount(tax, 'TaxAmount')))),
    })),
    distributions: childRows(row, 'receivablesInvoiceDistributions').map((one) =>
      pick(one, [...DISTRIBUTION, 'InvoiceLineNumber']),
    ),
  };
}

export function creditMemoDump(world: World, row: Item) {
  return {
    ...pick(row, HEAD),
    ...pick(row, ['CreditMemoCurrency', 'CreditMemoStatus', 'CreditReason', 'TransactionBalanceDue']),
    period: arPeriod(world, row),
    lines: childRows(row, 'receivablesCreditMemoLines').map((line) =>
      pick(line, [...LINE, 'LineDescription', 'LineQuantityCredit', 'LineAmountCredit']),
    ),
    distributions: childRows(row, 'receivablesCreditMemoDistributions').map((one) =>
      pick(one, [...DISTRIBUTION, 'CreditMemoLineNumber']),
    ),
  };
}

const MOVE = [
  ...['TransactionId', 'OrganizationName', 'OrganizationCode', 'ItemNumber', 'SubinventoryCode', 'TransactionQuantity'],
  ...['TransactionDate', 'TransactionTypeName', 'SourceCode', 'SourceHeaderId', 'SourceLineId', 'AccountCombination'],
  ...['TransactionReference', 'TransactionSourceName', 'ExternalSystemTransactionReference'],
];
const STAGED = [
  ...['TransactionInterfaceId', 'TransactionHeaderId', 'OrganizationName', 'ItemNumber', 'SubinventoryCode'],
  ...['TransactionQuantity', 'TransactionDate', 'TransactionTypeName', 'SourceCode', 'SourceHeaderId', 'SourceLineId'],
  ...[
    'TransactionMode',
    'ProcessStatus',
    'ErrorCode',
    'ErrorExplanation',
    'TransactionReference',
    'AccountCombination',
  ],
];
const RECEIPT = [
  ...['StandardReceiptId', 'ReceiptNumber', 'ReceiptDate', 'AccountingDate', 'Amount', 'Currency', 'UnappliedAmount'],
  ...['Status', 'CustomerAccountNumber', 'ReceiptMethod', 'Comments'],
];

function customers(world: World) {
  const parties = [...world.organizationsOfParties.all(), ...world.persons.all()];
  const emails = new Map(parties.map((row) => [row.PartyId, text(row, 'EmailAddress')]));
  return world.customers.all().map((row) => ({
    ...{ accountId: row.id, number: row.number, name: row.name, partyId: row.partyId, active: row.active },
    ...{ createdBy: row.createdBy, email: emails.get(row.partyId) ?? '' },
    sites: row.sites.map((site) => ({
      ...{ number: site.number, setId: site.setId, uses: site.uses.map((use) => use.code) },
    })),
    profile: row.profile,
  }));
}

function onHand(world: World): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const row of world.stock.all()) {
    const place = `${world.organizations.get(row.organizationId)?.code}/${row.subinventory}`;
    const name = `${place}|${world.items.get(row.itemId)?.number}`;
    sums[name] = num(new Big(sums[name] ?? 0).plus(row.quantity));
  }
  return sums;
}

/** Names that come more than once; a name with an empty end is no name. */
function twice(names: string[]): string[] {
  const seen = new Set<string>();
  const doubled = names.filter((name) => {
    if (name.startsWith('|') || name.endsWith('|')) return false;
    if (seen.has(name)) return true;
    seen.add(name);
    return false;
  });
  return [...new Set(doubled)];
}
const join = (row: Item, names: readonly string[]) => names.map((name) => text(row, name)).join('|');

/** Imported lines by journal, text and amount; '|' for lines without a text. */
function journalLines(world: World): string[] {
  const headers = world.batches.all().flatMap((row) => childRows(row, 'journalHeaders'));
  return headers.flatMap((header) =>
    childRows(header, 'journalLines').map((line) =>
      text(line, 'Description') === ''
        ? '|'
        : [
            text(header, 'JournalName'),
            join(line, ['Description', 'AccountCombination', 'EnteredDr', 'EnteredCr']),
            '',
          ].join('/'),
    ),
  );
}

function duplicates(world: World) {
  const reference = (rows: Item[]) => twice(rows.map((row) => join(row, ['TransactionSource', 'CrossReference'])));
  const source = [
    'SourceCode',
    'SourceHeaderId',
    'TransactionTypeName',
    'OrganizationName',
    'ItemNumber',
    'SubinventoryCode',
    'SourceLineId',
  ];
  const living = world.staged.all().filter((row) => text(row, 'ProcessStatus') === '1');
  return {
    invoices: reference(world.invoices.all()),
    creditMemos: reference(world.creditMemos.all()),
    receipts: twice(world.receipts.all().map((row) => join(row, ['CustomerAccountNumber', 'ReceiptNumber']))),
    inventory: twice([...world.completed.all(), ...living].map((row) => join(row, source))),
    customers: twice(
      customers(world)
        .map((row) => `${row.email}`)
        .map((email) => (email === '' ? '|' : email)),
    ),
    journals: twice(journalLines(world)),
  };
}

const sumBy = (rows: Item[], names: readonly string[], of: string) => {
  const sums: Record<string, number> = {};
  for (const row of rows) sums[join(row, names)] = num(new Big(sums[join(row, names)] ?? 0).plus(amount(row, of)));
  return sums;
};

/** Everything a judge compares. */
export function dumpState({ world, log, identity }: DumpParts) {
  const invoices = world.invoices.all();
  const staged = world.staged.all();
  return {
    invoices: invoices.map((row) => invoiceDump(world, row)),
    creditMemos: world.creditMemos.all().map((row) => creditMemoDump(world, row)),
    receipts: world.receipts.all().map((row) => pick(row, RECEIPT)),
    staged: staged.map((row) => pick(row, STAGED)),
    completed: world.completed.all().map((row) => pick(row, MOVE)),
    onHand: onHand(world),
    customers: customers(world),
    batches: world.batches.all(),
    jobs: world.jobs.all(),
    totals: {
      invoicedByDay: sumBy(invoices, ['AccountingDate'], 'EnteredAmount'),
      invoicedByCurrency: sumBy(invoices, ['InvoiceCurrencyCode'], 'EnteredAmount'),
      movedByItem: sumBy(world.completed.all(), ['OrganizationCode', 'ItemNumber'], 'TransactionQuantity'),
    },
    counts: {
      ...{ invoices: invoices.length, creditMemos: world.creditMemos.size, receipts: world.receipts.size },
      ...{ staged: staged.length, rejected: staged.filter((row) => text(row, 'ProcessStatus') === '3').length },
      ...{ completed: world.completed.size, customers: world.customers.size, batches: world.batches.size },
      pending: world.scheduler.pending(),
    },
    duplicates: duplicates(world),
    violations: log.violations(),
    auth: { ...identity.stats },
    requests: log.totals(),
  };
}

export type Dump = ReturnType<typeof dumpState>;

/** What must hold whatever happened; `problems` is empty when it does. */
export function verdict(parts: DumpParts): { ok: boolean; problems: string[] } {
  const { world, log } = parts;
  const problems: string[] = [];
  for (const row of world.invoices.all()) {
    const rows = childRows(row, 'receivablesInvoiceDistributions');
    const sum = (receivable: boolean) =>
      total(
        rows
          .filter((one) => (text(one, 'AccountClass') === 'Receivable') === receivable)
          .map((one) => amount(one, 'Amount')),
      );
    if (!sum(true).eq(amount(row, 'EnteredAmount')) || !sum(true).eq(sum(false)))
      problems.push(`invoice ${text(row, 'TransactionNumber')} is not balanced`);
  }
  for (const [kind, names] of Object.entries(duplicates(world)))
    for (const name of names) problems.push(`${kind} twice: ${name}`);
  for (const one of log.violations().slice(0, 20)) problems.push(`${one.method} ${one.path}: ${one.problem}`);
  return { ok: problems.length === 0, problems };
}
