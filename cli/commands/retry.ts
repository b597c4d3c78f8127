/**
 * `retry`: look again now; one record, those of a cause, or all. With --canary a few go first, and the rest only when
 * all of them went through. The trap: retrying is harmless (each sync looks before it writes), but it costs the
 * vendors' rate budget, so many at once are asked about first.
 */
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { RecordRow } from '../../store/contract.ts';
import { addCommand } from '../command.ts';
import { type ExitCode, usageError } from '../errors.ts';
import type { Output } from '../output.ts';
import { manyRecords, oneRecord } from '../retry/choose.ts';
import { type Settled, sendRetries, waitSettled, wentThrough } from '../retry/send.ts';
import { connectionRow, type Session, withSession } from '../session.ts';
import { confirmed, positive } from '../values.ts';

type Options = {
  cause?: string;
  all?: boolean;
  connection?: string;
  canary?: number;
  wait: number;
  yes?: boolean;
  nextPeriod?: boolean;
};

export const addRetry = (parent: Command): Command =>
  addCommand<Options>(parent, {
    usage: 'retry [number]',
    summary: 'look again now: one record (any of its numbers or its workflow id), a cause, or all that wait',
    examples: [
      'retry 10045',
      'retry --cause sku-missing --canary 3',
      'retry 10045 --next-period',
      'retry --all --connection acme --yes',
    ],
    more: 'Exit code 1 when a record still waits afterwards.',
    options: (command) =>
      command
        .option('--cause <cause>', 'all that wait for this cause (see `errors`)')
        .option('--all', 'all that wait')
        .option('--connection <id>', 'only this connection')
        .option('--canary <count>', 'retry so many first, and the rest only if they all went through', positive)
        .option('--next-period', 'of a closed accounting period: post in the next open one, with a note')
        .option('--wait <seconds>', 'how long to wait for the outcome', positive, 60)
        .option('--yes', 'do not ask'),
    run: ({ args: [number], options, out }) => withSession((session) => retry(session, number, options, out)),
  });

async function retry(session: Session, number: string | undefined, options: Options, out: Output): Promise<ExitCode> {
  const rows = await chosen(session, number, options);
  if (rows.length === 0) {
    out.result({ retried: 0, wentThrough: 0, waiting: [], heldBack: 0 });
    out.line('Nothing waits.');
    return 0;
  }
  const first = options.canary === undefined ? rows : rows.slice(0, options.canary);
  if (rows.length > 20 && !(await confirmed(out, `Retry ${rows.length} records?`, options.yes === true))) return 4;
  const settled = await round(session, first, options, out);
  const rest = rows.slice(first.length);
  if (rest.length > 0 && !settled.every(wentThrough)) {
    out.line(out.paint('fail', `The canary did not go through; ${rest.length} other records were left alone.`));
    return report(out, settled, rest.length);
  }
  if (rest.length === 0) return report(out, settled, 0);
  out.line(`The canary went through; now the other ${rest.length}.`);
  return report(out, [...settled, ...(await round(session, rest, options, out))], 0);
}

async function chosen(session: Session, number: string | undefined, options: Options): Promise<RecordRow[]> {
  const { cause, all, connection } = options;
  if ([number, cause, all].filter((given) => given !== undefined).length !== 1) {
    throw usageError('Say what to retry: a number, --cause or --all.', 'See `ml-connector errors`.');
  }
  if (connection !== undefined) await connectionRow(session, connection);
  if (number !== undefined) return [await oneRecord(session.store, number, connection)];
  return manyRecords(session.store, {
    ...(connection === undefined ? {} : { connection }),
    ...(cause === undefined ? {} : { cause }),
  });
}

async function round(session: Session, rows: RecordRow[], options: Options, out: Output): Promise<Settled[]> {
  const nextPeriod = options.nextPeriod === true ? { nextPeriod: true } : {};
  const client = await session.temporal();
  await sendRetries(client, rows, { by: userInfo().username, ...nextPeriod });
  const settled = await waitSettled({ store: session.store, client }, rows, options.wait * 1000);
  for (const { row, settled: isSettled } of settled) out.line(line(out, row, isSettled));
  return settled;
}

function line(out: Output, row: RecordRow, settled: boolean): string {
  const number = row.numbers[0]?.value ?? row.recordKey;
  if (!settled) return `${out.paint('warn', 'no answer yet')}  ${number}: is a worker running? (ml-connector doctor)`;
  if (row.status === 'waiting') return `${out.paint('warn', 'waits')}  ${number}: ${row.reason ?? row.cause ?? ''}`;
  return `${out.paint('ok', row.status)}  ${number}: ${row.summary ?? ''}`;
}

function report(out: Output, settled: Settled[], heldBack: number): ExitCode {
  const still = settled.filter((one) => !wentThrough(one));
  out.result({
    retried: settled.length,
    wentThrough: settled.length - still.length,
    waiting: still.map(({ row, settled: isSettled }) => ({
      workflowId: row.workflowId,
      settled: isSettled,
      ...(row.cause === undefined ? {} : { cause: row.cause }),
      ...(row.reason === undefined ? {} : { reason: row.reason }),
    })),
    heldBack,
  });
  if (settled.length > 1) out.line(`${settled.length - still.length} of ${settled.length} went through.`);
  return still.length > 0 ? 1 : 0;
}
