/**
 * Plain shapes that cross the workflow boundary: one object each, ISO-8601 UTC strings, decimal strings.
 * The trap: no Date, Map, Set or bigint here; JSON would quietly turn them into something else.
 */

import type { Pair, System } from './manifest.ts';

/** What made us look: it decides the priority and is shown in the trace. */
export type WakeCause = 'webhook' | 'sweep' | 'backfill' | 'replay' | 'person';

/**
 * "Look again." Deduplicated by `eventId` inside the workflow, because a redelivered webhook signals twice. `heal`: a person
 * asked that what differs on the target be mended, even where somebody may have changed it on purpose.
 */
export type Wake = {
  eventId: string;
  cause: WakeCause;
  /** The vendor's time of it, or ours. */
  at: string;
  heal?: boolean;
  /** A person asked that what belongs to a closed period be posted in the next open one. */
  nextPeriod?: boolean;
};

export type RecordStatus = 'working' | 'waiting' | 'done' | 'skipped';

/** Input of every record workflow (`orderShipped`, …). `carried` is set only by continue-as-new. */
export type RecordInput = {
  connection: string;
  /** The business record's key in its source system, e.g. the ShipStation order id. */
  key: string;
  foundBy: WakeCause;
  carried?: CarriedState;
};

export type CarriedState = {
  pending: Wake[];
  seenEventIds: string[];
  waitingSince?: string;
  rounds: number;
  /** Asked for, and not posted yet. */
  nextPeriod?: boolean;
};

/** Why a record waits: `cause` groups, `reason` says in plain words what to do and where. */
export type Blocked = { cause: string; reason: string };

/** Answer of the `status` query and of the workflow itself. */
export type RecordState = {
  status: RecordStatus;
  cause?: string;
  reason?: string;
  waitingSince?: string;
  /** When it looks again by itself. */
  nextLookAt?: string;
  rounds: number;
  summary?: string;
  numbers: { kind: string; value: string }[];
  /** Something was asked for, or looked at, whose outcome does not stand here yet. */
  looking?: boolean;
};

/** Argument of `retry` and `skip`; may be left out when typed by hand. */
export type PersonsWord = {
  by?: string;
  note?: string;
  /** With `retry`: what belongs to a closed period is posted in the next open one. */
  nextPeriod?: boolean;
};

/** `system`: whose webhook it is; absent = ShipStation's. */
export type WebhookPointerInput = { connection: string; inboxId: string; system?: string };

/** Plain JSON as a person types it: `{"connection":"acme","sync":"orderShipped","from":"2026-11-01","to":"2026-11-02"}`. */
export type BackfillInput = {
  connection: string;
  sync: string;
  /** ISO-8601 instant, or a plain date = that day's start in the connection's time zone. */
  from: string;
  to: string;
  carried?: BackfillProgress;
  /** Records that were woken and have not been looked at yet. */
  underWay?: { key: string; was?: string }[];
};

export type BackfillProgress = {
  stream: number;
  page: number;
  /** Where the next page begins; absent at a stream's start. */
  cursor?: string;
  /** Source rows seen, records woken, rows that were settled already. */
  rows: number;
  /** Rows that there are in all, where the streams tell. */
  total?: number;
  woken: number;
  settled: number;
  /** Rows of which nothing is left to do, and records that are being looked at just now. */
  finished?: number;
  underWay?: number;
  streams: number;
  done: boolean;
};

export type SweepInput = {
  connection: string;
  sync: string /** Overrides the cursor: sweep a known gap. */;
  since?: string;
};
/** `stopped`: what kept it from the end; the next sweep begins where this one began. */
export type SweepResult = {
  stopped?: string;
  rows: number;
  settled: number;
  woken: number;
  foundBySweep: number;
  from: string;
  to: string;
};

/** Input of a sync that runs as a whole; typed by hand it is plain JSON. `only`: just these keys (e.g. SKUs). */
export type RunInput = { connection: string; sync: string; cause?: WakeCause; only?: string[] };

/** Answer of the `progress` query of a stock run, and of the run itself. Levels, one for each SKU and location. */
export type StockProgress = {
  phase: 'reading NetSuite' | 'reading ShipStation' | 'reading Shopify' | 'comparing' | 'writing' | 'done';
  /** 1, then once more for what changed meanwhile. */
  pass: number;
  same: number;
  changed: number;
  waiting: number;
  failed: number;
  /** To be written still; in shadow mode: what would be. */
  todo: number;
  /** Rows read so far of the present list. */
  read: number;
  /** Calls that set a level. */
  written: number;
  startedAt: string;
  budget?: { limit: number; remaining: number; resetAt: string };
  /** Forecast of the writing's end. */
  endsAt?: string;
  /** What it waits for just now. */
  waitsFor?: string;
  /** Why it ended early. */
  stopped?: string;
  shadow?: boolean;
};

