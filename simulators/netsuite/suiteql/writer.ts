// Writes and clears rows of the query tables.
// Trap: a table's columns may change while it runs (custom fields), so they are looked up at each write.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Columns } from './columns.ts';

export type Cell = string | number | null;
export type Row = Record<string, Cell>;

export interface Writer {
  write(table: string, rows: readonly Row[]): void;
  clear(table: string, column: string, id: string | number): void;
  run(sql: string, ...values: Cell[]): void;
  /** All writes in one step; much faster for many rows. */
  together(work: () => void): void;
}

const inserts = new WeakMap<readonly string[], string>();

/** The text is kept by the column list itself, which stays the same object as long as the columns do. */
function insertFor(table: string, names: readonly string[]): string {
  let sql = inserts.get(names);
  if (sql === undefined) {
    const quoted = names.map((name) => `"${name}"`).join(',');
    sql = `INSERT OR REPLACE INTO "${table}" (${quoted}) VALUES (${names.map(() => '?').join(',')})`;
    inserts.set(names, sql);
  }
  return sql;
}

/** A writer for one database; missing values of a row become NULL. */
export function createWriter(db: DatabaseSync, columns: Columns): Writer {
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
      if (rows.length === 0) return;
      const names = columns.of(table);
      const statement = prepared(insertFor(table, names));
      for (const row of rows) statement.run(...names.map((name) => row[name] ?? null));
    },
    clear: (table, column, id) => {
      prepared(`DELETE FROM "${table}" WHERE "${column}" = ?`).run(Number(id));
    },
    run: (sql, ...values) => {
      prepared(sql).run(...values);
    },
    together: (work) => {
      db.exec('BEGIN');
      try {
        work();
      } finally {
        db.exec('COMMIT');
      }
    },
  };
}
