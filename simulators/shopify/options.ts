// Everything that can be switched in the simulator, with the vendor's own values as defaults.
// Trap: `settings` can change while it runs; read them through the world each time, never keep a copy.
import type { FaultRule } from './http/faults.ts';

export interface ShopSettings {
  domain: string;
  name: string;
  currency: string;
  presentmentCurrencies: string[];
  timeZone: string;
  taxesIncluded: boolean;
  taxShipping: boolean;
  orderPrefix: string;
  orderSuffix: string;
  plan: string;
}

export interface LimitSettings {
  /** Bucket size in cost points; 0 switches throttling off. */
  bucketSize: number;
  /** Points per second. */
  restoreRate: number;
  maxQueryCost: number;
}

export interface BehaviourSettings {
  /** Answer search from an index that is this far behind the rows. */
  indexLagMs: number;
  /** How long orderCancel's job stays undone. */
  cancelJobMs: number;
  bulkCreatedMs: number;
  bulkRunningMs: number;
  bulkConcurrency: number;
  /** Refuse a token that never expires with 403, as for public apps from 2027 on. */
  refuseLongLivedTokens: boolean;
  /** What an app may see of customers: everything, level 1 (names, addresses, phone, email are null), nothing. */
  customerData: 'all' | 'level1' | 'none';
  /** With prices that include tax: whether a refund line's subtotal contains it too (unpublished). */
  refundSubtotalIncludesTax: boolean;
  /** Whether the order total contains the cash rounding (unpublished). */
  cashRoundingInTotal: boolean;
  /** Refuse quantities of a pair that was never activated; the vendor's rule up to 2026-07. */
  unstockedRefused: 'by-version' | 'always' | 'never';
  /** Which API version a subscription made over the API delivers. */
  hookVersion: 'request' | 'app';
  appVersion: string;
}

export interface WebhookSettings {
  delayMs: number;
  /** Further delay of `orders/updated` after the action's other topics. */
  updatedLagMs: number;
  duplicateProbability: number;
  /** `same-id` repeats the delivery, `new-id` makes one with another Webhook-Id and the same Event-Id. */
  duplicateKind: 'same-id' | 'new-id';
  duplicateGapMs: number;
  lossProbability: number;
  reorderProbability: number;
  reorderMs: number;
  badHmacProbability: number;
  missingHeaderProbability: number;
  staleProbability: number;
  connectTimeoutMs: number;
  timeoutMs: number;
  retries: number;
  /** All retries lie within this span, exponentially. */
  retrySpanMs: number;
  /** Equal payloads of a subscription with includeFields inside this span are sent once; 0 = off. */
  debounceMs: number;
  concurrency: number;
  /** Old API version to announce instead of the subscription's own; empty = none. */
  announceVersion: string;
  /** Accept http:// and internal addresses, which the vendor refuses; a test has nothing else. */
  allowLocal: boolean;
}

export interface Settings {
  shop: ShopSettings;
  limits: LimitSettings;
  behaviour: BehaviourSettings;
  webhooks: WebhookSettings;
}

export type SettingsPatch = { [K in keyof Settings]?: Partial<Settings[K]> };

export interface SimulatorOptions {
  host?: string;
  /** 0 = any free port. */
  port?: number;
  /** Name of this server in bulk result addresses; default its own address. */
  publicBaseUrl?: string;
  /** The app that calls: its id and client secrets, oldest first. */
  app?: { clientId: string; clientSecrets: string[]; scopes?: string[] };
  settings?: SettingsPatch;
  faults?: FaultRule[];
  seed?: number;
  /** Injected real time in epoch ms; default Date.now. */
  now?: () => number;
  /** Simulated start instant, ISO-8601 UTC; default the real time. */
  startAt?: string;
  /** Start with the simulated clock standing still; buckets and deliveries go on. */
  frozen?: boolean;
  requestLogSize?: number;
}

export const DEFAULT_SCOPES: readonly string[] = [
  ...['read_all_orders', 'read_orders', 'write_orders', 'read_customers', 'write_customers', 'read_products'],
  ...['write_products', 'read_inventory', 'write_inventory', 'read_locations', 'write_fulfillments', 'read_returns'],
  ...['read_merchant_managed_fulfillment_orders', 'write_merchant_managed_fulfillment_orders'],
  ...['read_draft_orders', 'write_draft_orders', 'write_order_edits', 'read_order_edits', 'read_customer_merge'],
];

export const DEFAULT_APP = { clientId: 'sim-client', clientSecrets: ['sim-shopify-secret'] };
/** The calling app's number. */
export const APP_ID = 5_801_112;
/** An access token that is known from the start and never expires. */
export const DEFAULT_TOKEN = 'shpat_sim-token';

/** The vendor's own values, a fresh copy. */
export function defaultSettings(): Settings {
  return {
    shop: {
      domain: 'sim-store.myshopify.com',
      name: 'Sim Store',
      currency: 'USD',
      presentmentCurrencies: ['USD', 'EUR', 'JPY'],
      timeZone: 'America/New_York',
      taxesIncluded: false,
      taxShipping: true,
      orderPrefix: '#',
      orderSuffix: '',
      plan: 'Basic',
    },
    limits: { bucketSize: 2000, restoreRate: 100, maxQueryCost: 1000 },
    behaviour: {
      indexLagMs: 0,
      cancelJobMs: 50,
      bulkCreatedMs: 20,
      bulkRunningMs: 50,
      bulkConcurrency: 5,
      refuseLongLivedTokens: false,
      customerData: 'all',
      refundSubtotalIncludesTax: true,
      cashRoundingInTotal: true,
      unstockedRefused: 'by-version',
      hookVersion: 'request',
      appVersion: '2026-10',
    },
    webhooks: {
      delayMs: 0,
      updatedLagMs: 0,
      duplicateProbability: 0,
      duplicateKind: 'same-id',
      duplicateGapMs: 0,
      lossProbability: 0,
      reorderProbability: 0,
      reorderMs: 1000,
      badHmacProbability: 0,
      missingHeaderProbability: 0,
      staleProbability: 0,
      connectTimeoutMs: 1000,
      timeoutMs: 5000,
      retries: 8,
      retrySpanMs: 14_400_000,
      debounceMs: 0,
      concurrency: 16,
      announceVersion: '',
      allowLocal: true,
    },
  };
}

function patchSection(target: object, patch: unknown, path: string): void {
  if (typeof patch !== 'object' || patch === null) throw new Error(`${path} must be an object`);
  for (const [name, value] of Object.entries(patch)) {
    const old = Reflect.get(target, name);
    if (old === undefined) throw new Error(`unknown setting ${path}.${name}`);
    if (typeof old !== typeof value || Array.isArray(old) !== Array.isArray(value))
      throw new Error(`${path}.${name} must be ${Array.isArray(old) ? 'a list' : `a ${typeof old}`}`);
    Reflect.set(target, name, value);
  }
}

/** Changes settings in place; throws an Error on an unknown name or a wrong type (earlier names stay changed). */
export function patchSettings(settings: Settings, patch: SettingsPatch): void {
  for (const [section, values] of Object.entries(patch)) {
    const target = Reflect.get(settings, section);
    if (typeof target !== 'object') throw new Error(`unknown settings section ${section}`);
    patchSection(target, values, section);
  }
}
