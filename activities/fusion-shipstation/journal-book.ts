/**
 * Where the books are kept by journal: what an order's goods cost goes into the queue of the next import.
 * The trap: nothing is staged in inventory then, or Fusion's costing would make the same journal once more.
 */
import { Context } from '@temporalio/activity';
import { stockLines } from '../../mappings/fusion-shipstation/inventory/lines.ts';
import { numbersOf } from '../../mappings/fusion-shipstation/inventory/told.ts';
import {
  type Costs,
  entryWords,
  type JournalContext,
  planJournal,
  unknownCosts,
} from '../../mappings/fusion-shipstation/journal/plan.ts';
import type { JournalEntry, JournalPlan, KnownEntry } from '../../mappings/fusion-shipstation/journal/types.ts';
import { accountingDay } from '../../mappings/fusion-shipstation/posting-day.ts';
import type { ConnectionOf } from '../../settings/connection.ts';
import { durationMs } from '../../settings/duration.ts';
import type { JournalRow } from '../../store/journal-contract.ts';
import type { Vault } from '../../vault/contract.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor, type RecordScope } from '../ledger-entries.ts';
import { type InventoryPlan, type InventoryPlanRequest, stockContext } from './inventory-plan.ts';

const PAIR = 'fusion-shipstation';
const USUAL_RECHECK_MS = 900_000;

export type JournalBookRequest = InventoryPlanRequest & { costs: Costs };

/** Which way the goods are booked, and the SKUs whose cost only ShipStation may know. */
export async function journalNeeds(
  deps: ActivityDeps,
  request: InventoryPlanRequest,
): Promise<{ book: 'inventory' | 'journal'; skus: string[] }> {
  const { settings } = await deps.connections.open(request.connection, PAIR);
  const { book } = settings.syncs.inventoryPosting;
  if (book === 'inventory') return { book, skus: [] };
  const context = journalContext(settings, deps.now(), request);
  const lines = stockLines(request.sold, { ...context, ...context.sync });
  const known = await knownEntries(deps, request);
  return { book, skus: unknownCosts(lines, known, context) };
}

/** On ShipStation's queue. */
export async function readProductCosts(
  deps: ActivityDeps,
  { connection, skus }: RecordScope & { skus: string[] },
): Promise<{ costs: Costs }> {
  const { shipStation } = await deps.connections.open(connection, PAIR);
  const api = await shipStation();
  const costs: Costs = {};
  for (const sku of skus) costs[sku] = (await api.findProductCost(sku)) ?? null;
  return { costs };
}

/** Plans, and puts what is new into the queue. */
export async function bookJournal(
  deps: ActivityDeps,
  request: JournalBookRequest,
): Promise<Omit<InventoryPlan, 'writes'>> {
  const { sold, costs } = request;
  const { settings, row } = await deps.connections.open(request.connection, PAIR);
  const context = journalContext(settings, deps.now(), request);
  const { parcels, lines, problems } = stockLines(sold, { ...context, ...context.sync });
  const plan = planJournal({ parcels, lines }, await knownEntries(deps, request), costs, context);
  const noted = row.mode === 'live' ? await putDown(deps, request, plan, context) : [];
  const wanted = row.mode === 'live' ? [] : plan.queue.map(entryWords);
  const shadow = `shadow mode writes nothing; would queue: ${wanted.join('; ')}`;
  return {
    mode: row.mode,
    problems: [
      ...problems,
      ...(wanted.length > 0 ? [{ cause: 'shadow-mode', reason: shadow, recheckMs: 24 * 3_600_000 }] : []),
      ...plan.problems.filter(({ cause }) => row.mode === 'live' || cause !== 'journal-queued'),
    ],
    notes: [...plan.notes, ...noted],
    posted: plan.posted,
    numbers: numbersOf(sold),
    sources: parcels.map(({ source, voided }) => ({ source, state: voided ? 'voided' : 'live' })),
    recheckMs: durationMs(context.sync.recheck) ?? USUAL_RECHECK_MS,
  };
}

/** What the mappings need of the connection's file. */
function journalContext(settings: ConnectionOf<typeof PAIR>, now: Date, request: InventoryPlanRequest): JournalContext {
  const { currency, ledgerCurrency } = settings.business;
  return {
    ...stockContext(settings, now, request),
    orderNumber: request.sold.order.orderNumber,
    journal: settings.syncs.journalImport,
    currency: ledgerCurrency ?? currency,
  };
}

async function knownEntries(deps: ActivityDeps, { connection, recordKey }: RecordScope): Promise<KnownEntry[]> {
  const rows = await deps.store.journal.ofRecord(connection, recordKey);
  return rows.map((row) => ({
    state: row.state,
    entry: entryOfRow(deps.vault, row),
    ...(row.reason === undefined ? {} : { reason: row.reason }),
  }));
}

const contextOf = (connection: string): string => `journal/${connection}`;

export const entryOfRow = (vault: Vault, { connection, sealedPayload }: JournalRow): JournalEntry =>
  JSON.parse(vault.open(sealedPayload, contextOf(connection))) as JournalEntry;

/** Answers what was done, in words. */
async function putDown(
  deps: ActivityDeps,
  { connection, sync, recordKey, sold }: JournalBookRequest,
  plan: JournalPlan,
  { timeZone, sync: settings }: JournalContext,
): Promise<string[]> {
  const done: string[] = [];
  for (const entry of plan.queue) {
    const sealedPayload = deps.vault.seal(JSON.stringify(entry), contextOf(connection));
    const day = accountingDay(entry, timeZone, settings.day);
    const isQueued = await deps.store.journal.queue({ connection, key: entry.key, recordKey, day, sealedPayload });
    if (isQueued) done.push(`queued ${entryWords(entry)}`);
  }
  for (const key of plan.withdraw) {
    if (await deps.store.journal.withdraw(connection, key)) done.push(`${key} left the queue: it is not to be booked`);
  }
  if (done.length > 0) {
    const entry = entryFor(Context.current(), { connection, sync, recordKey }, deps.now(), {
      kind: 'decision',
      outcome: 'planned',
      step: 'plan',
      summary: done.join('; '),
      sealedPayload: deps.vault.seal(JSON.stringify({ sold, plan }), `ledger/${connection}`),
    });
    await deps.store.ledger.append([entry]);
  }
  return done;
}
