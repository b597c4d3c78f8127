/**
 * The work table of stock runs: one row for each SKU and place.
 * The trap: `skuKey` compares without case and blanks; `sku` is the spelling that the target system itself uses.
 */

/**
 * same: nothing to do. todo: to be written. writing: sent, the answer not seen yet. written: answered, to be read back by the
 * next list. changed: written and read back. waiting: a person must mend something. failed: given up in this run.
 */
export type StockState = 'same' | 'todo' | 'writing' | 'written' | 'changed' | 'waiting' | 'failed';

export type StockLevelRow = {
  skuKey: string;
  location: string;
  sku: string;
  /** What one piece is made of, as JSON. */
  madeOf: string;
  wanted: number;
  wantedAt: string;
  /** Absent where the target has no row. */
  shown?: number;
  shownAt?: string;
  /** The target has this SKU. */
  known: boolean;
  run: string;
  state: StockState;
  rank: number;
  tries: number;
  /** The last run that wrote it. */
  changedIn?: string;
  cause?: string;
  reason?: string;
};

export type WantedLevel = Pick<StockLevelRow, 'skuKey' | 'location' | 'sku' | 'madeOf' | 'wanted'>;
export type ShownLevel = { skuKey: string; location: string; sku: string; shown: number };
/** A row's name with what changes in it; `shown: null` = the target has no row. Without `cause` the old one goes. */
export type LevelChange = Pick<StockLevelRow, 'skuKey' | 'location' | 'state'> &
  Partial<Pick<StockLevelRow, 'rank' | 'tries' | 'changedIn' | 'cause' | 'reason' | 'wanted'>> & {
    shown?: number | null;
  };

export type StockStore = {
  /** A run begins: what was shown, and which SKUs were known, is forgotten. `only`: just these SKUs. */
  forgetShown(connection: string, only?: string[]): Promise<void>;
  /** Takes the rows into a run. State, and what was shown, stay; a row of another run becomes `same`, without tries. */
  putWanted(connection: string, run: string, at: string, rows: WantedLevel[]): Promise<void>;
  /** Rows that no run knows are passed over; answers how many were known. */
  putShown(connection: string, at: string, rows: ShownLevel[]): Promise<number>;
  /** These SKUs are products of the target, in its own spelling. */
  putKnown(connection: string, products: { skuKey: string; sku: string }[]): Promise<void>;
  /** In the order of SKU and location. */
  list(query: {
    connection: string;
    run?: string;
    skuKeys?: string[];
    /** In the spelling of the target. */
    skus?: string[];
    state?: StockState;
    after?: { skuKey: string; location: string };
    limit: number;
  }): Promise<StockLevelRow[]>;
  /** Rows still to be written (todo, writing) of the most urgent SKUs, at most so many SKUs, most urgent first. */
  nextWork(connection: string, run: string, skus: number): Promise<StockLevelRow[]>;
  change(connection: string, changes: LevelChange[]): Promise<void>;
  /** Rows and SKUs of a run by state. */
  counts(connection: string, run: string): Promise<{ state: StockState; rows: number; skus: number }[]>;
  /** Those of the SKUs that stand on several things of a run (rows with different `skuKey`). */
  sharedSkus(connection: string, run: string, skus: string[]): Promise<string[]>;
  /** Whether a SKU with something to sell is shown nowhere and not known to be a product. */
  hasUnknown(connection: string, run: string): Promise<boolean>;
  /** Removes rows that no run since the given instant has seen. */
  prune(connection: string, before: string): Promise<number>;
};
