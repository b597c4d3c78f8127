/**
 * Fulfilments that were made in Shopify by somebody else: they become item fulfilments when the settings want it.
 * The trap: NetSuite ships every open line that is not named, so each one is named, and what we made ourselves, or what
 * NetSuite posted under the same tracking number, is never posted again.
 */
import type { Json, RecordBody, RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { Fulfillment } from '../../../connectors/shopify/types.ts';
import { dayIn } from '../../shared/calendar.ts';
import { isPositive, minus } from '../../shared/quantity.ts';
import { normaliseSku } from '../../shared/sku.ts';
import type { Change } from './edit.ts';
import { fulfillmentName } from './names.ts';
import { reference } from './sales-order.ts';
import type { Slot } from './slots.ts';
import type { OrderPlanInput, Problem, TargetLine, TargetOrder } from './types.ts';

type Shipped = { match: TargetLine; quantity: number };

/** At most one new fulfilment per look: the next one sees what it has taken. `others`: lines that are no goods. */
export function planFulfillments(
  input: OrderPlanInput,
  held: TargetOrder,
  slots: Slot[],
  matches: Map<string, TargetLine>,
  others: Set<TargetLine>,
): Change {
  const change: Change = { writes: [], problems: [], notes: [] };
  if (input.settings.fulfillments.as === 'ignore') return change;
  for (const fulfillment of input.order.fulfillments) {
    const removal = removalOf(input, fulfillment);
    if (removal !== undefined) change.writes.push(removal);
    if (change.writes.length > 0 || fulfillment.status !== 'SUCCESS' || isKnown(input, fulfillment)) continue;
    const shipped = shippedBy(input, fulfillment, slots, matches);
    if ('cause' in shipped) change.problems.push(shipped);
    else if (shipped.length > 0) change.writes.push(writeOf(input, held, fulfillment, shipped, others));
  }
  return change;
}

function removalOf({ settings, target }: OrderPlanInput, fulfillment: Fulfillment): RecordWrite | undefined {
  const name = fulfillmentName(settings.externalIdPrefix, fulfillment.id);
  const posted = target.fulfillments.find((one) => one.externalId === name);
  if (fulfillment.status !== 'CANCELLED' || posted === undefined) return undefined;
  return {
    kind: 'remove',
    source: `fulfillment:${fulfillment.id}`,
    title: `take ${posted.tranId} back, ${fulfillment.name} was cancelled in Shopify`,
    recordType: 'itemFulfillment',
    id: posted.id,
    externalId: name,
  };
}

function isKnown({ settings, target }: OrderPlanInput, fulfillment: Fulfillment): boolean {
  const name = fulfillmentName(settings.externalIdPrefix, fulfillment.id);
  const numbers = new Set(fulfillment.tracking.flatMap((one) => (one.number ? [normaliseSku(one.number)] : [])));
  return (
    target.ownFulfillmentIds.includes(fulfillment.id) ||
    target.fulfillments.some(
      (one) => one.externalId === name || one.trackingNumbers.some((number) => numbers.has(normaliseSku(number))),
    )
  );
}

function shippedBy(
  { order }: OrderPlanInput,
  fulfillment: Fulfillment,
  slots: Slot[],
  matches: Map<string, TargetLine>,
): Shipped[] | Problem {
  const shipped: Shipped[] = [];
  for (const slot of slots) {
    const match = matches.get(slot.key);
    const [line] = slot.lines;
    const rows = fulfillment.lines.filter((row) => row.lineId === line?.id);
    const units = rows.reduce((sum, row) => sum + row.quantity, 0);
    if (match === undefined || line === undefined || units === 0) continue;
    if (!line.requiresShipping || match.ships === false) continue;
    const quantity = (units * slot.quantity) / line.quantity;
    if (!Number.isInteger(quantity) || isPositive(minus(String(quantity), openOf(match)))) {
      return {
        cause: 'fulfilled-outside',
        reason:
          `${fulfillment.name} of ${order.name} ships ${units} × ${slot.title}, but NetSuite has ${openOf(match)} of them open; ` +
          'post it in NetSuite by hand, then retry',
      };
    }
    shipped.push({ match, quantity });
  }
  return shipped;
}

const openOf = (line: TargetLine): string => (line.isClosed ? '0' : minus(line.quantity, line.quantityFulfilled));

function writeOf(
  { order, settings, timeZone }: OrderPlanInput,
  held: TargetOrder,
  fulfillment: Fulfillment,
  shipped: Shipped[],
  others: Set<TargetLine>,
): RecordWrite {
  const location = fulfillment.locationId === undefined ? undefined : settings.locations[fulfillment.locationId];
  // NetSuite refuses a line that no fulfilment can hold, a tip or a charge.
  const open = held.lines.filter((line) => isPositive(openOf(line)) && !others.has(line) && line.ships !== false);
  const items: Json[] = open.map((line) => {
    const own = shipped.find(({ match }) => match === line);
    const orderLine = { decimal: String(line.line) };
    if (own === undefined) return { orderLine, itemReceive: false };
    return {
      orderLine,
      quantity: { decimal: String(own.quantity) },
      itemReceive: true,
      ...reference('location', location),
    };
  });
  const { shipStatus } = settings.fulfillments;
  return {
    kind: 'transform',
    source: `fulfillment:${fulfillment.id}`,
    title: `fulfil ${shipped.reduce((sum, one) => sum + one.quantity, 0)} on ${held.tranId} for ${fulfillment.name}`,
    from: { recordType: 'salesOrder', id: held.id },
    recordType: 'itemFulfillment',
    externalId: fulfillmentName(settings.externalIdPrefix, fulfillment.id),
    body: {
      tranDate: dayIn(fulfillment.createdAt, timeZone),
      memo: `Shopify fulfilment ${fulfillment.name} of ${order.name}`,
      ...(shipStatus === 'none' ? {} : { shipStatus: { id: shipStatus } }),
      item: { items },
      ...packagesOf(fulfillment),
    },
    expect: [],
  };
}

function packagesOf(fulfillment: Fulfillment): RecordBody {
  const numbers = fulfillment.tracking.flatMap((one) => (one.number ? [one.number] : []));
  if (numbers.length === 0) return {};
  const packages = numbers.map((number) => ({
    packageDescr: fulfillment.name,
    packageTrackingNumber: number,
    packageWeight: { decimal: '0.01' },
  }));
  return { package: { items: packages } };
}
