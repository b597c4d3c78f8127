/**
 * `catalog check`: which variants of the shop have no NetSuite item, before an order has to wait for one. Reads only.
 * The trap: it needs a running worker, because it reads with the same steps and budgets as the syncs.
 */
import type { Command } from 'commander';
import type { CatalogProblem, CatalogResult, CatalogRow } from '../../workflows/contracts.ts';
import { catalogRun } from '../../workflows/starts.ts';
import { addCommand } from '../command.ts';
import { type ExitCode, usageError } from '../errors.ts';
import type { Output } from '../output.ts';
import { connectionRow, withSession } from '../session.ts';

const WORDS: Record<CatalogProblem, string> = {
  missing: 'not in NetSuite',
  several: 'several items in NetSuite',
  inactive: 'inactive in NetSuite',
  blank: 'variant without a SKU',
  doubled: 'SKU of another variant too',
};
const MOST_LINES = 200;

export const addCatalogCheck = (parent: Command): Command =>
  addCommand<{ csv?: boolean }>(parent, {
    usage: 'check <connection>',
    summary: 'which variants of the shop have no NetSuite item, several, or no SKU',
    examples: ['catalog check acme', 'catalog check acme --csv > missing.csv'],
    more: 'Exit code 1 when something is missing. Needs a running worker.',
    options: (command) => command.option('--csv', 'answer as CSV: problem, sku, variant, product, others'),
    run: ({ args: [id = ''], options, out }) =>
      withSession(async (session) => {
        const row = await connectionRow(session, id);
        if (row.pair !== 'netsuite-shopify') throw usageError(`${id} (${row.pair}) has no shop catalogue.`);
        const client = await session.temporal();
        const result: CatalogResult = await client.workflow.execute('catalogCheck', catalogRun({ connection: id }));
        out.result({ connection: id, ...result });
        if (options.csv === true) printCsv(out, result.rows);
        else print(out, result);
        return problemsOf(result) > 0 ? 1 : 0;
      }),
  });

const problemsOf = ({ counts }: CatalogResult): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

function print(out: Output, result: CatalogResult): ExitCode {
  const { variants, rows, counts } = result;
  for (const row of rows.slice(0, MOST_LINES)) {
    const others = row.others.length === 0 ? '' : ` (${row.others.join(', ')})`;
    out.line(
      `${out.paint('fail', WORDS[row.problem])}  ${row.sku || '—'}  ${row.product}, variant ${row.variantId}${others}`,
    );
  }
  if (rows.length > MOST_LINES) out.line(`… and ${rows.length - MOST_LINES} more; --csv shows them`);
  const told = Object.entries(counts).flatMap(([problem, count]) =>
    count === 0 ? [] : [`${count} ${WORDS[problem as CatalogProblem]}`],
  );
  out.line(`${variants} variants looked at: ${told.length === 0 ? 'each has its item' : told.join(', ')}`);
  return 0;
}

function printCsv(out: Output, rows: CatalogRow[]): void {
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  out.line('problem,sku,variant,product,others');
  for (const { problem, sku, variantId, product, others } of rows)
    out.line([problem, sku, variantId, product, others.join(' ')].map(cell).join(','));
}
