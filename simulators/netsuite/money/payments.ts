// Rules for payments, deposits, their applications and refunds before they are stored.
// Trap: the apply list is fixed by the account: only open documents of the same party and currency are in it.
import { minus, sum } from '../decimal.ts';
import { invalidFieldValue, missingValue, staticSublist, userError } from '../ns-error.ts';
import { asNumber, asText, findTransaction, type Line, listOf, type Rec, type World } from '../world.ts';
import { isApplied, openAmount, SETTLES } from './applied.ts';

const partyOf = (rec: Rec) => asText(rec.body.customer) ?? asText(rec.body.entity);

function documentFor(world: World, draft: Rec, list: 'apply' | 'deposit', line: Line, path: string): Rec {
  const doc = findTransaction(world, asText(line.doc) ?? '');
  const allowed = SETTLES[draft.type]?.[list] ?? [];
  const fits = doc !== undefined && allowed.includes(doc.type) && partyOf(doc) === partyOf(draft);
  if (!fits || (doc.body.currency ?? '1') !== (draft.body.currency ?? '1')) throw staticSublist(path);
  return doc;
}

/** Checks and completes one list of settled documents; `limit` is what there is to give, undefined = no limit. */
function prepareList(world: World, draft: Rec, list: 'apply' | 'deposit', limit: number | undefined): number {
  let left = limit;
  let total = 0;
  for (const [index, line] of listOf(draft, list).entries()) {
    const path = `${list}.items[${index}]`;
    if (line.doc === undefined) throw missingValue('Apply list: Doc');
    if (line.apply === undefined && line.amount === undefined) line.apply = false;
    if (!isApplied(line)) continue;
    const doc = documentFor(world, draft, list, line, path);
    const open = openAmount(world, doc, draft.id);
    const amount = typeof line.amount === 'number' ? line.amount : left === undefined ? open : Math.min(open, left);
    if (amount <= 0 || amount > open) throw invalidFieldValue(amount, 'amount', `${path}.amount`);
    Object.assign(line, {
      apply: true,
      amount,
      due: open,
      total: asNumber(doc.body.total),
      refNum: doc.body.tranId ?? null,
    });
    total = sum([total, amount]);
    if (left !== undefined) left = minus(left, amount);
  }
  if (left !== undefined && left < 0) throw userError('The amount applied cannot exceed the amount of the payment.');
  return total;
}

function copyParty(world: World, draft: Rec): void {
  const party = world.spaces.get('entity')?.get(partyOf(draft) ?? '');
  if (world.switches.oneWorld) draft.body.subsidiary ??= party?.body.subsidiary ?? '1';
  draft.body.currency ??= party?.body.currency ?? '1';
  draft.body.exchangeRate ??= 1;
}

function requirePositive(value: unknown, field: string): void {
  if (typeof value === 'number' && value <= 0) throw invalidFieldValue(value, field, field);
}

export function prepareDeposit(world: World, draft: Rec, previous: Rec | undefined): void {
  copyParty(world, draft);
  requirePositive(draft.body.payment, 'payment');
  const order = draft.body.salesOrder === undefined ? undefined : findTransaction(world, String(draft.body.salesOrder));
  if (order !== undefined && order.body.entity !== draft.body.customer)
    throw invalidFieldValue(order.id, 'salesOrder', 'salesOrder');
  if (
    previous !== undefined &&
    asNumber(draft.body.payment) < minus(asNumber(previous.body.payment), openAmount(world, previous))
  )
    throw userError('The deposit cannot be less than what is already applied of it.');
  if (draft.body.account === undefined) draft.body.undepFunds ??= 'T';
  else draft.body.undepFunds ??= 'F';
  draft.body.total = draft.body.payment ?? 0;
}

export function preparePayment(world: World, draft: Rec): void {
  copyParty(world, draft);
  requirePositive(draft.body.payment, 'payment');
  const limit = typeof draft.body.payment === 'number' ? draft.body.payment : undefined;
  const applied = prepareList(world, draft, 'apply', limit);
  draft.body.payment ??= applied;
  if (asNumber(draft.body.payment) === 0) throw missingValue('Payment Amount');
  draft.body.undepFunds ??= draft.body.account === undefined ? 'T' : 'F';
  draft.body.total = draft.body.payment;
}

export function prepareApplication(world: World, draft: Rec): void {
  copyParty(world, draft);
  const source = findTransaction(world, asText(draft.body.createdFrom) ?? '');
  const applied = prepareList(world, draft, 'apply', source === undefined ? 0 : openAmount(world, source, draft.id));
  if (applied === 0) throw userError('You must enter at least one line item for this transaction.');
  draft.body.total = applied;
  draft.body.applied = applied;
}

/** Customer refunds and payments of bills: the lists decide the amount. */
export function prepareOutgoing(world: World, draft: Rec): void {
  copyParty(world, draft);
  const total = sum([prepareList(world, draft, 'apply', undefined), prepareList(world, draft, 'deposit', undefined)]);
  if (total === 0) throw userError('You must enter at least one line item for this transaction.');
  const said = draft.body.payment;
  if (typeof said === 'number' && said !== total) throw invalidFieldValue(said, 'payment', 'payment');
  draft.body.total = total;
}

/** The apply list of a credit memo or vendor credit; the total must be known already. */
export function prepareCredit(world: World, draft: Rec): void {
  const source = findTransaction(world, asText(draft.body.createdFrom) ?? '');
  const names = listOf(draft, 'apply').some((line) => line.doc === source?.id && line.apply !== false);
  if (draft.type === 'creditMemo' && source?.type === 'invoice' && world.switches.creditMemoNeedsApply && !names)
    throw missingValue('Apply');
  prepareList(world, draft, 'apply', asNumber(draft.body.total));
}
