/**
 * Reads one ShipStation order for its customer's profile. The trap: only open orders are anybody's business here; a closed
 * one is not read on, and what was kept of its owner is forgotten.
 */
import type { OrdersOnly } from '../../../connectors/shipstation/orders-only.ts';
import type { OrderDetail } from '../../../connectors/shipstation/types.ts';
import { OPEN_STATUSES } from '../../../mappings/netsuite-shipstation/customer-profiles/plan.ts';
import { namesTags } from '../../../mappings/netsuite-shipstation/customer-profiles/tags.ts';
import type { Tag } from '../../../mappings/netsuite-shipstation/customer-profiles/types.ts';
import type { CustomerProfilesSettings } from '../../../settings/customer-profiles.ts';
import type { OpenConnection } from '../../connection-registry.ts';
import type { ActivityDeps } from '../../deps.ts';
import type { RecordScope } from '../../ledger-entries.ts';
import { stateOf } from './keys.ts';
import { openProfiles } from './scope.ts';

export type ProfileOrderRequest = RecordScope & { orderId: string };
/** Without `order` there is nothing to do, for the reason that `summary` tells. */
export type ProfileOrderAnswer = {
  order?: OrderDetail;
  tags: Tag[];
  summary: string;
  numbers: { kind: string; value: string }[];
  sources: { source: string; state: string }[];
};

export async function observeProfileOrder(
  deps: ActivityDeps,
  request: ProfileOrderRequest,
): Promise<ProfileOrderAnswer> {
  const { connection, orderId } = request;
  const { open, sync } = await openProfiles(deps, connection);
  const nothing = { tags: [], numbers: [{ kind: 'order id', value: orderId }], sources: [] };
  if (!sync.enabled) return { ...nothing, summary: `the sync ${request.sync} is switched off` };
  const api = await open.shipStation();
  const detail = (await api.readOrderWhole(orderId))?.detail;
  if (detail === undefined) {
    await deps.store.orderNotes.close(connection, orderId);
    return { ...nothing, summary: 'ShipStation no longer has this order' };
  }
  const numbers = [{ kind: 'order', value: detail.orderNumber }, ...nothing.numbers];
  const sources = [sourceOf(detail, sync)];
  const { storeIds } = servedBy(open);
  if (storeIds.length > 0 && detail.storeId !== undefined && !storeIds.includes(detail.storeId))
    return { tags: [], numbers, sources, summary: `the order belongs to store ${detail.storeId}, which is not served` };
  if (!OPEN_STATUSES.includes(detail.orderStatus)) {
    await deps.store.orderNotes.close(connection, orderId);
    const words = detail.orderStatus.replaceAll('_', ' ');
    return { tags: [], numbers, sources, summary: `the order is ${words} in ShipStation; it is left alone` };
  }
  return { order: detail, tags: namesTags(sync) ? await tagsOf(api) : [], numbers, sources, summary: '' };
}

const servedBy = ({ settings }: OpenConnection): { storeIds: string[] } =>
  'shipstation' in settings ? settings.shipstation : { storeIds: [] };

/** The order in this version is dealt with under these settings. */
export const sourceOf = (order: Pick<OrderDetail, 'orderId' | 'modifiedAt'>, settings: CustomerProfilesSettings) => ({
  source: `order:${order.orderId}`,
  state: stateOf(order.modifiedAt, settings),
});

const TAGS_FRESH_MS = 300_000;
const known = new WeakMap<OrdersOnly, { tags: Promise<Tag[]>; atMs: number }>();

/** The list changes seldom and costs one of 40 calls a minute. */
function tagsOf(api: OrdersOnly): Promise<Tag[]> {
  const last = known.get(api);
  if (last !== undefined && Date.now() - last.atMs < TAGS_FRESH_MS) return last.tags;
  const tags = api.listTags();
  known.set(api, { tags, atMs: Date.now() });
  tags.catch(() => known.delete(api));
  return tags;
}
