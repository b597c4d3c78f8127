// Who settles what: payments and credits on invoices, refunds on credits, applications on deposits, vendor credits on bills.
// Trap: a document's open amount is computed from these entries; it is never stored by the one who pays.
import { minus, plus, sum } from '../decimal.ts';
import { draftOf } from '../records/merge.ts';
import {
  asNumber,
  asText,
  findTransaction,
  type Line,
  type LinkRow,
  listOf,
  type Rec,
  saveRecord,
  type World,
} from '../world.ts';

/** Which documents each paying record may settle, by its list. */
export const SETTLES: Readonly<Record<string, { apply: readonly string[]; deposit?: readonly string[] }>> = {
  customerPayment: { apply: ['invoice'] },
  creditMemo: { apply: ['invoice'] },
  depositApplication: { apply: ['invoice'] },
  customerRefund: { apply: ['creditMemo', 'customerPayment'], deposit: ['customerDeposit'] },
  vendorCredit: { apply: ['vendorBill'] },
  vendorPayment: { apply: ['vendorBill'] },
};
const LISTS = ['apply', 'deposit'] as const;

export const isApplied = (line: Line): boolean =>
  line.apply === true || (line.apply === undefined && asNumber(line.amount) > 0);

/** Amount per document that a record settles as it stands. */
export function settlementsOf(rec: Rec): Map<string, number> {
  const out = new Map<string, number>();
  if (SETTLES[rec.type] === undefined) return out;
  for (const list of LISTS) {
    for (const line of listOf(rec, list)) {
      const doc = asText(line.doc);
      if (doc !== undefined && isApplied(line)) out.set(doc, plus(out.get(doc) ?? 0, asNumber(line.amount)));
    }
  }
  const source = asText(rec.body.createdFrom);
  if (rec.type === 'depositApplication' && source !== undefined) out.set(source, sum(out.values()));
  return out;
}

/** What others have settled of a document, without one of them. */
export function settledOf(world: World, docId: string, except?: string): number {
  return sum([...(world.applied.get(docId) ?? [])].filter(([by]) => by !== except).map(([, amount]) => amount));
}

const ownApplied = (rec: Rec) =>
  sum(
    listOf(rec, 'apply')
      .filter(isApplied)
      .map((line) => asNumber(line.amount)),
  );

const worth = (rec: Rec) => asNumber(rec.type === 'customerDeposit' ? rec.body.payment : rec.body.total);

/** What is still open of a document, leaving out one settling record. */
export function openAmount(world: World, doc: Rec, except?: string): number {
  const own = doc.type === 'creditMemo' || doc.type === 'customerPayment' ? ownApplied(doc) : 0;
  return minus(minus(worth(doc), own), settledOf(world, doc.id, except));
}

function bill(world: World, doc: Rec): void {
  const open = openAmount(world, doc);
  doc.body.amountPaid = minus(worth(doc), open);
  doc.body.amountRemaining = open;
  if (doc.type === 'vendorBill') doc.body.balance = open;
  const waits = doc.type === 'vendorBill' && doc.body.approvalStatus === '1';
  doc.body.status = waits ? 'D' : open === 0 ? 'B' : 'A';
}

function credit(world: World, doc: Rec): void {
  const open = openAmount(world, doc);
  doc.body.applied = minus(worth(doc), open);
  doc.body.unapplied = open;
  doc.body.amountRemaining = open;
  doc.body.status = open === 0 ? 'B' : 'A';
}

function vendorCredit(doc: Rec): void {
  doc.body.applied = ownApplied(doc);
  doc.body.unapplied = minus(worth(doc), ownApplied(doc));
  doc.body.status = doc.body.unapplied === 0 ? 'B' : 'A';
}

const deposited = (doc: Rec) => doc.body.account !== undefined && doc.body.undepFunds !== 'T';

function payment(world: World, doc: Rec): void {
  const open = openAmount(world, doc);
  doc.body.applied = minus(worth(doc), open);
  doc.body.unapplied = open;
  doc.body.status = deposited(doc) ? 'C' : 'B';
}

function deposit(world: World, doc: Rec): void {
  const open = openAmount(world, doc);
  doc.body.applied = minus(worth(doc), open);
  doc.body.unapplied = open;
  doc.body.status = open === 0 ? 'C' : deposited(doc) ? 'B' : 'A';
}

/** Sets the open amounts and the status of a document in place; nothing for records without such. */
export function computeDocument(world: World, doc: Rec): void {
  if (doc.type === 'invoice' || doc.type === 'vendorBill') bill(world, doc);
  if (doc.type === 'creditMemo') credit(world, doc);
  if (doc.type === 'vendorCredit') vendorCredit(doc);
  if (doc.type === 'customerPayment') payment(world, doc);
  if (doc.type === 'customerDeposit') deposit(world, doc);
}

/** Notes what a record settles (nothing when it is gone) and brings the documents concerned up to date. */
export function applySettlements(world: World, rec: Rec, gone = false): void {
  if (SETTLES[rec.type] === undefined) return;
  const touched = new Set(world.settles.get(rec.id));
  for (const doc of touched) world.applied.get(doc)?.delete(rec.id);
  world.settles.delete(rec.id);
  for (const [doc, amount] of gone ? [] : settlementsOf(rec)) {
    const by = world.applied.get(doc) ?? new Map<string, number>();
    by.set(rec.id, amount);
    world.applied.set(doc, by);
    touched.add(doc);
    world.settles.set(rec.id, [...(world.settles.get(rec.id) ?? []), doc]);
  }
  for (const id of touched) {
    const stored = findTransaction(world, id);
    if (stored === undefined || stored.id === rec.id) continue;
    const doc = draftOf(stored);
    computeDocument(world, doc);
    saveRecord(world, doc, 'system');
  }
}

/** Link rows of a payment, credit or deposit to what it settles or belongs to. */
export function settlementLinks(world: World, rec: Rec): LinkRow[] {
  const order = rec.type === 'customerDeposit' ? asText(rec.body.salesOrder) : undefined;
  const row = (previousDoc: string, linkType: string, amount: number): LinkRow => ({
    previousDoc,
    previousLine: 0,
    nextDoc: rec.id,
    nextLine: 0,
    linkType,
    amount,
  });
  const own = order === undefined ? [] : [row(order, 'OrdDep', asNumber(rec.body.payment))];
  const type = rec.type === 'depositApplication' ? 'DepAppl' : 'Payment';
  const settled = [...settlementsOf(rec)].filter(([doc]) => findTransaction(world, doc) !== undefined);
  return [...own, ...settled.map(([doc, amount]) => row(doc, type, amount))];
}
