/**
 * Transactions of any type: by name, by source, by link, by change, with their lines if wanted.
 * The trap: the column `createdfrom` is not where every account has it, and deposits have none; what was made from what is
 * told by the link table, which has one row for each pair of lines.
 */
import { dayColumn, instantOf, timeColumn } from './account-time.ts';
import { chunks, marks, type Row, readChanged } from './keyset.ts';
import type {
  ExternalRef,
  KeysetPage,
  LinkedTransaction,
  LookupType,
  ReadPage,
  TimeWindow,
  TransactionQuery,
  TransactionRow,
} from './read-types.ts';
import type { RecordType } from './record-types.ts';
import type { Session } from './session.ts';
import { statusLetter } from './status.ts';
import { allRows } from './suiteql.ts';
import { withColumns } from './tolerant-columns.ts';
import { withLines } from './transaction-lines.ts';
import { transactionCode, transactionType } from './transaction-types.ts';
import { plainDecimal, present } from './values.ts';

const OPTIONAL = ['otherrefnum', 'entity', 'currency', 'foreigntotal'];
const NAMES_AT_ONCE = 200;

type Tail = { tail: string; params: string[]; extra?: string };

/** Columns and their optional ones, without `id` and `modifiedat`. */
const columnsOf = (columns: string[]): string =>
  ['t.tranid', 't.type', 't.status', 't.externalid', dayColumn('t.trandate', 'day')]
    .concat(columns.map((column) => `t.${column}`))
    .join(', ');

/** `tail` begins after `FROM transaction t`. */
async function select(session: Session, { tail, params, extra = '' }: Tail): Promise<Row[]> {
  return withColumns(session, 'transaction', OPTIONAL, (columns) => {
    const modified = timeColumn('t.lastmodifieddate', 'modifiedat');
    const query = `SELECT DISTINCT t.id, ${modified}, ${columnsOf(columns)}${extra} FROM transaction t ${tail} ORDER BY t.id`;
    return allRows(session, query, params);
  });
}

export async function findTransactions(session: Session, query: TransactionQuery): Promise<TransactionRow[]> {
  const code = transactionCode(query.type);
  const rows: Row[] = [];
  for (const tail of tailsOf(query, code)) rows.push(...(await select(session, tail)));
  const found = rows.map((row) => toTransaction(session, row));
  return query.lines === true ? withLines(session, found) : found;
}

function tailsOf(query: TransactionQuery, code: string): Tail[] {
  if ('externalIds' in query) {
    return chunks(query.externalIds, NAMES_AT_ONCE).map((names) => ({
      tail: `WHERE t.type = ? AND t.externalid IN (${marks(names)})`,
      params: [code, ...names],
    }));
  }
  if ('createdFrom' in query) {
    const join = 'JOIN nextTransactionLineLink l ON l.nextdoc = t.id';
    return [{ tail: `${join} WHERE t.type = ? AND l.previousdoc = ?`, params: [code, query.createdFrom] }];
  }
  return [{ tail: 'WHERE t.type = ? AND t.otherrefnum = ?', params: [code, query.otherRefNum] }];
}

/** What this transaction was made from and what was made from it, one entry per link type. */
export async function transactionsLinkedTo(session: Session, id: string): Promise<LinkedTransaction[]> {
  const linked = async (direction: LinkedTransaction['direction'], theirs: string, ours: string) => {
    const tail = `JOIN nextTransactionLineLink l ON l.${theirs} = t.id WHERE l.${ours} = ?`;
    const rows = await select(session, { tail, params: [id], extra: ', l.linktype' });
    return rows.map((row) => present({ ...toTransaction(session, row), direction, linkType: row.linktype }));
  };
  return [...(await linked('previous', 'previousdoc', 'nextdoc')), ...(await linked('next', 'nextdoc', 'previousdoc'))];
}

/** Transactions of these types changed in the window, oldest change first. */
export function listTransactionsChanged(
  session: Session,
  query: TimeWindow & { types: RecordType[]; lines?: boolean },
  page: KeysetPage = {},
): Promise<ReadPage<TransactionRow>> {
  const codes = query.types.map(transactionCode);
  return changed(session, query, page, { where: [`t.type IN (${marks(codes)})`], params: codes });
}

