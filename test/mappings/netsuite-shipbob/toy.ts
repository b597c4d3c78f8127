/** A toy NetSuite: takes the writes of plans as the real one does and tells what is booked. Shared by both stock syncs' tests. */
import { expect } from '@jest/globals';
import type { Json, RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { OrderLine, Posting, SourceOrder, StockPlan } from '../../../mappings/netsuite-shipbob/stock/types.ts';

type Fields = { [key: string]: Json };
export type Toy = {
  postings: Posting[];
  order?: SourceOrder;
  names: Set<string>;
  /** `item|location|lot` → quantity. */
  stock: Map<string, number>;
};

export const newToy = (order?: SourceOrder): Toy => ({
  postings: [],
  names: new Set(),
  stock: new Map(),
  ...(order === undefined ? {} : { order }),
});

export const line = (number: number, itemId: string, quantity: number, more: Partial<OrderLine> = {}): OrderLine => ({
  line: String(number),
  itemId,
  itemType: 'InvtPart',
  quantity: String(quantity),
  received: '0',
  isClosed: false,
  ...more,
});

const fields = (value: Json | undefined): Fields => value as Fields;
const textOf = (value: Json | undefined): string => {
  const held = value as { decimal?: string; id?: string } | string;
  return typeof held === 'string' ? held : (held.decimal ?? held.id ?? '');
};
const linesIn = (write: RecordWrite, list: string): Fields[] =>
  'body' in write ? ((fields(write.body[list]).items ?? []) as Fields[]) : [];

function lotsOf(given: Fields, lotNames: Map<string, string>) {
  if (given.inventoryDetail === undefined) return [];
  const assignments = fields(fields(given.inventoryDetail).inventoryAssignment).items as Fields[];
  return assignments.map((one) => ({
    number:
      one.receiptInventoryNumber === undefined
        ? (lotNames.get(textOf(one.issueInventoryNumber)) ?? '?')
        : textOf(one.receiptInventoryNumber),
    quantity: textOf(one.quantity),
  }));
}

/** Carries out one write; refuses what NetSuite refuses. `lotNames`: id of a lot → its number. */
export function carryOut(toy: Toy, write: RecordWrite, lotNames = new Map<string, string>()): void {
  if (write.kind !== 'create' && write.kind !== 'transform') throw new Error(`unexpected ${write.kind}`);
  if (toy.names.has(write.externalId)) throw new Error(`${write.externalId} exists`);
  const isReceipt = write.recordType === 'itemReceipt';
  const lines = isReceipt ? received(toy, write) : linesIn(write, 'inventory');
  const posted = lines.map((given) => ({
    itemId: textOf(given.item),
    location: textOf(given.location),
    quantity: textOf(isReceipt ? given.quantity : given.adjustQtyBy),
    lots: lotsOf(given, lotNames),
  }));
  for (const one of posted) {
    expect(Number(one.quantity)).not.toBe(0);
    if (one.lots.length > 0)
      expect(one.lots.reduce((sum, lot) => sum + Number(lot.quantity), 0)).toBe(Number(one.quantity));
    for (const { number, quantity } of one.lots.length === 0 ? [{ number: '', quantity: one.quantity }] : one.lots) {
      const key = `${one.itemId}|${one.location}|${number}`;
      toy.stock.set(key, (toy.stock.get(key) ?? 0) + Number(quantity));
    }
  }
  toy.names.add(write.externalId);
  toy.postings.push({
    number: Number(write.externalId.split('_').at(-1)),
    type: isReceipt ? 'itemReceipt' : 'inventoryAdjustment',
    id: String(toy.names.size),
    tranId: write.externalId,
    lines: posted,
  });
}

/** Lines of a receipt: what is not named is received in full, as in NetSuite. */
function received(toy: Toy, write: RecordWrite): Fields[] {
  const { order } = toy;
  if (order === undefined) throw new Error('no order to receive');
  const sent = linesIn(write, 'item');
  const made: Fields[] = [];
  const lines = order.lines.map((held) => {
    const open = held.isClosed ? 0 : Number(held.quantity) - Number(held.received);
    const given = sent.find((one) => textOf(one.orderLine) === held.line);
    if (given?.itemReceive === false || (given === undefined && open <= 0)) return held;
    const quantity = given === undefined ? open : Number(textOf(given.quantity));
    if (quantity > open) throw new Error(`line ${held.line} has ${open} open, not ${quantity}`);
    made.push({ ...given, item: { id: held.itemId }, quantity: { decimal: String(quantity) } });
    return { ...held, received: String(Number(held.received) + quantity) };
  });
  toy.order = { ...order, lines };
  return made;
}

/** Plans and writes one after the other until nothing is left; answers the last plan. Each plan's first write is made. */
export function converge(
  toy: Toy,
  planNow: () => StockPlan,
  lotNames?: () => Map<string, string>,
  most = 40,
): StockPlan {
  for (let round = 0; round < most; round++) {
    const plan = planNow();
    const [first] = plan.writes;
    if (first === undefined) return plan;
    carryOut(toy, first, lotNames?.());
  }
  throw new Error('it never comes to rest');
}

export const stockOf = (toy: Toy, itemId: string): number =>
  [...toy.stock].filter(([key]) => key.startsWith(`${itemId}|`)).reduce((sum, [, quantity]) => sum + quantity, 0);
