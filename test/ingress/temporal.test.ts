// The front door's process against the real server: what arrives there, and what the relay sends after an outage.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { START_TIMEOUT_MS, startTestServer, type TestServer } from '../support/temporal.ts';
import { eventually, pointerBody } from './front-door.ts';
import { type IngressHome, makeIngressHome, ready } from './process.ts';

let server: TestServer;
let home: IngressHome;
beforeAll(async () => {
  server = await startTestServer('ingress');
  home = await makeIngressHome();
}, START_TIMEOUT_MS);
afterAll(async () => {
  home.remove();
  await server.close();
});

const post = (url: string, batchId: number) => fetch(url, { method: 'POST', body: pointerBody(batchId) });
const allSignalled = () => eventually(home.rows, (rows) => rows.every((row) => row.state === 'signalled'));

test('a process that died with unsent webhooks: its successor sends them, copies wake one workflow', async () => {
  const first = await home.start();
  await ready(first);
  await Promise.all([1, 2, 2, 2].map((batchId) => post(first.hookUrl, batchId)));
  first.child.kill('SIGKILL');
  await first.ended;
  expect(new Set((await home.rows()).map((row) => row.state))).toEqual(new Set(['stored']));

  const second = await home.start({ TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: server.namespace });
  await ready(second);
  await allSignalled();
  expect((await post(second.hookUrl, 2)).status).toBe(200);
  const rows = await allSignalled();
  expect(rows.map((row) => row.deliveries).sort()).toEqual([1, 4]);

  for (const row of rows) {
    const workflow = server.client().workflow.getHandle(row.workflowId!);
    const { events } = await workflow.fetchHistory();
    const signals = events?.filter((event) => event.workflowExecutionSignaledEventAttributes);
    expect((await workflow.describe()).type).toBe('webhookPointer');
    expect(signals?.length).toBe(row.deliveries === 1 ? 1 : 2);
    expect(JSON.stringify(events)).not.toContain(Buffer.from(row.id).toString('base64'));
  }
  second.child.kill('SIGTERM');
  expect(await second.ended).toBe(0);
});
