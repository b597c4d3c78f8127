/**
 * What is missing in NetSuite of one return: authorisation, receipts by what was done with the goods, adjustments, closing.
 * The trap: what was asked for is not what was done, and one item may be split over several actions; each unit is booked by
 * the action taken, and nothing before it is inspected.
 */
import { dayIn } from '../../shared/calendar.ts';
import { isLess, isPositive, larger, plus, sum } from '../../shared/quantity.ts';
import { locationOf } from '../places.ts';
import { type Wants, wantsOf } from '../stock/items.ts';
import { matchProblem, ruleValue } from '../stock/match.ts';
import { planStock } from '../stock/plan.ts';
import { openOf } from '../stock/room.ts';
import type { Intake, Problem, RecordOutcome } from '../stock/types.ts';
import { authorizationWrite, closingWrite, type Expected, isOnOrder } from './authorization.ts';
import type { ReturnInput, ReturnSource } from './types.ts';

const ENDED = ['Completed', 'Cancelled'];

export const returnPostingName = (prefix: string, id: string, number: number): string =>
  `${prefix}_RET_${id}_${number}`;
export const returnSourceOf = ({ id }: { id: string }): string => `return:${id}`;

/** Which field of NetSuite's sales orders must hold what, in the order of the rules. */
export const salesOrderLookups = ({ settings, source }: Pick<ReturnInput, 'settings' | 'source'>) =>
  settings.match.flatMap((rule) => {
    const value = ruleValue(source.keys[rule.shipbob], rule);
    return value === undefined ? [] : [{ field: rule.netsuite, value }];
  });

/** A return authorisation that NetSuite had already bears the return's reference. */
export const authorizationLookups = ({ settings, source }: Pick<ReturnInput, 'settings' | 'source'>) =>
  settings.ownAuthorizations && source.keys.reference !== undefined && source.keys.reference !== ''
    ? ['tranId', 'externalId', 'otherRefNum'].map((field) => ({ field, value: source.keys.reference ?? '' }))
    : [];

export const returnDay = ({
  settings,
  source,
  timeZone,
  now,
}: Pick<ReturnInput, 'settings' | 'source' | 'timeZone' | 'now'>) =>
  dayIn(settings.postingDay === 'today' ? now : source.inspectedAt, timeZone);

export function planReturn(input: ReturnInput): RecordOutcome {
  const { source, target, settings } = input;
  const what = `return ${source.id}`;
  const rules = { what, skuAliases: input.skuAliases, lotWhenNone: settings.lotWhenNone, byPlace: true };
  const { intakes, problems } = takenIntakes(input, what);
  const wants = wantsOf(intakes, target.items, rules);
  const expected = expectedBack(input, wants, what);
  const isNeeded = expected.length > 0 && source.status !== 'Cancelled';
  const authorize = isNeeded ? authorizationWrite(input, expected) : undefined;
  // Goods are received on what the authorisation holds once it is as it should be.
  const stock =
    authorize === undefined
      ? stockPlan(input, wants, expected, what)
      : { writes: [authorize], problems: wants.problems };
  const isAtRest = stock.writes.length + stock.problems.length + problems.length === 0;
  const close = isAtRest ? closing(input) : undefined;
  return {
    writes: close === undefined ? stock.writes : [close],
    problems: [...problems, ...stock.problems],
    notes: notesOf(source),
    numbers: numbersOf(input),
    sources: [{ source: returnSourceOf(source), state: source.state }],
  };
}

function stockPlan(input: ReturnInput, wants: Wants, expected: Expected[], what: string) {
  const { source, target, settings } = input;
  const hold = holdOf(input, expected, what);
  const heldItems = unshippedItems(input, wants, what);
  return planStock({
    wants,
    postings: target.postings,
    order: target.authorization,
    lots: target.lots,
    rules: {
      what,
      source: returnSourceOf(source),
      memo: `ShipBob ${what}`,
      day: input.day,
      nameOf: (number) => returnPostingName(settings.externalIdPrefix, source.id, number),
      byPlace: true,
      ...(hold === undefined ? {} : { hold }),
      heldItems,
      excess: settings.excess,
      correction: settings.correction,
      adjustment: settings.adjustment,
      cost: settings.cost,
      mostLines: settings.mostLines,
    },
  });
}

type Action = keyof ReturnInput['settings']['actions'];
const actionOf = (word: string): Action | undefined =>
  (['restock', 'quarantine', 'dispose'] as const).find((name) => name === word.trim().toLowerCase());

/** What was inspected, with the place where each unit goes. */
function takenIntakes(
  { source, settings, places }: ReturnInput,
  what: string,
): { intakes: Intake[]; problems: Problem[] } {
  const problems = new Map<string, Problem>();
  const intakes = source.rows.flatMap(({ taken, announced: _, ...row }) =>
    taken.flatMap(({ action, quantity }): Intake[] => {
      const name = actionOf(action);
      if (name === undefined) {
        const reason = `${what}: ShipBob did "${action}" with ${quantity} × SKU ${row.sku ?? row.inventoryId}, which is not known here; book them by hand`;
        problems.set(reason, { cause: 'action-unknown', reason });
        return [];
      }
      const rule = settings.actions[name];
      if (rule.as === 'ignore') return [];
      const location = rule.location ?? locationOf(places, source.centerId);
      const place = location === undefined ? {} : { location };
      return [{ ...row, quantity, ...place, ...(rule.as === 'writeOff' ? { isWrittenOff: true } : {}) }];
    }),
  );
  return { intakes, problems: [...problems.values()] };
}

