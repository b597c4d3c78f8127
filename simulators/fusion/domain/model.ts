// The pod's setup and master data; documents (invoices, receipts, staged rows) are plain rows as clients see them.
// Trap: names are the keys that clients use, exact to case and blanks; ids are only for reading.
import type { Item } from './values.ts';

export interface Ledger {
  id: number;
  name: string;
  currency: string;
  chartId: number;
  dataAccessSetId: number;
  periodSet: string;
  /** Segments of an account combination. */
  segments: number;
}

export interface BusinessUnit {
  id: number;
  name: string;
  ledgerId: number;
  /** Reference data set that sites belong to. */
  setId: number;
  legalEntityId: number;
  legalEntityIdentifier: string;
  legalEntityName: string;
  active: boolean;
}

/** O open, F future enterable, C closed, P permanently closed, N never opened. */
export type PeriodStatus = 'O' | 'F' | 'C' | 'P' | 'N';

export interface Period {
  name: string;
  applicationId: number;
  ledgerId: number;
  start: string;
  end: string;
  year: number;
  number: number;
  status: PeriodStatus;
}

export interface Source {
  name: string;
  /** null = every business unit. */
  businessUnit: string | null;
  numbering: 'automatic' | 'manual';
  lastNumber: number;
}

export interface PostingAccounts {
  receivable: string;
  revenue: string;
  tax: string;
  freight: string;
}

export interface TrxType {
  name: string;
  businessUnit: string | null;
  kind: 'INV' | 'CM';
  accounts: PostingAccounts;
}

export interface Term {
  id: number;
  name: string;
  days: number;
}

export interface MemoLine {
  name: string;
  businessUnit: string | null;
  revenueAccount: string | null;
}

export interface TaxCode {
  code: string;
  /** Percent. */
  rate: string;
  regime: string;
  account: string | null;
}

export interface Currency {
  code: string;
  name: string;
  decimals: number;
}

export interface Rate {
  from: string;
  to: string;
  /** null = every day. */
  date: string | null;
  type: string;
  rate: string;
}

export interface Organization {
  id: number;
  code: string;
  name: string;
  businessUnit: string;
  master: boolean;
  zone: string;
  negativeAllowed: boolean;
}

export interface Subinventory {
  id: number;
  organizationId: number;
  name: string;
  locators: boolean;
  active: boolean;
}

export interface CatalogItem {
  id: number;
  number: string;
  description: string;
  uom: string;
  uomCode: string;
  /** Codes of the organizations that it is assigned to. */
  organizations: string[];
  lots: boolean;
  serials: boolean;
  invoiceable: boolean;
  active: boolean;
  updatedMs: number;
}

export interface Account {
  id: number;
  combination: string;
  type: string;
  enabled: boolean;
  posting: boolean;
  ledgerId: number;
}

export interface Alias {
  id: number;
  name: string;
  organizationId: number;
  account: string;
}

export interface MoveType {
  id: number;
  name: string;
  direction: 'issue' | 'receipt' | 'transfer';
  /** What the other side of the posting comes from. */
  offset: 'account' | 'alias' | 'none';
}

export interface ReceiptMethod {
  id: number;
  name: string;
  receiptClass: string;
}

export interface SiteUse {
  id: number;
  code: string;
  primary: boolean;
  active: boolean;
}

export interface Site {
  id: number;
  partySiteId: number | null;
  number: string;
  name: string;
  setId: number;
  active: boolean;
  address: string;
  uses: SiteUse[];
}

export interface CustomerAccount {
  id: number;
  number: string;
  name: string;
  partyId: number;
  partyNumber: string;
  type: string;
  active: boolean;
  sites: Site[];
  profile: Item | null;
  /** The client's own key. */
  source: { system: string; reference: string } | null;
  taxRegistration: string | null;
  taxpayerId: string | null;
  createdBy: string;
  createdMs: number;
  updatedMs: number;
}

export interface StockRow {
  organizationId: number;
  itemId: number;
  subinventory: string;
  locator: string | null;
  lot: string | null;
  quantity: number;
}
