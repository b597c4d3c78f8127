/**
 * `reconcile`: both systems compared, line by line, over a range of days; each difference with its cause. The trap: the
 * work runs in Temporal, not here; Ctrl-C leaves it running, and the same command follows it again.
 */
import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { type Command, Option } from 'commander';
import { parseStoredConnection, reconcileOf } from '../../settings/connection.ts';
import type { ReconcileInput, ReconcileProgress, ReconcileResult } from '../../workflows/contracts.ts';
import { manifestOf } from '../../workflows/manifest.ts';
import { reconcileRun } from '../../workflows/starts.ts';
import { addCommand } from '../command.ts';
import { type ExitCode, foundWrong, refused, usageError } from '../errors.ts';
import type { Output } from '../output.ts';
import { daysOf, type RangeOptions } from '../reconcile/range.ts';
import { printReport, writeReport } from '../reconcile/report.ts';
import { printTotals, writeTotals } from '../reconcile/totals.ts';
import { connectionRow, type Session, webUiLink, withSession } from '../session.ts';
import { untilStopped } from '../until-stopped.ts';
import { confirmed } from '../values.ts';

type Options = RangeOptions & {
  stream?: string[];
  heal?: boolean;
  yes?: boolean;
  last?: boolean;
  all?: boolean;
  totals?: boolean;
  detach?: boolean;
  format: 'text' | 'csv' | 'json';
  output?: string;
};

export const addReconcile = (parent: Command): Command =>
  addCommand<Options>(parent, {
    usage: 'reconcile <connection>',
    summary: 'compare both systems line by line, and say why something differs',
    examples: [
      'reconcile acme --month 2026-10',
      'reconcile acme --from 2026-11-01 --to 2026-11-07 --format csv -o week.csv',
      'reconcile acme --day 2026-11-20 --heal',
      'reconcile acme --last',
      'reconcile books --last --totals',
    ],
    more: `Days are the connection’s own and are included. Without a range: the last days of its settings. Exit code 1 while anything
is unexplained. --heal starts the records again that can be mended, waits for them and compares those again; it also mends
fulfilments that somebody may have changed on purpose (see onMismatch), so look at the list first.`,
    options: (command) =>
      command
        .option('--month <month>', 'a whole month, e.g. 2026-10')
        .option('--day <day>', 'one day')
        .option('--from <day>', 'first day')
        .option('--to <day>', 'last day')
        .option('--stream <name...>', 'only these lists, e.g. shipments')
        .option('--heal', 'mend what can be mended; asks first')
        .option('--yes', 'do not ask')
        .option('--last', 'show the last comparison instead of a new one')
        .option('--all', 'show the explained ones too')
        .option('--totals', 'sums by day and warehouse instead of differences, where the lists have them')
        .option('--detach', 'start it and do not follow it')
        .addOption(new Option('--format <format>', 'how to tell it').choices(['text', 'csv', 'json']).default('text'))
        .option('-o, --output <file>', 'write into a new file'),
    run: ({ args: [id = ''], options, out }) => withSession((session) => reconcile(session, id, options, out)),
  });

async function reconcile(session: Session, id: string, options: Options, out: Output): Promise<ExitCode> {
  const row = await connectionRow(session, id);
  const settings = parseStoredConnection(row.settings);
  const known = manifestOf(settings.pair).reconciles ?? [];
  const unknown = options.stream?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw usageError(`There is no stream "${unknown}".`, `There are: ${known.join(', ')}.`);
  if (options.last === true) {
    const last = await session.store.reconcile.lastDone(id);
    if (last?.result === undefined)
      throw foundWrong(`${id} was never compared.`, `Run \`ml-connector reconcile ${id}\`.`);
    return tell(session, JSON.parse(last.result) as ReconcileResult, options, out);
  }
  if (row.mode === 'paused')
    throw refused(`${id} is paused.`, `Resume it with \`ml-connector connections resume ${id}\`.`);
  const range = daysOf(options, settings.timeZone, reconcileOf(settings).days);
  const result = await run(session, { connection: id, ...range, ...streams(options) }, options, out);
  if (result === undefined) return 0;
  if (options.heal !== true || result.stopped !== undefined) return tell(session, result, options, out);
  return heal(session, result, options, out);
}

