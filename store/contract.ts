/**
 * Everything that the program keeps in SQL (SQLite or PostgreSQL, one schema): connections, sealed secrets, the webhook
 * inbox, the audit ledger, the state of each business record, cursors.
 * The trap: all text that may be personal or secret comes in already sealed (columns named `sealed…`); `reason`,
 * `summary` and numbers are readable, so never put a name, an address or an e-mail there.
 * All instants are ISO-8601 UTC strings.
 */

import type { JournalStore } from './journal-contract.ts';
import type { LinkStore } from './links-contract.ts';
import type { ReconcileStore } from './reconcile-contract.ts';
import type { StockStore } from './stock-contract.ts';

export type ConnectionMode = 'live' | 'shadow' | 'paused';

export type ConnectionRow = {
  id: string;
  pair: string;
  mode: ConnectionMode;
  /** The validated settings as JSON text (no secrets in them). */
  settings: string;
  /** Counts up with each change. */
  revision: number;
  updatedAt: string;
  /** Set while the connection is parked: credentials refused, a permission missing. */
  parked?: { system: string; failureType: string; reason: string; since: string };
};

export type ConnectionStore = {
  list(): Promise<ConnectionRow[]>;
  get(id: string): Promise<ConnectionRow | undefined>;
  /** Inserts or updates; answers the new revision and whether anything differed. `parked` is left as it is. */
  put(row: {
    id: string;
    pair: string;
    mode: ConnectionMode;
    settings: string;
  }): Promise<{ revision: number; changed: boolean }>;
  setMode(id: string, mode: ConnectionMode): Promise<void>;
  /** First cause wins: parking a parked connection changes nothing and answers false. */
  park(id: string, parked: { system: string; failureType: string; reason: string }): Promise<boolean>;
  unpark(id: string): Promise<boolean>;
  /** Takes the connection's secrets and hook tokens along; inbox, ledger, records and cursors stay. */
  remove(id: string): Promise<void>;
};

/** Sealed secrets by connection and name (`netsuite`, `shipstation`, `token/netsuite`, `hook`). */
export type SecretStore = {
  put(connection: string, name: string, sealed: string, keyId: string): Promise<void>;
  /**
   * Replaces a secret only while it is still `expected`; false when somebody stored another meanwhile. For the rotation
   * of master keys, which must not put an old refresh token back over a new one.
   */
  replace(connection: string, name: string, expected: string, sealed: string, keyId: string): Promise<boolean>;
  get(connection: string, name: string): Promise<{ sealed: string; keyId: string; updatedAt: string } | undefined>;
  list(): Promise<{ connection: string; name: string; keyId: string; updatedAt: string }[]>;
  remove(connection: string, name: string): Promise<void>;
};

/** SHA-256 (hex) of each connection's webhook path token; during a rotation the old one is accepted until `expiresAt`. */
export type HookTokenStore = {
  put(connection: string, tokenHash: string): Promise<void>;
  /** Unexpired hashes of a connection. */
  hashes(connection: string, now: string): Promise<string[]>;
  /** Lets all but the newest end at `expiresAt`. */
  expireOld(connection: string, expiresAt: string): Promise<void>;
};

export type InboxState = 'stored' | 'signalled' | 'done';

export type InboxRow = {
  id: string;
  connection: string;
  system: string;
  topic: string;
  /** Equal for deliveries that say the same thing (hash of the body, or the vendor's delivery id). */
  dedupeKey: string;
  receivedAt: string;
  lastReceivedAt: string;
  /** How many times it was delivered. */
  deliveries: number;
  state: InboxState;
  sealedBody: string;
  workflowId?: string;
};

