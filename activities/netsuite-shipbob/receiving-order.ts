/**
 * The steps of `receivingOrder`: what ShipBob has stowed of it now, and what is missing of that in NetSuite.
 * The trap: our postings are read before the purchase order. A receipt that was not seen has then taken its room at least,
 * and the next posting bears its name.
 */
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import type { ShipBob } from '../../connectors/shipbob/contract.ts';
import type { ReceivingBox, ReceivingOrder } from '../../connectors/shipbob/types-receiving.ts';
import {
  planReceiving,
  postingName,
  purchaseOrderLookups,
  receivingDay,
} from '../../mappings/netsuite-shipbob/receiving-order/plan.ts';
import { isAgreed, receivingSource } from '../../mappings/netsuite-shipbob/receiving-order/stowed.ts';
import type { ReceivingSource, ReceivingTarget } from '../../mappings/netsuite-shipbob/receiving-order/types.ts';
import { skusOf } from '../../mappings/netsuite-shipbob/stock/items.ts';
import type { ReceivingOrderSettings } from '../../settings/receiving-order.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import type { RecordPlan } from '../netsuite-shopify/answers.ts';
import { answerOf } from '../netsuite-shopify/plan-answer.ts';
import { readPostings } from './postings.ts';
import { announcedFor } from './replenishment.ts';
import { receivingState } from './stock-states.ts';
import { matchTransaction, openDay, readLots, readSourceOrder, readStockItems } from './stock-target.ts';

const PAIR = 'netsuite-shipbob';
/** A draft that nobody has submitted. */
const DRAFT = 'Incomplete';

export type ReceivingPlanRequest = RecordScope & { source: ReceivingSource };

export async function observeReceivingOrder(
  deps: ActivityDeps,
  { connection, recordKey }: RecordScope,
): Promise<{ source?: ReceivingSource; absent?: string }> {
  const { shipBob } = await deps.connections.open(connection, PAIR);
  const api = await shipBob();
  const seen = (await look(api, recordKey)) ?? undefined;
  if (seen === undefined) return { absent: `ShipBob has no receiving order ${recordKey}` };
  const { order, boxes } = isAgreed(seen.order, seen.boxes) ? seen : ((await look(api, recordKey)) ?? seen);
  if (order.status === DRAFT) return { absent: `receiving order ${recordKey} is a draft in ShipBob` };
  return { source: receivingSource(order, boxes, receivingState(order), await missingSkus(api, order, boxes)) };
}

/** The boxes first: what is stowed in between is then in the order's figures, and not booked too early. */
async function look(api: ShipBob, id: string): Promise<{ order: ReceivingOrder; boxes: ReceivingBox[] } | undefined> {
  const boxes = await api.receivingBoxes(id);
  const order = await api.getReceivingOrder(id);
  return order === undefined ? undefined : { order, boxes };
}

/** SKUs of inventory that the order itself does not name; only where any of it is stowed. */
async function missingSkus(
  api: ShipBob,
  order: ReceivingOrder,
  boxes: ReceivingBox[],
): Promise<Record<string, string>> {
  const rows = [...order.items, ...boxes.flatMap((box) => box.items)].filter((row) => row.stowed !== 0);
  const named = new Set(order.items.filter(({ sku }) => sku !== undefined).map(({ inventoryId }) => inventoryId));
  const skus: Record<string, string> = {};
  for (const id of new Set(rows.map(({ inventoryId }) => inventoryId).filter((one) => !named.has(one)))) {
    const sku = (await api.getInventoryItem(id))?.sku;
    if (sku !== undefined) skus[id] = sku;
  }
  return skus;
}

/** Reads NetSuite, decides, and notes what is to be written. */
export async function planReceivingOrder(deps: ActivityDeps, request: ReceivingPlanRequest): Promise<RecordPlan> {
  const { source } = request;
  const { settings, row, netSuite } = await deps.connections.open(request.connection, PAIR);
  const sync = settings.syncs.receivingOrder;
  const api = await netSuite();
  const announced = await announcedFor(deps.store, request.connection, source.id);
  const target = await readTarget(api, source, sync, settings.skuAliases, announced);
  const now = deps.now().toISOString();
  const frame = { source, settings: sync, timeZone: settings.timeZone, now };
  const planned = planReceiving({
    ...frame,
    target,
    places: settings,
    skuAliases: settings.skuAliases,
    day: await openDay(api, receivingDay(frame), sync.closedPeriod),
  });
  return answerOf(deps, request, { planned, mode: row.mode, recheck: sync.recheck, basis: { source, target } });
}

async function readTarget(
  api: NetSuite,
  source: ReceivingSource,
  settings: ReceivingOrderSettings,
  skuAliases: Record<string, string>,
  announced: string | undefined,
): Promise<ReceivingTarget> {
  const postings = await readPostings(api, (number) => postingName(settings.externalIdPrefix, source.id, number));
  // One that replenishment announced is known, also where its number in ShipBob is another than NetSuite's.
  const known = announced === undefined ? [] : [{ field: 'id', value: announced }];
  const lookups = [...known, ...purchaseOrderLookups({ settings, source })];
  const match = await matchTransaction(api, 'PurchOrd', lookups);
  const [only, second] = match.candidates;
  const found =
    only !== undefined && second === undefined ? await readSourceOrder(api, 'purchaseOrder', only) : undefined;
  const items = await readStockItems(api, skusOf(source.rows, skuAliases));
  const lots = await readLots(api, items, source.rows, postings);
  return { postings, match, items, lots, ...(found === undefined ? {} : { order: found }) };
}
