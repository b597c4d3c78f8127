// Everything that can be switched in the simulator, with the pod's own values as defaults.
// Trap: `settings` can change while it runs; read them through the world each time, never keep a copy.
import type { FusionFault } from './http/faults.ts';

export interface AuthSettings {
  /** Life of an access token. */
  accessSec: number;
  /** Tokens age with the simulated clock's jumps; false = with real time only. */
  followClock: boolean;
  /** Body of an API 401: an HTML page, nothing, or the single sign-on page with status 200. */
  refusal: 'html' | 'empty' | 'login-page';
  /** Resources that answer 403. */
  denied: string[];
  /** Lists that come back empty for lack of data access. */
  hidden: string[];
}

export interface QuerySettings {
  defaultLimit: number;
  /** Asked for more, the server silently gives this many. */
  maxLimit: number;
  /** So many rows of an expanded child come with a read from version 3 on; the rest must be paged. 0 = all. */
  childLimit: number;
  /** Whether `;` may part conditions from framework version 2 on. */
  semicolon: 'accept' | 'refuse-from-2';
  /** How often a fresh row is answered 404 by its address. */
  notFoundAfterCreate: number;
}

export interface ReceivablesSettings {
  /** What a source with automatic numbering does with a number that was sent. */
  numberOnAutomatic: 'ignore' | 'refuse';
  /** InvoiceStatus Incomplete is taken on create. */
  allowIncomplete: boolean;
  /** A complete invoice may be made incomplete again. */
  allowReopen: boolean;
  /** AutoMatch applies a receipt this long after its creation; negative = never by itself. */
  autoMatchMs: number;
  /** Application id of Receivables in accountingPeriodStatusLOV. */
  applicationId: number;
}

export interface InventorySettings {
  applicationId: number;
  /** Start of the job for a row with TransactionMode 2. */
  concurrentMs: number;
  /** The scheduled job for TransactionMode 3; 0 = only by control. */
  backgroundMs: number;
  /** A reject of an online row: 201 with ErrorExplanation in the body, or 400 (the row stays in both). */
  onlineReject: 'body' | 'status';
  /** Transactions without a source key are refused. */
  requireSource: boolean;
}

export interface LedgerSettings {
  applicationId: number;
  /** An unknown account combination of valid segments is made on the fly. */
  dynamicInsertion: boolean;
  /** Document account that importBulkData takes; '' = any. */
  documentAccount: string;
  /** Time per step of a job: WAIT, RUNNING, PAUSED, done. */
  jobStepMs: number;
  /** First answer of importBulkData is 201 (usual) or 200 (as published). */
  submitStatus: number;
  /** Status of the load when some journals were not imported: WARNING, or SUCCEEDED with only the child warning. */
  parentStatus: 'WARNING' | 'SUCCEEDED';
  /** Journal sources and categories that exist. */
  sources: string[];
  categories: string[];
}

export interface CustomerSettings {
  /** Registered source systems; any other is refused. */
  sourceSystems: string[];
}

export interface Settings {
  auth: AuthSettings;
  query: QuerySettings;
  receivables: ReceivablesSettings;
  inventory: InventorySettings;
  ledger: LedgerSettings;
  customers: CustomerSettings;
  /** Zone of the legal entity, in which a date without a zone is meant. */
  pod: { zone: string };
}

export type SettingsPatch = { [K in keyof Settings]?: Partial<Settings[K]> };

export interface ClientSetup {
  clientId: string;
  clientSecret: string;
  /** Scopes that may be asked for, verbatim; empty = any. */
  scopes?: string[];
}

export interface SimulatorOptions {
  host?: string;
  /** 0 = any free port. */
  port?: number;
  /** Start of links, default https://{host}:443 as the pod writes it. */
  publicBaseUrl?: string;
  clients?: ClientSetup[];
  settings?: SettingsPatch;
  faults?: FusionFault[];
  seed?: number;
  /** Injected real time in epoch ms; default Date.now. */
  now?: () => number;
  /** Simulated start instant, ISO-8601 UTC; default the real time. */
  startAt?: string;
  /** Start with the simulated clock standing still; jobs go on. */
  frozen?: boolean;
  requestLogSize?: number;
}

export const DEFAULT_SCOPE = 'urn:opc:resource:fa:instanceid=500000001urn:opc:resource:consumer::all';
export const DEFAULT_CLIENT: ClientSetup = {
  clientId: 'sim-client',
  clientSecret: 'sim-fusion-secret',
  scopes: [DEFAULT_SCOPE, 'urn:opc:resource:consumer::all'],
};
export const DEFAULT_USER = { name: 'sim.user', password: 'sim-fusion-password' };

/** The pod's own values, a fresh copy. */
export function defaultSettings(): Settings {
  return {
    auth: { accessSec: 3600, followClock: true, refusal: 'html', denied: [], hidden: [] },
    query: { defaultLimit: 25, maxLimit: 500, childLimit: 25, semicolon: 'accept', notFoundAfterCreate: 0 },
    receivables: {
      ...{ numberOnAutomatic: 'ignore', allowIncomplete: true, allowReopen: false },
      ...{ autoMatchMs: 2000, applicationId: 222 },
    },
    inventory: {
      ...{ applicationId: 401, concurrentMs: 200, backgroundMs: 0, onlineReject: 'body', requireSource: true },
    },
    ledger: {
      ...{ applicationId: 101, dynamicInsertion: false, documentAccount: '', jobStepMs: 500, submitStatus: 201 },
      parentStatus: 'WARNING',
      sources: ['Manual', 'Spreadsheet', 'ShipStation', 'Other'],
      categories: ['Adjustment', 'Inventory', 'Other', 'Sales Invoices', 'Cost of Goods Sold'],
    },
    customers: { sourceSystems: ['CSV', 'LEGACY', 'SHIPSTATION'] },
    pod: { zone: 'America/New_York' },
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
