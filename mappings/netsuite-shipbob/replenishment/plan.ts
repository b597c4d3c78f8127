/**
 * Purchase order and ShipBob's receiving orders → what is still to be done. Pure.
 * The trap: a receiving order is never made while one with the purchase order's number stands, whoever made it; and one
 * of which anything has arrived is never touched.
 */
import {
  changeWords,
  demandOf,
  isEnded,
  isOpen,
  isSameOrder,
  isStanding,
  leftAlone,
  numberFor,
  orderedOf,
  SEVERAL,
  type Wanted,
} from './demand.ts';
import { draftOf } from './draft.ts';
import type {
  Link,
  Problem,
  PurchaseOrder,
  ReplenishmentPlan,
  ReplenishmentRules,
  ReplenishmentTarget,
  Wro,
} from './types.ts';
import { writeBack } from './write-back.ts';

export type ReplenishmentInput = {
  po: PurchaseOrder;
  target: ReplenishmentTarget;
  settings: ReplenishmentRules;
  timeZone: string;
  /** ISO-8601 instant. */
  now: string;
};

const SHIPBOB_NUMBER = 'ShipBob receiving order';

export function planReplenishment(input: ReplenishmentInput): ReplenishmentPlan {
  const { po, target, settings } = input;
  const plan: ReplenishmentPlan = { writes: [], problems: [], notes: [], numbers: [], sources: [] };
  plan.sources.push({ source: sourceOf(po), state: purchaseOrderState(po) });
  plan.numbers.push({ kind: 'purchase order', value: po.tranId });
  const standing = target.links.filter(isStanding);
  const wroIds = standing.flatMap(({ wroId }) => wroId ?? []);
  plan.numbers.push(...wroIds.map((value) => ({ kind: SHIPBOB_NUMBER, value })));

  const demand = isEnded(po) ? new Map<string, Wanted[]>() : demandOf(po, settings);
  for (const link of standing) follow(input, plan, link, demand.get(link.detail.centreId) ?? []);
  const missing = [...demand].filter(([id]) => !standing.some((link) => link.detail.centreId === id));
  if (isOpen(po)) for (const [centreId, lines] of missing) announce(input, plan, centreId, lines, demand);
  else if (standing.length === 0)
    plan.notes.push(`purchase order ${po.tranId} is ${statusWords(po)}; nothing to announce`);
  if (demand.size === 0 && standing.length === 0 && isOpen(po))
    plan.notes.push(`purchase order ${po.tranId} has no goods for a ShipBob location`);
  if (plan.writes.length === 0 && isOpen(po)) plan.writes.push(...writeBack(po, wroIds, settings));
  return plan;
}

/** The row's state of the stream: changes whenever the purchase order does. */
export const purchaseOrderState = ({ status, modifiedAt }: Pick<PurchaseOrder, 'status' | 'modifiedAt'>): string =>
  `${status}:${modifiedAt ?? ''}`;
export const sourceOf = ({ id }: Pick<PurchaseOrder, 'id'>): string => `purchaseOrder:${id}`;

/** A receiving order that stands: is it still what the purchase order asks for? */
function follow(
  { po, target, settings }: ReplenishmentInput,
  plan: ReplenishmentPlan,
  link: Link,
  lines: Wanted[],
): void {
  const wro = target.orders.find(({ id }) => id === link.wroId);
  const name = wroName(link.wroId ?? '', po);
  if (wro === undefined || wro.status === 'Cancelled') {
    goneThere(plan, { po, settings, link, name, isWanted: lines.length > 0 && isOpen(po) });
    return;
  }
  const ordered = orderedOf(lines);
  if (isSameOrder(link.detail.ordered, ordered) && po.status !== 'A') {
    plan.notes.push(`${name} is ${wro.status}${link.state === 'found' ? ' (made by hand in ShipBob)' : ''}`);
    return;
  }
  if (po.status !== 'A' && !isOpen(po) && !isEnded(po)) {
    plan.notes.push(`${name} is ${wro.status}; purchase order ${po.tranId} is ${statusWords(po)}`);
    return;
  }
  changed(plan, { po, settings, link, wro, name, words: wordsFor(po, link, ordered), isEmpty: lines.length === 0 });
}

const wordsFor = (po: PurchaseOrder, link: Link, ordered: ReturnType<typeof orderedOf>): string =>
  isEnded(po) || po.status === 'A'
    ? `is ${statusWords(po)}`
    : `was changed: ${changeWords(link.detail.ordered, ordered)}`;

type Change = {
  po: PurchaseOrder;
  settings: ReplenishmentRules;
  link: Link;
  wro: Wro;
  name: string;
  words: string;
  isEmpty: boolean;
};

function changed(plan: ReplenishmentPlan, { po, settings, link, wro, name, words, isEmpty }: Change): void {
  const change = `purchase order ${po.tranId} ${words}`;
  if (wro.status !== 'Awaiting' && wro.status !== 'Incomplete') {
    plan.notes.push(`${change}; ${name} is ${wro.status} and stays as it is`);
    return;
  }
  if (link.state === 'found') {
    const reason = `${change}; ${name} was made by hand in ShipBob: change or cancel it there, then retry`;
    plan.problems.push({ cause: 'po-changed', reason });
    return;
  }
  const mayCancel = isEnded(po) || (po.status !== 'A' && (isEmpty || settings.onChange === 'remake'));
  if (!mayCancel) {
    const reason = `${change}; ${name} still announces what was ordered before: set the purchase order back, cancel ${name} in ShipBob, or set onChange to remake`;
    plan.problems.push({ cause: 'po-changed', reason });
    return;
  }
  const title = `cancel ${name}: ${change}`;
  plan.writes.push({ kind: 'cancel', source: sourceOf(po), title, ...linked(po, link) });
}

