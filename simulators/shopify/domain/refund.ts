// Refunds: lines, shipping, duties, a free amount; money through transactions; stock back when it is restocked.
// Trap: a refund's money may be pending or fail while the refund itself stands.
import { orderNotices } from '../hooks/notices.ts';
import { takeBackUnits } from './fulfil.ts';
import { settleStock } from './inventory.ts';
import type { LevelRow, LineRow, OrderRow, RefundLineRow, RefundRow, RestockType } from './model.ts';
import { add, type Bag, bagFromPresentment, bagFromShop, isZero, minus, share, sum, zero } from './money.ts';
import { transactionRow } from './place.ts';
import { closeWhenDone } from './status.ts';
import {
  allocated,
  currentQuantity,
  lineNet,
  lineTax,
  shippingNet,
  shippingTax,
  totalsOf,
  unitsShare,
} from './totals.ts';
import { newId, stamp, touchOrder, type World } from './world.ts';

export interface RefundRequest {
  lines?: { lineId: number; quantity: number; restockType?: RestockType; locationId?: number | null }[];
  /** `true` = all shipping that is left. An amount is what the buyer gets back for shipping, its tax included. */
  shipping?: true | string;
  duties?: { dutyId: number; full?: boolean; amount?: string }[];
  /** Money moved; default = what the lines and shipping come to, on the payments in their order. */
  transactions?: { parentId?: number | null; gateway?: string; amount: string }[];
  /** Amounts are the buyer's currency instead of the shop's. */
  inPresentment?: boolean;
  status?: 'SUCCESS' | 'PENDING' | 'FAILURE';
  note?: string | null;
  silent?: boolean;
}

function refundLine(
  world: World,
  order: OrderRow,
  line: LineRow,
  given: NonNullable<RefundRequest['lines']>[number],
): RefundLineRow {
  const from = line.quantity - currentQuantity(order, line);
  const part = (bag: Bag) => unitsShare(bag, from, given.quantity, line, order);
  const net = part(lineNet(line));
  const tax = part(lineTax(line));
  const inside = order.taxesIncluded && !world.settings.behaviour.refundSubtotalIncludesTax;
  const restockType = given.restockType ?? 'NO_RESTOCK';
  return {
    ...{ id: newId(world), lineId: line.id, quantity: given.quantity, restockType },
    restocked: restockType !== 'NO_RESTOCK',
    locationId: given.locationId ?? null,
    price: line.unitPrice,
    subtotal: inside ? minus(net, tax) : net,
    tax,
    discount: part(allocated(line)),
  };
}

/** What a refund line is worth to the buyer. */
function worth(order: OrderRow, row: { subtotal: Bag; tax: Bag }, world: World): Bag {
  const inside = order.taxesIncluded && world.settings.behaviour.refundSubtotalIncludesTax;
  return inside ? row.subtotal : add(row.subtotal, row.tax);
}

function shippingRefunds(world: World, order: OrderRow, wanted: true | Bag | undefined): RefundRow['shipping'] {
  if (wanted === undefined) return [];
  const done = order.refunds.flatMap((refund) => refund.shipping);
  const rows: RefundRow['shipping'] = [];
  let left = wanted === true ? null : wanted;
  for (const line of order.shippingLines.filter((row) => !row.removed)) {
    const before = done.filter((row) => row.shippingLineId === line.id);
    const net = minus(shippingNet(line), sum(before.map((row) => row.subtotal)));
    const tax = minus(shippingTax(line), sum(before.map((row) => row.tax)));
    const whole = order.taxesIncluded ? net : add(net, tax);
    if (whole.shop.lte(0) || left?.shop.lte(0)) continue;
    const all = left === null || left.shop.gte(whole.shop);
    const cents = (bag: Bag) => Number(bag.shop.times(100));
    const taxPart = all ? tax : share(tax, cents(left ?? zero()), cents(whole), order.money);
    const given = all ? whole : (left ?? zero());
    const subtotal = all ? net : order.taxesIncluded ? given : minus(given, taxPart);
    const shown = order.taxesIncluded && !world.settings.behaviour.refundSubtotalIncludesTax;
    rows.push({
      ...{ id: newId(world), shippingLineId: line.id, tax: taxPart },
      subtotal: shown ? minus(subtotal, taxPart) : subtotal,
    });
    if (left !== null) left = minus(left, given);
  }
  return rows;
}

function dutyRefunds(
  order: OrderRow,
  given: RefundRequest['duties'],
  toBag: (amount: string) => Bag,
): RefundRow['duties'] {
  const duties = order.lines.flatMap((line) => line.duties);
  return (given ?? []).flatMap(({ dutyId, amount }) => {
    const duty = duties.find((row) => row.id === dutyId);
    return duty ? [{ dutyId, amount: amount === undefined ? duty.price : toBag(amount) }] : [];
  });
}

