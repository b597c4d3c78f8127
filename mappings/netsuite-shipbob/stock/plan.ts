/**
 * What is missing in NetSuite of the stock that ShipBob has taken in: first receipts as far as the order has room, then
 * one adjustment that makes the rest right. Both bear the next name, so only one of them can be made before all is read anew.
 * The trap: an item that waits (unknown, corrected, unreadable) holds up nothing but itself.
 */
import type { AdjustmentSettings, CostSettings } from '../../../settings/stock-booking.ts';
import { isLess, isPositive, minus, plus } from '../../shared/quantity.ts';
import { type Booked, type BookedView, bookedOf, nextNumber } from './booked.ts';
import type { Wants } from './items.ts';
import { approvalProblem, Room, receiptLines } from './room.ts';
import type { LotRef, Posting, Problem, SourceOrder, StockPlan, Want } from './types.ts';
import { adjustmentWrite, type Change, type PostingFrame, receiptWrite } from './writes.ts';

export type StockRules = {
  /** e.g. `receiving order 443002`, and `ShipBob` event behind the writes. */
  what: string;
  source: string;
  memo: string;
  /** Posting day, yyyy-mm-dd. */
  day: string;
  nameOf: (number: number) => string;
  byPlace: boolean;
  /** Why nothing that came in may be booked now, e.g. the order was not found. */
  hold?: Problem;
  /** By item id: why nothing more of that item may be booked now. */
  heldItems?: ReadonlyMap<string, Problem>;
  excess: 'adjust' | 'wait';
  correction: 'adjust' | 'wait';
  adjustment: AdjustmentSettings;
  cost: CostSettings;
  mostLines: number;
};
export type StockInput = {
  wants: Wants;
  postings: Posting[];
  order: SourceOrder | undefined;
  lots: LotRef[];
  rules: StockRules;
};

type Cell = { want: Want; booked: Booked };
type Decided = { problems: Problem[]; open: Cell[] };

const NOTHING: Omit<Booked, 'itemId' | 'lot'> = { receipts: '0', adjustments: '0' };
const netOf = ({ receipts, adjustments }: Booked): string => plus(receipts, adjustments);
const goalOf = ({ come, writeOff }: Want): string => minus(come, writeOff);

export function planStock(input: StockInput): StockPlan {
  const { wants, postings, order, rules } = input;
  const items = wants.wants.map((want) => want.item);
  const view = bookedOf(postings, items, rules.byPlace);
  const { problems, open } = decide(input, cellsOf(wants.wants, view), view);
  const odd = foreign(wants, order, view, rules.what);
  // What is booked for another item may be these very goods.
  const sure = odd.length === 0 ? open : open.filter((cell) => !isComing(cell) || isBooked(view, cell));
  const isHeld = rules.hold ?? approvalProblem(order, rules.what);
  const cells = isHeld === undefined ? sure : sure.filter((cell) => !isComing(cell));
  if (isHeld !== undefined && cells.length < sure.length) problems.push(isHeld);
  const room = new Room(order);
  const takes = cells.map(({ want, booked }) => ({ want, parts: room.take(want, minus(want.come, booked.receipts)) }));
  const lines = receiptLines(takes, rules.mostLines);
  const changes = cells.flatMap((cell, index) => (takes[index]?.parts.length === 0 ? changeOf(cell, input) : []));
  const told = changes.flatMap((change) => ('cause' in change ? [change] : []));
  const made = changes.flatMap((change) => ('cause' in change ? [] : [change])).slice(0, rules.mostLines);
  const frame: PostingFrame = { ...rules, number: nextNumber(postings) };
  return {
    writes: [
      ...(order === undefined || lines.length === 0 ? [] : [receiptWrite(frame, order, lines)]),
      ...(made.length === 0 ? [] : [adjustmentWrite(frame, made)]),
    ],
    problems: [...wants.problems, ...problems, ...odd, ...once(told)],
    notes: [],
  };
}

/** One problem for all lines that lack the same setting. */
const once = (problems: Problem[]): Problem[] => [...new Map(problems.map((one) => [one.reason, one])).values()];

/** More is to come in than was received and adjusted. */
const isComing = ({ want, booked }: Cell): boolean =>
  isLess(booked.receipts, want.come) && isLess(netOf(booked), goalOf(want));

const isBooked = ({ cells }: BookedView, { want }: Cell): boolean =>
  [...cells.values()].some((booked) => booked.itemId === want.item.id);

/** Every wanted cell, and every booked one of the same items that is not wanted any more. */
function cellsOf(wants: Want[], { cells }: BookedView): Cell[] {
  const known = new Set(wants.map((want) => want.key));
  const left = [...cells].flatMap(([key, booked]): Cell[] => {
    const like = wants.find((want) => want.item.id === booked.itemId);
    if (like === undefined || known.has(key)) return [];
    const [, place = ''] = JSON.parse(key) as string[];
    const { lotDay: _, ...bare } = like;
    const location = place === '' ? like.location : place;
    return [{ want: { ...bare, key, lot: booked.lot, location, come: '0', writeOff: '0' }, booked }];
  });
  const wanted = wants.map((want) => {
    const booked = cells.get(want.key) ?? { itemId: want.item.id, lot: want.lot, ...NOTHING };
    return { want, booked };
  });
  return [...wanted, ...left];
}