export type InboxStore = {
  /**
   * Durable when it resolves (many callers share one transaction: group commit). A row with the same connection and
   * dedupeKey is not doubled: its deliveries and lastReceivedAt go up and its state goes back to `stored`.
   */
  add(row: {
    connection: string;
    system: string;
    topic: string;
    dedupeKey: string;
    sealedBody: string;
    receivedAt: string;
  }): Promise<{ id: string; duplicate: boolean }>;
  get(id: string): Promise<InboxRow | undefined>;
  /** `signalled` only replaces `stored`: it may come in after the workflow has already said `done`. */
  setState(id: string, state: InboxState, workflowId?: string): Promise<void>;
  /**
   * Rows still `stored` for longer than `olderThan` (an instant), oldest first: what the relay sends on. With `only`, rows
   * of these connections alone, so that a paused connection's rows never fill the page.
   */
  pending(olderThan: string, limit: number, only?: string[]): Promise<InboxRow[]>;
  /** By time of receipt, both ends included, oldest first; pages by `after` (an id). */
  range(query: {
    connection: string;
    from: string;
    to: string;
    topic?: string;
    after?: string;
    limit: number;
  }): Promise<InboxRow[]>;
  counts(connection: string): Promise<{ stored: number; signalled: number; done: number; deliveries: number }>;
  /** Retention: removes rows that are done and were last received before an instant; answers how many. */
  prune(connection: string, before: string): Promise<number>;
};

export type LedgerKind = 'event' | 'attempt' | 'decision' | 'intent' | 'effect' | 'status' | 'action';

export type LedgerEntry = {
  connection: string;
  kind: LedgerKind;
  sync: string;
  /** The business record's key, `-` where there is none. */
  recordKey: string;
  workflowId: string;
  runId: string;
  /** Our time. */
  at: string;
  /** The vendor's own time of the thing, where known. */
  sourceTime?: string;
  /** What was done, e.g. `createFulfillment`. */
  step: string;
  attempt?: number;
  system?: string;
  outcome: 'ok' | 'failed' | 'waiting' | 'skipped' | 'planned';
  failureType?: string;
  /** e.g. `itemFulfillment/5001`. */
  targetRef?: string;
  /** One sentence in plain words, nothing personal. */
  summary: string;
  /** Details, sealed by the caller. */
  sealedPayload?: string;
};

/** `hash` = SHA-256 over `prevHash` and the canonical JSON of the entry; `seq` counts within the connection. */
export type LedgerRow = LedgerEntry & { seq: number; prevHash: string; hash: string };

export type LedgerStore = {
  /** Durable when it resolves; group commit; the chain of each connection is unbroken with many writing processes. */
  append(entries: LedgerEntry[]): Promise<void>;
  forRecord(connection: string, sync: string, recordKey: string): Promise<LedgerRow[]>;
  range(query: {
    connection: string;
    from?: string;
    to?: string;
    afterSeq?: number;
    limit: number;
  }): Promise<LedgerRow[]>;
  /** Walks the chain; answers the first broken row, if any. */
  verify(connection: string): Promise<{ rows: number; brokenAt?: number }>;
  /** Retention: removes rows before an instant and keeps the last removed hash as the chain's new root. */
  prune(connection: string, before: string): Promise<number>;
};

export type RecordStatus = 'working' | 'waiting' | 'done' | 'skipped';

export type BusinessNumber = { kind: string; value: string };

export type RecordRow = {
  connection: string;
  sync: string;
  recordKey: string;
  status: RecordStatus;
  /** Short code of why it waits, e.g. `sku-missing`; groups `errors`. */
  cause?: string;
  /** Plain words with what to do. */
  reason?: string;
  workflowId: string;
  /** What made us look first: webhook, sweep, backfill, person. */
  foundBy: string;
  firstSeenAt: string;
  updatedAt: string;
  numbers: BusinessNumber[];
  /** Result in plain words, e.g. `1 fulfilment: IF77`. */
  summary?: string;
};

