// Makes an item fulfilment out of an order: the transform with all its traps.
// Trap: every open line that the caller does not mention ships in full.
import { times } from '../decimal.ts';
import { invalidFieldValue, missingValue, staticSublist, userError } from '../ns-error.ts';
import type { ParsedBody } from '../records/parse.ts';
import { asNumber, asText, findItem, type Line, listOf, newRecord, type Rec, spaceMap, type World } from '../world.ts';
import { availableOf } from './commit.ts';
import { checkInventoryDetail } from './inventory-detail.ts';
import { isFulfillable, isStocked, itemTypeById, kitMembers } from './items.ts';
import { remainingOf } from './remaining.ts';
import { lineOffset, tallySource } from './tally.ts';

const OPEN_STATUS = ['B', 'D', 'E'];

interface OpenLine {
  source: Line;
  orderLine: number;
  remaining: number;
}

/** The refusal when a source cannot be turned into the target. */
export function invalidReference(target: string, id: string): Error {
  return userError(`You can not initialize ${target.toLowerCase()}: invalid reference ${id}.`);
}

/** Lines that can still be shipped; throws when the order is not approved, fully shipped or closed. */
function openLines(world: World, order: Rec): OpenLine[] {
  if (!OPEN_STATUS.includes(String(order.body.status))) throw invalidReference('itemFulfillment', order.id);
  const tallies = tallySource(world, order);
  const offset = lineOffset(order);
  const open = listOf(order, 'item').flatMap((source) => {
    if (!isFulfillable(world, source.item) || source.createPo === 'DropShip') return [];
    const left = remainingOf(source, tallies);
    const committed = asNumber(source.quantityCommitted);
    const remaining = world.switches.fulfillOnlyCommitted ? Math.min(left, committed) : left;
    return remaining > 0 ? [{ source, orderLine: asNumber(source.line) + offset, remaining }] : [];
  });
  if (open.length === 0) throw invalidReference('itemFulfillment', order.id);
  return open;
}

interface Sent {
  line: Line;
  index: number;
}

function matchSent(open: readonly OpenLine[], sent: readonly Line[]): Map<OpenLine, Sent> {
  const matches = new Map<OpenLine, Sent>();
  for (const [index, line] of sent.entries()) {
    const path = `item.items[${index}]`;
    const match = open.find((candidate, position) =>
      line.orderLine === undefined ? line.line === position + 1 : candidate.orderLine === line.orderLine,
    );
    if (match === undefined || matches.has(match)) throw staticSublist(path);
    matches.set(match, { line, index });
  }
  return matches;
}

function quantityOf(world: World, open: OpenLine, sent: Sent | undefined): number {
  if (sent?.line.itemReceive === false) return 0;
  const asked = sent?.line.quantity;
  if (asked === undefined || asked === null) return open.remaining;
  const quantity = asNumber(asked);
  const tooMuch = quantity > open.remaining && !world.switches.allowOverFulfillment;
  if (quantity < 0 || tooMuch) {
    throw invalidFieldValue(quantity, 'quantity', `item.items[${sent?.index ?? 0}].quantity`);
  }
  return quantity;
}

function locationOf(
  world: World,
  order: Rec,
  open: OpenLine,
  sent: Sent | undefined,
  header: string | undefined,
): string | undefined {
  const given = asText(sent?.line.location) ?? header ?? asText(open.source.location) ?? asText(order.body.location);
  const needed = isStocked(world, open.source.item) || kitMembers(world, open.source.item).length > 0;
  if (given === undefined && needed && world.switches.requireLineLocation) throw missingValue('Items list: Location');
  if (given !== undefined && spaceMap(world, 'location').get(given)?.body.isInactive === true) {
    throw invalidFieldValue(given, 'location', `item.items[${sent?.index ?? 0}].location`);
  }
  return given;
}

