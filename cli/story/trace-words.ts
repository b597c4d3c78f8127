/** A record's story as one page of plain words, for a finance person. */
import type { LedgerRow, RecordRow } from '../../store/contract.ts';
import type { Output, Tone } from '../output.ts';
import { ageOf } from '../values.ts';
import type { RecordStory } from './trace-data.ts';

const STATUS_TONE: Record<RecordRow['status'], Tone> = { working: 'dim', waiting: 'warn', done: 'ok', skipped: 'dim' };
const FOUND_BY: Record<string, string> = {
  webhook: 'a webhook',
  sweep: 'a sweep (no webhook told of it)',
  backfill: 'a backfill',
  replay: 'a replay',
  person: 'a person',
};

/** `link` is the Web UI's address of the workflow, if there is one. */
export function printStory(out: Output, { record, ledger, deliveries }: RecordStory, link: string | undefined): void {
  const { connection, sync, recordKey, status, numbers } = record;
  out.line(out.paint('bold', `${sync} ${recordKey} (${connection})`));
  out.line(numbers.map(({ kind, value }) => `${kind} ${value}`).join('   '));
  out.line();
  out.line(`${out.paint(STATUS_TONE[status], status.toUpperCase())}  ${headline(record)}`);
  out.line(`First seen ${record.firstSeenAt}, through ${FOUND_BY[record.foundBy] ?? record.foundBy}.`);
  if (status === 'waiting') {
    out.line(`Waiting for ${ageOf(record.updatedAt)}. When it is mended it goes on by itself, or at once with:`);
    out.line(`  ml-connector retry ${record.workflowId}`);
    out.line(`  ml-connector skip ${record.workflowId} --note "why"`);
  }
  for (const one of deliveries) {
    const times = one.deliveries === 1 ? 'once' : `${one.deliveries} times, last ${one.lastReceivedAt}`;
    out.line(`Webhook ${one.topic} received ${one.receivedAt}, ${times}.`);
  }
  out.line();
  out.line(out.paint('bold', 'What happened (UTC)'));
  for (const line of storyLines(ledger)) out.line(line);
  if (ledger.length === 0) out.line('  nothing is written down yet');
  if (link !== undefined) out.line(`\nTemporal: ${link}`);
}

const headline = ({ status, reason, summary, cause }: RecordRow): string =>
  (status === 'waiting' ? (reason ?? cause) : summary) ?? '';

/** One line per ledger row; the same line again and again (a step tried often) is told once with its count. */
function storyLines(ledger: readonly LedgerRow[]): string[] {
  const told: { first: LedgerRow; text: string; count: number; last: string }[] = [];
  for (const row of ledger) {
    const text = sentence(row);
    const before = told.at(-1);
    if (before !== undefined && before.text === text) {
      before.count += 1;
      before.last = row.at;
    } else told.push({ first: row, text, count: 1, last: row.at });
  }
  return told.map(({ first, text, count, last }) => {
    const again = count === 1 ? '' : ` (${count} times, last ${timeOf(last)})`;
    return `  ${first.at.slice(0, 10)} ${timeOf(first.at)}  ${text}${again}`;
  });
}

const timeOf = (at: string) => at.slice(11, 19);

const KIND_WORDS: Record<LedgerRow['kind'], string> = {
  event: 'told',
  attempt: 'tried',
  decision: 'decided',
  intent: 'about to',
  effect: 'DONE',
  status: 'status',
  action: 'action',
};
const WIDTH = 8;

function sentence({ kind, outcome, system, targetRef, failureType, summary }: LedgerRow): string {
  const failed = outcome === 'failed' ? ` failed${failureType === undefined ? '' : ` (${failureType})`}` : '';
  const where = system === undefined ? '' : `${system}: `;
  const target = targetRef === undefined || summary.includes(targetRef) ? '' : ` [${targetRef}]`;
  return `${`${KIND_WORDS[kind]}${failed}`.padEnd(WIDTH)} ${where}${summary}${target}`;
}