function restock(world: World, order: OrderRow, rows: RefundLineRow[]): (LevelRow | null)[] {
  return rows.flatMap((row) => {
    const item = order.lines.find((line) => line.id === row.lineId)?.inventoryItemId ?? null;
    const back = takeBackUnits(world, order, row.lineId, row.quantity);
    const unshipped = back.reduce((all, part) => all + part.quantity, 0);
    const changed = back.map((part) =>
      settleStock(world, item, part.locationId, part.quantity, row.restocked ? 'released' : 'discarded'),
    );
    const shipped = row.quantity - unshipped;
    const place = row.locationId ?? order.fulfillments[0]?.locationId ?? null;
    if (row.restocked && shipped > 0 && place !== null)
      changed.push(settleStock(world, item, place, shipped, 'returned'));
    return changed;
  });
}

/** The order's payments, with what has not been given back of each. */
function payments(order: OrderRow): { id: number; gateway: string; left: Bag }[] {
  const isMoney = (row: OrderRow['transactions'][number]) => row.status === 'SUCCESS' || row.status === 'PENDING';
  return order.transactions
    .filter((row) => (row.kind === 'SALE' || row.kind === 'CAPTURE') && row.status === 'SUCCESS')
    .map(({ id, gateway, amount }) => {
      const back = order.transactions.filter((row) => row.kind === 'REFUND' && row.parentId === id && isMoney(row));
      return { id, gateway, left: minus(amount, sum(back.map((row) => row.amount))) };
    });
}

/** No payment gives back more than it took, but for the last one. */
function spread(paid: ReturnType<typeof payments>, due: Bag) {
  const parts: { parentId: number; gateway: string; bag: Bag }[] = [];
  let open = due;
  for (const [n, { id, gateway, left }] of paid.entries()) {
    if (isZero(open)) break;
    const bag = n < paid.length - 1 && open.shop.gt(left.shop) ? left : open;
    if (!isZero(bag)) parts.push({ parentId: id, gateway, bag });
    open = minus(open, bag);
  }
  return parts;
}

function moveMoney(world: World, order: OrderRow, request: RefundRequest, due: Bag, toBag: (amount: string) => Bag) {
  const all = payments(order);
  const defaults = spread(all, due);
  const wanted = request.transactions?.map(({ parentId, gateway, amount }) => {
    const bag = toBag(amount);
    const paid = all.find(({ left }) => left.shop.gte(bag.shop)) ?? all[0];
    return { parentId: parentId ?? paid?.id ?? null, gateway: gateway ?? paid?.gateway ?? 'manual', bag };
  });
  return (wanted ?? defaults).map(({ parentId, gateway, bag }) => {
    const status = request.status ?? 'SUCCESS';
    const row = transactionRow(world, order, { kind: 'REFUND', amount: bag, parentId, gateway, status });
    order.transactions.push(row);
    return row;
  });
}

/** Refunds parts of an order; the request is already checked. */
export function refundOrder(world: World, order: OrderRow, request: RefundRequest): RefundRow {
  const toBag = (amount: string) =>
    request.inPresentment ? bagFromPresentment(amount, order.money) : bagFromShop(amount, order.money);
  const lines = (request.lines ?? []).flatMap((given) => {
    const line = order.lines.find((row) => row.id === given.lineId);
    return line ? [refundLine(world, order, line, given)] : [];
  });
  const shipping = shippingRefunds(
    world,
    order,
    typeof request.shipping === 'string' ? toBag(request.shipping) : request.shipping,
  );
  const duties = dutyRefunds(order, request.duties, toBag);
  const due = sum([
    ...[...lines, ...shipping].map((row) => worth(order, row, world)),
    ...duties.map((row) => row.amount),
  ]);
  const moved = moveMoney(world, order, request, due, toBag);
  const difference = minus(sum(moved.map((row) => row.amount)), due);
  const now = stamp(world);
  const adjusted = request.transactions !== undefined && !isZero(difference);
  const row: RefundRow = {
    ...{ id: newId(world), createdAt: now, updatedAt: now, note: request.note ?? null, lines, shipping, duties },
    adjustments: adjusted ? [{ id: newId(world), reason: 'REFUND_DISCREPANCY', amount: difference, tax: zero() }] : [],
    transactionIds: moved.map((one) => one.id),
  };
  order.refunds.push(row);
  const levels = restock(world, order, lines);
  closeWhenDone(order, totalsOf(order, world.settings.behaviour), now);
  touchOrder(world, order);
  if (!request.silent) world.emit(orderNotices.refunded(world, order, row, levels));
  return row;
}
