// Everything that can be switched in the simulator, with the vendor's own values as defaults.
// Trap: `settings` can change while it runs; read them through the world each time, never keep a copy.
import type { FaultRule } from '../shared/faults.ts';

export interface LimitSettings {
  /** Requests per window and (user, application); 0 switches the limit off. */
  perWindow: number;
  windowMs: number;
}

export interface AuthSettings {
  accessSec: number;
  refreshDays: number;
  codeSec: number;
  /** What a second use of a refresh token does: refuse it, refuse it and end the whole grant, or replay the new pair for a while. */
  refreshReuse: 'refuse' | 'revoke-grant' | 'grace';
  graceSec: number;
  pkce: 'optional' | 'required';
  /** Tokens age with the simulated clock's jumps; false = with real time only. */
  followClock: boolean;
  /** How the API refuses a bad token: an empty 401, or a 302 to the login page (both were seen). */
  refusal: '401' | '302';
  /** Answer an authorization request with access_denied. */
  deny: boolean;
}

export interface BehaviourSettings {
  /** New orders show in reads only after this. */
  orderLagMs: number;
  /** Inventory levels show a change only after this. */
  levelLagMs: number;
  /** Status of a missing channel header (unverified: 400 or 403). */
  missingChannelStatus: number;
  /** Where the channel header is required: where it is documented, or on every write. */
  channelRequired: 'documented' | 'every-write';
  /** Create-order stock check: without stock a shipment goes to Exception 303. */
  checkStock: boolean;
  /** `order.shipped` after every label, or once when all labels of the order are printed. */
  shippedWhen: 'each' | 'all';
  /** WRO-level received_quantity stays 0 until the WRO is Completed. */
  receivedLate: boolean;
  /** The purchase order number of a cancelled WRO may be used again (unpublished). */
  cancelledFreesPurchaseOrder: boolean;
  /** Account takes part in the Inventory Placement Program: /distributions answers. */
  placementProgram: boolean;
  /** Topics `wro.*` and `tracking.updated` under 2026-01: its schema lacks them, its pages list them. */
  newTopicsIn202601: 'refuse' | 'accept';
}

export interface PagingSettings {
  orderMax: number;
  receivingMax: number;
  returnMax: number;
  /** Form of `next`: product `unversioned` is what was seen live. */
  productNext: NextForm;
  inventoryNext: NextForm;
  recordsNext: NextForm;
  billingNext: NextForm;
}

export type NextForm = 'token' | 'unversioned' | 'versioned' | 'absolute';

export interface BillingSettings {
  /** Charges show only after this (the vendor: up to 6 h). */
  feeLagMs: number;
  /** Invoices are made by themselves each Monday, for the week before. */
  mondayJob: boolean;
  currency: string;
  /** Sign of Credit rows. */
  creditSign: 'negative' | 'positive';
  shippingFee: string;
  pickFee: string;
  receivingFee: string;
  returnFee: string;
}

export interface WebhookSettings {
  /** Bodies of wro.*, return.* and billing.*: the whole resource, or ids only (both are guesses). */
  bodies: 'full' | 'slim';
  delayMs: number;
  duplicateProbability: number;
  duplicateGapMs: number;
  lossProbability: number;
  reorderProbability: number;
  reorderMs: number;
  badSignatureProbability: number;
  staleProbability: number;
  /** Share of `delivered` events that the carrier never causes. */
  deliveredLossProbability: number;
  timeoutMs: number;
  /** Waits before each attempt, in ms after the failure before. */
  gapsMs: number[];
  /** An endpoint that fails this long without a success is disabled. */
  disableAfterMs: number;
  concurrency: number;
  /** Accept http:// to loopback addresses, which the vendor refuses; a test has nothing else. */
  allowLocal: boolean;
}

export interface Settings {
  limits: LimitSettings;
  auth: AuthSettings;
  behaviour: BehaviourSettings;
  paging: PagingSettings;
  billing: BillingSettings;
  webhooks: WebhookSettings;
}

export type SettingsPatch = { [K in keyof Settings]?: Partial<Settings[K]> };

export interface SimulatorOptions {
  host?: string;
  /** 0 = any free port. */
  port?: number;
  /** Name of this server in absolute links and token issuers; default its own address. */
  publicBaseUrl?: string;
  /** Personal access tokens with full access; default `sim-pat`. */
  pats?: string[];
  /** The OAuth application; redirectUris empty = any. */
  app?: { clientId: string; clientSecret: string; redirectUris?: string[] };
  settings?: SettingsPatch;
  faults?: (FaultRule & { operation?: string })[];
  seed?: number;
  /** Injected real time in epoch ms; default Date.now. */
  now?: () => number;
  /** Simulated start instant, ISO-8601 UTC; default the real time. */
  startAt?: string;
  /** Start with the simulated clock standing still; windows and deliveries go on. */
  frozen?: boolean;
  requestLogSize?: number;
}

export const DEFAULT_PAT = 'sim-pat';
export const DEFAULT_APP = { clientId: 'sim-client', clientSecret: 'sim-shipbob-secret' };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The vendor's own values, a fresh copy. */
export function defaultSettings(): Settings {
  return {
    limits: { perWindow: 150, windowMs: MINUTE },
    auth: {
      ...{ accessSec: 3600, refreshDays: 30, codeSec: 120, refreshReuse: 'refuse', graceSec: 30, pkce: 'optional' },
      ...{ followClock: true, refusal: '401', deny: false },
    },
    behaviour: {
      ...{ orderLagMs: 5000, levelLagMs: MINUTE, missingChannelStatus: 400, channelRequired: 'documented' },
      ...{ checkStock: true, shippedWhen: 'all', receivedLate: true, cancelledFreesPurchaseOrder: true },
      ...{ placementProgram: false, newTopicsIn202601: 'refuse' },
    },
    paging: {
      ...{ orderMax: 250, receivingMax: 250, returnMax: 250, productNext: 'unversioned', inventoryNext: 'versioned' },
      ...{ recordsNext: 'token', billingNext: 'token' },
    },
    billing: {
      ...{ feeLagMs: 2 * HOUR, mondayJob: true, currency: 'USD', creditSign: 'negative' },
      ...{ shippingFee: '6.85', pickFee: '0.25', receivingFee: '45.00', returnFee: '3.00' },
    },
    webhooks: {
      ...{ bodies: 'full', delayMs: 0, duplicateProbability: 0, duplicateGapMs: 0, lossProbability: 0 },
      ...{ reorderProbability: 0, reorderMs: 1000, badSignatureProbability: 0, staleProbability: 0 },
      ...{ deliveredLossProbability: 0, timeoutMs: 15_000, disableAfterMs: 120 * HOUR, concurrency: 16 },
      gapsMs: [0, 5000, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR],
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
