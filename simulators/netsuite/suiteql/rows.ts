// What each record looks like in the query tables.
// Trap: quantities on sales lines are negative, and a posted fulfilment has cost-of-goods lines besides its item lines.
import { money, times } from '../decimal.ts';
import { packageTracking } from '../orders/refresh.ts';
import { schemaOf } from '../schema/registry.ts';
import { asNumber, asText, type Line, listOf, type Rec, type Value, type World } from '../world.ts';
import { dateFromDay, dateFromMs } from './dates.ts';

type Cell = string | number | null;
export type Row = Record<string, Cell>;

const flag = (value: Value, otherwise = 'F') => (value === true ? 'T' : value === false ? 'F' : otherwise);
const cell = (value: Value): Cell =>
  typeof value === 'string' ? value || null : typeof value === 'number' ? value : null;
const day = (value: Value): Cell => (typeof value === 'string' ? dateFromDay(value.slice(0, 10)) : null);

function stamps(world: World, rec: Rec): { created: string; modified: string } {
  const zone = world.settings.accountZone;
  return { created: dateFromMs(rec.createdMs, zone), modified: dateFromMs(rec.modifiedMs, zone) };
}

/** The row in `transaction`. */
export function transactionRow(world: World, rec: Rec): Row {
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
    foreigntotal: cell(body.total),
    total: cell(body.total),
    subsidiary: cell(body.subsidiary),
    createddate: created,
    lastmodifieddate: modified,
    shippingaddress: body.shippingAddress === undefined ? null : rec.id,
    billingaddress: body.billingAddress === undefined ? null : rec.id,
    transactionnumber: cell(body.transactionNumber),
    posting: flag(
      schemaOf(rec.type).transaction?.posting === true && body.shipStatus !== 'A' && body.shipStatus !== 'B',
    ),
    voided: 'F',
    shipmethod: cell(body.shipMethod),
    postingperiod: cell(body.postingPeriod),
    createdfrom: cell(body.createdFrom),
    shipdate: day(body.shipDate),
    location: cell(body.location),
    shipstatus: cell(body.shipStatus),
    email: cell(body.email),
    linkedtrackingnumberlist: cell(body.linkedTrackingNumbers),
  };
}

const NEGATIVE = ['salesOrder', 'invoice', 'cashSale', 'itemFulfillment', 'transferOrder'];

function lineRow(rec: Rec, line: Line, sequence: number, modified: string): Row {
  const sign = NEGATIVE.includes(rec.type) ? -1 : 1;
  const quantity = asNumber(line.quantity ?? line.adjustQtyBy);
  const amount = line.amount ?? (line.rate === undefined ? undefined : money(times(quantity, asNumber(line.rate))));
  const signed = (value: Value) => (typeof value === 'number' ? (value === 0 ? 0 : sign * value) : null);
  const shipped =
    rec.type === 'purchaseOrder' || rec.type === 'returnAuthorization' ? line.quantityReceived : line.quantityFulfilled;
  return {
    transaction: Number(rec.id),
    id: asNumber(line.line),
    uniquekey: cell(line.lineUniqueKey) ?? Number(rec.id) * 1000 + asNumber(line.line),
    linesequencenumber: sequence,
    item: cell(line.item),
    itemtype: cell(line.itemType),
    quantity: signed(quantity),
    rate: cell(line.rate),
    netamount: signed(amount),
    foreignamount: signed(amount),
    location: cell(line.location ?? rec.body.location ?? rec.body.adjLocation),
    department: cell(line.department),
    class: cell(line.class),
    subsidiary: cell(rec.body.subsidiary),
    mainline: 'F',
    taxline: 'F',
    iscogs: 'F',
    isclosed: flag(line.isClosed),
    isfullyshipped: flag(asNumber(shipped) >= quantity && quantity > 0),
    quantityshiprecv: asNumber(shipped),
    quantitybilled: asNumber(line.quantityBilled),
    quantitycommitted: cell(line.quantityCommitted),
    quantitybackordered: cell(line.quantityBackOrdered),
    quantitypicked: cell(line.quantityPicked),
    quantitypacked: cell(line.quantityPacked),
    createdfrom: cell(rec.body.createdFrom),
    kitcomponent: flag(line.kitMemberOf !== undefined),
    assemblycomponent: 'F',
    memo: cell(line.description ?? line.memo),
    entity: cell(rec.body.entity),
    linelastmodifieddate: modified,
  };
}

function mainRow(rec: Rec, modified: string): Row {
  const row = lineRow(rec, { line: 0 }, 0, modified);
  return {
    ...row,
    mainline: 'T',
    item: null,
    itemtype: null,
    quantity: null,
    foreignamount: cell(rec.body.total),
    netamount: cell(rec.body.total),
  };
}

function cogsRow(row: Row): Row {
  const id = asNumber(row.id) + 1;
  const quantity = -asNumber(row.quantity);
  return { ...row, id, uniquekey: asNumber(row.uniquekey) + 1, quantity, iscogs: 'T' };
}

/** The rows in `transactionline`, the main line first. */
export function lineRows(world: World, rec: Rec): Row[] {
  const { modified } = stamps(world, rec);
  const lines = [...listOf(rec, 'item'), ...listOf(rec, 'inventory'), ...listOf(rec, 'expense')];
  const posted = rec.type === 'itemFulfillment' && (rec.body.shipStatus ?? 'C') === 'C';
  const rows = lines.flatMap((line, index) => {
    const row = lineRow(rec, line, index + 1, modified);
    return posted && line.itemType !== 'Kit' ? [row, cogsRow(row)] : [row];
  });
  return [mainRow(rec, modified), ...rows];
}

/** The row in `transactionShippingAddress`, keyed by the transaction's id. */
export function addressRow(rec: Rec): Row | undefined {
  const address = rec.body.shippingAddress;
  if (typeof address !== 'object' || address === null || Array.isArray(address)) return undefined;
  const row: Row = { nkey: Number(rec.id) };
  for (const name of [
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
  ]) {
    row[name.toLowerCase()] = cell(address[name]);
  }
  return row;
}

export function trackingOf(rec: Rec): string[] {
  return rec.type === 'itemFulfillment' ? packageTracking(rec) : [];
}

/** The row of a customer, vendor, item or small list in its own table. */
export function masterRow(world: World, rec: Rec, columns: readonly string[]): Row {
  const { created, modified } = stamps(world, rec);
  const schema = schemaOf(rec.type);
  const lower = new Map(Object.entries(rec.body).map(([name, value]) => [name.toLowerCase(), value]));
  const special: Row = {
    id: Number(rec.id),
    createddate: created,
    datecreated: created,
    lastmodifieddate: modified,
    isinactive: flag(rec.body.isInactive),
    itemtype: schema.itemType ?? null,
    islotitem: flag(rec.type === 'lotNumberedInventoryItem'),
    isserialitem: flag(rec.type === 'serializedInventoryItem'),
    fullname: cell(rec.body.fullName ?? rec.body.name ?? rec.body.acctName),
  };
  const row: Row = {};
  for (const column of columns) {
    const value = lower.get(column);
    row[column] =
      column in special
        ? (special[column] ?? null)
        : typeof value === 'boolean'
          ? flag(value)
          : (asText(value) ?? cell(value));
  }
  return row;
}
