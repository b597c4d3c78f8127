// Stores and removes records together with everything that follows: stock, links, the order's progress.
// Trap: rules run first and throw before anything is changed.
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
  takeTranId,
  type World,
} from '../world.ts';
import { releaseCommitments } from './commit.ts';
import { prepareRecord } from './prepare.ts';
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
};

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

function linkRows(world: World, rec: Rec): LinkRow[] {
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
    draft.body.tranId ??= takeTranId(world, transaction.prefix);
    draft.body.transactionNumber ??= String(draft.body.tranId);
  }
  if (isOrder(draft)) computeOrder(world, draft);
  const event: SaveEvent = previous === undefined ? 'create' : 'edit';
  saveRecord(world, draft, event);
  const rows = linkRows(world, draft);
  if (rows.length > 0) addLinks(world, draft.id, rows);
  afterChange(world, draft);
}

function afterChange(world: World, rec: Rec): void {
  const gained = applyStockMoves(world, rec.id, stockMovesOf(world, rec));
  const source = asText(rec.body.createdFrom);
  if (source !== undefined) refreshOrder(world, source);
  recommitBackOrders(world, gained);
}

/** Removes a record and takes back what it did; refuses while other records depend on it. */
export function deleteRecord(world: World, rec: Rec): void {
  if ((world.children.get(rec.id)?.size ?? 0) > 0) {
    throw userError('This record cannot be deleted because it has dependent records.');
  }
  releaseCommitments(world, rec.id);
  removeRecord(world, rec);
  const gained = applyStockMoves(world, rec.id, []);
  const source = asText(rec.body.createdFrom);
  if (source !== undefined) refreshOrder(world, source);
  recommitBackOrders(world, gained);
}
