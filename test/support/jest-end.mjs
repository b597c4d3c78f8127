// After all test files: ends the shared Temporal server, if one was started, and removes its folder.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export default function end() {
  const folder = process.env.ML_CONNECTOR_TEST_TEMPORAL;
  if (folder === undefined) return;
  const note = join(folder, 'server.json');
  const { pid } = existsSync(note) ? JSON.parse(readFileSync(note, 'utf8')) : {};
  try {
    // Its process group; everything in it was in memory, so nothing needs a gentle end.
    if (pid > 0) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
  rmSync(folder, { recursive: true, force: true });
}
