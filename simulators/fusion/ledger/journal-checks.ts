// What journal import checks of a line, and of a journal as a whole.
// Trap: one bad line keeps its whole journal out; the other journals of the group are imported all the same.
import Big from 'big.js';
import { isDay, isOpen, periodOf } from '../domain/calendar.ts';
import type { Ledger } from '../domain/model.ts';
import { isDecimal, total } from '../domain/values.ts';
import type { World } from '../domain/world.ts';
import type { InterfaceRow } from './interface-rows.ts';

export interface LineError {
  /** Line of the file. */
  line: number;
  code: string;
  message: string;
}

export interface ImportRequest {
  ledger: Ledger;
  source: string;
  /** null = all groups. */
  groupId: string | null;
  suspense: boolean;
}

type Check = [failed: boolean, code: string, message: string];

const day = (text: string) => text.replaceAll('/', '-');
export const dayOfRow = (row: InterfaceRow): string => day(row.accountingDate);
/** An amount of the file; zero when it is empty. */
export const amountOf = (text: string): Big => new Big(text === '' ? 0 : text);
const isDate = (text: string) => /^\d{4}\/\d{2}\/\d{2}$/.test(text) && isDay(day(text));
const isAmount = (text: string) => text === '' || (isDecimal(text) && new Big(text).gte(0));

/** The account combination of a row, with the ledger's delimiter. */
export const combinationOf = (row: InterfaceRow): string => row.segments.join('-').replace(/-+$/, '');

function accountChecks(world: World, ledger: Ledger, row: InterfaceRow): Check[] {
  const used = row.segments.filter((one) => one !== '').length;
  const combination = combinationOf(row);
  const account = world.accounts.get(combination);
  const made = world.settings.ledger.dynamicInsertion && used === ledger.segments && !account;
  return [
    [!account && !made, 'EF04', `This is an invalid account combination: ${combination}.`],
    [account?.enabled === false, 'EF03', 'This account combination is disabled.'],
    [account?.posting === false, 'EF02', 'Detail posting is not allowed to this account combination.'],
  ];
}

function dateChecks(world: World, ledger: Ledger, row: InterfaceRow): Check[] {
  if (!isDate(row.accountingDate)) return [[true, 'ED01', 'The accounting date is not valid: YYYY/MM/DD.']];
  const { applicationId } = world.settings.ledger;
  const period = periodOf(world, ledger.id, applicationId, dayOfRow(row));
  return [
    [
      !isOpen(world, ledger.id, applicationId, dayOfRow(row)),
      'EP01',
      'This date is not in any open or future enterable period.',
    ],
    [
      row.periodName !== '' && row.periodName !== period?.name,
      'EP02',
      'The period name is not that of the accounting date.',
    ],
    [!isDate(row.dateCreated), 'ED02', 'The creation date is not valid: YYYY/MM/DD.'],
  ];
}

function moneyChecks(world: World, ledger: Ledger, row: InterfaceRow): Check[] {
  const { enteredDr, enteredCr, currency } = row;
  const known = world.currencies.get(currency);
  const decimals = known?.decimals ?? 2;
  const both = isAmount(enteredDr) && isAmount(enteredCr);
  const one = (enteredDr === '') !== (enteredCr === '');
  const foreign = known !== undefined && currency !== ledger.currency;
  const fine = both && [enteredDr, enteredCr].every((text) => amountOf(text).round(decimals).eq(amountOf(text)));
  return [
    [!known, 'EC03', `The currency ${currency} is not valid.`],
    [!both, 'EM01', 'An amount is not a number.'],
    [both && !one, 'EM29', 'Enter either a debit or a credit.'],
    [both && !fine, 'EM30', 'An amount has too many decimals for its currency.'],
    [
      foreign && row.conversionType === '' && row.accountedDr + row.accountedCr === '',
      'EC01',
      'A conversion rate must be entered when using the User conversion type, or a type given.',
    ],
  ];
}

/** Everything wrong with a line. */
export function lineErrors(world: World, request: ImportRequest, row: InterfaceRow): LineError[] {
  const { ledger } = request;
  const checks: Check[] = [
    [row.status !== 'NEW', 'ES01', 'The status must be NEW.'],
    [row.ledgerId !== String(ledger.id), 'EL01', 'The ledger is not that of the import.'],
    [row.source !== request.source, 'ES02', 'The journal source is not that of the import.'],
    [
      !world.settings.ledger.categories.includes(row.category),
      'EK01',
      `The journal category ${row.category} is not valid.`,
    ],
    [row.actualFlag !== 'A', 'EA01', 'The actual flag must be A.'],
    [row.references.some((text) => text.length > 240), 'ER01', 'A reference is longer than 240 characters.'],
    ...dateChecks(world, ledger, row),
    ...accountChecks(world, ledger, row),
    ...moneyChecks(world, ledger, row),
  ];
  return checks.filter(([failed]) => failed).map(([, code, message]) => ({ line: row.line, code, message }));
}

/** Whether debits equal credits, in all and for each balancing segment. */
export function isBalanced(rows: readonly InterfaceRow[]): boolean {
  const off = (some: readonly InterfaceRow[]) =>
    total(some.map((row) => amountOf(row.enteredDr).minus(amountOf(row.enteredCr)))).eq(0);
  return [...new Set(rows.map((row) => row.segments[0]))].every((segment) =>
    off(rows.filter((row) => row.segments[0] === segment)),
  );
}
