/**
 * `preview` for Shopify's orders: which order a person means, and what would be written for it now.
 * The trap: an order's name is not unique over time or shops, so all that bear it are shown.
 */
import type { RecordWrite } from '../../connectors/netsuite/record-types.ts';
import { recordWords } from '../../connectors/netsuite/record-types.ts';
import type { Preview, PreviewLine } from '../../mappings/netsuite-shipstation/order-shipped/preview.ts';
import type { ActivityDeps } from '../deps.ts';
import type { RecordScope } from '../ledger-entries.ts';
import { decide, type OrderPlanRequest } from './shopify-order.ts';

const NOTHING = '—';
/** Shopify's ids are this long; anything shorter is a name. */
const LEAST_ID_DIGITS = 9;

/** By id, or by name with or without the shop's usual `#`. */
export async function findShopifyOrders(
  deps: ActivityDeps,
  request: RecordScope & { order: string },
): Promise<{ orderIds: string[] }> {
  const api = await (await deps.connections.open(request.connection, 'netsuite-shopify')).shopify();
  const asked = request.order.trim();
  if (new RegExp(`^\\d{${LEAST_ID_DIGITS},}$`).test(asked)) {
    const found = await api.getOrder(asked);
    if (found !== undefined) return { orderIds: [found.id] };
  }
  const named = await api.findOrders(asked);
  const rows = named.length > 0 || asked.startsWith('#') ? named : await api.findOrders(`#${asked}`);
  return { orderIds: rows.map(({ id }) => id) };
}

/** The plan described; noted nowhere, written nowhere. */
export async function previewShopifyOrder(deps: ActivityDeps, request: OrderPlanRequest): Promise<Preview> {
  const { input, plan } = await decide(deps, request);
  const { salesOrder } = input.target;
  return {
    salesOrders: salesOrder === undefined ? [] : [salesOrder.tranId],
    writes: plan.writes.map((write) => ({ title: write.title, target: targetOf(write), lines: linesOf(write) })),
    problems: plan.problems.map(({ cause, reason }) => ({ cause, reason })),
    notes: plan.notes,
  };
}

function targetOf(write: RecordWrite): string {
  const words = recordWords(write.recordType);
  return write.kind === 'create' || write.kind === 'transform'
    ? `new ${words} ${write.externalId}`
    : `${words} ${write.id}`;
}

const linesOf = (write: RecordWrite): PreviewLine[] =>
  write.kind === 'remove' ? [] : Object.entries(write.body).flatMap(([field, value]) => flat(field, value));

/** One line for each value; a reference stands for its id. */
function flat(field: string, value: unknown): PreviewLine[] {
  if (value === null || typeof value !== 'object') return [{ field, from: NOTHING, to: String(value ?? '') }];
  if (Array.isArray(value)) return value.flatMap((one, index) => flat(`${field}[${index}]`, one));
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && typeof only[1] === 'string') {
    return [{ field, from: NOTHING, to: only[1] }];
  }
  return entries.flatMap(([name, part]) => flat(name === 'items' ? field : `${field}.${name}`, part));
}
