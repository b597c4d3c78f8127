/**
 * What `reconcile` says: a summary for people, or every finding as CSV or JSON.
 * The trap: findings may be many, so they are read page by page; a person is shown the first ones of each kind only.
 */
import type { Finding } from '../../mappings/shared/reconcile/types.ts';
import type { Store } from '../../store/contract.ts';
import { findingCursor } from '../../store/reconcile-findings.ts';
import type { ReconcileResult } from '../../workflows/contracts.ts';
import { csvLine } from '../csv.ts';
import { writeLines } from '../new-file.ts';
import type { Output } from '../output.ts';
import { totalsWords } from './totals.ts';

export type ShownFinding = Finding & { stream: string };

const PAGE = 500;
const MOST_SHOWN = 30;

export async function* findingsOf(store: Store, run: string, explained?: boolean): AsyncGenerator<ShownFinding> {
  for (let after: string | undefined; ; ) {
    const rows = await store.reconcile.findings(run, {
      limit: PAGE,
      ...(explained === undefined ? {} : { explained }),
      ...(after === undefined ? {} : { after }),
    });
    for (const row of rows) yield { stream: row.stream, ...(JSON.parse(row.details) as Finding) };
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = findingCursor(last);
  }
}

export async function writeReport(
  store: Store,
  result: ReconcileResult,
  format: 'csv' | 'json',
  file: string | undefined,
): Promise<void> {
  if (format === 'csv') return writeLines(file, (line) => csvReport(store, result, line));
  const findings: ShownFinding[] = [];
  for await (const found of findingsOf(store, result.run)) findings.push(found);
  await writeLines(file, (line) => line(JSON.stringify({ ...result, findings }, null, 2)));
}

const COLUMNS = ['stream', 'cause', 'explained', 'difference', 'order', 'source', 'target', 'name', 'record', 'reason'];

async function csvReport(store: Store, result: ReconcileResult, line: (text: string) => Promise<void>): Promise<void> {
  await line(csvLine(COLUMNS));
  for await (const found of findingsOf(store, result.run)) {
    const { stream, cause, explained, what, order, source, target, key, recordKey, reason } = found;
    const cells = [stream, cause, explained ? 'yes' : 'no', what, order, source, target, key, recordKey, reason];
    await line(csvLine(cells.map((cell) => cell ?? '')));
  }
}

/** `all`: the explained ones one by one too. */
export async function printReport(store: Store, result: ReconcileResult, out: Output, all: boolean): Promise<void> {
  out.line(`${out.paint('bold', result.connection)}  ${result.from} to ${result.to}`);
  out.table(
    ['STREAM', 'SOURCE', 'TARGET', 'UNEXPLAINED', 'EXPLAINED', 'CAUSES'],
    result.streams.map((one) => [
      one.stream,
      String(one.source),
      String(one.target),
      one.unexplained === 0 ? out.paint('ok', '0') : out.paint('fail', String(one.unexplained)),
      String(one.explained),
      Object.entries(one.causes)
        .map(([cause, count]) => `${count} ${cause}`)
        .join(', '),
    ]),
  );
  for (const explained of all ? [false, true] : [false]) {
    let shown = 0;
    for await (const found of findingsOf(store, result.run, explained)) {
      if (shown === 0) out.line();
      if (!all && ++shown > MOST_SHOWN) {
        out.line('… and more; all of them with --format csv -o <file>');
        break;
      }
      shown = Math.max(shown, 1);
      out.line(`${out.paint(explained ? 'dim' : 'fail', found.cause)}  ${found.order ?? found.key}: ${found.reason}`);
    }
  }
  const sums = totalsWords(result);
  if (sums !== undefined) out.line(`\n${sums}`);
  for (const text of closing(result)) out.line(text);
}

function closing({ unexplained, healed, stopped, notLookedAt }: ReconcileResult): string[] {
  return [
    '',
    ...(notLookedAt === undefined
      ? []
      : ['So many differences have one cause: only the first were looked at a second time.']),
    ...(healed === undefined
      ? []
      : [`${healed.started} records were started again, ${healed.stillOpen} of them still differ.`]),
    stopped === undefined
      ? unexplained === 0
        ? 'Nothing is unexplained.'
        : `${unexplained} unexplained.`
      : `It stopped before the end: ${stopped}`,
  ];
}
