/**
 * Makes sure that there is a Temporal server program before anything is started: finding it takes nothing, building it
 * takes minutes, and its progress belongs on the screen. The trap: standard output may belong to --json.
 */
import { spawn } from 'node:child_process';
import { nodeArguments, ROOT } from './processes.ts';

/** Progress goes to standard error. Throws when none can be had; the reason is on the screen by then. */
export async function provideTemporal(): Promise<void> {
  const child = spawn(process.execPath, nodeArguments('runtime/temporal-resolve.ts', []), {
    cwd: ROOT,
    stdio: ['ignore', process.stderr, process.stderr],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error('There is no Temporal server program, and none could be made.');
}