/** Leaves out the items that must wait for a person, with the reasons. */
function decide({ rules }: StockInput, cells: Cell[], view: BookedView): Decided {
  const problems: Problem[] = [];
  const waiting = new Set<string>();
  for (const { want, booked } of cells) {
    if (view.unreadable.has(want.item.id)) {
      if (!waiting.has(want.item.id)) problems.push(unreadable(want, rules.what));
      waiting.add(want.item.id);
    } else if (isComing({ want, booked }) && rules.heldItems?.has(want.item.id) === true) {
      const held = rules.heldItems.get(want.item.id);
      if (held !== undefined && !waiting.has(want.item.id)) problems.push(held);
      waiting.add(want.item.id);
    } else if (rules.correction === 'wait' && isCorrection({ want, booked })) {
      waiting.add(want.item.id);
      problems.push(corrected(want, booked, rules.what));
    }
  }
  return { problems, open: cells.filter((cell) => !waiting.has(cell.want.item.id)) };
}

/** Less than what was received and not written off: ShipBob took something back. */
const isCorrection = ({ want, booked }: Cell): boolean =>
  isLess(goalOf(want), netOf(booked)) && isLess(goalOf(want), minus(booked.receipts, want.writeOff));

/** What is booked beyond what the receipts hold is ours to take back; so is a correction that is undone. */
function changeOf(cell: Cell, { lots, order, rules }: StockInput): (Change | Problem)[] {
  const { want, booked } = cell;
  const by = minus(goalOf(want), netOf(booked));
  if (!isPositive(by) && !isLess(by, '0')) return [];
  const { account } = rules.adjustment;
  const isNew = isPositive(by) && isPositive(plus(plus(booked.adjustments, by), want.writeOff));
  if (isNew && order !== undefined && rules.excess === 'wait') return [excess(want, by, order, rules.what)];
  if (account === undefined) return [noAccount(rules.what)];
  const rate = order?.lines.find((line) => line.itemId === want.item.id)?.rate;
  const lot = lots.find((one) => one.itemId === want.item.id && one.number === want.lot);
  if (want.lot !== '' && isLess(by, '0') && lot === undefined) return [noLot(want, rules.what)];
  return [{ want, by, ...(rate === undefined ? {} : { rate }), ...(lot === undefined ? {} : { lotId: lot.id }) }];
}

/** Booked goods of items that the record does not have (any more). */
function foreign({ wants, unknown }: Wants, order: SourceOrder | undefined, view: BookedView, what: string): Problem[] {
  // Goods that cannot be told of now may be what was booked: a renamed item takes nothing back.
  if (unknown) return [];
  const own = new Set(wants.map((want) => want.item.id));
  const odd = [...view.cells.values()].filter((cell) => {
    const type = order?.lines.find((line) => line.itemId === cell.itemId)?.itemType ?? '';
    return !own.has(cell.itemId) && !/service|othcharge/i.test(type) && netOf(cell) !== '0';
  });
  if (odd.length === 0) return [];
  const named = odd.map((cell) => `${netOf(cell)} of item id ${cell.itemId}`).join(', ');
  return [
    {
      cause: 'booked-otherwise',
      reason: `${what}: its postings in NetSuite hold ${named}, which ShipBob does not tell of (an alias was changed, or somebody edited a posting); put it right in NetSuite`,
    },
  ];
}

const unreadable = (want: Want, what: string): Problem => ({
  cause: 'lots-unreadable',
  reason: `${what}: a posting in NetSuite tells no lot for SKU ${want.sku}, which is kept by lots, so what is missing cannot be told; complete its inventory detail`,
});

const corrected = (want: Want, booked: Booked, what: string): Problem => ({
  cause: 'corrected',
  reason: `${what}: ShipBob now tells ${goalOf(want)} × SKU ${want.sku}${lotWords(want)}, and ${netOf(booked)} are booked; adjust the stock in NetSuite and skip this record, or set correction: adjust`,
});

const excess = (want: Want, by: string, order: SourceOrder, what: string): Problem => ({
  cause: 'over-receipt',
  reason: `${what}: ${by} × SKU ${want.sku}${lotWords(want)} more than ${order.tranId} has open; raise its quantity (or add the line), or let the excess be adjusted`,
});

const noAccount = (what: string): Problem => ({
  cause: 'setting-missing',
  reason: `${what}: stock must be adjusted and adjustment.account is not set; give the NetSuite account's id in the connection's file`,
});

const noLot = (want: Want, what: string): Problem => ({
  cause: 'lot-unknown',
  reason: `${what}: lot ${want.lot} of SKU ${want.sku} is not in NetSuite and cannot be taken out of it`,
});

export const lotWords = ({ lot }: { lot: string }): string => (lot === '' ? '' : ` lot ${lot}`);
