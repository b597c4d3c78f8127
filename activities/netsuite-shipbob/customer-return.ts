/**
 * The steps of `customerReturn`: what ShipBob has done with the goods until now, and what is missing of that in NetSuite.
 * The trap: a return names its shipment, and only the shipment's order bears the number that NetSuite knows.
 */
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import { valueAt } from '../../connectors/netsuite/record-view.ts';
import type { ShipBob } from '../../connectors/shipbob/contract.ts';
import type { Return } from '../../connectors/shipbob/types-returns.ts';
import { authorizationName } from '../../mappings/netsuite-shipbob/customer-return/authorization.ts';
import {
  authorizationLookups,
  planReturn,
  returnDay,
  returnPostingName,
  salesOrderLookups,
} from '../../mappings/netsuite-shipbob/customer-return/plan.ts';
import type {
  ReturnSource,
  ReturnTarget,
  SalesOrder,
  SoldLine,
} from '../../mappings/netsuite-shipbob/customer-return/types.ts';
import { lotDayOf } from '../../mappings/netsuite-shipbob/places.ts';
import { skusOf } from '../../mappings/netsuite-shipbob/stock/items.ts';
import type { CustomerReturnSettings } from '../../settings/customer-return.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import type { RecordPlan } from '../netsuite-shopify/answers.ts';
import { answerOf } from '../netsuite-shopify/plan-answer.ts';
import { readPostings } from './postings.ts';
import { returnState } from './stock-states.ts';
import { matchTransaction, openDay, readLots, readSourceOrder, readStockItems } from './stock-target.ts';
import { linesIn } from './views.ts';

const PAIR = 'netsuite-shipbob';

export type ReturnPlanRequest = RecordScope & { source: ReturnSource };

export async function observeCustomerReturn(
  deps: ActivityDeps,
  { connection, recordKey }: RecordScope,
): Promise<{ source?: ReturnSource; absent?: string }> {
  const { shipBob } = await deps.connections.open(connection, PAIR);
  const api = await shipBob();
  const found = await api.getReturn(recordKey);
  if (found === undefined) return { absent: `ShipBob has no return ${recordKey}` };
  return { source: sourceOf(found, await keysOf(api, found)) };
}

async function keysOf(api: ShipBob, found: Return): Promise<ReturnSource['keys']> {
  const { originalShipmentId, referenceId, storeOrderId } = found;
  const shipment = originalShipmentId === undefined ? undefined : await api.getShipment(originalShipmentId);
  const order = shipment === undefined ? undefined : await api.getOrder(shipment.orderId);
  const keys = {
    reference: referenceId,
    storeOrderId,
    shipmentId: originalShipmentId,
    orderId: shipment?.orderId,
    orderReference: order?.referenceId ?? shipment?.referenceId,
    orderNumber: order?.number,
  };
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));
}

function sourceOf(found: Return, keys: ReturnSource['keys']): ReturnSource {
  return {
    id: found.id,
    status: found.status,
    ...(found.type === undefined ? {} : { type: found.type }),
    ...(found.fulfillmentCenter === undefined ? {} : { centerId: found.fulfillmentCenter.id }),
    keys,
    rows: found.items.map(({ inventoryId, sku, lotNumber, lotDate, quantity, taken }) => {
      const lotDay = lotDayOf(lotDate);
      return {
        inventoryId,
        announced: quantity,
        taken: taken.map(({ action, quantity: units }) => ({ action, quantity: units })),
        ...(sku === undefined ? {} : { sku }),
        ...(lotNumber === undefined ? {} : { lotNumber }),
        ...(lotDay === undefined ? {} : { lotDay }),
      };
    }),
    inspectedAt: found.changedAt,
    trackingNumbers: [found.trackingNumber, found.originalTrackingNumber].flatMap((number) => number ?? []),
    state: returnState(found),
  };
}

/** Reads NetSuite, decides, and notes what is to be written. */
export async function planCustomerReturn(deps: ActivityDeps, request: ReturnPlanRequest): Promise<RecordPlan> {
  const { source } = request;
  const { settings, row, netSuite } = await deps.connections.open(request.connection, PAIR);
  const sync = settings.syncs.customerReturn;
  const api = await netSuite();
  const target = await readTarget(api, source, sync, settings.skuAliases);
  const now = deps.now().toISOString();
  const frame = { source, settings: sync, timeZone: settings.timeZone, now };
  const planned = planReturn({
    ...frame,
    target,
    places: settings,
    skuAliases: settings.skuAliases,
    day: await openDay(api, returnDay(frame), sync.closedPeriod),
  });
  return answerOf(deps, request, { planned, mode: row.mode, recheck: sync.recheck, basis: { source, target } });
}

/** Our postings first: a receipt that was not seen has then taken its room on the authorisation at least. */
async function readTarget(
  api: NetSuite,
  source: ReturnSource,
  settings: CustomerReturnSettings,
  skuAliases: Record<string, string>,
): Promise<ReturnTarget> {
  const postings = await readPostings(api, (number) => returnPostingName(settings.externalIdPrefix, source.id, number));
  const authorization = await readAuthorization(api, source, settings);
  const match = await matchTransaction(api, 'SalesOrd', salesOrderLookups({ settings, source }));
  const [only, second] = match.candidates;
  const salesOrder = only !== undefined && second === undefined ? await readSold(api, only) : undefined;
  const rows = source.rows.map((row) => ({ ...row, quantity: row.announced }));
  const items = await readStockItems(api, skusOf(rows, skuAliases));
  const lots = await readLots(api, items, rows, postings);
  return {
    ...{ postings, match, items, lots },
    ...(authorization === undefined ? {} : { authorization }),
    ...(salesOrder === undefined ? {} : { salesOrder }),
  };
}

async function readAuthorization(
  api: NetSuite,
  source: ReturnSource,
  settings: CustomerReturnSettings,
): Promise<ReturnTarget['authorization']> {
  const own = [{ field: 'externalId', value: authorizationName(settings.externalIdPrefix, source.id) }];
  for (const [lookups, isOwn] of [
    [own, true],
    [authorizationLookups({ settings, source }), false],
  ] as const) {
    const { candidates } = await matchTransaction(api, 'RtnAuth', [...lookups]);
    const [only, second] = candidates;
    if (only === undefined || second !== undefined) continue;
    const order = await readSourceOrder(api, 'returnAuthorization', only);
    if (order !== undefined) return { ...order, isOwn };
  }
  return undefined;
}

async function readSold(
  api: NetSuite,
  { id, tranId, status }: Omit<SalesOrder, 'lines'>,
): Promise<SalesOrder | undefined> {
  const view = await api.readRecord('salesOrder', { id }, { sublists: ['item'] });
  if (view === undefined) return undefined;
  const lines = linesIn(view, 'item').map((line): SoldLine => {
    const rate = valueAt(line, 'rate');
    const locationId = valueAt(line, 'location');
    return {
      line: valueAt(line, 'line') ?? '',
      itemId: valueAt(line, 'item') ?? '',
      quantity: valueAt(line, 'quantity') ?? '0',
      received: valueAt(line, 'quantityFulfilled') ?? '0',
      isClosed: valueAt(line, 'isClosed') === 'true',
      ...(rate === undefined ? {} : { rate }),
      ...(locationId === undefined ? {} : { locationId }),
    };
  });
  return { id, tranId, status, lines };
}
