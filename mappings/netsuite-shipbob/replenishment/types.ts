/**
 * What `replenishment` observes and what it plans. Plain data only: all of it crosses the workflow boundary.
 * The trap: `ordered` of a link is what the purchase order asked for when its receiving order was made; receipts change
 * what is open of a purchase order, never what was ordered.
 */
import type { RecordWrite } from '../../../connectors/netsuite/record-types.ts';
import type { ReceivingDraft, VariantsOfSku } from '../../../connectors/shipbob/types.ts';
import type { ReplenishmentSettings } from '../../../settings/replenishment.ts';

/**
 * The sync's settings with the connection's own maps read backwards: NetSuite location id → its ShipBob centres, NetSuite
 * item name → ShipBob SKU.
 */
export type ReplenishmentRules = Omit<ReplenishmentSettings, 'locations'> & { centres: Record<string, string[]> };

export type PoLine = {
  line: number;
  itemId: string;
  /** The item's own name, without its parents'. */
  sku: string;
  itemType?: string;
  quantity: string;
  received: string;
  isClosed: boolean;
  locationId?: string;
  /** yyyy-mm-dd. */
  expectedOn?: string;
  lotNumber?: string;
  lotDate?: string;
};

export type PurchaseOrder = {
  id: string;
  tranId: string;
  /** The letter; `deleted` when NetSuite has it no more. */
  status: string;
  /** yyyy-mm-dd. */
  tranDate?: string;
  /** The day of arrival that the settings name in the header. */
  arrivalOn?: string;
  memo?: string;
  /** What the field for the link holds now. */
  linkField?: string;
  /** Carriers' numbers of the boxes. */
  tracking: string[];
  modifiedAt?: string;
  lines: PoLine[];
};

/** What one fulfilment centre was to get; compared to see whether the purchase order was changed. */
export type Ordered = { line: number; sku: string; quantity: string }[];

export type LinkDetail = { number: string; centreId: string; ordered: Ordered };
/** What our store knows of a receiving order for this purchase order. `name` is unique and never used again. */
export type Link = {
  name: string;
  state: 'intent' | 'made' | 'found' | 'undone' | 'gone';
  wroId?: string;
  detail: LinkDetail;
};

export type Wro = {
  id: string;
  status: string;
  number?: string;
  expected: { inventoryId: string; sku?: string; quantity: number }[];
};

export type ReplenishmentTarget = {
  /** Of this purchase order, oldest first. */
  links: Link[];
  /** Those that the links know, and all that bear one of the numbers. */
  orders: Wro[];
  /** Empty where nothing is to be made. */
  variants: VariantsOfSku[];
};

export type ReplenishmentWrite = { source: string; title: string } & (
  | {
      kind: 'create';
      name: string;
      purchaseOrderId: string;
      otherNumber: string;
      draft: ReceivingDraft;
      ordered: Ordered;
    }
  | { kind: 'adopt'; name: string; purchaseOrderId: string; wroId: string; detail: LinkDetail }
  | { kind: 'cancel'; name: string; purchaseOrderId: string; wroId: string; detail: LinkDetail }
  /** Cancelled there by somebody: forgotten, so that it can be made anew. */
  | { kind: 'release'; name: string; purchaseOrderId: string; wroId: string; detail: LinkDetail }
  | { kind: 'note'; write: RecordWrite }
);

export type Problem = { cause: string; reason: string; recheckMs?: number };

export type ReplenishmentPlan = {
  writes: ReplenishmentWrite[];
  problems: Problem[];
  notes: string[];
  numbers: { kind: string; value: string }[];
  sources: { source: string; state: string }[];
};
