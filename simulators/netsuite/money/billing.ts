// Rules for invoices, cash sales, credit memos, cash refunds, vendor bills and vendor credits before they are stored.
// Trap: without an order or return behind them they move stock themselves, so their stocked lines need a location.
import { DateTime } from 'luxon';
import { invalidFieldValue, missingValue, userError } from '../ns-error.ts';
import { checkInventoryDetail } from '../orders/inventory-detail.ts';
import { isStocked } from '../orders/items.ts';
import { prepareItemLines } from '../orders/lines.ts';
import { sourceParty } from '../orders/sales-order.ts';
import { directMove } from '../orders/stock-effects.ts';
import { nextLineNumber } from '../records/merge.ts';
import { asNumber, asText, listOf, type Rec, spaceMap, type World } from '../world.ts';
import { prepareCredit } from './payments.ts';

function requireLines(draft: Rec): void {
  if (listOf(draft, 'item').length === 0 && listOf(draft, 'expense').length === 0)
    throw userError('You must enter at least one line item for this transaction.');
}

/** Expense lines need an account (or category) and an amount; they get their numbers here. */
export function prepareExpenses(world: World, draft: Rec): void {
  const lines = listOf(draft, 'expense');
  for (const line of lines) {
    if (line.account === undefined && line.category === undefined) throw missingValue('Expenses list: Account');
    if (typeof line.amount !== 'number') throw missingValue('Expenses list: Amount');
    line.line ??= nextLineNumber(world, lines);
  }
}

function requirePlaces(world: World, draft: Rec): void {
  if (directMove(world, draft) === undefined) return;
  for (const [index, line] of listOf(draft, 'item').entries()) {
    if (!isStocked(world, line.item)) continue;
    const place = line.location ?? draft.body.location;
    if (place === undefined && world.switches.requireLineLocation) throw missingValue('Items list: Location');
    checkInventoryDetail(world, line, index + 1);
  }
}

/** Due date from the terms, when none was given. */
function dueDate(world: World, draft: Rec): void {
  const terms = spaceMap(world, 'term').get(asText(draft.body.terms) ?? '');
  if (draft.body.dueDate !== undefined || terms === undefined) return;
  const at = DateTime.fromISO(String(draft.body.tranDate), { zone: 'utc' });
  draft.body.dueDate = at.plus({ days: asNumber(terms.body.daysUntilNetDue) }).toFormat('yyyy-MM-dd');
}

function common(world: World, draft: Rec, previous: Rec | undefined): void {
  requireLines(draft);
  sourceParty(world, draft, previous);
  prepareExpenses(world, draft);
  prepareItemLines(world, draft, previous);
  requirePlaces(world, draft);
}

export function prepareInvoice(world: World, draft: Rec, previous: Rec | undefined): void {
  common(world, draft, previous);
  dueDate(world, draft);
}

export function prepareCash(world: World, draft: Rec, previous: Rec | undefined): void {
  common(world, draft, previous);
  draft.body.undepFunds ??= draft.body.account === undefined ? 'T' : 'F';
  draft.body.status = draft.body.undepFunds === 'T' ? 'B' : 'C';
  draft.body.amountPaid = draft.body.total ?? 0;
}

export function prepareCreditMemo(world: World, draft: Rec, previous: Rec | undefined): void {
  common(world, draft, previous);
  prepareCredit(world, draft);
}

function requireFreshNumber(world: World, draft: Rec): void {
  const number = asText(draft.body.tranId);
  if (world.switches.duplicateBillNumbers === 'allow' || number === undefined) return;
  for (const other of spaceMap(world, 'transaction').values()) {
    const same = other.type === draft.type && other.id !== draft.id && other.body.tranId === number;
    if (same && other.body.entity === draft.body.entity)
      throw userError('A transaction with this number already exists for this vendor.');
  }
}

export function prepareVendorBill(world: World, draft: Rec, previous: Rec | undefined): void {
  common(world, draft, previous);
  requireFreshNumber(world, draft);
  dueDate(world, draft);
  draft.body.approvalStatus ??= world.switches.purchaseApproval ? '1' : '2';
  const said = draft.body.userTotal;
  if (typeof said === 'number' && said !== draft.body.total) throw invalidFieldValue(said, 'userTotal', 'userTotal');
}

export function prepareVendorCredit(world: World, draft: Rec, previous: Rec | undefined): void {
  common(world, draft, previous);
  prepareCredit(world, draft);
}
