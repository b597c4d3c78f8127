/**
 * Warehouse receiving orders: reading, finding by purchase order number, making and cancelling.
 * The trap: there is no idempotency key; the purchase order number, unique in the account, is the name by which a write
 * whose answer was lost is found again.
 */
import { z } from 'zod';
import { ConnectorError } from '../http/errors.ts';
import { type Caller, segment } from './call.ts';
import { compact } from './compact.ts';
import { isOfType, notSent } from './errors.ts';
import { allRows, checksOf, commas, numberedPage, oneOf, within } from './paging.ts';
import { distributions, receivingBox, receivingOrder, syncFlagAnswer } from './schemas-receiving.ts';
import type {
  ListPage,
  ReceivingBox,
  ReceivingDistribution,
  ReceivingDraft,
  ReceivingDraftItem,
  ReceivingFilter,
  ReceivingOrder,
  SyncFlagOutcome,
} from './types.ts';

const PATH = '/receiving';
/** More have not been seen to work. */
const MOST_ROWS = 100;
const MOST_PACKAGES = 50;

const pathOf = (id: string): string => `${PATH}/${segment(id)}`;

export const getReceivingOrder = (caller: Caller, id: string): Promise<ReceivingOrder | undefined> =>
  caller.find(receivingOrder, { method: 'GET', path: pathOf(id) });

export const readBoxes = async (caller: Caller, id: string): Promise<ReceivingBox[]> =>
  (await caller.find(z.array(receivingBox), { method: 'GET', path: `${pathOf(id)}/boxes` })) ?? [];

export const readDistributions = async (caller: Caller, id: string): Promise<ReceivingDistribution[]> =>
  (await caller.find(distributions, { method: 'GET', path: `${pathOf(id)}/distributions` })) ?? [];

/** The centre is not compared: an order for a centre in a hub's region shows the hub. */
export function listReceivingOrders(caller: Caller, filter: ReceivingFilter, cursor?: string) {
  const query = {
    IDs: commas(filter.ids),
    Statuses: commas(filter.statuses),
    InsertStartDate: filter.insertedFrom,
    InsertEndDate: filter.insertedTo,
    FulfillmentCenterIds: commas(filter.fulfillmentCenterIds),
    PurchaseOrderNumbers: commas(filter.purchaseOrderNumbers),
    ExternalSync: filter.externalSync === undefined ? undefined : String(filter.externalSync),
    CompletedStartDate: filter.completedFrom,
    CompletedEndDate: filter.completedTo,
  };
  const listing = { path: PATH, query, row: receivingOrder, checks: checksFor(filter) };
  return numberedPage(caller, listing, Math.min(caller.settings.pageSize, MOST_ROWS), cursor);
}

function checksFor(filter: ReceivingFilter) {
  const { insertedFrom, insertedTo, completedFrom, completedTo, externalSync } = filter;
  const isAboutCompleted = completedFrom !== undefined || completedTo !== undefined;
  return checksOf<ReceivingOrder>([
    oneOf('IDs', filter.ids, ({ id }) => id),
    oneOf('Statuses', filter.statuses, ({ status }) => status),
    oneOf('PurchaseOrderNumbers', filter.purchaseOrderNumbers?.map(sameNumber), ({ purchaseOrderNumber }) =>
      sameNumber(purchaseOrderNumber ?? ''),
    ),
    externalSync === undefined
      ? undefined
      : { name: 'ExternalSync', fits: ({ externalSyncAt }) => (externalSyncAt !== undefined) === externalSync },
    isAboutCompleted ? { name: 'CompletedStartDate', fits: ({ status }) => status === 'Completed' } : undefined,
    ...within<ReceivingOrder>(
      { from: 'InsertStartDate', to: 'InsertEndDate' },
      { from: insertedFrom, to: insertedTo },
      ({ insertedAt }) => insertedAt,
    ),
    ...within<ReceivingOrder>(
      { from: 'CompletedStartDate', to: 'CompletedEndDate' },
      { from: completedFrom, to: completedTo },
      completedAt,
    ),
  ]);
}

const completedAt = ({ history }: ReceivingOrder): string | undefined =>
  history.filter(({ status }) => status === 'Completed').at(-1)?.at;

/** People type numbers with other capitals and blanks around; ShipBob holds those for the same number. */
const sameNumber = (text: string): string => text.trim().toLowerCase();

