/**
 * What the Oracle Fusion connector offers. Each method is one exchange per page (and one token exchange when needed),
 * throws only ConnectorError, and never waits or retries.
 * The trap: a POST whose answer is lost (time-out, 408, 5xx, cut) is `Uncertain`, and so is a 2xx that says nothing: the
 * record is looked up by its name before anything is sent again. Fusion's absence of a row right after is no proof.
 */
import type { PingReport } from '../http/contract.ts';
import type {
  Account,
  AccountSite,
  CompletedRow,
  FusionBody,
  FusionChange,
  FusionView,
  JobState,
  JournalBatch,
  Party,
  Period,
  ReceiptRow,
  SourceKey,
  StagedAnswer,
  StagedRow,
  TransactionName,
  TransactionRow,
} from './types.ts';

/** `next` is the cursor of the page after it, asked with the same filter. */
export type FusionPage<T> = { rows: T[]; next?: string };

type Receivables = {
  /** All that bear this name; none = []. */
  findInvoices(name: TransactionName): Promise<TransactionRow[]>;
  /** Changed at or after an instant, oldest first. */
  listInvoices(filter: { changedSince: string }, cursor?: string): Promise<FusionPage<TransactionRow>>;
  /** By transaction date, both days included, of one business unit and source: for reconciliation. */
  invoicesOfDay(
    filter: { businessUnit: string; source: string; day: string },
    cursor?: string,
  ): Promise<FusionPage<TransactionRow>>;
  /** With lines (and their tax lines) and distributions. undefined when unknown. */
  readInvoice(id: string): Promise<FusionView | undefined>;
  /** `Conflict` code DUPLICATE_NUMBER when source and number exist. `Invalid` carries every problem that Fusion named. */
  createInvoice(body: FusionBody): Promise<TransactionRow>;
  /** Only InvoiceStatus, PaymentTerms and TransactionDate can be changed. May be repeated. */
  updateInvoice(id: string, body: FusionBody): Promise<void>;
  /** Only while it is incomplete. Gone already is fine. */
  deleteInvoice(id: string): Promise<void>;
  findCreditMemos(name: TransactionName): Promise<TransactionRow[]>;
  /** The same of credit memos. */
  creditMemosOfDay(
    filter: { businessUnit: string; source: string; day: string },
    cursor?: string,
  ): Promise<FusionPage<TransactionRow>>;
  readCreditMemo(id: string): Promise<FusionView | undefined>;
  /** On account: it is applied to no invoice. */
  createCreditMemo(body: FusionBody): Promise<TransactionRow>;
  findReceipts(filter: { number: string; businessUnit?: string }): Promise<ReceiptRow[]>;
  /** Applied to invoices by Fusion later, by its remittance references. `Conflict` DUPLICATE_NUMBER when it exists. */
  createReceipt(body: FusionBody): Promise<ReceiptRow>;
};

type Customers = {
  findAccounts(
    by: { number: string } | { partyId: string } | { name: string } | { accountId: string },
  ): Promise<Account[]>;
  /** Oldest change first. */
  listAccounts(filter: { changedSince: string }, cursor?: string): Promise<FusionPage<Account>>;
  /** Bill-to sites of an account in the business unit's set, where Fusion tells them. */
  findSites(accountNumber: string): Promise<AccountSite[]>;
  /** Persons and organisations with exactly this e-mail address. */
  findParties(
    by: { email: string } | { partyId: string } | { sourceSystem: string; reference: string },
  ): Promise<Party[]>;
  listParties(filter: { changedSince: string }, cursor?: string): Promise<FusionPage<Party>>;
  /** The party with an address; a usage is assigned, or an account cannot be made for it. */
  createParty(draft: PartyDraft): Promise<Party & { partySiteId?: string }>;
  /** The sites of a party (`partySiteId`), for an account's site. */
  findPartySites(partyNumber: string): Promise<{ partySiteId: string; addressNumber?: string }[]>;
  /** By SOAP. `Conflict` when it exists. A fault of the account rules is `Invalid` and final. */
  createAccount(draft: AccountDraft): Promise<Account>;
  /** By SOAP: by our own reference in our source system, else by the account's number. */
  findAccountBySource(reference: string, sourceSystem?: string): Promise<Account | undefined>;
  createProfile(draft: { accountId: string; partyId: string; profileClass: string }): Promise<void>;
};

