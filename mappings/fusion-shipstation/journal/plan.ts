/**
 * Which journal entries an order's goods ask for, where the books are kept by journal.
 * The trap: an entry that is on its way or posted keeps its amount and accounts; a void turns exactly that round.
 */
import type { JournalImportSettings } from '../../../settings/journal-import.ts';
import { dayIn } from '../../shared/calendar.ts';
import { inCurrency, isZero } from '../../shared/money.ts';
import { times } from '../../shared/quantity.ts';
import { skuTable } from '../../shared/sku.ts';
import { bookedAccount, isProblem, type StockContext } from '../inventory/draft.ts';
import { parcelName } from '../inventory/lines.ts';
import { parcelWords } from '../inventory/parcels.ts';
import { parcelKey } from '../inventory/plan.ts';
import type { LineProblem, Parcel, StockLine } from '../inventory/types.ts';
import type { JournalEntry, JournalPlan, KnownEntry } from './types.ts';

export type JournalContext = StockContext & { journal: JournalImportSettings; currency: string; orderNumber: string };
/** What a piece costs by ShipStation's catalogue; null where it says nothing. */
export type Costs = Record<string, string | null>;
type Wanted = { parcels: Parcel[]; lines: StockLine[] };

const JOURNAL_QUEUED = 'journal-queued';

/** SKUs whose cost must be asked of ShipStation before the plan. */
export function unknownCosts({ lines }: Wanted, known: KnownEntry[], { journal, again }: JournalContext): string[] {
  const costOf = skuTable(journal.costs);
  const kept = known.filter(({ state }) => state !== 'rejected' || again !== true);
  const keys = new Set(kept.map(({ entry }) => entry.key));
  const open = lines.filter((line) => !line.parcel.voided && !keys.has(line.name));
  return [...new Set(open.map(costKey))].filter((sku) => costOf(sku) === undefined);
}

/** What the line's cost is listed under: parts of kits by their item. */
const costKey = ({ name, sku, item }: StockLine): string => (name.split('/').length > 2 ? item : sku);

export function planJournal(wanted: Wanted, known: KnownEntry[], costs: Costs, context: JournalContext): JournalPlan {
  const plan: JournalPlan = { queue: [], withdraw: [], problems: [], notes: [], posted: 0 };
  const byKey = new Map(known.map((one) => [one.entry.key, one]));
  const names = new Set(wanted.lines.map((line) => line.name));
  const bases = new Set<string>();
  for (const one of known) {
    const parcel = wanted.parcels.find((each) => parcelKey(each) === one.entry.parcel);
    const { key } = one.entry;
    if (parcel === undefined || key.endsWith('/void')) continue;
    if (parcel.voided) planVoided(one, byKey.get(`${key}/void`), parcel, context, plan);
    else if (!names.has(key)) {
      if (one.state === 'due' || one.state === 'rejected') plan.withdraw.push(key);
      else bases.add(baseOf(key));
    }
  }
  for (const line of wanted.lines) {
    const own = byKey.get(line.name);
    // What was booked under another item of the same order line stays as it was booked.
    if (line.parcel.voided || (own === undefined && bases.has(baseOf(line.name)))) continue;
    planLive(line, own, costs, context, plan);
  }
  return plan;
}

const baseOf = (name: string): string => name.split('/').slice(0, 2).join('/');

function planLive(
  line: StockLine,
  own: KnownEntry | undefined,
  costs: Costs,
  context: JournalContext,
  plan: JournalPlan,
): void {
  const mayChange = own === undefined || own.state === 'due' || (own.state === 'rejected' && context.again === true);
  if (!mayChange) {
    tellState(own, context, plan);
    return;
  }
  const entry = entryOf(line, own, costs, context);
  if (entry === undefined) plan.notes.push(`SKU ${line.sku} costs nothing: no journal`);
  else if (isProblem(entry)) plan.problems.push(entry);
  else if (own?.state === 'due' && own.reason !== undefined && isSameEntry(own.entry, entry))
    tellState(own, context, plan);
  else {
    if (own === undefined || !isSameEntry(own.entry, entry) || own.state === 'rejected') plan.queue.push(entry);
    plan.problems.push(queued(entry));
  }
}

const isSameEntry = (a: JournalEntry, b: JournalEntry): boolean => JSON.stringify(a) === JSON.stringify(b);

