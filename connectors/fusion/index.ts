/**
 * The Oracle Fusion connector put together: settings and credentials in, the contract out.
 * The trap: nothing here waits or retries, and how many calls are under way is the business of whoever gives the `gate`.
 */
import type { CallGate, CallObserver, TokenCache } from '../http/contract.ts';
import * as accounts from './accounts.ts';
import { createAuthorizer } from './auth.ts';
import { changeTogether } from './batch.ts';
import { type Caller, createCaller } from './call.ts';
import type { Fusion } from './contract.ts';
import { createEtags } from './etags.ts';
import * as inventory from './inventory.ts';
import { readJob, readJobFiles, submitImport, submitJob } from './jobs.ts';
import { findBatches } from './journals.ts';
import { findBusinessUnits, findLedgers, readPeriods } from './ledger.ts';
import type { FusionNeeds } from './needs.ts';
import * as parties from './parties.ts';
import { pingFusion } from './ping.ts';
import { createReceipt, findReceipts } from './receipts.ts';
import * as receivables from './receivables.ts';
import { type FusionSettings, resolveFusionSettings } from './settings.ts';
import type { FusionCredentials } from './types.ts';

export type FusionOptions = {
  tokens: TokenCache;
  observe?: CallObserver;
  now?: () => Date;
  gate?: CallGate;
  /** For `ping`. */
  needs?: FusionNeeds;
};

/** Opens nothing yet: a bad key or address shows with the first call. Throws ZodError for settings that are not valid. */
export function createFusion(settings: FusionSettings, credentials: FusionCredentials, options: FusionOptions): Fusion {
  const resolved = resolveFusionSettings(settings);
  const { tokens, observe, gate, needs = {}, now = () => new Date() } = options;
  const watched = observe === undefined ? {} : { observe };
  const authorizer = createAuthorizer(resolved, credentials, { tokens, now, ...watched });
  const caller = createCaller({
    settings: resolved,
    authorizer,
    etags: createEtags(now),
    now,
    ...watched,
    ...(gate === undefined ? {} : { gate }),
  });
  return {
    ...receivablesOf(caller),
    ...customersOf(caller),
    ...inventoryOf(caller),
    ...ledgerOf(caller),
    changeTogether: bound(caller, changeTogether),
    ping: () => pingFusion({ caller, authorizer, needs }),
    touch: () => caller.send({ method: 'GET', path: '/receivablesInvoices', query: { limit: 1 }, collection: true }),
  };
}

const receivablesOf = (caller: Caller) => ({
  findInvoices: bound(caller, receivables.findInvoices),
  listInvoices: bound(caller, receivables.listInvoices),
  invoicesOfDay: bound(caller, receivables.invoicesOfDay),
  readInvoice: bound(caller, receivables.readInvoice),
  createInvoice: bound(caller, receivables.createInvoice),
  updateInvoice: bound(caller, receivables.updateInvoice),
  deleteInvoice: bound(caller, receivables.deleteInvoice),
  findCreditMemos: bound(caller, receivables.findCreditMemos),
  creditMemosOfDay: bound(caller, receivables.creditMemosOfDay),
  readCreditMemo: bound(caller, receivables.readCreditMemo),
  createCreditMemo: bound(caller, receivables.createCreditMemo),
  findReceipts: bound(caller, findReceipts),
  createReceipt: bound(caller, createReceipt),
});

const customersOf = (caller: Caller) => ({
  findAccounts: bound(caller, accounts.findAccounts),
  listAccounts: bound(caller, accounts.listAccounts),
  findSites: bound(caller, accounts.findSites),
  createAccount: bound(caller, accounts.createAccount),
  findAccountBySource: bound(caller, accounts.findAccountBySource),
  createProfile: bound(caller, accounts.createProfile),
  findParties: bound(caller, parties.findParties),
  listParties: bound(caller, parties.listParties),
  createParty: bound(caller, parties.createParty),
  findPartySites: bound(caller, parties.findPartySites),
});

const inventoryOf = (caller: Caller) => ({
  createStaged: bound(caller, inventory.createStaged),
  findStaged: bound(caller, inventory.findStaged),
  readStaged: bound(caller, inventory.readStaged),
  updateStaged: bound(caller, inventory.updateStaged),
  deleteStaged: bound(caller, inventory.deleteStaged),
  findCompleted: bound(caller, inventory.findCompleted),
  listCompleted: bound(caller, inventory.listCompleted),
  findOrganizations: bound(caller, inventory.findOrganizations),
  findItem: bound(caller, inventory.findItem),
});

const ledgerOf = (caller: Caller) => ({
  readPeriods: bound(caller, readPeriods),
  findLedgers: bound(caller, findLedgers),
  findBusinessUnits: bound(caller, findBusinessUnits),
  submitImport: bound(caller, submitImport),
  readJob: bound(caller, readJob),
  readJobFiles: bound(caller, readJobFiles),
  submitJob: bound(caller, submitJob),
  findBatches: bound(caller, findBatches),
});

/** The function without its first argument; what it throws at once becomes a rejection. */
const bound =
  <A extends unknown[], R>(caller: Caller, work: (caller: Caller, ...rest: A) => Promise<R>) =>
  async (...rest: A): Promise<R> =>
    work(caller, ...rest);
