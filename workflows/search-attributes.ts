/**
 * The search attributes that the program registers and sets. Never personal data: Temporal keeps them in clear text.
 * The prefix keeps them apart from other users of the same namespace.
 */
import { defineSearchAttributeKey } from '@temporalio/common';

export const SEARCH_ATTRIBUTES = {
  connection: defineSearchAttributeKey('MlConnection', 'KEYWORD'),
  sync: defineSearchAttributeKey('MlSync', 'KEYWORD'),
  status: defineSearchAttributeKey('MlStatus', 'KEYWORD'),
  /** Why a record waits, e.g. `sku-missing`. */
  cause: defineSearchAttributeKey('MlCause', 'KEYWORD'),
  /** Business numbers: order number, sales order number, shipment ids, tracking numbers. */
  numbers: defineSearchAttributeKey('MlNumbers', 'KEYWORD_LIST'),
} as const;
