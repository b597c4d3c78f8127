/**
 * Shapes of the sync customerAlignment: whose an order is in Fusion's receivables, and what is made of somebody unknown.
 * The trap: e-mail addresses and names are personal; only account numbers that are codes may be shown.
 */
import type { PartyDraft } from '../../../connectors/fusion/contract.ts';
import type { SoldOrder } from '../../../connectors/shipstation/types.ts';
import type { Problem } from '../types.ts';

/** What of an order tells its owner. */
export type OwnedOrder = Pick<
  SoldOrder,
  'orderId' | 'orderNumber' | 'storeId' | 'customFields' | 'billTo' | 'shipTo'
> & {
  customerEmail?: string;
  customerUsername?: string;
};

/** An account as an order finds it. */
export type AccountOwner = { accountId: string; number: string; name?: string; site?: string };

/** `numbers`: account numbers of all that fit. `rule`: by which rules. */
export type FoundOwner =
  | { kind: 'one'; account: AccountOwner; rule: string }
  | { kind: 'several'; rule: string; numbers: string[] }
  | { kind: 'none'; tried: string[] };

/** Whom an invoice is billed to, and why, in words without anything personal. */
export type BilledTo = { account: string; site?: string; how: string };

export type BillingDecision = { customer: BilledTo } | { problem: Problem } | { create: true };

/** What is made in Fusion for an owner that it does not know. */
export type CustomerDraft = { party: PartyDraft; accountName: string };
