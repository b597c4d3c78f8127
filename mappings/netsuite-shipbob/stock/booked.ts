/**
 * What the postings of one record hold together, cell by cell, and the next posting's name.
 * The trap: the next number is the lowest that is free in what was seen, so a posting that exists but was not seen
 * collides with it by name instead of being booked a second time.
 */
import { plus } from '../../shared/quantity.ts';
import { cellKey } from './items.ts';
import type { PostedLine, Posting, StockItem } from './types.ts';

/** `receipts` and `adjustments` are signed sums. */
export type Booked = { itemId: string; lot: string; receipts: string; adjustments: string };

export type BookedView = {
  cells: Map<string, Booked>;
  /** Items kept by lots of which a posted line tells no lot: nothing can be said of them. */
  unreadable: Set<string>;
};

export function bookedOf(postings: Posting[], items: StockItem[], byPlace: boolean): BookedView {
  const view: BookedView = { cells: new Map(), unreadable: new Set() };
  const byLot = new Set(items.filter((item) => item.tracking === 'lot').map((item) => item.id));
  for (const posting of postings) {
    for (const line of posting.lines) {
      const place = byPlace ? (line.location ?? '') : '';
      for (const part of partsOf(line, byLot.has(line.itemId))) {
        if (part === 'unreadable') view.unreadable.add(line.itemId);
        else addTo(view.cells, posting.type, line.itemId, place, part);
      }
    }
  }
  return view;
}

type Part = { number: string; quantity: string };

function partsOf(line: PostedLine, isByLot: boolean): (Part | 'unreadable')[] {
  if (!isByLot) return [{ number: '', quantity: line.quantity }];
  return line.lots.length === 0 ? ['unreadable'] : line.lots;
}

function addTo(cells: BookedView['cells'], type: Posting['type'], itemId: string, place: string, part: Part): void {
  const key = cellKey(itemId, place, part.number);
  const known = cells.get(key) ?? { itemId, lot: part.number, receipts: '0', adjustments: '0' };
  const field = type === 'itemReceipt' ? 'receipts' : 'adjustments';
  cells.set(key, { ...known, [field]: plus(known[field], part.quantity) });
}

/** The lowest number that no posting bears. */
export function nextNumber(postings: Posting[]): number {
  const taken = new Set(postings.map(({ number }) => number));
  let number = 1;
  while (taken.has(number)) number++;
  return number;
}
