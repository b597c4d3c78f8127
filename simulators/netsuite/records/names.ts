// Display names of records, as they appear in `refName` and in BUILTIN.DF.
// Trap: these texts are for people; the real service changes them with preferences and language.
import { enumLabel } from '../schema/enums.ts';
import { findSchema, referenceSpace, spaceOf } from '../schema/registry.ts';
import type { Rec, World } from '../world.ts';

const PRICE_LEVELS: Readonly<Record<string, string>> = { '-1': 'Custom', '1': 'Base Price' };

/** The record's display name. */
export function recordName(rec: Rec): string {
  const schema = findSchema(rec.type);
  if (schema?.transaction !== undefined) return `${schema.transaction.label} #${String(rec.body.tranId ?? rec.id)}`;
  if (schema?.family === 'entity') return entityName(rec);
  const name = rec.body.itemId ?? rec.body.name ?? rec.body.periodName ?? rec.body.acctName;
  return String(name ?? rec.id);
}

function entityName(rec: Rec): string {
  const { entityId, companyName, firstName, lastName } = rec.body;
  const person = [firstName, lastName].filter((part) => typeof part === 'string').join(' ');
  const name = typeof companyName === 'string' ? companyName : person;
  return (
    [entityId ?? rec.id, name]
      .filter((part) => part !== '' && part !== entityId)
      .join(' ')
      .trim() || String(entityId)
  );
}

/** The display name for a reference; undefined when the simulator does not keep such records. */
export function referenceName(world: World, target: string, id: string): string | undefined {
  if (target === 'priceLevel') return PRICE_LEVELS[id];
  const space = referenceSpace(target);
  const rec = space === undefined ? undefined : world.spaces.get(space)?.get(id);
  return rec === undefined ? undefined : recordName(rec);
}

/** The record type behind a reference, for its link. */
export function referenceType(world: World, target: string, id: string): string | undefined {
  const space = referenceSpace(target);
  if (space === undefined) return undefined;
  return world.spaces.get(space)?.get(id)?.type ?? (spaceOf(target) === space ? target : undefined);
}

/** Status text as BUILTIN.DF shows it, e.g. `Sales Order : Pending Fulfillment`. */
export function statusText(type: string, letter: string): string {
  const schema = findSchema(type);
  const kind = schema?.body.status;
  const label = kind?.startsWith('e:') ? enumLabel(kind.slice(2), letter) : letter;
  return `${schema?.transaction?.label ?? type} : ${label}`;
}
