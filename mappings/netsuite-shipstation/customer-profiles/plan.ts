/**
 * What a customer's profile changes on one of its open orders. A part of the order is ours while it is empty or still
 * says what we wrote; everything else is a person's (or the shop's) and stays.
 * The trap: a part that we filled and that is empty now was emptied by somebody, so it is not filled again.
 */
import type { OrderDetail } from '../../../connectors/shipstation/types.ts';
import type { CustomerProfilesSettings } from '../../../settings/customer-profiles.ts';
import { shownAccount } from './match.ts';
import { changeOf, SIDES, slotsOf, wantedSlots, wordsOf } from './slots.ts';
import { planTags } from './tags.ts';
import type {
  ProfileBook,
  ProfileInput,
  ProfilePlan,
  ProfileProblem,
  ProfileWrite,
  Slot,
  SlotValues,
  Written,
} from './types.ts';

/** Only these can be changed; ShipStation locks all others. */
export const OPEN_STATUSES: readonly string[] = ['awaiting_payment', 'awaiting_shipment', 'on_hold'];

/** Plans at most one replacement of the order. Pure; a second look after it was carried out plans nothing. */
export function planProfile(input: ProfileInput): ProfilePlan {
  const { order, owner } = input;
  const written = confirmed(input.written, order);
  const base = { notes: [], problems: [], numbers: numbersOf(input), written };
  if (!OPEN_STATUSES.includes(order.orderStatus))
    return { ...base, notes: [`the order is ${order.orderStatus} in ShipStation; it is left alone`] };
  if (owner.kind === 'several') return { ...base, problems: [ambiguous(input, owner)] };
  if (owner.kind === 'none') return { ...base, ...unknown(input, owner.tried) };

  const slots = decideSlots(input, written);
  const tags = planTags(input, owner.profile, written);
  const problems: ProfileProblem[] = [...accountProblem(input), ...tags.problems];
  const notes = keptNotes([...slots.kept, ...tags.kept]);
  const after = { slots: { ...written.slots, ...slots.write }, tags: tags.after };
  const rest = { problems, notes, numbers: base.numbers, written: { ...written, fingerprint: owner.fingerprint } };
  const parts = [
    ...wordsOf(Object.keys(slots.write)),
    ...tags.add.map(() => 'a tag'),
    ...tags.remove.map(() => 'a tag'),
  ];
  if (parts.length === 0) return rest;
  const refusal = refusalOf(order, slots.write);
  if (refusal !== undefined) return { ...rest, problems: [...problems, refusal] };
  const write: ProfileWrite = {
    orderId: order.orderId,
    title: `write ${[...new Set(parts)].join(', ')} of ${shownAccount(owner.profile)} on order ${order.orderNumber}`,
    modifyDate: order.modifyDate,
    slots: slots.write,
    change: changeOf(order, slots.write),
    addTags: tags.add,
    removeTags: tags.remove,
    after,
  };
  return { ...rest, write };
}

/** What was on its way last time is ours where the order has it. */
export function confirmed(written: Written, order: OrderDetail): Written {
  const { tried, ...known } = written;
  if (tried === undefined) return known;
  const present = slotsOf(order);
  const landed = Object.entries(tried.slots).filter(([slot, text]) => present[slot as Slot] === text);
  const tags = tried.tags.filter((tag) => order.tagIds.includes(tag));
  return { ...known, slots: { ...known.slots, ...Object.fromEntries(landed) }, tags: union(known.tags, tags) };
}

const union = (a: string[], b: string[]): string[] => [...new Set([...a, ...b])];

type Decided = { write: SlotValues; kept: Slot[] };

function decideSlots({ order, owner, settings }: ProfileInput, written: Written): Decided {
  const decided: Decided = { write: {}, kept: [] };
  if (owner.kind !== 'one') return decided;
  const present = slotsOf(order);
  const wanted = Object.entries(wantedSlots(owner.profile, settings)) as [Slot, string][];
  for (const [slot, text] of wanted) {
    if (isOfForeignAddress(slot, present, written, wanted)) continue;
    const last = written.slots[slot];
    const isOurs = last === undefined ? isFree(slot, present[slot], order, settings) : present[slot] === last;
    // What stands there already is not claimed: somebody else may have put it there.
    if (present[slot] === text) continue;
    if (isOurs) decided.write[slot] = text;
    else if (last !== undefined) decided.kept.push(slot);
  }
  return decided;
}

