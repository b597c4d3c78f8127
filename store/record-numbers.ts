/**
 * The business numbers of a record, and how a typed number finds them.
 * The trap: people type `#1001`, `se-555` or `so 12`; what is stored beside each number is the same plain form.
 */
import type { BusinessNumber } from './contract.ts';
import type { Db } from './schema.ts';
import { chunks } from './values.ts';

const IDS_PER_QUERY = 500;

/** Without case, blanks, `#` and a leading `se-`. Empty when nothing is left. */
export function normalNumber(value: string): string {
  const plain = value.normalize('NFKC').toLowerCase().replace(/[\s#]/g, '');
  return plain.replace(/^se-/, '');
}

/** The numbers of these records by record id, sorted by kind and value. */
export async function numbersOf(db: Db, recordIds: string[]): Promise<Map<string, BusinessNumber[]>> {
  const found = new Map<string, BusinessNumber[]>(recordIds.map((id) => [id, []]));
  for (const part of chunks(recordIds, IDS_PER_QUERY)) {
    const rows = await db
      .selectFrom('record_numbers')
      .select(['record_id', 'kind', 'value'])
      .where('record_id', 'in', part)
      .orderBy('record_id')
      .orderBy('kind')
      .orderBy('value')
      .execute();
    for (const { record_id, kind, value } of rows) found.get(record_id)?.push({ kind, value });
  }
  return found;
}
