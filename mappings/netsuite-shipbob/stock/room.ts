/**
 * What a purchase order or return authorisation still takes, line by line, and how goods are laid onto it.
 * The trap: a receipt takes every open line in full that it does not name, so all others are named as left alone.
 */
import { isPositive, minus, plus, smaller } from '../../shared/quantity.ts';
import type { OrderLine, Problem, SourceOrder, Want } from './types.ts';

/** Nothing can be received of these. */
const NOT_RECEIVED =
  /^(discount|subtotal|description|payment|markup|group|endgroup|service|othcharge|shipitem|taxitem|taxgroup)$/i;
/** Not approved, cancelled, all received, billed, closed. */
const WITHOUT_ROOM = ['A', 'C', 'F', 'G', 'H'];

export type ReceiptLine = { line: OrderLine; location: string; lots: Taken[]; quantity: string; want: Want };
export type Taken = { lot: string; lotDay?: string; quantity: string };

export const isGoods = (line: OrderLine): boolean => !NOT_RECEIVED.test(line.itemType ?? '');

export const openOf = (line: OrderLine): string => {
  const rest = minus(line.quantity, line.received);
  return line.isClosed || !isPositive(rest) ? '0' : rest;
};

/** An order that waits for somebody's approval. */
export function approvalProblem(order: SourceOrder | undefined, what: string): Problem | undefined {
  if (order?.status !== 'A') return undefined;
  const kind = order.type === 'purchaseOrder' ? 'purchase order' : 'return authorisation';
  return {
    cause: 'order-not-approved',
    reason: `${what}: ${kind} ${order.tranId} must be approved in NetSuite before anything can be received on it`,
  };
}

/** Open quantities by line, taken from as goods are laid onto them. */
export class Room {
  readonly #order: SourceOrder | undefined;
  readonly #left: Map<string, string>;

  constructor(order: SourceOrder | undefined) {
    this.#order = order;
    const isOpen = order !== undefined && !WITHOUT_ROOM.includes(order.status);
    this.#left = new Map((isOpen ? order.lines.filter(isGoods) : []).map((line) => [line.line, openOf(line)]));
  }

  /** Lays up to `quantity` of a want onto lines of its item, those of its own location first. */
  take(want: Want, quantity: string): { line: OrderLine; quantity: string }[] {
    const fitting = (this.#order?.lines ?? []).filter((line) => line.itemId === want.item.id);
    const near = fitting.filter((line) => line.locationId === want.location);
    const taken: { line: OrderLine; quantity: string }[] = [];
    let open = quantity;
    for (const line of [...near, ...fitting.filter((one) => !near.includes(one))]) {
      const part = smaller(this.#left.get(line.line) ?? '0', open);
      if (!isPositive(part)) continue;
      this.#left.set(line.line, minus(this.#left.get(line.line) ?? '0', part));
      open = minus(open, part);
      taken.push({ line, quantity: part });
    }
    return taken;
  }
}

/**
 * The lines of one receipt: one location for each order line, at most so many lines. What does not go in comes with the
 * next posting.
 */
export function receiptLines(takes: { want: Want; parts: { line: OrderLine; quantity: string }[] }[], most: number) {
  const lines = new Map<string, ReceiptLine>();
  for (const { want, parts } of takes) {
    for (const { line, quantity } of parts) {
      const lot: Taken = { lot: want.lot, quantity, ...(want.lotDay === undefined ? {} : { lotDay: want.lotDay }) };
      const known = lines.get(line.line);
      if (known === undefined) {
        if (lines.size < most) lines.set(line.line, { line, location: want.location, quantity, lots: [lot], want });
      } else if (known.location === want.location) {
        lines.set(line.line, { ...known, quantity: plus(known.quantity, quantity), lots: [...known.lots, lot] });
      }
    }
  }
  return [...lines.values()];
}

/** Open lines that this receipt must not take. */
export const leftAlone = (order: SourceOrder, used: ReceiptLine[]): OrderLine[] =>
  order.lines.filter(
    (line) => isGoods(line) && isPositive(openOf(line)) && !used.some((one) => one.line.line === line.line),
  );
