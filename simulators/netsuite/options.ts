// Start options and the switches that differ between real accounts.
// Trap: switches may be changed while the simulator runs, so read them at use, never copy them.
import type { FaultRule } from '../shared/faults.ts';

export interface Switches {
  /** Pick, Pack and Ship feature: `shipStatus` exists and new fulfilments are Picked (A) unless told otherwise. */
  pickPackShip: boolean;
  /** Multi-location inventory: every shipped inventory line needs a location. */
  requireLineLocation: boolean;
  /** One fulfilment may hold only one location. */
  singleLocationFulfillment: boolean;
  /** What happens to a package list that does not belong to the ship method's carrier. */
  wrongPackageSublist: 'drop' | 'refuse';
  requirePackageWeight: boolean;
  /** Without Advanced Shipping a fulfilment creates the invoice as well. */
  advancedShipping: boolean;
  /** Refuse to ship more than is on hand. */
  refuseNegativeStock: boolean;
  /** Transforms offer (and take) only the committed quantity. */
  fulfillOnlyCommitted: boolean;
  /** Lets a fulfilment exceed the open quantity; to prove that a checker finds it. */
  allowOverFulfillment: boolean;
  /** Item price levels overwrite a sent rate unless the line has the Custom level (-1). */
  priceLevelOverwritesRate: boolean;
  oneWorld: boolean;
  suiteTax: boolean;
  /** A new order without orderStatus starts as Pending Approval or Pending Fulfillment. */
  defaultOrderStatus: 'A' | 'B';
  /** Line numbers: 1,2,3 or with gaps. */
  lineNumbers: 'step' | 'gaps';
  /** Overlapping writes to one record: the later one fails. Shows only with some latency. */
  detectConcurrentWrites: boolean;
  /** Kit components are shown in the fulfilment's lines. */
  showKitComponents: boolean;
  /** Columns that SuiteQL refuses, as `table.column`. */
  hiddenColumns: string[];
  /** Seconds before aggregateItemLocation shows a stock change. */
  stockLagSeconds: number;
  /** Known custom fields, such as custbody_shop_id. */
  customFields: string[];
}

interface LatencyMs {
  read: number;
  write: number;
  query: number;
  token: number;
}

export interface NetSuiteSimulatorOptions {
  host?: string;
  /** 0 (the default) takes a free port. */
  port?: number;
  /** Account id as NetSuite shows it, e.g. 123456_SB1. */
  accountId?: string;
  /** IANA zone in which dates without zone are rendered. */
  accountZone?: string;
  /** IANA zone of SYSDATE. */
  serverZone?: string;
  /** Account date format for unformatted dates in SuiteQL, in luxon letters. */
  dateFormat?: string;
  /** Requests in flight per account before 429. */
  concurrencyLimit?: number;
  /** Requests in flight per integration (client id) before 429; absent = only the account's limit. */
  integrationConcurrencyLimit?: number;
  latencyMs?: Partial<LatencyMs>;
  tokenLifetimeSeconds?: number;
  /** Further accepted `aud` values of a client assertion, besides the own token address. */
  extraAudiences?: string[];
  certificates?: CertificateSetup[];
  tbaTokens?: TbaSetup[];
  switches?: Partial<Switches>;
  faults?: FaultRule[];
  seed?: number;
  startAt?: string;
  /** Requests kept in the log (default 20000). */
  logSize?: number;
  webhook?: WebhookSetup;
}

/** A public key (PEM, or an X.509 certificate in PEM) mapped to an integration. */
export interface CertificateSetup {
  kid: string;
  clientId: string;
  pem: string;
}

export interface TbaSetup {
  consumerKey: string;
  consumerSecret: string;
  tokenId: string;
  tokenSecret: string;
}

/** User-event emulation: where saved records are reported, and how badly. */
export interface WebhookSetup {
  url: string;
  secret?: string;
  /** Header with the plain secret; without it an HMAC-SHA256 over `timestamp.body` is sent. */
  secretHeader?: string;
  recordTypes?: string[];
  lossProbability?: number;
  duplicateProbability?: number;
  /** Chance that an event is sent after the next one. */
  reorderProbability?: number;
}

export const DEFAULT_SWITCHES: Readonly<Switches> = {
  pickPackShip: true,
  requireLineLocation: true,
  singleLocationFulfillment: false,
  wrongPackageSublist: 'drop',
  requirePackageWeight: true,
  advancedShipping: true,
  refuseNegativeStock: false,
  fulfillOnlyCommitted: false,
  allowOverFulfillment: false,
  priceLevelOverwritesRate: true,
  oneWorld: true,
  suiteTax: true,
  defaultOrderStatus: 'A',
  lineNumbers: 'gaps',
  detectConcurrentWrites: true,
  showKitComponents: true,
  hiddenColumns: ['transactionline.quantityfulfilled'],
  stockLagSeconds: 0,
  customFields: [],
};

export type Settings = Required<
  Pick<
    NetSuiteSimulatorOptions,
    | 'accountId'
    | 'accountZone'
    | 'serverZone'
    | 'dateFormat'
    | 'concurrencyLimit'
    | 'tokenLifetimeSeconds'
    | 'logSize'
    | 'seed'
  >
> & { integrationConcurrencyLimit: number | undefined; latencyMs: LatencyMs; extraAudiences: string[] };

/** Fills in what the options leave out. */
export function settingsOf(options: NetSuiteSimulatorOptions): Settings {
  return {
    accountId: options.accountId ?? '123456_SB1',
    accountZone: options.accountZone ?? 'America/Los_Angeles',
    serverZone: options.serverZone ?? 'America/Los_Angeles',
    dateFormat: options.dateFormat ?? 'M/d/yyyy',
    concurrencyLimit: options.concurrencyLimit ?? 5,
    integrationConcurrencyLimit: options.integrationConcurrencyLimit,
    tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? 3600,
    logSize: options.logSize ?? 20_000,
    seed: options.seed ?? 1,
    extraAudiences: options.extraAudiences ?? [],
    latencyMs: { read: 0, write: 0, query: 0, token: 0, ...options.latencyMs },
  };
}
