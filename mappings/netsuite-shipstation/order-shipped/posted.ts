/**
 * Parcels that NetSuite has already: by our name, or posted by hand under the same tracking number.
 * The trap: a fulfilment that a person made or changed is never overwritten; it is told.
 */
import type { Fulfillment, SalesOrder } from '../../../connectors/netsuite/types.ts';
import type { OrderShippedSettings } from '../../../settings/order-shipped.ts';
import { isSame, sum } from '../../shared/quantity.ts';
import { normaliseSku } from '../../shared/sku.ts';
import { packageOf, shipMethodOf, sublistOf } from './draft.ts';
import { nameParcel } from './parcels.ts';
import type { Parcel, ParcelItem, Problem, Write } from './types.ts';

/** Fulfilments that bear the parcel's name (several when it holds goods of merged orders). */
export const postedAs = (parcel: Parcel, fulfillments: Fulfillment[]): Fulfillment[] =>
  fulfillments.filter((f) => f.externalId === parcel.name || f.externalId?.startsWith(`${parcel.name}_`));

/** A fulfilment without a name of ours that carries the parcel's tracking number. */
export const postedByHand = (parcel: Parcel, fulfillments: Fulfillment[], prefix: string): Fulfillment | undefined =>
  fulfillments.find(
    (f) =>
      parcel.trackingNumber !== undefined &&
      f.externalId?.startsWith(`${prefix}_`) !== true &&
      f.packages.some((p) => sameTracking(p.trackingNumber, parcel.trackingNumber)),
  );

const sameTracking = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && normaliseSku(a) === normaliseSku(b);

export const quantityOf = (fulfillments: Fulfillment[]): string =>
  sum(
    fulfillments
      .flatMap((f) => f.lines)
      .filter((line) => line.itemReceive && line.kitMemberOf === undefined)
      .map((line) => line.quantity),
  );

/** A posted parcel whose quantity is not what was shipped: somebody changed one of them. Kits change counts, so they are left alone. */
export function quantityProblem(
  parcel: Parcel,
  contents: ParcelItem[],
  posted: Fulfillment[],
  settings: OrderShippedSettings,
): Problem | undefined {
  if (Object.keys(settings.kits).length > 0 || parcel.kind === 'fulfillment' || parcel.items === undefined)
    return undefined;
  const ignored = new Set(settings.ignoreSkus.map(normaliseSku));
  const shipped = sum(
    contents.filter((item) => !ignored.has(normaliseSku(item.sku ?? ''))).map((item) => item.quantity),
  );
  const booked = quantityOf(posted);
  if (isSame(shipped, booked)) return undefined;
  return {
    cause: 'quantity-differs',
    source: parcel.source,
    reason:
      `${nameParcel(parcel)} holds ${shipped} pieces, but ${posted.map((f) => f.tranId).join(', ')} in NetSuite has ${booked}; ` +
      'correct the fulfilment there, or skip this record if it is meant so',
  };
}

/** A tracking number that came after the posting, where NetSuite has none yet. */
export function trackingWrite(
  parcel: Parcel,
  posted: Fulfillment,
  salesOrders: SalesOrder[],
  settings: OrderShippedSettings,
): Write | undefined {
  const hasTracking = posted.packages.some((p) => p.trackingNumber !== undefined);
  if (parcel.trackingNumber === undefined || hasTracking) return undefined;
  const ordered = salesOrders.find((salesOrder) => salesOrder.id === posted.createdFromId)?.shipMethodId;
  return {
    kind: 'addTracking',
    source: parcel.source,
    title: `tracking number ${parcel.trackingNumber} on ${posted.tranId}`,
    fulfillmentId: posted.id,
    packageSublist: posted.packageSublist ?? sublistOf(shipMethodOf(parcel, settings) ?? ordered, settings),
    packages: [packageOf(parcel, settings)],
  };
}

/** What a void does to fulfilments that were posted before it. */
export function voidSteps(
  parcel: Parcel,
  posted: Fulfillment[],
  settings: OrderShippedSettings,
): { writes: Write[]; problems: Problem[] } {
  if (settings.onVoid === 'delete') {
    return {
      problems: [],
      writes: posted.map((f) => ({
        kind: 'remove',
        source: parcel.source,
        title: `take back ${f.tranId}: ${nameParcel(parcel)} was voided`,
        fulfillmentId: f.id,
        externalId: f.externalId ?? parcel.name,
      })),
    };
  }
  const unmarked = posted.filter((f) => !(f.memo ?? '').startsWith(VOID_MARK));
  return {
    writes: unmarked.map((f) => ({
      kind: 'markVoided',
      source: parcel.source,
      title: `mark ${f.tranId} as voided`,
      fulfillmentId: f.id,
      memo: `${VOID_MARK} ${f.memo ?? ''}`.trim(),
    })),
    problems: posted.map((f) => ({
      cause: 'voided-after-posting',
      source: parcel.source,
      reason: `${nameParcel(parcel)} was voided after ${f.tranId} was posted; delete ${f.tranId} in NetSuite if the goods came back, or skip this record`,
    })),
  };
}

const VOID_MARK = 'VOIDED in ShipStation:';
