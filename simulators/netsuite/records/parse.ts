// Turns a request body into checked values: names in any case, references to ids, enumerations to letters.
// Trap: a reference may be `{"id":"12"}`, `{"id":12}`, `{"externalId":"X"}`, `"12"` or `12`.
import { invalidContent, invalidFieldValue } from '../ns-error.ts';
import { enumId } from '../schema/enums.ts';
import type { Family, FieldKind, Fields, RecordSchema } from '../schema/field.ts';
import { canonicalName, kindTarget, referenceSpace, sublistFields, subrecordFields } from '../schema/registry.ts';
import { idOfExternal, type Line, spaceMap, type Value } from '../world.ts';
import type { WriteContext } from './context.ts';

export interface ParsedBody {
  body: Record<string, Value>;
  lists: Record<string, Line[]>;
}

type Json = Readonly<Record<string, unknown>>;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const CUSTOM_PREFIX: Readonly<Record<Family, string | undefined>> = {
  transaction: 'custbody',
  entity: 'custentity',
  item: 'custitem',
  other: 'custrecord',
};

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseReference(ctx: WriteContext, target: string, value: unknown, field: string, path: string): Value {
  const space = referenceSpace(target);
  if (isObject(value) && typeof value.externalId === 'string' && space !== undefined) {
    const id = idOfExternal(ctx.world, space, value.externalId);
    if (id === undefined) throw invalidFieldValue(value.externalId, field, path);
    return id;
  }
  const raw = isObject(value) ? value.id : value;
  if (typeof raw !== 'string' && typeof raw !== 'number') throw invalidFieldValue(value, field, path);
  const id = String(raw);
  if (space === undefined) return id;
  const found = spaceMap(ctx.world, space).get(id);
  if (found === undefined || !fits(found.type, target)) throw invalidFieldValue(id, field, path);
  return id;
}

function fits(type: string, target: string): boolean {
  const families = ['transaction', 'entity', 'item'];
  return families.includes(target) || type.toLowerCase() === target.toLowerCase();
}

function parseEnum(name: string, value: unknown, field: string, path: string): Value {
  const given = isObject(value) ? value.id : value;
  const raw = name === 'undepFunds' && typeof given === 'boolean' ? (given ? 'T' : 'F') : given;
  if (typeof raw !== 'string' && typeof raw !== 'number') throw invalidFieldValue(value, field, path);
  const id = enumId(name, String(raw));
  if (id === undefined) throw invalidFieldValue(raw, field, path);
  return id;
}

function wrongType(expected: string, field: string, path: string): Error {
  return invalidContent(`Invalid value for the field ${field}. Provide a value of type ${expected}.`, path);
}

function parseScalar(kind: FieldKind, value: unknown, field: string, path: string): Value {
  if (kind === 's') {
    if (typeof value === 'string') return value;
    throw wrongType('string', field, path);
  }
  if (kind === 'b') {
    if (typeof value === 'boolean') return value;
    throw wrongType('boolean', field, path);
  }
  if (kind === 'n' || kind === 'i') {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number) && (kind === 'n' || Number.isInteger(number)))
      return number;
    throw wrongType(kind === 'n' ? 'number' : 'integer', field, path);
  }
  if (typeof value !== 'string') throw wrongType('string', field, path);
  if (kind === 'd' && (!DATE.test(value) || Number.isNaN(Date.parse(value))))
    throw wrongType('date (YYYY-MM-DD)', field, path);
  if (kind === 't' && Number.isNaN(Date.parse(value))) throw wrongType('date-time', field, path);
  return value;
}

function parseField(ctx: WriteContext, kind: FieldKind, value: unknown, field: string, path: string): Value {
  if (value === null) return null;
  if (kind.startsWith('r:')) return parseReference(ctx, kindTarget(kind), value, field, path);
  if (kind.startsWith('e:')) return parseEnum(kindTarget(kind), value, field, path);
  if (kind.startsWith('sub:')) {
    if (!isObject(value)) throw wrongType('object', field, path);
    return parseProperties(ctx, subrecordFields(kindTarget(kind)), value, `${path}.`);
  }
  if (kind.startsWith('list:')) return parseLines(ctx, kindTarget(kind), value, path);
  return parseScalar(kind, value, field, path);
}

function unknownProperty(ctx: WriteContext, path: string): void {
  if (ctx.nameValidation === 'error') {
    throw invalidContent(`Unknown property name '${path}' in the request body.`, path);
  }
  if (ctx.nameValidation === 'warning') ctx.warnings.push(path);
}

/** A custom field's prefix tells where it lives: on bodies, lines, entities or items. */
function customField(ctx: WriteContext, name: string, prefix: string | undefined): string | undefined {
  if (prefix === undefined || !name.toLowerCase().startsWith(prefix)) return undefined;
  return ctx.world.switches.customFields.find((known) => known.toLowerCase() === name.toLowerCase());
}

function customValue(value: unknown): Value {
  if (isObject(value)) return customValue(value.id);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null
    ? value
    : null;
}

function parseProperties(ctx: WriteContext, table: Fields, json: Json, prefix: string, custom?: string): Line {
  const out: Line = {};
  for (const [name, value] of Object.entries(json)) {
    if (name === 'links' || name === 'refName') continue;
    const path = prefix + name;
    const canonical = canonicalName(table, name);
    const kind = canonical === undefined ? undefined : table[canonical];
    if (canonical !== undefined && kind !== undefined) {
      out[canonical] = parseField(ctx, kind, value, canonical, path);
      continue;
    }
    const own = customField(ctx, name, custom);
    if (own === undefined) unknownProperty(ctx, path);
    else out[own] = customValue(value);
  }
  return out;
}

function parseLines(ctx: WriteContext, listName: string, value: unknown, path: string): Line[] {
  const items = isObject(value) ? value.items : value;
  if (!Array.isArray(items)) throw wrongType('collection with items', path, path);
  return items.map((line: unknown, index) => {
    const linePath = `${path}.items[${index}]`;
    if (!isObject(line)) throw wrongType('object', path, linePath);
    return parseProperties(ctx, sublistFields(listName), line, `${linePath}.`, 'custcol');
  });
}

const takesTaxTotal = ({ world }: WriteContext) => world.switches.acceptTaxTotal && !world.switches.suiteTax;

/** Checks a body against the record type; throws NsError for a wrong value or (if asked for) an unknown name. */
export function parseBody(
  ctx: WriteContext,
  schema: RecordSchema,
  json: unknown,
  hidden: readonly string[] = [],
): ParsedBody {
  if (!isObject(json)) throw invalidContent('Request body must be a JSON object.');
  const visible: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(json)) {
    if (hidden.some((field) => field.toLowerCase() === name.toLowerCase())) unknownProperty(ctx, name);
    else visible[name] = value;
  }
  const all = parseProperties(ctx, schema.body, visible, '', CUSTOM_PREFIX[schema.family]);
  const parsed: ParsedBody = { body: {}, lists: {} };
  for (const [name, value] of Object.entries(all)) {
    if (schema.readOnly?.includes(name) && !(name === 'taxTotal' && takesTaxTotal(ctx))) continue;
    if (schema.body[name]?.startsWith('list:')) parsed.lists[name] = Array.isArray(value) ? (value as Line[]) : [];
    else parsed.body[name] = value;
  }
  return parsed;
}
