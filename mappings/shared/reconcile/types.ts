/**
 * What a reconciliation compares and what it finds, whatever the two systems are.
 * The trap: all of it is readable in the store and in files: numbers, SKUs and quantities, never a name or an address.
 */

export type ReconcileSide = 'source' | 'target';

/** `names`: every name that the goods are known by, as people compare them; the first is shown. */
export type Goods = { names: string[]; quantity: string };

/** What one row says. What is absent is not known on that side, and is not compared. */
export type Facts = {
  /** For a person: `ShipStation shipment 77`, `IF12`. */
  label: string;
  /** A number of the order that it belongs to. */
  order?: string;
  /** Taken back where it came from: a voided label, a cancelled order. */
  voided?: boolean;
  /** Source: nothing follows from it on the other side. */
  nothingFollows?: boolean;
  /** Target: bears a name of ours. */
  ours?: boolean;
  goods?: Goods[];
  tracking?: string[];
  /** Money by what it is (`total`, `tax`), compared to the cent. */
  amounts?: Record<string, string>;
  /** What it adds to the sums by day and place. */
  sums?: Sum[];
};

/**
 * `ref`: what joins both sides within a key, e.g. one shipment of an order. `place`: a warehouse, in words. `unit`: a currency,
 * or `units`. `value`: decimal text.
 */
export type Sum = { ref: string; unit: string; value: string; day?: string; place?: string };

export type ReconcileRow = {
  side: ReconcileSide;
  /** Unique on its side. */
  id: string;
  /** What joins both sides. */
  key: string;
  /** A second name by which a row without ours is known again, e.g. its tracking number. */
  altKey?: string;
  /** The business record that looks after it. */
  recordKey?: string;
  /** Plain date on which it counts; absent = it always counts. */
  day?: string;
  /** When it came to be, ISO-8601 UTC; what is too young is not judged. */
  at?: string;
  facts: Facts;
};

/** A row with whether it lies in the range that is judged. */
export type JudgedRow = ReconcileRow & { judged: boolean };

/**
 * All that bears one key. `alike`: rows of the other side under another key that share the second name, with whether
 * a row of ours or a source row stands beside them.
 */
export type Group = { key: string; sources: JudgedRow[]; targets: JudgedRow[]; alike: JudgedRow[] };

/** What differs. */
export type Difference =
  | 'missing'
  | 'lost-void'
  | 'wrong-quantity'
  | 'tracking-differs'
  | 'amount-differs'
  | 'posted-twice'
  | 'no-source'
  | 'made-by-hand'
  | 'nothing-to-post';

/** Why it differs: the difference itself while nobody knows better. */
export type Cause = Difference | 'deleted' | 'waiting' | 'skipped' | 'settled' | 'moved';

export type Finding = {
  key: string;
  what: Difference;
  cause: Cause;
  /** True when nobody needs to do anything that is not known already. */
  explained: boolean;
  /** True when starting the record again can mend it. */
  healable: boolean;
  recordKey?: string;
  order?: string;
  /** Labels of the rows on both sides. */
  source?: string;
  target?: string;
  reason: string;
};
