// What a record type looks like: property names with their kinds, written as short strings so that a table stays readable.
// Trap: names are matched without case, but always answered in the camelCase written here.

/** s string, n number, i integer, b boolean, d date, t date-time, r:x reference, e:x enumeration (x names its labels),
 *  sub:x subrecord, list:x sublist. */
export type FieldKind =
  | 's'
  | 'n'
  | 'i'
  | 'b'
  | 'd'
  | 't'
  | `r:${string}`
  | `e:${string}`
  | `sub:${string}`
  | `list:${string}`;

export type Fields = Readonly<Record<string, FieldKind>>;

export type Family = 'transaction' | 'entity' | 'item' | 'other';

export interface RecordSchema {
  name: string;
  family: Family;
  body: Fields;
  /** Property names that a client may send but which are ignored, as the real service computes them. */
  readOnly?: readonly string[];
  /** Must be present after a create. */
  mandatory?: readonly { field: string; label: string }[];
  /** Transactions only: number prefix (SO, IF), SuiteQL type code and display name. */
  transaction?: { prefix: string; code: string; label: string; posting: boolean };
  /** Item types only: the itemType code. */
  itemType?: string;
  transforms?: readonly string[];
  /** True when the record can only be born by a transform. */
  transformOnly?: boolean;
}

/** Turns `'amount:n line:i'` into a field table. */
export function fields(text: string): Fields {
  const table: Record<string, FieldKind> = {};
  for (const part of text.trim().split(/\s+/)) {
    const at = part.indexOf(':');
    table[part.slice(0, at)] = part.slice(at + 1) as FieldKind;
  }
  return table;
}
