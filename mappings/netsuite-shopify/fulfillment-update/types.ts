/**
 * What `fulfillmentUpdate` observes and what it plans. Quantities are whole units as numbers: Shopify knows no others.
 * The trap: one NetSuite fulfilment may become several in Shopify (one per location), and one that a person made in Shopify
 * may stand for it; the links tell which is which.
 */
import type { Fulfillment, FulfillmentOrder, TrackingDraft } from '../../../connectors/shopify/types.ts';

/** A line of the sales order. `key`: value of the custom column of `shopifyOrder.lineKey`, e.g. `L111`. */
export type SourceLine = { line: number; itemId: string; key?: string; isClosed: boolean };

/** Kit members carry `kitMemberOf`: the line number of their kit within the fulfilment. */
export type SourceFulfillmentLine = {
  line: number;
  orderLine?: number;
  itemId: string;
  quantity: string;
  locationId?: string;
  kitMemberOf?: number;
};

export type SourceFulfillment = {
  id: string;
  tranId: string;
  externalId?: string;
  /** A picked, B packed, C shipped. */
  status: string;
  modifiedAt?: string;
  lines: SourceFulfillmentLine[];
  trackingNumbers: string[];
  /** Which package list held them: `packageUps` and the like tell the carrier. */
  packageSublist?: string;
};

export type SourceItem = { id: string; names: string[] };

/** `status` is the bare letter A to H. All fulfilments, whatever their status. */
export type FulfillmentSource = {
  salesOrderId: string;
  tranId: string;
  status: string;
  otherRefNum?: string;
  shipMethodId?: string;
  /** Shopify's order. */
  orderId: string;
  modifiedAt?: string;
  lines: SourceLine[];
  fulfillments: SourceFulfillment[];
  items: SourceItem[];
};

/** What was asked for when a fulfilment was made: for finding it again after a lost answer. */
export type LinkDetail = { lines: Units[]; numbers: string[] };
export type Link = {
  name: string;
  /** NetSuite's fulfilment. */
  sourceId: string;
  fulfillmentId?: string;
  state: 'intent' | 'made' | 'found' | 'undone' | 'gone';
  notedAt: string;
  updatedAt: string;
  detail?: LinkDetail;
};

/** Of the order itself only what was asked for. */
export type TargetOrder = { name: string; cancelledAt?: string; tags: string[]; status?: string };

export type FulfillmentTarget = {
  fulfillmentOrders: FulfillmentOrder[];
  fulfillments: Fulfillment[];
  links: Link[];
  /** Read only where the settings need it. */
  order?: TargetOrder;
};

export type Units = { lineId: string; quantity: number };
export type Part = { fulfillmentOrderId: string; lines: { id: string; lineId: string; quantity: number }[] };

type Told = { source: string; title: string };
export type FulfillmentWrite =
  | (Told & {
      kind: 'create';
      /** Noted before it is tried, e.g. `itemFulfillment/77/1`. */
      name: string;
      orderId: string;
      parts: Part[];
      tracking?: TrackingDraft;
      notify: boolean;
    })
  /** Somebody else made it, or an earlier try of ours whose answer was lost: only noted. */
  | (Told & { kind: 'adopt'; name: string; orderId: string; fulfillmentId: string; state: 'made' | 'found' })
  /** The name is free again: nothing was made under it, or it stands for nothing any more. */
  | (Told & { kind: 'release'; name: string; orderId: string; fulfillmentId?: string; state: 'undone' | 'gone' })
  | (Told & { kind: 'track'; fulfillmentId: string; tracking: TrackingDraft; notify: boolean })
  | (Told & { kind: 'cancel'; name: string; orderId: string; fulfillmentId: string })
  | (Told & { kind: 'tag'; orderId: string; tags: string[] })
  | (Told & { kind: 'status'; orderId: string; namespace: string; key: string; value: string })
  | (Told & {
      kind: 'cancelOrder';
      orderId: string;
      reason: 'CUSTOMER' | 'DECLINED' | 'FRAUD' | 'INVENTORY' | 'OTHER' | 'STAFF';
      refund: boolean;
      restock: boolean;
      notify: boolean;
      note: string;
    });

export type Problem = { cause: string; reason: string; recheckMs?: number };

export type FulfillmentPlan = {
  writes: FulfillmentWrite[];
  problems: Problem[];
  notes: string[];
  numbers: { kind: string; value: string }[];
  sources: { source: string; state: string }[];
};
