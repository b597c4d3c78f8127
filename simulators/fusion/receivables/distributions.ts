// Accounting of a document: Receivable = Revenue + Tax + Freight, from the accounts that were sent or from AutoAccounting.
// Trap: a class that the client sends must be whole (per line for Revenue); only absent classes are made by the server.
import Big from 'big.js';
import { amount, childRows, given, type Item, num, round, text, total } from '../domain/values.ts';
import { created, type World } from '../domain/world.ts';
import type { DocumentForm, Findings } from './form.ts';
import type { Header } from './header.ts';
import type { BuiltLine } from './lines.ts';

export interface Totals {
  lines: Big;
  tax: Big;
  freight: Big;
  all: Big;
}

/** The sums of a document. */
export function totalsOf(lines: readonly BuiltLine[], freight: Big): Totals {
  const [net, tax] = [total(lines.map((line) => line.net)), total(lines.map((line) => line.tax))];
  return { lines: net, tax, freight, all: net.plus(tax).plus(freight) };
}

interface Entry {
  accountClass: 'Receivable' | 'Revenue' | 'Tax' | 'Freight';
  account: string;
  amount: Big;
  line: number | null;
  comments: string | null;
}

const CLASSES = ['Receivable', 'Revenue', 'Tax', 'Freight'] as const;

interface Parts {
  world: World;
  form: DocumentForm;
  header: Header;
  lines: readonly BuiltLine[];
  totals: Totals;
  found: Findings;
}

/** What a class, or a line of it, must add up to. */
function target({ lines, totals }: Parts, accountClass: Entry['accountClass'], line: number | null): Big {
  if (accountClass === 'Receivable') return totals.all;
  if (accountClass === 'Freight') return totals.freight;
  const of = lines.filter((one) => line === null || one.number === line);
  return total(of.map((one) => (accountClass === 'Tax' ? one.tax : one.net)));
}

function sentEntries(parts: Parts, body: Item): Entry[] {
  const { world, form, header, found } = parts;
  return childRows(body, form.distributions).flatMap((row, at) => {
    const path = `/${form.distributions}/${at}`;
    const accountClass = CLASSES.find((one) => one === text(row, 'AccountClass'));
    const account = text(row, 'AccountCombination');
    const known = world.accounts.find((one) => one.combination === account && one.enabled);
    if (!accountClass) found.add('AR_DIST_CLASS', 'The account class isn’t valid.', `${path}/AccountClass`);
    if (!known)
      found.add('AR_DIST_ACCOUNT', `The account combination ${account} isn’t valid.`, `${path}/AccountCombination`);
    if (!accountClass || !known) return [];
    const line = given(row, form.distributionLine) ? Number(row[form.distributionLine]) : null;
    const whole = target(parts, accountClass, line);
    const share = given(row, 'Percent') && !given(row, 'Amount');
    const value = share ? whole.times(amount(row, 'Percent')).div(100) : amount(row, 'Amount');
    const decimals = header.currency?.decimals ?? 2;
    return [{ accountClass, account, amount: round(value, decimals), line, comments: text(row, 'Comments') || null }];
  });
}

function checkBalance(parts: Parts, entries: readonly Entry[]): void {
  const unbalanced = (name: string) =>
    parts.found.add(
      'AR_DIST_UNBALANCED',
      `The distributions of ${name} don't add up to its amount.`,
      `/${parts.form.distributions}`,
    );
  for (const accountClass of CLASSES) {
    const own = entries.filter((one) => one.accountClass === accountClass);
    if (own.length === 0) continue;
    for (const line of new Set(own.map((one) => one.line))) {
      const sum = total(own.filter((one) => one.line === line).map((one) => one.amount));
      if (!sum.eq(target(parts, accountClass, line)))
        unbalanced(line === null ? accountClass : `${accountClass}, line ${line}`);
    }
  }
}

function automatic(parts: Parts, sent: readonly Entry[]): Entry[] {
  const { header, lines, totals } = parts;
  const accounts = header.type?.accounts;
  if (!accounts) return [];
  const has = (accountClass: Entry['accountClass'], line: number | null) =>
    sent.some((one) => one.accountClass === accountClass && (one.line === line || one.line === null));
  const entry = (accountClass: Entry['accountClass'], account: string, value: Big, line: number | null): Entry[] =>
    value.eq(0) || has(accountClass, line) ? [] : [{ accountClass, account, amount: value, line, comments: null }];
  return [
    ...entry('Receivable', accounts.receivable, totals.all, null),
    ...lines.flatMap((one) => [
      ...entry('Revenue', one.revenueAccount ?? accounts.revenue, one.net, one.number),
      ...entry('Tax', one.taxCode?.account ?? accounts.tax, one.tax, one.number),
    ]),
    ...entry('Freight', accounts.freight, totals.freight, null),
  ];
}

/** The distribution rows of a document; what is wrong with those sent is added to the findings. */
export function buildDistributions(parts: Parts, body: Item): Item[] {
  const sent = sentEntries(parts, body);
  if (parts.found.problems.length === 0) checkBalance(parts, sent);
  const rate = new Big(parts.header.rate);
  const { all } = parts.totals;
  return [...sent, ...automatic(parts, sent)].map((one) => ({
    ...{ DistributionId: parts.world.nextId(), AccountClass: one.accountClass, AccountCombination: one.account },
    ...{ Amount: num(one.amount), AccountedAmount: num(round(one.amount.times(rate), 2)) },
    Percent: shareOf(parts, one, all),
    ...{ [parts.form.distributionLine]: one.line, DetailedTaxLineNumber: one.accountClass === 'Tax' ? 1 : null },
    ...{ Comments: one.comments, ...created(parts.world) },
  }));
}

function shareOf(parts: Parts, one: Entry, all: Big): number {
  const whole = one.line === null ? all : target(parts, one.accountClass, one.line);
  return whole.eq(0) ? 100 : num(round(one.amount.div(whole).times(100), 4));
}
