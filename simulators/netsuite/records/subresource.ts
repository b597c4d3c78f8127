// Reads a part of a record: a sublist, one line of it, or a subrecord inside a line.
// Trap: lines are found by their line number (address book entries by their id), not by position.
import { notFound, unknownUrl } from '../ns-error.ts';
import type { Fields } from '../schema/field.ts';
import { canonicalName, kindTarget, schemaOf, sublistFields, subrecordFields } from '../schema/registry.ts';
import { LINE_KEYS } from '../schema/sublists.ts';
import type { Line, Rec, Value } from '../world.ts';
import { RECORD_PATH, type RenderOptions, renderList, renderProperties } from './render.ts';

function walk(options: RenderOptions, table: Fields, values: Line, parts: readonly string[], href: string): object {
  const [name = '', key, ...rest] = parts;
  const field = canonicalName(table, name);
  const kind = field === undefined ? undefined : table[field];
  if (field === undefined || kind === undefined) throw unknownUrl();
  const value: Value = values[field];
  const here = `${href}/${field}`;
  if (kind.startsWith('sub:')) {
    if (value === undefined || value === null) throw notFound();
    const sub = subrecordFields(kindTarget(kind));
    return key === undefined
      ? renderProperties(options, sub, value as Line, here)
      : walk(options, sub, value as Line, [key, ...rest], here);
  }
  if (!kind.startsWith('list:')) throw unknownUrl();
  const lines = Array.isArray(value) ? (value as Line[]) : [];
  const list = kindTarget(kind);
  if (key === undefined) return renderList({ ...options, expand: options.expand }, list, lines, here);
  const line = lines.find((candidate, index) => String(candidate[LINE_KEYS[list] ?? 'line'] ?? index + 1) === key);
  if (line === undefined) throw notFound();
  const fieldsOfLine = sublistFields(list);
  return rest.length === 0
    ? renderProperties(options, fieldsOfLine, line, `${here}/${key}`)
    : walk(options, fieldsOfLine, line, rest, `${here}/${key}`);
}

/** The part of a record that the path names; throws 404 when it is not there. */
export function readPart(options: RenderOptions, rec: Rec, parts: readonly string[]): object {
  return walk(
    options,
    schemaOf(rec.type).body,
    { ...rec.body, ...rec.lists },
    parts,
    `${options.base}${RECORD_PATH}/${rec.type}/${rec.id}`,
  );
}
