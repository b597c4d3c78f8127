/**
 * What Shopify has of an order's fulfilments, and what is missing there. The plan itself is a pure mapping.
 * The trap: Shopify keeps no name of ours on a fulfilment; the links in our own store do, and they are read together with it.
 */
import { Context } from '@temporalio/activity';
import { ConnectorError } from '../../connectors/http/errors.ts';
import type { Shopify } from '../../connectors/shopify/contract.ts';
import type { Fulfillment } from '../../connectors/shopify/types.ts';
import { needsOrder } from '../../mappings/netsuite-shopify/fulfillment-update/order-state.ts';
import { planFulfillmentUpdate } from '../../mappings/netsuite-shopify/fulfillment-update/plan.ts';
import { madeBy } from '../../mappings/netsuite-shopify/fulfillment-update/state.ts';
import type {
  FulfillmentPlan,
  FulfillmentSource,
  FulfillmentTarget,
  Link,
} from '../../mappings/netsuite-shopify/fulfillment-update/types.ts';
import { durationMs } from '../../settings/duration.ts';
import type { FulfillmentUpdateSettings } from '../../settings/fulfillment-update.ts';
import type { ConnectionMode, Store } from '../../store/contract.ts';
import type { LinkRow } from '../../store/links-contract.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor, type RecordScope } from '../ledger-entries.ts';
import { FULFILLMENT_SYNC } from './fulfillment-source.ts';

export type FulfillmentPlanRequest = RecordScope & { source: FulfillmentSource; heal?: boolean };
export type FulfillmentAnswer = FulfillmentPlan & { mode: ConnectionMode; recheckMs: number };

const USUAL_RECHECK_MS = 900_000;

export async function planShopifyFulfillments(
  deps: ActivityDeps,
  request: FulfillmentPlanRequest,
): Promise<FulfillmentAnswer> {
  const { settings, row, shopify } = await deps.connections.open(request.connection, 'netsuite-shopify');
  const { shopifyOrder, fulfillmentUpdate } = settings.syncs;
  const { source } = request;
  const told = { mode: row.mode, recheckMs: durationMs(fulfillmentUpdate.recheck) ?? USUAL_RECHECK_MS };
  const target = await readTarget(deps, request.connection, await shopify(), source, fulfillmentUpdate);
  if (target === undefined) return { ...notThere(source), ...told };
  const plan = planFulfillmentUpdate({
    source,
    target,
    settings: fulfillmentUpdate,
    externalIdPrefix: shopifyOrder.externalIdPrefix,
    skuAliases: shopifyOrder.skuAliases,
    now: deps.now().toISOString(),
    ...(request.heal === true ? { heal: true } : {}),
  });
  if (plan.writes.length > 0) await noteDecision(deps, request, plan, row.mode);
  return { ...plan, ...told };
}

function notThere(source: FulfillmentSource): FulfillmentPlan {
  const reason = `Shopify does not show order ${source.otherRefNum ?? source.orderId}: it was deleted, or is older than 60 days and the app lacks read_all_orders`;
  return {
    writes: [],
    problems: [{ cause: 'order-not-found', reason }],
    notes: [],
    numbers: [{ kind: 'sales order', value: source.tranId }],
    sources: [],
  };
}

/** undefined when Shopify has no such order. */
async function readTarget(
  deps: ActivityDeps,
  connection: string,
  api: Shopify,
  { orderId, salesOrderId, status }: FulfillmentSource,
  settings: FulfillmentUpdateSettings,
): Promise<FulfillmentTarget | undefined> {
  try {
    // The links first: what is made after they are read is not taken for somebody else's.
    const rows = await deps.store.links.find({
      connection,
      sync: FULFILLMENT_SYNC,
      sourceOwner: `salesOrder/${salesOrderId}`,
    });
    const fulfillmentOrders = await api.fulfillmentOrders(orderId);
    const fulfillments = await api.fulfillments(orderId);
    const target = { fulfillmentOrders, fulfillments, links: rows.map(linkOf) };
    if (!needsOrder(status, settings)) return target;
    const metafields = settings.statusMetafield === undefined ? [] : [settings.statusMetafield];
    const order = await api.getOrder(orderId, { metafields });
    if (order === undefined) return undefined;
    const shown = order.metafields.find(({ namespace, key }) => `${namespace}.${key}` === settings.statusMetafield);
    return {
      ...target,
      order: {
        name: order.name,
        tags: order.tags,
        ...(order.cancelledAt === undefined ? {} : { cancelledAt: order.cancelledAt }),
        ...(shown === undefined ? {} : { status: shown.value }),
      },
    };
  } catch (error) {
    if (error instanceof ConnectorError && error.type === 'NotFound') return undefined;
    throw error;
  }
}

/** A row of our store as the mapping knows it. */
export function linkOf(row: LinkRow): Link {
  const { sourceRef, targetRef, state, notedAt, updatedAt, detail } = row;
  return {
    name: sourceRef,
    sourceId: sourceRef.split('/')[1] ?? '',
    state,
    notedAt,
    updatedAt,
    ...(targetRef === undefined ? {} : { fulfillmentId: targetRef.split('/').at(-1) ?? '' }),
    ...(detail === undefined ? {} : { detail: JSON.parse(detail) as NonNullable<Link['detail']> }),
  };
}

/**
 * Fulfilments of a Shopify order that NetSuite already accounts for: made by this connector, or taken for one of
 * NetSuite's. One whose answer is still on its way counts too.
 */
export async function ownFulfillmentIds(
  store: Store,
  connection: string,
  order: { id: string; fulfillments: Fulfillment[] },
): Promise<string[]> {
  const rows = await store.links.find({ connection, sync: FULFILLMENT_SYNC, targetOwner: `order/${order.id}` });
  const links = rows.map(linkOf);
  const known = links
    .filter(({ state }) => state === 'made' || state === 'found')
    .flatMap((one) => one.fulfillmentId ?? []);
  const free = order.fulfillments.filter(({ id }) => !known.includes(id));
  const pending = links.filter(({ state }) => state === 'intent').flatMap((link) => madeBy(link, free)?.id ?? []);
  return [...new Set([...known, ...pending])];
}

async function noteDecision(
  deps: ActivityDeps,
  request: FulfillmentPlanRequest,
  plan: FulfillmentPlan,
  mode: ConnectionMode,
): Promise<void> {
  const { source: basis, ...scope } = request;
  const titles = plan.writes.map(({ title }) => title).join('; ');
  const entry = entryFor(Context.current(), scope, deps.now(), {
    kind: 'decision',
    outcome: 'planned',
    step: 'plan',
    summary: mode === 'shadow' ? `shadow mode, would: ${titles}` : titles,
    sealedPayload: deps.vault.seal(JSON.stringify({ source: basis, plan }), `ledger/${request.connection}`),
  });
  await deps.store.ledger.append([entry]);
}