function checkStock(
  world: World,
  item: string,
  location: string | undefined,
  quantity: number,
  committed: number,
): void {
  if (!world.switches.refuseNegativeStock || location === undefined || !isStocked(world, item)) return;
  if (quantity > availableOf(world, item, location) + committed) {
    throw userError('This line cannot be fulfilled: the quantity exceeds the quantity available.');
  }
}

function componentLines(world: World, kitLine: Line, numbers: () => number): Line[] {
  return kitMembers(world, kitLine.item).map((member) => {
    const quantity = times(member.quantity, asNumber(kitLine.quantity));
    const item = findItem(world, member.item);
    return {
      line: numbers(),
      item: member.item,
      itemName: asText(item?.body.itemId) ?? null,
      itemType: itemTypeById(world, member.item),
      itemReceive: true,
      quantity,
      kitMemberOf: asNumber(kitLine.line),
      location: kitLine.location ?? null,
    };
  });
}

/** The lines of the fulfilment for what was sent; unlisted open lines are included in full. */
function fulfillmentLines(world: World, order: Rec, sent: readonly Line[], header: string | undefined): Line[] {
  const open = openLines(world, order);
  const matches = matchSent(open, sent);
  const lines: Line[] = [];
  let last = -1;
  // Odd numbers: the even ones belong to the cost-of-goods lines that posting adds.
  const numbers = () => {
    last += 2;
    return last;
  };
  for (const candidate of open) {
    const match = matches.get(candidate);
    const quantity = quantityOf(world, candidate, match);
    if (quantity === 0) continue;
    const item = asText(candidate.source.item) ?? '';
    const location = locationOf(world, order, candidate, match, header);
    checkStock(world, item, location, quantity, asNumber(candidate.source.quantityCommitted));
    const line: Line = {
      ...match?.line,
      line: numbers(),
      orderLine: candidate.orderLine,
      item,
      itemName: asText(findItem(world, item)?.body.itemId) ?? null,
      itemType: itemTypeById(world, item),
      itemReceive: true,
      quantity,
      quantityRemaining: candidate.remaining,
      location: location ?? null,
      description: match?.line.description ?? candidate.source.description ?? null,
    };
    checkInventoryDetail(world, line, lines.length + 1);
    lines.push(line, ...(world.switches.showKitComponents ? componentLines(world, line, numbers) : []));
  }
  if (world.switches.singleLocationFulfillment) oneLocation(lines);
  return lines.map(withoutEmpty);
}

function withoutEmpty(line: Line): Line {
  return Object.fromEntries(Object.entries(line).filter(([, value]) => value !== null && value !== undefined));
}

function oneLocation(lines: readonly Line[]): void {
  if (new Set(lines.map((line) => line.location).filter(Boolean)).size > 1) {
    throw userError('All items on a fulfillment must ship from the same location.');
  }
}

/** A fulfilment draft from an order; throws NsError when a rule says no. */
export function draftFulfillment(world: World, order: Rec, sent: ParsedBody): Rec {
  const lines = fulfillmentLines(world, order, sent.lists.item ?? [], asText(sent.body.inventoryLocation));
  const draft = newRecord(world, 'itemFulfillment', undefined);
  const { entity, shipMethod, shippingAddress, subsidiary, exchangeRate } = order.body;
  Object.assign(draft.body, {
    createdFrom: order.id,
    orderId: Number(order.id),
    orderType: order.type === 'salesOrder' ? 'SalesOrd' : 'TrnfrOrd',
  });
  for (const [name, value] of Object.entries({ entity, shipMethod, shippingAddress, subsidiary, exchangeRate })) {
    if (value !== undefined) draft.body[name] = value;
  }
  if (world.switches.pickPackShip) draft.body.shipStatus = 'A';
  for (const [name, value] of Object.entries(sent.body)) if (value !== null) draft.body[name] = value;
  draft.lists = { ...sent.lists, item: lines };
  return draft;
}
