/**
 * The command line. Any error becomes one clear sentence and an exit code; the stack only with --debug.
 * The trap: with --json the error too is JSON, on stderr, so that stdout stays empty.
 */
import { CommanderError } from 'commander';
import { describeError } from './errors.ts';
import { createProgram } from './program.ts';

// The reader of a pipe may leave early (`… | head`); that is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  fail(error);
}

function fail(error: unknown): void {
  // commander has printed its help, version or complaint by itself.
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    return;
  }
  const { exitCode, message, fix } = describeError(error);
  process.exitCode = exitCode;
  if (process.argv.includes('--json')) process.stderr.write(`${JSON.stringify({ error: message, fix, exitCode })}\n`);
  else process.stderr.write(`${message}\n${fix === undefined ? '' : `${fix}\n`}`);
  if (process.argv.includes('--debug') && error instanceof Error) process.stderr.write(`\n${error.stack ?? ''}\n`);
}
