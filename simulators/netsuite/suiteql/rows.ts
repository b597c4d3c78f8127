// Turns a stored transaction into its rows in `transaction`, in the address tables and in the tracking tables.
// Trap: `foreigntotal` is in the transaction's currency, `total` in the company's; credits are negative in both.
import { money, times } from '../decimal.ts';
import { packageTracking } from '../orders/refresh.ts';
import { recordName } from '../records/names.ts';
import { schemaOf } from '../schema/registry.ts';
import type { Rec, Value, World } from '../world.ts';
import { dateFromDay, dateFromMs } from './dates.ts';
import type { Cell, Row } from './writer.ts';

export const flag = (value: Value, otherwise = 'F') => (value === true ? 'T' : value === false ? 'F' : otherwise);
export const cell = (value: Value): Cell =>
  typeof value === 'string' ? value || null : typeof value === 'number' ? value : null;
const day = (value: Value): Cell => (typeof value === 'string' ? dateFromDay(value.slice(0, 10)) : null);

export function stamps(world: World, rec: Rec): { created: string; modified: string } {
  const zone = world.settings.accountZone;
  return { created: dateFromMs(rec.createdMs, zone), modified: dateFromMs(rec.modifiedMs, zone) };
}

/** Values of custom columns by their lower-case names; true and false as T and F. */
export function customCells(values: Readonly<Record<string, Value>>, names: readonly string[]): Row {
  if (names.length === 0) return {};
  const row: Row = {};
  for (const [name, value] of Object.entries(values)) {
    const lower = name.toLowerCase();
    if (names.includes(lower)) row[lower] = typeof value === 'boolean' ? flag(value) : cell(value);
  }
  return row;
}

const CREDITS = ['creditMemo', 'cashRefund', 'vendorCredit'];

function moneyCells(world: World, rec: Rec): Row {
  const { body } = rec;
  const sign = CREDITS.includes(rec.type) && world.switches.negativeCreditTotals ? -1 : 1;
  const signed = (value: Value) => (typeof value === 'number' ? (value === 0 ? 0 : sign * value) : null);
  const rate = typeof body.exchangeRate === 'number' ? body.exchangeRate : 1;
  const base = typeof body.total === 'number' ? money(times(body.total, rate)) : undefined;
  return {
    foreigntotal: signed(body.total),
    total: signed(base),
    taxtotal: signed(body.taxTotal),
    foreignamountpaid: signed(body.amountPaid),
    foreignamountunpaid: signed(body.amountRemaining),
    foreignpaymentamountunused: cell(body.unapplied),
  };
}

const posts = (rec: Rec) =>
  schemaOf(rec.type).transaction?.posting === true && rec.body.shipStatus !== 'A' && rec.body.shipStatus !== 'B';

/** The row in `transaction`; `custom` are the table's custom columns. */
export function transactionRow(world: World, rec: Rec, custom: readonly string[]): Row {
  const { created, modified } = stamps(world, rec);
  const body = rec.body;
  return {
    id: Number(rec.id),
    tranid: cell(body.tranId),
    type: schemaOf(rec.type).transaction?.code ?? null,
    recordtype: rec.type.toLowerCase(),
    trandate: day(body.tranDate),
    entity: cell(body.entity ?? body.customer),
    status: cell(body.status),
    externalid: cell(body.externalId),
    otherrefnum: cell(body.otherRefNum),
    memo: cell(body.memo),
    currency: cell(body.currency),
    exchangerate: cell(body.exchangeRate),
    subsidiary: cell(body.subsidiary),
    createddate: created,
    lastmodifieddate: modified,
    shippingaddress: body.shippingAddress === undefined ? null : rec.id,
    billingaddress: body.billingAddress === undefined ? null : rec.id,
    transactionnumber: cell(body.transactionNumber),
    posting: flag(posts(rec)),
    voided: 'F',
    shipmethod: cell(body.shipMethod),
    postingperiod: cell(body.postingPeriod),
    createdfrom: cell(body.createdFrom),
    shipdate: day(body.shipDate),
    location: cell(body.location),
    department: cell(body.department),
    class: cell(body.class),
    shipstatus: cell(body.shipStatus),
    email: cell(body.email),
    linkedtrackingnumberlist: cell(body.linkedTrackingNumbers),
    duedate: day(body.dueDate),
    terms: cell(body.terms),
    employee: cell(body.salesRep),
    partner: cell(body.partner),
    paymentoption: cell(body.paymentOption),
    approvalstatus: cell(body.approvalStatus),
    account: cell(body.account),
    trandisplayname: recordName(rec),
    ...moneyCells(world, rec),
    ...customCells(body, custom),
  };
}

const ADDRESS_FIELDS = [
  'addr1',
  'addr2',
  'addr3',
  'addressee',
  'attention',
  'city',
  'state',
  'zip',
  'country',
  'addrPhone',
];

/** Address values under their lower-case column names. */
export function addressCells(address: Value): Row | undefined {
  if (typeof address !== 'object' || address === null || Array.isArray(address)) return undefined;
  return Object.fromEntries(ADDRESS_FIELDS.map((name) => [name.toLowerCase(), cell(address[name])]));
}

/** The row in `transactionShippingAddress` or `transactionBillingAddress`, keyed by the transaction's id. */
export function addressRow(rec: Rec, kind: 'shipping' | 'billing'): Row | undefined {
  const cells = addressCells(rec.body[`${kind}Address`]);
  return cells === undefined ? undefined : { nkey: Number(rec.id), ...cells };
}

export function trackingOf(rec: Rec): string[] {
  return rec.type === 'itemFulfillment' ? packageTracking(rec) : [];
}
