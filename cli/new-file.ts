/** A file that a command makes: never over an existing one, readable only by its owner. */
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { refused } from './errors.ts';

/** Exit code 4 when the file exists. */
async function newFile(file: string): Promise<Writable> {
  const stream = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  return new Promise((resolve, reject) => {
    stream.once('open', () => resolve(stream));
    stream.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EEXIST' ? refused(`${file} exists already and is left as it is.`, 'Name a new file.') : error,
      ),
    );
  });
}

/** Runs `work` with a writer of lines into a new file, or to stdout where none is named. */
export async function writeLines(
  file: string | undefined,
  work: (line: (text: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const target = file === undefined ? process.stdout : await newFile(file);
  await work(async (text) => {
    if (!target.write(`${text}\n`)) await new Promise((resolve) => target.once('drain', resolve));
  });
  if (target === process.stdout) return;
  target.end();
  await finished(target);
}
