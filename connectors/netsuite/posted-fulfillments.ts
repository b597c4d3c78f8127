/**
 * Item fulfilments of a range of posting days with their goods and tracking numbers, some hundred at a time: one side of a
 * reconciliation. The trap: their lines stand in the table beside cost-of-goods lines and kit components, which are left out;
 * an account that hides kit components' flag shows them as goods, and one that hides tracking numbers answers none at all.
 */
import { ConnectorError } from '../http/errors.ts';
import { dayColumn, dayMark } from './account-time.ts';
import { chunks, marks, type Row, readKeyset } from './keyset.ts';
import type { KeysetPage, ReadPage } from './read-types.ts';
import type { Session } from './session.ts';
import { allRows } from './suiteql.ts';
import { withColumns } from './tolerant-columns.ts';
import { plainDecimal, present } from './values.ts';

export type PostedGoods = { itemId: string; names: string[]; quantity: string };

/** `trackingNumbers` is absent when the account does not show them in queries. `day`: plain posting date. */
export type PostedFulfillment = {
  id: string;
  tranId: string;
  externalId?: string;
  day: string;
  goods: PostedGoods[];
  trackingNumbers?: string[];
};

const TRANSACTIONS_AT_ONCE = 100;
const GOODS_ONLY = "l.mainline = 'F' AND NVL(l.taxline, 'F') = 'F' AND NVL(l.iscogs, 'F') = 'F'";

/** Both days (yyyy-mm-dd) belong to the range; in the order of internal ids. */
export async function listPostedFulfillments(
  session: Session,
  range: { from: string; to: string },
  page: KeysetPage,
): Promise<ReadPage<PostedFulfillment>> {
  const build = (after: string[] | undefined) => ({
    query:
      `SELECT t.id, t.tranid, t.externalid, ${dayColumn('t.trandate', 'postedon')} FROM transaction t ` +
      `WHERE t.type = 'ItemShip' AND t.trandate >= ${dayMark} AND t.trandate <= ${dayMark}` +
      `${after === undefined ? '' : ' AND t.id > ?'} ORDER BY t.id`,
    params: [range.from, range.to, ...(after ?? [])],
  });
  const { rows, next } = await readKeyset(session, page, 1, build, (row) => [row.id]);
  const ids = rows.map((row) => row.id ?? '');
  const goods = await goodsOf(session, ids);
  const tracking = await trackingOf(session, ids);
  const posted = rows.map((row) => toPosted(row, goods, tracking));
  return next === undefined ? { rows: posted } : { rows: posted, next };
}

function toPosted(
  row: Row,
  goods: Map<string, PostedGoods[]>,
  tracking: Map<string, string[]> | undefined,
): PostedFulfillment {
  const id = row.id ?? '';
  return present({
    id,
    tranId: row.tranid ?? id,
    externalId: row.externalid,
    day: row.postedon ?? '',
    goods: goods.get(id) ?? [],
    trackingNumbers: tracking === undefined ? undefined : (tracking.get(id) ?? []),
  });
}

async function goodsOf(session: Session, ids: string[]): Promise<Map<string, PostedGoods[]>> {
  const found = new Map<string, PostedGoods[]>();
  for (const part of chunks(ids, TRANSACTIONS_AT_ONCE)) {
    for (const row of await readGoods(session, part)) {
      if (row.kitcomponent === 'T' || row.item === undefined) continue;
      const names = [row.itemid, row.externalid, row.upccode].filter((name) => name !== undefined);
      const quantity = (plainDecimal(row.quantity) ?? '0').replace(/^-/, '');
      const id = row.transaction ?? '';
      found.set(id, [...(found.get(id) ?? []), { itemId: row.item, names, quantity }]);
    }
  }
  return found;
}

function readGoods(session: Session, ids: string[]): Promise<Row[]> {
  const query = (lineColumns: string[], itemColumns: string[]) =>
    `SELECT l.transaction, l.id AS line, l.item, i.itemid, l.quantity${named('l', lineColumns)}${named('i', itemColumns)} ` +
    'FROM transactionline l LEFT JOIN item i ON i.id = l.item ' +
    `WHERE l.transaction IN (${marks(ids)}) AND ${GOODS_ONLY} ORDER BY l.transaction, l.id`;
  return withColumns(session, 'item', ['externalid', 'upccode'], (itemColumns) =>
    withColumns(session, 'transactionline', ['kitcomponent'], (lineColumns) =>
      allRows(session, query(lineColumns, itemColumns), ids),
    ),
  );
}

const named = (alias: string, columns: string[]): string => columns.map((column) => `, ${alias}.${column}`).join('');

/** undefined where the account does not let the tracking tables be queried. */
async function trackingOf(session: Session, ids: string[]): Promise<Map<string, string[]> | undefined> {
  const found = new Map<string, string[]>();
  try {
    for (const part of chunks(ids, TRANSACTIONS_AT_ONCE)) {
      const query =
        'SELECT m.transaction, n.trackingnumber FROM trackingNumberMap m JOIN trackingNumber n ON n.id = m.trackingnumber ' +
        `WHERE m.transaction IN (${marks(part)}) ORDER BY m.transaction`;
      for (const row of await allRows(session, query, part)) {
        const id = row.transaction ?? '';
        if (row.trackingnumber !== undefined) found.set(id, [...(found.get(id) ?? []), row.trackingnumber]);
      }
    }
    return found;
  } catch (error) {
    if (error instanceof ConnectorError && (error.type === 'Config' || error.type === 'Invalid')) return undefined;
    throw error;
  }
}
