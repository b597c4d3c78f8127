/**
 * The vendor's webhook subscriptions of a connection: what is wanted against what the account has.
 * The trap: without credentials or a public address nothing can be subscribed; that is said, and sweeps still work.
 */

import * as shipBobSubscriptions from '../../connectors/shipbob/subscriptions.ts';
import { topicsFor } from '../../connectors/shipbob/topics.ts';
import {
  planSubscriptions,
  subscriptionName,
  wantedSubscriptions,
} from '../../connectors/shipstation/subscriptions.ts';
import * as shopifySubscriptions from '../../connectors/shopify/subscriptions.ts';
import { wantedTopics } from '../../connectors/shopify/topics.ts';
import type { Connection } from '../../settings/connection.ts';
import { hooksOf } from '../../settings/shipstation-hooks.ts';
import type { Store } from '../../store/contract.ts';
import { signingSecret } from '../../store/signing-secret.ts';
import type { Vault } from '../../vault/contract.ts';
import { manifestOf, type System } from '../../workflows/manifest.ts';
import { addressOf, openShipBob, openShipStation, openShopify } from '../connectors.ts';
import { canBeCalled } from './hook-address.ts';

/** Work on one system's subscriptions: lines for the screen, and the calls. */
export type WebhookWork =
  | { kind: 'planned'; system: System; lines: string[]; apply(): Promise<void> }
  | { kind: 'left'; reason: string };

export type WebhookQuestion = {
  keeper: { store: Store; vault: Vault };
  connection: Connection;
  publicUrl: string;
  /** With the token; a secret. */
  url: string;
  /** Takes back all of ours. */
  none?: true;
};

type Planner = (question: WebhookQuestion) => Promise<WebhookWork>;

const PLANNERS: Partial<Record<System, Planner>> = {
  shipstation: planShipStation,
  shopify: planShopify,
  shipbob: planShipBob,
};

/** Reads the account's subscriptions. Throws ConnectorError when a system refuses or cannot be reached. */
export async function planWebhooks(question: WebhookQuestion): Promise<WebhookWork> {
  const { connection, publicUrl, none } = question;
  for (const system of manifestOf(connection.pair).hooks) {
    const address = addressOf(connection, system);
    if (none !== true && wantsWebhooks(connection) && address !== undefined && !canBeCalled(publicUrl, address)) {
      const reason = `${NAMES[system]} cannot call ${publicUrl}; set ML_CONNECTOR_PUBLIC_URL to an address that it can, and apply again`;
      return { kind: 'left', reason };
    }
    const planner = PLANNERS[system];
    if (planner !== undefined) return planner(question);
  }
  return { kind: 'left', reason: 'this pair has no webhooks' };
}

const NAMES: Record<System, string> = {
  netsuite: 'NetSuite',
  shipstation: 'ShipStation',
  shopify: 'Shopify',
  shipbob: 'ShipBob',
  fusion: 'Oracle Fusion',
};

function wantsWebhooks(connection: Connection): boolean {
  if (!('shipstation' in connection)) return connection.webhooks;
  const { webhooks, orders } = hooksOf(connection);
  return webhooks.length > 0 || orders;
}

const noCredentials = (id: string, system: System): WebhookWork => ({
  kind: 'left',
  reason: `no ${NAMES[system]} credentials yet; run \`ml-connector credentials set ${id} ${system}\`, and apply again`,
});

