/**
 * Audit lines as JSON lines or CSV, both ways. The trap: CSV cells that a spreadsheet would run are defused with an
 * apostrophe; reading takes it off again, and tries the cell as it stands where that does not fit.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type DigestedEntry, formOf } from '../../store/ledger-chain.ts';
import { type AuditLine, type AuditRow, entryPart } from '../../store/ledger-proof.ts';
import { csvLine, csvRecords } from '../csv.ts';

const FIELDS = [
  ...['seq', 'at', 'sourceTime', 'connection', 'sync', 'recordKey', 'kind', 'step', 'outcome', 'system', 'targetRef'],
  ...['failureType', 'attempt', 'summary', 'workflowId', 'runId', 'prevHash', 'hash', 'sealedHash', 'sealedPayload'],
];
const COLUMNS = ['line', ...FIELDS, 'proof'];
const OPTIONAL = new Set([
  'sourceTime',
  'system',
  'targetRef',
  'failureType',
  'attempt',
  'sealedHash',
  'sealedPayload',
]);
const NUMBERS = new Set(['seq', 'attempt']);

export const csvHead = (): string => csvLine(COLUMNS);

/** `proof` holds what is no row: the head, links and the end, as JSON. */
export function toCsv(line: AuditLine): string {
  if (line.type === 'row') {
    return csvLine(['row', ...FIELDS.map((field) => String(Reflect.get(line.row, field) ?? '')), '']);
  }
  const proof = line.type === 'head' ? line.head : line.type === 'gap' ? line.gap : line.end;
  return csvLine([line.type, ...FIELDS.map(() => ''), JSON.stringify(proof)]);
}

export function toJson(line: AuditLine): string {
  if (line.type === 'row') return JSON.stringify({ row: line.row });
  if (line.type === 'gap') return JSON.stringify({ gap: line.gap });
  return line.type === 'head' ? JSON.stringify({ auditExport: line.head }) : JSON.stringify({ end: line.end });
}

/** Reads a file of either form. Throws SyntaxError for what is neither. */
export async function* readAuditFile(file: string): AsyncGenerator<AuditLine> {
  const isJson = await beginsAsJson(file);
  // Opened last: a stream that fails before anybody reads it ends the process.
  const input = createReadStream(file, { encoding: 'utf8' });
  if (isJson) {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (text.trim() !== '') yield fromJson(text);
    }
    return;
  }
  let isHead = true;
  for await (const cells of csvRecords(input)) {
    if (isHead && cells[0] !== 'line') throw new SyntaxError('neither JSON lines nor a CSV of an audit export');
    if (!isHead) yield fromCsv(cells);
    isHead = false;
  }
}

async function beginsAsJson(file: string): Promise<boolean> {
  for await (const chunk of createReadStream(file, { encoding: 'utf8', end: 63 })) return /^\s*\{/.test(String(chunk));
  return true;
}

function fromJson(text: string): AuditLine {
  const read = JSON.parse(text);
  if ('row' in read) return { type: 'row', row: read.row };
  if ('gap' in read) return { type: 'gap', gap: read.gap };
  if ('end' in read) return { type: 'end', end: read.end };
  if ('auditExport' in read) return { type: 'head', head: read.auditExport };
  throw new SyntaxError('a line of the file is none of an audit export');
}

function fromCsv(cells: string[]): AuditLine {
  const [type] = cells;
  if (type === 'row') return { type: 'row', row: rowOf(cells) };
  const proof = JSON.parse(undefused(cells[COLUMNS.length - 1] ?? ''));
  if (type === 'head') return { type: 'head', head: proof };
  if (type === 'gap') return { type: 'gap', gap: proof };
  if (type === 'end') return { type: 'end', end: proof };
  throw new SyntaxError(`"${type}" is no line of an audit export`);
}

function rowOf(cells: string[]): AuditRow {
  const read = (cell: (text: string) => string) => {
    const fields = FIELDS.flatMap((field, index): [string, string | number][] => {
      const text = cells[index + 1] ?? '';
      if (text === '' && OPTIONAL.has(field)) return [];
      return [[field, NUMBERS.has(field) ? Number(text) : cell(text)]];
    });
    return Object.fromEntries(fields) as AuditRow;
  };
  const row = read(undefused);
  const asItStands = read((text) => text);
  return isWhole(row) || !isWhole(asItStands) ? row : asItStands;
}

const isWhole = (row: AuditRow): boolean => {
  const entry: DigestedEntry = entryPart(row);
  return formOf(row.prevHash, entry, row.hash) !== undefined;
};

const undefused = (text: string): string => (/^'[=+\-@\t\r]./.test(text) ? text.slice(1) : text);
