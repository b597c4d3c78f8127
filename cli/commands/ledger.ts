/**
 * `ledger verify` and `ledger export`: the proof that nothing was changed, and the file for an auditor.
 * The trap: an export holds what is readable; sealed payloads are opened only with --payloads, and may then be personal.
 */
import { type Command, Option } from 'commander';
import { parseStoredConnection } from '../../settings/connection.ts';
import type { LedgerRow, Store } from '../../store/contract.ts';
import { addCommand } from '../command.ts';
import { csvLine } from '../csv.ts';
import type { ExitCode } from '../errors.ts';
import { writeLines } from '../new-file.ts';
import type { Output } from '../output.ts';
import { connectionRow, type Session, withSession } from '../session.ts';
import { instantOf } from '../values.ts';

const PAGE = 1000;

export const addLedgerVerify = (parent: Command): Command =>
  addCommand(parent, {
    usage: 'verify [connection]',
    summary: 'recompute the hash chain: was any row changed, removed or put in between?',
    examples: ['ledger verify', 'ledger verify acme --json'],
    more: 'Exit code 1 when a chain is broken.',
    run: ({ args: [id], out }) => verifyChains(id, out),
  });

/** The chains in the store; of one connection or of all. */
export const verifyChains = (id: string | undefined, out: Output): Promise<ExitCode> =>
  withSession(async (session) => {
    const rows = id === undefined ? await session.store.connections.list() : [await connectionRow(session, id)];
    const results = [];
    for (const row of rows) results.push({ connection: row.id, ...(await session.store.ledger.verify(row.id)) });
    out.result(results);
    for (const { connection, rows: count, brokenAt } of results) {
      const state =
        brokenAt === undefined ? out.paint('ok', 'unbroken') : out.paint('fail', `BROKEN at row ${brokenAt}`);
      out.line(`${connection}: ${count} rows, ${state}`);
    }
    return results.some(({ brokenAt }) => brokenAt !== undefined) ? 1 : 0;
  });

type Options = { from?: string; to?: string; format: 'csv' | 'json'; output?: string; payloads?: boolean };

export const addLedgerExport = (parent: Command): Command =>
  addCommand<Options>(parent, {
    usage: 'export <connection>',
    summary: 'the audit ledger as CSV or JSON lines, to stdout or a file',
    examples: [
      'ledger export acme --from 2026-10-01 --to 2026-10-31 -o october.csv',
      'ledger export acme --format json',
    ],
    more: 'A plain date means that day in the connection’s time zone, --to included.',
    options: (command) =>
      command
        .option('--from <time>', 'first day or instant')
        .option('--to <time>', 'last day or instant')
        .addOption(
          new Option('--format <format>', 'csv, or json (one row per line)').choices(['csv', 'json']).default('csv'),
        )
        .option('-o, --output <file>', 'write into a new file')
        .option('--payloads', 'open the sealed details too (may hold personal data)'),
    run: ({ args: [id = ''], options, out }) => withSession((session) => exportLedger(session, id, options, out)),
  });

async function exportLedger(session: Session, id: string, options: Options, out: Output): Promise<ExitCode> {
  const { timeZone } = parseStoredConnection((await connectionRow(session, id)).settings);
  const query = {
    connection: id,
    ...(options.from === undefined ? {} : { from: instantOf(options.from, timeZone, '--from') }),
    ...(options.to === undefined ? {} : { to: instantOf(options.to, timeZone, '--to', 1) }),
  };
  const format = out.json ? 'json' : options.format;
  let count = 0;
  await writeLines(options.output, async (line) => {
    if (format === 'csv') await line(csvLine(COLUMNS.concat(options.payloads === true ? ['payload'] : [])));
    for await (const row of ledgerRows(session.store, query)) {
      const { sealedPayload, ...readable } = row;
      const opened =
        options.payloads === true && sealedPayload !== undefined
          ? session.vault.open(sealedPayload, `ledger/${id}`)
          : undefined;
      const cells = COLUMNS.map((column) => cell(readable, column));
      const payload = options.payloads === true ? [opened ?? ''] : [];
      await line(format === 'json' ? jsonLine(readable, opened) : csvLine([...cells, ...payload]));
      count += 1;
    }
  });
  if (options.output !== undefined) out.note(`${count} rows written to ${options.output}.`);
  return 0;
}

const COLUMNS = [
  ...['seq', 'at', 'sourceTime', 'connection', 'sync', 'recordKey', 'kind', 'step', 'outcome', 'system', 'targetRef'],
  ...['failureType', 'attempt', 'summary', 'workflowId', 'runId', 'prevHash', 'hash'],
];

async function* ledgerRows(
  store: Store,
  query: { connection: string; from?: string; to?: string },
): AsyncGenerator<LedgerRow> {
  let afterSeq: number | undefined;
  for (;;) {
    const rows = await store.ledger.range({ ...query, limit: PAGE, ...(afterSeq === undefined ? {} : { afterSeq }) });
    yield* rows;
    afterSeq = rows.at(-1)?.seq;
    if (rows.length < PAGE) return;
  }
}

const jsonLine = (row: object, payload: string | undefined) =>
  JSON.stringify(payload === undefined ? row : { ...row, payload: JSON.parse(payload) });

const cell = (row: object, column: string) => String(Reflect.get(row, column) ?? '');