async function planShipStation({ keeper, connection, url, none }: WebhookQuestion): Promise<WebhookWork> {
  if (!('shipstation' in connection)) return { kind: 'left', reason: 'this pair has no ShipStation' };
  const { id, shipstation } = connection;
  const api = await openShipStation(keeper, connection);
  if (api === undefined) return noCredentials(id, 'shipstation');
  const hooks = none === true ? { webhooks: [], orders: false } : hooksOf(connection);
  const wanted = wantedSubscriptions({ connectionId: id, url, ...hooks, storeIds: shipstation.storeIds });
  const plan = planSubscriptions({ name: subscriptionName(id), wanted, existing: await api.listWebhooks() });
  const store = (storeId: string | undefined) => (storeId === undefined ? '' : ` (store ${storeId})`);
  return {
    kind: 'planned',
    system: 'shipstation',
    lines: [
      ...plan.create.map((s) => `webhook ${s.api} ${s.event}${store(s.storeId)}: subscribe`),
      ...plan.remove.map((s) => `webhook ${s.api} ${s.event}${store(s.storeId)}: remove our old one (${s.id})`),
    ],
    // New ones first: for a moment there are two, and the inbox takes the double; the other way round events are lost.
    async apply() {
      for (const each of plan.create) await api.subscribe(each);
      for (const stale of plan.remove) await api.unsubscribe(stale.api, stale.id);
    },
  };
}

async function planShopify({ keeper, connection, url, none }: WebhookQuestion): Promise<WebhookWork> {
  if (connection.pair !== 'netsuite-shopify') return { kind: 'left', reason: 'this pair has no Shopify' };
  const { id, webhooks, syncs } = connection;
  const api = await openShopify(keeper, connection);
  if (api === undefined) return noCredentials(id, 'shopify');
  const topics = webhooks && none !== true ? wantedTopics(syncs) : [];
  const wanted = shopifySubscriptions.wantedSubscriptions({ connectionId: id, uri: `${url}/shopify`, topics });
  const prefix = shopifySubscriptions.subscriptionPrefix(id);
  const existing = await api.listWebhooks();
  const plan = shopifySubscriptions.planSubscriptions({ prefix, wanted, existing });
  return {
    kind: 'planned',
    system: 'shopify',
    lines: [
      ...plan.create.map(({ topic }) => `webhook ${topic}: subscribe`),
      ...plan.remove.map(({ topic, id: old }) => `webhook ${topic}: remove our old one (${old})`),
    ],
    // An address and a name may stand only once per topic; what is lost in between, the sweep finds.
    async apply() {
      for (const { id: old } of plan.remove) await api.unsubscribe(old);
      for (const each of plan.create) await shopifySubscriptions.subscribeIfAllowed(api, each);
    },
  };
}

async function planShipBob({ keeper, connection, url, none }: WebhookQuestion): Promise<WebhookWork> {
  if (connection.pair !== 'netsuite-shipbob') return { kind: 'left', reason: 'this pair has no ShipBob' };
  const { id, webhooks, syncs } = connection;
  const api = await openShipBob(keeper, connection);
  if (api === undefined) return noCredentials(id, 'shipbob');
  const isWanted = webhooks && none !== true;
  const enabled = Object.entries(syncs).flatMap(([name, sync]) => (isWanted && sync.enabled ? [name] : []));
  const wanted = shipBobSubscriptions.wantedSubscription({
    connectionId: id,
    url: `${url}/shipbob`,
    topics: topicsFor(enabled),
  });
  const plan = shipBobSubscriptions.planSubscriptions({ wanted, existing: await api.listWebhooks() });
  const { secrets } = keeper.store;
  return {
    kind: 'planned',
    system: 'shipbob',
    lines: [
      ...plan.create.map(({ topics }) => `webhook for ${topics.length} topics: subscribe`),
      ...plan.remove.map(({ id: old }) => `webhook ${old}: remove our old one`),
    ],
    async apply() {
      for (const { id: old } of plan.remove) await api.unsubscribe(old);
      if (plan.create.length === 0) return;
      const secret = await signingSecret({ secrets, vault: keeper.vault }, id, 'shipbob');
      for (const each of plan.create) await api.subscribe({ ...each, secret });
    },
  };
}

export async function applyWebhooks(work: WebhookWork): Promise<void> {
  if (work.kind === 'planned') await work.apply();
}

/** Lines such as `webhook v1 ITEM_SHIP_NOTIFY: subscribe`. */
export const webhookLines = (work: WebhookWork): string[] => (work.kind === 'left' ? [] : work.lines);