export type PartyDraft = {
  kind: 'organization' | 'person';
  name: string;
  firstName?: string;
  lastName?: string;
  email?: string;
  phone?: string;
  address: { lines: string[]; city?: string; state?: string; postalCode?: string; country: string };
  /** Our own name for it, where the pod knows our source system. */
  source?: { system: string; reference: string };
};
export type AccountDraft = {
  partyId: string;
  name: string;
  kind: 'organization' | 'person';
  number?: string;
  /** Our own name for it. Told to Fusion only with `sourceSystem`, which the pod must know. */
  reference: string;
  sourceSystem?: string;
  partySiteId?: string;
  setId?: string;
};

type Inventory = {
  /** Online mode processes within the call. 408 is `Uncertain` code STILL_RUNNING: the row stays and will be processed. */
  createStaged(body: FusionBody): Promise<StagedAnswer>;
  findStaged(key: SourceKey): Promise<StagedRow[]>;
  readStaged(interfaceId: string): Promise<StagedRow | undefined>;
  /** Mends a rejected row and queues it again. */
  updateStaged(interfaceId: string, body: FusionBody): Promise<StagedAnswer>;
  /** Takes back a row that is not processed. Gone already is fine. */
  deleteStaged(interfaceId: string): Promise<void>;
  findCompleted(by: SourceKey | { externalReference: string }): Promise<CompletedRow[]>;
  /** By day, for reconciliation. */
  listCompleted(
    filter: { sourceCode: string; from: string; to: string; organization?: string },
    cursor?: string,
  ): Promise<FusionPage<CompletedRow>>;
  findOrganizations(): Promise<{ id: string; code: string; name: string }[]>;
  findItem(
    organizationCode: string,
    item: string,
  ): Promise<{ item: string; unit?: string; status?: string } | undefined>;
};

type Ledger = {
  /** Of one ledger and application (GL 101, receivables 222, inventory by setting). */
  readPeriods(filter: { ledgerId: string; applicationId: string }): Promise<Period[]>;
  findLedgers(name?: string): Promise<{ id: string; name: string; currency?: string }[]>;
  findBusinessUnits(name?: string): Promise<{ id: string; name: string; ledgerId?: string }[]>;
  /** `Invalid` code REFUSED when Fusion answers request id -1. */
  submitImport(request: {
    fileName: string;
    /** The zip. */
    content: Uint8Array;
    documentAccount: string;
    jobName: string;
    parameters: string;
    options: string;
  }): Promise<{ job: string }>;
  readJob(job: string): Promise<JobState>;
  /** The job's log and output files as text; empty where there are none. */
  readJobFiles(job: string): Promise<{ name: string; text: string }[]>;
  submitJob(request: { packageName: string; jobName: string; parameters: string }): Promise<{ job: string }>;
  /** Batches whose name holds this text. */
  findBatches(nameHolds: string): Promise<JournalBatch[]>;
};

export type Fusion = Receivables &
  Customers &
  Inventory &
  Ledger & {
    /**
     * Up to 50 changes in one call, in this order, all or none: a refused one takes the others back and its problems are the
     * error's. Answers what each came to; undefined for what was deleted. Not idempotent: look up by name as for each alone.
     */
    changeTogether(changes: FusionChange[]): Promise<(FusionView | undefined)[]>;
    /** Token, address, business unit, receivables, inventory, period: reads only, never throws. */
    ping(): Promise<PingReport>;
    /** One cheap read. */
    touch(): Promise<unknown>;
  };
