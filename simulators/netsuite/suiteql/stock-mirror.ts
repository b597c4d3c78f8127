// Keeps the stock tables equal to the stock cells; the rows may lag behind on purpose, as in the real service.
// Trap: kits, services and other items without stock of their own have no rows here.
import { minus } from '../decimal.ts';
import { isStocked } from '../orders/items.ts';
import type { StockCell, World } from '../world.ts';
import { dateFromMs } from './dates.ts';
import { STOCK_TABLES } from './schema.ts';
import type { Row, Writer } from './writer.ts';

export interface StockMirror {
  changed(cell: StockCell): void;
  /** Writes the changes whose lag has passed; false when there were none. */
  settle(): boolean;
  forgetItem(itemId: string): void;
}

function stockRow(cell: StockCell, changedAt: string): Row {
  return {
    item: Number(cell.item),
    location: Number(cell.location),
    quantityonhand: cell.onHand,
    quantityavailable: minus(cell.onHand, cell.committed),
    quantitycommitted: cell.committed,
    quantityonorder: cell.onOrder,
    quantitybackordered: cell.backOrdered,
    quantityintransit: 0,
    averagecostmli: cell.averageCost ?? null,
    lastquantityavailablechange: changedAt,
    lastmodifieddate: changedAt,
  };
}

function lotRows(cell: StockCell, changedAt: string): Row[] {
  return [...(cell.lots ?? [])]
    .filter(([, quantity]) => quantity !== 0)
    .map(([lot, quantity]) => ({
      item: Number(cell.item),
      location: Number(cell.location),
      inventorynumber: Number(lot),
      quantityonhand: quantity,
      quantityavailable: quantity,
      lastmodifieddate: changedAt,
    }));
}

/** The stock part of the mirror. */
export function createStockMirror(world: World, writer: Writer): StockMirror {
  const pending = new Map<StockCell, { dueMs: number; atMs: number }>();
  const written = new WeakSet<StockCell>();
  const writeCell = (cell: StockCell, changedAt: string) => {
    if (!isStocked(world, cell.item)) return;
    const [item, location] = [Number(cell.item), Number(cell.location)];
    if (written.has(cell)) {
      for (const table of [...STOCK_TABLES, 'inventorynumberlocation'])
        writer.run(`DELETE FROM "${table}" WHERE item = ? AND location = ?`, item, location);
    }
    written.add(cell);
    const row = stockRow(cell, changedAt);
    const lots = lotRows(cell, changedAt);
    writer.write('aggregateitemlocation', [row]);
    writer.write('inventoryitemlocations', [row]);
    writer.write('inventorybalance', lots.length > 0 ? lots : [row]);
    writer.write('inventorynumberlocation', lots);
  };
  return {
    changed: (cell) => {
      const atMs = world.clock.now();
      const dueMs = pending.get(cell)?.dueMs ?? atMs + world.switches.stockLagSeconds * 1000;
      pending.set(cell, { dueMs, atMs });
    },
    settle: () => {
      if (pending.size === 0) return false;
      const now = world.clock.now();
      const due = [...pending].filter(([, entry]) => entry.dueMs <= now);
      if (due.length === 0) return false;
      // Many cells change in the same second; its text is made once.
      let lastSecond = Number.NaN;
      let shown = '';
      writer.together(() => {
        for (const [cell, { atMs }] of due) {
          pending.delete(cell);
          const second = Math.floor(atMs / 1000);
          if (second !== lastSecond) shown = dateFromMs(atMs, world.settings.accountZone);
          lastSecond = second;
          writeCell(cell, shown);
        }
      });
      return true;
    },
    forgetItem: (itemId) => {
      for (const table of [...STOCK_TABLES, 'inventorynumberlocation']) writer.clear(table, 'item', itemId);
    },
  };
}
