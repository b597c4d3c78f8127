/**
 * Fusion's records as the rest of the program sees them. Ids are text (they may pass 2^53), money and quantities decimal
 * text, days plain dates, instants ISO-8601 UTC.
 * The trap: `customerNumber` of an invoice is the account's number, which is not the party's number.
 */
import type { Json, ViewValue } from '../http/exact-json.ts';

export type { Decimal, Json, ViewValue } from '../http/exact-json.ts';

/** What is sent: attributes and children, numbers as `{ decimal }`. */
export type FusionBody = { [attribute: string]: Json };

/** A resource as Fusion holds it: numbers are decimal text, links are left out, children are plain arrays whatever the
 *  framework version calls them. */
export type FusionView = { [attribute: string]: ViewValue };

/** `secret`: sent as Basic. `assertion`: a signed client assertion instead of the secret. `user`: a signed assertion for a
 *  Fusion user. `basic`: user and password on every call, for pods without an identity domain. */
export type FusionCredentials =
  | { kind: 'secret'; clientId: string; clientSecret: string }
  | { kind: 'assertion'; clientId: string; privateKeyPem: string; keyId?: string; x5t?: string }
  | {
      kind: 'user';
      clientId: string;
      clientSecret: string;
      user: string;
      privateKeyPem: string;
      keyId?: string;
      x5t?: string;
    }
  | { kind: 'basic'; username: string; password: string };

/** One of several changes that are sent together. `resource` as it is called in paths, e.g. `inventoryStagedTransactions`. */
export type FusionChange =
  | { kind: 'create'; resource: string; body: FusionBody }
  | { kind: 'update'; resource: string; id: string; body: FusionBody }
  | { kind: 'delete'; resource: string; id: string };

/** What a transaction is found by. Fusion's `q` cannot ask for a cross reference: its finder does. */
export type TransactionName = { source: string } & ({ crossReference: string } | { number: string });

/** An invoice or an on-account credit memo in a list. */
export type TransactionRow = {
  id: string;
  number: string;
  source?: string;
  type?: string;
  crossReference?: string;
  /** Complete, Incomplete, Frozen. */
  status?: string;
  currency?: string;
  /** With tax; of a credit memo negative. */
  amount?: string;
  transactionDate?: string;
  accountingDate?: string;
  businessUnit?: string;
  customerNumber?: string;
  site?: string;
  changedAt?: string;
};

export type ReceiptRow = {
  id: string;
  number: string;
  amount: string;
  currency?: string;
  receiptDate?: string;
  customerNumber?: string;
  unapplied?: string;
  status?: string;
};

/** A staged inventory row. `state`: `rejected` with its words, otherwise still to be processed. */
export type StagedRow = {
  interfaceId: string;
  state: 'queued' | 'rejected';
  errorCode?: string;
  /** Fusion's explanation. */
  explanation?: string;
  sourceCode?: string;
  sourceHeaderId?: string;
  sourceLineId?: string;
  quantity?: string;
  view: FusionView;
};
/** What a POST of a staged row came to; `processed`: it left the interface within the call. */
export type StagedAnswer = { outcome: 'processed' | 'queued' | 'rejected'; row: StagedRow };

export type CompletedRow = {
  transactionId: string;
  organization?: string;
  item?: string;
  type?: string;
  /** Negative for issues. */
  quantity?: string;
  at?: string;
  subinventory?: string;
  sourceCode?: string;
  sourceHeaderId?: string;
  sourceLineId?: string;
  /** TransactionReference or Reference. */
  reference?: string;
  externalReference?: string;
  account?: string;
};
/** The same three that the staged row was sent with. */
export type SourceKey = { sourceCode: string; sourceHeaderId: string; sourceLineId?: string };

export type Account = { accountId: string; number: string; partyId?: string; name?: string; changedAt?: string };
export type AccountSite = {
  siteUseId: string;
  accountNumber?: string;
  site: string;
  purpose?: string;
  primary?: boolean;
};
/** Personal data: e-mail and name stay inside sealed rows. */
export type Party = {
  partyId: string;
  partyNumber: string;
  kind: 'organization' | 'person';
  name: string;
  email?: string;
  active: boolean;
  changedAt?: string;
};

/** status: O open, F future-enterable, C closed, P closed for good, N never opened. */
export type Period = { name: string; applicationId: string; status: string; startDate: string; endDate: string };

/** `job`: the vendor's request id. */
export type JobState =
  | { job: string; state: 'running'; status: string }
  | {
      job: string;
      state: 'succeeded' | 'warning' | 'failed';
      status: string;
      children: { name: string; status: string }[];
    };

/** A journal batch with what was imported and what was refused. */
export type JournalBatch = {
  id: string;
  name: string;
  status?: string;
  /** Lines by journal, with the description that each was sent with. */
  lines: { journal?: string; description?: string; account?: string; debit?: string; credit?: string; line?: string }[];
  errors: { journal?: string; line?: string; name?: string; message: string }[];
};
