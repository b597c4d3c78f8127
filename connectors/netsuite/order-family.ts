/**
 * Everything that was made from a sales order, however far down: deposits, invoices, payments, credits, refunds, returns,
 * receipts, fulfilments. One query for each generation.
 * The trap: a credit or payment that is applied to nothing yet hangs on no link, so names are asked for with the links.
 */
import { dayColumn, timeColumn } from './account-time.ts';
import { chunks, marks, type Row } from './keyset.ts';
import type { OrderFamilyQuery, TransactionRow } from './read-types.ts';
import type { Session } from './session.ts';
import { allRows } from './suiteql.ts';
import { withColumns } from './tolerant-columns.ts';
import { withLines } from './transaction-lines.ts';
import { transactionType } from './transaction-types.ts';
import { toTransaction } from './transactions.ts';
import { plainDecimal, present } from './values.ts';

const OPTIONAL = [
  'otherrefnum',
  'entity',
  'currency',
  'foreigntotal',
  'foreignamountunpaid',
  'foreignpaymentamountunused',
];
const AT_ONCE = 200;
/** Order, invoice, credit, refund of the credit: nothing lies deeper. */
const MOST_GENERATIONS = 5;
/** What others are made from in turn. */
const PARENTS = ['invoice', 'cashSale', 'customerDeposit', 'customerPayment', 'creditMemo', 'returnAuthorization'];

export async function readOrderFamily(session: Session, query: OrderFamilyQuery): Promise<TransactionRow[]> {
  const found = new Map<string, Row>();
  let parents = query.salesOrderId === undefined ? [] : [query.salesOrderId];
  let names = query.externalIds;
  for (let depth = 0; depth < MOST_GENERATIONS && parents.length + names.length > 0; depth++) {
    const rows = await readGeneration(session, parents, names);
    const fresh = rows.filter((row) => row.id !== query.salesOrderId && !found.has(row.id ?? ''));
    for (const row of fresh) found.set(row.id ?? '', row);
    parents = fresh.filter((row) => PARENTS.includes(transactionType(row.type))).map((row) => row.id ?? '');
    names = [];
  }
  const family = [...found.values()].map((row) => toMember(session, row));
  const withGoods = family.filter(({ type }) => query.linesOf.some((wanted) => wanted === type));
  if (withGoods.length === 0) return family;
  const read = new Map((await withLines(session, withGoods)).map((row) => [row.id, row]));
  return family.map((row) => read.get(row.id) ?? row);
}

async function readGeneration(session: Session, parents: string[], names: string[]): Promise<Row[]> {
  const rows: Row[] = [];
  // The first piece of both goes out as one query; nearly always it is the only one.
  const pieces = Math.max(Math.ceil(parents.length / AT_ONCE), Math.ceil(names.length / AT_ONCE));
  const [parentPieces, namePieces] = [chunks(parents, AT_ONCE), chunks(names, AT_ONCE)];
  for (let i = 0; i < pieces; i++) rows.push(...(await select(session, parentPieces[i] ?? [], namePieces[i] ?? [])));
  return rows;
}

function select(session: Session, parents: string[], names: string[]): Promise<Row[]> {
  const byLink = `t.id IN (SELECT l.nextdoc FROM nextTransactionLineLink l WHERE l.previousdoc IN (${marks(parents)}))`;
  const byName = `t.externalid IN (${marks(names)})`;
  const conditions = [...(parents.length === 0 ? [] : [byLink]), ...(names.length === 0 ? [] : [byName])];
  return withColumns(session, 'transaction', OPTIONAL, (columns) => {
    const listed = columns.map((column) => `, t.${column}`).join('');
    const query =
      `SELECT t.id, ${timeColumn('t.lastmodifieddate', 'modifiedat')}, t.tranid, t.type, t.status, t.externalid, ` +
      `${dayColumn('t.trandate', 'day')}${listed} FROM transaction t WHERE ${conditions.join(' OR ')} ORDER BY t.id`;
    return allRows(session, query, [...parents, ...names]);
  });
}

/** What an invoice still owes; what of money or a credit is not used yet. */
function toMember(session: Session, row: Row): TransactionRow {
  const transaction = toTransaction(session, row);
  const open = transaction.type === 'invoice' ? row.foreignamountunpaid : row.foreignpaymentamountunused;
  return present({ ...transaction, remaining: plainDecimal(open)?.replace(/^-/, '') });
}
