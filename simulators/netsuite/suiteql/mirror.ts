// Keeps the query tables equal to the records: every stored change rewrites only that record's rows.
// Trap: links of a record are replaced as a whole when it is stored again, or an edit would double them.
import type { DatabaseSync } from 'node:sqlite';
import { schemaOf } from '../schema/registry.ts';
import { asNumber, type LinkRow, listOf, type Rec, type World, type WorldListener } from '../world.ts';
import type { Columns } from './columns.ts';
import { dateFromMs } from './dates.ts';
import { lineRows } from './line-rows.ts';
import { addressBookRows, masterRow } from './master-rows.ts';
import { addressRow, trackingOf, transactionRow } from './rows.ts';
import { createStockMirror } from './stock-mirror.ts';
import { createWriter, type Writer } from './writer.ts';

const LINK_TABLES = [
  'nexttransactionlinelink',
  'previoustransactionlinelink',
  'nexttransactionlink',
  'previoustransactionlink',
];

function clearTransaction({ clear }: Writer, id: string): void {
  clear('transaction', 'id', id);
  clear('transactionline', 'transaction', id);
  clear('transactionshippingaddress', 'nkey', id);
  clear('transactionbillingaddress', 'nkey', id);
  clear('trackingnumbermap', 'transaction', id);
}

function writeTransaction(world: World, { write, clear }: Writer, custom: Columns, rec: Rec): void {
  clear('transactionline', 'transaction', rec.id);
  write('transaction', [transactionRow(world, rec, custom.custom('transaction'))]);
  write('transactionline', lineRows(world, rec, custom.custom('transactionline')));
  for (const kind of ['shipping', 'billing'] as const) {
    const address = addressRow(rec, kind);
    if (address === undefined) continue;
    clear(`transaction${kind}address`, 'nkey', rec.id);
    write(`transaction${kind}address`, [address]);
  }
  const numbers = trackingOf(rec);
  if (rec.type !== 'itemFulfillment') return;
  clear('trackingnumbermap', 'transaction', rec.id);
  for (const index of numbers.keys()) clear('trackingnumber', 'id', String(Number(rec.id) * 100 + index));
  write(
    'trackingnumbermap',
    numbers.map((_, index) => ({ transaction: Number(rec.id), trackingnumber: Number(rec.id) * 100 + index })),
  );
  write(
    'trackingnumber',
    numbers.map((trackingnumber, index) => ({ id: Number(rec.id) * 100 + index, trackingnumber })),
  );
}

const tableOf = (rec: Rec) => (schemaOf(rec.type).family === 'item' ? 'item' : rec.type.toLowerCase());

function writeMaster(world: World, { write, clear }: Writer, columns: Columns, rec: Rec): void {
  const table = tableOf(rec);
  const names = columns.of(table);
  if (names.length === 0) return;
  write(table, [masterRow(world, rec, names)]);
  if (rec.type === 'customer') {
    const { books, addresses } = addressBookRows(rec);
    clear('customeraddressbook', 'entity', rec.id);
    for (const row of addresses) clear('customeraddressbookentityaddress', 'nkey', Number(row.nkey));
    write('customeraddressbook', books);
    write('customeraddressbookentityaddress', addresses);
  }
  if (rec.type !== 'kitItem') return;
  clear('kititemmember', 'parentitem', rec.id);
  write(
    'kititemmember',
    listOf(rec, 'member').map((line) => ({
      parentitem: Number(rec.id),
      item: Number(line.item),
      quantity: asNumber(line.quantity),
    })),
  );
}

function writeLinks({ write, clear }: Writer, nextDoc: string, rows: readonly LinkRow[]): void {
  for (const table of LINK_TABLES) clear(table, 'nextdoc', nextDoc);
  const shown = rows.map((row) => ({
    previousdoc: Number(row.previousDoc),
    previousline: row.previousLine,
    nextdoc: Number(row.nextDoc),
    nextline: row.nextLine,
    linktype: row.linkType,
    previoustype: row.previousType ?? null,
    nexttype: row.nextType ?? null,
    foreignamount: row.amount ?? null,
  }));
  write('nexttransactionlinelink', shown);
  write('previoustransactionlinelink', shown);
  const headers = [...new Map(shown.map((row) => [`${row.previousdoc}|${row.linktype}`, row])).values()];
  write('nexttransactionlink', headers);
  write('previoustransactionlink', headers);
}

export interface Mirror extends WorldListener {
  /** Writes stock changes whose lag has passed, and follows the custom fields; call before a query. */
  settle(): void;
  /** Counts the changes, so that a result can be known as still right. */
  version(): number;
}

/** A listener that keeps `db` in step with the world. */
export function createMirror(db: DatabaseSync, world: World, columns: Columns): Mirror {
  const writer = createWriter(db, columns);
  const stock = createStockMirror(world, writer);
  let version = 0;
  const save = (rec: Rec) => {
    version += 1;
    if (schemaOf(rec.type).family === 'transaction') writeTransaction(world, writer, columns, rec);
    else writeMaster(world, writer, columns, rec);
  };
  const writeAll = () =>
    writer.together(() => {
      for (const map of world.spaces.values()) for (const rec of map.values()) save(rec);
    });
  return {
    saved: save,
    removed: (rec) => {
      version += 1;
      const family = schemaOf(rec.type).family;
      if (family === 'transaction') clearTransaction(writer, rec.id);
      else writer.clear(tableOf(rec), 'id', rec.id);
      if (family === 'item') stock.forgetItem(rec.id);
      for (const table of LINK_TABLES) writer.clear(table, 'nextdoc', rec.id);
      const gone = world.deleted.at(-1);
      if (gone === undefined) return;
      const deleteddate = dateFromMs(gone.atMs, world.settings.accountZone);
      writer.write('deletedrecord', [
        { recordid: Number(gone.id), recordtypeid: gone.type.toLowerCase(), deleteddate, name: gone.name },
      ]);
    },
    linked: (nextDoc, rows) => {
      version += 1;
      writeLinks(writer, nextDoc, rows);
    },
    stockChanged: (cell) => {
      version += 1;
      stock.changed(cell);
    },
    settle: () => {
      if (columns.sync()) writeAll();
      if (stock.settle()) version += 1;
    },
    version: () => version,
  };
}
