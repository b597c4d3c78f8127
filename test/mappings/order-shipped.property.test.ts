/** Whatever is ordered, shipped and voided: nothing is posted twice, nothing above the order, and a second look plans nothing. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Fulfillment, SalesOrder } from '../../connectors/netsuite/types.ts';
import type { Shipment } from '../../connectors/shipstation/types.ts';
import { planOrderShipped } from '../../mappings/netsuite-shipstation/order-shipped/plan.ts';
import type { Write } from '../../mappings/netsuite-shipstation/order-shipped/types.ts';
import { differences } from '../../mappings/netsuite-shipstation/order-shipped/verify.ts';
import { label, salesOrder, settings, view } from './support.ts';

type World = { salesOrder: SalesOrder; fulfillments: Fulfillment[] };

/** What NetSuite would do with the first write: ship the named lines, and every open line that is not named. */
function carryOut(world: World, write: Write): World {
  if (write.kind === 'remove') return without(world, write.fulfillmentId);
  if (write.kind !== 'create') return world;
  const { draft } = write;
  const shipped = world.salesOrder.lines.flatMap((line) => {
    const open = Number(line.quantity) - Number(line.quantityFulfilled);
    const named = draft.lines.find((l) => l.orderLine === line.line);
    if (named !== undefined)
      return [{ line: line.line, orderLine: line.line, quantity: named.quantity, itemReceive: true }];
    return open > 0 && !draft.leaveOut.includes(line.line)
      ? [{ line: line.line, orderLine: line.line, quantity: String(open), itemReceive: true }]
      : [];
  });
  const made: Fulfillment = {
    id: `f-${draft.externalId}`,
    tranId: `IF-${draft.externalId}`,
    status: 'C',
    externalId: draft.externalId,
    createdFromId: draft.salesOrderId,
    tranDate: draft.tranDate,
    shipStatus: 'C',
    lines: shipped,
    packages: draft.packages,
  };
  expect(differences(draft, made, true)).toEqual([]);
  return recount({ ...world, fulfillments: [...world.fulfillments, made] });
}

const without = (world: World, id: string): World =>
  recount({ ...world, fulfillments: world.fulfillments.filter((f) => f.id !== id) });

function recount(world: World): World {
  const lines = world.salesOrder.lines.map((line) => {
    const taken = world.fulfillments.flatMap((f) => f.lines).filter((l) => l.orderLine === line.line);
    return { ...line, quantityFulfilled: String(taken.reduce((total, l) => total + Number(l.quantity), 0)) };
  });
  return { ...world, salesOrder: { ...world.salesOrder, lines } };
}

const planFor = (world: World, shipments: Shipment[]) => {
  const { source, target } = view({ salesOrder: world.salesOrder, shipments, fulfillments: world.fulfillments });
  return planOrderShipped({ source, target, settings: settings(), timeZone: 'UTC' });
};

/** As the workflow does it: one write, then a new look, until nothing is missing. */
function converge(world: World, shipments: Shipment[]): World {
  for (let looks = 0; looks < 40; looks++) {
    const [write] = planFor(world, shipments).writes;
    if (write === undefined) return world;
    world = carryOut(world, write);
  }
  throw new Error('it does not come to rest');
}

const ordered = fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.integer({ min: 1, max: 6 })), {
  minLength: 1,
  maxLength: 5,
});
const parcels = fc.array(
  fc.record({
    items: fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.integer({ min: 1, max: 4 })), {
      minLength: 1,
      maxLength: 3,
    }),
    voided: fc.boolean(),
    voidedLater: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);

test('nothing twice, nothing above the order, nothing of a voided label, and then rest', () => {
  fc.assert(
    fc.property(ordered, parcels, fc.boolean(), (lines, given, reversed) => {
      const order = salesOrder(lines.map(([sku, quantity], i) => [1 + 3 * i, sku, String(quantity), '0']));
      const made = given.map((parcel, i) =>
        label(
          String(500 + i),
          parcel.items.map(([sku, quantity]) => [sku, String(quantity)]),
          { voided: parcel.voided },
        ),
      );
      const first = converge({ salesOrder: order, fulfillments: [] }, reversed ? [...made].reverse() : made);
      const later = made.map((shipment, i) => ({
        ...shipment,
        voided: shipment.voided || (given[i]?.voidedLater ?? false),
      }));
      const last = converge(first, later);

      for (const line of last.salesOrder.lines)
        expect(Number(line.quantityFulfilled)).toBeLessThanOrEqual(Number(line.quantity));
      const names = last.fulfillments.map((f) => f.externalId);
      expect(new Set(names).size).toBe(names.length);
      const voided = later.filter((s) => s.voided).map((s) => `IF_SS_${s.shipmentId}`);
      expect(names.filter((name) => voided.includes(name ?? ''))).toEqual([]);
      // Each live parcel is posted in full, or told as a problem; never in part.
      const problems = planFor(last, later).problems.map((problem) => problem.source);
      for (const shipment of later.filter((s) => !s.voided)) {
        const posted = last.fulfillments.find((f) => f.externalId === `IF_SS_${shipment.shipmentId}`);
        const pieces = (shipment.items ?? []).reduce((total, item) => total + Number(item.quantity), 0);
        if (posted === undefined) expect(problems).toContain(`shipment:${shipment.shipmentId}`);
        else expect(posted.lines.reduce((total, l) => total + Number(l.quantity), 0)).toBe(pieces);
      }
    }),
    { numRuns: 300 },
  );
});
