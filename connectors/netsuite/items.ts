/**
 * Items by id or by SKU, through SuiteQL.
 * The trap: `upccode` is hidden in some accounts, so it is only named where the settings ask for it.
 */
import type { Session } from './session.ts';
import { allRows } from './suiteql.ts';
import { withColumns } from './tolerant-columns.ts';
import type { Item } from './types.ts';
import { flagOf, present } from './values.ts';

/** At most 1000 ids; an id that does not exist is simply not among the answers. */
export async function readItems(session: Session, ids: string[]): Promise<Item[]> {
  const unique = [...new Set(ids)];
  if (unique.length === 0) return [];
  const marks = unique.map(() => '?').join(', ');
  return select(session, `id IN (${marks})`, unique);
}

export async function findItems(session: Session, sku: string): Promise<Item[]> {
  const columns = [...new Set(session.settings.itemColumns)];
  const condition = columns.map((column) => `${column} = ?`).join(' OR ');
  return select(
    session,
    condition,
    columns.map(() => sku),
  );
}

async function select(session: Session, condition: string, params: string[]): Promise<Item[]> {
  const upc = session.settings.itemColumns.includes('upccode') ? ', upccode' : '';
  const rows = await withColumns(session, 'item', ['isfulfillable'], (columns) => {
    const more = columns.map((column) => `, ${column}`).join('');
    return allRows(
      session,
      `SELECT id, itemid, externalid, itemtype${upc}${more} FROM item WHERE ${condition}`,
      params,
    );
  });
  return rows.map((row) =>
    present({
      id: row.id ?? '',
      itemId: row.itemid ?? '',
      externalId: row.externalid,
      upc: row.upccode,
      itemType: row.itemtype,
      isFulfillable: row.isfulfillable === undefined ? undefined : flagOf(row.isfulfillable),
    }),
  );
}
