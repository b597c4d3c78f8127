// Turns a document into its payment: deposit into application, invoice into payment, bill into bill payment, credit into refund.
// Trap: a deposit application takes nothing by itself; the lines say which invoice gets how much.

import { invalidReference } from '../orders/fulfil.ts';
import type { ParsedBody } from '../records/parse.ts';
import { asText, type Line, newRecord, type Rec, type World } from '../world.ts';
import { openAmount } from './applied.ts';

const TARGETS = ['depositApplication', 'customerPayment', 'vendorPayment', 'customerRefund'];

export const isPaymentTransform = (target: string): boolean => TARGETS.includes(target);

const COPIED = ['subsidiary', 'currency', 'exchangeRate', 'department', 'class', 'location'];

/** A draft of the paying record; throws NsError when nothing is open. */
export function draftPayment(world: World, source: Rec, target: string, sent: ParsedBody): Rec {
  const open = openAmount(world, source);
  if (open <= 0) throw invalidReference(target, source.id);
  const draft = newRecord(world, target, undefined);
  for (const name of COPIED) if (source.body[name] !== undefined) draft.body[name] = source.body[name];
  const party = asText(source.body.customer) ?? asText(source.body.entity);
  draft.body[target === 'vendorPayment' ? 'entity' : 'customer'] = party;
  for (const [name, value] of Object.entries(sent.body)) if (value !== null) draft.body[name] = value;
  draft.body.createdFrom = source.id;
  draft.lists = { ...sent.lists };
  if (target === 'depositApplication') {
    draft.body.deposit = source.id;
    return draft;
  }
  const settled: Line = { doc: source.id, apply: true, ...(draft.body.payment === undefined ? { amount: open } : {}) };
  const given = sent.lists.apply ?? [];
  if (!given.some((line) => line.doc === source.id)) draft.lists.apply = [settled, ...given];
  return draft;
}
