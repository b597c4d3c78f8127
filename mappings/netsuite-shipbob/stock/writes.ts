/**
 * Receipts and adjustments as NetSuite takes them.
 * The trap: goods that come in name their lot by text, goods that go out by the id of NetSuite's lot; and a unit cost
 * belongs to what comes in only.
 */
import type { Json, RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { AdjustmentSettings, CostSettings } from '../../../settings/stock-booking.ts';
import { isLess } from '../../shared/quantity.ts';
import { normaliseSku } from '../../shared/sku.ts';
import { leftAlone, type ReceiptLine, type Taken } from './room.ts';
import type { SourceOrder, Want } from './types.ts';

export type PostingFrame = {
  what: string;
  source: string;
  memo: string;
  day: string;
  number: number;
  nameOf: (number: number) => string;
  adjustment: AdjustmentSettings;
  cost: CostSettings;
};
/** `by`: signed. `rate`: of the order's line. `lotId`: NetSuite's, where it knows the lot. */
export type Change = { want: Want; by: string; rate?: string; lotId?: string };

const NAMED = 5;
const reference = (field: string, id: string | undefined) => (id === undefined ? {} : { [field]: { id } });

/** The first few, and how many more. */
export function some(parts: string[]): string {
  const more = parts.length > NAMED ? ` and ${parts.length - NAMED} more` : '';
  return `${parts.slice(0, NAMED).join(', ')}${more}`;
}

export function receiptWrite(frame: PostingFrame, order: SourceOrder, lines: ReceiptLine[]): RecordWrite {
  const goods = some(lines.map(({ quantity, want }) => `${quantity} × ${want.item.name}`));
  return {
    kind: 'transform',
    source: frame.source,
    title: `receive ${goods} on ${order.tranId} (${frame.what}, posting ${frame.number})`,
    from: { recordType: order.type, id: order.id },
    recordType: 'itemReceipt',
    externalId: frame.nameOf(frame.number),
    body: {
      tranDate: frame.day,
      memo: `${frame.memo}, posting ${frame.number}`,
      item: {
        items: [
          ...lines.map((line) => ({
            orderLine: { decimal: line.line.line },
            quantity: { decimal: line.quantity },
            itemReceive: true,
            location: { id: line.location },
            ...incoming(line.lots),
          })),
          ...leftAlone(order, lines).map((line) => ({ orderLine: { decimal: line.line }, itemReceive: false })),
        ],
      },
    },
    expect: [
      { field: 'tranDate', value: frame.day },
      ...lines.flatMap(({ line, quantity, location }) => [
        { field: `item.items[orderLine=${line.line}].quantity`, value: quantity },
        { field: `item.items[orderLine=${line.line}].location`, value: location },
      ]),
    ],
  };
}

export function adjustmentWrite(frame: PostingFrame, changes: Change[]): RecordWrite {
  const { account, subsidiary, department, class: classId } = frame.adjustment;
  const goods = some(changes.map(({ by, want }) => `${isLess(by, '0') ? '' : '+'}${by} × ${want.item.name}`));
  return {
    kind: 'create',
    source: frame.source,
    title: `adjust stock by ${goods} (${frame.what}, posting ${frame.number})`,
    recordType: 'inventoryAdjustment',
    externalId: frame.nameOf(frame.number),
    body: {
      tranDate: frame.day,
      memo: `${frame.memo}, posting ${frame.number}`,
      ...reference('account', account),
      ...reference('subsidiary', subsidiary),
      ...reference('department', department),
      ...reference('class', classId),
      ...reference('adjLocation', changes[0]?.want.location),
      inventory: { items: changes.map((change) => adjustmentLine(change, frame)) },
    },
    expect: [
      { field: 'tranDate', value: frame.day },
      { field: 'inventory.items.length', value: String(changes.length) },
      ...changes.flatMap((change, index) => [
        { field: `inventory.items[${index}].item`, value: change.want.item.id },
        { field: `inventory.items[${index}].adjustQtyBy`, value: change.by },
        { field: `inventory.items[${index}].location`, value: change.want.location },
      ]),
    ],
  };
}

function adjustmentLine(change: Change, { adjustment, cost, what }: PostingFrame): { [key: string]: Json } {
  const { want, by, lotId } = change;
  const isOut = isLess(by, '0');
  const unitCost = isOut ? undefined : costOf(change, cost);
  const lot: Taken = { lot: want.lot, quantity: by, ...(want.lotDay === undefined ? {} : { lotDay: want.lotDay }) };
  return {
    item: { id: want.item.id },
    location: { id: want.location },
    adjustQtyBy: { decimal: by },
    memo: what,
    ...(unitCost === undefined ? {} : { unitCost: { decimal: unitCost } }),
    ...reference('department', adjustment.department),
    ...reference('class', adjustment.class),
    ...(isOut && lotId !== undefined && want.lot !== ''
      ? detail([{ issueInventoryNumber: { id: lotId }, quantity: { decimal: by } }])
      : incoming([lot])),
  };
}

function costOf({ want, rate }: Change, cost: CostSettings): string | undefined {
  const wanted = normaliseSku(want.item.name);
  const own = Object.entries(cost.bySku).find(([name]) => normaliseSku(name) === wanted)?.[1];
  if (own !== undefined) return own;
  if (cost.from === 'zero') return '0';
  return cost.from === 'purchaseOrder' ? rate : undefined;
}

/** Lots of goods that come in; nothing for items without lots. */
function incoming(lots: Taken[]): { [key: string]: Json } {
  if (lots.every(({ lot }) => lot === '')) return {};
  return detail(
    lots.map(({ lot, lotDay, quantity }) => ({
      receiptInventoryNumber: lot,
      quantity: { decimal: quantity },
      ...(lotDay === undefined ? {} : { expirationDate: lotDay }),
    })),
  );
}

const detail = (items: { [key: string]: Json }[]): { [key: string]: Json } => ({
  inventoryDetail: { inventoryAssignment: { items } },
});
