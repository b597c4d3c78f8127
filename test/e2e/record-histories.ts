/**
 * Saves the histories of finished runs for test/replay, in clear text, when RECORD_HISTORIES is set. The trap: a stored
 * history must be written by the proto converter, or it cannot be read back for replay.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Machine } from './machine.ts';

const FOLDER = fileURLToPath(new URL('../replay/histories/', import.meta.url));
/** Of each workflow type, so many runs with different numbers of events. */
const PER_TYPE = 5;

export const isRecording = (): boolean => process.env.RECORD_HISTORIES !== undefined;

export async function recordHistories(stack: Pick<Machine, 'client'>): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const kept = new Map<string, Set<number>>();
  for await (const run of stack.client.workflow.list()) {
    const lengths = kept.get(run.type) ?? new Set<number>();
    if (lengths.size >= PER_TYPE || lengths.has(run.historyLength)) continue;
    kept.set(run.type, lengths.add(run.historyLength));
    const handle = stack.client.workflow.getHandle(run.workflowId, run.runId);
    const history = historyToJSON(await handle.fetchHistory());
    writeFileSync(`${FOLDER}${run.type}-${run.historyLength}.json`, `${history}\n`);
  }
}