/** Purchase orders with a line at one of these locations, with all their lines; `statuses` are bare letters. */
export async function readPurchaseOrdersChanged(
  session: Session,
  query: TimeWindow & { locationIds: string[]; statuses?: string[] },
  page: KeysetPage = {},
): Promise<ReadPage<TransactionRow>> {
  const { locationIds, statuses = [] } = query;
  if (locationIds.length === 0) return { rows: [] };
  const forms = statuses.flatMap((letter) => [letter, `PurchOrd:${letter}`]);
  const where = [
    "t.type = 'PurchOrd'",
    `t.id IN (SELECT p.transaction FROM transactionline p WHERE p.location IN (${marks(locationIds)}))`,
    ...(forms.length === 0 ? [] : [`t.status IN (${marks(forms)})`]),
  ];
  return changed(session, { ...query, lines: true }, page, { where, params: [...locationIds, ...forms] });
}

async function changed(
  session: Session,
  window: TimeWindow & { lines?: boolean },
  page: KeysetPage,
  condition: { where: string[]; params: string[] },
): Promise<ReadPage<TransactionRow>> {
  const answer = await withColumns(session, 'transaction', OPTIONAL, (columns) => {
    const query = { from: 'transaction t', id: 't.id', modified: 't.lastmodifieddate', ...condition };
    return readChanged(session, { ...query, columns: columnsOf(columns) }, window, page);
  });
  const found = answer.rows.map((row) => toTransaction(session, row));
  return { ...answer, rows: window.lines === true ? await withLines(session, found) : found };
}

const ENTITY_TABLES: Partial<Record<LookupType, string>> = {
  customer: 'customer',
  vendor: 'vendor',
  item: 'item',
  location: 'location',
};

/** Those of the external ids that exist, with what they name; of transactions only those of this type. */
export async function findByExternalIds(
  session: Session,
  type: LookupType,
  externalIds: string[],
): Promise<ExternalRef[]> {
  const table = ENTITY_TABLES[type];
  const found: ExternalRef[] = [];
  for (const some of chunks(externalIds, NAMES_AT_ONCE)) {
    const rows =
      table === undefined
        ? await findNames(session, type as RecordType, some)
        : await allRows(
            session,
            `SELECT x.id, x.externalid FROM ${table} x WHERE x.externalid IN (${marks(some)}) ORDER BY x.id`,
            some,
          );
    found.push(...rows.map(toRef));
  }
  return found;
}

function findNames(session: Session, type: RecordType, names: string[]): Promise<Row[]> {
  const query =
    'SELECT t.id, t.externalid, t.tranid, t.status FROM transaction t ' +
    `WHERE t.type = ? AND t.externalid IN (${marks(names)}) ORDER BY t.id`;
  return allRows(session, query, [transactionCode(type), ...names]);
}

const toRef = (row: Row): ExternalRef =>
  present({
    externalId: row.externalid ?? '',
    id: row.id ?? '',
    tranId: row.tranid,
    status: row.status === undefined ? undefined : statusLetter(row.status),
  });

/** Some accounts show these totals as negative, by their side of the ledger; they are positive everywhere else. */
const EITHER_SIGN = ['CustCred', 'CashRfnd', 'CustRfnd', 'VendCred', 'VendBill'];
function totalOf(row: Row): string | undefined {
  const total = plainDecimal(row.foreigntotal);
  return EITHER_SIGN.includes(row.type ?? '') ? total?.replace(/^-/, '') : total;
}

export function toTransaction(session: Session, row: Row): TransactionRow {
  return present({
    id: row.id ?? '',
    tranId: row.tranid ?? '',
    type: transactionType(row.type),
    status: statusLetter(row.status),
    externalId: row.externalid,
    otherRefNum: row.otherrefnum,
    entityId: row.entity,
    currencyId: row.currency,
    total: totalOf(row),
    tranDate: row.day,
    modifiedAt: instantOf(row.modifiedat, session.settings.timeZone),
  });
}
