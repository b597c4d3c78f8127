/** What the stock commands say. The trap: times are told as so long from now, because nobody reads UTC at a glance. */
import type { WorkflowHandle } from '@temporalio/client';
import type { StockLevelRow } from '../../store/stock-contract.ts';
import type { StockProgress } from '../../workflows/contracts.ts';
import type { ExitCode } from '../errors.ts';
import type { Output } from '../output.ts';
import { type Session, webUiLink } from '../session.ts';
import { ageOf } from '../values.ts';
import type { StockSync } from './follow.ts';

const levelsIn = ({ same, changed, waiting, failed, todo }: StockProgress) => same + changed + waiting + failed + todo;

export const sumOf = (progress: StockProgress): string => {
  const { same, changed, waiting, failed, todo, shadow } = progress;
  const left = todo === 0 ? '' : shadow === true ? `, ${todo} would be written (shadow mode)` : `, ${todo} left`;
  return `${levelsIn(progress)} levels: ${same} same, ${changed} changed, ${waiting} waiting, ${failed} failed${left}.`;
};

/** The numbers and words of the bar. While it reads, the rows read so far are all that is known. */
export function barValues(progress: StockProgress, now: Date = new Date()) {
  const { phase, changed, waiting, failed, todo, read, budget, endsAt } = progress;
  const isReading = phase.startsWith('reading') || phase === 'comparing';
  const total = isReading ? Math.max(read, levelsIn(progress), 1) : Math.max(levelsIn(progress), 1);
  return {
    total,
    done: isReading ? read : levelsIn(progress) - todo,
    phase: progress.pass > 1 ? `${phase} (once more)` : phase,
    changed,
    waiting,
    failed,
    budget: budget === undefined ? '' : ` · budget ${budget.remaining}/${budget.limit}`,
    end: endsAt === undefined ? '' : ` · about ${ageOf(now.toISOString(), new Date(endsAt))} left`,
  };
}

/** Where a run is; exit code 1 when its levels wait or failed. */
export async function printProgress(
  session: Session,
  connection: string,
  sync: StockSync,
  handle: WorkflowHandle | undefined,
  out: Output,
): Promise<ExitCode> {
  const { lookAt } = await import('./follow.ts');
  const progress = handle === undefined ? undefined : await lookAt(handle);
  const last = await lastRun(session, connection, sync);
  out.result({ running: handle !== undefined, ...(progress ?? {}), ...(last === undefined ? {} : { last }) });
  if (handle === undefined) out.line('No run is on.');
  else if (progress === undefined)
    out.line(`${handle.workflowId} is on, but no worker answers; see ml-connector doctor.`);
  else sayProgress(session, handle, progress, out);
  if (last !== undefined) out.line(`Last run, ${ageOf(last.at)} ago: ${last.summary}`);
  return progress !== undefined && progress.waiting + progress.failed > 0 ? 1 : 0;
}

function sayProgress(session: Session, handle: WorkflowHandle, progress: StockProgress, out: Output): void {
  const { phase, pass, budget, endsAt, waitsFor, startedAt, read } = progress;
  const rows = phase.startsWith('reading') ? `, ${read} rows so far` : '';
  out.line(
    `${out.paint('bold', phase)}${pass > 1 ? ', once more for what changed meanwhile' : ''}${rows}; on for ${ageOf(startedAt)}`,
  );
  out.line(sumOf(progress));
  if (budget !== undefined)
    out.line(`Rate budget: ${budget.remaining} of ${budget.limit} calls left until ${budget.resetAt}`);
  if (endsAt !== undefined)
    out.line(`Written in about ${ageOf(new Date().toISOString(), new Date(endsAt))} (${endsAt})`);
  if (waitsFor !== undefined) out.line(out.paint('warn', `Waits: ${waitsFor}`));
  const link = webUiLink(session.env, handle.workflowId);
  if (link !== undefined) out.line(link);
}

async function lastRun(
  session: Session,
  connection: string,
  sync: StockSync,
): Promise<{ at: string; summary: string } | undefined> {
  const rows = await session.store.ledger.forRecord(connection, sync, 'run');
  const row = rows.at(-1);
  return row === undefined ? undefined : { at: row.at, summary: row.summary };
}

/** The levels of SKUs as they were seen last. */
export async function printLevels(
  session: Session,
  connection: string,
  sync: StockSync,
  skus: string[],
  out: Output,
): Promise<ExitCode> {
  // ShipStation's rows are keyed by the SKU in capitals, with single blanks; Shopify's by the inventory item.
  const skuKeys = skus.map((sku) => sku.normalize('NFKC').trim().replace(/\s+/g, ' ').toUpperCase());
  const which = sync === 'stockLevels' ? { skuKeys } : { skus: skus.map((sku) => sku.trim()) };
  const rows = await session.store.stock.list({ connection, ...which, limit: 10_000 });
  out.result({ levels: rows });
  out.table(
    ['SKU', 'place', 'NetSuite', 'seen', sync === 'stockLevels' ? 'ShipStation' : 'Shopify', 'seen', 'state'],
    rows.map(cellsOf),
  );
  if (rows.length === 0) out.line('No run has seen such a SKU.');
  return rows.some((row) => row.state === 'waiting' || row.state === 'failed') ? 1 : 0;
}

const cellsOf = (row: StockLevelRow): string[] => [
  row.sku,
  row.location,
  String(row.wanted),
  `${ageOf(row.wantedAt)} ago`,
  row.shown === undefined ? 'none' : String(row.shown),
  row.shownAt === undefined ? '' : `${ageOf(row.shownAt)} ago`,
  row.reason === undefined ? row.state : `${row.state}: ${row.reason}`,
];
