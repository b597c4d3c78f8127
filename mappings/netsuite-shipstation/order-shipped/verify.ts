/**
 * Compares a fulfilment as NetSuite holds it with the draft that was sent. The trap: NetSuite drops what it does not
 * know without an error, so a 204 proves nothing; only what is read back counts.
 */
import type { Fulfillment, FulfillmentDraft } from '../../../connectors/netsuite/types.ts';
import { isSame } from '../../shared/quantity.ts';
import { normaliseSku } from '../../shared/sku.ts';

/** Sentences about each difference; empty when it is what was sent. */
export function differences(draft: FulfillmentDraft, read: Fulfillment, pickPackShip: boolean): string[] {
  return [
    ...headerDifferences(draft, read, pickPackShip),
    ...lineDifferences(draft, read),
    ...trackingDifferences(draft, read),
  ];
}

function headerDifferences(draft: FulfillmentDraft, read: Fulfillment, pickPackShip: boolean): string[] {
  const found: string[] = [];
  if (read.createdFromId !== draft.salesOrderId)
    found.push(`it belongs to sales order ${read.createdFromId}, not ${draft.salesOrderId}`);
  if (read.tranDate !== draft.tranDate) found.push(`its date is ${read.tranDate}, not ${draft.tranDate}`);
  if (
    pickPackShip &&
    read.shipStatus !== undefined &&
    draft.shipStatus !== undefined &&
    read.shipStatus !== draft.shipStatus
  ) {
    found.push(`its ship status is ${read.shipStatus}, not ${draft.shipStatus}`);
  }
  return found;
}

function lineDifferences(draft: FulfillmentDraft, read: Fulfillment): string[] {
  // Kit components come by themselves with their kit, and unreceived lines ship nothing.
  const booked = read.lines.filter((line) => line.kitMemberOf === undefined && line.itemReceive);
  const missing = draft.lines.flatMap((wanted) => {
    const line = booked.find((candidate) => candidate.orderLine === wanted.orderLine);
    if (line === undefined) return [`line ${wanted.orderLine} is missing`];
    const quantity = isSame(line.quantity, wanted.quantity)
      ? []
      : [`line ${wanted.orderLine} has ${line.quantity}, not ${wanted.quantity}`];
    const elsewhere =
      wanted.locationId !== undefined && line.locationId !== undefined && line.locationId !== wanted.locationId;
    return elsewhere
      ? [...quantity, `line ${wanted.orderLine} is at location ${line.locationId}, not ${wanted.locationId}`]
      : quantity;
  });
  const wantedLines = new Set(draft.lines.map((line) => line.orderLine));
  const extra = booked.filter((line) => line.orderLine !== undefined && !wantedLines.has(line.orderLine));
  return [...missing, ...extra.map((line) => `line ${line.orderLine} was fulfilled as well (${line.quantity})`)];
}

export function trackingDifferences(
  draft: Pick<FulfillmentDraft, 'packages' | 'packageSublist'>,
  read: Fulfillment,
): string[] {
  const present = new Set(
    read.packages.flatMap((p) => (p.trackingNumber === undefined ? [] : [normaliseSku(p.trackingNumber)])),
  );
  return draft.packages
    .flatMap((p) => (p.trackingNumber === undefined ? [] : [p.trackingNumber]))
    .filter((tracking) => !present.has(normaliseSku(tracking)))
    .map(
      (tracking) =>
        `tracking number ${tracking} is missing (package list ${draft.packageSublist}; see packageSublists)`,
    );
}
