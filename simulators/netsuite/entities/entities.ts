// Rules for customers, vendors, employees and partners.
// Trap: without auto-numbering the entity id is the name, so a second "John Smith" is refused as already existing.
import { invalidFieldValue, missingValue, userError } from '../ns-error.ts';
import { asText, findRecord, idOfName, listOf, type Rec, spaceMap, takeTranId, type World } from '../world.ts';
import { prepareAddressBook } from './address-book.ts';

const NUMBER_PREFIX: Readonly<Record<string, string>> = {
  customer: 'CUST',
  vendor: 'VEND',
  employee: 'EMP',
  partner: 'PART',
};

function personName(rec: Rec): string {
  const { firstName, middleName, lastName } = rec.body;
  return [firstName, middleName, lastName].filter((part) => typeof part === 'string' && part !== '').join(' ');
}

function requireNames(world: World, draft: Rec): void {
  const { companyName, lastName, isPerson, entityId } = draft.body;
  const person = isPerson === true || draft.type === 'employee';
  if (person && lastName === undefined) throw missingValue('Last Name');
  if (person && draft.body.firstName === undefined && world.switches.autoNumberEntities)
    throw missingValue('First Name');
  if (!person && companyName === undefined && entityId === undefined) throw missingValue('Company Name');
  if (world.switches.oneWorld && draft.body.subsidiary === undefined) throw missingValue('Primary Subsidiary');
}

function requireFreeName(world: World, draft: Rec): void {
  const holder = idOfName(world, draft.type, asText(draft.body.entityId) ?? '');
  if (holder !== undefined && holder !== draft.id) throw userError('This entity already exists.');
}

function requireFreeEmail(world: World, draft: Rec): void {
  const email = asText(draft.body.email)?.toLowerCase();
  if (!world.switches.refuseDuplicateEmail || email === undefined) return;
  for (const other of spaceMap(world, 'entity').values()) {
    const same = other.type === draft.type && asText(other.body.email)?.toLowerCase() === email;
    if (same && other.id !== draft.id) throw userError('This entity already exists.');
  }
}

/** A parent may not be the record itself or one of its own children. */
function requireSoundParent(world: World, draft: Rec): void {
  let at = asText(draft.body.parent);
  for (let depth = 0; at !== undefined && depth < 100; depth += 1) {
    if (at === draft.id) throw invalidFieldValue(draft.body.parent, 'parent', 'parent');
    at = asText(findRecord(world, draft.type, at)?.body.parent);
  }
}

/** Checks and completes an entity before it is stored. */
export function prepareEntity(world: World, draft: Rec, previous: Rec | undefined): void {
  requireNames(world, draft);
  if (draft.body.entityId === undefined && !world.switches.autoNumberEntities)
    draft.body.entityId = asText(draft.body.companyName) ?? (personName(draft) || draft.id);
  requireFreeName(world, draft);
  requireFreeEmail(world, draft);
  requireSoundParent(world, draft);
  draft.body.entityId ??= takeTranId(world, NUMBER_PREFIX[draft.type] ?? '');
  draft.body.isPerson ??= draft.type === 'employee';
  draft.body.currency ??= '1';
  prepareAddressBook(draft, previous);
  const listed = listOf(draft, 'currencyList').some((line) => line.currency === draft.body.currency);
  if (!listed && draft.lists.currencyList !== undefined)
    draft.lists.currencyList = [{ currency: draft.body.currency }, ...draft.lists.currencyList];
}

/** True when the entity may be dealt with in this currency. */
export function hasCurrency(entity: Rec, currency: string): boolean {
  return entity.body.currency === currency || listOf(entity, 'currencyList').some((line) => line.currency === currency);
}
