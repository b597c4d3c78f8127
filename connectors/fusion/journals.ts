/**
 * Journal batches as imported: their lines with the description that each was sent with, and what was refused.
 * The trap: `LIKE` takes `_` and `%` of a name as patterns, so what it finds is compared again; the lists inside a batch are
 * long and are paged one by one.
 */
import { type Caller, idSegment } from './call.ts';
import { compact } from './compact.ts';
import { all, rawRows, whole } from './lists.ts';
import type { FusionView, JournalBatch } from './types.ts';
import { rowsOf, textOf } from './view.ts';

const BATCHES = '/journalBatches';

export async function findBatches(caller: Caller, nameHolds: string): Promise<JournalBatch[]> {
  const where = [{ attribute: 'BatchName', operator: 'LIKE' as const, value: `%${nameHolds}%` }];
  const batches = await all(caller, { path: BATCHES, query: { where, orderBy: 'JeBatchId:asc' } }, (item) => {
    const id = textOf(item, 'JeBatchId');
    const name = textOf(item, 'BatchName') ?? '';
    const status = textOf(item, 'StatusMeaning', 'Status');
    return id === undefined || !name.includes(nameHolds) ? undefined : compact({ id, name, status });
  });
  const found: JournalBatch[] = [];
  for (const batch of batches) {
    const path = `${BATCHES}/${idSegment(batch.id)}`;
    found.push({ ...batch, lines: await linesOf(caller, path), errors: await errorsOf(caller, path) });
  }
  return found;
}

async function linesOf(caller: Caller, path: string): Promise<JournalBatch['lines']> {
  const child = `${path}/child/journalHeaders`;
  const expand = ['journalLines'];
  const raw = await rawRows(caller, child, expand);
  const wrapper = await whole(caller, path, { journalHeaders: raw }, ['journalHeaders.journalLines']);
  return rowsOf(wrapper, 'journalHeaders').flatMap((header) =>
    rowsOf(header, 'journalLines').map((line) => lineOf(textOf(header, 'JournalName'), line)),
  );
}

const lineOf = (journal: string | undefined, line: FusionView): JournalBatch['lines'][number] =>
  compact({
    journal,
    description: textOf(line, 'Description'),
    account: textOf(line, 'AccountCombination'),
    debit: textOf(line, 'EnteredDr'),
    credit: textOf(line, 'EnteredCr'),
    line: textOf(line, 'JeLineNumber'),
  });

const errorsOf = (caller: Caller, path: string): Promise<JournalBatch['errors']> =>
  all(caller, { path: `${path}/child/journalErrors`, query: {} }, (item) =>
    compact({
      journal: textOf(item, 'HeaderName'),
      line: textOf(item, 'JeLineNumber'),
      name: textOf(item, 'ErrorMessageName'),
      message: textOf(item, 'ErrorMessage', 'ErrorMessageName') ?? '',
    }),
  );
