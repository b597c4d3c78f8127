/**
 * `replay`: the webhooks of a time range are followed again (`--events`), or records are looked at again (`--state`), by
 * range, by cause or by number. The trap: both are harmless to what is posted already, but cost the vendors' rate budget.
 */
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { type Connection, parseStoredConnection } from '../../settings/connection.ts';
import { addCommand } from '../command.ts';
import { type ExitCode, refused, usageError } from '../errors.ts';
import type { Output } from '../output.ts';
import { costOf, costWords } from '../replay/cost.ts';
import { type EventQuery, eventSurprises, eventsOf, sendEvents, waitingCount } from '../replay/events.ts';
import { keepProgress, type ProgressKeeper } from '../replay/progress.ts';
import { carryOut, type Replayed } from '../replay/run.ts';
import { recordsOf, type StateQuery, stateSurprises, wakeAll } from '../replay/state.ts';
import { connectionRow, type Session, withSession } from '../session.ts';
import { confirmed, positive, rangeOf } from '../values.ts';

type Options = {
  connection: string;
  from?: string;
  to?: string;
  events?: boolean;
  state?: boolean;
  topic?: string;
  cause?: string;
  sync?: string;
  canary?: number;
  wait: number;
  keepGoing?: boolean;
  restart?: boolean;
  yes?: boolean;
  dryRun?: boolean;
};

export const addReplay = (parent: Command): Command =>
  addCommand<Options>(parent, {
    usage: 'replay [numbers...]',
    summary: 'follow the webhooks of a time range again, or look at records again',
    examples: [
      'replay --connection acme --from 2026-11-01 --to 2026-11-02',
      'replay --connection acme --state --from 2026-11-01 --to 2026-11-02 --canary 5',
      'replay --connection acme --cause over-shipped --canary 3',
      'replay --connection acme 10045 10046',
    ],
    more: `--events (the default for a range) follows each stored webhook again. --state (always so for a cause or numbers) reads both
systems anew and writes what is missing; a range then means records to which something happened in it. A plain date means that
day in the connection’s time zone, --to included. What is posted already stays as it is. It shows what it would do and asks. With
--canary a few go first; --state, and any canary, waits for outcomes and stops at the first surprise. A replay that was cut or
stopped goes on with the same command. Exit code 1 after a surprise.`,
    options: (command) =>
      command
        .requiredOption('--connection <id>', 'which connection')
        .option('--from <time>', 'first day or instant')
        .option('--to <time>', 'last day or instant')
        .option('--events', 'the stored webhooks again')
        .option('--state', 'the records again')
        .option('--topic <topic>', 'only webhooks of this topic')
        .option('--cause <cause>', 'only records that wait for this')
        .option('--sync <sync>', 'only records of this sync')
        .option('--canary <count>', 'so many first, and the rest only if they went as expected', positive)
        .option('--wait <seconds>', 'how long to wait for outcomes', positive, 60)
        .option('--keep-going', 'go on after a surprise')
        .option('--restart', 'begin anew, although an earlier attempt was cut')
        .option('--dry-run', 'show only what it would do')
        .option('--yes', 'do not ask'),
    run: ({ args, options, out }) => withSession((session) => replay(session, args, options, out)),
  });

async function replay(session: Session, numbers: readonly string[], options: Options, out: Output): Promise<ExitCode> {
  const row = await connectionRow(session, options.connection);
  const settings = parseStoredConnection(row.settings);
  const isState = modeOf(numbers, options) === 'state';
  if (row.mode === 'paused' && options.dryRun !== true) {
    throw refused(`${row.id} is paused.`, `Resume it with \`ml-connector connections resume ${row.id}\`.`);
  }
  const range = givenRange(options, settings.timeZone);
  if (isState) return replayState(session, settings, stateQuery(numbers, options, range), options, out);
  if (range === undefined) throw usageError('Say which webhooks: --from and --to.');
  const { connection, topic } = options;
  const query = { connection, ...range, ...(topic === undefined ? {} : { topic }) };
  return replayEvents(session, settings, query, options, out);
}

function modeOf(numbers: readonly string[], { events, state, cause, topic, sync }: Options): 'events' | 'state' {
  const byRecord = numbers.length > 0 || cause !== undefined || sync !== undefined;
  if (events === true && state === true) throw usageError('Name one of --events and --state.');
  if (events === true && byRecord) {
    throw usageError('Webhooks are chosen by time and topic.', 'For records leave --events out.');
  }
  if (topic !== undefined && (state === true || byRecord)) throw usageError('--topic belongs to --events.');
  return state === true || byRecord ? 'state' : 'events';
}

function givenRange({ from, to }: Options, timeZone: string): { from: string; to: string } | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined || to === undefined) throw usageError('--from and --to belong together.');
  return rangeOf({ from, to }, timeZone);
}

function stateQuery(numbers: readonly string[], options: Options, range: StateQuery['range']): StateQuery {
  const { connection, cause, sync } = options;
  if (numbers.length === 0 && cause === undefined && range === undefined) {
    throw usageError('Say which records: numbers, --cause, or --from and --to.');
  }
  if (numbers.length > 0 && (cause !== undefined || range !== undefined)) {
    throw usageError('Numbers stand alone: leave --cause, --from and --to out.');
  }
  return {
    connection,
    ...(cause === undefined ? {} : { cause }),
    ...(sync === undefined ? {} : { sync }),
    ...(range === undefined ? {} : { range }),
    ...(numbers.length === 0 ? {} : { numbers: [...numbers] }),
  };
}