function tellState({ state, reason, entry }: KnownEntry, { periodRecheckMs }: JournalContext, plan: JournalPlan): void {
  switch (state) {
    case 'posted':
      plan.posted += 1;
      return;
    case 'sent':
      plan.problems.push(queued(entry));
      return;
    case 'due':
      plan.problems.push(
        reason === undefined ? queued(entry) : { cause: 'period-closed', reason, recheckMs: periodRecheckMs },
      );
      return;
    case 'rejected':
      plan.problems.push({
        cause: 'journal-rejected',
        reason: `${entryWords(entry)} was refused by Fusion's journal import: ${reason ?? 'it gives no reason'}. Mend the cause and retry this record`,
      });
      return;
    case 'stuck':
      plan.problems.push({ cause: 'journal-half', reason: reason ?? `${entryWords(entry)} stands in Fusion in part` });
  }
}

const queued = (entry: JournalEntry): LineProblem => ({
  cause: JOURNAL_QUEUED,
  reason: `${entryWords(entry)} waits for the next journal import`,
});

/** undefined where there is nothing to book. What waits already keeps its cost where nobody asked for it anew. */
function entryOf(
  line: StockLine,
  own: KnownEntry | undefined,
  costs: Costs,
  context: JournalContext,
): JournalEntry | LineProblem | undefined {
  const { journal, currency } = context;
  const listed = skuTable(journal.costs)(costKey(line));
  const asked = costs[costKey(line)];
  const cost = listed ?? (asked === undefined ? own?.entry.cost : (asked ?? undefined));
  // ShipStation shows what nobody filled in as nothing, or as zero.
  if (cost === undefined || (listed === undefined && isZero(cost))) return noCost(line);
  const amount = inCurrency(times(line.quantity, cost), currency);
  if (isZero(amount)) return undefined;
  const debit = account(line, context, 'debit');
  if (isProblemOr(debit)) return debit;
  const credit = account(line, context, 'credit');
  if (isProblemOr(credit)) return credit;
  const isBack = line.direction === 'receipt';
  const { name, parcel, lineId, sku, item, quantity, direction } = line;
  return {
    ...{ key: name, parcel: parcelKey(parcel), journal: parcelName(parcel), orderNumber: context.orderNumber },
    ...{ createdAt: parcel.createdAt, shipDate: parcel.shipDate },
    ...{ lineId, sku, item, quantity, direction, cost, amount, currency },
    ...(isBack ? { debit: credit, credit: debit } : { debit, credit }),
    ...(context.nextPeriod === true ? { nextPeriod: true } : {}),
  };
}

const isProblemOr = (answer: string | LineProblem): answer is LineProblem => typeof answer !== 'string';

function account(line: StockLine, context: JournalContext, side: 'debit' | 'credit'): string | LineProblem {
  const { journal } = context;
  const rules = journal[side];
  const general = side === 'debit' ? journal.debitAccount : journal.creditAccount;
  return bookedAccount(line, context, { rules, general, setting: `syncs.journalImport.${side}Account` });
}

const noCost = (line: StockLine): LineProblem => ({
  cause: 'cost-missing',
  reason: `SKU ${costKey(line)} of ${parcelWords(line.parcel)} has no cost; write it under syncs.journalImport.costs, or give the product a cost in ShipStation`,
});

/** What was posted is turned round; what was not leaves the queue. */
function planVoided(
  own: KnownEntry,
  back: KnownEntry | undefined,
  parcel: Parcel,
  context: JournalContext,
  plan: JournalPlan,
): void {
  const { entry } = own;
  if (own.state === 'due' || own.state === 'rejected') {
    plan.withdraw.push(entry.key);
    return;
  }
  if (own.state !== 'posted') {
    tellState(own, context, plan);
    return;
  }
  if (back !== undefined && !(back.state === 'rejected' && context.again === true)) {
    tellState(back, context, plan);
    return;
  }
  const turned = turnedRound(entry, parcel.voidedAt ?? context.now, context);
  plan.queue.push(turned);
  plan.problems.push(queued(turned));
}

function turnedRound(entry: JournalEntry, voidedAt: string, { timeZone, nextPeriod }: JournalContext): JournalEntry {
  const { nextPeriod: _asked, ...rest } = entry;
  return {
    ...rest,
    key: `${entry.key}/void`,
    journal: `${entry.journal}v`,
    ...{ createdAt: voidedAt, shipDate: dayIn(voidedAt, timeZone) },
    direction: entry.direction === 'issue' ? 'receipt' : 'issue',
    ...{ debit: entry.credit, credit: entry.debit },
    ...(nextPeriod === true ? { nextPeriod } : {}),
  };
}

/** `4.10 USD for 2 × SKU GLV (SS:77/5)`. */
export const entryWords = ({ amount, currency, quantity, sku, key }: JournalEntry): string =>
  `the journal of ${amount} ${currency} for ${quantity} × SKU ${sku} (${key})`;
