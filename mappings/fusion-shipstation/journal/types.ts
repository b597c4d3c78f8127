/**
 * A journal entry of goods that left: one amount, from the stock account to the cost of sales.
 * The trap: `key` stands on both rows of the entry in the ledger; it is how an imported one is told from a refused one.
 */
import type { LineProblem } from '../inventory/types.ts';

/** As the queue of entries has it. */
export type EntryState = 'due' | 'sent' | 'posted' | 'rejected' | 'stuck';

export type JournalEntry = {
  key: string;
  /** `shipment/<id>`. */
  parcel: string;
  /** Entries of one parcel stand in one journal. */
  journal: string;
  orderNumber: string;
  /** What its day is made from. */
  createdAt: string;
  shipDate: string;
  lineId: string;
  sku: string;
  item: string;
  quantity: string;
  direction: 'issue' | 'receipt';
  cost: string;
  amount: string;
  currency: string;
  debit: string;
  credit: string;
  /** A person asked for the next open period. */
  nextPeriod?: boolean;
};

export type KnownEntry = { state: EntryState; reason?: string; entry: JournalEntry };

export type JournalPlan = {
  queue: JournalEntry[];
  withdraw: string[];
  problems: LineProblem[];
  notes: string[];
  posted: number;
};
