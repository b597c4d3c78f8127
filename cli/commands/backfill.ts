/**
 * `backfill`: looks at everything of a range in the past, behind everything else. The trap: the work runs in Temporal,
 * not here; Ctrl-C leaves it running, and the same command finds it again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { Command } from 'commander';
import { type Connection, parseStoredConnection, syncOf } from '../../settings/connection.ts';
import type { BackfillInput, BackfillProgress } from '../../workflows/contracts.ts';
import { backfillId } from '../../workflows/ids.ts';
import { manifestOf } from '../../workflows/manifest.ts';
import { MAIN_QUEUE, priorityOf } from '../../workflows/policies.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { addCommand } from '../command.ts';
import { type ExitCode, refused, usageError } from '../errors.ts';
import type { Output } from '../output.ts';
import { connectionRow, webUiLink, withSession } from '../session.ts';
import { untilStopped } from '../until-stopped.ts';
import { rangeOf } from '../values.ts';

type Given = { connection: string; sync?: string; from: string; to: string; detach?: boolean };
type Options = Given & { sync: string };

/** Backfilled when none is named, in the pair that has it. */
const USUAL_SYNC = 'orderShipped';

export const addBackfill = (parent: Command): Command =>
  addCommand<Given>(parent, {
    usage: 'backfill',
    summary: 'look at everything that changed in a range of the past, behind all live work',
    examples: [
      'backfill --connection acme --from 2026-10-01 --to 2026-10-31',
      'backfill --connection books --sync receivablesPosting --from 2026-10-01 --to 2026-10-31',
    ],
    more: `A plain date means that day in the connection’s time zone, --to included. Ctrl-C leaves it running; the same command
follows it again. Orders that are settled already are not looked at twice.`,
    options: (command) =>
      command
        .requiredOption('--connection <id>', 'which connection')
        .option('--sync <sync>', 'which sync (default: orderShipped, or the only one that is on)')
        .requiredOption('--from <time>', 'first day or instant')
        .requiredOption('--to <time>', 'last day or instant')
        .option('--detach', 'start it and do not follow it'),
    run: ({ options: given, out }) =>
      withSession(async (session) => {
        const row = await connectionRow(session, given.connection);
        const settings = parseStoredConnection(row.settings);
        const options = { ...given, sync: chosenSync(settings, given.sync) };
        if (row.mode === 'paused')
          throw refused(`${row.id} is paused.`, `Resume it with \`ml-connector connections resume ${row.id}\`.`);
        rangeOf(options, settings.timeZone);
        const { handle, isNew } = await startOrFind(await session.temporal(), options);
        const link = webUiLink(session.env, handle.workflowId);
        out.line(`${isNew ? 'Started' : 'Following'} ${handle.workflowId}${link === undefined ? '' : `\n${link}`}`);
        if (options.detach !== true) return follow(handle, isNew, out);
        out.result({ workflowId: handle.workflowId, started: isNew });
        return 0;
      }),
  });

/** Throws usage errors that name what there is. */
function chosenSync(settings: Connection, wanted: string | undefined): string {
  const possible = manifestOf(settings.pair)
    .syncs.filter(({ streams }) => streams.some(({ inBackfill }) => inBackfill))
    .map(({ name }) => name);
  const list = `There are: ${possible.join(', ')}.`;
  if (wanted !== undefined) {
    if (possible.includes(wanted)) return wanted;
    const isThere = wanted in settings.syncs;
    throw usageError(isThere ? `${wanted} has no past to look at.` : `There is no sync "${wanted}".`, list);
  }
  if (possible.includes(USUAL_SYNC)) return USUAL_SYNC;
  const on = possible.filter((name) => syncOf(settings, name)?.enabled === true);
  const [only, ...others] = on;
  if (only !== undefined && others.length === 0) return only;
  throw usageError('Say which sync with --sync.', list);
}

async function startOrFind(client: Client, options: Options): Promise<{ handle: WorkflowHandle; isNew: boolean }> {
  const { connection, sync, from, to } = options;
  const workflowId = backfillId(connection, sync, from, to);
  const input: BackfillInput = { connection, sync, from, to };
  try {
    const handle = await client.workflow.start('backfill', {
      workflowId,
      taskQueue: MAIN_QUEUE,
      args: [input],
      priority: priorityOf('backfill', connection),
      typedSearchAttributes: new TypedSearchAttributes([
        { key: SEARCH_ATTRIBUTES.connection, value: connection },
        { key: SEARCH_ATTRIBUTES.sync, value: sync },
      ]),
    });
    return { handle, isNew: true };
  } catch (error) {
    if (!(error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError')) throw error;
    return { handle: client.workflow.getHandle(workflowId), isNew: false };
  }
}

const LOOK_EVERY_MS = 500;

/** A bar on a terminal, nothing otherwise; ends with the workflow, or with Ctrl-C. */
async function follow(handle: WorkflowHandle, isNew: boolean, out: Output): Promise<ExitCode> {
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once('SIGINT', onInterrupt);
  const bar = await progressBar(out);
  let ended: Ended | undefined;
  void endOf(handle, stop.signal).then((end) => {
    if (stop.signal.aborted) return;
    ended = end;
    stop.abort();
  });
  let progress: BackfillProgress | undefined;
  try {
    while (!stop.signal.aborted) {
      progress = (await look(handle, stop.signal)) ?? progress;
      if (progress !== undefined) bar?.update(progress);
      await sleep(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
    if (ended !== undefined && 'error' in ended) throw ended.error;
    progress = ended?.progress ?? progress;
    if (progress !== undefined) bar?.update(progress);
  } finally {
    bar?.stop();
    process.removeListener('SIGINT', onInterrupt);
  }
  out.result({ workflowId: handle.workflowId, started: isNew, ...progress });
  out.line(
    ended === undefined ? 'It goes on in the background; the same command follows it again.' : summary(progress),
  );
  return 0;
}

type Ended = { progress: BackfillProgress } | { error: unknown };

async function endOf(handle: WorkflowHandle, signal: AbortSignal): Promise<Ended> {
  try {
    return { progress: (await untilStopped(handle, signal, () => handle.result())) as BackfillProgress };
  } catch (error) {
    return { error };
  }
}

/** A query needs a worker; while there is none nothing is known. */
async function look(handle: WorkflowHandle, signal: AbortSignal): Promise<BackfillProgress | undefined> {
  try {
    return await untilStopped(handle, signal, () => handle.query<BackfillProgress>('progress'));
  } catch {
    return undefined;
  }
}

const summary = (progress: BackfillProgress | undefined): string =>
  progress === undefined
    ? 'Done.'
    : `Done: ${progress.rows} rows read, ${progress.woken} orders looked at, ${progress.settled} were settled already.`;

type Bar = { update(progress: BackfillProgress): void; stop(): void };

async function progressBar(out: Output): Promise<Bar | undefined> {
  if (!out.interactive) return undefined;
  const { SingleBar, Presets } = await import('cli-progress');
  const bar = new SingleBar(
    {
      format: '{bar} {value}/{total}: {rows} rows read, {woken} records woken, {underWay} under way',
      clearOnComplete: false,
    },
    Presets.shades_classic,
  );
  bar.start(1, 0, { rows: 0, woken: 0, underWay: 0 });
  return {
    update: ({ stream, streams, rows, woken, total, finished = rows, underWay = 0 }) => {
      // With a number of rows the bar counts those that are finished, else the streams that are through.
      bar.setTotal(total ?? streams);
      bar.update(total === undefined ? stream : finished, { rows, woken, underWay });
    },
    stop: () => bar.stop(),
  };
}