/** `pair`: absent = netsuite-shipstation. */
export type GuardInput = { connection: string; pair?: Pair };
export type GuardResult = {
  /** What kept it from looking, e.g. a parked connection. */
  stopped?: string;
  checked: number;
  restored: string[];
  removed: string[];
  sweptSince?: string;
};

export type ParkedInput = { connection: string };

/** `order`: number, name or id in the system that orders come from. `pair`: absent = netsuite-shipstation. */
export type PreviewInput = { connection: string; order: string; pair?: Pair };

/** Plain JSON: `{"connection":"acme"}`. */
export type CatalogInput = { connection: string };

export type CatalogProblem = 'missing' | 'several' | 'inactive' | 'blank' | 'doubled';
/** `others`: NetSuite items that bear the SKU, or the variant that bears it too. */
export type CatalogRow = { problem: CatalogProblem; sku: string; variantId: string; product: string; others: string[] };
/** `rows` ends after some thousands; `counts` does not. */
export type CatalogResult = { variants: number; counts: Record<CatalogProblem, number>; rows: CatalogRow[] };

/**
 * Plain JSON as a person types it: `{"connection":"acme","from":"2026-10-01","to":"2026-10-31"}`. Both days are included and
 * are the connection's own; without them the last days of the settings.
 */
export type ReconcileInput = {
  connection: string;
  from?: string;
  to?: string;
  /** Only these lists, e.g. `shipments`. */
  streams?: string[];
  /** Start the records again whose differences can be mended, wait for them, and compare those again. */
  heal?: boolean;
  /** Mend what an earlier run found, instead of comparing anew. */
  run?: string;
  by?: string;
  carried?: ReconcileProgress;
};

type ReconcileStage = 'source' | 'target' | 'compare' | 'look' | 'close' | 'heal';

export type ReconcileProgress = {
  run: string;
  from: string;
  to: string;
  /** Rows younger than this are not judged. */
  before: string;
  streams: { name: string; source: System; target: System; looks: boolean }[];
  stream: number;
  stage: ReconcileStage;
  cursor?: string;
  /** Rows read on either side, keys compared, records looked at a second time. */
  source: number;
  target: number;
  compared: number;
  looked: number;
  notLookedAt: number;
};

export type StreamResult = {
  stream: string;
  /** Rows inside the range on either side. */
  source: number;
  target: number;
  explained: number;
  unexplained: number;
  causes: Record<string, number>;
};

/** What both sides come to on one day at one place, as decimal text. */
export type StreamTotal = { stream: string; day: string; place: string; unit: string; source: string; target: string };

export type ReconcileResult = {
  run: string;
  connection: string;
  from: string;
  to: string;
  explained: number;
  unexplained: number;
  streams: StreamResult[];
  /** Records started again, and how many of them still differ. */
  healed?: { started: number; stillOpen: number };
  /** Differences beyond the most that are looked at a second time in one run. */
  notLookedAt?: number;
  /** What kept it from the end. */
  stopped?: string;
  /** Only in the store, since there may be many; absent after a mending. */
  totals?: StreamTotal[];
};

/** Answer of the `progress` query of `journalImport`, and of the run itself. Counts are journal entries. */
export type JournalProgress = {
  phase: 'gathering' | 'sending' | 'importing' | 'settling' | 'done';
  imports: number;
  posted: number;
  rejected: number;
  /** Stand in the ledger in part. */
  stuck: number;
  /** The present import: its group id, how many entries it has, Fusion's request id and how that stands. */
  group?: string;
  entries?: number;
  job?: string;
  status?: string;
  /** How the automatic posting was started. */
  posting?: string;
  stopped?: string;
};

/** Answer of the `progress` query of `stockAdjustments`, and of the run itself. */
export type AdjustmentProgress = {
  phase: 'comparing' | 'done';
  /** Stock levels that were compared. */
  levels: number;
  adjustments: number;
  /** Differences that were not sure, because goods left meanwhile. */
  postponed: number;
  /** Nothing was known before. */
  first?: boolean;
  stopped?: string;
};
