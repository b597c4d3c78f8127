// Renders a record as the REST service answers it: links everywhere, references with refName, no nulls.
// Trap: sublists and subrecords are only link stubs unless expandSubResources is asked for.
import { enumLabel } from '../schema/enums.ts';
import type { FieldKind, Fields } from '../schema/field.ts';
import { kindTarget, schemaOf, sublistFields, subrecordFields } from '../schema/registry.ts';
import { LINE_KEYS } from '../schema/sublists.ts';
import type { Line, Rec, Value, World } from '../world.ts';
import { recordName, referenceName, referenceType } from './names.ts';

export interface RenderOptions {
  world: World;
  /** Scheme and host of the request, without a slash at the end. */
  base: string;
  expand: boolean;
  simpleEnums: boolean;
  /** Lower-case body property names; undefined = all. */
  only: ReadonlySet<string> | undefined;
}

type Json = Record<string, unknown>;

export const RECORD_PATH = '/services/rest/record/v1';

const self = (href: string) => [{ rel: 'self', href }];

function renderReference(options: RenderOptions, target: string, id: string): Json {
  const type = referenceType(options.world, target, id);
  const name = referenceName(options.world, target, id);
  const links = type === undefined ? [] : self(`${options.base}${RECORD_PATH}/${type}/${id}`);
  return name === undefined ? { links, id } : { links, id, refName: name };
}

function renderEnum(options: RenderOptions, name: string, id: string): unknown {
  return options.simpleEnums ? id : { id, refName: enumLabel(name, id) };
}

function renderValue(options: RenderOptions, kind: FieldKind | undefined, value: Value, href: string): unknown {
  if (kind === undefined) return value;
  if (kind.startsWith('r:')) return renderReference(options, kindTarget(kind), String(value));
  if (kind.startsWith('e:')) return renderEnum(options, kindTarget(kind), String(value));
  if (kind.startsWith('sub:')) {
    if (!options.expand) return { links: self(href) };
    return renderProperties(options, subrecordFields(kindTarget(kind)), value as Line, href);
  }
  if (kind.startsWith('list:')) {
    return options.expand ? renderList(options, kindTarget(kind), value as Line[], href) : { links: self(href) };
  }
  return value;
}

/** Properties of a subrecord or a line, with its own link. */
export function renderProperties(options: RenderOptions, table: Fields, line: Line, href: string): Json {
  const out: Json = { links: self(href) };
  for (const [name, value] of Object.entries(line)) {
    if (value === null || value === undefined || name.startsWith('_')) continue;
    out[name] = renderValue(options, table[name], value, `${href}/${name}`);
  }
  return out;
}

/** A whole sublist with its counters. */
export function renderList(options: RenderOptions, listName: string, lines: readonly Line[], href: string): Json {
  const table = sublistFields(listName);
  const key = LINE_KEYS[listName] ?? 'line';
  const items = lines.map((line, index) =>
    renderProperties(options, table, line, `${href}/${String(line[key] ?? index + 1)}`),
  );
  return { links: self(href), count: items.length, hasMore: false, items, offset: 0, totalResults: items.length };
}

const iso = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');

/** The full answer to a GET of one record. */
export function renderRecord(options: RenderOptions, rec: Rec): Json {
  const schema = schemaOf(rec.type);
  const href = `${options.base}${RECORD_PATH}/${rec.type}/${rec.id}`;
  const wanted = (name: string) => options.only === undefined || options.only.has(name.toLowerCase());
  const out: Json = { links: self(href) };
  const values: Record<string, Value> = {
    id: rec.id,
    refName: recordName(rec),
    createdDate: iso(rec.createdMs),
    lastModifiedDate: iso(rec.modifiedMs),
    ...rec.body,
  };
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || !wanted(name)) continue;
    out[name] = renderValue(options, schema.body[name], value, `${href}/${name}`);
  }
  for (const [name, kind] of Object.entries(schema.body)) {
    if (!kind.startsWith('list:') || rec.lists[name] === undefined || !wanted(name)) continue;
    out[name] = renderValue(options, kind, rec.lists[name], `${href}/${name}`);
  }
  return out;
}
