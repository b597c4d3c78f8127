// Start options of a simulated account.
// Trap: what differs between real accounts and may change while it runs is a switch, see switches.ts.
import type { FaultRule } from '../shared/faults.ts';
import type { Switches } from './switches.ts';

export type { Switches } from './switches.ts';
export { DEFAULT_SWITCHES } from './switches.ts';

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
  /** Record types that report, `item` for all kinds of items; absent = every record. */
  recordTypes?: string[];
  lossProbability?: number;
  duplicateProbability?: number;
  /** Chance that an event is sent after the next one. */
  reorderProbability?: number;
}

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
