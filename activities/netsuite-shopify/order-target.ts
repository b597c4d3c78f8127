/**
 * All that NetSuite holds of one Shopify order, in as few calls as possible: the order by its name, its family of records
 * by generations, items and customers only where the plan needs them.
 * The trap: a list that is not complete would make a second deposit or credit; what is not read here does not exist.
 */
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import type { TransactionRow } from '../../connectors/netsuite/read-types.ts';
import type { RecordView, ViewValue } from '../../connectors/netsuite/record-types.ts';
import { valueAt } from '../../connectors/netsuite/record-view.ts';
import { salesOrderStatus } from '../../connectors/netsuite/status.ts';
import type { Order } from '../../connectors/shopify/types.ts';
import {
  cashSaleName,
  creditName,
  depositName,
  fulfillmentName,
  invoiceName,
  moneyBackName,
  paymentName,
  receiptName,
  returnName,
  salesOrderName,
} from '../../mappings/netsuite-shopify/shopify-order/names.ts';
import type {
  ItemMatch,
  TargetFulfillment,
  TargetLine,
  TargetMoney,
  TargetOrder,
  TargetReturn,
  TargetView,
} from '../../mappings/netsuite-shopify/shopify-order/types.ts';
import type { ShopifyOrderSettings } from '../../settings/shopify-order.ts';

export async function readShopifyOrderTarget(
  netSuite: NetSuite,
  order: Order,
  settings: ShopifyOrderSettings,
): Promise<Omit<TargetView, 'ownFulfillmentIds'>> {
  const name = { externalId: salesOrderName(settings.externalIdPrefix, order.id) };
  const view = await netSuite.readRecord('salesOrder', name, { sublists: ['item'] });
  if (view === undefined) return { ...NOTHING };
  const isImported = settings.fulfillments.as === 'import' && order.fulfillments.length > 0;
  const salesOrder = await withShipping(netSuite, orderOf(view, settings.lineKey), isImported);
  const family = await netSuite.readOrderFamily({
    salesOrderId: salesOrder.id,
    externalIds: namesOf(order, settings.externalIdPrefix),
    linesOf: ['returnAuthorization'],
  });
  const money = (...types: string[]) => family.filter(({ type }) => types.includes(type)).map(moneyOf);
  const shipped = family.filter(({ type }) => type === 'itemFulfillment');
  return {
    salesOrder,
    deposits: money('customerDeposit'),
    applications: money('depositApplication'),
    payments: money('customerPayment'),
    invoices: money('invoice'),
    cashSales: money('cashSale'),
    credits: money('creditMemo', 'cashRefund'),
    customerRefunds: money('customerRefund'),
    returns: family.filter(({ type }) => type === 'returnAuthorization').map(returnOf),
    receipts: money('itemReceipt'),
    // Tracking numbers only decide about fulfilments that were made in Shopify.
    fulfillments:
      settings.fulfillments.as === 'import'
        ? await tracked(netSuite, shipped)
        : shipped.map((row) => shippedOf(row, [])),
  };
}

const NOTHING: Omit<TargetView, 'ownFulfillmentIds'> = {
  deposits: [],
  applications: [],
  payments: [],
  invoices: [],
  cashSales: [],
  credits: [],
  customerRefunds: [],
  returns: [],
  receipts: [],
  fulfillments: [],
};

/** Every name that a record of this order may bear; links alone do not tell of money that is not applied. */
export function namesOf(order: Order, prefix: string): string[] {
  const refunded = order.refunds.flatMap((refund) => refund.transactions);
  return [
    invoiceName(prefix, order.id),
    cashSaleName(prefix, order.id),
    returnName(prefix, order.id),
    ...order.transactions.flatMap(({ id }) => [depositName(prefix, id), paymentName(prefix, id)]),
    ...order.refunds.flatMap(({ id }) => [creditName(prefix, id), returnName(prefix, id), receiptName(prefix, id)]),
    ...[...new Set(refunded.map(({ id }) => id))].map((id) => moneyBackName(prefix, id)),
    ...order.fulfillments.map(({ id }) => fulfillmentName(prefix, id)),
  ];
}

/** Items without the mark "can be fulfilled" that are taken for none. */
const NO_GOODS = ['OthCharge', 'Service', 'DwnLdItem', 'GiftCert', 'Discount', 'Markup', 'Subtotal', 'Description'];

