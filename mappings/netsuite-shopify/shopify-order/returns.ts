/**
 * Goods that come back: return authorisation, its receipt, and its end once the money is settled elsewhere.
 * The trap: a transform takes over every line of the order in full; `replace` makes it exactly the goods named here.
 */
import type { RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { Refund } from '../../../connectors/shopify/types.ts';
import { dayIn } from '../../shared/calendar.ts';
import { share } from '../../shared/money.ts';
import { receiptName, returnName } from './names.ts';
import { moneyOf, reference } from './sales-order.ts';
import type { Slot } from './slots.ts';
import type { OrderPlanInput, TargetLine, TargetOrder, TargetReturn } from './types.ts';
import type { LineUnits } from './units.ts';

export type GoodsRow = { slot: Slot; match: TargetLine; quantity: number; location?: string };

export function goodsBack(
  { order, settings, now, timeZone }: OrderPlanInput,
  held: TargetOrder,
  externalId: string,
  source: string,
  rows: GoodsRow[],
  memo: string,
): RecordWrite {
  const currency = order.currencies[settings.currency.use];
  return {
    kind: 'transform',
    source,
    title: `expect ${rows.map((row) => `${row.quantity} × ${row.slot.title}`).join(', ')} back of ${held.tranId}`,
    from: { recordType: 'salesOrder', id: held.id },
    recordType: 'returnAuthorization',
    externalId,
    body: {
      tranDate: dayIn(now, timeZone),
      memo,
      orderStatus: { id: 'B' },
      item: {
        items: rows.map(({ slot, match, quantity, location }) => ({
          item: { id: slot.itemId },
          ...moneyOf({ quantity, amount: share(match.amount, quantity, match.quantity, currency) }),
          ...reference('location', location),
        })),
      },
    },
    replace: ['item'],
    expect: [{ field: 'item.items.length', value: String(rows.length) }],
  };
}

/** The goods of one refund that shall come back to stock. */
export function rowsOf(
  { settings }: OrderPlanInput,
  refund: Refund,
  slots: Slot[],
  matches: Map<string, TargetLine>,
  units: LineUnits[],
): GoodsRow[] {
  return slots.flatMap((slot) => {
    const match = matches.get(slot.key);
    const own = units.filter((unit) => slot.lines.includes(unit.line)).flatMap((unit) => unit.refunded);
    const back = own.filter((unit) => unit.refund.id === refund.id && unit.line.restockType !== 'NO_RESTOCK');
    const quantity = back.reduce((sum, unit) => sum + unit.returned, 0);
    if (match === undefined || quantity === 0 || slot.kind !== 'goods' || slot.lines.length > 1) return [];
    const shopLocation = back.find((unit) => unit.line.locationId !== undefined)?.line.locationId;
    const location = shopLocation === undefined ? undefined : settings.locations[shopLocation];
    return [{ slot, match, quantity, ...(location === undefined ? {} : { location }) }];
  });
}

/** What is missing for the goods of a refund: the authorisation, its receipt, or its closing. */
export function planGoods(
  input: OrderPlanInput,
  held: TargetOrder,
  refund: Refund,
  rows: GoodsRow[],
  isCredited: boolean,
): RecordWrite[] {
  const { order, settings, target } = input;
  const prefix = settings.externalIdPrefix;
  if (settings.refunds.returns === 'none' || rows.length === 0) return [];
  const name = returnName(prefix, refund.id);
  const expected = target.returns.find((one) => one.externalId === name);
  if (expected === undefined) {
    return [goodsBack(input, held, name, `refund:${refund.id}`, rows, `Shopify refund ${refund.id} of ${order.name}`)];
  }
  const received = target.receipts.some((one) => one.externalId === receiptName(prefix, refund.id));
  if (settings.refunds.returns === 'receive' && !received && ['B', 'D', 'E'].includes(expected.status)) {
    return [receipt(input, expected, refund, rows)];
  }
  // Received, and credited by our own credit memo: what is left open of it would be refunded a second time.
  const isOpen = expected.status === 'F' && expected.lines.some((line) => !line.isClosed);
  return isOpen && isCredited ? [closing(expected, refund)] : [];
}

/** The return authorisation of a refund, or why its credit must wait: `receive` credits what was received. */
export function receivedReturn(
  { settings, target }: OrderPlanInput,
  refund: Refund,
  rows: GoodsRow[],
): TargetReturn | 'none' | 'wait' {
  if (settings.refunds.returns === 'none' || rows.length === 0) return 'none';
  const expected = target.returns.find((one) => one.externalId === returnName(settings.externalIdPrefix, refund.id));
  if (expected !== undefined && ['E', 'F'].includes(expected.status)) return expected;
  if (settings.refunds.returns === 'authorize') return 'none';
  const received = target.receipts.some((one) => one.externalId === receiptName(settings.externalIdPrefix, refund.id));
  return received ? 'none' : 'wait';
}

function receipt(input: OrderPlanInput, expected: TargetReturn, refund: Refund, rows: GoodsRow[]): RecordWrite {
  const { settings, timeZone } = input;
  const locationOf = (itemId: string) => rows.find((row) => row.slot.itemId === itemId)?.location;
  return {
    kind: 'transform',
    source: `refund:${refund.id}`,
    title: `receive ${expected.tranId}`,
    from: { recordType: 'returnAuthorization', id: expected.id },
    recordType: 'itemReceipt',
    externalId: receiptName(settings.externalIdPrefix, refund.id),
    body: {
      tranDate: dayIn(refund.processedAt, timeZone),
      memo: `Shopify refund ${refund.id}`,
      item: {
        items: expected.lines
          .filter((line) => !line.isClosed)
          .map((line) => ({
            orderLine: { decimal: String(line.line) },
            quantity: { decimal: line.quantity },
            itemReceive: true,
            ...reference('location', locationOf(line.itemId)),
          })),
      },
    },
    expect: [],
  };
}

const closing = (expected: TargetReturn, refund: Refund): RecordWrite => ({
  kind: 'update',
  source: `refund:${refund.id}`,
  title: `close ${expected.tranId}, its money is credited by refund ${refund.id}`,
  recordType: 'returnAuthorization',
  id: expected.id,
  body: {
    item: { items: expected.lines.map((line) => ({ line: { decimal: String(line.line) }, isClosed: true })) },
  },
  expect: expected.lines.map((line) => ({ field: `item.items[line=${line.line}].isClosed`, value: 'true' })),
});
