// Quantities per inventory item, centre and lot, as a list of movements with the history that the vendor shows.
// Trap: reads see a movement only after the level lag; `truth` sees it at once.

export interface Movement {
  eventId: number;
  category: string;
  /** Simulated epoch ms, and elapsed ms for the lag. */
  atMs: number;
  elapsedMs: number;
  inventoryId: number;
  centerId: number;
  lotNumber: string | null;
  lotMs: number | null;
  onHand: number;
  committed: number;
  orderId: number | null;
  references: { key: string; value: string }[];
}

export interface StockRow {
  inventoryId: number;
  centerId: number;
  lotNumber: string | null;
  lotMs: number | null;
  onHand: number;
  committed: number;
}

export interface StockBook {
  add(movement: Movement): void;
  movements(): readonly Movement[];
  /** Rows as reads show them: movements up to `elapsedMs`. */
  shown(elapsedMs: number): StockRow[];
  truth(): StockRow[];
}

const keyOf = (row: { inventoryId: number; centerId: number; lotNumber: string | null }) =>
  `${row.inventoryId}|${row.centerId}|${row.lotNumber ?? ''}`;

function apply(rows: Map<string, StockRow>, move: Movement): void {
  const { inventoryId, centerId, lotNumber, lotMs } = move;
  const key = keyOf(move);
  const row = rows.get(key) ?? { inventoryId, centerId, lotNumber, lotMs, onHand: 0, committed: 0 };
  row.onHand += move.onHand;
  row.committed += move.committed;
  rows.set(key, row);
}

/** An empty book. */
export function createStockBook(): StockBook {
  const all: Movement[] = [];
  const settled = new Map<string, StockRow>();
  const current = new Map<string, StockRow>();
  let settledCount = 0;
  return {
    add(movement) {
      all.push(movement);
      apply(current, movement);
    },
    movements: () => all,
    shown(elapsedMs) {
      for (let next = all[settledCount]; next && next.elapsedMs <= elapsedMs; next = all[settledCount]) {
        apply(settled, next);
        settledCount += 1;
      }
      return [...settled.values()];
    },
    truth: () => [...current.values()],
  };
}
