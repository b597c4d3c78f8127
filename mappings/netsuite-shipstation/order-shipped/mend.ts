/**
 * Puts right what a person asked to be put right (`reconcile --heal`): a posted fulfilment of ours whose goods or tracking
 * number are not its parcel's. The trap: what is taken back must be possible to make again, or the mending would only
 * delete; where it is not, the record waits with the reason.
 */
import type { Fulfillment } from '../../../connectors/netsuite/types.ts';
import type { OrderShippedSettings } from '../../../settings/order-shipped.ts';
import { isSame, plus, sum } from '../../shared/quantity.ts';
import { normaliseSku } from '../../shared/sku.ts';
import { allocate, type Share } from './allocate.ts';
import { locationProblem, packageOf, shipMethodOf, sublistOf } from './draft.ts';
import { statusProblem } from './orders.ts';
import { nameParcel } from './parcels.ts';
import { openLines } from './remaining.ts';
import type { Parcel, ParcelItem, Problem, TargetView, Write } from './types.ts';

type Input = { target: TargetView; settings: OrderShippedSettings };
type Steps = { writes: Write[]; problems: Problem[] };

const NOTHING: Steps = { writes: [], problems: [] };

/** Empty when the fulfilments hold what the parcel holds, or when nobody can know it (marked as shipped, no items). */
export function mendSteps(input: Input, parcel: Parcel, contents: ParcelItem[], posted: Fulfillment[]): Steps {
  const goods =
    parcel.kind === 'shipment' && parcel.items !== undefined ? mendGoods(input, parcel, contents, posted) : NOTHING;
  if (goods.writes.length > 0 || goods.problems.length > 0) return goods;
  return { writes: posted.flatMap((one) => mendTracking(input, parcel, one)), problems: [] };
}

function mendGoods({ target, settings }: Input, parcel: Parcel, contents: ParcelItem[], posted: Fulfillment[]): Steps {
  // Laid out as if none of it were posted, from what would be open then.
  const lines = openLines(target).map((open) => {
    const own = posted.filter((f) => f.createdFromId === open.salesOrder.id).flatMap(bookedLines);
    const back = own.filter((line) => line.orderLine === open.line.line).map((line) => line.quantity);
    return { ...open, remaining: plus(open.remaining, sum(back)) };
  });
  const { shares, problems } = allocate(parcel, contents, lines, settings, target.foreignSkus);
  const wanted = totals(shares.map(({ open, quantity }) => [`${open.salesOrder.id}/${open.line.itemId}`, quantity]));
  if (problems.length === 0 && isSameTotals(wanted, totals(bookedItems(target, posted)))) return NOTHING;
  const names = posted.map((f) => f.tranId).join(', ');
  const differs = `${nameParcel(parcel)} does not hold what ${names} in NetSuite has`;
  const wait = (why: string): Steps => ({
    writes: [],
    problems: [{ cause: 'quantity-differs', source: parcel.source, reason: `${differs}; ${why}` }],
  });
  if (settings.onMismatch === 'wait') return wait('correct it there, or skip this record if it is meant so');
  const obstacle = problems[0] ?? locationProblem(parcel, settings) ?? closedProblem(shares);
  if (obstacle !== undefined) return wait(`it was left alone because it could not be made again: ${obstacle.reason}`);
  const correction = settings.onMismatch === 'correct' ? correct(parcel, shares, posted) : undefined;
  return { writes: correction === undefined ? posted.map((f) => takeBack(parcel, f)) : [correction], problems: [] };
}

const bookedLines = (fulfillment: Fulfillment) =>
  fulfillment.lines.filter((line) => line.itemReceive && line.kitMemberOf === undefined);

function bookedItems(target: TargetView, posted: Fulfillment[]): [name: string, quantity: string][] {
  return posted.flatMap((fulfillment) => {
    const order = target.salesOrders.find(({ id }) => id === fulfillment.createdFromId);
    return bookedLines(fulfillment).map((line): [string, string] => {
      const itemId = order?.lines.find((one) => one.line === line.orderLine)?.itemId ?? line.itemId ?? '?';
      return [`${fulfillment.createdFromId}/${itemId}`, line.quantity];
    });
  });
}

function totals(rows: [name: string, quantity: string][]): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, quantity] of rows) found.set(name, plus(found.get(name) ?? '0', quantity));
  return found;
}

const isSameTotals = (a: Map<string, string>, b: Map<string, string>): boolean =>
  [...new Set([...a.keys(), ...b.keys()])].every((name) => isSame(a.get(name) ?? '0', b.get(name) ?? '0'));

/** What was taken back from a closed line or order could not be posted again. */
function closedProblem(shares: Share[]): { reason: string } | undefined {
  for (const { open } of shares) {
    const problem = statusProblem(open.salesOrder);
    if (problem !== undefined) return problem;
    if (open.line.isClosed) return { reason: `line ${open.line.line} of ${open.salesOrder.tranId} is closed` };
  }
  return undefined;
}

/** In place, where the same lines only need other quantities; undefined otherwise. */
function correct(parcel: Parcel, shares: Share[], posted: Fulfillment[]): Write | undefined {
  const [only, ...others] = posted;
  if (only === undefined || others.length > 0) return undefined;
  const booked = bookedLines(only);
  const lines = shares.flatMap(({ open, quantity }) => {
    const line = booked.find(({ orderLine }) => orderLine === open.line.line);
    const isOwn = line !== undefined && open.salesOrder.id === only.createdFromId;
    return isOwn ? [{ line: line.line, orderLine: open.line.line, quantity }] : [];
  });
  if (lines.length !== shares.length || lines.length !== booked.length) return undefined;
  return {
    kind: 'correct',
    source: parcel.source,
    title: `correct the quantities of ${only.tranId} to those of ${nameParcel(parcel)}`,
    fulfillmentId: only.id,
    externalId: only.externalId ?? parcel.name,
    lines,
  };
}

const takeBack = (parcel: Parcel, fulfillment: Fulfillment): Write => ({
  kind: 'remove',
  source: parcel.source,
  title: `take back ${fulfillment.tranId} to make it again: it does not hold what ${nameParcel(parcel)} holds`,
  fulfillmentId: fulfillment.id,
  externalId: fulfillment.externalId ?? parcel.name,
});

/** Another tracking number than the parcel's; a missing one is added by every look. */
function mendTracking({ target, settings }: Input, parcel: Parcel, posted: Fulfillment): Write[] {
  const held = posted.packages.flatMap((one) => (one.trackingNumber === undefined ? [] : [one.trackingNumber]));
  const { trackingNumber } = parcel;
  if (trackingNumber === undefined || held.length === 0 || settings.onMismatch === 'wait') return [];
  if (held.some((number) => normaliseSku(number) === normaliseSku(trackingNumber))) return [];
  const ordered = target.salesOrders.find((order) => order.id === posted.createdFromId)?.shipMethodId;
  return [
    {
      kind: 'addTracking',
      source: parcel.source,
      title: `tracking number ${trackingNumber} instead of ${held.join(', ')} on ${posted.tranId}`,
      fulfillmentId: posted.id,
      packageSublist: posted.packageSublist ?? sublistOf(shipMethodOf(parcel, settings) ?? ordered, settings),
      packages: [packageOf(parcel, settings)],
    },
  ];
}
