/** What customerReturn works on: a return as ShipBob has it now, and what NetSuite has of it. */
import type { CustomerReturnSettings, ReturnOrderRule } from '../../../settings/customer-return.ts';
import type { PlaceMap } from '../places.ts';
import type { ItemMatch, LotRef, Match, OrderLine, Posting, SourceOrder } from '../stock/types.ts';

export type ReturnedRow = {
  inventoryId: string;
  sku?: string;
  lotNumber?: string;
  lotDay?: string;
  announced: number;
  /** What was done with them until now. */
  taken: { action: string; quantity: number }[];
};

export type ReturnSource = {
  id: string;
  status: string;
  type?: string;
  centerId?: string;
  /** Values by which the original order is found. */
  keys: Partial<Record<ReturnOrderRule['shipbob'], string>>;
  rows: ReturnedRow[];
  /** When it was last worked on, ISO-8601 UTC. */
  inspectedAt: string;
  trackingNumbers: string[];
  /** As the sweep knows it. */
  state: string;
};

/** A line of the original sales order; `quantity` is what was ordered, `received` what was shipped of it. */
export type SoldLine = OrderLine;
export type SalesOrder = { id: string; tranId: string; status: string; lines: SoldLine[] };

export type ReturnTarget = {
  postings: Posting[];
  /** The return authorisation: ours, or one that NetSuite had already. */
  authorization?: SourceOrder & { isOwn: boolean };
  match: Match;
  salesOrder?: SalesOrder;
  items: ItemMatch[];
  lots: LotRef[];
};

export type ReturnInput = {
  source: ReturnSource;
  target: ReturnTarget;
  settings: CustomerReturnSettings;
  places: PlaceMap;
  skuAliases: Record<string, string>;
  timeZone: string;
  now: string;
  /** Posting day, yyyy-mm-dd. */
  day: string;
};