function isFree(slot: Slot, present: string, order: OrderDetail, settings: CustomerProfilesSettings): boolean {
  if (present === '') return true;
  return (
    slot === 'customerUsername' &&
    settings.username === 'whenEmptyOrEmail' &&
    present.toLowerCase() === order.customerEmail?.trim().toLowerCase()
  );
}

/** Name, company and phone are filled only beside a place that is ours or missing. */
function isOfForeignAddress(
  slot: Slot,
  present: Record<Slot, string>,
  written: Written,
  wanted: [Slot, string][],
): boolean {
  const side = SIDES.find((name) => slot.startsWith(`${name}.`) && slot !== `${name}.place`);
  if (side === undefined) return false;
  const place: Slot = `${side}.place`;
  const isWanted = wanted.some(([name]) => name === place);
  const last = written.slots[place];
  return !isWanted || (last === undefined ? present[place] !== '' : present[place] !== last);
}

const NETSUITE: ProfileBook = { system: 'NetSuite', ids: 'internal ids' };

function ambiguous(
  { order, book = NETSUITE }: ProfileInput,
  owner: Extract<ProfileInput['owner'], { kind: 'several' }>,
): ProfileProblem {
  const ids = owner.customerIds.slice(0, 10).join(', ');
  return {
    cause: 'customer-ambiguous',
    reason:
      `order ${order.orderNumber} fits ${owner.customerIds.length} customers in ${book.system} by ${owner.rule} (${book.ids} ${ids}); ` +
      `write the account number into the order's username, or add a narrower match rule`,
  };
}

function unknown(
  { order, settings, book = NETSUITE }: ProfileInput,
  tried: string[],
): Pick<ProfilePlan, 'notes' | 'problems'> {
  const how = tried.length === 0 ? 'it names nobody' : `looked by ${tried.join(', ')}`;
  if (settings.onUnknown === 'leave')
    return {
      notes: [`no customer in ${book.system} is known for this order (${how}); it is left alone`],
      problems: [],
    };
  const reason = `no customer in ${book.system} is known for order ${order.orderNumber} (${how}); create or correct the customer`;
  return { notes: [], problems: [{ cause: 'customer-not-found', reason }] };
}

function accountProblem({ owner, settings }: ProfileInput): ProfileProblem[] {
  if (owner.kind !== 'one' || settings.username === 'never' || owner.profile.accountNumber !== undefined) return [];
  const reason = `customer ${owner.profile.customerId} has no account number in NetSuite (field ${settings.accountNumber}); fill it, or name another field under accountNumber`;
  return [{ cause: 'account-number-missing', reason }];
}

/** What ShipStation would refuse anyway, in words that help. */
function refusalOf(order: OrderDetail, write: SlotValues): ProfileProblem | undefined {
  if (order.orderKey === undefined)
    return {
      cause: 'order-without-key',
      reason: `order ${order.orderNumber} has no orderKey; ShipStation would make a second order of it`,
    };
  const name = write['billTo.name'] ?? order.billTo.name ?? '';
  if (name.trim() !== '') return undefined;
  return {
    cause: 'bill-to-nameless',
    reason: `order ${order.orderNumber} has no bill-to name, without which ShipStation changes nothing; fill it there`,
  };
}

const keptNotes = (kept: string[]): string[] =>
  kept.length === 0 ? [] : [`kept as somebody left it: ${wordsOf(kept).join(', ')}`];

function numbersOf({ order, owner }: ProfileInput): ProfilePlan['numbers'] {
  const ofCustomer = owner.kind === 'one' ? [owner.profile] : [];
  return [
    { kind: 'order', value: order.orderNumber },
    { kind: 'order id', value: order.orderId },
    ...(order.orderKey === undefined ? [] : [{ kind: 'order key', value: order.orderKey }]),
    ...ofCustomer.flatMap(accountNumbers),
  ];
}

/** The account number only where it is a code, never a name. */
export function accountNumbers(profile: { customerId: string; accountNumber?: string }): ProfilePlan['numbers'] {
  const shown = shownAccount(profile);
  return [
    { kind: 'customer id', value: profile.customerId },
    ...(shown.startsWith('account ') ? [{ kind: 'account', value: shown.slice('account '.length) }] : []),
  ];
}