const linked = (po: PurchaseOrder, { name, wroId = '', detail }: Link) => ({
  name,
  wroId,
  detail,
  purchaseOrderId: po.id,
});

type Gone = { po: PurchaseOrder; settings: ReplenishmentRules; link: Link; name: string; isWanted: boolean };

/** Cancelled in ShipBob by somebody, or not there any more. */
function goneThere(plan: ReplenishmentPlan, { po, settings, link, name, isWanted }: Gone): void {
  if (!isWanted || settings.onCancelledThere === 'remake') {
    const title = `forget ${name}: it was cancelled in ShipBob`;
    plan.writes.push({ kind: 'release', source: sourceOf(po), title, ...linked(po, link) });
    return;
  }
  const reason = `${name} was cancelled in ShipBob, and the purchase order is still open: close the purchase order, set onCancelledThere to remake, or skip this record`;
  plan.problems.push({ cause: 'wro-cancelled', reason });
}

/** No receiving order of ours stands: take the one that somebody made, or make it. */
function announce(
  input: ReplenishmentInput,
  plan: ReplenishmentPlan,
  centreId: string,
  lines: Wanted[],
  demand: Map<string, Wanted[]>,
): void {
  const { po, target, settings } = input;
  if (centreId.includes(SEVERAL)) {
    plan.problems.push(severalCentres(po, centreId));
    return;
  }
  const number = numberFor(po, centreId, demand, settings);
  const earlier = target.links.filter((link) => link.detail.centreId === centreId);
  const pending = earlier.find(({ state }) => state === 'intent');
  const ordered = orderedOf(lines);
  const source = sourceOf(po);
  const known = new Set(target.links.filter(({ state }) => state !== 'intent').map(({ wroId }) => wroId));
  const [byHand, ...others] = target.orders.filter(
    (wro) => wro.status !== 'Cancelled' && sameNumber(wro.number, number) && !known.has(wro.id),
  );
  const name = pending?.name ?? `purchaseOrder/${po.id}/${centreId}/${earlier.length + 1}`;
  if (byHand !== undefined && pending === undefined) {
    const title = `${wroName(byHand.id, po)} was made by hand in ShipBob; it is taken for this purchase order`;
    const detail = { number, centreId, ordered };
    plan.writes.push({ kind: 'adopt', source, title, name, purchaseOrderId: po.id, wroId: byHand.id, detail });
    if (others.length > 0) plan.notes.push(`ShipBob has ${others.length + 1} receiving orders with number ${number}`);
    return;
  }
  const why = pending === undefined && earlier.length === 0 ? leftAlone(po, settings) : undefined;
  if (why !== undefined) {
    plan.notes.push(`purchase order ${po.tranId} is left alone: ${why}`);
    return;
  }
  const { draft, problems } = draftOf(lines, { ...input, number, centreId, variants: target.variants });
  plan.problems.push(...problems);
  if (draft === undefined) return;
  const units = draft.boxes.flatMap(({ items }) => items).reduce((sum, { quantity }) => sum + quantity, 0);
  const title = `announce purchase order ${po.tranId} to ShipBob centre ${centreId}: ${units} units in ${draft.boxes.length} box${draft.boxes.length === 1 ? '' : 'es'}, expected ${draft.expectedArrivalAt.slice(0, 10)}`;
  const otherNumber = `${number} R${1 + usedUp(target, number)}`;
  plan.writes.push({ kind: 'create', source, title, name, purchaseOrderId: po.id, otherNumber, draft, ordered });
}

/** How many receiving orders of this number came to nothing: ShipBob may not give their numbers free. */
const usedUp = ({ orders, links }: ReplenishmentTarget, number: string): number =>
  orders.filter((wro) => wro.status === 'Cancelled' && sameNumber(wro.number, number)).length +
  links.filter(({ state, detail }) => state === 'undone' && detail.number.startsWith(`${number} R`)).length;

const severalCentres = (po: PurchaseOrder, centres: string): Problem => ({
  cause: 'centre-ambiguous',
  reason: `the location of purchase order ${po.tranId} is several ShipBob centres (${centres.split(SEVERAL).join(', ')}); name one for it under syncs.replenishment.locations`,
});

const sameNumber = (a: string | undefined, b: string): boolean =>
  a !== undefined && a.trim().toLowerCase() === b.trim().toLowerCase();

const wroName = (id: string, po: PurchaseOrder): string =>
  `ShipBob receiving order ${id} (purchase order ${po.tranId})`;

const STATUS_WORDS: Record<string, string> = {
  A: 'not approved',
  B: 'pending receipt',
  C: 'rejected',
  D: 'partially received',
  E: 'partially received and billed',
  F: 'received',
  G: 'received and billed',
  H: 'closed',
  deleted: 'deleted in NetSuite',
};
const statusWords = ({ status }: PurchaseOrder): string => STATUS_WORDS[status] ?? `of status ${status}`;
