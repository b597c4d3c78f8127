/**
 * `audit export` and `audit verify`: evidence for an auditor, of an order, a month or all, which proves itself.
 * The trap: `audit verify <file>` must need nothing but the file: no store, no keys, no environment.
 */
import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { DateTime } from 'luxon';
import { parseStoredConnection } from '../../settings/connection.ts';
import type { Store } from '../../store/contract.ts';
import { type Proof, prove } from '../../store/ledger-proof.ts';
import { auditLines, type Scope } from '../audit/export.ts';
import { csvHead, readAuditFile, toCsv, toJson } from '../audit/text.ts';
import { addCommand } from '../command.ts';
import { type ExitCode, foundWrong, usageError } from '../errors.ts';
import { writeLines } from '../new-file.ts';
import type { Output } from '../output.ts';
import { connectionRow, withSession } from '../session.ts';
import { instantOf } from '../values.ts';
import { verifyChains } from './ledger.ts';

type ExportOptions = {
  order?: string;
  month?: string;
  from?: string;
  to?: string;
  format: 'json' | 'csv';
  output?: string;
  wholeChain?: boolean;
};

export const addAuditExport = (parent: Command): Command =>
  addCommand<ExportOptions>(parent, {
    usage: 'export <connection>',
    summary: 'the audit trail of an order, a month or all of a connection, as a file that proves itself',
    examples: [
      'audit export acme --order 10045 -o order-10045.jsonl',
      'audit export acme --month 2026-10 --format csv -o october.csv',
      'audit verify october.csv',
    ],
    more: `Rows between those that are asked for are not shown, only linked, so that the chain of hashes stays provable. Sealed details
stay sealed in the store; their hashes are in the file. --whole-chain links from the connection’s first row to its last.`,
    options: (command) =>
      command
        .option('--order <number>', 'only this order (any of its numbers)')
        .option('--month <month>', 'a month in the connection’s time zone, e.g. 2026-10')
        .option('--from <time>', 'first day or instant')
        .option('--to <time>', 'last day or instant')
        .option('--whole-chain', 'link the whole chain of the connection')
        .addOption(
          new Option('--format <format>', 'json (one row per line) or csv').choices(['json', 'csv']).default('json'),
        )
        .option('-o, --output <file>', 'write into a new file'),
    run: ({ args: [id = ''], options, out }) =>
      withSession(async (session) => {
        const { timeZone } = parseStoredConnection((await connectionRow(session, id)).settings);
        const scope = await scopeOf(session.store, id, options, timeZone);
        const format = out.json ? 'json' : options.format;
        let rows = 0;
        await writeLines(options.output, async (line) => {
          if (format === 'csv') await line(csvHead());
          const wanted = { wholeChain: options.wholeChain === true, now: new Date() };
          for await (const one of auditLines(session.store, id, scope, wanted)) {
            if (one.type === 'row') rows += 1;
            await line(format === 'csv' ? toCsv(one) : toJson(one));
          }
        });
        if (options.output !== undefined) {
          out.note(
            `${rows} rows written to ${options.output}. Prove it with \`ml-connector audit verify ${options.output}\`.`,
          );
        }
        return 0;
      }),
  });

async function scopeOf(store: Store, id: string, options: ExportOptions, timeZone: string): Promise<Scope> {
  const { order, month, from, to } = options;
  if ([order, month, from ?? to].filter((one) => one !== undefined).length > 1) {
    throw usageError('Name one thing: --order, --month, or --from with --to.');
  }
  if (order !== undefined) {
    const records = await store.records.findByNumber(order, id);
    if (records.length === 0) throw foundWrong(`No record of ${id} carries the number ${order}.`);
    return { words: `order ${order}`, records };
  }
  if (month !== undefined) {
    const first = /^\d{4}-\d{2}$/.test(month) ? DateTime.fromISO(`${month}-01`, { zone: timeZone }) : undefined;
    const [begin, end] = [first?.toUTC().toISO(), first?.endOf('month').toUTC().toISO()];
    if (!begin || !end) throw usageError(`--month ${month} is not a month.`, 'Write 2026-10.');
    return { words: `month ${month} (${timeZone})`, from: begin, to: end };
  }
  const range = {
    ...(from === undefined ? {} : { from: instantOf(from, timeZone, '--from') }),
    ...(to === undefined ? {} : { to: instantOf(to, timeZone, '--to', 1) }),
  };
  return {
    words: from === undefined && to === undefined ? 'all' : `${from ?? 'the beginning'} to ${to ?? 'now'}`,
    ...range,
  };
}

export const addAuditVerify = (parent: Command): Command =>
  addCommand<{ store?: boolean }>(parent, {
    usage: 'verify [file-or-connection]',
    summary:
      'prove an exported file by itself, or the chains in the store: was any row changed, removed, put in between?',
    examples: ['audit verify october.csv', 'audit verify october.csv --store', 'audit verify acme'],
    more: `A file needs nothing but itself. Compare the hash of its last row with one noted elsewhere, or with --store, to know that the
chain is the one that was kept. Exit code 1 when something is missing or changed.`,
    options: (command) => command.option('--store', 'also: is the file’s last row the one in the store?'),
    run: ({ args: [name], options, out }) => {
      if (name === undefined || (!existsSync(name) && !/[./\\]/.test(name))) return verifyChains(name, out);
      return verifyFile(name, options.store === true, out);
    },
  });

async function verifyFile(file: string, withStore: boolean, out: Output): Promise<ExitCode> {
  const proof = await prove(readAuditFile(file)).catch((error: unknown) => {
    if (error instanceof SyntaxError) throw foundWrong(`${file} cannot be read as an audit export: ${error.message}.`);
    throw error;
  });
  const kept = withStore && proof.connection !== '' ? await isInStore(proof) : undefined;
  out.result({ file, ...proof, ...(kept === undefined ? {} : { inStore: kept }) });
  for (const text of proofWords(proof, out)) out.line(text);
  if (kept !== undefined) {
    out.line(
      kept
        ? out.paint('ok', 'The store holds the same last row.')
        : out.paint('fail', 'The store holds another row there, or none.'),
    );
  }
  return proof.sound && kept !== false ? 0 : 1;
}

async function isInStore({ connection, head }: Proof): Promise<boolean> {
  let same = false;
  await withSession(async ({ store }) => {
    const [row] = await store.ledger.range({ connection, afterSeq: head.seq - 1, limit: 1 });
    same = row?.hash === head.hash;
    return 0;
  });
  return same;
}

function proofWords(proof: Proof, out: Output): string[] {
  const { connection, scope, rows, linked, believed, root, head, missing, broken, sound } = proof;
  return [
    `${connection}, ${scope}: ${rows} rows shown, ${linked} linked`,
    `row before the first: ${root.seq} ${root.hash}`,
    `last row: ${head.seq} ${head.hash}`,
    ...(believed === 0
      ? []
      : [`${believed} linked rows are of an older form, which a file cannot prove without showing them`]),
    ...missing.map(({ from, to }) => out.paint('fail', `MISSING: rows ${from} to ${to}`)),
    ...(broken === undefined ? [] : [out.paint('fail', `BROKEN: ${broken.why}`)]),
    ...(sound ? [out.paint('ok', 'unbroken')] : []),
  ];
}
