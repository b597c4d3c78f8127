/**
 * What NetSuite ships of a sales order that came from Shopify, and where such changes are found.
 * The trap: NetSuite lists no deletions; a fulfilment that is gone shows as a change of its sales order, and as one that
 * the links remember and NetSuite no longer has.
 */
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { NetSuite } from '../../connectors/netsuite/contract.ts';
import type { TransactionRow } from '../../connectors/netsuite/read-types.ts';
import type { Fulfillment, SalesOrder } from '../../connectors/netsuite/types.ts';
import { needsOrder } from '../../mappings/netsuite-shopify/fulfillment-update/order-state.ts';
import { salesOrderState } from '../../mappings/netsuite-shopify/fulfillment-update/plan.ts';
import type { FulfillmentSource, SourceFulfillment } from '../../mappings/netsuite-shopify/fulfillment-update/types.ts';
import { salesOrderName } from '../../mappings/netsuite-shopify/shopify-order/names.ts';
import { itemNames } from '../../mappings/shared/sku.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';

export const FULFILLMENT_SYNC = 'fulfillmentUpdate';

/** `absent`: why there is nothing to do; `sources` are settled then. */
export type FulfillmentObserved = {
  source?: FulfillmentSource;
  absent?: string;
  sources: { source: string; state: string }[];
};

/** The Shopify order of a sales order's name; undefined for names that this connection does not give. */
export function shopifyOrderIdOf(prefix: string, externalId: string | undefined): string | undefined {
  const id = /_(\d+)$/.exec(externalId ?? '')?.[1];
  return id !== undefined && externalId === salesOrderName(prefix, id) ? id : undefined;
}

export async function observeFulfillments(deps: ActivityDeps, request: RecordScope): Promise<FulfillmentObserved> {
  const { settings, netSuite } = await deps.connections.open(request.connection, 'netsuite-shopify');
  const { shopifyOrder, fulfillmentUpdate } = settings.syncs;
  const api = await netSuite();
  const id = request.recordKey;
  const links = await deps.store.links.find({
    connection: request.connection,
    sync: FULFILLMENT_SYNC,
    sourceOwner: `salesOrder/${id}`,
  });
  const order = await readOrder(api, id, shopifyOrder.lineKey);
  if (order === undefined) {
    const orderId = links[0]?.targetOwner.split('/').at(-1);
    if (orderId === undefined) return { absent: 'NetSuite has no such sales order', sources: [] };
    return { source: goneOrder(id, orderId), sources: [] };
  }
  const orderId = shopifyOrderIdOf(shopifyOrder.externalIdPrefix, order.externalId);
  if (orderId === undefined) return { absent: 'the sales order did not come from this Shopify shop', sources: [] };
  const [head] = await api.findTransactions({ type: 'salesOrder', externalIds: [order.externalId ?? ''] });
  const rows = await api.findTransactions({ type: 'itemFulfillment', createdFrom: id });
  const isIdle = rows.length + links.length === 0 && !needsOrder(order.status, fulfillmentUpdate);
  const known = { salesOrderId: id, status: order.status, ...modified(head) };
  if (isIdle) {
    const sources = [{ source: `salesOrder:${id}`, state: salesOrderState(known) }];
    return { absent: 'nothing has left the house yet', sources };
  }
  const fulfillments = await readAll(api, rows);
  const items = await readItems(api, order, fulfillments);
  return {
    source: {
      ...known,
      orderId,
      tranId: order.tranId,
      ...(order.otherRefNum === undefined ? {} : { otherRefNum: order.otherRefNum }),
      ...(order.shipMethodId === undefined ? {} : { shipMethodId: order.shipMethodId }),
      lines: order.lines.map((line) => lineOf(line, shopifyOrder.lineKey)),
      fulfillments,
      items,
    },
    sources: [],
  };
}

const modified = (row: TransactionRow | undefined) =>
  row?.modifiedAt === undefined ? {} : { modifiedAt: row.modifiedAt };

const goneOrder = (salesOrderId: string, orderId: string): FulfillmentSource => ({
  salesOrderId,
  orderId,
  tranId: `sales order ${salesOrderId} (deleted)`,
  status: 'deleted',
  lines: [],
  fulfillments: [],
  items: [],
});

async function readOrder(api: NetSuite, id: string, lineKey: string | undefined): Promise<SalesOrder | undefined> {
  try {
    return await api.readSalesOrder(id, lineKey === undefined ? [] : [lineKey]);
  } catch (error) {
    if (error instanceof ConnectorError && error.type === 'NotFound') return undefined;
    throw error;
  }
}

function lineOf({ line, itemId, isClosed, custom }: SalesOrder['lines'][number], lineKey: string | undefined) {
  const key = lineKey === undefined ? undefined : custom[lineKey];
  return { line, itemId, isClosed, ...(key === undefined || key === '' ? {} : { key }) };
}

async function readAll(api: NetSuite, rows: TransactionRow[]): Promise<SourceFulfillment[]> {
  const found: SourceFulfillment[] = [];
  for (const row of rows) {
    const whole = await api.readFulfillment({ id: row.id });
    if (whole !== undefined) found.push({ ...sourceOf(whole), ...modified(row) });
  }
  return found;
}

const sourceOf = (whole: Fulfillment): SourceFulfillment => ({
  id: whole.id,
  tranId: whole.tranId,
  ...(whole.externalId === undefined ? {} : { externalId: whole.externalId }),
  status: whole.shipStatus ?? whole.status,
  lines: whole.lines
    .filter((line) => line.itemReceive && line.itemId !== undefined)
    .map(({ line, orderLine, itemId = '', quantity, locationId, kitMemberOf }) => ({
      line,
      itemId,
      quantity,
      ...(orderLine === undefined ? {} : { orderLine }),
      ...(locationId === undefined ? {} : { locationId }),
      ...(kitMemberOf === undefined ? {} : { kitMemberOf }),
    })),
  trackingNumbers: whole.packages.flatMap(({ trackingNumber }) => trackingNumber ?? []),
  ...(whole.packageSublist === undefined ? {} : { packageSublist: whole.packageSublist }),
});

const IDS_AT_ONCE = 1000;

async function readItems(api: NetSuite, order: SalesOrder, fulfillments: SourceFulfillment[]) {
  const shipped = fulfillments.flatMap(({ lines }) => lines.map(({ itemId }) => itemId));
  const ids = [...new Set([...order.lines.map(({ itemId }) => itemId), ...shipped])].filter((id) => id !== '');
  const items: FulfillmentSource['items'] = [];
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
    const some = await api.readItems(ids.slice(at, at + IDS_AT_ONCE));
    items.push(...some.map((item) => ({ id: item.id, names: itemNames(item) })));
  }
  return items;
}