async function replayEvents(
  session: Session,
  settings: Connection,
  query: EventQuery,
  options: Options,
  out: Output,
): Promise<ExitCode> {
  const { store } = session;
  const items = await eventsOf(store, query);
  const byTopic = countBy(items, ({ topic }) => topic);
  table(out, ['TOPIC', 'WEBHOOKS'], byTopic);
  // Nobody knows yet how many orders they point at; one each is the least.
  const cost = costOf(settings, { orderShipped: items.length }, items.length);
  const counted = { ...query, webhooks: items.length, byTopic, cost };
  const progress = await progressOf(session, options, { events: query }, out);
  if (!(await goes(items.length, 'Follow', 'webhooks', costWords(cost), options, out))) {
    return told(
      out,
      { ...counted, replayed: 0 },
      items.length === 0 ? 'No webhook in this range.' : 'Nothing was done.',
    );
  }
  const client = await session.temporal();
  const waiting = await waitingCount(store, query.connection);
  const watch = options.canary !== undefined;
  const result = await carryOut(
    {
      ...common(items, options, progress),
      watch,
      send: (group) => sendEvents(client, store, group, watch),
      surprises: (group) => eventSurprises(store, group, waiting, options.wait * 1_000),
    },
    out,
  );
  await noteReplay(session, options.connection, `${result.replayed} webhooks followed again`);
  return ended(out, { ...counted, ...result }, `${result.replayed} webhooks are followed again.`);
}

async function replayState(
  session: Session,
  settings: Connection,
  query: StateQuery,
  options: Options,
  out: Output,
): Promise<ExitCode> {
  const { store } = session;
  const items = await recordsOf(store, query);
  const bySync = countBy(items, ({ sync }) => sync);
  table(
    out,
    ['RECORDS', 'COUNT'],
    countBy(items, ({ sync, status, cause }) => `${sync} ${status === 'waiting' ? `waiting: ${cause ?? ''}` : status}`),
  );
  const cost = costOf(settings, bySync);
  const counted = { ...query, records: items.length, bySync, cost };
  // A cause's list shrinks by itself as its records go through; the others are always the same.
  const progress = await progressOf(session, options, { state: query, shrinks: query.cause }, out);
  if (!(await goes(items.length, 'Look at', 'records', costWords(cost), options, out))) {
    return told(out, { ...counted, replayed: 0 }, items.length === 0 ? 'No such record.' : 'Nothing was done.');
  }
  const client = await session.temporal();
  const why = new Date().toISOString();
  const result = await carryOut(
    {
      ...common(items, options, query.cause === undefined ? progress : { ...progress, before: undefined }),
      watch: true,
      send: (group) => wakeAll(client, group, why),
      surprises: (group) => stateSurprises({ store, client }, group, query.cause !== undefined, options.wait * 1_000),
    },
    out,
  );
  await noteReplay(session, options.connection, `${result.replayed} records looked at again`);
  return ended(out, { ...counted, ...result }, `${result.replayed} records were looked at again.`);
}

const common = <T>(items: T[], options: Options, progress: ProgressKeeper) => ({
  items,
  canary: options.canary,
  keepGoing: options.keepGoing === true,
  progress,
});

async function progressOf(session: Session, options: Options, asked: object, out: Output): Promise<ProgressKeeper> {
  const kept = await keepProgress(session.store, options.connection, asked);
  if (kept.before === undefined || options.restart === true) return { ...kept, before: undefined };
  out.line(`Goes on after ${kept.before.done}, begun ${kept.before.startedAt} (--restart begins anew).`);
  return kept;
}

async function goes(
  count: number,
  verb: string,
  things: string,
  cost: string,
  options: Options,
  out: Output,
): Promise<boolean> {
  if (count === 0) return false;
  out.line(`Roughly ${cost}.`);
  if (options.dryRun === true) return false;
  return confirmed(out, `${verb} ${count} ${things} again?`, options.yes === true);
}

function told(out: Output, answer: object, words: string): ExitCode {
  out.result(answer);
  out.line(words);
  return 0;
}

function ended(out: Output, answer: Replayed, words: string): ExitCode {
  out.result(answer);
  out.line(words);
  if (answer.left > 0) {
    out.line(out.paint('fail', `Stopped: ${answer.left} were left alone. The same command goes on with them.`));
  }
  return answer.surprises.length > 0 ? 1 : 0;
}

function countBy<T>(items: T[], name: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[name(item)] = (counts[name(item)] ?? 0) + 1;
  return counts;
}

const table = (out: Output, heads: [string, string], counts: Record<string, number>): void =>
  out.table(
    heads,
    Object.entries(counts).map(([name, count]) => [name, String(count)]),
  );

/** Who did it is part of the evidence. */
async function noteReplay({ store }: Session, connection: string, what: string): Promise<void> {
  await store.ledger.append([
    {
      connection,
      kind: 'action',
      sync: 'replay',
      recordKey: '-',
      workflowId: '-',
      runId: '-',
      at: new Date().toISOString(),
      step: 'replay',
      outcome: 'ok',
      summary: `${what} by ${userInfo().username}`,
    },
  ]);
}
