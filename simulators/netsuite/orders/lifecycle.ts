// Stores and removes records together with everything that follows: stock, links, the order's progress.
// Trap: rules run first and throw before anything is changed.
import { applySettlements, computeDocument, settlementLinks } from '../money/applied.ts';
import { userError } from '../ns-error.ts';
import { schemaOf, spaceOf } from '../schema/registry.ts';
import {
  addLinks,
  asText,
  findTransaction,
  idOfExternal,
  type LinkRow,
  listOf,
  type Rec,
  removeRecord,
  type SaveEvent,
  saveRecord,
  spaceMap,
  takeTranId,
  type World,
} from '../world.ts';
import { releaseCommitments } from './commit.ts';
import { requireOpenPeriod } from './periods.ts';
import { isPosting, prepareRecord } from './prepare.ts';
import { computeOrder, isOrder, recommitBackOrders, refreshOrder } from './refresh.ts';
import { applyStockMoves, stockMovesOf } from './stock-effects.ts';
import { lineOffset } from './tally.ts';

const LINK_TYPES: Readonly<Record<string, string>> = {
  itemFulfillment: 'ShipRcpt',
  itemReceipt: 'ShipRcpt',
  invoice: 'OrdBill',
  cashSale: 'OrdBill',
  vendorBill: 'OrdBill',
  returnAuthorization: 'SaleRet',
  creditMemo: 'OrdBill',
  cashRefund: 'OrdBill',
  vendorCredit: 'OrdBill',
};
/** Papers whose number is the other party's and is never made up. */
const FOREIGN_NUMBER = ['vendorBill', 'vendorCredit'];

/** Refuses an external id that another record of the same family has. */
export function requireFreeExternalId(world: World, draft: Rec): void {
  const externalId = asText(draft.body.externalId);
  if (externalId === undefined) return;
  const holder = idOfExternal(world, spaceOf(draft.type), externalId);
  if (holder === undefined || holder === draft.id) return;
  throw userError(
    schemaOf(draft.type).family === 'entity' ? 'This entity already exists.' : 'This record already exists.',
  );
}

const codeOf = (rec: Rec | undefined) => (rec === undefined ? undefined : schemaOf(rec.type).transaction?.code);

/** All link rows of a record, with the types of both ends. */
function linksOf(world: World, rec: Rec): LinkRow[] {
  return [...lineLinks(world, rec), ...settlementLinks(world, rec)].map((row) => {
    const previousType = codeOf(findTransaction(world, row.previousDoc));
    const nextType = codeOf(rec);
    return {
      ...row,
      ...(previousType === undefined ? {} : { previousType }),
      ...(nextType === undefined ? {} : { nextType }),
    };
  });
}

function lineLinks(world: World, rec: Rec): LinkRow[] {
  const source = findTransaction(world, asText(rec.body.createdFrom) ?? '');
  const linkType = LINK_TYPES[rec.type];
  if (source === undefined || linkType === undefined) return [];
  const offset = rec.type === 'itemFulfillment' || rec.type === 'itemReceipt' ? lineOffset(source) : 0;
  return listOf(rec, 'item').flatMap((line) =>
    typeof line.orderLine === 'number' && typeof line.line === 'number'
      ? [
          {
            previousDoc: source.id,
            previousLine: line.orderLine - offset,
            nextDoc: rec.id,
            nextLine: line.line,
            linkType,
          },
        ]
      : [],
  );
}

/** Checks and stores a draft. `previous` is the stored state for an edit. Throws NsError and changes nothing on refusal. */
export function storeRecord(world: World, draft: Rec, previous: Rec | undefined): void {
  requireFreeExternalId(world, draft);
  prepareRecord(world, draft, previous);
  const transaction = schemaOf(draft.type).transaction;
  if (transaction !== undefined) {
    draft.body.transactionNumber ??= draft.body.tranId ?? takeTranId(world, transaction.prefix);
    if (!FOREIGN_NUMBER.includes(draft.type)) draft.body.tranId ??= draft.body.transactionNumber;
  }
  if (isOrder(draft)) computeOrder(world, draft);
  computeDocument(world, draft);
  const event: SaveEvent = previous === undefined ? 'create' : 'edit';
  saveRecord(world, draft, event);
  addLinks(world, draft.id, linksOf(world, draft));
  applySettlements(world, draft);
  afterChange(world, draft);
}

function afterChange(world: World, rec: Rec): void {
  const gained = applyStockMoves(world, rec.id, stockMovesOf(world, rec));
  const source = asText(rec.body.createdFrom);
  if (source !== undefined) refreshOrder(world, source);
  recommitBackOrders(world, gained);
}

function hasDependents(world: World, rec: Rec): boolean {
  if ((world.children.get(rec.id)?.size ?? 0) > 0) return true;
  const family = schemaOf(rec.type).family;
  const orders = [...spaceMap(world, 'transaction').values()];
  if (family === 'transaction')
    return (world.applied.get(rec.id)?.size ?? 0) > 0 || orders.some((other) => other.body.salesOrder === rec.id);
  if (family === 'other') return false;
  const used = (other: Rec) =>
    other.body.entity === rec.id ||
    other.body.customer === rec.id ||
    Object.values(other.lists).some((lines) => lines.some((line) => line.item === rec.id));
  return orders.some(used);
}

/** Removes a record and takes back what it did; refuses while other records depend on it. */
export function deleteRecord(world: World, rec: Rec): void {
  if (hasDependents(world, rec)) throw userError('This record cannot be deleted because it has dependent records.');
  if (isPosting(rec)) requireOpenPeriod(world, String(rec.body.tranDate));
  releaseCommitments(world, rec.id);
  removeRecord(world, rec);
  applySettlements(world, rec, true);
  const gained = applyStockMoves(world, rec.id, []);
  const source = asText(rec.body.createdFrom);
  if (source !== undefined) refreshOrder(world, source);
  recommitBackOrders(world, gained);
}
