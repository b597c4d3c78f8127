/**
 * Every stored history is replayed on today's workflow code: a change that would break running workflows goes red here.
 * To record anew after an intended change: RECORD_HISTORIES=1 npm test -- test/e2e
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { bundleWorkflowCode, Runtime, Worker } from '@temporalio/worker';
import { failureConverterPath } from '../../vault/data-converter.ts';

const FOLDER = fileURLToPath(new URL('./histories/', import.meta.url));
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };

Runtime.install({ logger: quiet, telemetryOptions: { logging: { filter: 'OFF', forward: {} } } });

const histories = () =>
  files.map((name) => ({ workflowId: name, history: JSON.parse(readFileSync(FOLDER + name, 'utf8')) }));

async function replay(code: string): Promise<string[]> {
  const broken: string[] = [];
  const results = Worker.runReplayHistories(
    { workflowBundle: { code }, dataConverter: { failureConverterPath } },
    histories(),
  );
  for await (const { workflowId, error } of results)
    if (error !== undefined) broken.push(`${workflowId}: ${error.message}`);
  return broken;
}

test('each workflow type that runs for long has stored histories', () => {
  for (const type of ['orderShipped', 'webhookPointer', 'sweep', 'reconciliation', 'stockLevels', 'customerProfiles'])
    expect(files.some((name) => name.startsWith(`${type}-`))).toBe(true);
});

test('stored histories replay on the present code, and a changed workflow is caught', async () => {
  const { code } = await bundleWorkflowCode({ workflowsPath, failureConverterPath, logger: quiet });
  expect(await replay(code)).toEqual([]);
  const changed = code.replace('steps.netSuite.observeSalesOrder(', 'steps.netSuite.observeSomethingElse(');
  expect(changed).not.toBe(code);
  expect((await replay(changed)).some((line) => line.includes('orderShipped'))).toBe(true);
});
