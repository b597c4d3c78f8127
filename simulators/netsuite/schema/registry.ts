// Finds record types, sublists and properties by name, in any letter case.
// Trap: a reference kind may name a whole family (item, transaction, entity) or one record type.
import type { Family, FieldKind, Fields, RecordSchema } from './field.ts';
import { MASTER_DATA } from './master-data.ts';
import { SUBLISTS, SUBRECORDS } from './sublists.ts';
import { TRANSACTIONS } from './transactions.ts';

export const SCHEMAS: readonly RecordSchema[] = [...TRANSACTIONS, ...MASTER_DATA];

const byLowerName = new Map(SCHEMAS.map((schema) => [schema.name.toLowerCase(), schema]));
const lowerNames = new WeakMap<Fields, Map<string, string>>();

/** The record type of that name in any letter case. */
export function findSchema(name: string): RecordSchema | undefined {
  return byLowerName.get(name.toLowerCase());
}

/** The record type of that exact name; throws when there is none (a fault of the simulator itself). */
export function schemaOf(name: string): RecordSchema {
  const schema = findSchema(name);
  if (schema === undefined) throw new Error(`no record type ${name}`);
  return schema;
}

/** The property's proper spelling, or undefined when the table has no such property. */
export function canonicalName(table: Fields, name: string): string | undefined {
  let names = lowerNames.get(table);
  if (names === undefined) {
    names = new Map(Object.keys(table).map((key) => [key.toLowerCase(), key]));
    lowerNames.set(table, names);
  }
  return names.get(name.toLowerCase());
}

/** The part of a kind after the colon: the target of a reference, the name of a list. */
export function kindTarget(kind: FieldKind): string {
  return kind.slice(kind.indexOf(':') + 1);
}

export function sublistFields(name: string): Fields {
  return SUBLISTS[name] ?? {};
}

export function subrecordFields(name: string): Fields {
  return SUBRECORDS[name] ?? {};
}

/** Where a record of this type is kept: families share one id space, small lists have one each. */
export function spaceOf(type: string): string {
  const schema = byLowerName.get(type.toLowerCase());
  if (schema === undefined) return type;
  return schema.family === 'other' ? schema.name : schema.family;
}

/** Lots and price levels may be named although the simulator has no record of them. */
const UNCHECKED = ['priceLevel', 'inventoryNumber'];

/** The space a reference points to, or undefined when the simulator does not keep such records (any id is then fine). */
export function referenceSpace(target: string): string | undefined {
  const families: readonly string[] = ['transaction', 'entity', 'item'] satisfies Family[];
  if (families.includes(target)) return target;
  return byLowerName.has(target.toLowerCase()) && !UNCHECKED.includes(target) ? spaceOf(target) : undefined;
}
