/** Waiting is not failing: a parked connection, a paused one, shadow mode, and a record that waits for very long. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PATIENCE_MS } from '../support/patience.ts';
import { START_TIMEOUT_MS } from '../support/temporal.ts';
import { CONNECTION, type Stack, startStack } from './stack.ts';

let stack: Stack;
let next = 1;

beforeAll(async () => {
  stack = await startStack({ name: 'waiting' });
  stack.netSuite.seed({
    customers: [{ companyName: 'Northside' }],
    items: [{ itemId: 'A', stock: [{ location: '1', quantity: 1000 }] }],
  });
  stack.shipStation.seed({ subscriptions: [{ api: 'v1', event: 'ITEM_SHIP_NOTIFY', url: stack.hookUrl }] });
}, START_TIMEOUT_MS);
afterAll(async () => stack?.stop());

/** An order that has shipped; with a sales order unless `unknown`. */
function shipped(options: { unknown?: boolean } = {}): { orderId: number; number: string } {
  const number = `W-${next++}`;
  const items = [{ lineItemKey: '1', sku: 'A', name: 'A', quantity: 1, unitPrice: 3 }];
  const orderId = stack.shipStation.seed({ orders: [{ orderNumber: number, orderKey: number, items }] }).orderIds[0]!;
  if (!options.unknown) {
    stack.netSuite.seed({
      salesOrders: [{ otherRefNum: number, orderStatus: 'B', lines: [{ item: 'A', quantity: 1, location: '1' }] }],
    });
  }
  stack.shipStation.admin.buyLabels([{ orderId }]);
  return { orderId, number };
}

const isWaiting = (wanted: string) => (status: string, cause: string | undefined) =>
  status === 'waiting' && cause === wanted;
const isDone = (status: string) => status === 'done';

test('refused credentials park the connection, and everything goes on by itself when they work again', async () => {
  const { tokens } = stack.netSuite.simulation;
  tokens.revokeCertificate(stack.certificate.kid);
  tokens.expireTokens();
  await stack.store.secrets.remove(CONNECTION, 'token/netsuite');
  const { orderId } = shipped();
  const waiting = await stack.recordWhen(orderId, (status) => status === 'waiting');
  expect(['auth', 'connection-parked']).toContain(waiting?.cause);
  expect((await stack.store.connections.get(CONNECTION))?.parked).toMatchObject({
    system: 'netsuite',
    failureType: 'Auth',
  });

  // Meanwhile webhooks are followed, and their orders are known to wait.
  const second = shipped();
  await stack.recordWhen(second.orderId, isWaiting('connection-parked'));

  tokens.register(stack.certificate);
  await stack.recordWhen(orderId, isDone);
  await stack.recordWhen(second.orderId, isDone);
  expect((await stack.store.connections.get(CONNECTION))?.parked).toBeUndefined();
});

test('an expired token costs one new one and nothing else', async () => {
  stack.netSuite.simulation.tokens.expireTokens();
  await stack.recordWhen(shipped().orderId, isDone);
  expect((await stack.store.connections.get(CONNECTION))?.parked).toBeUndefined();
});

test('a paused connection keeps its webhooks and writes nothing until it is resumed', async () => {
  await stack.configure({}, { mode: 'paused' });
  const { orderId } = shipped();
  await stack.shipStation.courier.idle();
  expect((await stack.store.inbox.counts(CONNECTION)).stored).toBeGreaterThan(0);
  expect(await stack.store.records.get(CONNECTION, 'orderShipped', String(orderId))).toBeUndefined();
  await stack.configure({});
  await stack.recordWhen(orderId, isDone);
});

test('an event of NetSuite wakes the order that waited for its sales order, long before the next look', async () => {
  const secret = 'only the script in NetSuite knows this';
  const sealed = stack.vault.seal(JSON.stringify({ secret }), `secret/${CONNECTION}/netsuite-push`);
  await stack.store.secrets.put(CONNECTION, 'netsuite-push', sealed, stack.vault.keyIdOf(sealed));
  await stack.configure({ recheck: '1h' });
  const { orderId, number } = shipped({ unknown: true });
  await stack.recordWhen(orderId, isWaiting('order-not-found'));
  stack.netSuite.seed({
    salesOrders: [{ otherRefNum: number, orderStatus: 'B', lines: [{ item: 'A', quantity: 1, location: '1' }] }],
  });
  const event = { eventId: number, eventType: 'create', recordType: 'salesorder', recordId: '99' };
  const response = await fetch(`${stack.hookUrl}/netsuite`, {
    method: 'POST',
    headers: { 'X-ML-Connector-Secret': secret },
    body: JSON.stringify(event),
  });
  expect(response.status).toBe(200);
  await stack.recordWhen(orderId, isDone);
  await stack.configure({});
});

