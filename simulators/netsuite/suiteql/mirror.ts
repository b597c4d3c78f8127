// Keeps the query tables equal to the records: every stored change rewrites only that record's rows.
// Trap: stock rows may lag behind on purpose, as they do in the real service.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { minus } from '../decimal.ts';
import { isStocked } from '../orders/items.ts';
import { schemaOf } from '../schema/registry.ts';
import { asNumber, type LinkRow, listOf, type Rec, type StockCell, type World, type WorldListener } from '../world.ts';
import { dateFromMs } from './dates.ts';
import { addressRow, lineRows, masterRow, type Row, trackingOf, transactionRow } from './rows.ts';
import { TABLES } from './schema.ts';

type Write = (table: string, rows: readonly Row[]) => void;
type Clear = (table: string, column: string, id: string) => void;

function writer(db: DatabaseSync): { write: Write; clear: Clear } {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string) => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = db.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  return {
    write: (table, rows) => {
      const columns = TABLES[table] ?? [];
      const marks = columns.map(() => '?').join(',');
      const statement = prepared(`INSERT OR REPLACE INTO "${table}" VALUES (${marks})`);
      for (const row of rows) statement.run(...columns.map((column) => row[column] ?? null));
    },
    clear: (table, column, id) => {
      prepared(`DELETE FROM "${table}" WHERE "${column}" = ?`).run(Number(id));
    },
  };
}

function clearTransaction(clear: Clear, id: string): void {
  clear('transaction', 'id', id);
  clear('transactionline', 'transaction', id);
  clear('transactionshippingaddress', 'nkey', id);
  clear('trackingnumbermap', 'transaction', id);
}

function writeTransaction(world: World, write: Write, clear: Clear, rec: Rec): void {
  clear('transactionline', 'transaction', rec.id);
  write('transaction', [transactionRow(world, rec)]);
  write('transactionline', lineRows(world, rec));
  const address = addressRow(rec);
  if (address !== undefined) {
    clear('transactionshippingaddress', 'nkey', rec.id);
    write('transactionshippingaddress', [address]);
  }
  const numbers = trackingOf(rec);
  if (numbers.length === 0) return;
  clear('trackingnumbermap', 'transaction', rec.id);
  write(
    'trackingnumbermap',
    numbers.map((_, index) => ({ transaction: Number(rec.id), trackingnumber: Number(rec.id) * 100 + index })),
  );
  write(
    'trackingnumber',
    numbers.map((trackingnumber, index) => ({ id: Number(rec.id) * 100 + index, trackingnumber })),
  );
}

function writeMaster(world: World, write: Write, clear: Clear, rec: Rec): void {
  const schema = schemaOf(rec.type);
  const table = schema.family === 'item' ? 'item' : rec.type.toLowerCase();
  const columns = TABLES[table];
  if (columns === undefined) return;
  write(table, [masterRow(world, rec, columns)]);
  if (rec.type !== 'kitItem') return;
  clear('kititemmember', 'parentitem', rec.id);
  write(
    'kititemmember',
    listOf(rec, 'member').map((line) => ({
      parentitem: rec.id,
      item: Number(line.item),
      quantity: asNumber(line.quantity),
    })),
  );
}

function stockRow(world: World, cell: StockCell): Row {
  return {
    item: Number(cell.item),
    location: Number(cell.location),
    quantityonhand: cell.onHand,
    quantityavailable: minus(cell.onHand, cell.committed),
    quantitycommitted: cell.committed,
    quantityonorder: cell.onOrder,
    quantitybackordered: cell.backOrdered,
    quantityintransit: 0,
    lastquantityavailablechange: dateFromMs(world.clock.now(), world.settings.accountZone),
  };
}

const STOCK_TABLES = ['aggregateitemlocation', 'inventoryitemlocations', 'inventorybalance'];

function writeLinks(write: Write, rows: readonly LinkRow[]): void {
  const shown = rows.map((row) => ({
    previousdoc: Number(row.previousDoc),
    previousline: row.previousLine,
    nextdoc: Number(row.nextDoc),
    nextline: row.nextLine,
    linktype: row.linkType,
  }));
  write('nexttransactionlinelink', shown);
  write('previoustransactionlinelink', shown);
  const header = shown.slice(0, 1);
  write('nexttransactionlink', header);
  write('previoustransactionlink', header);
}

export interface Mirror extends WorldListener {
  /** Writes stock changes whose lag has passed; call before a query. */
  settle(): void;
}

/** A listener that keeps `db` in step with the world. */
export function createMirror(db: DatabaseSync, world: World): Mirror {
  const { write, clear } = writer(db);
  const pending = new Map<StockCell, number>();
  const drop = db.prepare('DELETE FROM aggregateitemlocation WHERE item = ? AND location = ?');
  const dropMore = STOCK_TABLES.slice(1).map((table) =>
    db.prepare(`DELETE FROM "${table}" WHERE item = ? AND location = ?`),
  );
  const writeStock = (cell: StockCell) => {
    if (!isStocked(world, cell.item)) return;
    for (const statement of [drop, ...dropMore]) statement.run(Number(cell.item), Number(cell.location));
    for (const table of STOCK_TABLES) write(table, [stockRow(world, cell)]);
  };
  return {
    saved: (rec) => {
      if (schemaOf(rec.type).family === 'transaction') writeTransaction(world, write, clear, rec);
      else writeMaster(world, write, clear, rec);
    },
    removed: (rec) => {
      if (schemaOf(rec.type).family === 'transaction') clearTransaction(clear, rec.id);
      else clear(schemaOf(rec.type).family === 'item' ? 'item' : rec.type.toLowerCase(), 'id', rec.id);
      for (const table of [
        'nexttransactionlinelink',
        'previoustransactionlinelink',
        'nexttransactionlink',
        'previoustransactionlink',
      ])
        clear(table, 'nextdoc', rec.id);
      const gone = world.deleted.at(-1);
      if (gone === undefined) return;
      const deleteddate = dateFromMs(gone.atMs, world.settings.accountZone);
      write('deletedrecord', [
        { recordid: Number(gone.id), recordtypeid: gone.type.toLowerCase(), deleteddate, name: gone.name },
      ]);
    },
    linked: (rows) => writeLinks(write, rows),
    stockChanged: (cell) => {
      pending.set(cell, pending.get(cell) ?? world.clock.now() + world.switches.stockLagSeconds * 1000);
    },
    settle: () => {
      for (const [cell, dueMs] of pending) {
        if (dueMs > world.clock.now()) continue;
        pending.delete(cell);
        writeStock(cell);
      }
    },
  };
}
