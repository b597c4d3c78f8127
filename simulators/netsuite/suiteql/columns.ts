// The columns of each table: the native ones plus the account's custom fields, which may change while it runs.
// Trap: a custom field's table follows from its prefix; a field with another prefix has no column at all.
import type { DatabaseSync } from 'node:sqlite';
import type { World } from '../world.ts';
import { TABLES } from './schema.ts';

const OWNERS: Readonly<Record<string, readonly string[]>> = {
  custbody: ['transaction'],
  custcol: ['transactionline'],
  custentity: ['customer', 'vendor', 'employee', 'partner'],
  custitem: ['item'],
};

export interface Columns {
  of(table: string): readonly string[];
  custom(table: string): readonly string[];
  /** Follows the switch; true when columns came or went, so that rows must be written anew. */
  sync(): boolean;
}

function tablesFor(field: string): readonly string[] {
  const prefix = /^(custbody|custcol|custentity|custitem)/.exec(field)?.[1];
  return prefix === undefined ? [] : (OWNERS[prefix] ?? []);
}

/** The columns of one database, as the world's switches name them. */
export function createColumns(db: DatabaseSync, world: World): Columns {
  const custom = new Map<string, string[]>();
  const all = new Map<string, readonly string[]>();
  let known = '';
  const change = (field: string, add: boolean) => {
    for (const table of tablesFor(field)) {
      const index = `"ix_${table}_${field}"`;
      if (add)
        db.exec(`ALTER TABLE "${table}" ADD COLUMN "${field}" TEXT; CREATE INDEX ${index} ON "${table}" ("${field}");`);
      else db.exec(`DROP INDEX ${index}; ALTER TABLE "${table}" DROP COLUMN "${field}";`);
      const rest = (custom.get(table) ?? []).filter((name) => name !== field);
      custom.set(table, add ? [...rest, field] : rest);
    }
  };
  return {
    of: (table) => {
      let names = all.get(table);
      if (names === undefined) {
        names = [...(TABLES[table] ?? []), ...(custom.get(table) ?? [])];
        all.set(table, names);
      }
      return names;
    },
    custom: (table) => custom.get(table) ?? [],
    sync: () => {
      const names = world.switches.customFields.map((name) => name.toLowerCase());
      const wanted = [...new Set(names)].filter((name) => /^\w+$/.test(name));
      if (wanted.join() === known) return false;
      const before = known === '' ? [] : known.split(',');
      for (const field of before) if (!wanted.includes(field)) change(field, false);
      for (const field of wanted) if (!before.includes(field)) change(field, true);
      known = wanted.join();
      all.clear();
      return true;
    },
  };
}
