/**
 * Finding and reading sales orders.
 * The trap: `otherrefnum` is not unique, so a look-up may find several; and line numbers have gaps.
 */
import { z } from 'zod';
import { ConnectorError } from '../http/errors.ts';
import { recordPath, type Session } from './session.ts';
import { salesOrderStatus } from './status.ts';
import { readSublist, sublistSchema } from './sublist.ts';
import { allRows } from './suiteql.ts';
import type { SalesOrder, SalesOrderField, SalesOrderLine, SalesOrderRef } from './types.ts';
import { decimal, enumeration, flag, integer, parseAnswer, present, reference, text } from './values.ts';

const COLUMN: Record<string, string> = {
  otherRefNum: 'otherrefnum',
  tranId: 'tranid',
  externalId: 'externalid',
  id: 'id',
};

const orderSchema = z.looseObject({
  id: text,
  tranId: text,
  status: enumeration,
  externalId: text,
  otherRefNum: text,
  shipMethod: reference,
  item: sublistSchema,
});

const lineSchema = z.looseObject({
  line: integer,
  lineUniqueKey: text,
  item: reference,
  itemType: enumeration,
  quantity: decimal,
  quantityFulfilled: decimal,
  isClosed: flag,
  location: reference,
  createPo: enumeration,
});
const linesSchema = z.array(lineSchema);

export async function findSalesOrders(
  session: Session,
  field: SalesOrderField,
  value: string,
): Promise<SalesOrderRef[]> {
  const query = `SELECT id, tranid, status FROM transaction WHERE type='SalesOrd' AND ${columnOf(field)} = ?`;
  const rows = await allRows(session, query, [value]);
  return rows.map((row) => ({ id: row.id ?? '', tranId: row.tranid ?? '', status: salesOrderStatus(row.status) }));
}

/** Only known columns and `custbody…` are put into the text of a query. */
function columnOf(field: string): string {
  const known = Object.hasOwn(COLUMN, field) ? COLUMN[field] : undefined;
  if (known !== undefined) return known;
  if (/^custbody[a-z0-9_]+$/i.test(field)) return field.toLowerCase();
  throw new ConnectorError({
    type: 'Config',
    system: 'netsuite',
    code: 'BAD_FIELD',
    message: `"${field}" is not a field by which a sales order can be found: use otherRefNum, tranId, externalId, id or custbody_…`,
  });
}

export async function readSalesOrder(session: Session, id: string, customLineFields: string[]): Promise<SalesOrder> {
  const path = recordPath('salesOrder', id);
  const response = await session.send({ method: 'GET', path, query: { expandSubResources: 'true' } });
  const order = parseAnswer(orderSchema, response, `sales order ${id}`);
  const body = await readSublist(session, `${path}/item`, order.item);
  const lines = parseAnswer(linesSchema, { ...response, body }, `the lines of sales order ${id}`);
  return present({
    id: order.id ?? id,
    tranId: order.tranId ?? '',
    status: salesOrderStatus(order.status),
    externalId: order.externalId,
    otherRefNum: order.otherRefNum,
    shipMethodId: order.shipMethod,
    lines: lines.map((line) => toLine(line, customLineFields)),
  });
}

function toLine(line: z.output<typeof lineSchema>, customFields: string[]): SalesOrderLine {
  return present({
    line: line.line,
    lineUniqueKey: line.lineUniqueKey,
    itemId: line.item ?? '',
    itemType: line.itemType,
    quantity: line.quantity ?? '0',
    quantityFulfilled: line.quantityFulfilled ?? '0',
    isClosed: line.isClosed ?? false,
    locationId: line.location,
    createPo: line.createPo,
    custom: customValues(line, customFields),
  });
}

/** Custom columns keep the name they were asked by; NetSuite writes them in lower case. */
function customValues(line: Record<string, unknown>, names: string[]): Record<string, string> {
  const byName = new Map(Object.entries(line).map(([name, value]) => [name.toLowerCase(), value]));
  const custom: Record<string, string> = {};
  for (const name of names) {
    const value = byName.get(name.toLowerCase());
    const read = typeof value === 'boolean' ? String(value) : reference.safeParse(value).data;
    if (read !== undefined) custom[name] = read;
  }
  return custom;
}
