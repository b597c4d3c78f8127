/**
 * What a pair must say to have two of its lists reconciled: how to read either side, how to compare, and how to look a
 * second time. A new stream is one file and a line in streams.ts.
 * The trap: pages may be read twice and rows may change between the two readings, so nothing is called a difference
 * before the second look, where a stream has one.
 */
import type { CompareRules } from '../../mappings/shared/reconcile/compare.ts';
import type { Verdict } from '../../mappings/shared/reconcile/explain.ts';
import type { Finding, Group, ReconcileRow } from '../../mappings/shared/reconcile/types.ts';
import type { LedgerRow, Store } from '../../store/contract.ts';
import type { System } from '../../workflows/manifest.ts';
import type { OpenConnection } from '../connection-registry.ts';
import type { ActivityDeps } from '../deps.ts';

/** Plain days, both included; `read` is what is read, `judged` what is judged. `zone`: whose days they are. */
export type ReconcileWindow = {
  judged: { from: string; to: string };
  read: { from: string; to: string };
  zone: string;
};

export type SidePage = { rows: ReconcileRow[]; next?: string };

/** What a second look at one business record found. */
export type SecondLook = {
  rows: ReconcileRow[];
  /** By key: what the sync would do about it. */
  verdicts: Record<string, Verdict>;
};

/** A write of ours from the ledger: intent or effect of one step. `payload` is the planned write. */
export type LedgerWrite = Pick<LedgerRow, 'kind' | 'step' | 'at' | 'targetRef'> & { payload?: unknown };

export type ReconcileStream = {
  name: string;
  /** The sync whose records look after this; they explain and mend. */
  sync: string;
  source: System;
  target: System;
  /** Whether there is anything to compare for these days; `today` is the connection's. Absent = always. */
  isOn?(open: OpenConnection, range: { from: string; to: string; today: string }): boolean;
  readSource(open: OpenConnection, window: ReconcileWindow, cursor: string | undefined): Promise<SidePage>;
  readTarget(open: OpenConnection, window: ReconcileWindow, cursor: string | undefined): Promise<SidePage>;
  /** Its rows carry sums. */
  sums?: true;
  rules(open: OpenConnection): CompareRules;
  /** A number under which the record of a row without a source may be known; undefined when there is none. */
  recordNumber?(key: string): string | undefined;
  /**
   * Reads all that belongs to one record straight from both systems; undefined = it cannot tell more than the lists. Runs
   * on the target's queue.
   */
  look?(open: OpenConnection, recordKey: string, keys: string[], deps: ActivityDeps): Promise<SecondLook | undefined>;
  /** What this list knows of a difference besides its record. */
  explain?(store: Store, open: OpenConnection, found: Finding, group: Group): Promise<Finding>;
  /** Whether our own ledger says that `key` was posted and not taken back by us. */
  posted?(writes: LedgerWrite[], key: string): { ref: string; at: string } | undefined;
};
