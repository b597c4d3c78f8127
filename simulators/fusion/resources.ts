// All resources of the pod behind the REST framework.
// Trap: a resource that is published but missing here answers 404 and counts as a break of the contract.
import { customerLists } from './customers/activities.ts';
import { partyResources } from './customers/parties.ts';
import { createRest } from './http/rest.ts';
import { inventoryLists } from './inventory/masters.ts';
import { staged } from './inventory/staged.ts';
import { batches } from './ledger/batches.ts';
import { erpIntegrations } from './ledger/erp-integrations.ts';
import { ledgerLists } from './ledger/lists.ts';
import { creditMemos } from './receivables/credit-memos.ts';
import { invoices } from './receivables/invoices.ts';
import { receipts } from './receivables/receipts.ts';

export const rest = createRest([
  ...[invoices, receipts, creditMemos, staged, batches, erpIntegrations],
  ...[...customerLists, ...partyResources, ...inventoryLists, ...ledgerLists],
]);
