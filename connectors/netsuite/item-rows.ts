/**
 * Items for lists and look-ups: by SKU, changed since, kits with their members.
 * The trap: what a shop calls SKU may stand in several columns and on several items; every candidate is answered, and
 * which one is meant is decided by whoever asks.
 */
import { instantOf, timeColumn } from './account-time.ts';
import { chunks, marks, type Row, readChanged } from './keyset.ts';
import type { ItemRow, KeysetPage, Kit, ReadPage, SkuMatch, TimeWindow } from './read-types.ts';
import type { Session } from './session.ts';
import { allRows, suiteQlKeyset } from './suiteql.ts';
import { withColumns } from './tolerant-columns.ts';
import { flagOf, plainDecimal, present } from './values.ts';

const OPTIONAL = ['externalid', 'upccode', 'vendorname', 'displayname', 'itemtype'];
/** Bound values times columns stay well below what one statement may hold. */
const SKUS_AT_ONCE = 100;

/** Items changed in the window, oldest change first. */
export async function readItemsChangedSince(
  session: Session,
  window: TimeWindow,
  page: KeysetPage = {},
): Promise<ReadPage<ItemRow>> {
  const changed = await withColumns(session, 'item', OPTIONAL, (columns) => {
    const names = ['i.itemid', 'i.isinactive', ...columns.map((column) => `i.${column}`)].join(', ');
    const query = { columns: names, from: 'item i', id: 'i.id', modified: 'i.lastmodifieddate', where: [], params: [] };
    return readChanged(session, query, window, page);
  });
  return { ...changed, rows: changed.rows.map((row) => toItem(session, row)) };
}

/** One entry for each SKU, in the order given; text is compared exactly, in the columns of the setting `itemColumns`. */
export async function findItemsBySku(session: Session, skus: string[]): Promise<SkuMatch[]> {
  const columns = [...new Set(session.settings.itemColumns)];
  const found: Row[] = [];
  for (const some of chunks(skus, SKUS_AT_ONCE)) {
    const condition = columns.map((column) => `i.${column} IN (${marks(some)})`).join(' OR ');
    found.push(
      ...(await selectItems(
        session,
        condition,
        columns,
        columns.flatMap(() => some),
      )),
    );
  }
  const unique = [...new Map(found.map((row) => [row.id, row])).values()];
  return [...new Set(skus)].map((sku) => ({
    sku,
    candidates: unique.flatMap((row) => {
      const column = columns.find((name) => row[name] === sku);
      return column === undefined ? [] : [{ ...toItem(session, row), column }];
    }),
  }));
}

/** Columns that are searched must be readable; the others may be missing. */
function selectItems(session: Session, condition: string, searched: string[], params: string[]): Promise<Row[]> {
  const optional = OPTIONAL.filter((column) => !searched.includes(column));
  return withColumns(session, 'item', optional, (columns) => {
    const names = [...new Set(['id', 'itemid', 'isinactive', ...searched, ...columns])].map((column) => `i.${column}`);
    const select = `SELECT ${names.join(', ')}, ${timeColumn('i.lastmodifieddate', 'modifiedat')} FROM item i`;
    return allRows(session, `${select} WHERE ${condition} ORDER BY i.id`, params);
  });
}

/** Every kit with its members; kits without members are not among them. */
export async function readKits(session: Session): Promise<Kit[]> {
  const { table, kit, item, quantity } = session.settings.kitMembers;
  const optional = ['externalid', 'upccode'];
  const rows = await withColumns(session, 'item', optional, async (columns) => {
    const names = columns.map((column) => `, i.${column}`).join('');
    const query =
      `SELECT k.${kit} AS kit, k.${item} AS member, k.${quantity} AS quantity, i.itemid, i.isinactive${names} ` +
      `FROM ${table} k JOIN item i ON i.id = k.${kit} WHERE k.${item} IS NOT NULL {after} ORDER BY k.${kit}`;
    const all: Row[] = [];
    const keyset = { query, params: [], keyColumn: 'kit', keyExpression: `k.${kit}` };
    for await (const page of suiteQlKeyset(session, keyset)) all.push(...page);
    return all;
  });
  const kits = new Map<string, Kit>();
  for (const row of rows) {
    const id = row.kit ?? '';
    const known = kits.get(id) ?? { ...kitOf(id, row), members: [] };
    known.members.push({ itemId: row.member ?? '', quantity: plainDecimal(row.quantity) ?? '0' });
    kits.set(id, known);
  }
  return [...kits.values()];
}

const kitOf = (id: string, row: Row) =>
  present({
    id,
    sku: row.itemid ?? '',
    externalId: row.externalid,
    upc: row.upccode,
    isInactive: flagOf(row.isinactive),
  });

function toItem(session: Session, row: Row): ItemRow {
  return present({
    id: row.id ?? '',
    sku: row.itemid ?? '',
    externalId: row.externalid,
    upc: row.upccode,
    vendorName: row.vendorname,
    displayName: row.displayname,
    itemType: row.itemtype,
    isInactive: flagOf(row.isinactive),
    modifiedAt: instantOf(row.modifiedat, session.settings.timeZone),
  });
}
