/**
 * What ShipBob has for a purchase order, and what is missing there. The plan itself is a pure mapping.
 * The trap: receiving orders that ShipBob's people split off bear other numbers; those that we made are found by our links.
 */
import { Context } from '@temporalio/activity';
import type { ShipBob } from '../../connectors/shipbob/contract.ts';
import type { ReceivingOrder, VariantsOfSku } from '../../connectors/shipbob/types.ts';
import {
  demandOf,
  isOpen,
  isStanding,
  numbersToLookFor,
} from '../../mappings/netsuite-shipbob/replenishment/demand.ts';
import { shipBobSku } from '../../mappings/netsuite-shipbob/replenishment/draft.ts';
import { planReplenishment } from '../../mappings/netsuite-shipbob/replenishment/plan.ts';
import { replenishmentRules } from '../../mappings/netsuite-shipbob/replenishment/rules.ts';
import type {
  Link,
  LinkDetail,
  PurchaseOrder,
  ReplenishmentPlan,
  ReplenishmentRules,
  ReplenishmentTarget,
  Wro,
} from '../../mappings/netsuite-shipbob/replenishment/types.ts';
import { durationMs } from '../../settings/duration.ts';
import type { ConnectionMode, Store } from '../../store/contract.ts';
import type { LinkRow } from '../../store/links-contract.ts';
import type { ActivityDeps } from '../deps.ts';
import { entryFor, type RecordScope } from '../ledger-entries.ts';
import { ownerOf, REPLENISHMENT } from './purchase-order.ts';

export type ReplenishmentRequest = RecordScope & { po: PurchaseOrder };
export type ReplenishmentAnswer = ReplenishmentPlan & { mode: ConnectionMode; recheckMs: number };

const USUAL_RECHECK_MS = 900_000;
const SKUS_AT_ONCE = 50;

export async function planPurchaseOrder(
  deps: ActivityDeps,
  request: ReplenishmentRequest,
): Promise<ReplenishmentAnswer> {
  const { settings, row, shipBob } = await deps.connections.open(request.connection, 'netsuite-shipbob');
  const rules = replenishmentRules(settings.syncs.replenishment, settings);
  const { po } = request;
  const target = await readTarget(deps.store, request.connection, await shipBob(), po, rules);
  const now = deps.now().toISOString();
  const plan = planReplenishment({ po, target, settings: rules, timeZone: settings.timeZone, now });
  if (plan.writes.length > 0) await noteDecision(deps, request, plan, row.mode);
  return { ...plan, mode: row.mode, recheckMs: durationMs(rules.recheck) ?? USUAL_RECHECK_MS };
}

async function readTarget(
  store: Store,
  connection: string,
  api: ShipBob,
  po: PurchaseOrder,
  settings: ReplenishmentRules,
): Promise<ReplenishmentTarget> {
  const rows = await store.links.find({ connection, sync: REPLENISHMENT, sourceOwner: ownerOf(po.id) });
  const links = rows.map(linkOf);
  const orders = new Map<string, ReceivingOrder>();
  for (const { wroId } of links.filter(isStanding)) {
    const order = wroId === undefined ? undefined : await api.getReceivingOrder(wroId);
    if (order !== undefined) orders.set(order.id, order);
  }
  const numbers = isOpen(po) ? numbersToLookFor(po, links, settings) : [];
  for (const number of numbers) for (const order of await api.findReceivingOrders(number)) orders.set(order.id, order);
  const variants = numbers.length === 0 ? [] : await variantsOf(api, po, settings);
  return { links, orders: [...orders.values()].map(wroOf), variants };
}

async function variantsOf(api: ShipBob, po: PurchaseOrder, settings: ReplenishmentRules): Promise<VariantsOfSku[]> {
  const lines = [...demandOf(po, settings).values()].flat();
  const skus = [...new Set(lines.map(({ sku }) => shipBobSku(sku, settings)))];
  const found: VariantsOfSku[] = [];
  for (let at = 0; at < skus.length; at += SKUS_AT_ONCE)
    found.push(...(await api.findVariants(skus.slice(at, at + SKUS_AT_ONCE))));
  return found;
}

const wroOf = ({ id, status, purchaseOrderNumber, items }: ReceivingOrder): Wro => ({
  id,
  status,
  ...(purchaseOrderNumber === undefined ? {} : { number: purchaseOrderNumber }),
  expected: items.map(({ inventoryId, sku, expected }) => ({
    inventoryId,
    quantity: expected,
    ...(sku === undefined ? {} : { sku }),
  })),
});

/** A row of our store as the mapping knows it. */
export function linkOf({ sourceRef, targetRef, state, detail }: LinkRow): Link {
  const known = JSON.parse(detail ?? '{}') as Partial<LinkDetail>;
  return {
    name: sourceRef,
    state,
    ...(targetRef === undefined ? {} : { wroId: targetRef.split('/').at(-1) ?? '' }),
    detail: { number: known.number ?? '', centreId: known.centreId ?? '', ordered: known.ordered ?? [] },
  };
}

/**
 * The purchase order (NetSuite's internal id) that a ShipBob receiving order was announced for; undefined when it was not
 * announced by us. Its number in ShipBob may be another than NetSuite's.
 */
export async function announcedFor(store: Store, connection: string, wroId: string): Promise<string | undefined> {
  const targetRefs = [`receivingOrder/${wroId}`];
  const [row] = await store.links.find({ connection, sync: REPLENISHMENT, targetRefs });
  return row?.sourceOwner.split('/').at(-1);
}

async function noteDecision(
  deps: ActivityDeps,
  request: ReplenishmentRequest,
  plan: ReplenishmentPlan,
  mode: ConnectionMode,
): Promise<void> {
  const { po, ...scope } = request;
  const titles = plan.writes.map(({ title }) => title).join('; ');
  const entry = entryFor(Context.current(), scope, deps.now(), {
    kind: 'decision',
    outcome: 'planned',
    step: 'plan',
    summary: mode === 'shadow' ? `shadow mode, would: ${titles}` : titles,
    sealedPayload: deps.vault.seal(JSON.stringify({ po, plan }), `ledger/${request.connection}`),
  });
  await deps.store.ledger.append([entry]);
}
