/** What receivingOrder works on: a receiving order as ShipBob has it now, and what NetSuite has of it. */
import type { ReceivingOrderSettings } from '../../../settings/receiving-order.ts';
import type { PlaceMap } from '../places.ts';
import type { Intake, ItemMatch, LotRef, Match, Posting, SourceOrder } from '../stock/types.ts';

export type StowedRow = Omit<Intake, 'location' | 'isWrittenOff'>;

export type ReceivingSource = {
  id: string;
  status: string;
  purchaseOrderNumber?: string;
  centerId?: string;
  /** When ShipBob last changed it, ISO-8601 UTC. */
  stowedAt: string;
  rows: StowedRow[];
  /** Goods of which the order and its boxes tell different figures. */
  unclear: { sku: string; boxes: number; order: number }[];
  /** Stowed against expected, where they differ. */
  variances: { sku: string; expected: number; stowed: number }[];
  trackingNumbers: string[];
  /** As the sweep knows it. */
  state: string;
};

export type ReceivingTarget = {
  postings: Posting[];
  match: Match;
  order?: SourceOrder;
  items: ItemMatch[];
  lots: LotRef[];
};

export type ReceivingInput = {
  source: ReceivingSource;
  target: ReceivingTarget;
  settings: ReceivingOrderSettings;
  places: PlaceMap;
  skuAliases: Record<string, string>;
  timeZone: string;
  now: string;
  /** Posting day, yyyy-mm-dd; in an open period where the settings ask for one. */
  day: string;
};
