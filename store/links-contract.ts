/**
 * What a sync made in the target system for a fact of the source system: one row per thing made.
 * The trap: the row is there before the thing is (`intent`), because the target has no place for a name of ours; a thing that
 * is found without a row was made by somebody else.
 */

/**
 * intent: about to be made, or made and the answer lost. made: stands in the target. found: made by somebody else, and
 * taken for this fact. undone: taken back. gone: the intent came to nothing.
 */
export type LinkState = 'intent' | 'made' | 'found' | 'undone' | 'gone';

export type LinkRow = {
  connection: string;
  sync: string;
  /** The fact, e.g. `itemFulfillment/77/1`; unique within connection and sync. */
  sourceRef: string;
  /** What the fact belongs to in the source, e.g. `salesOrder/55`. */
  sourceOwner: string;
  /** What it belongs to in the target, e.g. `order/8837991727410`. */
  targetOwner: string;
  /** The thing made, e.g. `fulfillment/7987144655154`; absent while only intended. */
  targetRef?: string;
  state: LinkState;
  /** What was asked for, as JSON; nothing personal. */
  detail?: string;
  /** When the row was first noted. */
  notedAt: string;
  updatedAt: string;
};

export type LinkQuery = {
  connection: string;
  sync: string;
  sourceOwner?: string;
  targetOwner?: string;
  targetRefs?: string[];
};

export type LinkStore = {
  /** Inserts or replaces the row of a source ref; `notedAt` stays the first one. Durable when it resolves. */
  put(row: Omit<LinkRow, 'notedAt' | 'updatedAt'> & { at: string }): Promise<void>;
  get(connection: string, sync: string, sourceRef: string): Promise<LinkRow | undefined>;
  /** All that are given must fit; oldest first. */
  find(query: LinkQuery): Promise<LinkRow[]>;
};