export type RecordStore = {
  /** Inserts or updates one record; `numbers` are added to those known, `sources` are marked settled (see isSettled). */
  put(
    row: Omit<RecordRow, 'firstSeenAt' | 'updatedAt'> & { at: string; sources?: { source: string; state: string }[] },
  ): Promise<void>;
  get(connection: string, sync: string, recordKey: string): Promise<RecordRow | undefined>;
  /** When each of these records was last settled; those that never were are missing. */
  settledAt(connection: string, sync: string, recordKeys: string[]): Promise<Map<string, string>>;
  /** Every record that carries this number (compared without case, blanks, `#`, and a leading `se-`). */
  findByNumber(value: string, connection?: string): Promise<RecordRow[]>;
  /** Newest change first; `after` is `recordCursor(last row of the page before)` of `store/records.ts`. */
  list(query: {
    connection?: string;
    sync?: string;
    status?: RecordStatus;
    cause?: string;
    limit: number;
    after?: string;
  }): Promise<RecordRow[]>;
  /** `oldest`: when the one that is known longest was first seen. */
  counts(
    connection?: string,
  ): Promise<
    { connection: string; sync: string; status: RecordStatus; cause?: string; count: number; oldest: string }[]
  >;
  /** Of the given source rows (`shipment:1`, state `live`/`voided`), those that are NOT settled in this state yet. */
  unsettled(
    connection: string,
    sync: string,
    sources: { source: string; state: string }[],
  ): Promise<{ source: string; state: string }[]>;
};

export type CursorStore = {
  get(connection: string, stream: string): Promise<{ value: string; updatedAt: string } | undefined>;
  put(connection: string, stream: string, value: string): Promise<void>;
};

/** Small state that all processes change together. */
export type SharedStateStore = {
  get(key: string): Promise<string | undefined>;
  /**
   * Replaces the value by what `change` makes of it, while nobody else did; else `change` is asked again with the new
   * one. It must have no effect of its own.
   */
  change<T>(key: string, change: (value: string | undefined) => { value: string; answer: T }): Promise<T>;
};

/** The directory of customers, by the accounting system's own id. Profiles are sealed, keys are keyed hashes. */
export type CustomerStore = {
  /** `changed` is false while the fingerprint is the one that is known; nothing is written then. */
  put(row: {
    connection: string;
    customerId: string;
    /** The customer above it. */
    parentId?: string;
    /** Equal for equal profiles. */
    fingerprint: string;
    sealedProfile: string;
    keys: string[];
  }): Promise<{ changed: boolean }>;
  get(
    connection: string,
    customerId: string,
  ): Promise<{ parentId?: string; fingerprint: string; sealedProfile: string; updatedAt: string } | undefined>;
  /** Customers directly below. */
  childrenOf(connection: string, customerId: string): Promise<string[]>;
  keysOf(connection: string, customerId: string): Promise<string[]>;
  /** Customers that are known by one of these keys. */
  customersOf(connection: string, keys: string[]): Promise<string[]>;
  /** True when there was one. */
  remove(connection: string, customerId: string): Promise<boolean>;
};

/** What is kept of a shipping system's orders; `look` holds states and ids only, the rest is sealed or hashed. */
export type OrderNoteStore = {
  get(
    connection: string,
    orderId: string,
  ): Promise<{ customerId?: string; sealedWritten?: string; look?: string } | undefined>;
  /** Whose order it is, and the hashes of what it says of its owner. */
  putOwner(connection: string, orderId: string, owner: { customerId?: string; keys: string[] }): Promise<void>;
  putWritten(connection: string, orderId: string, sealedWritten: string): Promise<void>;
  putLook(connection: string, orderId: string, look: string): Promise<void>;
  /** Orders of this customer, and those that bear one of its keys. */
  ordersOf(connection: string, customerId: string, keys: string[]): Promise<string[]>;
  /** Forgets all but the look. */
  close(connection: string, orderId: string): Promise<void>;
  /** Retention: removes closed orders that did not change since an instant; answers how many. */
  prune(connection: string, before: string): Promise<number>;
};

export type Store = {
  dialect: 'sqlite' | 'postgres';
  connections: ConnectionStore;
  secrets: SecretStore;
  hookTokens: HookTokenStore;
  inbox: InboxStore;
  ledger: LedgerStore;
  records: RecordStore;
  cursors: CursorStore;
  shared: SharedStateStore;
  stock: StockStore;
  links: LinkStore;
  journal: JournalStore;
  customers: CustomerStore;
  orderNotes: OrderNoteStore;
  reconcile: ReconcileStore;
  /** Rows and bytes, for bench and doctor. */
  stats(): Promise<{ table: string; rows: number }[]>;
  /** True when a trivial read and the schema version are fine. */
  healthy(): Promise<boolean>;
  close(): Promise<void>;
};
