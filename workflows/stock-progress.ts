/**
 * How a stock run tells where it is: the words for the Web UI, and when it will be through.
 * The trap: the forecast is measured on this run, because the budget is shared with everything else.
 */
import type { StockProgress } from './contracts.ts';

/** One or two lines of Markdown. */
export function describeProgress(progress: StockProgress): string {
  const { phase, pass, read, todo, same, changed, waiting, failed, waitsFor, stopped } = progress;
  const place = phase.startsWith('reading') ? `${phase}: ${count(read)} rows` : phase;
  const again = pass > 1 ? ` (once more, for what changed meanwhile: ${pass})` : '';
  const sums = [
    `${count(same)} same`,
    `${count(changed)} changed`,
    `${count(waiting)} waiting`,
    `${count(failed)} failed`,
    ...(todo > 0 ? [`${count(todo)} ${progress.shadow ? 'would be written (shadow mode)' : 'to write'}`] : []),
  ].join(' · ');
  const lines = [`**${place}**${again}`, sums, budgetWords(progress)];
  if (waitsFor !== undefined) lines.push(`waits: ${waitsFor}`);
  if (stopped !== undefined) lines.push(`stopped: ${stopped}`);
  return lines.filter((line) => line !== '').join('\n\n');
}

function budgetWords({ budget, endsAt, phase }: StockProgress): string {
  if (phase !== 'writing') return '';
  const left =
    budget === undefined ? [] : [`budget ${budget.remaining} of ${budget.limit} until ${time(budget.resetAt)}`];
  return [...left, ...(endsAt === undefined ? [] : [`through at about ${time(endsAt)}`])].join(' · ');
}

const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
const time = (instant: string): string => `${instant.slice(11, 19)}Z`;

/** One sentence for the ledger and the end. */
export function sumOf({ same, changed, waiting, failed, todo, shadow }: StockProgress): string {
  const left = todo === 0 ? '' : shadow ? `, ${todo} would be written` : `, ${todo} left`;
  return `${same + changed + waiting + failed + todo} levels: ${same} same, ${changed} changed, ${waiting} waiting, ${failed} failed${left}`;
}

/** When the rest will be written at the pace so far; undefined while nothing is known. */
export function forecast(done: number, left: number, sinceMs: number, nowMs: number): string | undefined {
  if (done === 0 || nowMs <= sinceMs) return undefined;
  return new Date(nowMs + (left * (nowMs - sinceMs)) / done).toISOString();
}
