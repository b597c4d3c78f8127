/**
 * `preview`: what the sync would write for one order, as a difference to what is there. Reads both systems, writes nothing.
 */
import type { Command } from 'commander';
import type { Preview, PreviewLine } from '../../mappings/netsuite-shipstation/order-shipped/preview.ts';
import { parseStoredConnection } from '../../settings/connection.ts';
import { manifestOf } from '../../workflows/manifest.ts';
import { previewRun } from '../../workflows/starts.ts';
import { addCommand } from '../command.ts';
import type { ExitCode } from '../errors.ts';
import type { Output } from '../output.ts';
import { connectionRow, withSession } from '../session.ts';

/** How the plan says that there is nothing yet. */
const NOTHING = '—';

export const addPreview = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'preview <connection> <order-number>',
    summary: 'what would be written for one order, as a difference to what is there; writes nothing',
    examples: ['preview acme 10045', "preview shop '#1001' --json"],
    more: 'Exit code 1 when something is in the way. Needs a running worker: it reads with the same steps as the sync.',
    run: ({ args: [id = '', orderNumber = ''], out }) =>
      withSession(async (session) => {
        const { pair } = parseStoredConnection((await connectionRow(session, id)).settings);
        const client = await session.temporal();
        const preview: Preview = await client.workflow.execute(
          'preview',
          previewRun({ connection: id, order: orderNumber, pair }),
        );
        out.result({ connection: id, orderNumber, ...preview });
        return print(out, orderNumber, preview, manifestOf(pair).systems.includes('netsuite'));
      }),
  });

/** `hasSalesOrders`: NetSuite keeps one for each order; Fusion's receivables know none. */
function print(
  out: Output,
  orderNumber: string,
  { salesOrders, writes, problems, notes }: Preview,
  hasSalesOrders: boolean,
): ExitCode {
  const found = salesOrders.length === 0 ? 'no sales order found' : `sales order ${salesOrders.join(', ')}`;
  out.line(`${out.paint('bold', `Order ${orderNumber}`)}${hasSalesOrders ? `: ${found}` : ''}`);
  for (const { title, target, lines } of writes) {
    out.line();
    out.line(`${out.paint('bold', title)} (${target})`);
    for (const line of lines) printLine(out, line);
  }
  for (const { reason } of problems) out.line(`${out.paint('fail', 'in the way:')} ${reason}`);
  for (const note of notes) out.line(note);
  if (writes.length === 0 && problems.length === 0) out.line('Nothing to write: both systems agree.');
  if (writes.length > 0) out.line(out.paint('dim', '\nNothing was written.'));
  return problems.length > 0 ? 1 : 0;
}

function printLine(out: Output, { field, from, to }: PreviewLine): void {
  if (from !== NOTHING) out.line(out.paint('removed', `  - ${field}: ${from}`));
  out.line(out.paint('added', `  + ${field}: ${to}`));
}
