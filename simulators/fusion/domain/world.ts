// The whole pod: tables, clock, settings, ids and who is calling.
// Trap: only tables made here can be taken back by a failed batch; keep no other state in a handler.
import { DateTime } from 'luxon';
import type { SimClock } from '../../shared/sim-clock.ts';
import type { Settings } from '../options.ts';
import type { Scheduler } from '../scheduler.ts';
import type {
  Account,
  Alias,
  BusinessUnit,
  CatalogItem,
  Currency,
  CustomerAccount,
  Ledger,
  MemoLine,
  MoveType,
  Organization,
  Period,
  Rate,
  ReceiptMethod,
  Source,
  StockRow,
  Subinventory,
  TaxCode,
  Term,
  TrxType,
} from './model.ts';
import { createJournal, type Journal } from './table.ts';
import type { Item } from './values.ts';

function createTables({ table }: Journal) {
  return {
    ledgers: table<Ledger>(),
    units: table<BusinessUnit>(),
    periods: table<Period>(),
    sources: table<Source>(),
    types: table<TrxType>(),
    terms: table<Term>(),
    memoLines: table<MemoLine>(),
    taxCodes: table<TaxCode>(),
    currencies: table<Currency>(),
    rates: table<Rate>(),
    organizations: table<Organization>(),
    subinventories: table<Subinventory>(),
    items: table<CatalogItem>(),
    accounts: table<Account>(),
    aliases: table<Alias>(),
    moveTypes: table<MoveType>(),
    receiptMethods: table<ReceiptMethod>(),
    stock: table<StockRow>(),
    customers: table<CustomerAccount>(),
    organizationsOfParties: table<Item>(),
    persons: table<Item>(),
    invoices: table<Item>(),
    receipts: table<Item>(),
    creditMemos: table<Item>(),
    staged: table<Item>(),
    completed: table<Item>(),
    batches: table<Item>(),
    jobs: table<Item>(),
    documents: table<Item>(),
  };
}

export type Tables = ReturnType<typeof createTables>;

export interface World extends Tables {
  settings: Settings;
  clock: SimClock;
  scheduler: Scheduler;
  journal: Journal;
  /** Who the running request belongs to. */
  caller: string;
  /** Next ESS job or customer number and the like, by name. */
  counters: Record<string, number>;
  /** Online stock transactions that are to run over the server's limit: how many, and when they are worked off. */
  slowOnline: { times: number; afterMs: number };
  /** Work that AutoMatch and jobs do; set by their rooms. */
  nextId(): number;
  next(counter: string, first: number): number;
  /** Audit timestamp: 2026-08-07T07:39:10.027+00:00. */
  stamp(): string;
  /** Today in the legal entity's zone. */
  today(): string;
}

const FIRST_ID = 300_100_170_000_000;

/** Epoch ms as Fusion writes it. */
export const stampOf = (epochMs: number): string => new Date(epochMs).toISOString().replace('Z', '+00:00');

/** An empty pod. */
export function createWorld(settings: Settings, clock: SimClock, scheduler: Scheduler): World {
  const journal = createJournal();
  const counters: Record<string, number> = {};
  const world: World = {
    ...createTables(journal),
    ...{ settings, clock, scheduler, journal, counters, caller: 'SETUP', slowOnline: { times: 0, afterMs: 0 } },
    next(counter, first) {
      const value = counters[counter] ?? first;
      counters[counter] = value + 1;
      return value;
    },
    nextId: () => world.next('id', FIRST_ID),
    stamp: () => stampOf(clock.now()),
    today: () => DateTime.fromMillis(clock.now(), { zone: settings.pod.zone }).toISODate() ?? '',
  };
  return world;
}

/** Forgets every row and counter. */
export function clearWorld(world: World): void {
  for (const part of Object.values(world)) {
    if (typeof part === 'object' && part !== null && 'remove' in part && 'clear' in part) part.clear();
  }
  for (const name of Object.keys(world.counters)) delete world.counters[name];
  world.caller = 'SETUP';
  world.slowOnline = { times: 0, afterMs: 0 };
}

/** The four audit members of a fresh row. */
export function created(world: World): Item {
  const at = world.stamp();
  return { CreatedBy: world.caller, CreationDate: at, LastUpdatedBy: world.caller, LastUpdateDate: at };
}

/** The two audit members of a changed row. */
export const updated = (world: World): Item => ({ LastUpdatedBy: world.caller, LastUpdateDate: world.stamp() });

/** What the control API asked for; throws an Error that names it when there is none. */
export function need<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`no ${what}`);
  return value;
}