/** Only who posts fulfilments must know which lines a fulfilment can hold. */
async function withShipping(netSuite: NetSuite, order: TargetOrder, isNeeded: boolean): Promise<TargetOrder> {
  if (!isNeeded) return order;
  const items = await netSuite.readItems(order.lines.map(({ itemId }) => itemId));
  const ships = new Map(
    items.map(({ id, itemType = '', isFulfillable }) => [id, isFulfillable ?? !NO_GOODS.includes(itemType)]),
  );
  return { ...order, lines: order.lines.map((line) => ({ ...line, ships: ships.get(line.itemId) ?? true })) };
}

const linesAt = (view: RecordView, sublist: string): RecordView[] => {
  const part = view[sublist];
  const items = isFields(part) ? part.items : undefined;
  return Array.isArray(items) ? items.filter(isFields) : [];
};

const isFields = (value: ViewValue | undefined): value is { [key: string]: ViewValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members of a kit are NetSuite's own affair. */
const isHiddenLine = (line: RecordView): boolean => valueAt(line, 'kitMemberOf') !== undefined;

function orderOf(view: RecordView, lineKey: string | undefined): TargetOrder {
  const optional = (field: string) => {
    const value = valueAt(view, field);
    return value === undefined ? {} : { [field]: value };
  };
  const entityId = valueAt(view, 'entity');
  return {
    id: valueAt(view, 'id') ?? '',
    tranId: valueAt(view, 'tranId') ?? '',
    status: salesOrderStatus(valueAt(view, 'status') ?? valueAt(view, 'orderStatus')),
    total: valueAt(view, 'total') ?? '0',
    ...optional('taxTotal'),
    ...optional('shippingCost'),
    ...(entityId === undefined ? {} : { entityId }),
    lines: linesAt(view, 'item')
      .filter((line) => valueAt(line, 'item') !== undefined && !isHiddenLine(line))
      .map((line) => lineOf(line, lineKey)),
  };
}

function lineOf(line: RecordView, lineKey: string | undefined): TargetLine {
  const key = lineKey === undefined ? undefined : valueAt(line, lineKey);
  return {
    line: Number(valueAt(line, 'line')),
    itemId: valueAt(line, 'item') ?? '',
    quantity: valueAt(line, 'quantity') ?? '0',
    amount: valueAt(line, 'amount') ?? '0',
    quantityFulfilled: valueAt(line, 'quantityFulfilled') ?? '0',
    quantityBilled: valueAt(line, 'quantityBilled') ?? '0',
    isClosed: valueAt(line, 'isClosed') === 'true',
    ...(key === undefined ? {} : { key }),
  };
}

const named = (row: TransactionRow) => ({
  id: row.id,
  tranId: row.tranId,
  ...(row.externalId === undefined ? {} : { externalId: row.externalId }),
});

const moneyOf = (row: TransactionRow): TargetMoney => ({
  ...named(row),
  amount: row.total ?? '0',
  ...(row.remaining === undefined ? {} : { remaining: row.remaining }),
});

const returnOf = (row: TransactionRow): TargetReturn => ({
  ...named(row),
  status: row.status,
  lines: (row.lines ?? [])
    .filter((line) => line.itemId !== undefined && line.itemType !== 'ShipItem' && line.itemType !== 'TaxItem')
    .map(({ line, itemId = '', quantity, isClosed }) => ({ line, itemId, quantity, isClosed })),
});

const shippedOf = (row: TransactionRow, trackingNumbers: string[]): TargetFulfillment => ({
  ...named(row),
  trackingNumbers,
});

async function tracked(netSuite: NetSuite, rows: TransactionRow[]): Promise<TargetFulfillment[]> {
  const found: TargetFulfillment[] = [];
  for (const row of rows) {
    const whole = await netSuite.readFulfillment({ id: row.id });
    const numbers = (whole?.packages ?? []).flatMap(({ trackingNumber }) => trackingNumber ?? []);
    if (whole !== undefined) found.push(shippedOf(row, numbers));
  }
  return found;
}

/** What NetSuite has under each SKU; none and several are for the plan to tell. */
export async function readItemMatches(netSuite: NetSuite, skus: string[]): Promise<ItemMatch[]> {
  if (skus.length === 0) return [];
  const found = await netSuite.findItemsBySku(skus);
  return found.map(({ sku, candidates }) => ({
    sku,
    items: candidates.map((item) => ({
      id: item.id,
      itemId: item.sku,
      isInactive: item.isInactive,
      ...(item.externalId === undefined ? {} : { externalId: item.externalId }),
      ...(item.upc === undefined ? {} : { upc: item.upc }),
      ...(item.itemType === undefined ? {} : { itemType: item.itemType }),
    })),
  }));
}