const streams = ({ stream }: Options) => (stream === undefined ? {} : { streams: stream });

/** What was found is shown first; then it asks, since mending writes. */
async function heal(session: Session, found: ReconcileResult, options: Options, out: Output): Promise<ExitCode> {
  const records = new Set<string>();
  for (const one of await session.store.reconcile.findings(found.run, { healable: true, limit: 1_000 })) {
    records.add(`${one.stream} ${one.recordKey}`);
  }
  if (records.size === 0) return tell(session, found, options, out);
  if (isText(options, out)) await printReport(session.store, found, out, options.all === true);
  const many = records.size === 1_000 ? 'the first 1,000 records' : `${records.size} records`;
  if (!(await confirmed(out, `Start ${many} again to mend them?`, options.yes === true))) {
    if (!isText(options, out)) return tell(session, found, options, out);
    return found.unexplained > 0 ? 1 : 0;
  }
  const input = { connection: found.connection, run: found.run, heal: true, by: userInfo().username };
  const mended = await run(session, { ...input, ...streams(options) }, options, out);
  return mended === undefined ? 0 : tell(session, mended, options, out);
}

const isText = (options: Options, out: Output) => !out.json && options.format === 'text';

async function tell(session: Session, found: ReconcileResult, options: Options, out: Output): Promise<ExitCode> {
  const format = out.json ? 'json' : options.format;
  const kept = await session.store.reconcile.get(found.run);
  const result = kept?.result === undefined ? found : (JSON.parse(kept.result) as ReconcileResult);
  if (options.totals === true && format === 'text') printTotals(result, out);
  else if (options.totals === true && format === 'csv') await writeTotals(result, options.output);
  else if (format === 'text') await printReport(session.store, result, out, options.all === true);
  else await writeReport(session.store, result, format, options.output);
  if (format !== 'text' && options.output !== undefined) {
    out.note(`${result.unexplained} unexplained, ${result.explained} explained; written to ${options.output}.`);
  }
  return result.unexplained > 0 || result.stopped !== undefined ? 1 : 0;
}

/** undefined when it was only started, or when Ctrl-C let it go on alone. */
async function run(
  session: Session,
  input: ReconcileInput,
  options: Options,
  out: Output,
): Promise<ReconcileResult | undefined> {
  const client = await session.temporal();
  const handle = await client.workflow.start('reconciliation', reconcileRun(input));
  const link = webUiLink(session.env, handle.workflowId);
  if (isText(options, out)) out.note(`${handle.workflowId}${link === undefined ? '' : `\n${link}`}`);
  if (options.detach === true) {
    out.result({ workflowId: handle.workflowId });
    return undefined;
  }
  const result = await follow(handle, out);
  if (result === undefined) out.note('It goes on in the background; the same command follows it again.');
  return result;
}

const LOOK_EVERY_MS = 500;

/** A line that changes on a terminal, nothing otherwise; ends with the workflow, or with Ctrl-C (undefined). */
async function follow(handle: WorkflowHandle, out: Output): Promise<ReconcileResult | undefined> {
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once('SIGINT', onInterrupt);
  const ended = untilStopped(handle, stop.signal, () => handle.result()).then((result) => result as ReconcileResult);
  const interrupted = new Promise<undefined>((resolve) => {
    stop.signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const line = out.interactive ? showProgress(handle, stop.signal) : undefined;
  try {
    return await Promise.race([ended, interrupted]);
  } finally {
    stop.abort();
    await line;
    process.removeListener('SIGINT', onInterrupt);
    ended.catch(() => undefined);
  }
}

async function showProgress(handle: WorkflowHandle, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const progress = await untilStopped(handle, signal, () => handle.query<ReconcileProgress>('progress')).catch(
      () => undefined,
    );
    if (progress !== undefined && !signal.aborted) {
      const { source, target, compared, looked, stage } = progress;
      process.stderr.write(
        `\r\u001b[K${stage}: ${source} and ${target} rows read, ${compared} compared, ${looked} looked at again`,
      );
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  process.stderr.write('\r\u001b[K');
}
