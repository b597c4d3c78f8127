/**
 * A shipped order with its money, read once for all syncs that look at it: V1 allows 40 calls a minute, and receivables and
 * inventory both want the same order at the same time.
 * The trap: a reading is only as good as its beginning. One that began before the cause of a look (`since`) may miss what
 * the look is about, so it is never reused, however fresh it is.
 */
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { OrdersOnly } from '../../connectors/shipstation/orders-only.ts';
import type { Order, SoldOrder } from '../../connectors/shipstation/types.ts';
import type { SoldView } from '../../mappings/fusion-shipstation/types.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import { readShipped } from '../order-source.ts';

/** `since`: when the look's cause came up (ISO-8601); absent = now, so that nothing older is reused. */
export type SoldOrderRequest = RecordScope & { orderId: string; thorough: boolean; since?: string };
/** `absent` says in words why there is nothing to post. */
export type SoldOrderAnswer = { sold?: SoldView; absent?: string };

export async function observeSoldOrder(deps: ActivityDeps, request: SoldOrderRequest): Promise<SoldOrderAnswer> {
  const { connection, orderId, thorough } = request;
  const open = await deps.connections.open(connection, 'fusion-shipstation');
  const now = deps.now().getTime();
  const since = request.since === undefined ? now : Date.parse(request.since);
  const sold = await readShared(await open.shipStation(), { orderId, thorough, since, now });
  if (sold === undefined) return { absent: 'ShipStation has no such order and nothing was shipped under it' };
  const { storeId } = sold.order;
  const { storeIds } = open.settings.shipstation;
  const isForeign = storeIds.length > 0 && storeId !== undefined && !storeIds.includes(storeId);
  return isForeign
    ? { absent: `the order belongs to store ${storeId}, which this connection does not serve` }
    : { sold };
}

/** Read anew, marks "as shipped" too. undefined when ShipStation knows neither the order nor anything shipped under its id. */
export const readSold = (shipStation: OrdersOnly, orderId: string): Promise<SoldView | undefined> =>
  readAs(shipStation, orderId, true);

const readAs = (shipStation: OrdersOnly, orderId: string, thorough: boolean): Promise<SoldView | undefined> =>
  readShipped(shipStation, { read: (id) => shipStation.readSoldOrder(id), bare: withoutMoney }, orderId, thorough);

/** A reading that runs or is done. `thorough`: the marks "as shipped" are (or will be) in it whatever the labels hold. */
type Reading = { startedAt: number; thorough: boolean; isDone: boolean; view: Promise<SoldView | undefined> };
type Wanted = { orderId: string; thorough: boolean; since: number; now: number };

/** Nobody comes for a reading after this. */
const KEPT_MS = 60_000;
/** By connector, which is made anew with its credentials or settings: a reading never outlives what it was read with. */
const readings = new WeakMap<OrdersOnly, Map<string, Reading>>();

async function readShared(shipStation: OrdersOnly, wanted: Wanted): Promise<SoldView | undefined> {
  const kept = readings.get(shipStation) ?? new Map<string, Reading>();
  readings.set(shipStation, kept);
  dropOld(kept, wanted.now);
  const known = kept.get(wanted.orderId);
  if (known === undefined || !serves(known, wanted)) return start(shipStation, kept, wanted).view;
  try {
    return await known.view;
  } catch (error) {
    // Held back for the sake of a less urgent reader; this one asks with its own urgency.
    if (error instanceof ConnectorError && error.type === 'RateLimited') return start(shipStation, kept, wanted).view;
    throw error;
  }
}

const serves = (known: Reading, wanted: Wanted): boolean =>
  known.startedAt >= wanted.since && (known.thorough || !wanted.thorough);

function start(shipStation: OrdersOnly, kept: Map<string, Reading>, wanted: Wanted): Reading {
  const { orderId, thorough, now } = wanted;
  const view = readAs(shipStation, orderId, thorough);
  const reading: Reading = { startedAt: now, thorough, isDone: false, view };
  kept.set(orderId, reading);
  view.then(
    (seen) => {
      reading.isDone = true;
      reading.thorough = seen?.complete ?? true;
    },
    () => {
      if (kept.get(orderId) === reading) kept.delete(orderId);
    },
  );
  return reading;
}

/** Oldest first, as a map keeps its order; a reading that still runs is joined however long it takes. */
function dropOld(kept: Map<string, Reading>, now: number): void {
  for (const [orderId, { startedAt, isDone }] of kept) if (isDone && now - startedAt > KEPT_MS) kept.delete(orderId);
}

/** A deleted order of which only labels are left: whose it was and what it cost is not known any more. */
const withoutMoney = (order: Order): SoldOrder => ({
  ...order,
  items: [],
  total: '0',
  amountPaid: '0',
  taxAmount: '0',
  shippingAmount: '0',
  billTo: {},
  shipTo: {},
});