export function findReceivingOrders(caller: Caller, purchaseOrderNumber: string): Promise<ReceivingOrder[]> {
  const number = purchaseOrderNumber.trim();
  if (number === '') throw notSent('Invalid', 'NO_NUMBER', 'an empty purchase order number cannot be looked for');
  return allRows(
    (cursor): Promise<ListPage<ReceivingOrder>> =>
      listReceivingOrders(caller, { purchaseOrderNumbers: [number] }, cursor),
  );
}

export async function createReceivingOrder(caller: Caller, draft: ReceivingDraft): Promise<ReceivingOrder> {
  assertDraft(draft);
  return caller.read(receivingOrder, {
    method: 'POST',
    path: PATH,
    json: toWire(draft),
    write: true,
    collection: true,
  });
}

/** What is sent for a draft. */
const toWire = (draft: ReceivingDraft) => ({
  fulfillment_center: { id: Number(draft.fulfillmentCenterId) },
  package_type: draft.packageType,
  box_packaging_type: draft.boxPackaging,
  expected_arrival_date: draft.expectedArrivalAt,
  purchase_order_number: draft.purchaseOrderNumber.trim(),
  boxes: draft.boxes.map(({ trackingNumber, items }) => ({
    tracking_number: trackingNumber,
    box_items: items.map((item) =>
      compact({
        inventory_id: Number(item.inventoryId),
        quantity: item.quantity,
        lot_number: item.lotNumber,
        lot_date: item.lotDate,
      }),
    ),
  })),
});

function assertDraft(draft: ReceivingDraft): void {
  const refuse = (code: string, words: string) => {
    throw notSent('Invalid', code, `receiving order ${draft.purchaseOrderNumber}: ${words}`);
  };
  const number = draft.purchaseOrderNumber.trim();
  if (number === '' || number.includes(',')) refuse('BAD_NUMBER', 'it needs a purchase order number without a comma');
  if (!isId(draft.fulfillmentCenterId)) refuse('BAD_CENTER', 'the fulfilment centre id is not digits');
  if (draft.boxes.length === 0) refuse('NO_BOXES', 'it has no boxes');
  if (draft.packageType === 'Package' && draft.boxes.length > MOST_PACKAGES)
    refuse('TOO_MANY_BOXES', `${draft.boxes.length} boxes, and at most ${MOST_PACKAGES} may come as packages`);
  for (const { trackingNumber, items } of draft.boxes) {
    if (trackingNumber.trim() === '') refuse('NO_TRACKING', 'each box needs a tracking number');
    if (items.length === 0) refuse('EMPTY_BOX', 'a box is empty');
    for (const item of items) {
      const problem = itemProblem(item);
      if (problem !== undefined) refuse('BAD_ITEM', problem);
    }
  }
}

function itemProblem({ inventoryId, quantity, lotNumber, lotDate }: ReceivingDraftItem): string | undefined {
  if (!isId(inventoryId)) return 'an inventory id is not digits';
  if (!Number.isInteger(quantity) || quantity < 1)
    return `inventory ${inventoryId}: the quantity is not a whole number`;
  if ((lotNumber === undefined) === (lotDate === undefined)) return undefined;
  return `inventory ${inventoryId}: a lot needs both its number and its date`;
}

const isId = (text: string): boolean => /^\d{1,10}$/.test(text);

/** A refusal is followed by a look: cancelled already is what was wanted. */
export async function cancelReceivingOrder(caller: Caller, id: string): Promise<void> {
  try {
    await caller.send({ method: 'POST', path: `${pathOf(id)}:cancel`, write: true });
  } catch (error) {
    if (!isOfType(error, 'Invalid') && !isOfType(error, 'Conflict')) throw error;
    const order = await getReceivingOrder(caller, id);
    if (order?.status === 'Cancelled') return;
    throw new ConnectorError({
      type: 'Conflict',
      system: 'shipbob',
      code: 'NOT_CANCELLABLE',
      message: `ShipBob: receiving order ${id} is ${order?.status ?? 'gone'} and cannot be cancelled any more; ${error.message}`,
      cause: error,
    });
  }
}

export async function setExternalSync(caller: Caller, ids: string[], synced: boolean): Promise<SyncFlagOutcome[]> {
  if (ids.length === 0) return [];
  const json = { ids: ids.map(Number), is_external_sync: synced };
  const path = `${PATH}:setExternalSync`;
  const { results } = await caller.read(syncFlagAnswer, { method: 'POST', path, json, write: true, collection: true });
  const told = new Map(results.map((result) => [result.id, result]));
  return ids.map((id) => compact({ id, done: told.get(id)?.is_success !== false, reason: told.get(id)?.reason }));
}
