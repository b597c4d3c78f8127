/**
 * The lines of many transactions at once.
 * The trap: NetSuite keeps tax, cost-of-goods and header lines in the same table; they are left out here. Lines for
 * shipping and for a header discount are not, they are told by their type or by having no SKU.
 */
import { chunks, marks, type Row } from './keyset.ts';
import type { TransactionLine, TransactionRow } from './read-types.ts';
import type { Session } from './session.ts';
import { allRows } from './suiteql.ts';
import { withColumns } from './tolerant-columns.ts';
import { flagOf, plainDecimal, present } from './values.ts';

const OPTIONAL = [
  'uniquekey',
  'itemtype',
  'rate',
  'foreignamount',
  'quantitybilled',
  'quantityshiprecv',
  'location',
  'memo',
];
const TRANSACTIONS_AT_ONCE = 100;
const GOODS_ONLY = "l.mainline = 'F' AND NVL(l.taxline, 'F') = 'F' AND NVL(l.iscogs, 'F') = 'F'";

/** The same transactions with their lines, in the order of the lines' numbers. */
export async function withLines(session: Session, transactions: TransactionRow[]): Promise<TransactionRow[]> {
  const lines = new Map<string, TransactionLine[]>();
  for (const ids of chunks(
    transactions.map((transaction) => transaction.id),
    TRANSACTIONS_AT_ONCE,
  )) {
    for (const row of await readLines(session, ids)) {
      const id = row.transaction ?? '';
      lines.set(id, [...(lines.get(id) ?? []), toLine(row)]);
    }
  }
  return transactions.map((transaction) => ({ ...transaction, lines: lines.get(transaction.id) ?? [] }));
}

function readLines(session: Session, ids: string[]): Promise<Row[]> {
  return withColumns(session, 'transactionline', OPTIONAL, (columns) => {
    const names = columns.map((column) => `, l.${column}`).join('');
    const query =
      `SELECT l.transaction, l.id AS line, l.item, i.itemid, l.quantity, l.isclosed${names} ` +
      'FROM transactionline l LEFT JOIN item i ON i.id = l.item ' +
      `WHERE l.transaction IN (${marks(ids)}) AND ${GOODS_ONLY} ORDER BY l.transaction, l.id`;
    return allRows(session, query, ids);
  });
}

const toLine = (row: Row): TransactionLine =>
  present({
    line: Number(row.line),
    uniqueKey: row.uniquekey,
    itemId: row.item,
    sku: row.itemid,
    itemType: row.itemtype,
    quantity: withoutSign(row.quantity),
    quantityShippedOrReceived: withoutSign(row.quantityshiprecv),
    quantityBilled: row.quantitybilled === undefined ? undefined : withoutSign(row.quantitybilled),
    rate: plainDecimal(row.rate),
    amount: plainDecimal(row.foreignamount),
    locationId: row.location,
    isClosed: flagOf(row.isclosed),
    memo: row.memo,
  });

const withoutSign = (text: string | undefined): string => (plainDecimal(text) ?? '0').replace(/^-/, '');
