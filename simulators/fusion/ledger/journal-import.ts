// Journal import: groups the lines into batches and journals, imports the good journals, reports the bad lines.
// Trap: there is no memory of what was imported before; the same file again makes the same journals again.
import Big from 'big.js';
import { periodOf } from '../domain/calendar.ts';
import { type Item, num, round, total } from '../domain/values.ts';
import { created, type World } from '../domain/world.ts';
import type { InterfaceRow } from './interface-rows.ts';
import {
  amountOf,
  combinationOf,
  dayOfRow,
  type ImportRequest,
  isBalanced,
  type LineError,
  lineErrors,
} from './journal-checks.ts';

export interface ImportResult {
  imported: number;
  rejected: { journal: string; description: string; error: LineError }[];
  /** Ids of the batches made. */
  batches: number[];
}

interface Journal {
  batch: string;
  name: string;
  rows: InterfaceRow[];
  errors: LineError[];
}

function journalName(row: InterfaceRow): string {
  return [row.references[3] ?? '', row.category, row.currency].filter((one) => one !== '').join(' ');
}

function journalsOf(world: World, request: ImportRequest, rows: readonly InterfaceRow[]): Journal[] {
  const journals = new Map<string, Journal>();
  for (const row of rows) {
    const name = journalName(row);
    const batch = row.references[0] ?? '';
    const key = [batch, name, row.accountingDate.slice(0, 7), row.actualFlag].join('|');
    const journal = journals.get(key) ?? { batch, name, rows: [], errors: [] };
    journal.rows.push(row);
    journal.errors.push(...lineErrors(world, request, row));
    journals.set(key, journal);
  }
  for (const journal of journals.values()) {
    if (journal.errors.length > 0 || request.suspense || isBalanced(journal.rows)) continue;
    const message = 'This journal entry is unbalanced. It is out of balance and suspense posting is not allowed.';
    journal.errors.push(...journal.rows.map(({ line }) => ({ line, code: 'WU01', message })));
  }
  return [...journals.values()];
}

function rateOf(world: World, request: ImportRequest, row: InterfaceRow): Big {
  if (row.currency === request.ledger.currency) return new Big(1);
  if (row.conversionRate !== '') return new Big(row.conversionRate);
  const known = world.rates.find(
    (one) => one.from === row.currency && one.to === request.ledger.currency && one.type === row.conversionType,
  );
  return new Big(known?.rate ?? 1);
}

const money = (text: string) => (text === '' ? null : num(amountOf(text)));
const sum = (rows: readonly InterfaceRow[], name: 'enteredDr' | 'enteredCr') =>
  num(total(rows.map((row) => amountOf(row[name]))));

function lineItem(world: World, request: ImportRequest, row: InterfaceRow, number: number): Item {
  const rate = rateOf(world, request, row);
  const accounted = (given: string, entered: string) =>
    given !== '' ? money(given) : entered === '' ? null : num(round(amountOf(entered).times(rate), 2));
  const combination = combinationOf(row);
  if (!world.accounts.has(combination))
    world.accounts.put(combination, {
      id: world.nextId(),
      combination,
      type: 'E',
      enabled: true,
      posting: true,
      ledgerId: request.ledger.id,
    });
  return {
    ...{ JeLineNumber: number, AccountCombination: combination, CurrencyCode: row.currency },
    ...{ EnteredDr: money(row.enteredDr), EnteredCr: money(row.enteredCr) },
    ...{
      AccountedDr: accounted(row.accountedDr, row.enteredDr),
      AccountedCr: accounted(row.accountedCr, row.enteredCr),
    },
    ...{ Description: row.references[9] || null, ...created(world) },
  };
}

function headerItem(world: World, request: ImportRequest, journal: Journal): Item {
  const { rows } = journal;
  const [first] = rows;
  const [dr, cr] = [sum(rows, 'enteredDr'), sum(rows, 'enteredCr')];
  const { applicationId } = world.settings.ledger;
  const date = first ? dayOfRow(first) : '';
  return {
    ...{ JournalName: journal.name, JournalDescription: first?.references[4] || journal.name },
    ...{ ExternalReference: first?.references[3] || null, CurrencyCode: first?.currency ?? null },
    ...{ UserJeCategoryName: first?.category ?? null, DefaultEffectiveDate: date, LedgerName: request.ledger.name },
    ...{ LedgerCurrencyCode: request.ledger.currency, RunningTotalDr: dr, RunningTotalCr: cr },
    PeriodName: periodOf(world, request.ledger.id, applicationId, date)?.name ?? null,
    ...created(world),
    journalLines: rows.map((row, at) => lineItem(world, request, row, at + 1)),
  };
}

function errorItems(world: World, batch: string, journals: readonly Journal[]): Item[] {
  return journals.flatMap(({ name, errors, rows }) =>
    errors.map((error, at) => ({
      ...{ ErrorNumber: at + 1, JeLineNumber: rows.findIndex((row) => row.line === error.line) + 1 },
      ...{
        BatchName: batch,
        HeaderName: name,
        ErrorMessage: error.message,
        ErrorMessageName: error.code,
        ...created(world),
      },
    })),
  );
}

function storeBatch(
  world: World,
  request: ImportRequest,
  jobId: number,
  name: string,
  journals: Journal[],
): number | null {
  const good = journals.filter((one) => one.errors.length === 0);
  const [first] = good;
  if (!first) return null;
  const id = world.nextId();
  const row = first.rows[0];
  const batchName = [name, request.source, String(jobId), 'A', row?.groupId ?? '']
    .filter((one) => one !== '')
    .join(' ');
  const headers = good.map((one) => headerItem(world, request, one));
  const all = good.flatMap((one) => one.rows);
  world.batches.put(id, {
    ...{ JeBatchId: id, BatchName: batchName, BatchDescription: row?.references[1] || batchName },
    ...{ DefaultPeriodName: headers[0]?.PeriodName ?? null, Status: 'U', StatusMeaning: 'Unposted', RequestId: jobId },
    ...{ ActualFlagMeaning: 'Actual', ApprovalStatusMeaning: 'Not required', CompletionStatusMeaning: 'Complete' },
    ...{ UserJeSourceName: request.source, ChartOfAccountsName: `${request.ledger.name} chart`, ReversalFlag: false },
    ...{
      RunningTotalDr: sum(all, 'enteredDr'),
      RunningTotalCr: sum(all, 'enteredCr'),
      PostedDate: null,
      ErrorMessage: null,
    },
    ...created(world),
    journalHeaders: headers,
    journalErrors: errorItems(world, batchName, journals),
    journalActionLogs: [],
  });
  return id;
}

/** Imports the rows that the request asks for. */
export function importJournals(
  world: World,
  request: ImportRequest,
  jobId: number,
  rows: readonly InterfaceRow[],
): ImportResult {
  const wanted = rows.filter((row) => request.groupId === null || row.groupId === request.groupId);
  const journals = journalsOf(world, request, wanted);
  const batches = [...new Set(journals.map((one) => one.batch))].flatMap((name) => {
    const id = storeBatch(
      world,
      request,
      jobId,
      name,
      journals.filter((one) => one.batch === name),
    );
    return id === null ? [] : [id];
  });
  const rejected = journals.flatMap((journal) =>
    journal.errors.map((error) => ({
      ...{ journal: journal.name, error },
      description: journal.rows.find((row) => row.line === error.line)?.references[9] ?? '',
    })),
  );
  return { imported: journals.filter((one) => one.errors.length === 0).length, rejected, batches };
}
