/**
 * Reads the resource_url of a webhook into a request on the connection's own base address. Nothing of the foreign
 * address survives but an allowed path and its parameters, so credentials cannot be lured to another host.
 * The trap: the vendor writes shard hosts (ssapi13.) and mixed-case names (storeID=, includeShipmentItems=False).
 */
import { z } from 'zod';
import type { ShipStationSettings } from './settings.ts';

export type Pointer = { resourceUrl: string; resourceType: string };
export type PointerHosts = Pick<ShipStationSettings, 'v1BaseUrl' | 'v2BaseUrl' | 'pointerHosts'>;

export type PointerTarget =
  | { api: 'v1'; kind: 'orders' | 'shipments' | 'fulfillments'; path: string; query: Record<string, string> }
  | { api: 'v2'; kind: 'labels' | 'shipments' | 'fulfillments'; path: string; query: Record<string, string> }
  | { api: 'v2'; kind: 'label' | 'shipment'; path: string; query: Record<string, string> };

export type Refused = { problem: string };

const V1_TYPES = [
  'ORDER_NOTIFY',
  'ITEM_ORDER_NOTIFY',
  'SHIP_NOTIFY',
  'ITEM_SHIP_NOTIFY',
  'FULFILLMENT_SHIPPED',
  'FULFILLMENT_REJECTED',
];
const V2_TYPES = [
  'SHIPMENT_CREATED_V2',
  'LABEL_CREATED_V2',
  'FULFILLMENT_SHIPPED_V2',
  'FULFILLMENT_REJECTED_V2',
  'BATCH_PROCESSED_V2',
  'TRACK_EVENT_V2',
];

const httpAddress = z.url({ protocol: /^https?$/ }).max(2_000);

/** True for the types that V2 sends (signed); upper or lower case. */
export const isV2Type = (resourceType: string): boolean => V2_TYPES.includes(resourceType.toUpperCase());

/** True for every resource_type that this connector reads; upper or lower case. */
export const isKnownType = (resourceType: string): boolean =>
  V1_TYPES.includes(resourceType.toUpperCase()) || isV2Type(resourceType);

/** The parsed address when its host is one of ours or the vendor's, else why not. */
export function trustedUrl(hosts: PointerHosts, resourceUrl: string): URL | Refused {
  if (!httpAddress.safeParse(resourceUrl).success) return { problem: 'resource_url is no http(s) address' };
  const url = new URL(resourceUrl);
  if (url.username !== '' || url.password !== '') return { problem: 'resource_url holds a user or password' };
  const known = url.host === hostOf(hosts.v1BaseUrl) || url.host === hostOf(hosts.v2BaseUrl);
  if (known || hosts.pointerHosts.some((source) => new RegExp(`^(?:${source})$`).test(url.host))) return url;
  return { problem: `resource_url points to the foreign host ${url.host} (pointerHosts lists the allowed ones)` };
}

/** The request that a pointer means, page 1 or later, or why it is refused. */
export function targetOf(
  hosts: PointerHosts,
  pointer: Pointer,
  paging: { page: number; v1PageSize: number; v2PageSize: number },
): PointerTarget | Refused {
  if (!isKnownType(pointer.resourceType)) return { problem: `resource_type ${pointer.resourceType} is not known` };
  const url = trustedUrl(hosts, pointer.resourceUrl);
  if ('problem' in url) return url;
  if (isV2Type(pointer.resourceType)) {
    const path = pathBelow(url, hosts.v2BaseUrl);
    return v2Target(path, kept(url), { page: `${paging.page}`, page_size: `${paging.v2PageSize}` });
  }
  const path = pathBelow(url, hosts.v1BaseUrl);
  return v1Target(path, kept(url), { page: `${paging.page}`, pageSize: `${paging.v1PageSize}` });
}

function v1Target(
  path: string,
  query: Record<string, string>,
  paging: Record<string, string>,
): PointerTarget | Refused {
  const kind = /^\/(orders|shipments|fulfillments)\/?$/i.exec(path)?.[1]?.toLowerCase();
  if (kind !== 'orders' && kind !== 'shipments' && kind !== 'fulfillments') return strangePath(path);
  return { api: 'v1', kind, path: `/${kind}`, query: withSet(query, paging) };
}

/** `/v2/<kind>`, `/v2/<kind>/<id>`, a label's `/track`, and a batch, which is read as its labels. */
function v2Target(
  path: string,
  query: Record<string, string>,
  paging: Record<string, string>,
): PointerTarget | Refused {
  const found = /^\/v2\/(labels|shipments|fulfillments|batches)(?:\/([A-Za-z0-9-]+))?(\/track)?\/?$/.exec(path);
  const [, kind, id, track] = found ?? [];
  if (track !== undefined && (kind !== 'labels' || id === undefined)) return strangePath(path);
  if (kind === 'batches' && id !== undefined) return v2List('labels', withSet({ batch_id: id }, paging));
  if (kind === 'fulfillments' && id !== undefined) return v2List(kind, withSet({ fulfillment_id: id }, paging));
  if (kind === 'labels' && id !== undefined) return { api: 'v2', kind: 'label', path: `/v2/labels/${id}`, query: {} };
  if (kind === 'shipments' && id !== undefined)
    return { api: 'v2', kind: 'shipment', path: `/v2/shipments/${id}`, query: {} };
  if (kind === 'labels' || kind === 'shipments' || kind === 'fulfillments') return v2List(kind, withSet(query, paging));
  return strangePath(path);
}

const v2List = (kind: 'labels' | 'shipments' | 'fulfillments', query: Record<string, string>): PointerTarget => ({
  api: 'v2',
  kind,
  path: `/v2/${kind}`,
  query,
});

const strangePath = (path: string): Refused => ({ problem: `resource_url points to ${path}, which is not read` });

/** The path below the base's own prefix; the vendor's own hosts have no prefix. */
function pathBelow(url: URL, baseUrl: string): string {
  const prefix = new URL(baseUrl).pathname.replace(/\/+$/, '');
  if (prefix === '' || url.host !== hostOf(baseUrl)) return url.pathname;
  return url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length) : `(not below ${prefix})`;
}

/** The parameters as they stand; of one that comes twice (whatever its case) the first. */
function kept(url: URL): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (keyLike(query, name) === undefined) query[name] = value;
  }
  return query;
}

/** Sets rather than appends: a parameter of the same name in another case is replaced. */
function withSet(query: Record<string, string>, wanted: Record<string, string>): Record<string, string> {
  const others = Object.entries(query).filter(([name]) => keyLike(wanted, name) === undefined);
  return { ...Object.fromEntries(others), ...wanted };
}

function keyLike(record: Record<string, string>, name: string): string | undefined {
  return Object.keys(record).find((key) => key.toLowerCase() === name.toLowerCase());
}

const hostOf = (address: string): string => new URL(address).host;
