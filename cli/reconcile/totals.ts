/**
 * `reconcile --totals`: what both sides come to, day by day and warehouse by warehouse.
 * The trap: only lists whose rows carry sums have any, and a mending changes them, so after it they are counted anew.
 */
import type { ReconcileResult, StreamTotal } from '../../workflows/contracts.ts';
import { csvLine } from '../csv.ts';
import { writeLines } from '../new-file.ts';
import type { Output } from '../output.ts';

const COLUMNS = ['stream', 'day', 'place', 'unit', 'source', 'target', 'equal'];

const cellsOf = ({ stream, day, place, unit, source, target }: StreamTotal): string[] => [
  ...[stream, day, place, unit, source, target],
  source === target ? 'yes' : 'no',
];

export const writeTotals = (result: ReconcileResult, file: string | undefined): Promise<void> =>
  writeLines(file, async (line) => {
    await line(csvLine(COLUMNS));
    for (const total of result.totals ?? []) await line(csvLine(cellsOf(total)));
  });

export function printTotals(result: ReconcileResult, out: Output): void {
  const { totals = [] } = result;
  if (totals.length === 0) {
    out.line('No sums: the lists of this comparison have none, or it mended something; compare anew.');
    return;
  }
  out.line(`${out.paint('bold', result.connection)}  ${result.from} to ${result.to}`);
  out.table(
    ['STREAM', 'DAY', 'PLACE', 'UNIT', 'SOURCE', 'TARGET', 'EQUAL'],
    totals.map(cellsOf).map((cells) => cells.map((cell) => (cell === 'no' ? out.paint('fail', 'no') : cell))),
  );
}

/** One line for the usual report; undefined without sums. */
export function totalsWords({ totals = [] }: ReconcileResult): string | undefined {
  if (totals.length === 0) return undefined;
  const equal = totals.filter(({ source, target }) => source === target).length;
  return `Sums by day and place: ${equal} of ${totals.length} are equal; --totals shows them.`;
}
