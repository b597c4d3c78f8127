/**
 * The vendor's webhook subscriptions of a connection: what is wanted against what the account has.
 * The trap: without credentials or a public address nothing can be subscribed; that is said, and sweeps still work.
 */
import type { ShipStation } from '../../connectors/shipstation/contract.ts';
import {
  planSubscriptions,
  type SubscriptionPlan,
  subscriptionName,
  wantedSubscriptions,
} from '../../connectors/shipstation/subscriptions.ts';
import type { Connection } from '../../settings/connection.ts';
import type { Store } from '../../store/contract.ts';
import type { Vault } from '../../vault/contract.ts';
import { openShipStation } from '../connectors.ts';
import { canBeCalled } from './hook-address.ts';

export type WebhookWork =
  | { kind: 'planned'; plan: SubscriptionPlan; shipStation: ShipStation }
  | { kind: 'left'; reason: string };

export type WebhookQuestion = {
  keeper: { store: Store; vault: Vault };
  connection: Connection;
  publicUrl: string;
  /** With the token; a secret. */
  url: string;
};

/** Reads the account's subscriptions. Throws ConnectorError when ShipStation refuses or cannot be reached. */
export async function planWebhooks({ keeper, connection, publicUrl, url }: WebhookQuestion): Promise<WebhookWork> {
  if (!('shipstation' in connection)) return { kind: 'left', reason: 'this pair has no webhooks' };
  const { id, shipstation, syncs } = connection;
  const webhooks = syncs.orderShipped.enabled ? syncs.orderShipped.webhooks : [];
  if (webhooks.length > 0 && !canBeCalled(publicUrl, shipstation.v1BaseUrl)) {
    const reason = `ShipStation cannot call ${publicUrl}; set ML_CONNECTOR_PUBLIC_URL to an address that it can, and apply again`;
    return { kind: 'left', reason };
  }
  const shipStation = await openShipStation(keeper, connection);
  if (shipStation === undefined) {
    const reason = `no ShipStation credentials yet; run \`ml-connector credentials set ${id} shipstation\`, and apply again`;
    return { kind: 'left', reason };
  }
  const wanted = wantedSubscriptions({ connectionId: id, url, webhooks, storeIds: shipstation.storeIds });
  const existing = await shipStation.listWebhooks();
  return { kind: 'planned', shipStation, plan: planSubscriptions({ name: subscriptionName(id), wanted, existing }) };
}

/** New ones first: for a moment there are two, and the inbox takes the double; the other way round events are lost. */
export async function applyWebhooks(work: WebhookWork): Promise<void> {
  if (work.kind === 'left') return;
  for (const wanted of work.plan.create) await work.shipStation.subscribe(wanted);
  for (const stale of work.plan.remove) await work.shipStation.unsubscribe(stale.api, stale.id);
}

/** Lines such as `webhook v1 ITEM_SHIP_NOTIFY: subscribe`. */
export function webhookLines(work: WebhookWork): string[] {
  if (work.kind === 'left') return [];
  const store = (storeId: string | undefined) => (storeId === undefined ? '' : ` (store ${storeId})`);
  return [
    ...work.plan.create.map((s) => `webhook ${s.api} ${s.event}${store(s.storeId)}: subscribe`),
    ...work.plan.remove.map((s) => `webhook ${s.api} ${s.event}${store(s.storeId)}: remove our old one (${s.id})`),
  ];
}
