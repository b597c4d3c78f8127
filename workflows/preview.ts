/** preview: what would be written for an order now, as a diff. Reads both systems, writes nothing anywhere. */
import type { Preview } from '../mappings/netsuite-shipstation/order-shipped/preview.ts';
import type { PreviewInput } from './contracts.ts';
import { priorityOf } from './policies.ts';
import { stepsFor } from './steps.ts';

export async function preview(input: PreviewInput): Promise<Preview> {
  if (input.pair === 'fusion-shipstation') return previewFusion(input);
  return input.pair === 'netsuite-shopify' ? previewShopify(input) : previewShipStation(input);
}

async function previewFusion(input: PreviewInput): Promise<Preview> {
  const { shipStation, fusion } = stepsFor(priorityOf('person', input.connection));
  const scope = { connection: input.connection, sync: 'receivablesPosting', recordKey: '-' };
  const { orderIds } = await shipStation.findOrderIds({ ...scope, orderNumber: input.order });
  const found: Preview = { salesOrders: [], writes: [], problems: [], notes: [] };
  for (const orderId of orderIds) {
    const { sold, absent } = await shipStation.observeSoldOrder({ ...scope, orderId, thorough: true });
    if (sold === undefined) found.notes.push(absent ?? `order ${orderId} is gone`);
    else addTo(found, await fusion.previewReceivables({ ...scope, sold }));
  }
  if (orderIds.length === 0)
    found.problems.push({ cause: 'order-not-found', reason: `ShipStation has no order ${input.order}` });
  return found;
}

async function previewShopify(input: PreviewInput): Promise<Preview> {
  const { shopify, netSuite } = stepsFor(priorityOf('person', input.connection));
  const scope = { connection: input.connection, sync: 'shopifyOrder', recordKey: '-' };
  const { orderIds } = await shopify.findShopifyOrders({ ...scope, order: input.order });
  const found: Preview = { salesOrders: [], writes: [], problems: [], notes: [] };
  for (const orderId of orderIds) {
    const { order, absent } = await shopify.observeShopifyOrder({ ...scope, orderId });
    if (order === undefined) found.notes.push(absent ?? `order ${orderId} is gone`);
    else addTo(found, await netSuite.previewShopifyOrder({ ...scope, order }));
  }
  if (orderIds.length === 0)
    found.problems.push({ cause: 'order-not-found', reason: `Shopify shows no order ${input.order}` });
  return found;
}

async function previewShipStation(input: PreviewInput): Promise<Preview> {
  const { shipStation, netSuite, store } = stepsFor(priorityOf('person', input.connection));
  const scope = { connection: input.connection, sync: 'orderShipped', recordKey: '-' };
  const { orderIds } = await shipStation.findOrderIds({ ...scope, orderNumber: input.order });
  const found: Preview = { salesOrders: [], writes: [], problems: [], notes: [] };
  for (const orderId of orderIds) {
    const { source } = await shipStation.observeOrder({ ...scope, orderId, thorough: true });
    if (source === undefined) continue;
    const target = await netSuite.observeSalesOrder({ ...scope, source });
    addTo(found, await store.previewOrder({ ...scope, source, target }));
  }
  if (orderIds.length === 0)
    found.problems.push({ cause: 'order-not-found', reason: `ShipStation has no order ${input.order}` });
  return found;
}

function addTo(found: Preview, next: Preview): void {
  found.salesOrders.push(...next.salesOrders);
  found.writes.push(...next.writes);
  found.problems.push(...next.problems);
  found.notes.push(...next.notes);
}
