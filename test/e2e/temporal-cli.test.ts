/** The `temporal` command line against our workflows, with the commands of docs/web-ui.md. */
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { resolveTemporalBinary } from '../../runtime/temporal-binary.ts';
import { MAIN_QUEUE } from '../../workflows/policies.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { type CodecAddress, startCodec } from '../support/web-ui.ts';
import { CONNECTION, type Stack, startStack } from './stack.ts';

const run = promisify(execFile);
const SETTINGS = { recheck: '1h' };
const MISSING = 'GLV-M-100';

let stack: Stack;
let codec: CodecAddress;
let program: string;

beforeAll(async () => {
  program = (await resolveTemporalBinary({ say: () => undefined })).path;
  stack = await startStack({ name: 'temporal-cli' });
  codec = await startCodec(stack.masterKey);
  await stack.configure(SETTINGS);
  stack.netSuite.seed({
    customers: [{ companyName: 'Northside' }],
    items: [{ itemId: 'A', stock: [{ location: '1', quantity: 1000 }] }],
  });
}, START_TIMEOUT_MS);
afterAll(async () => {
  await codec?.close();
  await stack?.stop();
});

/** An order that has shipped, of which no webhook tells. */
function shipped(number: string, sku: string): { orderId: number; workflowId: string } {
  const items = [{ lineItemKey: '1', sku, name: sku, quantity: 1, unitPrice: 3 }];
  const orderId = stack.shipStation.seed({ orders: [{ orderNumber: number, orderKey: number, items }] }).orderIds[0]!;
  stack.netSuite.seed({
    salesOrders: [{ otherRefNum: number, orderStatus: 'B', lines: [{ item: 'A', quantity: 1, location: '1' }] }],
  });
  stack.shipStation.admin.buyLabels([{ orderId }]);
  return { orderId, workflowId: `${CONNECTION}/orderShipped/${orderId}` };
}

/** Runs `temporal workflow …`; `token` of the codec server, absent = without one. */
async function workflow(args: string[], token?: string): Promise<string> {
  const env = {
    // Not the person's own settings of the program.
    HOME: tmpdir(),
    TEMPORAL_ADDRESS: stack.server.address,
    TEMPORAL_NAMESPACE: stack.server.namespace,
    ...(token === undefined ? {} : { TEMPORAL_CODEC_ENDPOINT: codec.url, TEMPORAL_CODEC_AUTH: `Bearer ${token}` }),
  };
  const { stdout } = await run(program, ['workflow', ...args], { env });
  return stdout;
}

/** Starts a backfill of last week until tomorrow with the input as a person types it; answers its workflow id. */
async function startBackfill(token?: string): Promise<string> {
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const [from, to] = [day(-7), day(1)];
  const id = `${CONNECTION}/orderShipped/backfill/${from}..${to}${token === undefined ? '' : '-sealed'}`;
  const input = JSON.stringify({ connection: CONNECTION, sync: 'orderShipped', from, to });
  const start = ['start', '--type', 'backfill', '--task-queue', MAIN_QUEUE, '--workflow-id', id, '--input', input];
  await workflow(start, token);
  return id;
}

test('a backfill started with plain JSON finds what nothing told of', async () => {
  const { orderId } = shipped('C-1', 'A');
  const id = await startBackfill();
  await stack.recordWhen(orderId, (status) => status === 'done');
  expect(await workflow(['result', '--workflow-id', id], codec.token)).toMatch(/"done":true.*"woken":1/);
  // Sealed by the codec server on its way, the input is read just as well.
  const sealed = await startBackfill(codec.token);
  expect(await workflow(['result', '--workflow-id', sealed], codec.token)).toMatch(/"done":true.*"settled":1/);
  expect(await workflow(['show', '--workflow-id', sealed, '--output', 'json'])).toContain('encryption-key-id');
});

test('status is clear text with the token of the codec server only, and retry and skip are obeyed', async () => {
  const [mended, skipped] = [shipped('C-2', MISSING), shipped('C-3', MISSING)];
  await startBackfill();
  for (const { orderId } of [mended, skipped]) await stack.recordWhen(orderId, (status) => status === 'waiting');

  const status = ['query', '--workflow-id', mended.workflowId, '--type', 'status'];
  expect(await workflow(status, codec.token)).toContain(`SKU ${MISSING} is not in NetSuite`);
  const withoutCodec = await workflow(status);
  expect(withoutCodec).toContain('encryption-key-id');
  expect(withoutCodec).not.toContain(MISSING);
  await expect(workflow(status, 'a-guess-at-the-token')).rejects.toThrow(/needs its token/);

  await workflow(['signal', '--workflow-id', skipped.workflowId, '--name', 'skip', '--input', '{"by":"ann"}']);
  await stack.recordWhen(skipped.orderId, (status) => status === 'skipped');

  await stack.configure({ ...SETTINGS, skuAliases: { [MISSING]: 'A' } });
  const retry = ['update', 'execute', '--workflow-id', mended.workflowId, '--name', 'retry', '--input', '{"by":"ann"}'];
  expect(await workflow(retry, codec.token)).toContain('status:done');
  await stack.recordWhen(mended.orderId, (status) => status === 'done');
});
