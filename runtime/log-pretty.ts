/**
 * Log lines for a person at a terminal: `05:29:36 WARN  worker  text  key=value`.
 * The trap: this is for development; what collects logs in production wants the JSON lines.
 */
import type { DestinationStream } from 'pino';

const COLOUR: Record<string, string> = {
  warn: '\u001B[33m',
  error: '\u001B[31m',
  fatal: '\u001B[31m',
  debug: '\u001B[2m',
};
const PLAIN = '\u001B[0m';

const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function stackOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'stack' in value ? `\n    ${String(value.stack)}` : '';
}

/** One JSON line as a readable one; what is not JSON comes back unchanged. */
export function prettyLine(line: string, colour: boolean): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line);
  } catch {
    return line;
  }
  const { time, level, name, msg, err, ...rest } = entry;
  const fields = Object.entries(rest).map(([key, value]) => `${key}=${valueText(value)}`);
  const problem = typeof err === 'object' && err !== null && 'message' in err ? `error=${valueText(err.message)}` : '';
  const head = `${String(time).slice(11, 19)} ${String(level).toUpperCase().padEnd(5)} ${name}`;
  const paint = colour ? COLOUR[String(level)] : undefined;
  const text = [head, String(msg ?? ''), ...fields, problem].filter((part) => part !== '').join('  ');
  return `${paint === undefined ? text : `${paint}${text}${PLAIN}`}${stackOf(err)}\n`;
}

/** Wraps the stream that the JSON lines would go to. */
export const prettyStream = (sink: DestinationStream): DestinationStream => ({
  write: (line) => sink.write(prettyLine(line, process.stdout.isTTY === true && process.env.NO_COLOR === undefined)),
});
