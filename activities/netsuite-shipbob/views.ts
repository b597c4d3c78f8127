/** Lines of a NetSuite record as read. The trap: an empty sublist may be missing altogether. */
import type { RecordView, ViewValue } from '../../connectors/netsuite/record-types.ts';

export type Fields = { [key: string]: ViewValue };

const isFields = (value: ViewValue | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The lines of a sublist or of a subrecord's list. */
export function linesIn(view: RecordView, ...path: string[]): Fields[] {
  let part: ViewValue | undefined = view;
  for (const name of path) part = isFields(part) ? part[name] : undefined;
  const items = isFields(part) ? part.items : undefined;
  return Array.isArray(items) ? items.filter(isFields) : [];
}
