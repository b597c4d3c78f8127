// The business rules that run before a record of each type is stored.
// Trap: nothing may be changed in the world here; a thrown error must leave it as it was.
import { prepareEntity } from '../entities/entities.ts';
import { checkTexts } from '../entities/text-limits.ts';
import {
  prepareCash,
  prepareCreditMemo,
  prepareInvoice,
  prepareVendorBill,
  prepareVendorCredit,
} from '../money/billing.ts';
import { prepareApplication, prepareDeposit, prepareOutgoing, preparePayment } from '../money/payments.ts';
import { missingValue } from '../ns-error.ts';
import { nextLineNumber } from '../records/merge.ts';
import { schemaOf } from '../schema/registry.ts';
import { prepareMovement, prepareReceipt } from '../supply/movements.ts';
import { prepareSupplyOrder } from '../supply/purchase-order.ts';
import { listOf, type Rec, type World } from '../world.ts';
import { prepareFulfillment } from './fulfillment-edit.ts';
import { requireOpenPeriod } from './periods.ts';
import { prepareSalesOrder } from './sales-order.ts';

type Prepare = (world: World, draft: Rec, previous: Rec | undefined) => void;

function prepareItem(world: World, draft: Rec): void {
  draft.body.itemType = schemaOf(draft.type).itemType ?? 'InvtPart';
  draft.body.fullName ??= draft.body.itemId;
  draft.body.displayName ??= draft.body.itemId;
  const members = listOf(draft, 'member');
  for (const line of members) line.line ??= nextLineNumber(world, members);
}

const PREPARE: Readonly<Record<string, Prepare>> = {
  salesOrder: prepareSalesOrder,
  itemFulfillment: prepareFulfillment,
  purchaseOrder: prepareSupplyOrder,
  transferOrder: prepareSupplyOrder,
  returnAuthorization: prepareSupplyOrder,
  itemReceipt: prepareReceipt,
  inventoryAdjustment: prepareMovement,
  inventoryTransfer: prepareMovement,
  invoice: prepareInvoice,
  cashSale: prepareCash,
  creditMemo: prepareCreditMemo,
  cashRefund: prepareCash,
  vendorBill: prepareVendorBill,
  vendorCredit: prepareVendorCredit,
  customer: prepareEntity,
  vendor: prepareEntity,
  employee: prepareEntity,
  partner: prepareEntity,
  customerDeposit: prepareDeposit,
  customerPayment: preparePayment,
  depositApplication: prepareApplication,
  customerRefund: prepareOutgoing,
  vendorPayment: prepareOutgoing,
};

/** True when the record counts in the general ledger as it stands. */
export function isPosting(draft: Rec): boolean {
  if (schemaOf(draft.type).transaction?.posting !== true) return false;
  return draft.type !== 'itemFulfillment' || (draft.body.shipStatus ?? 'C') === 'C';
}

function requireFields(world: World, draft: Rec): void {
  for (const { field, label } of schemaOf(draft.type).mandatory ?? []) {
    if (draft.body[field] === undefined || draft.body[field] === null) throw missingValue(label);
  }
  for (const entry of world.switches.mandatoryFields) {
    const [type, field = ''] = entry.split('.');
    const value = draft.body[field];
    if (type === draft.type && (value === undefined || value === null || value === '')) throw missingValue(field);
  }
}

/** What an edit of a posted record would change in the ledger. */
const ledgerSide = ({ body, lists }: Rec) =>
  JSON.stringify(
    [body.tranDate, body.total, lists.inventory, lists.apply, lists.deposit, lists.expense].concat(
      (lists.item ?? []).map((line) => [line.item, line.quantity, line.amount, line.location]),
    ),
  );

function checkPeriod(world: World, draft: Rec, previous: Rec | undefined): void {
  if (!isPosting(draft)) return;
  const fresh = previous === undefined || !isPosting(previous);
  if (!fresh && ledgerSide(draft) === ledgerSide(previous)) return;
  if (!fresh) requireOpenPeriod(world, String(previous.body.tranDate));
  const period = requireOpenPeriod(world, String(draft.body.tranDate));
  if (period !== undefined) draft.body.postingPeriod = period;
}

/** Checks and completes a draft; throws NsError when a rule says no. */
export function prepareRecord(world: World, draft: Rec, previous: Rec | undefined): void {
  requireFields(world, draft);
  checkTexts(world, draft.body);
  for (const lines of Object.values(draft.lists)) for (const line of lines) checkTexts(world, line);
  if (schemaOf(draft.type).family === 'item') prepareItem(world, draft);
  PREPARE[draft.type]?.(world, draft, previous);
  checkPeriod(world, draft, previous);
}
