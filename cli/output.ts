/**
 * What a command says. Words go to stdout, side remarks to stderr; with --json stdout holds one JSON document and
 * nothing else. The trap: colour only on a terminal, or scripts that grep the output break.
 */
import { styleText } from 'node:util';

export type Tone = 'ok' | 'warn' | 'fail' | 'dim' | 'bold' | 'added' | 'removed';

export type Output = {
  json: boolean;
  /** A person sits there: progress bars and questions make sense. */
  interactive: boolean;
  /** A line of the answer; nothing with --json. */
  line(text?: string): void;
  /** A side remark, on stderr; nothing with --json. */
  note(text: string): void;
  /** Columns as wide as needed; nothing with --json. */
  table(heads: readonly string[], rows: readonly (readonly string[])[]): void;
  /** The machine's answer; nothing without --json. */
  result(value: unknown): void;
  paint(tone: Tone, text: string): string;
};

const STYLES = {
  ok: 'green',
  warn: 'yellow',
  fail: 'red',
  dim: 'dim',
  bold: 'bold',
  added: 'green',
  removed: 'red',
} as const;

export function createOutput(json: boolean): Output {
  const { stdout, stderr } = process;
  const paint = (tone: Tone, text: string) => styleText(STYLES[tone], text, { stream: stdout });
  const line = (text = '') => {
    if (!json) stdout.write(`${text}\n`);
  };
  return {
    json,
    interactive: !json && stdout.isTTY === true && process.stdin.isTTY === true,
    line,
    note: (text) => {
      if (!json) stderr.write(`${text}\n`);
    },
    table: (heads, rows) => {
      for (const text of tableLines(heads, rows, (head) => paint('bold', head))) line(text);
    },
    result: (value) => {
      if (json) stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    paint,
  };
}

const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
const width = (text: string) => [...text.replaceAll(ANSI, '')].length;
const pad = (text: string, columns: number) => text + ' '.repeat(Math.max(0, columns - width(text)));

/** Lines of a table, without trailing blanks. */
function tableLines(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  paintHead: (head: string) => string = (head) => head,
): string[] {
  const widths = heads.map((head, column) => Math.max(width(head), ...rows.map((row) => width(row[column] ?? ''))));
  const join = (cells: readonly string[]) =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [join(heads.map(paintHead)), ...rows.map(join)];
}

/** `ok`, `warn`, `FAIL` in their colours. */
export const stateLabel = (out: Output, state: 'ok' | 'warn' | 'fail'): string =>
  out.paint(state, state === 'fail' ? 'FAIL' : state);
