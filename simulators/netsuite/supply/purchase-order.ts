// Rules for purchase orders, returns and transfer orders before they are stored.
// Trap: lines that were received or billed cannot be taken out or cut below what has come.

import { prepareExpenses } from '../money/billing.ts';
import { invalidFieldValue, missingValue, userError } from '../ns-error.ts';
import { prepareItemLines } from '../orders/lines.ts';
import { keepProcessedLines, requireWritableStatus, sourceParty } from '../orders/sales-order.ts';
import { asNumber, listOf, type Rec, type World } from '../world.ts';

function requireEnough(draft: Rec): void {
  for (const [index, line] of listOf(draft, 'item').entries()) {
    if (line.quantity !== undefined && asNumber(line.quantity) < asNumber(line.quantityReceived))
      throw invalidFieldValue(line.quantity, 'quantity', `item.items[${index}].quantity`);
  }
}

/** Checks and completes the order. */
export function prepareSupplyOrder(world: World, draft: Rec, previous: Rec | undefined): void {
  if (listOf(draft, 'item').length === 0 && listOf(draft, 'expense').length === 0) throw missingValue('Items');
  const approved = previous?.body.orderStatus === 'B' && draft.body.orderStatus === 'A';
  if (approved && previous?.body.status !== 'B')
    throw userError('This order cannot be unapproved because it has been received or billed.');
  requireWritableStatus(draft);
  keepProcessedLines(draft, previous);
  if (draft.type !== 'transferOrder') sourceParty(world, draft, previous);
  prepareExpenses(world, draft);
  prepareItemLines(world, draft, previous);
  requireEnough(draft);
  const waits = draft.type === 'transferOrder' || (draft.type === 'purchaseOrder' && world.switches.purchaseApproval);
  const byApproval = draft.body.approvalStatus === '1' ? 'A' : draft.body.approvalStatus === '2' ? 'B' : undefined;
  draft.body.orderStatus = byApproval ?? draft.body.orderStatus ?? (waits ? 'A' : 'B');
  draft.body.status ??= draft.body.orderStatus;
}
