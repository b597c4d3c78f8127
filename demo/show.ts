/**
 * What the person at the screen sees: short lines with the time, tables, colour only on a terminal.
 * The trap: with --json standard output belongs to the machine, so all of this goes to standard error then.
 */
import { styleText } from 'node:util';

type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'bold';
const STYLES = { good: 'green', bad: 'red', warn: 'yellow', dim: 'dim', bold: 'bold' } as const;

export type Show = {
  /** A line of the story, with the seconds since the start. */
  tell(text: string, tone?: Tone): void;
  /** A line as it is. */
  line(text?: string, tone?: Tone): void;
  title(text: string): void;
  /** Two columns; the tone colours the value. */
  table(rows: readonly (readonly [string, string, Tone?])[]): void;
};

export function createShow(stream: NodeJS.WriteStream): Show {
  const startedMs = Date.now();
  const paint = (text: string, tone?: Tone) => (tone === undefined ? text : styleText(STYLES[tone], text, { stream }));
  const line = (text = '', tone?: Tone) => void stream.write(`${paint(text, tone)}\n`);
  const clock = () => `${((Date.now() - startedMs) / 1000).toFixed(1).padStart(6)} s`;
  return {
    line,
    tell: (text, tone) => line(`${paint(clock(), 'dim')}  ${paint(text, tone)}`),
    title: (text) => line(`\n${paint(text, 'bold')}`),
    table: (rows) => {
      const width = Math.max(...rows.map(([name]) => name.length));
      for (const [name, value, tone] of rows) line(`  ${name.padEnd(width)}   ${paint(value, tone)}`);
    },
  };
}
