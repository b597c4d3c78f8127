/**
 * What `warehouseCharges` sees and decides. Amounts are decimal strings; what is owed to ShipBob is positive, money back
 * negative, whatever sign ShipBob wrote. The trap: lines are sums already, so that an invoice of 20,000 charges stays small.
 */
import type { Period } from '../../../connectors/netsuite/read-types.ts';
import type { RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { Invoice } from '../../../connectors/shipbob/types.ts';
import type { WarehouseChargesSettings } from '../../../settings/warehouse-charges.ts';

/** Charges of one fee, place and reference, summed. `tax`: what comes on top of `amount`. */
export type ChargeLine = {
  fee: string;
  kind: 'charge' | 'back' | 'payment';
  centre?: string;
  referenceType?: string;
  reference?: string;
  /** The merchant's own number of the order (or purchase order) behind the reference, where it is known. */
  order?: string;
  amount: string;
  tax: string;
  count: number;
};

/** How the charges add up to the invoice. `owed`: what it is worth to ShipBob. */
export type Reading = { owed: string } | { cause: string; reason: string };

export type InvoiceSource = {
  invoice: Invoice;
  charges: number;
  reading: Reading;
  lines: ChargeLine[];
  /** Fulfilment centre by ShipBob's name → NetSuite location. */
  locations: Record<string, string>;
};

export type PaperType = 'vendorBill' | 'vendorCredit';
/** Where an amount is booked. */
export type Place = { account: string; department?: string; class?: string; location?: string };

/** A bill or bill credit that bears a name of this invoice. */
export type Paper = {
  type: PaperType;
  id: string;
  tranId?: string;
  externalId: string;
  total: string;
  lines: (Place & { amount: string })[];
};

export type ChargesPlanInput = {
  source: InvoiceSource;
  papers: Paper[];
  /** Accounting periods from the invoice's day on; empty = not known, NetSuite decides. */
  periods: Period[];
  settings: WarehouseChargesSettings;
};

export type Problem = { cause: string; reason: string };

export type ChargesPlan = {
  writes: RecordWrite[];
  problems: Problem[];
  notes: string[];
  numbers: { kind: string; value: string }[];
  sources: { source: string; state: string }[];
};
