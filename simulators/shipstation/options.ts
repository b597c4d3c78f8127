// Everything that can be switched in the simulator, with the vendor's own values as defaults.
// Trap: `settings` can change while it runs; read them through the world each time, never keep a copy.
import type { FaultRule } from '../shared/faults.ts';

export interface LimitSettings {
  /** Requests per window and key pair; 0 switches the limit off. The vendor's window is 60 s. */
  v1PerWindow: number;
  v1WindowMs: number;
  v2PerWindow: number;
  v2WindowMs: number;
}

export interface BehaviourSettings {
  /** Answer 400 to a V1 date that carries Z or an offset (the vendor's treatment of it is unknown). */
  strictDates: boolean;
  /** Send `pages: 0` in V1 shipments, fulfillments and products lists, as the vendor's own samples show. */
  zeroPages: boolean;
  orderKeyScope: 'store' | 'account';
  /** What a merge does with its sources: gone from all lists, or kept as cancelled children. */
  mergedSources: 'vanish' | 'child';
  /** Whether a merge keeps the survivor's orderKey or generates one. */
  mergeKey: 'survivor' | 'generated';
  /** V1 FULFILLMENT_SHIPPED for a plain mark-as-shipped; the vendor's behaviour is unconfirmed. */
  v1FulfillmentOnMark: boolean;
  /** false = every V2 call answers 403, as on a plan without V2. */
  v2Plan: boolean;
  /** Send V1's three X-Rate-Limit headers with V2's answers too; the documents do not promise them. */
  v2LimitHeaders: boolean;
  /** false = inventory calls answer 403. */
  inventoryAddOn: boolean;
  /** Refuse inventory changes of a SKU that is not a product. */
  inventoryNeedsProduct: boolean;
  labelConsumesInventory: boolean;
  /** Refuse a void (approved: false) when the label is older than this many days; 0 = never. */
  voidWindowDays: number;
}

export interface WebhookSettings {
  delayMs: number;
  /** Random extra delay, 0..jitterMs. */
  jitterMs: number;
  duplicateProbability: number;
  duplicateGapMs: number;
  /** Chance that an event is never sent. */
  lossProbability: number;
  /** Chance that a delivery is held back by reorderMs, so that later ones overtake it. */
  reorderProbability: number;
  reorderMs: number;
  /** Chance that an event's resource_url answers 0 rows for its first `earlyFetches` reads. */
  earlyProbability: number;
  earlyFetches: number;
  /** Further attempts after a non-2xx answer or a timeout. The V1 schedule is not published. */
  v1Retries: number;
  v1RetryGapMs: number;
  v2Retries: number;
  v2RetryGapMs: number;
  timeoutMs: number;
  concurrency: number;
  /** `own` = the simulator's public base; `vendor` = a vendor host, which the client must re-host. */
  resourceHost: 'own' | 'vendor';
  vendorV1Base: string;
  vendorV2Base: string;
  /** Clock of the signature's timestamp. Receivers compare with the true time, so `real` is the default. */
  signatureClock: 'real' | 'simulated';
}

export interface Settings {
  limits: LimitSettings;
  behaviour: BehaviourSettings;
  webhooks: WebhookSettings;
}

export type SettingsPatch = { [K in keyof Settings]?: Partial<Settings[K]> };

export interface SimulatorOptions {
  host?: string;
  /** 0 = any free port. */
  port?: number;
  /** Serve V2 on a second port too (0 = any); absent = V2 under /v2 of the first port only. */
  v2Port?: number;
  /** Path put before all V1 paths, e.g. `/v1`; default none. */
  v1BasePath?: string;
  /** Name of this server in resource_url and paging links; default its own address. */
  publicBaseUrl?: string;
  /** Accepted V1 pairs; each has its own rate window. */
  v1Keys?: { key: string; secret: string }[];
  /** Accepted V2 keys; each has its own rate window. */
  v2Keys?: string[];
  settings?: SettingsPatch;
  faults?: FaultRule[];
  seed?: number;
  /** Injected real time in epoch ms; default Date.now. */
  now?: () => number;
  /** Simulated start instant, ISO-8601 UTC; default the real time. */
  startAt?: string;
  /** Start with the simulated clock standing still; rate windows and deliveries go on. */
  frozen?: boolean;
  /** Request log entries kept. */
  requestLogSize?: number;
}

/** The vendor's own values, a fresh copy. */
export function defaultSettings(): Settings {
  return {
    limits: { v1PerWindow: 40, v1WindowMs: 60_000, v2PerWindow: 200, v2WindowMs: 60_000 },
    behaviour: {
      strictDates: true,
      zeroPages: false,
      orderKeyScope: 'store',
      mergedSources: 'vanish',
      mergeKey: 'survivor',
      v1FulfillmentOnMark: false,
      v2Plan: true,
      v2LimitHeaders: false,
      inventoryAddOn: true,
      inventoryNeedsProduct: true,
      labelConsumesInventory: true,
      voidWindowDays: 0,
    },
    webhooks: {
      delayMs: 0,
      jitterMs: 0,
      duplicateProbability: 0,
      duplicateGapMs: 0,
      lossProbability: 0,
      reorderProbability: 0,
      reorderMs: 1000,
      earlyProbability: 0,
      earlyFetches: 1,
      v1Retries: 2,
      v1RetryGapMs: 1_800_000,
      v2Retries: 2,
      v2RetryGapMs: 1_800_000,
      timeoutMs: 10_000,
      concurrency: 16,
      resourceHost: 'own',
      vendorV1Base: 'https://ssapi13.shipstation.com',
      vendorV2Base: 'https://api.shipstation.com',
      signatureClock: 'real',
    },
  };
}

function patchSection(target: object, patch: unknown, path: string): void {
  if (typeof patch !== 'object' || patch === null) throw new Error(`${path} must be an object`);
  for (const [name, value] of Object.entries(patch)) {
    const old = Reflect.get(target, name);
    if (old === undefined) throw new Error(`unknown setting ${path}.${name}`);
    if (typeof old !== typeof value) throw new Error(`${path}.${name} must be a ${typeof old}`);
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
