// The business rules that run before a record of each type is stored.
// Trap: nothing may be changed in the world here; a thrown error must leave it as it was.
import { prepareEntity } from '../entities/entities.ts';
import { checkTexts } from '../entities/text-limits.ts';
import { missingValue, staticSublist, userError } from '../ns-error.ts';
import { nextLineNumber } from '../records/merge.ts';
import { schemaOf } from '../schema/registry.ts';
import { asText, findTransaction, type Line, listOf, type Rec, type World } from '../world.ts';
import { prepareFulfillment } from './fulfillment-edit.ts';
import { prepareItemLines, prepareSalesOrder } from './lines.ts';
import { requireOpenPeriod } from './periods.ts';

type Prepare = (world: World, draft: Rec, previous: Rec | undefined) => void;

function prepareOrder(world: World, draft: Rec, previous: Rec | undefined): void {
  const was = previous?.body.orderStatus;
  if (was === 'B' && draft.body.orderStatus === 'A' && previous?.body.status !== 'B') {
    throw userError('This order cannot be unapproved because it has been fulfilled or billed.');
  }
  keepProcessedLines(draft, previous);
  prepareSalesOrder(world, draft);
}

/** A line that was already shipped or billed cannot vanish. */
function keepProcessedLines(draft: Rec, previous: Rec | undefined): void {
  for (const line of previous === undefined ? [] : listOf(previous, 'item')) {
    const processed = Number(line.quantityFulfilled ?? 0) > 0 || Number(line.quantityBilled ?? 0) > 0;
    if (processed && !listOf(draft, 'item').some((kept) => kept.line === line.line)) throw staticSublist('item');
  }
}

function prepareSimpleOrder(world: World, draft: Rec): void {
  if (listOf(draft, 'item').length === 0 && listOf(draft, 'expense').length === 0) throw missingValue('Items');
  prepareItemLines(world, draft);
  draft.body.orderStatus ??= draft.type === 'transferOrder' ? 'A' : 'B';
  draft.body.status ??= draft.body.orderStatus;
}

function numberLines(world: World, lines: Line[]): void {
  for (const line of lines) line.line ??= nextLineNumber(world, lines);
}

function prepareMovement(world: World, draft: Rec): void {
  const lines = listOf(draft, 'inventory');
  if (lines.length === 0) throw missingValue('Inventory');
  numberLines(world, lines);
  for (const line of lines) {
    if (line.item === undefined) throw missingValue('Inventory list: Item');
    if (typeof line.adjustQtyBy !== 'number') throw missingValue('Inventory list: Adjust Qty. By');
    const place = line.location ?? draft.body.adjLocation ?? draft.body.location;
    if (place === undefined) throw missingValue('Inventory list: Location');
  }
  if (world.switches.oneWorld && draft.body.subsidiary === undefined) throw missingValue('Subsidiary');
}

function prepareBilling(world: World, draft: Rec): void {
  prepareItemLines(world, draft);
  draft.body.status ??= draft.type === 'cashSale' || draft.type === 'cashRefund' ? 'B' : 'A';
  numberLines(world, listOf(draft, 'expense'));
}

function prepareItem(world: World, draft: Rec): void {
  draft.body.itemType = schemaOf(draft.type).itemType ?? 'InvtPart';
  draft.body.fullName ??= draft.body.itemId;
  draft.body.displayName ??= draft.body.itemId;
  numberLines(world, listOf(draft, 'member'));
}

function prepareDeposit(world: World, draft: Rec): void {
  draft.body.status ??= 'A';
  const order = findTransaction(world, asText(draft.body.salesOrder) ?? '');
  if (draft.body.salesOrder !== undefined && order === undefined) throw missingValue('Sales Order');
}

const PREPARE: Readonly<Record<string, Prepare>> = {
  salesOrder: prepareOrder,
  itemFulfillment: prepareFulfillment,
  purchaseOrder: prepareSimpleOrder,
  transferOrder: prepareSimpleOrder,
  returnAuthorization: prepareSimpleOrder,
  inventoryAdjustment: prepareMovement,
  inventoryTransfer: prepareMovement,
  invoice: prepareBilling,
  cashSale: prepareBilling,
  creditMemo: prepareBilling,
  cashRefund: prepareBilling,
  vendorBill: prepareBilling,
  customer: prepareEntity,
  vendor: prepareEntity,
  employee: prepareEntity,
  partner: prepareEntity,
  customerDeposit: prepareDeposit,
};

function isPosting(draft: Rec): boolean {
  if (schemaOf(draft.type).transaction?.posting !== true) return false;
  return draft.type !== 'itemFulfillment' || (draft.body.shipStatus ?? 'C') === 'C';
}

/** Checks and completes a draft; throws NsError when a rule says no. */
export function prepareRecord(world: World, draft: Rec, previous: Rec | undefined): void {
  const schema = schemaOf(draft.type);
  for (const { field, label } of schema.mandatory ?? []) {
    if (draft.body[field] === undefined || draft.body[field] === null) throw missingValue(label);
  }
  for (const entry of world.switches.mandatoryFields) {
    const [type, field = ''] = entry.split('.');
    const value = draft.body[field];
    if (type === draft.type && (value === undefined || value === null || value === '')) throw missingValue(field);
  }
  checkTexts(world, draft.body);
  for (const lines of Object.values(draft.lists)) for (const line of lines) checkTexts(world, line);
  if (schema.family === 'item') prepareItem(world, draft);
  PREPARE[draft.type]?.(world, draft, previous);
  if (!isPosting(draft)) return;
  const moved = previous === undefined || previous.body.tranDate !== draft.body.tranDate || !isPosting(previous);
  const period = moved ? requireOpenPeriod(world, String(draft.body.tranDate)) : undefined;
  if (period !== undefined) draft.body.postingPeriod = period;
}