test('shadow mode tells what it would write and writes nothing', async () => {
  await stack.configure({}, { mode: 'shadow' });
  const before = stack.netSuite.dump().itemFulfillments.length;
  const { orderId } = shipped();
  const waiting = await stack.recordWhen(orderId, isWaiting('shadow-mode'));
  expect(waiting?.reason).toContain('would: fulfil 1 on');
  expect(stack.netSuite.dump().itemFulfillments).toHaveLength(before);
  await stack.configure({});
  await stack.client.workflow.getHandle(`${CONNECTION}/orderShipped/${orderId}`).signal('retry', { by: 'ann' });
  await stack.recordWhen(orderId, isDone);
});

test('the same event told many times is one look, another event is another', async () => {
  const { orderId } = shipped({ unknown: true });
  await stack.recordWhen(orderId, isWaiting('order-not-found'));
  await stack.configure({ recheck: '1h' });
  const handle = stack.client.workflow.getHandle(`${CONNECTION}/orderShipped/${orderId}`);
  // Asked for so that the long recheck is in force.
  await handle.executeUpdate('retry', { args: [{ by: 'test' }] });
  const rounds = async () => ((await handle.query('status')) as { rounds: number }).rounds;
  const before = await rounds();
  for (let i = 0; i < 5; i++)
    await handle.signal('wake', { eventId: 'webhook:shipment:1', cause: 'webhook', at: '2026-11-21T00:00:00.000Z' });
  await until(async () => (await rounds()) > before);
  await handle.signal('wake', { eventId: 'webhook:shipment:2', cause: 'webhook', at: '2026-11-21T00:00:00.000Z' });
  await until(async () => (await rounds()) > before + 1);
  for (let i = 0; i < 3; i++) {
    await handle.signal('wake', { eventId: 'webhook:shipment:2', cause: 'webhook', at: '2026-11-21T00:00:00.000Z' });
    // The query is answered after the signal was taken in, so a repeated event would have begun a look by now.
    await rounds();
  }
  const state = (await handle.executeUpdate('retry', { args: [{ by: 'test' }] })) as { rounds: number };
  expect(state.rounds).toBe(before + 3);
  await stack.configure({});
});

test('a retry during a look counts for the next look: until then the status says so, and the ledger names who asked once', async () => {
  const { orderId } = shipped({ unknown: true });
  await stack.recordWhen(orderId, isWaiting('order-not-found'));
  await stack.configure({ recheck: '1h' });
  const handle = stack.client.workflow.getHandle(`${CONNECTION}/orderShipped/${orderId}`);
  const status = () => handle.query('status') as Promise<{ rounds: number; looking?: boolean }>;
  const steps = async () => (await handle.describe()).raw.pendingActivities?.length ?? 0;
  await handle.executeUpdate('retry', { args: [{ by: 'bob' }] });
  const before = await status();
  expect(before.looking).toBeUndefined();
  // Two looks that take long enough to be seen.
  stack.netSuite.simulation.faults.replace([{ kind: 'slow', delayMs: 700, path: 'suiteql', times: 2 }]);
  await handle.signal('wake', { eventId: 'webhook:shipment:7', cause: 'webhook', at: '2026-11-21T00:00:00.000Z' });
  await until(async () => (await steps()) > 0);
  await handle.signal('retry', { by: 'ann' });
  await until(async () => (await status()).rounds > before.rounds);
  expect(await status()).toMatchObject({ rounds: before.rounds + 1, looking: true });
  await until(async () => (await status()).looking === undefined);
  expect((await status()).rounds).toBe(before.rounds + 2);
  const rows = await stack.store.ledger.forRecord(CONNECTION, 'orderShipped', String(orderId));
  const askedBy = rows
    .filter(({ step }) => step === 'waiting')
    .map(({ summary }) => /\(retry by (\w+)\)$/.exec(summary)?.[1]);
  expect(askedBy.slice(-2)).toEqual([undefined, 'ann']);
  stack.netSuite.simulation.faults.replace([]);
  await stack.configure({});
});

test('a record that waits through many looks continues as new and loses nothing', async () => {
  const { orderId, number } = shipped({ unknown: true });
  await stack.recordWhen(orderId, isWaiting('order-not-found'));
  const handle = stack.client.workflow.getHandle(`${CONNECTION}/orderShipped/${orderId}`);
  const firstRun = (await handle.describe()).runId;
  for (let i = 0; i < 45; i++) await handle.executeUpdate('retry', { args: [{ by: 'test' }] });
  const now = await handle.describe();
  expect(now.runId).not.toBe(firstRun);
  expect(now.historyLength).toBeLessThan(2_500);
  const state = (await handle.query('status')) as { rounds: number; waitingSince: string };
  expect(state.rounds).toBeGreaterThanOrEqual(46);
  stack.netSuite.seed({
    salesOrders: [{ otherRefNum: number, orderStatus: 'B', lines: [{ item: 'A', quantity: 1, location: '1' }] }],
  });
  await stack.recordWhen(orderId, isDone);
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error('it did not come about in time');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
