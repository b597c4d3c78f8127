/**
 * Stock per item and location, thousands of rows at a time.
 * The trap: a row may be missing where there never was stock, and NetSuite may be some time behind; a missing quantity is
 * read as none.
 */
import { instantOf, lowerBound, timeColumn, timeMark } from './account-time.ts';
import { marks, type Row, readKeyset } from './keyset.ts';
import type { KeysetPage, ReadPage, StockPlace, StockQuery, StockRow } from './read-types.ts';
import type { Session } from './session.ts';
import { allRows } from './suiteql.ts';
import { withColumns } from './tolerant-columns.ts';
import { flagOf, plainDecimal, present } from './values.ts';

const QUANTITY = { available: 'quantityavailable', onHand: 'quantityonhand' } as const;
const OPTIONAL = ['externalid', 'upccode', 'itemtype'];

/** In the order of (item, location). No location, no rows. */
export async function readStock(
  session: Session,
  query: StockQuery,
  page: KeysetPage = {},
): Promise<ReadPage<StockRow>> {
  if (query.locationIds.length === 0 || query.itemIds?.length === 0) return { rows: [] };
  const answer = await withColumns(session, 'item', OPTIONAL, (columns) =>
    readKeyset(session, page, 2, stockSql(session, query, columns), (row) => [row.item, row.location]),
  );
  return { ...answer, rows: answer.rows.map((row) => toStock(session, row)) };
}

function stockSql(session: Session, query: StockQuery, columns: string[]) {
  const { stockTable, timeZone } = session.settings;
  const locations = [...new Set(query.locationIds)];
  const since = query.changedSince === undefined ? [] : [lowerBound(query.changedSince, timeZone)];
  const items = [...new Set(query.itemIds ?? [])];
  const names = ['i.itemid', 'i.isinactive', ...columns.map((column) => `i.${column}`)].join(', ');
  const select =
    `SELECT s.item, s.location, s.${QUANTITY[query.quantity]} AS quantity, ${names}, ` +
    `${timeColumn('i.lastmodifieddate', 'modifiedat')} FROM ${stockTable} s JOIN item i ON i.id = s.item`;
  return (after: string[] | undefined) => {
    const [item = '', location = ''] = after ?? [];
    const conditions = [
      `s.location IN (${marks(locations)})`,
      ...(items.length === 0 ? [] : [`s.item IN (${marks(items)})`]),
      ...since.map(() => `s.lastquantityavailablechange >= ${timeMark}`),
      ...(after === undefined ? [] : ['(s.item > ? OR (s.item = ? AND s.location > ?))']),
    ];
    return {
      query: `${select} WHERE ${conditions.join(' AND ')} ORDER BY s.item, s.location`,
      params: [...locations, ...items, ...since, ...(after === undefined ? [] : [item, item, location])],
    };
  };
}

function toStock(session: Session, row: Row): StockRow {
  return present({
    itemId: row.item ?? '',
    locationId: row.location ?? '',
    quantity: plainDecimal(row.quantity) ?? '0',
    sku: row.itemid ?? '',
    externalId: row.externalid,
    upc: row.upccode,
    itemType: row.itemtype,
    isInactive: flagOf(row.isinactive),
    modifiedAt: instantOf(row.modifiedat, session.settings.timeZone),
  });
}

/** The locations where anything is in stock, with the number of items. */
export async function readStockPlaces(session: Session, quantity: StockQuery['quantity']): Promise<StockPlace[]> {
  const { stockTable } = session.settings;
  const counted =
    `SELECT s.location AS location, COUNT(*) AS items FROM ${stockTable} s ` +
    `WHERE s.${QUANTITY[quantity]} > 0 GROUP BY s.location ORDER BY s.location`;
  const rows = await allRows(session, counted, []);
  const ids = rows.map((row) => row.location ?? '');
  const named =
    ids.length === 0
      ? []
      : await allRows(session, `SELECT id, name FROM location WHERE id IN (${marks(ids)}) ORDER BY id`, ids);
  const names = new Map(named.map((row) => [row.id, row.name]));
  return rows.map(({ location = '', items = '0' }) =>
    present({ locationId: location, name: names.get(location), items: Number(items) }),
  );
}
