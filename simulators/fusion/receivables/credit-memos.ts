// receivablesCreditMemos: on-account credit memos only, never applied to an invoice.
// Trap: quantities are positive and unit prices negative; the amount is therefore negative.
import { type Item, num, text } from '../domain/values.ts';
import { updated, type World } from '../domain/world.ts';
import { invalid } from '../http/refusal.ts';
import type { Call, Resource } from '../http/resource.ts';
import { buildDocument } from './document.ts';
import { CREDIT_MEMO } from './form.ts';

const keyOf = (row: Item) => text(row, 'CustomerTransactionId');

/** Stores a credit memo from a coerced body; throws a Refusal with all problems. */
export function createCreditMemo(world: World, body: Item): Item {
  const { row, totals } = buildDocument(world, CREDIT_MEMO, body);
  const memo: Item = { ...row, TransactionBalanceDue: num(totals.all) };
  return world.creditMemos.put(keyOf(memo), memo);
}

function update({ world }: Call, row: Item, changes: Item): Item {
  if (text(row, 'CreditMemoStatus') === 'Complete')
    throw invalid('AR_CREDIT_MEMO_COMPLETE', "A complete transaction can't be updated.");
  return world.creditMemos.patch(keyOf(row), { ...changes, ...updated(world) });
}

export const creditMemos: Resource = {
  ...{ base: 'fscm', name: 'receivablesCreditMemos' },
  rows: (world) => world.creditMemos.all(),
  one: (world, key) => world.creditMemos.get(key),
  create: ({ world }, body) => createCreditMemo(world, body),
  update,
};
