/**
 * Which units of which fulfilment orders a NetSuite fulfilment takes: one Shopify fulfilment per assigned location.
 * The trap: Shopify ships everything that is left of a fulfilment order whose lines are not named, so each one is.
 */
import type { FulfillmentOrder, FulfillmentOrderLine } from '../../../connectors/shopify/types.ts';
import type { Counts, State } from './state.ts';
import type { Part, Problem } from './types.ts';
import type { Want, Wants } from './wants.ts';

type Cell = { order: FulfillmentOrder; line: FulfillmentOrderLine; goods: string; left: number };
export type Pool = { open: Cell[]; blocked: Cell[] /** Shipped by somebody else, by goods. */; elsewhere: Counts };
export type Allocation = { byLocation: Part[][]; problems: Problem[]; notes: string[] };

const canShip = ({ supportedActions }: FulfillmentOrder): boolean => supportedActions.includes('CREATE_FULFILLMENT');

export function poolOf(state: State): Pool {
  const cells = state.target.fulfillmentOrders.flatMap((order) =>
    order.lines.flatMap((line): Cell[] => {
      const goods = state.names.goodsOf(line);
      return goods === undefined || line.remainingQuantity <= 0
        ? []
        : [{ order, line, goods, left: line.remainingQuantity }];
    }),
  );
  const elsewhere: Counts = new Map();
  for (const one of state.unclaimed) {
    for (const [goods, units] of state.unitsOf(one)) elsewhere.set(goods, (elsewhere.get(goods) ?? 0) + units);
  }
  const [open, blocked] = [cells.filter(({ order }) => canShip(order)), cells.filter(({ order }) => !canShip(order))];
  return { open, blocked, elsewhere };
}

/** Takes what is missing out of the pool. */
export function allocate(state: State, pool: Pool, { fulfillment, wants }: Wants, missing: Counts): Allocation {
  const taken: { cell: Cell; units: number }[] = [];
  const result: Allocation = { byLocation: [], problems: [], notes: [] };
  for (const want of wants) {
    const wanted = Math.min(want.units, missing.get(want.goods) ?? 0);
    missing.set(want.goods, (missing.get(want.goods) ?? 0) - wanted);
    let open = wanted;
    for (const cell of inOrder(state, pool.open, want)) {
      const units = Math.min(open, cell.left);
      if (units <= 0) continue;
      cell.left -= units;
      open -= units;
      taken.push({ cell, units });
    }
    if (open > 0) explain(state, pool, { tranId: fulfillment.tranId, want, open }, result);
  }
  const byLocation = Map.groupBy(taken, ({ cell }) => cell.order.locationId ?? cell.order.locationName);
  result.byLocation = [...byLocation.values()].map(partsOf);
  return result;
}

/** The place that NetSuite shipped from first, then the very line, then as Shopify lists them. */
function inOrder(state: State, cells: Cell[], want: Want): Cell[] {
  const place = want.locationId === undefined ? undefined : state.settings.locations[want.locationId];
  const isThere = ({ order }: Cell) => place === undefined || order.locationId === place;
  const own = cells.filter(({ goods }) => goods === want.goods);
  const allowed = state.settings.otherLocation === 'wait' ? own.filter(isThere) : own;
  const rank = (cell: Cell) => (isThere(cell) ? 0 : 2) + (want.keys.includes(`L${cell.line.lineId}`) ? 0 : 1);
  return allowed.toSorted((a, b) => rank(a) - rank(b));
}

function partsOf(taken: { cell: Cell; units: number }[]): Part[] {
  const byOrder = Map.groupBy(taken, ({ cell }) => cell.order.id);
  return [...byOrder].map(([fulfillmentOrderId, rows]) => {
    const byLine = Map.groupBy(rows, ({ cell }) => cell.line.id);
    return {
      fulfillmentOrderId,
      lines: [...byLine].flatMap(([id, [first, ...more]]) =>
        first === undefined
          ? []
          : [
              {
                id,
                lineId: first.cell.line.lineId,
                quantity: [first, ...more].reduce((sum, row) => sum + row.units, 0),
              },
            ],
      ),
    };
  });
}

type Unmet = { tranId: string; want: Want; open: number };

/** Why units cannot be fulfilled: held back, shipped by somebody already, or never ordered. */
function explain(state: State, pool: Pool, { tranId, want, open }: Unmet, result: Allocation): void {
  const what = (units: number) => `${units} × ${state.names.sku(want.goods)} of ${tranId}`;
  let left = open;
  for (const cell of pool.blocked.filter(({ goods }) => goods === want.goods)) {
    const units = Math.min(left, cell.left);
    if (units <= 0) continue;
    cell.left -= units;
    left -= units;
    result.problems.push(blockedProblem(cell.order, what(units)));
  }
  const other = pool.open.find((cell) => cell.goods === want.goods && cell.left > 0);
  if (left > 0 && other !== undefined) {
    const reason = `${what(left)} left NetSuite location ${want.locationId ?? '?'}, but Shopify has assigned ${other.order.locationName}; move it in Shopify, or set otherLocation: useAssigned`;
    result.problems.push({ cause: 'other-location', reason });
    return;
  }
  const elsewhere = Math.min(left, pool.elsewhere.get(want.goods) ?? 0);
  if (elsewhere > 0) {
    pool.elsewhere.set(want.goods, (pool.elsewhere.get(want.goods) ?? 0) - elsewhere);
    left -= elsewhere;
    result.notes.push(`${what(elsewhere)} had been fulfilled in Shopify already`);
  }
  if (left <= 0) return;
  const reason = `${what(left)} cannot be fulfilled in Shopify: nothing is left of it there (refunded, removed or cancelled?); correct one of the two, then retry`;
  result.problems.push({ cause: 'nothing-open', reason });
}

function blockedProblem(order: FulfillmentOrder, what: string): Problem {
  if (order.status === 'ON_HOLD') {
    const why = order.holds.map(({ reason }) => reason).join(', ');
    const reason = `Shopify holds ${what}${why === '' ? '' : ` (${why})`}; release the hold in Shopify`;
    return { cause: 'fulfillment-on-hold', reason };
  }
  if (order.status === 'SCHEDULED') {
    const reason = `Shopify has scheduled ${what} for ${order.fulfillAt ?? 'later'}; mark it as open in Shopify, or wait`;
    return { cause: 'fulfillment-scheduled', reason };
  }
  if (order.requestStatus === 'SUBMITTED' || order.requestStatus === 'ACCEPTED') {
    const reason = `Shopify has asked a fulfilment service (${order.locationName}) to ship ${what}; cancel that request in Shopify, or let it ship`;
    return { cause: 'fulfillment-requested', reason };
  }
  const reason = `Shopify does not let us fulfil ${what} (fulfilment order is ${order.status}, at ${order.locationName}); check it in Shopify and the scopes of the app`;
  return { cause: 'fulfillment-not-allowed', reason };
}
