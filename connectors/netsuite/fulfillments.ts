/**
 * Item fulfilments: list, read, create by transform, mend, delete.
 * The trap: a transform ships every open line that the body does not mention, so lines that stay must be named with
 * `itemReceive: false`.
 */
import { z } from 'zod';
import { ConnectorError } from '../http/errors.ts';
import { packageBody, packageSublists, readPackages } from './packages.ts';
import { checkExternalId, externalIdPath, invalid, recordPath, type Session } from './session.ts';
import { fulfillmentStatus } from './status.ts';
import { readSublist, sublistSchema } from './sublist.ts';
import { allRows } from './suiteql.ts';
import type {
  Fulfillment,
  FulfillmentDraft,
  FulfillmentLine,
  FulfillmentPackage,
  FulfillmentRef,
  PackageSublist,
} from './types.ts';
import { decimal, enumeration, exactNumber, flag, integer, parseAnswer, present, reference, text } from './values.ts';

const LIST =
  'SELECT DISTINCT f.id, f.tranid, f.status, f.externalid FROM nextTransactionLineLink l ' +
  "JOIN transaction f ON f.id = l.nextdoc WHERE l.previousdoc = ? AND f.type='ItemShip'";

const recordSchema = z.looseObject({
  id: text,
  tranId: text,
  externalId: text,
  createdFrom: reference,
  tranDate: text,
  status: enumeration,
  shipStatus: enumeration,
  memo: text,
  item: sublistSchema,
  ...packageSublists,
});
const lineSchema = z.looseObject({
  line: integer,
  orderLine: integer.nullish(),
  item: reference,
  quantity: decimal,
  itemReceive: flag,
  location: reference,
  kitMemberOf: integer.nullish(),
});
const linesSchema = z.array(lineSchema);

export async function listFulfillments(session: Session, salesOrderId: string): Promise<FulfillmentRef[]> {
  const rows = await allRows(session, LIST, [salesOrderId]);
  return rows.map((row) =>
    present({
      id: row.id ?? '',
      tranId: row.tranid ?? '',
      status: fulfillmentStatus(row.status),
      externalId: row.externalid,
    }),
  );
}

/** undefined when NetSuite says that it does not exist. */
export async function readFulfillment(
  session: Session,
  name: { id: string } | { externalId: string },
): Promise<Fulfillment | undefined> {
  const path =
    'id' in name ? recordPath('itemFulfillment', name.id) : externalIdPath('itemFulfillment', name.externalId);
  const response = await session
    .send({ method: 'GET', path, query: { expandSubResources: 'true' } })
    .catch(goneIsUndefined);
  if (response === undefined) return undefined;
  const record = parseAnswer(recordSchema, response, 'an item fulfilment');
  const body = await readSublist(session, `${path}/item`, record.item);
  const lines = parseAnswer(linesSchema, { ...response, body }, 'the lines of an item fulfilment');
  return present({
    id: record.id ?? ('id' in name ? name.id : ''),
    tranId: record.tranId ?? '',
    status: fulfillmentStatus(record.status),
    externalId: record.externalId,
    createdFromId: record.createdFrom ?? '',
    tranDate: record.tranDate ?? '',
    shipStatus: shipStatusOf(record.shipStatus),
    memo: record.memo,
    lines: lines.map(toLine),
    ...(await readPackages(session, path, record)),
  });
}

function shipStatusOf(text: string | undefined): 'A' | 'B' | 'C' | undefined {
  const letter = fulfillmentStatus(text);
  return letter === 'A' || letter === 'B' || letter === 'C' ? letter : undefined;
}

function toLine(line: z.output<typeof lineSchema>): FulfillmentLine {
  return present({
    line: line.line,
    orderLine: line.orderLine ?? undefined,
    itemId: line.item,
    quantity: line.quantity ?? '0',
    itemReceive: line.itemReceive ?? true,
    locationId: line.location,
    kitMemberOf: line.kitMemberOf ?? undefined,
  });
}

/** See the contract. A success without a Location header is `Uncertain`: it was made, and is found by its external id. */
export async function createFulfillment(session: Session, draft: FulfillmentDraft): Promise<{ id: string }> {
  const response = await session.send({
    method: 'POST',
    path: recordPath('salesOrder', draft.salesOrderId, '/!transform/itemFulfillment'),
    json: fulfillmentBody(draft),
    write: true,
  });
  const id = /\/itemfulfillment\/(\d+)\/?(?:\?.*)?$/i.exec(response.headers.location ?? '')?.[1];
  if (id !== undefined) return { id };
  throw new ConnectorError({
    type: 'Uncertain',
    system: 'netsuite',
    status: response.status,
    code: 'NO_LOCATION',
    message: 'NetSuite took the item fulfilment but did not tell its id.',
  });
}

function fulfillmentBody(draft: FulfillmentDraft): Record<string, unknown> {
  const taken = new Set(draft.lines.map((line) => line.orderLine));
  const both = draft.leaveOut.find((line) => taken.has(line));
  if (both !== undefined) throw invalid('BAD_DRAFT', `Order line ${both} is both shipped and left out.`);
  if (taken.size < draft.lines.length) throw invalid('BAD_DRAFT', 'An order line stands twice in the item fulfilment.');
  const shipped = draft.lines.map((line) => ({
    orderLine: line.orderLine,
    quantity: exactNumber(line.quantity, `Quantity of order line ${line.orderLine}`),
    itemReceive: true,
    ...(line.locationId === undefined ? {} : { location: { id: line.locationId } }),
  }));
  const left = draft.leaveOut.map((orderLine) => ({ orderLine, itemReceive: false }));
  return {
    externalId: checkExternalId(draft.externalId),
    tranDate: draft.tranDate,
    memo: draft.memo,
    ...(draft.shipStatus === undefined ? {} : { shipStatus: { id: draft.shipStatus } }),
    ...(draft.shipMethodId === undefined ? {} : { shipMethod: { id: draft.shipMethodId } }),
    item: { items: [...shipped, ...left] },
    ...(draft.packages.length === 0 ? {} : packageBody(draft.packageSublist, draft.packages)),
  };
}

/** Given packages replace those that are there; the memo is set. */
export async function updateFulfillment(
  session: Session,
  id: string,
  change: { memo?: string; packages?: FulfillmentPackage[]; packageSublist?: PackageSublist },
): Promise<void> {
  const sublist = change.packageSublist ?? 'package';
  const packages = change.packages === undefined ? {} : packageBody(sublist, change.packages);
  await session.send({
    method: 'PATCH',
    path: recordPath('itemFulfillment', id),
    ...(change.packages === undefined ? {} : { query: { replace: sublist } }),
    json: { ...(change.memo === undefined ? {} : { memo: change.memo }), ...packages },
    write: true,
  });
}

/** A record already gone is fine. */
export async function deleteFulfillment(session: Session, id: string): Promise<void> {
  await session.send({ method: 'DELETE', path: recordPath('itemFulfillment', id), write: true }).catch(goneIsUndefined);
}

function goneIsUndefined(error: unknown): undefined {
  if (error instanceof ConnectorError && error.type === 'NotFound') return undefined;
  throw error;
}