/** Units of each item that the authorisation must hold: what was announced, or what came if that is more. */
function expectedBack(input: ReturnInput, { wants }: Wants, what: string): Expected[] {
  const { source, target, settings, places, skuAliases } = input;
  const hasCome = wants.some((want) => isPositive(want.come));
  if (!hasCome && settings.authorize === 'inspected') return [];
  const usual = locationOf(places, source.centerId);
  if (usual === undefined) return [];
  const announced = wantsOf(
    source.rows.map(({ announced: quantity, taken: _, lotNumber: __, ...row }) => ({
      ...row,
      quantity,
      location: usual,
    })),
    target.items,
    { what, skuAliases, lotWhenNone: settings.lotWhenNone ?? '-', byPlace: false },
  ).wants;
  const ids = [...new Set([...announced, ...wants].map((want) => want.item.id))];
  return ids.flatMap((id) => {
    const told = announced.find((want) => want.item.id === id);
    const came = wants.filter((want) => want.item.id === id);
    const item = told?.item ?? came[0]?.item;
    const quantity = larger(told?.come ?? '0', came.map((want) => want.come).reduce(plus, '0'));
    return item === undefined || !isPositive(quantity) ? [] : [{ item, quantity, location: usual }];
  });
}

/** Why goods that came cannot be booked yet. */
function holdOf({ source, target, settings }: ReturnInput, expected: Expected[], what: string): Problem | undefined {
  if (target.authorization !== undefined) return undefined;
  const named = source.keys.orderReference ?? source.keys.reference ?? source.keys.storeOrderId;
  const problem = matchProblem(target.match, named === undefined ? what : `${what} (${named})`, 'sales order');
  if (problem?.cause === 'order-not-found' && settings.orderNotFound === 'adjust') return undefined;
  if (problem !== undefined) return problem;
  const { salesOrder } = target;
  if (salesOrder === undefined || isOnOrder(salesOrder, expected) || settings.excess === 'adjust') return undefined;
  return {
    cause: 'not-on-order',
    reason: `${what}: nothing of it was shipped on ${salesOrder.tranId}; book it by hand and skip this record, or set excess: adjust`,
  };
}

/** Came back before NetSuite knows that it had left: the order still has them open, so they are nobody's excess. */
function unshippedItems({ target }: ReturnInput, { wants }: Wants, what: string): Map<string, Problem> {
  const { salesOrder, authorization } = target;
  const held = new Map<string, Problem>();
  if (salesOrder === undefined || authorization?.isOwn === false) return held;
  for (const { item, sku } of wants) {
    const lines = salesOrder.lines.filter(({ itemId }) => itemId === item.id);
    const came = wants.filter((want) => want.item.id === item.id).map(({ come }) => come);
    const shipped = sum(lines.map(({ received }) => received));
    if (!isLess(shipped, sum(came)) || !lines.some((line) => isPositive(openOf(line)))) continue;
    held.set(item.id, {
      cause: 'order-not-shipped',
      reason: `${what}: ${sum(came)} × SKU ${sku} came back, but NetSuite has shipped ${shipped} of it on ${salesOrder.tranId} until now; it goes on when the fulfilment is there, or when the rest of the order is closed`,
    });
  }
  return held;
}

/** Nothing more comes of a completed or cancelled return. */
function closing(input: ReturnInput) {
  const { source, target, settings } = input;
  const { authorization } = target;
  if (authorization === undefined || !authorization.isOwn || !settings.closeRest) return undefined;
  return ENDED.includes(source.status) ? closingWrite(input, authorization) : undefined;
}

function notesOf({ status, rows }: ReturnSource): string[] {
  const done = new Map<string, number>();
  for (const { action, quantity } of rows.flatMap(({ taken }) => taken))
    done.set(action, (done.get(action) ?? 0) + quantity);
  const words = [...done].map(([action, quantity]) => `${action} ${quantity}`).join(', ');
  return [words === '' ? `${status}: nothing is inspected yet` : `${status}: ${words}`];
}

function numbersOf({ source, target }: ReturnInput) {
  const of = (kind: string, values: (string | undefined)[]) =>
    values.flatMap((value) => (value === undefined || value === '' ? [] : [{ kind, value }]));
  const { reference, orderReference, orderNumber } = source.keys;
  return [
    ...of('return', [source.id, reference]),
    ...of('order', [orderReference, orderNumber]),
    ...of('sales order', [target.salesOrder?.tranId]),
    ...of('return authorisation', [target.authorization?.tranId]),
    ...target.postings.map(({ type, tranId }) => ({
      kind: type === 'itemReceipt' ? 'item receipt' : 'inventory adjustment',
      value: tranId,
    })),
    ...of('tracking', source.trackingNumbers),
  ];
}
