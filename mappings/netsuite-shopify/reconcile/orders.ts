/**
 * Orders of Shopify and sales orders of NetSuite as rows that can be compared, to the cent.
 * The trap: after a refund NetSuite's order keeps its sum and a credit stands beside it, so only an order without one is
 * compared by its sum; of the others the second look asks the plan.
 */
import type { TransactionRow } from '../../../connectors/netsuite/read-types.ts';
import type { BookedOrder } from '../../../connectors/shopify/types.ts';
import type { ShopifyOrderSettings } from '../../../settings/shopify-order.ts';
import { dayIn } from '../../shared/calendar.ts';
import type { CompareRules } from '../../shared/reconcile/compare.ts';
import type { ReconcileRow } from '../../shared/reconcile/types.ts';
import { salesOrderName } from '../shopify-order/names.ts';

export const ORDER_RULES: CompareRules = { source: 'Shopify', target: 'NetSuite', thing: 'sales order' };

/** `isRight`: the plan has looked at it and has nothing to say against its sum. */
export function rowOfOrder(
  order: BookedOrder,
  settings: ShopifyOrderSettings,
  timeZone: string,
  isRight = false,
): ReconcileRow {
  const isWhole = !order.isRefunded && order.cancelledAt === undefined && settings.tax.channelLiable === 'line';
  return {
    side: 'source',
    id: `order/${order.id}`,
    key: order.id,
    recordKey: order.id,
    day: dayIn(order.processedAt, timeZone),
    at: order.updatedAt,
    facts: {
      label: `order ${order.name}`,
      order: order.name,
      ...(isWhole && !isRight ? { amounts: { total: order.total[settings.currency.use] } } : {}),
      ...(isLeftOut(order, settings) ? { goods: [] } : {}),
    },
  };
}

/** Orders that by the settings need not be in NetSuite; what is there all the same is right. */
export function isLeftOut(order: BookedOrder, settings: ShopifyOrderSettings): boolean {
  const { test, pos, draft, cancelledBefore } = settings;
  return (
    (order.test && test === 'skip') ||
    (order.sourceName === 'pos' && pos === 'skip') ||
    (order.sourceName === 'shopify_draft_order' && draft === 'skip') ||
    (order.cancelledAt !== undefined && cancelledBefore === 'skip')
  );
}

/** Only orders that bear a name of ours; the merchant has others. */
export function rowOfSalesOrder(row: TransactionRow, { externalIdPrefix }: ShopifyOrderSettings): ReconcileRow[] {
  const { externalId = '', id, tranId, total, tranDate } = row;
  const beginning = salesOrderName(externalIdPrefix, '');
  if (!externalId.startsWith(beginning)) return [];
  const orderId = externalId.slice(beginning.length);
  return [
    {
      side: 'target',
      id: `salesOrder/${id}`,
      key: orderId,
      recordKey: orderId,
      ...(tranDate === undefined ? {} : { day: tranDate }),
      facts: {
        label: `sales order ${tranId}`,
        ours: true,
        ...(total === undefined ? {} : { amounts: { total } }),
      },
    },
  ];
}
